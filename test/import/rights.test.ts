import { beforeEach, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything, importFile, importing, one, records, stored } from './importing.ts';

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;

let bench: Bench;
beforeEach(async () => {
  bench = await world();
});

const individuals = lines('tag,collector,date,location', 'X1,SILVA A,2008,Dream');
const measurements = lines('trait,individual,person,date,value', 'mass,P1,SILVA A,2008,1');
const people = lines('full_name', 'Eva Good');
const broken = lines('no,such,header', '"');

/** Who may insert into which dataset; the others end with this code, whatever the file is like. */
const cells = [
  ['nobody', null, 'plot-1', 3],
  ['nobody', null, 'open', 4],
  ['an outsider', 'olga', 'plot-1', 3],
  ['an outsider', 'olga', 'open', 4],
  ['an outsider', 'olga', 'lab-only', 4],
  ['a viewer', 'vera', 'plot-1', 4],
  ['a registered viewer', 'reg', 'plot-1', 4],
  ['a disabled collaborator', 'dina', 'plot-1', 4],
  ['somebody unknown', 'nemo', 'plot-1', 4],
  ['a manager, of a dataset hidden from them,', 'max', 'secret', 3],
  ['a collaborator, of a dataset that is not there,', 'col', 'plot-2', 3],
] as const;

test.each(cells)('%s (%s) cannot import into %s: exit %i, before the file is read', async (_, as, dataset, code) => {
  const before = everything(bench);
  for (const [kind, file] of [
    ['individuals', individuals],
    ['measurements', measurements],
    ['measurements', broken],
    ['measurements', ''],
  ] as const)
    for (const options of [[], ['--dry-run']]) {
      const done = await importing(bench, kind, file, ['--dataset', dataset, ...options], { as });
      expect({ kind, code: done.code, result: done.result }).toEqual({ kind, code, result: {} });
    }
  expect(everything(bench)).toEqual(before);
});

test('the answer to a hidden dataset is that to one which is not there', async () => {
  const hidden = await importing(bench, 'individuals', individuals, ['--dataset', 'secret'], { as: 'olga' });
  const absent = await importing(bench, 'individuals', individuals, ['--dataset', 'secrit'], { as: 'olga' });
  expect(hidden.err).toBe(absent.err.replaceAll('secrit', 'secret'));
});

test.each([
  ['a collaborator', 'col', 'plot-1'],
  ['a contributor', 'carl', 'plot-1'],
  ['a manager', 'max', 'plot-1'],
  ['a manager of the project, through its dataset of privacy project,', 'max', 'shared'],
  ['a contributor through group and project', 'greta', 'shared'],
  ['an owner', 'ana', 'secret'],
  ['a superadmin', 'sara', 'secret'],
])('%s (%s) imports into %s', async (_, as, dataset) => {
  const result = await stored(bench, 'individuals', individuals, ['--dataset', dataset], { as });
  expect(result).toMatchObject({ created: 1 });
  expect((await bench.run(['individual', 'show', 'X1', '--json', '--fields', 'dataset'], { as })).json()).toEqual({
    dataset,
  });
  expect(one(bench, 'select login from job join lab_user on lab_user.id = owner_id')).toBe(as);
});

test.each(['persons', 'locations', 'taxa', 'traits'])('%s need the level full', async (kind) => {
  const before = everything(bench);
  for (const as of [null, 'reg'])
    for (const file of [people, broken, ''])
      expect((await importing(bench, kind, file, [], { as })).code, `${kind} by ${as}`).toBe(4);
  expect(everything(bench)).toEqual(before);
});

test('anybody of the level full creates persons', async () => {
  expect(await stored(bench, 'persons', people, [], { as: 'olga' })).toMatchObject({ created: 1 });
});

test('a registered user may try a dataset in a column, and is refused row by row', async () => {
  const file = lines(
    'tag,collector,date,location,dataset',
    'X1,SILVA A,2008,Dream,plot-1',
    'X2,SILVA A,2008,Dream,secret',
  );
  const before = records(bench);
  const done = await importing(bench, 'individuals', file, [], { as: 'reg' });
  expect(done.code).toBe(5);
  expect(done.errors.map(({ line, code }) => [line, code])).toEqual([
    [2, 'not-permitted'],
    [3, 'unknown-reference'],
  ]);
  expect(records(bench)).toEqual(before);
});

test('a default dataset is answered for before the file is read, as one that is named', async () => {
  await bench.run(['user', 'edit', 'me', '--default-dataset', 'open', '--json'], { as: 'col' });
  const before = everything(bench);
  const { code, result, err } = await importing(bench, 'individuals', individuals, [], { as: 'col' });
  expect({ code, result }).toEqual({ code: 4, result: {} });
  expect(err).toContain('you may not insert individuals into this dataset');
  expect(everything(bench)).toEqual(before);
});

test('a default dataset that is hidden by now is not found', async () => {
  await bench.run(['user', 'edit', 'me', '--default-dataset', 'plot-1'], { as: 'col' });
  await bench.must('dataset', 'revoke', 'plot-1', 'col');
  expect((await importing(bench, 'individuals', individuals, [], { as: 'col' })).code).toBe(3);
});

test('a file that does not exist is not found', async () => {
  const before = everything(bench);
  const { code, err } = await importFile(bench, 'individuals', 'nowhere.csv', ['--dataset', 'plot-1'], { as: 'col' });
  expect({ code, error: JSON.parse(err) as unknown }).toEqual({
    code: 3,
    error: { error: expect.objectContaining({ exit: 3, code: 'not-found' }) as unknown },
  });
  expect(err).toContain('nowhere.csv');
  expect(everything(bench)).toEqual(before);
});

test('what may not be imported is refused before a file that is none', async () => {
  expect((await importFile(bench, 'individuals', '.', ['--dataset', 'open'], { as: 'col' })).code).toBe(4);
  expect((await importFile(bench, 'individuals', '.', ['--dataset', 'plot-1'], { as: 'col' })).code).toBe(5);
});

test('an unknown encoding is a usage error, also with a file that does not exist', async () => {
  expect((await importFile(bench, 'persons', 'nowhere.csv', ['--encoding', 'klingon'])).code).toBe(2);
});

test('a collaborator measures what they read in another dataset, and not what is hidden from them', async () => {
  const file = (tag: string): string => lines('trait,individual,person,date,value', `mass,${tag},SILVA A,2008,1`);
  await stored(bench, 'measurements', file('O1'), ['--dataset', 'plot-1'], { as: 'col' });
  const refused = await importing(bench, 'measurements', file('S1'), ['--dataset', 'plot-1'], { as: 'col' });
  expect(refused.errors).toMatchObject([{ line: 2, code: 'unknown-reference', column: 'individual', value: 'S1' }]);
});

test('one row without permission keeps all others out', async () => {
  const file = lines(
    'trait,individual,person,date,value,dataset',
    'mass,P1,SILVA A,2008,1,plot-1',
    'mass,O1,SILVA A,2008,1,open',
  );
  const before = records(bench);
  const done = await importing(bench, 'measurements', file, [], { as: 'col' });
  expect(done.counts).toEqual({ read: 2, created: 0, updated: 0, unchanged: 0, skipped: 1, rejected: 1 });
  expect(records(bench)).toEqual(before);
});
