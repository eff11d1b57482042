import { dateFormats, parseDateAs, type DateFormat } from '../../domain/date-formats.ts';
import { fromDecimalComma, parseInteger, parseReal } from '../../domain/numbers.ts';
import { parsePartialDate } from '../../domain/partial-date.ts';

export type CellType = 'empty' | 'integer' | 'real' | 'real with comma' | 'date' | DateFormat | 'category' | 'text';

export interface CellGuess {
  type: CellType;
  /** The first values that are not missing. */
  examples: string[];
  /** Cells that are empty or mark something missing. */
  missing: number;
  /** The marks that stand for missing values. */
  marks: string[];
}

const marks: ReadonlySet<string> = new Set([
  'NA',
  'N/A',
  'na',
  'n/a',
  'NaN',
  'nan',
  'NULL',
  'null',
  '-',
  '--',
  '.',
  '?',
]);
const shownExamples = 3;
const mostCategories = 12;

/** What the cells of one column seem to be, all of them alike but for those that mark something missing. */
export function guessCells(cells: readonly string[], today: number): CellGuess {
  const filled = cells.filter((cell) => cell.trim() !== '' && !marks.has(cell.trim()));
  const distinct = [...new Set(filled)];
  return {
    type: typeOf(distinct, filled.length, today),
    examples: distinct.slice(0, shownExamples),
    missing: cells.length - filled.length,
    marks: [...new Set(cells.filter((cell) => marks.has(cell.trim())))],
  };
}

function typeOf(distinct: readonly string[], count: number, today: number): CellType {
  const all = (is: (cell: string) => boolean): boolean => distinct.every(is);
  if (distinct.length === 0) return 'empty';
  const isYear = (cell: string): boolean => /^\d{4}$/.test(cell.trim());
  // Years alone are as well numbers.
  if (!all(isYear) && all((cell) => parsePartialDate(cell, today).ok)) return 'date';
  if (all((cell) => parseInteger(cell).ok)) return 'integer';
  if (all((cell) => parseReal(cell).ok)) return 'real';
  if (all((cell) => fromDecimalComma(cell).ok)) return 'real with comma';
  const format = dateFormats.find((one) => one !== 'excel' && all((cell) => parseDateAs(one, cell, today).ok));
  if (format !== undefined && !all(isYear)) return format;
  return distinct.length <= mostCategories && distinct.length * 4 <= count ? 'category' : 'text';
}

/** Whether days and months cannot be told apart: the dates are as good in one order as in the other. */
export const isAmbiguous = (cells: readonly string[], today: number): boolean =>
  cells.every((cell) => parseDateAs('dmy', cell, today).ok && parseDateAs('mdy', cell, today).ok) &&
  cells.some((cell) => /^(\d\d?)\D+(?!\1\D)\d\d?\D/.test(cell.trim()));
