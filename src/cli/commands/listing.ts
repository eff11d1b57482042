import { NotFound, Usage } from '../../domain/errors.ts';
import type { Input, OptionSpec, Outcome } from '../command.ts';
import type { Manner } from '../io.ts';
import { plain } from '../output.ts';

export const limitOption: OptionSpec = {
  kind: 'value',
  value: 'n',
  number: true,
  help: 'at most so many (on a terminal 50 when not given)',
};

const sortOption: OptionSpec = {
  kind: 'value',
  value: 'field',
  help: 'by this field; -field for the other way round',
};

/** The options of every `list`. */
export const listOptions: Record<string, OptionSpec> = {
  limit: limitOption,
  after: { kind: 'value', value: 'ref', help: 'begin after this one, the last of the page before' },
  sort: sortOption,
  filter: { kind: 'list', value: 'field=value', help: 'only those whose field is so' },
};

/** Where a person reads, a screenful; where a program does, everything. */
export const limitOf = (input: Input, manner: Manner): number | undefined =>
  input.number('limit') ?? (manner.format === 'table' && !manner.chosen ? 50 : undefined);

const cut = 'the list was cut: there is more, see --limit and --after';

/** Numbers by size, texts by their characters, nothing first. */
function compare(a: string | number | null, b: string | number | null): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a ?? ''), String(b ?? '')];
  return left < right ? -1 : left > right ? 1 : 0;
}

type Rows = readonly Record<string, unknown>[];

/** The column that a person named. Errors: Usage, where there are rows to know it from. */
function demandColumn(rows: Rows, field: string): string {
  const known = Object.keys(rows[0] ?? {});
  const name = field.replaceAll('-', '_');
  if (rows.length > 0 && !known.includes(name))
    throw new Usage(`there is no field ${field}`, `The fields: ${known.join(', ')}`);
  return name;
}

/** Filters, sorts and cuts rows that are all at hand; they come sorted by name. */
export function listed(all: Rows, columns: readonly string[], input: Input, manner: Manner): Outcome {
  let rows = [...all];
  for (const filter of input.list('filter') ?? []) {
    const at = filter.indexOf('=');
    if (at < 1) throw new Usage(`the filter ${filter} is not field=value`);
    const field = demandColumn(all, filter.slice(0, at));
    const value = filter.slice(at + 1).toLowerCase();
    rows = rows.filter((row) => String(plain(row[field]) ?? '').toLowerCase() === value);
  }
  return paged(rows, columns, input, manner, { all });
}

/** Whether a row is the one that `--after` means. */
type Named = (row: Record<string, unknown>, text: string) => boolean;

/** Sorts and cuts rows that are filtered; `all` are those from before. */
export function paged(
  filtered: Rows,
  columns: readonly string[],
  input: Input,
  manner: Manner,
  { all = filtered, named = isNamed }: { all?: Rows; named?: Named } = {},
): Outcome {
  let rows = [...filtered];
  const sort = input.maybe('sort');
  if (sort !== undefined) {
    const field = demandColumn(all, sort.replace(/^-/, ''));
    rows.sort((a, b) => compare(plain(a[field]), plain(b[field])));
    if (sort.startsWith('-')) rows.reverse();
  }
  const after = input.maybe('after');
  if (after !== undefined) {
    const at = rows.findIndex((row) => named(row, after));
    if (at < 0) throw new NotFound(`${after} is not in the list`, '--after takes a name or an id of the page before.');
    rows = rows.slice(at + 1);
  }
  const limit = limitOf(input, manner);
  const page = limit === undefined ? rows : rows.slice(0, limit);
  return { data: page, columns, ...(page.length < rows.length ? { warnings: [cut] } : {}) };
}

/** By its name, or by its id, which is bare where there is no name. */
function isNamed(row: Record<string, unknown>, text: string): boolean {
  const names = ['name', 'login', 'acronym'].filter((key) => key in row);
  const id = String(row['id']);
  return names.some((key) => row[key] === text) || `id:${id}` === text || (names.length === 0 && id === text);
}

/** The option that names many records at once. */
export const filterOption: OptionSpec = {
  kind: 'list',
  value: 'field=value',
  help: 'all whose field is so, instead of one by name',
};

export const cutWarning = (more: boolean): Pick<Outcome, 'warnings'> => (more ? { warnings: [cut] } : {});
