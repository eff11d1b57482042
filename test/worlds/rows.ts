import type { Handle } from '../../src/db/open.ts';

type Cell = string | number | null | Buffer;

/** Gathers rows, and writes those of a table by few statements. */
export class Rows {
  readonly #tables = new Map<string, { columns: readonly string[]; rows: Cell[][] }>();

  /** The rows of a table have the same columns. */
  readonly add = (table: string, row: Readonly<Record<string, Cell>>): void => {
    const known = this.#tables.get(table);
    if (known === undefined) this.#tables.set(table, { columns: Object.keys(row), rows: [Object.values(row)] });
    else known.rows.push(Object.values(row));
  };

  write(handle: Handle): void {
    for (const [table, { columns, rows }] of this.#tables) {
      const holes = `(${columns.map(() => '?').join(', ')})`;
      let at = 0;
      for (const many of [64, 8, 1]) {
        if (rows.length - at < many) continue;
        const insert = handle.prepare(
          `insert into "${table}" (${columns.join(', ')}) values ${Array.from({ length: many }, () => holes).join(', ')}`,
        );
        for (; rows.length - at >= many; at += many) insert.run(rows.slice(at, at + many).flat());
      }
    }
  }
}
