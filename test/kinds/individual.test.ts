import { beforeEach, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything, one } from '../import/importing.ts';
import { deed, options } from './deeds.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await world();
});

type Fields = Record<string, string | number | readonly string[]>;
const create = async (tag: string, fields: Fields, as = 'col') =>
  deed(
    bench,
    as,
    'individual',
    'create',
    tag,
    ...options({ dataset: 'plot-1', collector: 'SILVA A', date: '2007', ...fields }),
  );
const edit = async (ref: string, as: string, ...argv: string[]) => deed(bench, as, 'individual', 'edit', ref, ...argv);

test('tag, first collector and place make an individual, within its dataset', async () => {
  expect((await create('T1', { location: 'Dream' })).record['result']).toBe('created');
  expect((await create('t1', { location: 'dream' })).code).toBe(6);
  expect((await create('T1', { location: 'Dream' })).record['result']).toBe('unchanged');
  expect((await create('T1', { location: 'Dream', date: '2008' })).code).toBe(6);
  expect((await create('T1', { location: 'Dream', collector: ['SILVA A', 'LIMA B'] })).code).toBe(6);
  expect((await create('T1', { location: 'Torgersen' })).record['result']).toBe('created');
  expect((await create('T1', { location: 'Dream', collector: 'LIMA B' })).record['result']).toBe('created');
  expect((await create('T1', { location: 'Dream', dataset: 'open' }, 'ana')).record['result']).toBe('created');
});

test('an own position is a place, to seven decimals', async () => {
  const at = async (latitude: string, longitude = '2') => create('T1', { latitude, longitude });
  expect((await at('1.0000001')).record['result']).toBe('created');
  expect((await at('1.0000001')).record['result']).toBe('unchanged');
  expect((await at('1.00000010')).record['result']).toBe('unchanged');
  expect((await at('1.0000002')).record['result']).toBe('created');
  expect((await at('1.00000012')).record['result']).not.toBe('created');
  expect((await at('-1.0000001')).record['result']).toBe('created');
  expect(one(bench, 'select count(*) from location')).toBe(2);
});

test.each([
  [{}, [['missing-value', 'location']]],
  [{ location: 'Dream', latitude: 1, longitude: 1 }, [['duplicate-column', 'location']]],
  [{ latitude: 1 }, [['missing-value', 'longitude']]],
  [{ latitude: 91, longitude: 1 }, [['out-of-range', 'latitude']]],
  [{ location: 'Dream', date: '2007-13' }, [['bad-date', 'date']]],
  [{ location: 'Dream', date: '2999' }, [['future-date', 'date']]],
  [{ location: 'Dream', angle: 360.5, distance: 1 }, [['out-of-range', 'angle']]],
  [{ location: 'Dream', angle: 90 }, [['missing-value', 'distance']]],
  [{ location: 'Dream', x: 0 }, [['missing-value', 'y']]],
  [{ location: 'Dream', y: 0 }, [['missing-value', 'x']]],
  [{ location: 'Dream', distance: '1,5' }, [['bad-number', 'distance']]],
  [{ location: 'Dream', modifier: 'cf.' }, [['missing-value', 'taxon']]],
  [{ location: 'Dream', taxon: 'Pygoscelis', modifier: 'maybe' }, [['unknown-category', 'modifier']]],
  [{ location: 'Dream', taxon: 'Pygoscelis', identificationDate: '2006' }, [['out-of-range', 'identification_date']]],
])('an individual with %j is refused', async (fields, problems) => {
  const before = everything(bench);
  const made = await create('T1', fields);
  expect({ code: made.code, problems: made.problems }).toEqual({ code: 5, problems });
  expect(everything(bench)).toEqual(before);
});

test('an unknown place, taxon or person, and a hidden dataset, are not found', async () => {
  for (const fields of [
    { location: 'Dreem' },
    { taxon: 'Pygoscelus' },
    { collector: 'SILVA B' },
    { dataset: 'secret' },
  ])
    expect((await create('T1', { location: 'Dream', ...fields })).code).toBe(3);
  expect((await create('T1', { location: 'Dream', dataset: 'open' })).code).toBe(4);
  expect((await create('T1', { location: 'Dream' }, 'vera')).code).toBe(4);
  expect((await create('T1', { location: 'Dream' }, 'olga')).code).toBe(3);
});

