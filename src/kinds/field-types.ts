import { parseDateAs } from '../domain/date-formats.ts';
import { freeText } from '../domain/free-text.ts';
import { parseLicence } from '../domain/licences.ts';
import { cleanName, newName } from '../domain/name-key.ts';
import { fromDecimalComma, parseBoolean, parseInteger, parseReal } from '../domain/numbers.ts';
import { bad, good, type Parsed } from '../domain/parsed.ts';
import { formatPartialDate, parsePartialDate } from '../domain/partial-date.ts';
import { doiKey, parseDoi } from '../domain/doi.ts';
import { parseLanguage } from '../domain/language.ts';
import { parseEmail, parseOrcid, splitList } from '../domain/people.ts';
import { parseRank, rankName } from '../domain/ranks.ts';
import { parseDateTime } from '../domain/date-time.ts';
import { closest } from '../domain/suggest.ts';
import type { CellForm, Field, FieldType, Stored } from './kind.ts';

/** The geometry libraries are large, and most commands never meet a coordinate. */
let geometry: typeof import('../domain/geometry.ts') | undefined;
export async function loadGeometry(): Promise<typeof import('../domain/geometry.ts')> {
  geometry ??= await import('../domain/geometry.ts');
  return geometry;
}
function loaded(): typeof import('../domain/geometry.ts') {
  if (geometry === undefined) throw new Error('loadGeometry() comes first');
  return geometry;
}

const longestGeometry = 500_000;

export type Parse = (text: string) => Parsed<Stored>;

function oneOf(text: string, choices: readonly string[]): Parsed<string> {
  const typed = text.trim().toLowerCase();
  const found = choices.find((choice) => choice.toLowerCase() === typed);
  return found === undefined
    ? bad('unknown-category', `must be one of ${listedChoices(choices)}`, closest(text.trim(), choices))
    : good(found);
}

const manyChoices = 20;
const listedChoices = (choices: readonly string[]): string =>
  choices.length > manyChoices ? `${choices.length} words, which template --describe lists` : choices.join(', ');

function codeOf(text: string, choices: readonly string[]): Parsed<number> {
  const code = /^\d{1,3}$/.test(text.trim()) ? Number(text) : undefined;
  if (code !== undefined && code < choices.length) return good(code);
  const named = oneOf(text, choices);
  return named.ok ? good(choices.indexOf(named.value)) : named;
}

function someOf(text: string, choices: readonly string[]): Parsed<string> {
  const found = new Set<string>();
  for (const part of splitList(text)) {
    const one = oneOf(part, choices);
    if (!one.ok) return one;
    found.add(one.value);
  }
  return good(choices.filter((choice) => found.has(choice)).join('|'));
}

const endOfTime = 99_991_231;
const numeric: readonly FieldType[] = ['real', 'integer', 'latitude', 'longitude'];

/** How a cell that is not empty becomes what is stored. References and lists are read by operations/records. */
export function parserOf(field: Field, today: number, { dateFormat, decimalComma }: CellForm = {}): Parse {
  if (decimalComma === true && numeric.includes(field.type)) {
    const parse = parserOf(field, today);
    return (text) => {
      // A coordinate may also be degrees and minutes, which have no point then either.
      const number =
        field.type.endsWith('itude') && !text.includes('.') ? good(text.replaceAll(',', '.')) : fromDecimalComma(text);
      return number.ok ? parse(number.value) : number;
    };
  }
  const latest = field.future === true ? endOfTime : today;
  if (field.type === 'date' && dateFormat !== undefined) return (text) => parseDateAs(dateFormat, text, latest);
  switch (field.type) {
    case 'name':
      return newName;
    case 'words':
      return cleanName;
    case 'text':
      return freeText;
    case 'email':
      return parseEmail;
    case 'orcid':
      return parseOrcid;
    case 'real':
      return parseReal;
    case 'integer':
      return parseInteger;
    case 'latitude':
      return (text) => loaded().parseLatitude(text);
    case 'longitude':
      return (text) => loaded().parseLongitude(text);
    case 'geometry':
      return (text) => {
        // The WKT parser's time grows with the square of the length.
        if (text.length > longestGeometry)
          return bad('bad-geometry', `a geometry has at most ${longestGeometry} characters`);
        const parsed = loaded().parseGeometry(text);
        return parsed.ok ? good(parsed.value.wkt) : parsed;
      };
    case 'date':
      return (text) => parsePartialDate(text, latest);
    case 'datetime':
      return (text) => parseDateTime(text, today);
    case 'boolean':
      return (text) => {
        const parsed = parseBoolean(text);
        return parsed.ok ? good(parsed.value ? 1 : 0) : parsed;
      };
    case 'rank':
      return parseRank;
    case 'language':
      return parseLanguage;
    case 'doi':
      return parseDoi;
    case 'category':
      return cleanName;
    case 'licence':
      return parseLicence;
    case 'choice':
      return (text) => {
        const { choices = [], spellings = {} } = field;
        const typed = text.trim().toLowerCase();
        const meant = Object.hasOwn(spellings, typed) ? spellings[typed] : undefined;
        return meant === '' ? good(null) : oneOf(meant ?? text, choices);
      };
    case 'code':
      return (text) => codeOf(text, field.choices ?? []);
    case 'choices':
      return (text) => someOf(text, field.choices ?? []);
    default:
      throw new Error(`${field.name} is not read by its text alone`);
  }
}

export const usesGeometry = (fields: readonly Field[]): boolean =>
  fields.some(({ type }) => type === 'latitude' || type === 'longitude' || type === 'geometry');

/** Stands before a number whose own spelling (12.50) is kept; no stored text can begin with it. */
export const spelt = '\u0000';

/** Stands before the names of several categories, separated by `|`. */
export const several = '\u0000\u0000';

/** Whether two stored values of a field say the same, however they were written. */
export function sameValue(type: FieldType, a: Stored, b: Stored): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  switch (type) {
    case 'latitude':
    case 'longitude':
      return Math.round(Number(a) * 1e7) === Math.round(Number(b) * 1e7);
    case 'doi':
      return doiKey(String(a)) === doiKey(String(b));
    case 'geometry':
      return loaded().sameGeometry(String(a), String(b));
    default:
      return false;
  }
}

/** What a stored value is in JSON: numbers as numbers, dates as text, lists as arrays. */
export function present(type: FieldType, stored: unknown): unknown {
  if (stored === null || stored === undefined) return null;
  switch (type) {
    case 'date':
      return formatPartialDate(Number(stored));
    case 'value':
      if (typeof stored !== 'string' || !stored.startsWith(spelt)) return stored;
      return stored.startsWith(several) ? stored.slice(several.length).split('|') : Number(stored.slice(1));
    case 'boolean':
      return stored === 1;
    case 'rank':
      return rankName(Number(stored));
    case 'choices':
    case 'words':
    case 'references':
      return typeof stored === 'string' ? stored.split('|') : stored;
    default:
      return stored;
  }
}

/** The same in a cell of CSV, which reads back as the value it was. */
export function cell(type: FieldType, stored: unknown): string | number | null {
  if (stored === null || stored === undefined) return null;
  switch (type) {
    case 'date':
      return formatPartialDate(Number(stored));
    case 'value':
      if (typeof stored !== 'string' || !stored.startsWith(spelt)) return stored as string | number;
      return stored.slice(stored.startsWith(several) ? several.length : spelt.length);
    case 'boolean':
      return stored === 1 ? 'yes' : 'no';
    case 'rank':
      return rankName(Number(stored));
    default:
      return typeof stored === 'number' || typeof stored === 'string' ? stored : JSON.stringify(stored);
  }
}
