import type { Session } from './session.ts';

/**
 * Runs `act`, then takes back whatever it wrote and made. With `shadow`, whatever it writes goes to temporary tables, so a
 * reader needs no write lock for it, and may be reading a file that nobody can write.
 */
export async function aside<T>(session: Session, act: () => Promise<T>): Promise<T> {
  const { handle } = session;
  handle.exec('savepoint aside');
  try {
    return await act();
  } finally {
    // After a full disk SQLite has ended the transaction by itself.
    if (handle.inTransaction) handle.exec('rollback to aside; release aside');
    session.reached = false;
    session.scoped = false;
  }
}

interface Column {
  name: string;
  type: string;
  pk: number;
  dflt_value: string | null;
}

/** Puts temporary copies of the tables before the real ones, of all their rows or of those where `which` holds: every query then means the copies. */
export function shadow({ handle }: Session, tables: readonly string[], which = 'true'): void {
  const columnsOf = handle.prepare<[string], Column>(`select * from pragma_table_info(?, 'main')`);
  const indexesOf = handle
    .prepare<[string]>(`select sql from main.sqlite_schema where type = 'index' and tbl_name = ? and sql is not null`)
    .pluck();
  for (const table of tables) {
    const columns = columnsOf
      .all(table)
      .map(
        ({ name, type, pk, dflt_value: value }) =>
          `"${name}" ${type}${pk === 1 && name === 'id' ? ' primary key' : ''}${value === null ? '' : ` default ${value}`}`,
      );
    handle.exec(`create temp table "${table}" (${columns.join(', ')})`);
    handle.exec(`insert into temp."${table}" select * from main."${table}" where ${which}`);
    // What is unique may be so no longer while a history is wound back.
    for (const sql of indexesOf.all(table) as string[])
      handle.exec(sql.replace(/^create (?:unique )?index /i, 'create index temp.'));
  }
}
