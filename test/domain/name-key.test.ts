import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cleanName,
  containerName,
  escapeForTerminal,
  loginName,
  nameKey,
  newName,
  shorten,
} from '../../src/domain/name-key.ts';
import { bad, good } from '../../src/domain/parsed.ts';

const unicode = fc.string({ unit: 'binary' });

describe('nameKey', () => {
  test('is blind to case, composition, width and runs of blanks', () => {
    expect(nameKey('  Reserva\u00a0 DUCKE ')).toBe('reserva ducke');
    expect(nameKey('E\u0301toile')).toBe(nameKey('étoile'));
    expect(nameKey('ＡＢＣ')).toBe('abc');
    expect(nameKey('ΠΑΠΑΣ')).toBe(nameKey('παπας'));
  });

  test('takes every way to write a sharp s for one', () => {
    expect(new Set(['Straße', 'STRASSE', 'STRAẞE', 'strasse'].map(nameKey))).toStrictEqual(new Set(['strasse']));
  });

  test('keeps apart what differs in an accent', () => {
    expect(nameKey('Pará')).not.toBe(nameKey('Para'));
  });

  test('is its own key, for every text', () => {
    fc.assert(
      fc.property(unicode, (text) => {
        expect(nameKey(nameKey(text))).toBe(nameKey(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('is its own key, for every single character', () => {
    const differing: string[] = [];
    for (let code = 0; code < 0x110000; code++) {
      const key = nameKey(String.fromCodePoint(code));
      if (nameKey(key) !== key) differing.push(code.toString(16));
    }
    expect(differing).toStrictEqual([]);
  });

  test('the short way for ASCII gives what the long way gives', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
        expect(nameKey(text)).toBe(nameKey(`${text}é`).slice(0, -1).trimEnd());
      }),
    );
  });
});

describe('cleanName', () => {
  test('stores NFC without blanks around or in runs', () => {
    expect(cleanName('Reserva Ducke')).toStrictEqual(good('Reserva Ducke'));
    expect(cleanName('  Reserva \u00a0 Para\u0301 ')).toStrictEqual(good('Reserva Pará'));
  });

  test('asks for a name where there are only blanks', () => {
    for (const text of ['', ' ', '\n\t', '\u00a0'])
      expect(cleanName(text)).toStrictEqual(bad('missing-value', 'a name is needed'));
  });

  test.each([
    ['a\u0000b', 'U+0000', 'ab'],
    ['a\tb', 'U+0009', 'a b'],
    ['a\u001b[31mb', 'U+001B', 'a[31mb'],
    ['a\u0085b', 'U+0085', 'ab'],
    ['a\u202eb', 'U+202E', 'ab'],
    ['a\u2066b', 'U+2066', 'ab'],
    ['a\u200bb', 'U+200B', 'ab'],
    ['\ufeffab', 'U+FEFF', 'ab'],
    ['a\ud800b', 'U+D800', 'ab'],
  ])('refuses %j and names the character', (text, point, suggestion) => {
    const message = `a name cannot contain the character ${point}`;
    expect(cleanName(text)).toStrictEqual(bad('bad-character', message, suggestion));
  });

  test('has no suggestion where nothing would be left', () => {
    expect(cleanName('\u0000')).toStrictEqual(bad('bad-character', 'a name cannot contain the character U+0000'));
  });

  test('keeps a character outside the basic plane and a joiner inside a word', () => {
    expect(cleanName('Lab 🌿')).toStrictEqual(good('Lab 🌿'));
    expect(cleanName('می\u200cخواهم')).toStrictEqual(good('می\u200cخواهم'));
  });

  test('what it gives it takes again unchanged, and it has the same key', () => {
    fc.assert(
      fc.property(unicode, (text) => {
        const name = cleanName(text);
        if (!name.ok) return;
        expect(cleanName(name.value)).toStrictEqual(name);
        expect(nameKey(name.value)).toBe(nameKey(text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('newName', () => {
  test('has at most 255 characters, counted as people count them, once it is tidied', () => {
    for (const fits of ['a'.repeat(255), '🌿'.repeat(255), `${'a'.repeat(255)}   `])
      expect(newName(fits)).toStrictEqual(good(fits.trim()));
    const told = bad('bad-name', 'a name has at most 255 characters, and this 256');
    for (const long of ['a'.repeat(256), '🌿'.repeat(256)])
      for (const make of [newName, containerName]) expect(make(long)).toStrictEqual(told);
    expect(loginName('a'.repeat(256))).toStrictEqual(told);
    expect(loginName('a'.repeat(255)).ok).toBe(true);
  });

  test('what is stored already may be longer', () => {
    expect(cleanName('a'.repeat(256)).ok).toBe(true);
  });
});

describe('containerName', () => {
  test.each(['/', ':', ';', '|', ','])('refuses %s anywhere', (sign) => {
    expect(containerName(`a${sign}b`)).toStrictEqual(bad('bad-name', `a name cannot contain ${sign}`));
  });

  test.each(['-', '@'])('refuses %s at the start only', (sign) => {
    expect(containerName(`${sign}ab`)).toStrictEqual(bad('bad-name', `a name cannot start with ${sign}`));
    expect(containerName(`a${sign}b`)).toStrictEqual(good(`a${sign}b`));
  });

  test('refuses a full-width sign, which the key folds to the ASCII one', () => {
    expect(containerName('a／b')).toStrictEqual(bad('bad-name', 'a name cannot contain /'));
  });

  test('refuses what a name refuses', () => {
    expect(containerName(' ')).toStrictEqual(bad('missing-value', 'a name is needed'));
  });
});

describe('loginName', () => {
  test('takes lower case letters, digits and . _ - after the first', () => {
    for (const login of ['ana', '7', 'ana.silva_2-b']) expect(loginName(login)).toStrictEqual(good(login));
  });

  test('suggests lower case where that would fit', () => {
    expect(loginName('Ana')).toMatchObject({ code: 'bad-name', suggestion: 'ana' });
    expect(loginName(' ana ')).toMatchObject({ code: 'bad-name', suggestion: 'ana' });
  });

  test.each(['_ana', 'аna', 'ana silva', 'é', 'a/b', 'ana\n b'])('refuses %j without a suggestion', (text) => {
    const refused = loginName(text);
    expect(refused).toMatchObject({ ok: false, code: 'bad-name' });
    expect(refused).not.toHaveProperty('suggestion');
  });

  test.each(['me', 'anonymous', 'registered'])('refuses the reserved word %s', (word) => {
    expect(loginName(word)).toStrictEqual(bad('bad-name', `${word} is a reserved word, not a login`));
    expect(loginName(word.toUpperCase())).not.toHaveProperty('suggestion');
  });

  test('asks for a login where there is none', () => {
    expect(loginName('')).toStrictEqual(bad('missing-value', 'a login is needed'));
  });
});

describe('escapeForTerminal', () => {
  test('shows control, bidi and zero-width characters', () => {
    expect(escapeForTerminal('a\u001b[31m\u0007\n\u009b\u007f')).toBe('a\\x1b[31m\\x07\\x0a\\x9b\\x7f');
    expect(escapeForTerminal('\u202eb\u2066\u200b\ufeff\ud800')).toBe('\\u{202e}b\\u{2066}\\u{200b}\\u{feff}\\u{d800}');
  });

  test('keeps printable text of any script', () => {
    const text = 'Ação 森林 🌿 नमस्ते "q" \\x1b';
    expect(escapeForTerminal(text)).toBe(text);
  });

  test('never lets a control character through, for every text', () => {
    fc.assert(
      fc.property(unicode, (text) => {
        expect(escapeForTerminal(text)).not.toMatch(/[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069\u200B\uFEFF]/u);
      }),
    );
  });
});

describe('shorten', () => {
  test('keeps what fits and marks what it cut', () => {
    expect(shorten('abcde', 5)).toBe('abcde');
    expect(shorten('abcdef', 5)).toBe('abcd…');
    expect(shorten('x'.repeat(200))).toBe(`${'x'.repeat(79)}…`);
  });

  test('never cuts a character in two', () => {
    expect(shorten('abc🌿de', 5)).toBe('abc…');
  });
});
