import { beforeEach, expect, test } from 'vitest';
import { kinds } from '../../src/kinds/index.ts';
import { mayBeWithheld } from '../../src/operations/records/withheld.ts';
import { contents } from '../helpers/dump.ts';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything, importing } from '../import/importing.ts';
import { deed, options, type Deed } from './deeds.ts';

type Fields = Record<string, string | number>;

let bench: Bench;
beforeEach(async () => {
  bench = await world();
  for (const [name, linkType] of [
    ['mate', 'individual'],
    ['prey', 'taxon'],
    ['nest', 'location'],
  ] as const)
    await bench.must(
      'trait',
      'create',
      name,
      ...options({ description: 'd', objects: 'individual' }),
      ...options({ name, type: 'link', linkType }),
    );
});

const measure = async (fields: Fields, as = 'ana'): Promise<Deed> =>
  deed(
    bench,
    as,
    'measurement',
    'create',
    ...options({ individual: 'P1', dataset: 'plot-1', person: 'SILVA A', date: '2008', ...fields }),
  );
const shown = async (as: string, id: unknown) =>
  (await deed(bench, as, 'measurement', 'show', `id:${String(id)}`)).record;

test('a link points to a record of the kind of its trait, with a count or without', async () => {
  expect((await measure({ trait: 'mate', link: 'P2' })).record).toMatchObject({
    value: null,
    link: 'P2',
    link_dataset: 'plot-1',
    link_collector: 'SILVA A',
    link_location: 'Torgersen',
  });
  expect((await measure({ trait: 'prey', link: 'Pygoscelis', value: 3 })).record).toMatchObject({
    value: 3,
    link: 'Pygoscelis',
    link_dataset: null,
  });
  expect((await measure({ trait: 'nest', link: 'Dream', value: 0 })).record).toMatchObject({ value: 0, link: 'Dream' });
});

test.each([
  [{ trait: 'prey', link: 'Pygoscelis', value: '1.5' }, 5, [['bad-number', 'value']]],
  [{ trait: 'prey', link: 'Pygoscelis', value: '-1' }, 5, [['out-of-range', 'value']]],
  [{ trait: 'prey', value: 3 }, 5, [['missing-value', 'link']]],
  [{ trait: 'mass', value: 3, link: 'P2' }, 5, [['out-of-range', 'link']]],
  [{ trait: 'mass' }, 5, [['missing-value', 'value']]],
  [{ trait: 'prey', link: 'P2' }, 3, []],
  [{ trait: 'mate', link: 'Pygoscelis' }, 3, []],
  [{ trait: 'mate', link: 'withheld' }, 3, []],
  [{ trait: 'mate', linkDataset: 'plot-1' }, 5, [['missing-value', 'link']]],
] as [Fields, number, unknown][])('%j is refused with %i', async (fields, code, problems) => {
  const before = everything(bench);
  const made = await measure(fields);
  expect({ code: made.code, problems: made.code === 3 ? [] : made.problems.slice(0, 1) }).toEqual({ code, problems });
  expect(everything(bench)).toEqual(before);
});

test('who may not read what a link points to sees that there is one, and nothing of it', async () => {
  const { id } = (await measure({ trait: 'mate', link: 'S1', linkDataset: 'secret' })).record;
  expect(await shown('ana', id)).toMatchObject({ link: 'S1', link_dataset: 'secret' });
  expect(await shown('vera', id)).toMatchObject({
    link: 'withheld',
    link_dataset: null,
    link_collector: null,
    link_location: null,
  });
  const exported = (await bench.run(['export', 'measurements'], { as: 'vera' })).out;
  expect(exported).toContain(',withheld,');
  for (const filter of ['link=S1', 'link=id:3', 'link_dataset=secret']) {
    const found = await bench.run(['measurement', 'list', '--json', '--filter', filter], { as: 'vera' });
    expect(found.json()).toEqual([]);
  }
});

test('nobody links to what they may not read, in the words for what is not there', async () => {
  const hidden = await measure({ trait: 'mate', link: 'S1' }, 'col');
  const absent = await measure({ trait: 'mate', link: 'X1' }, 'col');
  expect(hidden.code).toBe(3);
  expect(hidden.message.replace('S1', 'X1')).toBe(absent.message);
  expect((await measure({ trait: 'mate', link: 'id:3' }, 'col')).code).toBe(3);
});

