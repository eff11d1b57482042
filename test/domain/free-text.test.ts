import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { freeText } from '../../src/domain/free-text.ts';
import { bad, good } from '../../src/domain/parsed.ts';

test('keeps blanks, tabs, line ends and an empty text exactly', () => {
  for (const text of ['', '  a\tb\r\nc \n', '\u202eabc\u200b\u001b', '🌿']) {
    expect(freeText(text)).toStrictEqual(good(text));
  }
});

test('refuses NUL, which cuts a text short in SQLite', () => {
  expect(freeText('ab\0c')).toStrictEqual(bad('bad-character', 'the text contains a NUL character at position 3'));
});

test('refuses half a character, which would be stored as another one', () => {
  expect(freeText('a\ud83c')).toStrictEqual(
    bad('bad-character', 'the text contains half a character (a lone surrogate) at position 2'),
  );
  expect(freeText('\udf3f\ud83c')).toMatchObject({ code: 'bad-character' });
});

test('takes exactly what survives UTF-8 and has no NUL', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
      const text = String.fromCharCode(...units);
      const survives = Buffer.from(text, 'utf8').toString('utf8') === text && !text.includes('\0');
      expect(freeText(text).ok).toBe(survives);
    }),
  );
});
