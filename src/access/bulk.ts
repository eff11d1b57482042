import type { Session } from './session.ts';

const rowsPerStatement = 50;
/** From this share of a table on, building its indexes anew is faster than keeping them up row by row. */
const rebuildShare = 0.1;
const fewRows = 5000;

export interface BulkInsert {
  /** One value after the other, in the order of the columns. */
  put(value: unknown): void;
  end(): void;
}

/** Inserts rows in statements of fifty, and one by one what is left over. */
export function bulkInsert({ handle }: Session, table: string, columns: readonly string[]): BulkInsert {
  const tuple = `(${columns.map(() => '?').join(', ')})`;
  const head = `insert into "${table}" (${columns.map((column) => `"${column}"`).join(', ')}) values `;
  const many = handle.prepare(head + Array.from({ length: rowsPerStatement }, () => tuple).join(', '));
  const full = rowsPerStatement * columns.length;
  const waiting: unknown[] = Array.from({ length: full }, () => null);
  let at = 0;
  return {
    put(value) {
      waiting[at] = value;
      at += 1;
      if (at < full) return;
      many.run(...waiting);
      at = 0;
    },
    end() {
      const one = handle.prepare(head + tuple);
      for (let from = 0; from < at; from += columns.length) one.run(...waiting.slice(from, from + columns.length));
      at = 0;
    },
  };
}

/** Runs `insert` with the table's indexes out of the way when that many rows are worth it; they come back word for word. */
export function withoutIndexes(session: Session, table: string, rows: number, insert: () => void): void {
  const { handle } = session;
  const stored = Number(handle.prepare(`select coalesce(max(id), 0) from "${table}"`).pluck().get());
  if (rows < fewRows || rows < stored * rebuildShare) return insert();
  const indexes = handle
    .prepare<[string], { name: string; sql: string }>(
      "select name, sql from sqlite_schema where type = 'index' and tbl_name = ? and sql is not null",
    )
    .all(table);
  for (const { name } of indexes) handle.exec(`drop index "${name}"`);
  insert();
  for (const { sql } of indexes) handle.exec(sql);
}
