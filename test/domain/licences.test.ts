import { expect, test } from 'vitest';
import { licences, parseLicence } from '../../src/domain/licences.ts';
import { bad, good } from '../../src/domain/parsed.ts';

test('the list is CC0 and six licences in five versions', () => {
  expect(licences).toHaveLength(31);
  expect(new Set(licences).size).toBe(31);
  expect(licences.slice(0, 7)).toStrictEqual([
    'CC0-1.0',
    'CC-BY-4.0',
    'CC-BY-SA-4.0',
    'CC-BY-ND-4.0',
    'CC-BY-NC-4.0',
    'CC-BY-NC-SA-4.0',
    'CC-BY-NC-ND-4.0',
  ]);
});

test('every id is read as itself, in any case and with blanks for dashes', () => {
  for (const id of licences) {
    for (const text of [id, id.toLowerCase(), id.replaceAll('-', ' '), ` ${id} `]) {
      expect(parseLicence(text)).toStrictEqual(good(id));
    }
  }
});

test.each([
  ['CC-BY 4.0', 'CC-BY-4.0'],
  ['CC BY-NC-SA 3.0', 'CC-BY-NC-SA-3.0'],
  ['cc-by', 'CC-BY-4.0'],
  ['CC BY NC ND', 'CC-BY-NC-ND-4.0'],
  ['CC0', 'CC0-1.0'],
  ['cc0', 'CC0-1.0'],
])('%s is read as %s', (text, id) => {
  expect(parseLicence(text)).toStrictEqual(good(id));
});

test('an unknown licence is refused, with the nearest', () => {
  const message = 'not a Creative Commons licence; write one like CC0-1.0 or CC-BY-4.0';
  expect(parseLicence('CC-BY-5.0')).toStrictEqual(bad('unknown-licence', message, 'CC-BY-4.0'));
  expect(parseLicence('CC-BY4.0')).toStrictEqual(bad('unknown-licence', message, 'CC-BY-4.0'));
  for (const text of ['', 'MIT', 'proprietary']) {
    expect(parseLicence(text)).toStrictEqual(bad('unknown-licence', message));
  }
});
