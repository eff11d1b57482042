import { expect, test } from 'vitest';
import { parseDateTime } from '../../src/domain/date-time.ts';

const today = 20261122;

test.each([
  ['2008-11-11', '2008-11-11'],
  ['2008/11/11', '2008-11-11'],
  [' 2008-11-11T10:30 ', '2008-11-11T10:30'],
  ['2008-11-11 10:30', '2008-11-11T10:30'],
  ['2008-11-11t10:30:00', '2008-11-11T10:30'],
  ['2008-11-11T10:30:15', '2008-11-11T10:30:15'],
  ['2008-11-11T10:30:15.000', '2008-11-11T10:30:15'],
  ['2008-11-11T10:30Z', '2008-11-11T10:30Z'],
  ['2008-11-11T10:30-03:00', '2008-11-11T13:30Z'],
  ['2008-11-11T23:30:05-0300', '2008-11-12T02:30:05Z'],
  ['2008-11-11T00:30+03', '2008-11-10T21:30Z'],
  ['2008-02-29', '2008-02-29'],
  // In Auckland it is tomorrow already.
  ['2026-11-23T08:00+13:00', '2026-11-22T19:00Z'],
])('%j is %s', (text, value) => {
  expect(parseDateTime(text, today)).toEqual({ ok: true, value });
});

test.each([
  ['2008', 'bad-date'],
  ['2008-11', 'bad-date'],
  ['2008-11-NA', 'bad-date'],
  ['2008-11-31', 'bad-date'],
  ['2007-02-29', 'bad-date'],
  ['2008-13-01', 'bad-date'],
  ['11/11/2008', 'bad-date'],
  ['2008-11-11T24:00', 'bad-date'],
  ['2008-11-11T10:60', 'bad-date'],
  ['2008-11-11T10:30:61', 'bad-date'],
  ['2008-11-11T10', 'bad-date'],
  ['2008-11-11T10:30+25:00', 'bad-date'],
  ['yesterday', 'bad-date'],
  ['', 'bad-date'],
  ['2026-11-23', 'future-date'],
  ['2026-11-23T08:00', 'future-date'],
  ['2026-11-23T08:00Z', 'future-date'],
])('%j is refused as %s', (text, code) => {
  expect(parseDateTime(text, today)).toMatchObject({ ok: false, code });
});
