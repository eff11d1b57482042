import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBoolean, parseInteger, parseReal, rawNumber } from '../../src/domain/numbers.ts';
import { bad, good } from '../../src/domain/parsed.ts';

describe('parseReal', () => {
  test.each([
    ['0', 0],
    ['-0', 0],
    ['-0.0e3', 0],
    ['+5', 5],
    ['007', 7],
    ['.5', 0.5],
    ['-.5', -0.5],
    ['1e5', 100_000],
    ['1.5E-3', 0.0015],
    [' 12.25\t', 12.25],
    ['1.7976931348623157e308', Number.MAX_VALUE],
  ])('reads %j', (text, value) => {
    expect(parseReal(text)).toStrictEqual(good(value));
  });

  test.each([
    'NaN',
    'Infinity',
    '-Inf',
    '0x1F',
    '0b1',
    '1 000',
    '1.2.3',
    '.',
    '-',
    'e5',
    '1e',
    '1e5.0',
    '--1',
    '1n',
    'NA',
    '１',
    '٣',
    '5 m',
  ])('refuses %j', (text) => {
    expect(parseReal(text)).toStrictEqual(bad('bad-number', 'not a number'));
  });

  test.each([
    ['5.', '5'],
    ['1_000', '1000'],
  ])('refuses %s and suggests %s', (text, suggestion) => {
    expect(parseReal(text)).toStrictEqual(bad('bad-number', 'not a number', suggestion));
  });

  test.each([
    ['1,5', '1.5'],
    ['-1.234,56', '-1234.56'],
    ['1,234.56', '1234.56'],
    [',5', '.5'],
  ])('suggests a decimal point for %s, and names the option for a whole file', (text, suggestion) => {
    const message = 'not a number; the decimal sign is a point';
    expect(parseReal(text)).toStrictEqual(bad('bad-number', message, suggestion));
  });

  test('has no suggestion for a comma that is not a decimal one', () => {
    expect(parseReal('1,2,3')).not.toHaveProperty('suggestion');
  });

  test('refuses nothing and too much', () => {
    expect(parseReal(' ')).toStrictEqual(bad('bad-number', 'a number is needed'));
    expect(parseReal('1e309')).toStrictEqual(bad('bad-number', 'the number is too large'));
    expect(parseReal(`-${'9'.repeat(400)}`)).toStrictEqual(bad('bad-number', 'the number is too large'));
  });

  test('reads back every finite number exactly', () => {
    fc.assert(
      fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (value) => {
        expect(parseReal(String(value))).toStrictEqual(good(value + 0));
      }),
    );
  });
});

describe('parseInteger', () => {
  test.each([
    ['0', 0],
    ['-0', 0],
    ['+5', 5],
    ['007', 7],
    [' -12 ', -12],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['-9007199254740991', Number.MIN_SAFE_INTEGER],
  ])('reads %j', (text, value) => {
    expect(parseInteger(text)).toStrictEqual(good(value));
  });

  test.each([
    ['1e5', '100000'],
    ['5.0', '5'],
    ['-3.00', '-3'],
  ])('refuses %s and suggests %s', (text, suggestion) => {
    expect(parseInteger(text)).toStrictEqual(bad('bad-number', 'not an integer', suggestion));
  });

  test.each(['', '1.5', '1,5', '0x10', '1_0', '12a', '1e400'])('refuses %j', (text) => {
    expect(parseInteger(text)).toStrictEqual(bad('bad-number', 'not an integer'));
  });

  test.each(['9007199254740992', '9007199254740993', '-9007199254740993', '9'.repeat(400)])(
    'refuses %s, which a double does not hold exactly',
    (text) => {
      const message = 'an integer lies between -9007199254740991 and 9007199254740991';
      expect(parseInteger(text)).toStrictEqual(bad('bad-number', message));
    },
  );
});

test('keeps the text of a number only where we would write it otherwise', () => {
  expect(rawNumber(' 1.5 ', 1.5)).toBeNull();
  expect(rawNumber('0', 0)).toBeNull();
  expect(rawNumber('1.50', 1.5)).toBe('1.50');
  expect(rawNumber(' 1e5', 100_000)).toBe('1e5');
  expect(rawNumber('-0', 0)).toBe('-0');
});

describe('parseBoolean', () => {
  test('reads the words for yes and no in any case', () => {
    for (const text of ['true', 'YES', '1', 'y', ' T ']) expect(parseBoolean(text)).toStrictEqual(good(true));
    for (const text of ['false', 'No', '0', 'N', 'f']) expect(parseBoolean(text)).toStrictEqual(good(false));
  });

  test.each(['', '2', 'on', 'sim', 'truee', 'constructor', '__proto__'])('refuses %j', (text) => {
    expect(parseBoolean(text)).toStrictEqual(bad('bad-boolean', 'write true or false'));
  });
});