test('an edit and an import leave in place the link that its maker may not read', async () => {
  const { id } = (await measure({ trait: 'mate', link: 'S1', linkDataset: 'secret' })).record;
  const by = async (...argv: string[]) => deed(bench, 'col', 'measurement', 'edit', `id:${String(id)}`, ...argv);
  expect((await by('--notes', 'seen')).record).toMatchObject({ result: 'updated', link: 'withheld' });
  expect((await by('--link', 'withheld')).record).toMatchObject({ result: 'unchanged', link: 'withheld' });
  expect(await shown('ana', id)).toMatchObject({ link: 'S1', notes: 'seen' });
  const file = (await bench.run(['export', 'measurements', '--filter', 'trait=mate'], { as: 'col' })).out;
  expect(file).toContain('withheld');
  expect((await importing(bench, 'measurements', file, [], { as: 'col' })).counts).toMatchObject({ unchanged: 1 });
  expect(
    (await importing(bench, 'measurements', file.replace('2008', '2009'), [], { as: 'col' })).errors,
  ).toMatchObject([{ code: 'unknown-reference', column: 'link', value: 'withheld' }]);
  // To ana nothing is withheld.
  expect((await importing(bench, 'measurements', file)).errors).toMatchObject([{ code: 'duplicate-in-database' }]);
});

test('a link or parent that the editor may not read is not overwritten and not cleared, and that is said', async () => {
  const { id } = (await measure({ trait: 'mate', link: 'S1', linkDataset: 'secret' })).record;
  const child = (await measure({ trait: 'mass', value: 7, parent: 'id:2' })).record['id'];
  const seen = (await measure({ trait: 'mass', value: 8 })).record['id'];
  const before = contents(bench.db);
  const kept = (field: string) => `error: ${field} refers to what you may not see, and so stays as it is`;
  const cases: [string, string[]][] = [
    ['link', ['measurement', 'edit', `id:${String(id)}`, '--link', 'P2']],
    ['link', ['measurement', 'edit', `id:${String(id)}`, '--notes', 'x', '--link', 'O1', '--link-dataset', 'open']],
    ['link', ['measurement', 'edit', `id:${String(id)}`, '--unset', 'link']],
    ['link', ['measurement', 'edit', '--filter', 'trait=mate', '--link', 'P2', '--yes']],
    ['parent', ['measurement', 'edit', `id:${String(child)}`, '--parent', `id:${String(seen)}`]],
    ['parent', ['measurement', 'edit', `id:${String(child)}`, '--unset', 'parent']],
    ['parent', ['measurement', 'edit', '--filter', 'trait=mass', '--filter', 'value=7', '--unset', 'parent', '--yes']],
  ];
  for (const [field, argv] of cases) {
    const ran = await bench.run(argv, { as: 'col' });
    expect([argv, ran.code, ran.out, ran.err.startsWith(kept(field))]).toEqual([argv, 6, '', true]);
  }
  const update = async (column: string, cell: string) => {
    const made = (
      await bench.run(['export', 'measurements', '--filter', `id=${String(column === 'link' ? id : child)}`], {
        as: 'col',
      })
    ).out;
    const file = made.replaceAll('withheld', cell);
    return (await importing(bench, 'measurements', file, ['--if-exists', 'update'], { as: 'col' })).errors;
  };
  expect(await update('link', 'P2')).toMatchObject([{ code: 'withheld', column: 'link' }]);
  expect(await update('parent', `id:${String(seen)}`)).toMatchObject([{ code: 'withheld', column: 'parent' }]);
  expect(await update('parent', '')).toMatchObject([{ code: 'withheld', column: 'parent' }]);
  expect(contents(bench.db)).toEqual(before);
  // Who reads both changes it, and so does anybody what they do read.
  await bench.must('measurement', 'edit', `id:${String(id)}`, '--link', 'P2');
  await bench.must('measurement', 'edit', `id:${String(child)}`, '--unset', 'parent');
  expect((await bench.run(['measurement', 'edit', `id:${String(id)}`, '--link', 'O1'], { as: 'col' })).code).toBe(0);
});

