import { bad, good, type Parsed } from './parsed.ts';
import { formatPartialDate, parsePartialDate } from './partial-date.ts';

const shape = /^(\d{4}[-/]\d{2}[-/]\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.0+)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/**
 * A whole date of the calendar with or without a time of day: `2008-11-11`, `2008-11-11T10:30`, `2008-11-11 10:30:15-03:00`.
 * A time with a zone becomes the same moment in UTC; one without stays as it is, the time of the place.
 * `today` is yyyymmdd. Codes `bad-date`, `future-date`.
 */
export function parseDateTime(text: string, today: number): Parsed<string> {
  const parts = shape.exec(text.trim());
  if (parts === null)
    return bad(
      'bad-date',
      'a whole date, with or without a time: 2008-11-11, 2008-11-11T10:30, 2008-11-11T10:30:00-03:00',
    );
  const [, day = '', hour, minute, second, zone] = parts;
  const date = parsePartialDate(day, zone === undefined ? today : nextDay(today));
  if (!date.ok) return date;
  const whole = formatPartialDate(date.value);
  if (hour === undefined || minute === undefined) return good(whole);
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 59)
    return bad('bad-date', `there is no time ${hour}:${minute}${second === undefined ? '' : `:${second}`}`);
  const time = `${whole}T${hour}:${minute}${second === undefined || second === '00' ? '' : `:${second}`}`;
  return zone === undefined ? good(time) : inUtc(time, zone, today);
}

function inUtc(time: string, zone: string, today: number): Parsed<string> {
  const digits = zone.replace(':', '');
  const offset = /^z$/i.test(zone) ? 'Z' : `${digits.slice(0, 3)}:${digits.slice(3) || '00'}`;
  const moment = new Date(`${time.length === 16 ? `${time}:00` : time}${offset}`);
  if (Number.isNaN(moment.getTime())) return bad('bad-date', `there is no time zone ${zone}`);
  const utc = moment.toISOString();
  const date = parsePartialDate(utc.slice(0, 10), today);
  if (!date.ok) return date;
  return good(`${utc.slice(0, utc.slice(17, 19) === '00' ? 16 : 19)}Z`);
}

/** East of Greenwich it may be tomorrow already; any later number is late enough. */
const nextDay = (today: number): number => today + 1;
