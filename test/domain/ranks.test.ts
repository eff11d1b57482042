import { describe, expect, test } from 'vitest';
import { bad, good } from '../../src/domain/parsed.ts';
import { fullTaxonName, guessRank, mayBeParent, parseRank, rankName, ranks } from '../../src/domain/ranks.ts';

test('the table has the codes of OpenDataBio, in rising order', () => {
  expect(Object.fromEntries(ranks)).toMatchObject({
    clade: -100,
    kingdom: 0,
    phylum: 30,
    class: 60,
    order: 90,
    family: 120,
    genus: 180,
    species: 210,
    subspecies: 220,
    variety: 240,
    form: 270,
  });
  const codes = [...ranks.values()];
  expect(codes).toStrictEqual(codes.toSorted((a, b) => a - b));
  expect(new Set(codes).size).toBe(28);
});

test('every rank is read by its name and its code, and named by its code', () => {
  for (const [name, code] of ranks) {
    expect(parseRank(name)).toStrictEqual(good(code));
    expect(parseRank(` ${name.toUpperCase()} `)).toStrictEqual(good(code));
    expect(parseRank(String(code))).toStrictEqual(good(code));
    expect(rankName(code)).toBe(name);
  }
});

test.each([
  ['var.', 240],
  ['var', 240],
  ['subsp.', 220],
  ['ssp.', 220],
  ['f.', 270],
  ['forma', 270],
  ['sp.', 210],
  ['Division', 30],
])('%s is a rank too', (text, code) => {
  expect(parseRank(text)).toStrictEqual(good(code));
});

test('an unknown rank is refused, with the one that was probably meant', () => {
  expect(parseRank('specis')).toStrictEqual(bad('unknown-category', 'not a taxonomic rank', 'species'));
  for (const text of ['', '170', '210.0', 'constructor', 'tree of life']) {
    expect(parseRank(text)).toStrictEqual(bad('unknown-category', 'not a taxonomic rank'));
  }
});

test('a code outside the table has no name', () => {
  expect(() => rankName(170)).toThrow(RangeError);
});

test.each([
  ['Ocotea guianensis', 210],
  ['Quercus × robur', 210],
  ['Quercus ×robur', 210],
  ['Ocotea guianensis subsp. alba', 220],
  ['Ocotea guianensis ssp. alba', 220],
  ['Ocotea guianensis Aubl. var. subsericea', 240],
  ['Ocotea guianensis subsp. alba var. minor', 240],
  ['Ocotea guianensis f. alba', 270],
  ['Ocotea', null],
  ['ocotea guianensis', null],
  ['Ocotea sp', null],
  ['Ocotea sp. 1', null],
  ['Ocotea cf. guianensis', null],
  ['Ocotea guianensis Aubl.', null],
  ['Ocotea guianensis L. f.', null],
  ['Ocotea Aublet', null],
  ['', null],
])('%j shows the rank %s', (name, rank) => {
  expect(guessRank(name)).toBe(rank);
});

describe('fullTaxonName', () => {
  test.each([
    ['guianensis', 210, 'Ocotea', 'Ocotea guianensis'],
    ['×robur', 210, 'Quercus', 'Quercus ×robur'],
    ['Ocotea guianensis', 210, 'Ocotea', 'Ocotea guianensis'],
    ['Ocotea sp.1', 210, 'Ocotea', 'Ocotea sp.1'],
    ['Morpho1', 210, 'Ocotea', 'Morpho1'],
    ['guianensis', 210, null, 'guianensis'],
    ['alba', 220, 'Ocotea guianensis', 'Ocotea guianensis subsp. alba'],
    ['alba', 240, 'Ocotea guianensis', 'Ocotea guianensis var. alba'],
    ['alba', 270, 'Ocotea guianensis', 'Ocotea guianensis f. alba'],
    ['minor', 240, 'Ocotea guianensis subsp. alba', 'Ocotea guianensis subsp. alba var. minor'],
    ['Ocotea guianensis var. alba', 240, 'Ocotea guianensis', 'Ocotea guianensis var. alba'],
    ['alba', 240, null, 'alba'],
    ['Ocotea', 180, 'Lauraceae', 'Ocotea'],
    ['Lauraceae', 120, null, 'Lauraceae'],
  ])('%j of rank %s under %j is %j', (name, rank, parent, full) => {
    expect(fullTaxonName(name, rank, parent)).toBe(full);
  });

  test('gives a name whose rank can be guessed back', () => {
    for (const rank of [220, 240, 270]) expect(guessRank(fullTaxonName('alba', rank, 'Ocotea lata'))).toBe(rank);
    expect(guessRank(fullTaxonName('lata', 210, 'Ocotea'))).toBe(210);
  });
});

test.each([
  [180, 210, true],
  [120, 210, true],
  [0, 30, true],
  [210, 210, false],
  [210, 180, false],
  [-100, 0, true],
  [-100, -100, true],
  [120, -100, true],
  [-100, 210, true],
  [210, 220, true],
  [210, 240, true],
  [220, 240, true],
  [240, 240, false],
  [270, 240, false],
  [180, 220, false],
  [-100, 240, false],
])('a parent of rank %i over a child of rank %i: %s', (parent, child, may) => {
  expect(mayBeParent(parent, child)).toBe(may);
});
