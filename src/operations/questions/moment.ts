import type { Moment } from '../../access/history.ts';
import { Invalid } from '../../domain/errors.ts';

/** `2026-11-22`, `2026-11-22T10:00`, with seconds and a zone if wished (UTC otherwise), or a number of the audit log. Errors: Invalid. */
export function parseMoment(text: string, option: string): Moment {
  const typed = text.trim();
  if (/^\d{1,15}$/.test(typed)) return { seq: Number(typed) };
  const [whole, day = '', clock = '00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(typed) ?? [];
  // JavaScript takes 31 February for a day in March.
  const isDay = !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);
  const time = new Date(`${day}T${clock}${zone}`);
  if (whole === undefined || !isDay || Number.isNaN(time.getTime()))
    throw new Invalid(
      `--${option} ${text} is no moment`,
      'A day or a time in UTC, as 2026-11-22 or 2026-11-22T10:00:00Z, or the number of a row of the audit log.',
    );
  return { time: time.toISOString() };
}
