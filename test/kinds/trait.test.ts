import { beforeEach, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything, importing, one, refused } from '../import/importing.ts';
import { deed, options } from './deeds.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await world();
});

const basics = { name: 'A name', description: 'how it is measured', objects: 'individual' };
type Fields = Record<string, string | number | readonly string[]>;
const create = async (exportName: string, fields: Fields, as = 'ana') =>
  deed(bench, as, 'trait', 'create', exportName, ...options({ ...basics, ...fields }));
const edit = async (as: string, name: string, fields: Fields, ...more: string[]) =>
  deed(bench, as, 'trait', 'edit', name, ...options(fields), ...more);
const measure = async (
  trait: string,
  value: string,
  dataset = 'plot-1',
  individual = 'P1',
  as = 'ana',
  person = 'SILVA A',
) => deed(bench, as, 'measurement', 'create', ...options({ trait, individual, dataset, person, date: '2008', value }));

test.each([
  ['t1', { type: 'real', unit: 'cm', rangeMin: '-1.5', rangeMax: 10 }],
  ['t1', { type: 'integer', unit: 'count' }],
  ['t1', { type: 'categorical', categories: ['red', 'blue; dark'] }],
  ['t1', { type: 'ordinal', categories: ['low', 'high'] }],
  ['t1', { type: 'multiple', categories: ['low', 'high'] }],
  ['t1', { type: 'text' }],
  ['t1', { type: 'color' }],
  ['t1', { type: 'spectral', unit: 'nm', rangeMin: 400, rangeMax: 700, valueLength: 3 }],
  ['t1', { type: 'link', linkType: 'taxon' }],
  ['leaf.area_2-x', { type: 'text' }],
])('trait %s with %j is one', async (name, fields) => {
  const { code, record } = await create(name, fields);
  const categories = 'categories' in fields ? fields.categories : null;
  expect({ code, record }).toMatchObject({ code: 0, record: { export_name: name, type: fields.type, categories } });
});

test.each([
  ['1a', { type: 'text' }, ['bad-character', 'export_name']],
  ['leaf area', { type: 'text' }, ['bad-character', 'export_name']],
  ['fläche', { type: 'text' }, ['bad-character', 'export_name']],
  ['t1', { type: 'number' }, ['unknown-category', 'type']],
  ['t1', { type: 'real' }, ['missing-value', 'unit']],
  ['t1', { type: 'integer' }, ['missing-value', 'unit']],
  ['t1', { type: 'real', unit: 'cm', rangeMin: 5, rangeMax: 5 }, ['out-of-range', 'range_max']],
  ['t1', { type: 'real', unit: 'cm', rangeMin: 'x' }, ['bad-number', 'range_min']],
  ['t1', { type: 'real', unit: 'cm', categories: 'a' }, ['out-of-range', 'categories']],
  ['t1', { type: 'real', unit: 'cm', valueLength: 3 }, ['out-of-range', 'value_length']],
  ['t1', { type: 'real', unit: 'cm', linkType: 'taxon' }, ['out-of-range', 'link_type']],
  ['t1', { type: 'categorical' }, ['missing-value', 'categories']],
  ['t1', { type: 'ordinal' }, ['missing-value', 'categories']],
  ['t1', { type: 'categorical', categories: ['Red', 'red'] }, ['duplicate-value', 'categories']],
  ['t1', { type: 'text', objects: 'tree' }, ['unknown-category', 'objects']],
  ['t1', { type: 'link' }, ['missing-value', 'link_type']],
  ['t1', { type: 'spectral', unit: 'nm', rangeMin: 1, rangeMax: 2 }, ['missing-value', 'value_length']],
  ['t1', { type: 'spectral', unit: 'nm', valueLength: 2 }, ['missing-value', 'range_min']],
  ['t1', { type: 'spectral', unit: 'nm', rangeMin: 1, rangeMax: 2, valueLength: 0 }, ['out-of-range', 'value_length']],
])('trait %s with %j is refused', async (name, fields, problem) => {
  const before = everything(bench);
  const { code, problems } = await create(name, fields);
  expect({ code, problems }).toEqual({ code: 5, problems: [problem] });
  expect(everything(bench)).toEqual(before);
});

test('export names are unique whatever their case', async () => {
  const made = await create('MASS', { type: 'real', unit: 'kg' });
  expect(made.code).toBe(6);
  expect(made.hint).toBe('To change it: vasculum trait edit id:1');
});

