import type { Access } from '../../access/access.ts';
import { lookupOf } from '../../access/lookup.ts';
import type { Reading } from '../../access/session.ts';
import { readTable, type ReadOptions, type Table } from '../../csv/read.ts';
import type { Source } from '../../csv/source.ts';
import { Invalid } from '../../domain/errors.ts';
import { todayOf } from '../../domain/partial-date.ts';
import { kinds } from '../../kinds/index.ts';
import type { RecordKind } from '../../kinds/kind.ts';
import { resolver, isFound } from '../records/resolve.ts';
import { commandFor } from './guess-command.ts';
import { guessCells, isAmbiguous, type CellGuess } from './guess-cells.ts';
import { guessColumns, type ColumnGuess, type Sample } from './guess-columns.ts';
import { readableTraits } from './wide.ts';

export interface Inspection {
  file: string;
  encoding: string;
  delimiter: string;
  header_line: number;
  /** How many rows were looked at, and whether the file has more. */
  rows: number;
  more: boolean;
  kind: string;
  columns: (ColumnGuess & Omit<CellGuess, 'marks'> & { header: string })[];
  command: string;
  notes: string[];
}

const mostRows = 1000;
/** Of the values of a column, so many are looked up among the records. */
const mostLookedUp = 50;

/** What a file seems to hold, judged by its first rows and by what the actor reads; nothing is stored. Errors: Invalid. */
export async function inspectFile(
  access: Access,
  source: Source,
  file: string,
  asked: ReadOptions,
  wanted: RecordKind | undefined,
): Promise<Inspection> {
  const { table, rows, more, notes, options } = await readFirst(source, asked);
  return access.read(async (reading) => {
    const today = todayOf(new Date(reading.now));
    const cells = table.header.map((_, at) => rows.map((row) => row[at] ?? ''));
    const guesses = cells.map((column) => guessCells(column, today));
    const lookUp = await finder(reading);
    const samples = table.header.map((header, at): Sample => {
      const values = [...new Set(cells[at])].filter((cell) => cell.trim() !== '' && !guesses[at]?.marks.includes(cell));
      return { header, type: guesses[at]?.type ?? 'text', names: lookUp(values.slice(0, mostLookedUp)) };
    });
    const { kind, columns } = guessColumns(samples, await readableTraits(reading), wanted);
    const ambiguous = table.header.filter((_, at) => {
      const guess = guesses[at];
      return (
        guess?.type === 'dmy' &&
        isAmbiguous(
          (cells[at] ?? []).filter((cell) => cell.trim() !== '' && !guess.marks.includes(cell)),
          today,
        )
      );
    });
    return {
      file,
      encoding: table.encoding,
      delimiter: table.delimiter,
      header_line: table.headerLine,
      rows: rows.length,
      more,
      kind: kind.plural,
      columns: table.header.map((header, at) => {
        const { type = 'text', examples = [], missing = 0 } = guesses[at] ?? {};
        return { header, ...(columns[at] ?? { means: null, trait: null }), type, missing, examples };
      }),
      command: commandFor(kind, file, table.header, columns, guesses, options),
      notes: [
        ...notes,
        ...repeated(kind, table.header, columns, cells),
        ...ambiguous.map((header) => `${header}: the dates may be dmy or mdy; dmy is assumed`),
      ],
    };
  });
}

/** Names that come back need something else to tell them apart. */
function repeated(
  kind: RecordKind,
  header: readonly string[],
  columns: readonly ColumnGuess[],
  cells: readonly (readonly string[])[],
): string[] {
  const at = columns.findIndex(({ means }) => means !== null && means === kind.naming);
  const values = cells[at] ?? [];
  const distinct = new Set(values).size;
  if (at < 0 || distinct === values.length) return [];
  return [
    `${header[at] ?? ''}: ${distinct} different values in ${values.length} rows; --set '${kind.naming ?? ''}={A}/{B}' makes one text of several columns`,
  ];
}

interface FirstRows {
  table: Table;
  rows: string[][];
  more: boolean;
  notes: string[];
  /** How it was read after all. */
  options: ReadOptions;
}

/** Reads as asked, or, where that cannot be, as the refusal itself proposes. */
async function readFirst(source: Source, asked: ReadOptions): Promise<FirstRows> {
  let options = asked;
  for (;;) {
    try {
      const table = await readTable(source, options);
      return { table, options, ...(await firstRows(table)) };
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

/** For the values of a column, the kinds of records that most of them name, among what the actor reads. */
async function finder(reading: Reading): Promise<(values: readonly string[]) => string[]> {
  const named = kinds.filter(({ naming, lookups }) => naming !== undefined && lookups.length > 0);
  const resolvers: { name: string; find: (value: string) => boolean }[] = [];
  for (const { name } of named) {
    const resolve = resolver(name, await lookupOf(reading, name));
    resolvers.push({ name, find: (value) => isFound(resolve(value)) });
  }
  return (values) =>
    values.length === 0
      ? []
      : resolvers
          .map(({ name, find }) => ({ name, hits: values.filter(find).length }))
          .filter(({ hits }) => hits * 2 >= values.length)
          .toSorted((a, b) => b.hits - a.hits)
          .map(({ name }) => name);
}
