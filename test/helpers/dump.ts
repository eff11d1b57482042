import Database from 'better-sqlite3';

/** What every command may write without changing anything that it was asked to change. */
const apart = new Set(['audit', 'job', 'job_log', 'job_range']);

const cell = (value: unknown): string =>
  Buffer.isBuffer(value) ? `x'${value.toString('hex')}'` : JSON.stringify(value);

/** Every row of every table except the audit log and the jobs, in an order of its own: equal texts, equal databases. */
export function dump(path: string): string {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const tables = db
      .prepare<[], { name: string }>(
        `select name from sqlite_schema where type = 'table' and name not like 'sqlite%' order by name`,
      )
      .all()
      .map(({ name }) => name)
      .filter((name) => !apart.has(name) && !name.startsWith('sqlite_'));
    return tables
      .map((name) => {
        const rows = db.prepare(`select * from "${name}"`).raw().all() as unknown[][];
        return [`-- ${name}`, ...rows.map((row) => row.map(cell).join(' ')).toSorted()].join('\n');
      })
      .join('\n');
  } finally {
    db.close();
  }
}