test('a trait that nobody measured is anybody of level full to edit and delete', async () => {
  expect((await edit('olga', 'eggs', { unit: 'n', type: 'real', rangeMax: 9 })).record).toMatchObject({
    result: 'updated',
    type: 'real',
    unit: 'n',
    range_max: 9,
  });
  expect((await edit('reg', 'eggs', { unit: 'n' })).code).toBe(4);
  expect((await deed(bench, 'olga', 'trait', 'delete', 'eggs', '--yes')).code).toBe(0);
});

test('once it is measured, a trait is frozen for others, and never deleted', async () => {
  for (const fields of [{ name: 'Weight' }, { unit: 'kg' }, { rangeMax: 20_000 }, { type: 'integer' }])
    expect((await edit('olga', 'mass', fields)).code).toBe(4);
  // ana owns every dataset that uses it.
  expect((await edit('ana', 'mass', { rangeMax: 20_000 })).record).toMatchObject({ range_max: 20_000 });
  expect((await edit('sara', 'mass', { rangeMax: 30_000 })).record).toMatchObject({ range_max: 30_000 });
  for (const as of ['ana', 'sara', 'olga'])
    expect((await deed(bench, as, 'trait', 'delete', 'mass', '--yes')).code).toBe(6);
});

test('who is the only measurer may still edit, and is not when somebody else measured too', async () => {
  await bench.run(['user', 'edit', 'col', '--person', 'LIMA B'], { as: 'sara' });
  await measure('eggs', '2', 'plot-1', 'P1', 'col', 'LIMA B');
  expect((await edit('col', 'eggs', { unit: 'n' })).code).toBe(0);
  expect((await edit('olga', 'eggs', { unit: 'm' })).code).toBe(4);
  await measure('eggs', '2');
  expect((await edit('col', 'eggs', { unit: 'o' })).code).toBe(4);
});

test('values that the only measurer does not see are not told by what limits they allow', async () => {
  await bench.run(['user', 'edit', 'col', '--person', 'LIMA B'], { as: 'sara' });
  await deed(
    bench,
    'ana',
    'trait',
    'create',
    'girth',
    ...options({ ...basics, objects: ['individual', 'taxon'] }),
    ...options({ type: 'real', unit: 'cm', rangeMin: 0, rangeMax: 300 }),
  );
  await measure('girth', '12', 'plot-1', 'P1', 'col', 'LIMA B');
  expect((await edit('col', 'girth', { rangeMax: 299 })).code).toBe(0);
  // In another's dataset, under the same person.
  await measure('girth', '250', 'secret', 'P1', 'ana', 'LIMA B');
  await measure('sex', 'MALE', 'secret', 'P1', 'ana', 'LIMA B');
  const told = async (trait: string, fields: Fields) => {
    const { code, message, hint } = await edit('col', trait, fields, '--dry-run');
    return [code, message, hint];
  };
  const limits = [249, 251, 298, 1].map(async (rangeMax) => told('girth', { rangeMax }));
  expect(new Set((await Promise.all(limits)).map(String)).size).toBe(1);
  expect((await limits[0])?.[0]).toBe(6);
  expect(await told('girth', { rangeMin: 1 })).toEqual(await limits[0]);
  expect(await told('girth', { objects: 'individual' })).toEqual(await limits[0]);
  expect(await told('sex', { categories: ['MALE'] })).toEqual(await told('sex', { categories: ['FEMALE'] }));
  for (const fields of [{ rangeMax: 300 }, { rangeMin: -1 }, { unit: 'mm' }])
    expect((await edit('col', 'girth', fields)).code).toBe(0);
  // Who sees them all is told of their values as before.
  expect((await edit('sara', 'girth', { rangeMax: 249 }, '--dry-run')).code).toBe(6);
  expect((await edit('sara', 'girth', { rangeMax: 250 }, '--dry-run')).code).toBe(0);
});

test('an owner of one of the datasets that use a trait is not the owner of all', async () => {
  await bench.run(['dataset', 'create', 'mine'], { as: 'col' });
  await measure('eggs', '2', 'mine', 'P1', 'col');
  expect((await edit('col', 'eggs', { unit: 'n' })).code).toBe(0);
  await measure('eggs', '2', 'plot-1', 'P1', 'col');
  expect((await edit('col', 'eggs', { unit: 'o' })).code).toBe(4);
});

