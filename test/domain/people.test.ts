import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bad, good } from '../../src/domain/parsed.ts';
import { abbreviationKey, abbreviationOf, parseEmail, parseOrcid, splitList } from '../../src/domain/people.ts';

describe('splitList', () => {
  test.each([
    ['DUCKE, A. | Silva A M', ['DUCKE, A.', 'Silva A M']],
    ['DUCKE, A.; Silva A M;', ['DUCKE, A.', 'Silva A M']],
    ['a; b | c', ['a; b', 'c']],
    ['DUCKE, A., SILVA, B.', ['DUCKE, A., SILVA, B.']],
    [' | ', []],
    ['', []],
  ])('splits %j', (text, parts) => {
    expect(splitList(text)).toStrictEqual(parts);
  });
});

test.each([
  ['Adolpho Ducke', 'DUCKE A'],
  ['Ana M. Silva', 'SILVA A M'],
  [' maria  da Conceição ', 'CONCEIÇÃO M D'],
  ['E\u0301mile Goeldi', 'GOELDI É'],
  ['(J.) Pires', 'PIRES J'],
  ['Plato', 'PLATO'],
  ['', ''],
])('abbreviates %j to %j', (name, abbreviation) => {
  expect(abbreviationOf(name)).toBe(abbreviation);
});

describe('abbreviationKey', () => {
  test('ignores case, accents and punctuation', () => {
    expect(abbreviationKey('DUCKE, A.')).toBe('duckea');
    expect(abbreviationKey('Ducke A')).toBe('duckea');
    expect(abbreviationKey("D'Ávila-Gonçalves, É.")).toBe('davilagoncalvese');
    expect(abbreviationKey('Strauß A')).toBe(abbreviationKey('STRAUSS A'));
    expect(abbreviationKey('Παπάς, Α.')).toBe(abbreviationKey('ΠΑΠΑΣ Α'));
  });

  test('keeps the letters and vowels of any script', () => {
    expect(abbreviationKey('森 林')).toBe('森林');
    expect(abbreviationKey('कि')).not.toBe(abbreviationKey('का'));
    expect(abbreviationKey('が')).not.toBe(abbreviationKey('か'));
    expect(abbreviationKey('.,-')).toBe('');
  });

  test('is the same whatever punctuation stands between the letters', () => {
    const letters = fc.array(fc.constantFrom(...'abcXYZéÇßΣσжЙ森9'.split('')), { minLength: 1, maxLength: 8 });
    const sign = fc.constantFrom('', ' ', ', ', '. ', '-', "'", ' (', '\u00a0');
    fc.assert(
      fc.property(letters, fc.array(sign, { minLength: 8, maxLength: 8 }), (word, signs) => {
        const typed = word.map((letter, index) => `${letter}${signs[index]}`).join('');
        expect(abbreviationKey(typed)).toBe(abbreviationKey(word.join('')));
      }),
    );
  });

  test('is its own key, for every text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const key = abbreviationKey(text);
        expect(abbreviationKey(key)).toBe(key);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('parseOrcid', () => {
  test.each([
    '0000-0002-1825-0097',
    '0000000218250097',
    'https://orcid.org/0000-0002-1825-0097',
    'http://www.orcid.org/0000-0002-1825-0097',
    'orcid.org/0000-0002-1825-0097',
    ' 0000-0002-1825-0097 ',
  ])('reads %j', (text) => {
    expect(parseOrcid(text)).toStrictEqual(good('0000-0002-1825-0097'));
  });

  test('takes an X for ten, in either case', () => {
    expect(parseOrcid('0000-0002-9079-593x')).toStrictEqual(good('0000-0002-9079-593X'));
  });

  test.each([
    '',
    '0000-0002-1825-009',
    '0000-00021825-0097',
    '0000-0002-1825-00977',
    'https://x.org/0000-0002-1825-0097',
  ])('refuses %j, which has not its shape', (text) => {
    expect(parseOrcid(text)).toStrictEqual(bad('bad-orcid', 'not an ORCID; write it like 0000-0002-1825-0097'));
  });

  test('takes the one check sign that makes the weighted sum 1 modulo 11, and no other', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 15, maxLength: 15 }), (digits) => {
        // ISO 7064: the sum over all sixteen signs, each times 2 to the number of signs after it, is 1 modulo 11.
        const fits = '0123456789X'.split('').filter((_, check) => {
          const sum = [...digits, check].reduce(
            (total, digit, at) => total + BigInt(digit) * 2n ** BigInt(15 - at),
            0n,
          );
          return sum % 11n === 1n;
        });
        const taken = '0123456789X'.split('').filter((sign) => parseOrcid(digits.join('') + sign).ok);
        expect(taken).toStrictEqual(fits);
        expect(taken).toHaveLength(1);
      }),
    );
  });
});

describe('parseEmail', () => {
  test.each(['ana@lab.org', 'ana@lab.local', 'ana@localhost', 'Ana.Silva+x@uni-köln.de', "o'neil@a.b.c"])(
    'keeps %s as typed',
    (text) => {
      expect(parseEmail(` ${text} `)).toStrictEqual(good(text));
    },
  );

  test.each([
    '',
    'ana',
    '@lab.org',
    'ana@',
    'ana@@lab.org',
    'a@b@c',
    'ana silva@lab.org',
    'ana@lab..org',
    'ana@.org',
    'ana@lab.',
    'ana@-lab.org',
    'a@b.org, c@d.org',
    'a@b.org;c@d.org',
    'Ana <ana@lab.org>',
    'a\u202e@lab.org',
    'a\u0000@lab.org',
  ])('refuses %j', (text) => {
    expect(parseEmail(text)).toStrictEqual(bad('bad-email', 'not an e-mail address; write it like ana@lab.org'));
  });

  test('refuses what is longer than mail allows', () => {
    expect(parseEmail(`${'a'.repeat(250)}@b.c`)).toStrictEqual(good(`${'a'.repeat(250)}@b.c`));
    expect(parseEmail(`${'a'.repeat(251)}@b.c`)).toStrictEqual(
      bad('bad-email', 'an e-mail address has at most 254 characters'),
    );
  });
});
