/** Dates that may lack a day, or a day and a month, as integers yyyymmdd with 00 for what is missing: 18880500 is May 1888. */
import { bad, good } from './parsed.ts';
import type { Parsed } from './parsed.ts';

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

const isMissing = (text: string): boolean => text === '' || text.toUpperCase() === 'NA';

const leap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const daysIn = (year: number, month: number): number => (month === 2 && leap(year) ? 29 : (lengths[month - 1] ?? 0));

export function formatPartialDate(date: number): string {
  const day = date % 100;
  const month = Math.floor(date / 100) % 100;
  const year = pad(Math.floor(date / 10_000), 4);
  if (month === 0) return year;
  return day === 0 ? `${year}-${pad(month)}` : `${year}-${pad(month)}-${pad(day)}`;
}

/** The calendar day in UTC. */
export const todayOf = (date: Date): number =>
  date.getUTCFullYear() * 10_000 + (date.getUTCMonth() + 1) * 100 + date.getUTCDate();

/** 0 stands for a part that was not given; a part that was typed as 0 is the caller's to refuse. */
function checked(year: number, month: number, day: number, today: number): Parsed<number> {
  if (year < 1) return bad('bad-date', 'there is no year 0');
  if (month > 12) return bad('bad-date', `there is no month ${month}`);
  if (month === 0 && day > 0) return bad('bad-date', 'a day without a month');
  const date = year * 10_000 + month * 100 + day;
  if (month > 0 && day > daysIn(year, month)) {
    return bad('bad-date', `${pad(year, 4)}-${pad(month)} has no day ${day}`);
  }
  // With 00 for what is missing, a date sorts just before its earliest possible day.
  return date > today ? bad('future-date', `${formatPartialDate(date)} is in the future`) : good(date);
}

const two = (text: string, at: number): number => {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
};
const isSeparator = (code: number): boolean => code === 45 || code === 47;

/**
 * Reads `1888`, `1888-05`, `1888-05-12`, the same with slashes, and `NA` for a missing month or day.
 * `today` is yyyymmdd. Codes `bad-date`, `future-date`.
 */
export function parsePartialDate(text: string, today: number): Parsed<number> {
  const { length } = text;
  if (length === 4 || length === 7 || length === 10) {
    const separator = text.charCodeAt(4);
    const year = two(text, 0) * 100 + two(text, 2);
    const month = length > 4 ? two(text, 5) : 0;
    const day = length > 7 ? two(text, 8) : 0;
    const shaped = length === 4 || (isSeparator(separator) && (length === 7 || text.charCodeAt(7) === separator));
    // A sum with NaN is NaN; a typed 00 goes the slow way, to be refused there.
    if (shaped && year + month + day >= 0 && (length < 7 || month > 0) && (length < 10 || day > 0)) {
      return checked(year, month, day, today);
    }
  }
  return parseSlowly(text.trim(), today);
}

const iso = /^(\d{4})(?:([-/])(\d\d|NA)(?:\2(\d\d|NA))?)?$/iu;
const compact = /^(\d{4})(\d\d)(\d\d)$/u;
const yearFirst = /^(\d{4})[-/. ](\d{1,2}|NA)(?:[-/. ](\d{1,2}|NA))?(?:[T ]\d\d:.*)?$/iu;
const yearLast = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$/u;
const part = (text = ''): number => (isMissing(text) ? 0 : Number(text));

function parseSlowly(text: string, today: number): Parsed<number> {
  const typed = iso.exec(text);
  if (typed !== null && typed[3] !== '00' && typed[4] !== '00') {
    return checked(part(typed[1]), part(typed[3]), part(typed[4]), today);
  }
  const choices = new Set<string>();
  const offer = (year?: string, month?: string, day?: string): void => {
    const date = checked(part(year), part(month), part(day), today);
    if (date.ok) choices.add(formatPartialDate(date.value));
  };
  const last = yearLast.exec(text);
  if (last !== null) {
    offer(last[3], last[2], last[1]);
    offer(last[3], last[1], last[2]);
  }
  const first = yearFirst.exec(text) ?? compact.exec(text);
  if (first !== null) offer(first[1], first[2], first[3]);
  const why =
    choices.size > 1 ? 'it is ambiguous which part is the day' : 'not a date; write 1888, 1888-05 or 1888-05-12';
  return bad('bad-date', why, choices.size > 0 ? [...choices].toSorted().join(' or ') : undefined);
}

/** Reads a date kept in three columns; an empty text or `NA` is a missing part. Codes `bad-date`, `future-date`. */
export function partialDateFromParts(year: string, month: string, day: string, today: number): Parsed<number> {
  const [y, m, d] = [year.trim(), month.trim(), day.trim()];
  if (!/^\d{4}$/u.test(y)) return bad('bad-date', 'a date needs a year of four digits');
  if (!isMissing(m) && !/^0?[1-9]$|^1[0-2]$/u.test(m)) return bad('bad-date', 'the month is not a number from 1 to 12');
  if (!isMissing(d) && !/^0?[1-9]$|^[12]\d$|^3[01]$/u.test(d))
    return bad('bad-date', 'the day is not a number from 1 to 31');
  return checked(part(y), part(m), part(d), today);
}
