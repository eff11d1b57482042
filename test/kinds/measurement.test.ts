import { beforeEach, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything } from '../import/importing.ts';
import { deed, options } from './deeds.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await world();
});

type Fields = Record<string, string | number | readonly string[]>;
const create = async (fields: Fields, as = 'col') =>
  deed(
    bench,
    as,
    'measurement',
    'create',
    ...options({ trait: 'mass', individual: 'P1', dataset: 'plot-1', person: 'SILVA A', date: '2008', ...fields }),
  );
const trait = async (name: string, fields: Fields) =>
  bench.must('trait', 'create', name, ...options({ name, description: 'd', objects: 'individual', ...fields }));

test.each([
  ['real', { unit: 'C' }, '12.5', 12.5],
  ['real', { unit: 'C' }, '12.50', 12.5],
  ['real', { unit: 'C' }, '-1e-3', -0.001],
  ['real', { unit: 'C' }, '0', 0],
  ['integer', { unit: 'count' }, '007', 7],
  ['integer', { unit: 'count' }, '-9007199254740991', -9_007_199_254_740_991],
  ['categorical', { categories: ['Dark red', 'Blue'] }, 'dark  RED', 'Dark red'],
  ['ordinal', { categories: ['low', 'high'] }, 'HIGH', 'high'],
  ['text', {}, '  as "typed"\n', '  as "typed"\n'],
  ['text', {}, '007', '007'],
  ['color', {}, '#a1b2c3', '#A1B2C3'],
  ['color', {}, ' #f0C ', '#FF00CC'],
  ['spectral', { unit: 'nm', rangeMin: 1, rangeMax: 9, valueLength: 3 }, '1; 2.50;-3e2', '1;2.5;-300'],
])('a %s trait (%j) takes %j as %j', async (type, fields, value, shown) => {
  await trait('it', { type, ...fields });
  const made = await deed(
    bench,
    'col',
    'measurement',
    'create',
    ...options({ trait: 'it', individual: 'P1', dataset: 'plot-1', person: 'SILVA A', date: '2008' }),
    `--value=${value}`,
  );
  expect({ code: made.code, value: made.record['value'] }).toEqual({ code: 0, value: shown });
});

test.each([
  ['real', { unit: 'C', rangeMin: 0, rangeMax: 5 }, '5.001', 'out-of-range'],
  ['real', { unit: 'C', rangeMin: 0 }, '-0.001', 'out-of-range'],
  ['real', { unit: 'C' }, '1,5', 'bad-number'],
  ['real', { unit: 'C' }, 'NaN', 'bad-number'],
  ['real', { unit: 'C' }, 'Infinity', 'bad-number'],
  ['real', { unit: 'C' }, '1.', 'bad-number'],
  ['integer', { unit: 'count' }, '1.5', 'bad-number'],
  ['integer', { unit: 'count' }, '9007199254740992', 'bad-number'],
  ['categorical', { categories: ['a', 'b'] }, 'c', 'unknown-category'],
  ['categorical', { categories: ['a', 'b'] }, 'a|b', 'unknown-category'],
  ['ordinal', { categories: ['low', 'high'] }, '1', 'unknown-category'],
  ['color', {}, 'red', 'bad-color'],
  ['color', {}, '#12345', 'bad-color'],
  ['spectral', { unit: 'nm', rangeMin: 1, rangeMax: 9, valueLength: 3 }, '1;2', 'out-of-range'],
  ['spectral', { unit: 'nm', rangeMin: 1, rangeMax: 9, valueLength: 3 }, '1;2;3;4', 'out-of-range'],
  ['spectral', { unit: 'nm', rangeMin: 1, rangeMax: 9, valueLength: 3 }, '1;;3', 'bad-number'],
  ['text', {}, '   ', 'missing-value'],
])('a %s trait (%j) refuses %j as %s', async (type, fields, value, code) => {
  await trait('it', { type, ...fields });
  const before = everything(bench);
  const made = await deed(
    bench,
    'col',
    'measurement',
    'create',
    ...options({ trait: 'it', individual: 'P1', dataset: 'plot-1', person: 'SILVA A', date: '2008' }),
    `--value=${value}`,
  );
  expect({ code: made.code, problems: made.problems }).toEqual({ code: 5, problems: [[code, 'value']] });
  expect(everything(bench)).toEqual(before);
});

