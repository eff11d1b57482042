import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { dateFormats, parseDateAs } from '../../src/domain/date-formats.ts';
import { formatPartialDate } from '../../src/domain/partial-date.ts';

const today = 20261122;
const two = (value: number): string => String(value).padStart(2, '0');
/** Days from 1950 to 2020. */
const day = fc.date({ min: new Date('1950-01-01'), max: new Date('2020-12-31'), noInvalidDate: true });

test('every day is read as itself in each format, as ISO too', () => {
  fc.assert(
    fc.property(day, fc.constantFrom('/', '.', '-', ' '), (date, sign) => {
      const [y, m, d] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
      const stored = y * 10_000 + m * 100 + d;
      const iso = formatPartialDate(stored);
      const serial = String(Math.floor(date.getTime() / 86_400_000) + 25_569);
      const written = {
        dmy: [d, m, y].join(sign),
        mdy: [m, d, y].join(sign),
        ymd: `${y}${two(m)}${two(d)}`,
        excel: serial,
      };
      for (const format of dateFormats)
        for (const text of [written[format], iso])
          expect({ format, text, read: parseDateAs(format, text, today) }).toEqual({
            format,
            text,
            read: { ok: true, value: stored },
          });
    }),
  );
});

test('no text makes it fail otherwise than by refusing', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...dateFormats),
      fc.string({ unit: fc.constantFrom(...'0123456789/.- :TZNA'.split('')) }),
      (format, text) => {
        const read = parseDateAs(format, text, today);
        expect(read.ok ? read.value <= today && read.value >= 10_000 : /^(bad|future)-date$/.test(read.code)).toBe(
          true,
        );
      },
    ),
    { numRuns: 2000 },
  );
});