test('anybody of level full adds categories to a categorical trait in use, and removes none', async () => {
  await measure('sex', 'MALE');
  expect((await edit('olga', 'sex', { categories: ['MALE', 'FEMALE', 'UNKNOWN'] })).record).toMatchObject({
    result: 'updated',
    categories: ['MALE', 'FEMALE', 'UNKNOWN'],
  });
  const before = everything(bench);
  expect((await edit('olga', 'sex', { categories: ['MALE', 'OTHER'] })).code).toBe(4);
  expect((await edit('reg', 'sex', { categories: ['MALE', 'FEMALE', 'UNKNOWN', 'X'] })).code).toBe(4);
  expect((await edit('olga', 'sex', { categories: ['MALE', 'FEMALE', 'UNKNOWN', 'X'], name: 'Sex' })).code).toBe(4);
  expect(everything(bench)).toEqual(before);
});

test.each([
  ['spelling', ['male', 'FEMALE', 'UNKNOWN']],
  ['order', ['UNKNOWN', 'FEMALE', 'MALE']],
])('who adds a category does not change the %s of those that are there', async (_, categories) => {
  await measure('sex', 'MALE');
  await edit('olga', 'sex', { categories });
  const shown = (await deed(bench, 'olga', 'trait', 'show', 'sex')).record['categories'];
  expect((shown as string[]).slice(0, 2)).toEqual(['MALE', 'FEMALE']);
});

test('an ordinal trait in use takes no category from others', async () => {
  await create('vigour', { type: 'ordinal', categories: ['low', 'high'] });
  await measure('vigour', 'low');
  expect((await edit('olga', 'vigour', { categories: ['low', 'middle', 'high'] })).code).toBe(4);
});

/** Rows of a file that change stored traits. */
const head = 'export_name,type,name,description,objects,categories';
const lines = (...rows: string[]): string => `${[head, ...rows].join('\n')}\n`;
const sex = (categories: string, name = 'sex'): string => `sex,categorical,${name},the sex,individual,${categories}`;
const update = ['--if-exists', 'update'];
const categoriesOf = (trait: string): unknown =>
  one(
    bench,
    `select group_concat(c.name, '|' order by c.position) from trait_category c join trait t on t.id = trait_id where export_name = ?`,
    trait,
  );

test('a row adds categories to a categorical trait in use for anybody of level full, and an ordinal one takes none', async () => {
  await create('vigour', { type: 'ordinal', categories: ['low', 'high'] });
  await create('use', { type: 'multiple', categories: ['food', 'wood'] });
  for (const [trait, value] of [
    ['sex', 'MALE'],
    ['vigour', 'low'],
    ['use', 'food|wood'],
  ] as const)
    await measure(trait, value);
  const file = lines(
    'vigour,ordinal,A name,how it is measured,individual,low|high|top',
    sex('MALE|FEMALE|UNKNOWN'),
    'use,multiple,A name,how it is measured,individual,food|wood|dye',
  );
  expect((await importing(bench, 'traits', file, update, { as: 'reg' })).code).toBe(4);
  expect(await refused(bench, 'traits', file, update, { as: 'olga' })).toMatchObject([
    { line: 2, code: 'not-permitted', message: 'you may not edit the trait id:5' },
  ]);
  const some = await importing(bench, 'traits', file, [...update, '--on-invalid', 'skip'], { as: 'olga' });
  expect({ code: some.code, ...some.counts }).toMatchObject({ code: 0, updated: 2, rejected: 1 });
  expect(['sex', 'use', 'vigour'].map(categoriesOf)).toEqual(['MALE|FEMALE|UNKNOWN', 'food|wood|dye', 'low|high']);
  const again = await importing(bench, 'traits', lines(sex('MALE|FEMALE|UNKNOWN')), update, { as: 'olga' });
  expect(again.counts).toMatchObject({ unchanged: 1, rejected: 0 });
});

