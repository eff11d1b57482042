import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';

/** What every command may write without changing anything that it was asked to change. */
const bookkeeping = new Set(['audit', 'job', 'job_log', 'job_range']);

/** Opens a database beside the program, which must have closed it. */
export function withDatabase<T>(path: string, ask: (handle: BetterSqlite3.Database) => T): T {
  const handle = new BetterSqlite3(path, { fileMustExist: true, timeout: 10_000 });
  try {
    return ask(handle);
  } finally {
    handle.close();
  }
}

const dumps = new Map<string, Readonly<Record<string, string[]>>>();

/** Every row of every table and the whole schema, by name: two databases with the same content have the same dump. */
export function dump(path: string): Readonly<Record<string, string[]>> {
  // Most are taken to see that nothing has changed, and then not even a byte has.
  const wal = `${path}-wal`;
  const whole = !existsSync(wal) || statSync(wal).size === 0;
  const digest = whole ? createHash('sha1').update(readFileSync(path)).digest('hex') : '';
  const known = dumps.get(digest);
  if (known !== undefined) return known;
  const taken = freshDump(path);
  if (!whole) return taken;
  const [oldest] = dumps.keys();
  if (oldest !== undefined && dumps.size >= 4) dumps.delete(oldest);
  dumps.set(digest, taken);
  return taken;
}

function freshDump(path: string): Record<string, string[]> {
  return withDatabase(path, (handle) => {
    const schema = handle
      .prepare<[], { type: string; name: string; sql: string | null }>(
        "select type, name, sql from sqlite_schema where name not like 'sqlite%' order by type, name",
      )
      .all();
    const rows: Record<string, string[]> = {
      schema: schema.map((entry) => JSON.stringify(entry)),
      user_version: [String(handle.pragma('user_version', { simple: true }))],
    };
    for (const { type, name } of schema) {
      if (type !== 'table') continue;
      rows[name] = handle
        .prepare<[], unknown[]>(`select * from "${name}"`)
        .raw()
        .all()
        .map((row) => JSON.stringify(row))
        .toSorted();
    }
    return rows;
  });
}

/** The same without the log of what was tried. */
export const withoutLog = (path: string): Record<string, string[]> =>
  Object.fromEntries(Object.entries(dump(path)).filter(([table]) => !bookkeeping.has(table)));

/** That as a text: equal texts, equal contents. */
export const contents = (path: string): string => JSON.stringify(withoutLog(path), null, 1);

export const rowsOf = <Row>(path: string, sql: string): Row[] =>
  withDatabase(path, (handle) => handle.prepare<[], Row>(sql).all());

/** The number that a query like `select count(*)` answers with. */
export const numberOf = (path: string, sql: string): number =>
  withDatabase(path, (handle) => Number(handle.prepare(sql).pluck().get()));

/** Every file below a directory with a digest of its bytes; `without` names those to leave out. */
export function filesOf(dir: string, without: readonly string[] = []): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' }).toSorted()) {
    if (without.includes(name)) continue;
    const stat = lstatSync(join(dir, name));
    found[name] = stat.isFile()
      ? createHash('sha256')
          .update(readFileSync(join(dir, name)))
          .digest('hex')
      : stat.isDirectory()
        ? 'directory'
        : 'special';
  }
  return found;
}
