import { Invalid, type Problem } from '../../domain/errors.ts';
import { closest } from '../../domain/suggest.ts';
import { columnNamed, columnsOf } from '../../kinds/columns.ts';
import { objectKinds, type RecordKind } from '../../kinds/kind.ts';
import type { CellSource } from '../records/row-reader.ts';

export interface HeaderWishes {
  /** Header of the file → column. */
  map: ReadonlyMap<string, string>;
  /** Column → text, in which `{Header}` is that cell of the row and `{{` a brace. */
  set: ReadonlyMap<string, string>;
  /** Headers to leave out; `rest` for all that are not known. */
  ignore: ReadonlySet<string>;
  /** Cells that mean "missing". */
  na: ReadonlySet<string>;
}

export interface Sources {
  sources: Map<string, CellSource>;
  /** Columns that are supplied in two ways, which must say the same in every row. */
  twice: { column: string; first: CellSource; second: CellSource }[];
}

/** What --rejects adds to a file; ignored when such a file comes back. */
const added: readonly string[] = ['_line', '_column', '_code', '_message'];

const plain = (text: string): string => text.normalize('NFC').trim().toLowerCase();

/** Decides, before any row is read, where each column's text comes from. Errors: Invalid with every problem of the header. */
export function readHeader(kind: RecordKind, header: readonly string[], line: number, wishes: HeaderWishes): Sources {
  const problems: Problem[] = [];
  const sources = new Map<string, CellSource>();
  const twice: Sources['twice'] = [];
  const positions = new Map(header.map((name, at) => [plain(name), at]));
  const usedBySet = new Set<string>();
  const cellAt = (at: number): CellSource =>
    wishes.na.size === 0 ? (row) => row[at] ?? '' : (row) => (wishes.na.has(row[at] ?? '') ? '' : (row[at] ?? ''));

  const give = (column: string, source: CellSource, from: string): void => {
    const known = columnNamed(kind, column);
    if (known === undefined)
      problems.push({
        code: 'unknown-column',
        line,
        column: from,
        value: column,
        message: `${kind.plural} have no column ${column}`,
        ...suggest(kind, column),
      });
    else {
      const first = sources.get(known.name);
      if (first === undefined) sources.set(known.name, source);
      else twice.push({ column: known.name, first, second: source });
    }
  };

  for (const [column, text] of wishes.set) {
    const template = parseTemplate(text);
    for (const part of template) if (typeof part !== 'string') usedBySet.add(plain(part.header));
    const missing = template.flatMap((part) =>
      typeof part === 'string' || positions.has(plain(part.header)) ? [] : [part.header],
    );
    for (const name of missing)
      problems.push({
        code: 'unknown-column',
        line,
        column,
        value: name,
        message: `--set ${column} uses {${name}}, and the file has no such column`,
      });
    const cells = template.map((part) =>
      typeof part === 'string' ? part : cellAt(positions.get(plain(part.header)) ?? -1),
    );
    const [only] = cells;
    give(
      column,
      cells.length === 1 && only !== undefined && typeof only !== 'string'
        ? only
        : (row) => cells.map((part) => (typeof part === 'string' ? part : part(row))).join(''),
      `--set ${column}`,
    );
  }

  const mapped = new Map([...wishes.map].map(([name, column]) => [plain(name), column]));
  for (const name of mapped.keys())
    if (!positions.has(name))
      problems.push({
        code: 'unknown-column',
        line,
        column: name,
        message: `--map names ${name}, and the file has no such column`,
        ...near(name, header),
      });
  const ignored = new Set([...wishes.ignore].map(plain));
  for (const name of ignored)
    if (name !== 'rest' && !positions.has(name))
      problems.push({
        code: 'unknown-column',
        line,
        column: name,
        message: `--ignore names ${name}, and the file has no such column`,
        ...near(name, header),
      });

  for (const [at, name] of header.entries()) {
    const key = plain(name);
    const wish = mapped.get(key);
    if (wish !== undefined) give(wish, cellAt(at), name);
    else if (ignored.has(key) || added.includes(key)) continue;
    else if (columnNamed(kind, name) !== undefined) give(name, cellAt(at), name);
    else if (!usedBySet.has(key) && !ignored.has('rest'))
      problems.push({
        code: 'unknown-column',
        line,
        column: name,
        message: `${kind.plural} have no column ${name}`,
        ...suggest(kind, name),
      });
  }
  if (problems.length > 0)
    throw new Invalid(
      'the header cannot be used',
      'Rename with --map HEADER=COLUMN, or leave out with --ignore HEADER (or --ignore rest).',
      problems,
    );
  return { sources, twice };
}

/** Errors: Invalid `missing-column` for required columns that neither the file nor an option nor a default gives. */
export function demandColumns(
  kind: RecordKind,
  sources: ReadonlyMap<string, CellSource>,
  defaults: ReadonlyMap<string, unknown>,
  line: number,
): void {
  const isGiven = (field: { name: string; type: string; unless?: string }): boolean =>
    sources.has(field.name) ||
    (field.unless !== undefined && sources.has(field.unless)) ||
    defaults.has(field.name) ||
    (field.type === 'object' && objectKinds.some((name) => sources.has(name)));
  const problems = kind.fields
    .filter((field) => field.required === true && !isGiven(field))
    .map(({ name }): Problem => ({
      code: 'missing-column',
      line,
      column: name,
      message: `the column ${name} is missing`,
    }));
  if (problems.length > 0)
    throw new Invalid(
      'the header cannot be used',
      `Give the column, or one text for all rows with --set COLUMN=TEXT. The columns: vasculum template ${kind.plural} --describe`,
      problems,
    );
}

const near = (name: string, names: readonly string[]): { suggestion?: string } => {
  const suggestion = closest(name, names);
  return suggestion === undefined ? {} : { suggestion };
};
const suggest = (kind: RecordKind, name: string): { suggestion?: string } =>
  near(
    name,
    columnsOf(kind).flatMap((column) => [column.name, ...column.aliases]),
  );

function parseTemplate(text: string): (string | { header: string })[] {
  const parts: (string | { header: string })[] = [];
  let literal = '';
  for (const [whole, brace, header] of text.matchAll(/(\{\{|\}\})|\{([^{}]+)\}|[^{}]+|[{}]/g)) {
    if (brace !== undefined) literal += brace[0];
    else if (header === undefined) literal += whole;
    else {
      if (literal !== '') parts.push(literal);
      literal = '';
      parts.push({ header });
    }
  }
  if (literal !== '' || parts.length === 0) parts.push(literal);
  return parts;
}
