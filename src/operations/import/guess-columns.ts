import { columnNamed, columnsOf, datePartNamed, takesIds, type Column } from '../../kinds/columns.ts';
import { fileKindNamed, fileKinds, type Columned, type FileKind } from '../../kinds/file-kinds.ts';
import { objectKinds } from '../../kinds/kind.ts';
import type { CellType } from './guess-cells.ts';
import { isTrait, traitNamed, traitOf, type Match, type Trait } from './wide.ts';

export interface Sample {
  header: string;
  type: CellType;
  /** The kinds of records that its values name, best first. */
  names: readonly string[];
}

export interface ColumnGuess {
  /** The column of the kind that it seems to be; null when it is none, or a trait. */
  means: string | null;
  trait: string | null;
}

const traitPrefix = /^trait\//i;
const dates: readonly CellType[] = ['date', 'dmy', 'mdy', 'ymd'];

/** The kind that most columns fit, unless it is given, and what each column is then. */
export function guessColumns(
  samples: readonly Sample[],
  traits: readonly Trait[],
  wanted: FileKind | undefined,
): { kind: FileKind; columns: ColumnGuess[] } {
  const tried = (wanted === undefined ? fileKinds : [wanted]).map((kind) => {
    const columns = columnsFor(kind, samples, traits);
    // A header that is nearly a trait, as with another unit, is a trait's all the same.
    const near = samples.filter(
      ({ header }, at) => isNothing(columns[at]) && !isLongForm(kind, columns) && isWideHeader(kind, header, traits),
    );
    return { kind, columns, score: scoreOf(kind, columns, near.length) };
  });
  const [best] = tried.toSorted((a, b) => b.score - a.score);
  if (best === undefined) throw new Error('there are no kinds');
  return best;
}

const isNothing = (guess: ColumnGuess | undefined): boolean => guess?.means == null && guess?.trait == null;

/** Whether import would read the header as a trait, or refuse it as none that it can read. */
export const isWideHeader = (kind: Columned, header: string, traits: readonly Trait[]): boolean =>
  kind.wide !== undefined && traitFor(header, traits) !== undefined;

export const isLongForm = ({ wide }: Columned, columns: readonly ColumnGuess[]): boolean =>
  columns.some(({ means }) => means !== null && (means === wide?.by || means === wide?.value));

/** `near`: columns that are nearly traits. */
function scoreOf(kind: FileKind, columns: readonly ColumnGuess[], near: number): number {
  const means = new Set(columns.map((column) => column.means)).add(null);
  const traits = near + columns.filter(({ trait }) => trait !== null).length;
  const required = kind.fields.filter(
    ({ name, required: needed, fallback }) =>
      needed === true && fallback === undefined && !isWideField(kind, name, traits),
  );
  const given = required.filter(({ name, type }) =>
    type === 'object'
      ? objectKinds.some((one) => means.has(one)) || means.has('object')
      : means.has(name) || means.has(`${name}_year`),
  );
  return traits + means.size - 1 + 2 * given.length - 2 * (required.length - given.length);
}

const isWideField = ({ wide }: FileKind, name: string, traits: number): boolean =>
  traits > 0 && (name === wide?.by || name === wide?.value);

function columnsFor(kind: FileKind, samples: readonly Sample[], traits: readonly Trait[]): ColumnGuess[] {
  const taken = new Set<string>();
  const take = (means: string): ColumnGuess => {
    taken.add(means);
    return { means, trait: null };
  };
  const guesses: (ColumnGuess | undefined)[] = samples.map(({ header, type }) => {
    const column = columnItself(kind, header, type) ?? partNamed(kind, header);
    return column === undefined || taken.has(column) ? undefined : take(column);
  });
  // Where the file has the columns of the long form, its other columns are no traits.
  const isLong = kind.wide !== undefined && (taken.has(kind.wide.by) || taken.has(kind.wide.value));
  const measured = new Set<number>();
  for (const [at, { header }] of samples.entries()) {
    if (guesses[at] !== undefined) continue;
    const match = kind.wide === undefined || isLong ? undefined : traitFor(header, traits);
    if (match === undefined || !('trait' in match) || measured.has(match.trait.id)) continue;
    measured.add(match.trait.id);
    guesses[at] = { means: null, trait: match.trait.exportName };
  }
  for (const guess of [byWords, bySynonym, byContent])
    for (const [at, sample] of samples.entries()) {
      if (guesses[at] !== undefined) continue;
      const means = guess(kind, sample, (name) => isFree(name, taken));
      if (means !== undefined) guesses[at] = take(means);
    }
  return withYears(
    kind,
    guesses.map((guess) => guess ?? { means: null, trait: null }),
  );
}

