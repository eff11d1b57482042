import { beforeEach, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything } from '../import/importing.ts';
import { deed, options } from './deeds.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await world();
});

const create = async (name: string, fields: Record<string, string> = {}, as = 'ana') =>
  deed(bench, as, 'taxon', 'create', name, ...options(fields));

test('an epithet takes the name of its parent before it, and a full name is left as it is', async () => {
  expect((await create('papua', { level: 'species', parent: 'Pygoscelis' })).record).toMatchObject({
    name: 'Pygoscelis papua',
    level: 'species',
    parent: 'Pygoscelis',
    valid: true,
  });
  expect((await create('ellsworthi', { level: 'subspecies', parent: 'Pygoscelis papua' })).record['name']).toBe(
    'Pygoscelis papua subsp. ellsworthi',
  );
  expect((await create('alba', { level: 'variety', parent: 'Pygoscelis papua' })).record['name']).toBe(
    'Pygoscelis papua var. alba',
  );
  expect((await create('Pygoscelis antarcticus', { parent: 'Pygoscelis' })).record).toMatchObject({
    name: 'Pygoscelis antarcticus',
    level: 'species',
  });
});

test('a full name is unique, however it was composed', async () => {
  expect((await create('adeliae', { level: 'species', parent: 'Pygoscelis' })).record['result']).toBe('unchanged');
  expect((await create('PYGOSCELIS  adeliae', { author: 'Gray' })).code).toBe(6);
});

test.each([
  ['genus', 'species', 0],
  ['family', 'genus', 0],
  ['species', 'subspecies', 0],
  ['subspecies', 'variety', 0],
  ['clade', 'kingdom', 0],
  ['species', 'clade', 0],
  ['clade', 'clade', 0],
  ['genus', 'genus', 5],
  ['species', 'genus', 5],
  ['genus', 'subspecies', 5],
  ['variety', 'subspecies', 5],
])('in a %s, a %s ends with %i', async (above, below, code) => {
  const parent = ['subspecies', 'variety'].includes(above) ? 'Upper upper var. upper' : 'Upper';
  await bench.must(
    'taxon',
    'create',
    parent,
    '--level',
    above,
    ...(parent === 'Upper' ? [] : ['--parent', 'Pygoscelis adeliae']),
  );
  const made = await create('Lower name', { level: below, parent });
  expect(made.code).toBe(code);
  expect(made.problems).toEqual(code === 0 ? [] : [['out-of-range', 'parent']]);
});

test.each([
  [{ level: 'specie' }, ['unknown-category', 'level']],
  [{ valid: 'perhaps' }, ['bad-boolean', 'valid']],
  [{ senior: 'Pygoscelis', valid: 'yes' }, ['out-of-range', 'valid']],
  [{ person: 'SILVA A', level: 'species' }, ['missing-value', 'parent']],
  [{ person: 'SILVA A', level: 'species', parent: 'Pygoscelis', author: 'L.' }, ['duplicate-column', 'person']],
])('a taxon with %j is refused', async (fields, problem) => {
  const before = everything(bench);
  const { code, problems } = await create('Newbird minor', fields);
  expect({ code, problems }).toEqual({ code: 5, problems: [problem] });
  expect(everything(bench)).toEqual(before);
});

test('an unpublished name has a parent, a level and a person', async () => {
  expect((await create('novus', { person: 'SILVA A', level: 'species', parent: 'Pygoscelis' })).record).toMatchObject({
    name: 'Pygoscelis novus',
    person: 'SILVA A',
    author: null,
  });
});

test('a synonym has a senior that is valid, and is not valid itself', async () => {
  expect((await create('Pygoscelis papus', { senior: 'Pygoscelis adeliae' })).record).toMatchObject({
    valid: false,
    senior: 'Pygoscelis adeliae',
  });
  expect(await create('Pygoscelis papas', { senior: 'Pygoscelis papus' })).toMatchObject({
    code: 5,
    problems: [['out-of-range', 'senior']],
  });
  expect((await create('Pygoscelis oldus', { valid: 'no' })).record).toMatchObject({ valid: false, senior: null });
});

test.each(['Upper', 'Lower'])('a clade is not moved into itself or what lies in it (%s)', async (parent) => {
  await create('Upper', { level: 'clade' });
  await create('Lower', { level: 'clade', parent: 'Upper' });
  const before = everything(bench);
  const { code } = await deed(bench, 'sara', 'taxon', 'edit', 'Upper', '--parent', parent);
  expect([5, 6]).toContain(code);
  expect(everything(bench)).toEqual(before);
});

test('a taxon that nothing uses is edited by any full user, a used one by a superadmin', async () => {
  await create('Pygoscelis papua', { parent: 'Pygoscelis' });
  expect((await deed(bench, 'olga', 'taxon', 'edit', 'Pygoscelis papua', '--author', 'Forster')).code).toBe(0);
  expect((await deed(bench, 'olga', 'taxon', 'edit', 'Pygoscelis adeliae', '--author', 'Gray')).code).toBe(4);
  expect((await deed(bench, 'olga', 'taxon', 'edit', 'Pygoscelis', '--author', 'Wagler')).code).toBe(4);
  expect((await deed(bench, 'sara', 'taxon', 'edit', 'Pygoscelis', '--author', 'Wagler')).code).toBe(0);
  expect((await deed(bench, 'sara', 'taxon', 'delete', 'Pygoscelis', '--yes')).code).toBe(6);
  expect((await deed(bench, 'olga', 'taxon', 'delete', 'Pygoscelis papua', '--yes')).code).toBe(0);
});

test('a level is given by name, abbreviation or code, and shown by its name', async () => {
  for (const [name, level] of [
    ['Onedae', 'fam.'],
    ['Twodae', 'Family'],
    ['Threedae', '120'],
  ] as const)
    expect((await create(name, { level })).record['level']).toBe('family');
  expect((await create('Fourdae')).record['level']).toBeNull();
});
