import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { importing, stored } from './importing.ts';
import { exported, fill, lab, unchangedAll } from './labs.ts';
import { cell, csv, kinds, randomLab } from './random-lab.ts';

/** One seed for all runs, so that a red run is red again. */
const seed = 20261122;

test('what is exported from one database imports into another and comes out of it the same, and again unchanged', async () => {
  let rows = 0;
  await fc.assert(
    fc.asyncProperty(randomLab, async (files) => {
      const [one, other] = [await lab(), await lab()];
      const read = await fill(one, files);
      for (const count of read) rows += count;
      const first = await exported(one);
      expect(await fill(other, first)).toEqual(read);
      const second = await exported(other);
      for (const kind of kinds) expect(second[kind].split('\n').toSorted()).toEqual(first[kind].split('\n').toSorted());
      for (const kind of ['persons', 'locations', 'references', 'tags', 'taxa', 'traits', 'translations'] as const)
        expect(second[kind]).toBe(first[kind]);
      for (const [at, kind] of kinds.entries()) {
        const again = await importing(other, kind, second[kind]);
        expect({ kind, errors: again.errors, counts: again.counts }).toEqual({
          kind,
          errors: [],
          counts: { read: read[at], created: 0, updated: 0, unchanged: read[at], skipped: 0, rejected: 0 },
        });
      }
      // What the export left out would be missing from both: the files as they were typed say nothing new of the copy.
      await unchangedAll(other, files);
    }),
    // Shrinking a lab would take minutes; the seed finds it again.
    { numRuns: 5, seed, endOnFailure: true },
  );
  expect(rows).toBeGreaterThan(400);
});

test('what is written as a person types it is exported as it was typed', async () => {
  const bench = await lab();
  const notes = ['=1+1', '@sum', '-5', '+44 20', '  two blanks', 'tab\tand "quote"', 'two\r\nlines\n', '007', "it's"];
  await stored(
    bench,
    'persons',
    csv(
      notes.map((note, at) => ({ full_name: `Person Number${at}`, notes: note })),
      ['full_name', 'notes'],
    ),
  );
  const shown = await bench.run(['person', 'list', '--json', '--fields', 'notes']);
  expect((shown.json() as { notes: string }[]).map((row) => row.notes)).toEqual(notes);
  expect((await bench.must('export', 'persons')).out).toBe(
    `full_name,abbreviation,email,institution,biocollection,orcid,notes\n${notes
      .map((note, at) => `Person Number${at},NUMBER${at} P,,,,,${/["\n\r]|^\s/.test(note) ? cell(note) : note}\n`)
      .join('')}`,
  );
});

test('numbers keep the spelling they were typed in, and are the same number', async () => {
  const bench = await lab();
  const files = fc.sample(randomLab, { numRuns: 1, seed })[0];
  if (files === undefined) throw new Error('nothing was made');
  await fill(bench, files);
  const spelled = ['12.50', '12.5', '007', '7', '1e3', '+5', '.5', '-0'];
  const file = csv(
    spelled.map((value, at) => ({ value, duplicated: `${at}` })),
    ['value', 'duplicated'],
  );
  const options = [
    '--set',
    'trait=t.real-0',
    '--set',
    'taxon=Taxona',
    '--set',
    'dataset=north',
    '--set',
    'person=AB 1',
    '--set',
    'date=0001',
  ];
  await stored(bench, 'measurements', file, options);
  const again = file.replace('12.50', '12.500').replace('007', '7.0').replace('1e3', '1000');
  expect((await importing(bench, 'measurements', again, options)).counts).toMatchObject({ unchanged: spelled.length });
  const out = (await bench.must('export', 'measurements')).out.split('\n').filter((row) => row.includes(',0001,'));
  expect(out.map((row) => row.split(',').at(-9))).toEqual(spelled);
});

test('a list of people finds each of them again, or a name that would part the list is refused', async () => {
  const bench = await lab();
  const people = csv([{ full_name: 'Rosa Weiss', abbreviation: 'WEISS; R' }], ['full_name', 'abbreviation']);
  const made = await importing(bench, 'persons', people);
  const individual = [
    '--dataset',
    'north',
    '--collector',
    'id:1',
    '--date',
    '2007',
    '--latitude',
    '1',
    '--longitude',
    '1',
  ];
  await bench.run(['individual', 'create', 'X1', ...individual]);
  const file = (await bench.must('export', 'individuals')).out;
  const again = await importing(bench, 'individuals', file);
  expect({ person: made.code, again: again.errors }).toEqual({ person: expect.any(Number) as unknown, again: [] });
  expect([0, 5]).toContain(made.code);
});

test('measurements on individuals near the equator find them again', async () => {
  const bench = await lab();
  const files = fc.sample(randomLab, { numRuns: 1, seed })[0];
  if (files === undefined) throw new Error('nothing was made');
  await fill(bench, files);
  await bench.must(
    'individual',
    'create',
    'EQ',
    '--dataset',
    'north',
    '--collector',
    'AB 1',
    '--date',
    '2007',
    '--latitude',
    '0.00001',
    '--longitude',
    '-0.0000002',
  );
  await bench.must(
    'measurement',
    'create',
    '--trait',
    't.real-0',
    '--individual',
    'EQ',
    '--dataset',
    'north',
    '--person',
    'AB 1',
    '--date',
    '2007',
    '--value',
    '1',
  );
  const file = (await bench.must('export', 'measurements')).out;
  const again = await importing(bench, 'measurements', file);
  expect(again.errors).toEqual([]);
  expect(again.counts.unchanged).toBe(again.counts.read);
});

test('locations with one name in two parents are exported so that another database reads them', async () => {
  const [one, other] = [await lab(), await lab()];
  const places = csv(
    [
      { name: 'Filler', parent: '' },
      { name: 'Brazil', parent: '' },
      { name: 'Peru', parent: '' },
    ].map((row) => ({ ...row, adm_level: '2', latitude: '1', longitude: '1' })),
    ['name', 'parent', 'adm_level', 'latitude', 'longitude'],
  );
  await stored(one, 'locations', places);
  for (const parent of ['Brazil', 'Peru'])
    await one.must(
      'location',
      'create',
      'Acre',
      '--adm-level',
      '4',
      '--parent',
      parent,
      '--latitude',
      '1',
      '--longitude',
      '1',
    );
  await one.must(
    'location',
    'create',
    'Corner',
    '--adm-level',
    '999',
    '--parent',
    'id:5',
    '--latitude',
    '1',
    '--longitude',
    '1',
  );
  await one.must('location', 'delete', 'Filler', '--yes');
  const first = (await one.must('export', 'locations')).out;
  expect((await importing(one, 'locations', first)).counts).toMatchObject({ read: 5, unchanged: 5 });
  await stored(other, 'locations', first);
  const parentOf = async (bench: Bench): Promise<string[]> => {
    const shown = (await bench.run(['location', 'list', '--json', '--fields', 'id,name,parent'])).json() as {
      id: number;
      name: string;
      parent: string | null;
    }[];
    const nameOf = (ref: string | null): string => {
      const row = shown.find(({ id, name: own }) => ref === own || ref === `id:${id}`);
      return row === undefined ? '' : `${nameOf(row.parent)}/${row.name}`;
    };
    return shown.map(({ name: own, parent }) => `${nameOf(parent)}/${own}`);
  };
  expect(await parentOf(other)).toEqual(await parentOf(one));
});
