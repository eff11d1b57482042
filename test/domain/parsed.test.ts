import { expect, test } from 'vitest';
import { bad, good } from '../../src/domain/parsed.ts';

test('a good value carries itself, a falsy one too', () => {
  expect(good(0)).toStrictEqual({ ok: true, value: 0 });
});

test('a refusal without a suggestion has no such property', () => {
  expect(bad('bad-date', 'not a date')).toStrictEqual({ ok: false, code: 'bad-date', message: 'not a date' });
  expect(bad('bad-date', 'not a date', '1888')).toStrictEqual({
    ok: false,
    code: 'bad-date',
    message: 'not a date',
    suggestion: '1888',
  });
});
