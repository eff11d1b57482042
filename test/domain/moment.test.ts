import { describe, expect, test } from 'vitest';
import { formatMoment, parseMoment } from '../../src/domain/moment.ts';

describe('a moment', () => {
  test.each([
    ['2027-03-31', '2027-03-31T23:59:59.999Z', '2027-03-31'],
    [' 2028-02-29 ', '2028-02-29T23:59:59.999Z', '2028-02-29'],
    ['2027-03-31T12:00Z', '2027-03-31T12:00:00.000Z', '2027-03-31T12:00Z'],
    ['2027-03-31T12:00:30Z', '2027-03-31T12:00:30.000Z', '2027-03-31T12:00:30Z'],
    ['2027-03-31T12:00:30.5Z', '2027-03-31T12:00:30.500Z', '2027-03-31T12:00:30.500Z'],
    ['2027-03-31T00:00:00.000Z', '2027-03-31T00:00:00.000Z', '2027-03-31T00:00Z'],
  ])('%s is stored as %s and written as %s', (typed, stored, shown) => {
    expect(parseMoment(typed)).toEqual({ ok: true, value: stored });
    expect(formatMoment(stored)).toBe(shown);
    expect(parseMoment(shown)).toEqual({ ok: true, value: stored });
  });

  test.each([
    '',
    '2027',
    '2027-03',
    '31.03.2027',
    'tomorrow',
    '2027-04-31',
    '2027-02-29',
    '2027-13-01',
    '2027-03-31T12:00',
    '2027-03-31T24:00Z',
    '2027-03-31T12:60Z',
    '2027-03-31T12:00+02:00',
    '2027-03-31 12:00Z',
  ])('is not %j', (typed) => {
    expect(parseMoment(typed)).toMatchObject({ ok: false, code: 'bad-date' });
  });
});
