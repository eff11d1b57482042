/** Dates that are not written year, month, day with dashes; read only where somebody says which order they have. */
import { bad, good } from './parsed.ts';
import type { Parsed } from './parsed.ts';
import { formatPartialDate, partialDateFromParts, parsePartialDate } from './partial-date.ts';

export const dateFormats = ['dmy', 'mdy', 'ymd', 'excel'] as const;
export type DateFormat = (typeof dateFormats)[number];

/** What spreadsheets and databases put behind a date that has no time. */
const midnight = /[T ]0?0:00(?::00(?:\.0+)?)?Z?$/u;
const timed = /[T ]\d?\d:\d\d/u;

/**
 * Reads a date in the given order, or as ISO, which no order contradicts. A time other than midnight is refused, never dropped.
 * Codes `bad-date`, `future-date`.
 */
export function parseDateAs(format: DateFormat, text: string, today: number): Parsed<number> {
  const typed = text.trim().replace(midnight, '');
  if (timed.test(typed)) return bad('bad-date', 'has a time of day', typed.replace(/[T ]\d?\d:\d\d.*$/u, ''));
  if (format === 'excel' && /^\d+(?:\.\d*)?$/u.test(typed)) return fromSerial(typed, today);
  const parts = partsOf(format, typed);
  if (parts !== undefined) {
    const date = partialDateFromParts(parts.year, parts.month, parts.day, today);
    if (date.ok || date.code === 'future-date') return date;
    return bad('bad-date', `${date.message} (read as ${format})`);
  }
  const iso = parsePartialDate(typed, today);
  return iso.ok || iso.code === 'future-date' ? iso : bad('bad-date', `not a date of the form ${shapes[format]}`);
}

const shapes: Record<DateFormat, string> = {
  dmy: '12/05/1888, 05/1888 or 1888',
  mdy: '05/12/1888, 05/1888 or 1888',
  ymd: '1888/05/12, 18880512, 1888/05 or 1888',
  excel: '45424, the number of a day',
};

const yearLast = /^(?:(\d{1,2})[-/. ]+)?(?:(\d{1,2})[-/. ]+)?(\d{4})$/u;
const yearFirst = /^(\d{4})(?:[-/. ]+(\d{1,2}))?(?:[-/. ]+(\d{1,2}))?$/u;
const compact = /^(\d{4})(\d\d)(\d\d)$/u;

function partsOf(format: DateFormat, text: string): { year: string; month: string; day: string } | undefined {
  if (format === 'ymd') {
    const [whole, year = '', month = '', day = ''] = compact.exec(text) ?? yearFirst.exec(text) ?? [];
    return whole === undefined ? undefined : { year, month, day };
  }
  if (format === 'excel') return undefined;
  const [whole, first, second, year = ''] = yearLast.exec(text) ?? [];
  if (whole === undefined) return undefined;
  // With two numbers before it, the format says which is which; one alone is the month.
  if (second === undefined) return { year, month: first ?? '', day: '' };
  return format === 'dmy' ? { year, month: second, day: first ?? '' } : { year, month: first ?? '', day: second };
}

const dayLength = 86_400_000;
/** Below this a number may as well be a year. */
const leastSerial = 10_000;

/** Days since the last day of 1899, as Excel counts them, which takes 1900 for a leap year. */
function fromSerial(text: string, today: number): Parsed<number> {
  const serial = Number(text);
  if (!Number.isInteger(serial)) return bad('bad-date', 'has a time of day', String(Math.floor(serial)));
  const at = new Date(Date.UTC(1899, 11, 30) + serial * dayLength);
  if (serial > 2_958_465) return bad('bad-date', 'Excel has no day of so high a number');
  const date = at.getUTCFullYear() * 10_000 + (at.getUTCMonth() + 1) * 100 + at.getUTCDate();
  if (serial < leastSerial)
    return bad(
      'bad-date',
      serial > 60 && text.length === 4
        ? 'may be a year, or the number of a day in Excel'
        : 'too low for the number of a day in Excel',
      serial > 60 ? formatPartialDate(date) : undefined,
    );
  return date > today ? bad('future-date', `${formatPartialDate(date)} is in the future`) : good(date);
}
