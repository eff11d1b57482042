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

/** The options of every `list`. */
export const listOptions: Record<string, OptionSpec> = {
  limit: limitOption,
  after: { kind: 'value', value: 'ref', help: 'begin after this one, the last of the page before' },
  sort: { kind: 'value', value: 'field', help: 'by this field; -field for the other way round' },
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

/** Filters, sorts and cuts rows that are all at hand; they come sorted by name. */
export function listed(
  all: readonly Record<string, unknown>[],
  columns: readonly string[],
  input: Input,
  manner: Manner,
): Outcome {
  const known = Object.keys(all[0] ?? {});
  const demand = (field: string): string => {
    const name = field.replaceAll('-', '_');
    if (all.length > 0 && !known.includes(name))
      throw new Usage(`there is no field ${field}`, `The fields: ${known.join(', ')}`);
    return name;
  };
  let rows = [...all];
  for (const filter of input.list('filter') ?? []) {
    const at = filter.indexOf('=');
    if (at < 1) throw new Usage(`the filter ${filter} is not field=value`);
    const field = demand(filter.slice(0, at));
    const value = filter.slice(at + 1).toLowerCase();
    rows = rows.filter((row) => String(plain(row[field]) ?? '').toLowerCase() === value);
  }
  const sort = input.maybe('sort');
  if (sort !== undefined) {
    const field = demand(sort.replace(/^-/, ''));
    rows.sort((a, b) => compare(plain(a[field]), plain(b[field])));
    if (sort.startsWith('-')) rows.reverse();
  }
  const after = input.maybe('after');
  if (after !== undefined) {
    const at = rows.findIndex(
      (row) => row['name'] === after || row['login'] === after || `id:${String(row['id'])}` === after,
    );
    if (at < 0) throw new NotFound(`${after} is not in the list`, '--after takes a name or an id of the page before.');
    rows = rows.slice(at + 1);
  }
  const limit = limitOf(input, manner);
  const page = limit === undefined ? rows : rows.slice(0, limit);
  return { data: page, columns, ...(page.length < rows.length ? { warnings: [cut] } : {}) };
}

/** The option that names many records at once. */
export const filterOption: OptionSpec = {
  kind: 'list',
  value: 'field=value',
  help: 'all whose field is so, instead of one by name',
};

export const cutWarning = (more: boolean): Pick<Outcome, 'warnings'> => (more ? { warnings: [cut] } : {});
