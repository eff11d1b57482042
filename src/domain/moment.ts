import { bad, good, type Parsed } from './parsed.ts';

/** A day or a time in UTC: `2027-03-31`, `2027-03-31T12:00Z`, `2027-03-31T12:00:30.500Z`. */
const form = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?(Z)?)?$/;
const endOfDay = 'T23:59:59.999Z';

/** As it is stored, in full; a day stands for its last millisecond. Code `bad-date`. */
export function parseMoment(text: string): Parsed<string> {
  const typed = text.trim();
  const [, , , , hour, , , , zulu] = form.exec(typed) ?? [];
  if (!form.test(typed)) return bad('bad-date', 'not a day (2027-03-31) or a time in UTC (2027-03-31T12:00Z)');
  if (hour !== undefined && zulu === undefined) return bad('bad-date', 'a time is in UTC and ends with Z');
  const time = new Date(hour === undefined ? `${typed}${endOfDay}` : typed);
  // 31 April would silently become 1 May, and 24:00 the next day.
  if (Number.isNaN(time.valueOf()) || !time.toISOString().startsWith(typed.slice(0, 10)))
    return bad('bad-date', `there is no such ${hour === undefined ? 'day' : 'time'}`);
  return good(time.toISOString());
}

/** The shortest text that `parseMoment` reads as this. */
export const formatMoment = (stored: string): string =>
  stored.endsWith(endOfDay) ? stored.slice(0, 10) : stored.replace(/(?::00)?\.000Z$/, 'Z');