test('every field that may be withheld is of a kind that was looked at', () => {
  const hiding = kinds.flatMap(({ name, fields }) =>
    fields.filter((field) => mayBeWithheld(field) && field.fixed !== true).map((field) => `${name} ${field.name}`),
  );
  // Sessions and behaviors are looked at in session.test.ts.
  expect(hiding).toEqual([
    'session storage',
    'behavior setup',
    'behavior paradigm',
    'measurement link',
    'measurement parent',
  ]);
});

test('equal tags are told apart by the columns beside the link', async () => {
  const twin = ['--collector', 'SILVA A', '--date', '2007', '--location', 'Dream', '--dataset', 'open'];
  await bench.must('individual', 'create', 'P2', ...twin);
  expect((await measure({ trait: 'mate', link: 'P2' })).record).toMatchObject({ link_dataset: 'plot-1' });
  expect((await measure({ trait: 'mate', link: 'P2', linkDataset: 'open', date: '2009' })).record).toMatchObject({
    link_dataset: 'open',
    link_location: 'Dream',
  });
  const { out } = await bench.must('export', 'measurements', '--filter', 'trait=mate');
  expect((await importing(bench, 'measurements', out)).counts).toMatchObject({ read: 2, unchanged: 2 });
});

test('the same reading with another link is a conflict, and an edit changes it', async () => {
  const { id } = (await measure({ trait: 'mate', link: 'P2' })).record;
  expect((await measure({ trait: 'mate', link: 'O1' })).message).toContain('with other link');
  expect((await deed(bench, 'ana', 'measurement', 'edit', `id:${String(id)}`, '--link', 'O1')).record['link']).toBe(
    'O1',
  );
  expect((await deed(bench, 'ana', 'measurement', 'edit', `id:${String(id)}`, '--unset', 'link')).problems).toEqual([
    ['missing-value', 'link'],
  ]);
  expect((await measure({ trait: 'prey', link: 'Pygoscelis', value: 3 })).code).toBe(0);
});

test('what a link points to is in use', async () => {
  await measure({ trait: 'mate', link: 'P2' });
  expect((await deed(bench, 'carl', 'individual', 'delete', 'P2', '--yes')).code).toBe(6);
  await measure({ trait: 'nest', link: 'Dream' });
  expect((await deed(bench, 'olga', 'location', 'edit', 'Dream', '--notes', 'x')).code).toBe(4);
  expect((await deed(bench, 'ana', 'trait', 'edit', 'nest', '--link-type', 'taxon')).code).toBe(6);
});

test('a measurement belongs to another that its maker reads, never to itself', async () => {
  const whole = (await measure({ trait: 'prey', link: 'Pygoscelis' })).record['id'];
  const part = (await measure({ trait: 'mass', value: 5, parent: `id:${String(whole)}` })).record;
  expect(part).toMatchObject({ parent: `id:${String(whole)}` });
  const edit = async (id: unknown, parent: unknown) =>
    deed(bench, 'ana', 'measurement', 'edit', `id:${String(id)}`, '--parent', `id:${String(parent)}`);
  expect((await edit(whole, part['id'])).code).toBe(6);
  expect((await edit(whole, whole)).code).toBe(6);
  expect((await measure({ trait: 'mass', value: 6, parent: 'id:2' }, 'col')).code).toBe(3);
  expect((await measure({ trait: 'mass', value: 6, parent: 'mass' }, 'col')).code).toBe(3);
  expect((await deed(bench, 'carl', 'measurement', 'delete', `id:${String(whole)}`, '--yes')).code).toBe(6);
  const { id } = (await measure({ trait: 'mass', value: 7, parent: 'id:2' })).record;
  expect(await shown('vera', id)).toMatchObject({ parent: 'withheld' });
  const found = await bench.run(['measurement', 'list', '--json', '--filter', 'parent=id:2'], { as: 'vera' });
  expect(found.json()).toEqual([]);
  // Measurements of one dataset do not keep each other from going with it.
  await bench.must('measurement', 'delete', `id:${String(id)}`, '--yes');
  await bench.must('dataset', 'delete', 'plot-1', '--cascade', '--yes');
});
