import { readTable, type ReadOptions, type Table } from '../../csv/read.ts';
import type { Source } from '../../csv/source.ts';
import { Invalid } from '../../domain/errors.ts';

const mostRows = 1000;

export interface FirstRows {
  table: Table;
  rows: string[][];
  more: boolean;
  notes: string[];
  /** How it was read after all. */
  options: ReadOptions;
}

export async function readFirst(source: Source, options: ReadOptions): Promise<FirstRows> {
  const table = await readTable(source, options);
  return { table, options, ...(await firstRows(table)) };
}

/** Reads as asked, or, where that cannot be, as the refusal itself proposes. */
export async function asProposed<T>(asked: ReadOptions, read: (options: ReadOptions) => Promise<T>): Promise<T> {
  for (let options = asked; ;) {
    try {
      return await read(options);
    } catch (error) {
      const hint = error instanceof Invalid ? (error.hint ?? '') : '';
      const [, option, value = ''] = /--(delimiter|encoding) (\w[\w-]*)/.exec(hint) ?? [];
      if ((option !== 'delimiter' && option !== 'encoding') || options[option] !== undefined) throw error;
      options = { ...options, [option]: value };
    }
  }
}

async function firstRows(table: Table): Promise<Pick<FirstRows, 'rows' | 'more' | 'notes'>> {
  const rows: string[][] = [];
  const notes: string[] = [];
  for await (const batch of table.batches()) {
    rows.push(...batch.rows.slice(0, mostRows + 1 - rows.length));
    for (const { line, code, message } of batch.problems) notes.push(`line ${line}: ${message} [${code}]`);
    if (rows.length > mostRows) break;
  }
  return { rows: rows.slice(0, mostRows), more: rows.length > mostRows, notes: notes.slice(0, 5) };
}