test('a position in a plot lies within the plot', async () => {
  await bench.must(
    'location',
    'create',
    'Plot',
    ...options({ admLevel: 100, latitude: 1, longitude: 1, x: 20, y: 10 }),
  );
  expect((await create('T1', { location: 'Plot', x: 20, y: 0 })).record).toMatchObject({
    result: 'created',
    x: 20,
    y: 0,
  });
  expect((await create('T2', { location: 'Plot', x: 20.1, y: 5 })).problems).toEqual([['out-of-range', 'x']]);
  expect((await create('T3', { location: 'Plot', x: 5, y: 11 })).problems).toEqual([['out-of-range', 'y']]);
  expect((await create('T4', { location: 'Torgersen', x: 1000, y: 5 })).code).toBe(0);
});

test('an identification says by whom and when only where that was said', async () => {
  expect((await create('T1', { location: 'Dream', taxon: 'Pygoscelis', date: '2007-05' })).record).toMatchObject({
    taxon: 'Pygoscelis',
    identifier: null,
    identification_date: null,
    modifier: null,
  });
  expect(
    (
      await create('T2', {
        location: 'Dream',
        taxon: 'Pygoscelis',
        identifier: 'LIMA B',
        identificationDate: '2008',
        modifier: 'CF.',
      })
    ).record,
  ).toMatchObject({ identifier: 'LIMA B', identification_date: '2008', modifier: 'cf.' });
  expect((await create('T3', { location: 'Dream' })).record).toMatchObject({
    identifier: null,
    identification_date: null,
  });
  // May 2007 may be before or after the whole of 2007.
  expect(
    (await create('T4', { location: 'Dream', taxon: 'Pygoscelis', date: '2007-05-31', identificationDate: '2007' }))
      .code,
  ).toBe(0);
});

test('collectors keep their order, each once', async () => {
  expect(
    (await create('T1', { location: 'Dream', collector: ['LIMA B', 'SILVA A', 'LIMA B'] })).record['collector'],
  ).toEqual(['LIMA B', 'SILVA A']);
});

test('a collaborator edits, a contributor deletes, and neither a viewer nor an outsider does either', async () => {
  expect((await edit('P2', 'col', '--notes', 'seen')).record).toMatchObject({ result: 'updated', notes: 'seen' });
  expect((await edit('P2', 'col', '--notes', 'seen')).record['result']).toBe('unchanged');
  const before = everything(bench);
  for (const [as, code] of [
    ['vera', 4],
    ['reg', 4],
    ['olga', 3],
    [null, 3],
  ] as const) {
    expect((await deed(bench, as, 'individual', 'edit', 'P2', '--notes', 'x')).code, `edit by ${as}`).toBe(code);
    expect((await deed(bench, as, 'individual', 'delete', 'P2', '--yes')).code, `delete by ${as}`).toBe(code);
  }
  expect((await deed(bench, 'col', 'individual', 'delete', 'P2', '--yes')).code).toBe(4);
  expect((await deed(bench, 'carl', 'individual', 'delete', 'P1', '--yes')).code).toBe(6);
  expect(everything(bench)).toEqual(before);
  expect((await deed(bench, 'carl', 'individual', 'delete', 'P2', '--yes')).code).toBe(0);
  expect((await deed(bench, 'ana', 'individual', 'show', 'P2')).code).toBe(3);
});

test('an edit may move an individual to an own position, and not onto another of its kind', async () => {
  expect(
    (await edit('P2', 'col', '--latitude', '1.5', '--longitude', '2', '--unset', 'location')).record,
  ).toMatchObject({
    location: null,
    latitude: 1.5,
    longitude: 2,
  });
  expect((await edit('P2', 'col', '--location', 'Torgersen')).problems).toEqual([['duplicate-column', 'location']]);
  await edit('P2', 'col', '--location', 'Torgersen', '--unset', 'latitude', '--unset', 'longitude');
  expect((await edit('P2', 'col', '--tag', 'P1')).code).toBe(6);
  expect((await edit('P2', 'col', '--dataset', 'open')).code).toBe(2);
});
