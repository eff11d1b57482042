import { nameKey } from '../../domain/name-key.ts';
import { parserOf } from '../../kinds/field-types.ts';
import type { CellForm, Field, FieldType } from '../../kinds/kind.ts';
import type { CellSource } from '../records/row-reader.ts';

/** One cell text that means another, in a column of the file or of the kind. */
export interface Recoding {
  column: string;
  cell: string;
  value: string;
}

export interface CellWishes {
  /** Cells that mean "missing". */
  na: ReadonlySet<string>;
  recode: readonly Recoding[];
  /** Cells have the guard of `export --spreadsheet-safe`. */
  spreadsheetSafe?: boolean;
}

const guarded = /^'+[=+\-@\t\r]/u;

/** Blind to case, composition and blanks around: two headers that look the same are one. */
export const plainHeader = (text: string): string => text.normalize('NFC').trim().toLowerCase();

/** How the cells of a file are taken: without their guard, recoded, and empty where they mean "missing". */
export function cellTaker(
  header: readonly string[],
  { na, recode, spreadsheetSafe }: CellWishes,
): (at: number) => CellSource {
  const recodings = header.map((name) => recodingOf(recode, (column) => plainHeader(column) === plainHeader(name)));
  return (at) => {
    const values = recodings[at];
    if (na.size === 0 && values === undefined && spreadsheetSafe !== true) return (row) => row[at] ?? '';
    return (row) => {
      let text = row[at] ?? '';
      if (spreadsheetSafe === true && guarded.test(text)) text = text.slice(1);
      text = values?.get(text) ?? text;
      return na.has(text) ? '' : text;
    };
  };
}

const endOfTime = 99_991_231;
const readByText: readonly FieldType[] = ['date', 'datetime', 'real', 'integer', 'boolean', 'rank', 'orcid', 'doi'];

/** Whether two cells mean one thing: equal names, or values that are equal however they are written. */
export function sayTheSame(field: Field | undefined, form: CellForm): (a: string, b: string) => boolean {
  // Of a value only a number is known without its trait.
  const read = field?.type === 'value' ? { ...field, type: 'real' as const } : field;
  const parse = read !== undefined && readByText.includes(read.type) ? parserOf(read, endOfTime, form) : undefined;
  return (a, b) => {
    if (nameKey(a) === nameKey(b)) return true;
    const [one, other] = [parse?.(a), parse?.(b)];
    return one?.ok === true && other?.ok === true && one.value === other.value;
  };
}

/** The texts of a column after those recodings that name it. */
export function recoded(
  recode: readonly Recoding[],
  names: (column: string) => boolean,
  source: CellSource,
): CellSource {
  const values = recodingOf(recode, names);
  return values === undefined
    ? source
    : (row) => {
        const text = source(row);
        return values.get(text) ?? text;
      };
}

function recodingOf(recode: readonly Recoding[], names: (column: string) => boolean): Map<string, string> | undefined {
  const own = recode.filter(({ column }) => names(column));
  return own.length === 0 ? undefined : new Map(own.map(({ cell, value }) => [cell, value]));
}

/** The parts of a text of --set: words, and `{Header}` for the cell of that column; `{{` and `}}` are braces. */
export function templateParts(text: string): (string | { header: string })[] {
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
