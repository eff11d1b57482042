import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bad, good } from '../../src/domain/parsed.ts';
import { formatPartialDate, parsePartialDate, partialDateFromParts, todayOf } from '../../src/domain/partial-date.ts';

const today = 20_250_315;
const forever = 99_991_231;
const read = (text: string) => parsePartialDate(text, today);

/** Independent of the code under test: JavaScript's own calendar. */
const isRealDay = (year: number, month: number, day: number): boolean => {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
};
const digits = (value: number, width: number): string => String(value).padStart(width, '0');

describe('parsePartialDate', () => {
  test.each([
    ['1888', 18_880_000],
    ['1888-05', 18_880_500],
    ['1888-05-12', 18_880_512],
    ['1888-05-NA', 18_880_500],
    ['1888-05-na', 18_880_500],
    ['1888-NA-NA', 18_880_000],
    ['1888-NA', 18_880_000],
    ['1888/05/12', 18_880_512],
    ['1888/05', 18_880_500],
    [' 1888-05-12 ', 18_880_512],
    [' 1888', 18_880_000],
    ['2000-02-29', 20_000_229],
    ['0001-01-01', 10_101],
  ])('reads %s', (text, date) => {
    expect(read(text)).toStrictEqual(good(date));
  });

  test.each([
    ['1888-5-2', '1888-05-02'],
    ['1888/5', '1888-05'],
    ['1888-05-00', '1888-05'],
    ['1888-00', '1888'],
    ['1888-00-00', '1888'],
    ['1888-05/12', '1888-05-12'],
    ['1888.05.12', '1888-05-12'],
    ['18880512', '1888-05-12'],
    ['1888-05-12T10:30:00Z', '1888-05-12'],
    ['25/05/1888', '1888-05-25'],
    ['05/25/1888', '1888-05-25'],
    ['05.05.1888', '1888-05-05'],
  ])('refuses %s and suggests %s', (text, suggestion) => {
    const message = 'not a date; write 1888, 1888-05 or 1888-05-12';
    expect(read(text)).toStrictEqual(bad('bad-date', message, suggestion));
  });

  test('never guesses which part of 12/05/1888 is the day', () => {
    expect(read('12/05/1888')).toStrictEqual(
      bad('bad-date', 'it is ambiguous which part is the day', '1888-05-12 or 1888-12-05'),
    );
  });

  test.each([
    '',
    'NA',
    '88',
    '188',
    '18881',
    '-888',
    '1888-',
    '1888-05-',
    '1888-05-12-',
    'May 1888',
    '１８８８',
    '1888-0x',
  ])('refuses %j without a suggestion', (text) => {
    expect(read(text)).toStrictEqual(bad('bad-date', 'not a date; write 1888, 1888-05 or 1888-05-12'));
  });

  test.each([
    ['0000', 'there is no year 0'],
    ['1888-13', 'there is no month 13'],
    ['1888-NA-12', 'a day without a month'],
    ['1888-04-31', '1888-04 has no day 31'],
    ['1900-02-29', '1900-02 has no day 29'],
  ])('refuses %s: %s', (text, message) => {
    expect(read(text)).toStrictEqual(bad('bad-date', message));
  });

  test('takes today and what may have been, and refuses what must come', () => {
    for (const text of ['2025-03-15', '2025-03', '2025']) expect(read(text)).toMatchObject({ ok: true });
    for (const text of ['2025-03-16', '2025-04', '2026', '2026-01-01']) {
      expect(read(text)).toStrictEqual(bad('future-date', `${text} is in the future`));
    }
    expect(parsePartialDate('2026', 20_260_101)).toStrictEqual(good(20_260_000));
    expect(parsePartialDate('2025-04', 20_250_401)).toStrictEqual(good(20_250_400));
  });

  test('takes a day if and only if the calendar has it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9998 }), (year) => {
        const wrong: string[] = [];
        for (let month = 1; month <= 13; month++) {
          for (let day = 1; day <= 32; day++) {
            const text = `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}`;
            if (parsePartialDate(text, forever).ok !== isRealDay(year, month, day)) wrong.push(text);
          }
        }
        expect(wrong).toStrictEqual([]);
      }),
    );
  });

  test('reads back what it formats, whichever parts are missing', () => {
    const real = fc
      .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map(todayOf);
    fc.assert(
      fc.property(real, fc.constantFrom(1, 100, 10_000), (day, grain) => {
        const date = day - (day % grain);
        expect(parsePartialDate(formatPartialDate(date), forever)).toStrictEqual(good(date));
      }),
      { numRuns: 2000 },
    );
  });

  test('never throws, and what it takes reads back the same', () => {
    const text = fc.string({ unit: fc.constantFrom(...'0123456789-/. NAT:'.split('')), maxLength: 12 });
    fc.assert(
      fc.property(text, (typed) => {
        const date = read(typed);
        const outcome = date.ok ? read(formatPartialDate(date.value)) : date.code;
        expect([date, 'bad-date', 'future-date']).toContainEqual(outcome);
      }),
      { numRuns: 5000 },
    );
  });
});

test('formats only the parts that are known', () => {
  expect([18_880_000, 18_880_500, 18_880_512, 10_101].map(formatPartialDate)).toStrictEqual([
    '1888',
    '1888-05',
    '1888-05-12',
    '0001-01-01',
  ]);
});

test('today is the day in UTC', () => {
  expect(todayOf(new Date('2025-03-15T23:59:59Z'))).toBe(20_250_315);
  expect(todayOf(new Date('2025-03-15T23:30:00-02:00'))).toBe(20_250_316);
});

describe('partialDateFromParts', () => {
  test.each([
    ['1888', '', '', 18_880_000],
    ['1888', 'NA', 'NA', 18_880_000],
    ['1888', '5', '', 18_880_500],
    [' 1888 ', '05', '2', 18_880_502],
  ])('reads %j, %j, %j', (year, month, day, date) => {
    expect(partialDateFromParts(year, month, day, today)).toStrictEqual(good(date));
  });

  test.each([
    ['', '5', '1', 'a date needs a year of four digits'],
    ['88', '', '', 'a date needs a year of four digits'],
    ['1888', '', '12', 'a day without a month'],
    ['1888', '13', '', 'the month is not a number from 1 to 12'],
    ['1888', '0', '', 'the month is not a number from 1 to 12'],
    ['1888', '5', '0', 'the day is not a number from 1 to 31'],
    ['1888', '5', '1.0', 'the day is not a number from 1 to 31'],
    ['1889', '2', '29', '1889-02 has no day 29'],
  ])('refuses %j, %j, %j', (year, month, day, message) => {
    expect(partialDateFromParts(year, month, day, today)).toStrictEqual(bad('bad-date', message));
  });

  test('refuses the future', () => {
    expect(partialDateFromParts('2025', '4', '', today)).toStrictEqual(bad('future-date', '2025-04 is in the future'));
  });
});
