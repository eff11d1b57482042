import type { Handle } from './open.ts';

/** A column that refers to the id of a row of another table, or of its own. */
export interface ForeignKey {
  table: string;
  column: string;
  /** Whether the table has a column of that name. */
  has: (column: string) => boolean;
}

/** Every column of the schema that refers to one of these tables, as SQLite itself knows them, so that none is forgotten. */
export function foreignKeysTo(handle: Handle, targets: readonly string[]): ForeignKey[] {
  const rows = handle
    .prepare<[], { table: string; column: string; target: string }>(
      `select m.name as "table", f."from" as "column", f."table" as target
       from sqlite_schema m join pragma_foreign_key_list(m.name) f where m.type = 'table' order by m.name, f."from"`,
    )
    .all();
  const columnsOf = handle.prepare('select name from pragma_table_info(?)').pluck();
  return rows
    .filter(({ target }) => targets.includes(target))
    .map(({ table, column }) => {
      const columns = new Set(columnsOf.all(table));
      return { table, column, has: (name) => columns.has(name) };
    });
}