test('a row that does anything else to it is refused', async () => {
  await measure('sex', 'MALE');
  for (const row of [
    sex('MALE|FEM|UNKNOWN'),
    sex('Male|FEMALE|UNKNOWN'),
    sex('MALE|UNKNOWN'),
    sex('FEMALE|MALE|UNKNOWN'),
    sex('MALE|UNKNOWN|FEMALE'),
    sex(''),
    sex('MALE|FEMALE|UNKNOWN', 'Gender'),
    sex('MALE|FEMALE|UNKNOWN').replace('the sex', 'THE SEX'),
    sex('MALE|FEMALE|UNKNOWN').replace('categorical', 'ordinal'),
  ])
    expect(await refused(bench, 'traits', lines(row), update, { as: 'olga' })).toMatchObject([
      {
        line: 2,
        code: 'not-permitted',
        message: 'you may not edit the trait id:3, but for new categories after those it has',
      },
    ]);
  expect((await edit('olga', 'sex', { categories: ['MALE', 'FEMALE'] })).record['result']).toBe('unchanged');
});

test('a category that is measured is not removed, and one that is not is, by who may edit', async () => {
  await measure('sex', 'MALE');
  expect((await edit('ana', 'sex', { categories: ['FEMALE'] })).code).toBe(6);
  expect((await edit('ana', 'sex', { categories: ['MALE'] })).record['categories']).toEqual(['MALE']);
  const shown = await deed(bench, 'ana', 'measurement', 'list', '--filter', 'trait=sex');
  expect(JSON.stringify(shown.record)).toContain('"value":"MALE"');
});

test('a type that its values cannot be read as is refused, to everybody', async () => {
  const categories = { type: 'categorical', categories: ['a'] };
  const before = everything(bench);
  expect(
    (await edit('sara', 'mass', categories, '--unset', 'unit', '--unset', 'range-min', '--unset', 'range-max')).code,
  ).toBe(6);
  expect(
    (await edit('sara', 'mass', { type: 'text' }, '--unset', 'unit', '--unset', 'range-min', '--unset', 'range-max'))
      .code,
  ).toBe(6);
  expect(everything(bench)).toEqual(before);
});

test('a real trait with a fraction among its values does not become an integer one', async () => {
  await measure('mass', '2.5');
  const { code } = await edit('sara', 'mass', { type: 'integer' });
  expect(code).toBe(6);
  expect(one(bench, 'select type from trait where id = 1')).toBe('real');
});

const used: [string, Fields, string, Fields, Fields][] = [
  // type, what it has, a value, a change that the value contradicts, one that it does not
  ['real', { unit: 'g', rangeMax: 10 }, '5', { rangeMax: 4 }, { rangeMax: 5 }],
  ['integer', { unit: 'n' }, '5', { rangeMin: 6 }, { rangeMin: 5, type: 'real' }],
  ['categorical', { categories: ['a', 'b'] }, 'a', { categories: ['b', 'c'] }, { categories: ['a', 'c'] }],
  ['ordinal', { categories: ['a', 'b'] }, 'a', { categories: 'b' }, { categories: ['c', 'a'] }],
  ['multiple', { categories: ['a', 'b', 'c'] }, 'a|b', { categories: ['a', 'c'] }, { categories: ['b', 'a'] }],
  ['text', {}, 'red', { type: 'color' }, { name: 'Other' }],
  ['color', {}, '#FFF', { type: 'text' }, { name: 'Other' }],
  ['spectral', { unit: 'nm', rangeMin: 1, rangeMax: 9, valueLength: 2 }, '1;2', { valueLength: 3 }, { rangeMax: 8 }],
  ['link', { linkType: 'taxon' }, '2', { linkType: 'location' }, { name: 'Other' }],
];
test.each(used)(
  'a used trait of type %s with %j is frozen for others, and what its value %s contradicts is refused to everybody',
  async (type, fields, value, contradicted, possible) => {
    await create('it', { type, ...fields });
    const link = type === 'link' ? { link: 'Pygoscelis' } : {};
    const reading = {
      trait: 'it',
      individual: 'P1',
      dataset: 'plot-1',
      person: 'SILVA A',
      date: '2008',
      value,
      ...link,
    };
    await bench.must('measurement', 'create', ...options(reading));
    const before = everything(bench);
    expect((await edit('olga', 'it', { name: 'New' })).code).toBe(4);
    for (const as of ['ana', 'sara']) {
      expect((await edit(as, 'it', contradicted)).code).toBe(6);
      expect((await edit(as, 'it', { objects: 'location' })).code).toBe(6);
    }
    expect(everything(bench)).toEqual(before);
    expect((await edit('ana', 'it', possible)).code).toBe(0);
    expect((await deed(bench, 'sara', 'trait', 'delete', 'it', '--yes')).code).toBe(6);
  },
);