test('a reading is the same by dataset, trait, object, date, person, value and ordinal', async () => {
  expect((await create({ value: 5 })).record['result']).toBe('created');
  expect((await create({ value: '5.0' })).record['result']).toBe('unchanged');
  for (const other of [
    { value: 6 },
    { value: 5, date: '2008-01' },
    { value: 5, person: 'LIMA B' },
    { value: 5, individual: 'P2' },
    { value: 5, trait: 'eggs' },
    { value: 5, duplicated: 1 },
  ])
    expect((await create(other)).record['result']).toBe('created');
  expect(await create({ value: 5, notes: 'another note' })).toMatchObject({
    code: 6,
    message: 'this measurement is there already, with other notes',
  });
  expect((await create({ value: 5, duplicated: 1, notes: 'another note' })).code).toBe(6);
});

test('values are not what they only look like: 0 is a value, and text is kept apart by case and blanks', async () => {
  expect((await create({ value: 0 })).record['value']).toBe(0);
  expect((await create({ trait: 'remark', value: 'Red' })).record['result']).toBe('created');
  expect((await create({ trait: 'remark', value: 'red' })).record['result']).toBe('created');
  expect((await create({ trait: 'remark', value: 'Red ' })).record['result']).toBe('created');
  expect((await create({ trait: 'remark', value: 'Red' })).record['result']).toBe('unchanged');
});

test('the object is an individual, a location or a taxon that the trait is measured on', async () => {
  await trait('height', { type: 'real', unit: 'm', objects: ['location', 'taxon'] });
  const on = async (fields: Fields) =>
    deed(
      bench,
      'col',
      'measurement',
      'create',
      ...options({ trait: 'height', dataset: 'plot-1', person: 'SILVA A', date: '2008', value: 5, ...fields }),
    );
  expect((await on({ location: 'Dream' })).record).toMatchObject({ object: 'Dream', object_type: 'location' });
  expect((await on({ taxon: 'Pygoscelis' })).record).toMatchObject({ object: 'Pygoscelis', object_type: 'taxon' });
  expect((await on({ objectType: 'taxon', object: 'Pygoscelis adeliae' })).record).toMatchObject({
    object_type: 'taxon',
  });
  expect((await on({ individual: 'P1' })).problems).toEqual([['wrong-object-kind', 'object']]);
  expect((await on({ location: 'Dream', taxon: 'Pygoscelis' })).problems).toEqual([['duplicate-column', 'taxon']]);
  expect((await on({})).problems).toEqual([['missing-value', 'object']]);
});

test('an individual of another dataset is measured where both are read', async () => {
  expect(await create({ individual: 'O1', value: 5 })).toMatchObject({
    code: 0,
    record: { object: 'O1', individual_dataset: 'open', dataset: 'plot-1' },
  });
  expect(await create({ individual: 'S1', dataset: 'open', value: 5 }, 'ana')).toMatchObject({
    code: 0,
    record: { object: 'S1', individual_dataset: 'secret', dataset: 'open' },
  });
  expect((await create({ individual: 'S1', value: 5 })).code).toBe(3);
  const seen = (
    await bench.run(['measurement', 'list', '--json', '--fields', 'object,dataset'], { as: 'vera' })
  ).json();
  expect(seen).toEqual(
    expect.arrayContaining([
      { object: 'P1', dataset: 'plot-1' },
      { object: 'O1', dataset: 'plot-1' },
      { object: 'O1', dataset: 'open' },
    ]),
  );
  expect(seen).toHaveLength(3);
});

test('a collaborator edits a value by the rules of its trait, and a contributor deletes it', async () => {
  const edit = async (as: string, ...argv: string[]) => deed(bench, as, 'measurement', 'edit', 'id:1', ...argv);
  expect((await edit('col', '--value', '4000.5', '--date', '2007-11')).record).toMatchObject({
    result: 'updated',
    value: 4000.5,
    date: '2007-11',
  });
  expect((await edit('col', '--value', '10001')).problems).toEqual([['out-of-range', 'value']]);
  expect((await edit('col', '--value', 'x')).problems).toEqual([['bad-number', 'value']]);
  expect((await edit('vera', '--value', '1')).code).toBe(4);
  expect((await edit('olga', '--value', '1')).code).toBe(3);
  await create({ value: 4000.5, date: '2007' });
  expect((await edit('col', '--date', '2007')).code).toBe(6);
  expect((await deed(bench, 'col', 'measurement', 'delete', 'id:1', '--yes')).code).toBe(4);
  expect((await deed(bench, 'carl', 'measurement', 'delete', 'id:1', '--yes')).code).toBe(0);
});

test('an edit of the note alone leaves the spelling of the number', async () => {
  await create({ value: '12.50' });
  await deed(bench, 'col', 'measurement', 'edit', 'id:4', '--notes', 'checked');
  expect((await bench.must('export', 'measurements')).out).toContain(',2008,12.50,checked,0,,,,,,\n');
});