/** A month or a day without its year is no part of a date. */
function withYears(kind: FileKind, guesses: readonly ColumnGuess[]): ColumnGuess[] {
  const all = new Set(guesses.map(({ means }) => means));
  const lacks = new Set(
    kind.fields.flatMap(({ name }) => (all.has(`${name}_year`) ? [] : [`${name}_month`, `${name}_day`])),
  );
  return guesses.map((guess) => (lacks.has(guess.means ?? '') ? { means: null, trait: null } : guess));
}

/** The column that import takes the header for; a column of ids only where there are ids in it. */
export function columnItself(kind: Columned, header: string, type: CellType): string | undefined {
  return takesIds(kind, header) && type !== 'integer' ? undefined : columnNamed(kind, header)?.name;
}

/** A wide export writes `trait/date` where a trait is called like a column. */
function traitFor(header: string, traits: readonly Trait[]): Match {
  if (!traitPrefix.test(header)) return traitOf(header, traits);
  const found = traitNamed(header.replace(traitPrefix, ''), traits);
  return isTrait(found) ? { trait: found } : undefined;
}

function partNamed(kind: FileKind, header: string): string | undefined {
  const found = datePartNamed(kind, header);
  return found === undefined ? undefined : `${found.field.name}_${found.part}`;
}

const objectColumns: readonly string[] = ['object', ...objectKinds];

/** A column is taken once, and a row names one object. */
const isFree = (column: Column, taken: ReadonlySet<string>): boolean =>
  !taken.has(column.name) &&
  !(
    column.field.type === 'object' &&
    objectColumns.includes(column.name) &&
    objectColumns.some((name) => taken.has(name))
  );

/** Words that people write where the columns have others. */
const synonyms: Readonly<Record<string, string>> = {
  species: 'taxon',
  rank: 'level',
  'belongs to': 'parent',
  'scientific name': 'taxon',
  site: 'location',
  locality: 'location',
  plot: 'location',
  observer: 'person',
  comment: 'notes',
  comments: 'notes',
  remarks: 'notes',
};

type Guess = (kind: FileKind, sample: Sample, free: (column: Column) => boolean) => string | undefined;

const wordsOf = (header: string): string =>
  header
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
    .trim();

const freeColumn = (
  kind: FileKind,
  word: string | undefined,
  free: (column: Column) => boolean,
): string | undefined => {
  const column = word === undefined || word === '' ? undefined : columnNamed(kind, word);
  return column !== undefined && free(column) ? column.name : undefined;
};

/** Among taxa, what means a taxon elsewhere is the name. */
const ownName = (kind: FileKind, word: string): string | undefined =>
  fileKindNamed(word) === kind ? kind.naming : word;

/** `Individual ID` names individuals. */
const byWords: Guess = (kind, { header }, free) =>
  freeColumn(kind, ownName(kind, wordsOf(header).replace(/ ?\b(?:id|name|no|nr|number|code)\b\.?$/, '')), free);

const bySynonym: Guess = (kind, { header }, free) =>
  freeColumn(kind, ownName(kind, synonyms[wordsOf(header)] ?? ''), free);

/** A column whose values name records is the reference to them, and the first dates are the date. */
const byContent: Guess = (kind, { type, names }, free) => {
  const columns = columnsOf(kind).filter(free);
  if (dates.includes(type)) return columns.find(({ field }) => field.type === 'date')?.name;
  for (const name of names) {
    const column = columns.find((one) =>
      one.field.type === 'object' ? one.name === name : one.field.to === name && one.name === one.field.name,
    );
    if (column !== undefined) return column.name;
  }
  return undefined;
};
