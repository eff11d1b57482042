import type { Access } from '../../access/access.ts';
import { lookupOf } from '../../access/lookup.ts';
import type { Reading } from '../../access/session.ts';
import type { ReadOptions } from '../../csv/read.ts';
import type { Source } from '../../csv/source.ts';
import { NotFound } from '../../domain/errors.ts';
import { todayOf } from '../../domain/partial-date.ts';
import { kinds } from '../../kinds/index.ts';
import { fileKinds, type Columned } from '../../kinds/file-kinds.ts';
import { memberKind } from '../../kinds/member-columns.ts';
import type { Found } from '../../kinds/kind.ts';
import { defaultsOf } from '../records/defaults.ts';
import { resolver, isFound } from '../records/resolve.ts';
import { isBibliography } from './bib-table.ts';
import { asProposed, readFirst } from './first-rows.ts';
import { propose } from './guess-command.ts';
import { guessCells, isAmbiguous, type CellGuess } from './guess-cells.ts';
import { guessColumns, type ColumnGuess, type Sample } from './guess-columns.ts';
import { isOfMembers, memberGuesses } from './guess-members.ts';
import { oneObject } from './guess-object.ts';
import { inspectBibliography } from './inspect-bibliography.ts';
import { readableTraits } from './wide.ts';

export interface Inspection {
  file: string;
  format: 'table' | 'bibtex';
  encoding: string;
  /** Null in a BibTeX file, as is the line of the header. */
  delimiter: string | null;
  header_line: number | null;
  /** How many rows were looked at, and whether the file has more. */
  rows: number;
  more: boolean;
  /** Null where no header is like a column of any kind. */
  kind: string | null;
  columns: (ColumnGuess & Omit<CellGuess, 'marks'> & { header: string })[];
  /** Null where no command would import it as it is; the notes say why. */
  command: string | null;
  notes: string[];
}

const unclearKind = 'no header is like a column of any kind; name the kind: vasculum import KIND --inspect FILE';

/** Of the values of a column, so many are looked up among the records. */
const mostLookedUp = 50;

/** What a file seems to hold, judged by its first rows and by what the actor reads; nothing is stored. Errors: Invalid. */
export async function inspectFile(
  access: Access,
  source: Source,
  file: string,
  asked: ReadOptions,
  wanted: Columned | undefined,
): Promise<Inspection> {
  const found = await asProposed(asked, async (options) =>
    (await isBibliography(source, options))
      ? inspectBibliography(source, file, options, wanted)
      : readFirst(source, options),
  );
  if (!('table' in found)) return found;
  const { table, rows, more, notes, options } = found;
  return access.read(async (reading) => {
    const today = todayOf(new Date(reading.now));
    const cells = table.header.map((_, at) => rows.map((row) => row[at] ?? ''));
    const guesses = cells.map((column) => guessCells(column, today));
    const lookUp = await finder(reading);
    const samples = table.header.map((header, at): Sample => {
      const values = [...new Set(cells[at])].filter((cell) => cell.trim() !== '' && !guesses[at]?.marks.includes(cell));
      return { header, type: guesses[at]?.type ?? 'text', names: lookUp(values.slice(0, mostLookedUp)) };
    });
    const traits = await readableTraits(reading);
    const { kind, columns: guessed } = isOfMembers(table.header, wanted)
      ? { kind: memberKind, columns: memberGuesses(table.header) }
      : guessColumns(
          samples,
          traits,
          wanted === undefined ? undefined : fileKinds.find(({ name }) => name === wanted.name),
        );
    const unclear = wanted === undefined && guessed.every(({ means, trait }) => means === null && trait === null);
    const { columns: wished, dropped } = oneObject(kind, guessed, cells);
    const about = { kind, file, header: table.header, columns: wished, cells: guesses, options, traits };
    const {
      columns,
      command,
      notes: told,
    } = await propose(about, async (given) => defaultsFor(reading, kind.name, given));
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
      format: 'table',
      encoding: table.encoding,
      delimiter: table.delimiter,
      header_line: table.headerLine,
      rows: rows.length,
      more,
      kind: unclear ? null : kind.plural,
      columns: table.header.map((header, at) => {
        const { type = 'text', examples = [], missing = 0 } = guesses[at] ?? {};
        return { header, ...(columns[at] ?? { means: null, trait: null }), type, missing, examples };
      }),
      command: unclear ? null : command,
      notes: [
        ...notes,
        ...(unclear ? [unclearKind] : []),
        ...dropped.map((at) => `${table.header[at]} is left out: a row names one object`),
        ...told.filter((note) => !dropped.some((at) => note.startsWith(`${table.header[at]} is left out`))),
        ...repeated(kind, table.header, columns, cells),
        ...ambiguous.map((header) => `${header}: the dates may be dmy or mdy; dmy is assumed`),
      ],
    };
  });
}

/** The user's own defaults; one that is gone stands in for nothing. */
async function defaultsFor(reading: Reading, name: string, given: ReadonlySet<string>) {
  const kind = kinds.find((one) => one.name === name);
  if (kind === undefined) return new Map<string, Found>();
  try {
    return (await defaultsOf(reading, kind, given)).defaults;
  } catch (error) {
    if (error instanceof NotFound) return new Map<string, Found>();
    throw error;
  }
}

/** Names that come back need something else to tell them apart. */
function repeated(
  kind: Columned,
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
