import type { ReadOptions } from '../../csv/read.ts';
import { rejectColumns } from '../../csv/rejects-columns.ts';
import { Invalid } from '../../domain/errors.ts';
import { shellWord } from '../../domain/shell-word.ts';
import { columnNamed, datePartNamed } from '../../kinds/columns.ts';
import type { Columned } from '../../kinds/file-kinds.ts';
import type { FieldType, Found } from '../../kinds/kind.ts';
import { plainHeader } from './cells.ts';
import type { CellGuess } from './guess-cells.ts';
import { columnItself, isLongForm, isWideHeader, type ColumnGuess } from './guess-columns.ts';
import { missingColumns, readHeader } from './header.ts';
import type { HeaderWishes, Plan } from './plan.ts';
import type { Trait } from './wide.ts';

export interface Guessed {
  kind: Columned;
  file: string;
  header: readonly string[];
  columns: readonly ColumnGuess[];
  cells: readonly CellGuess[];
  /** How the file was read. */
  options: ReadOptions;
  traits: readonly Trait[];
}

export interface Proposal {
  columns: ColumnGuess[];
  /** Null where no command would read the header. */
  command: string | null;
  notes: string[];
}

/**
 * The command line that would import the file as it was understood. It is tried on the header first: a column that it would
 * be refused for is left out of it by name, and that is noted.
 */
export async function propose(
  guessed: Guessed,
  defaultsFor: (given: ReadonlySet<string>) => Promise<ReadonlyMap<string, Found>>,
): Promise<Proposal> {
  const { kind, header, traits } = guessed;
  const columns = [...guessed.columns];
  const notes: string[] = [];
  const left = new Set<string>();
  const leaveOut = (at: number, why: string): void => {
    left.add(header[at] ?? '');
    columns[at] = { means: null, trait: null };
    notes.push(`${header[at]} is left out: ${why}`);
  };
  for (const [at, name] of header.entries())
    if (isNothing(columns[at]) && isColumn(kind, name)) leaveOut(at, 'the file has another column for the same');
  for (;;) {
    const wishes = wishesOf(guessed, columns, left);
    const read = attempt(() => readHeader(kind, header, 1, wishes, traits));
    if (!(read instanceof Invalid)) {
      const given = new Set(read.sources.keys());
      const missing = missingColumns(kind, read, await defaultsFor(given), false);
      return { columns, command: commandLine(guessed, columns, wishes, missing, read), notes };
    }
    const faults = read.problems.flatMap(({ column = '', message, suggestion }) => {
      const at = header.findIndex((name) => plainHeader(name) === plainHeader(column));
      const or = suggestion?.startsWith('--') === true ? `; where it is meant all the same: ${suggestion}` : '';
      return at < 0 || left.has(header[at] ?? '') ? [] : [{ at, why: `${message}${or}` }];
    });
    if (faults.length === 0)
      return { columns, command: null, notes: [...notes, ...read.problems.map(({ message }) => message)] };
    for (const { at, why } of faults) leaveOut(at, why);
  }
}

const isNothing = (guess: ColumnGuess | undefined): boolean => guess?.means == null && guess?.trait == null;
const isColumn = (kind: Columned, header: string): boolean =>
  columnNamed(kind, header) !== undefined || datePartNamed(kind, header) !== undefined;
/** Columns that are traits, or nearly: import says then why it cannot read them. */
const hasTraits = ({ kind, columns, header, traits }: Guessed): boolean =>
  columns.some(({ trait }) => trait !== null) ||
  (!isLongForm(kind, columns) && header.some((name) => isWideHeader(kind, name, traits)));

function attempt<T>(act: () => T): T | Invalid {
  try {
    return act();
  } catch (error) {
    if (error instanceof Invalid) return error;
    throw error;
  }
}

function wishesOf(guessed: Guessed, columns: readonly ColumnGuess[], left: ReadonlySet<string>): HeaderWishes {
  const { kind, header, cells } = guessed;
  const map = new Map<string, string>();
  for (const [at, { means }] of columns.entries()) {
    const name = header[at] ?? '';
    const isItself = columnItself(kind, name, cells[at]?.type ?? 'text') === means || isPart(kind, name, means);
    if (means !== null && !isItself) map.set(name, means);
  }
  const isLeft = (guess: ColumnGuess, at: number): boolean =>
    isNothing(guess) && !left.has(header[at] ?? '') && !rejectColumns.includes(plainHeader(header[at] ?? ''));
  return {
    map,
    set: new Map(),
    ignore: new Set([...left, ...(columns.some(isLeft) ? ['rest'] : [])]),
    na: new Set(),
    recode: [],
    ...(hasTraits(guessed) ? { wide: 'auto' as const } : {}),
  };
}

function isPart(kind: Columned, header: string, means: string | null): boolean {
  const found = datePartNamed(kind, header);
  return found !== undefined && `${found.field.name}_${found.part}` === means;
}

/** A command line of import, in words as a shell takes them. */
export function optionWords(plural: string, file: string, options: readonly (readonly [string, string])[]): string[] {
  return [
    'vasculum',
    'import',
    plural,
    file === 'standard input' ? '-' : shellWord(file),
    ...options.flatMap(([option, value]) =>
      // What begins with a dash is only a value where it is one word with its option.
      value.startsWith('-') ? [`--${option}=${shellWord(value)}`] : [`--${option}`, shellWord(value)],
    ),
  ];
}

function commandLine(
  { kind, file, cells, options: { delimiter, encoding } }: Guessed,
  columns: readonly ColumnGuess[],
  { map, ignore, wide }: HeaderWishes,
  missing: readonly string[],
  { sources }: Plan,
): string {
  const used = cells.filter((_, at) => !isNothing(columns[at]));
  const marks = new Set(used.flatMap((cell) => cell.marks));
  const has = (...types: FieldType[]): boolean => kind.fields.some(({ type }) => types.includes(type));
  const format = used.find(({ type }) => type === 'dmy' || type === 'mdy' || type === 'ymd')?.type;
  const options: (readonly [string, string])[] = [
    ...[...map].map(([header, column]) => ['map', `${header}=${column}`] as const),
    ...(wide === undefined ? [] : [['wide', 'auto'] as const]),
    ...[...marks].map((mark) => ['na', mark] as const),
    ...(format === undefined || !has('date', 'datetime') ? [] : [['date-format', format] as const]),
    ...(used.some(({ type }) => type === 'real with comma') && has('real', 'integer', 'value')
      ? [['decimal', 'comma'] as const]
      : []),
    ...[...ignore].map((header) => ['ignore', header] as const),
    ...(delimiter === undefined ? [] : [['delimiter', delimiter] as const]),
    ...(encoding === undefined ? [] : [['encoding', encoding] as const]),
    ...(kind.governedBy === 'dataset' && !sources.has('dataset') ? [['dataset', 'DATASET'] as const] : []),
  ];
  for (const name of missing) {
    if (name === 'dataset') continue;
    const column = kind.fields.some((field) => field.name === name && field.type === 'object') ? 'individual' : name;
    options.push(['set', `${column}=${column.toUpperCase()}`]);
  }
  return optionWords(kind.plural, file, options).join(' ');
}
