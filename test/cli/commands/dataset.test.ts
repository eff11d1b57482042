import { describe, expect, test } from 'vitest';
import type { Bench } from '../../helpers/run.ts';
import { world } from '../../helpers/world.ts';
import { argvOf } from '../../house/argv.ts';
import { numberOf } from '../../helpers/dump.ts';

const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
const shown = (name: string, changes: Record<string, unknown> = {}) => ({
  id: expect.any(Number) as number,
  name,
  title: null,
  description: null,
  privacy: 'authorized',
  licence: null,
  discoverable: false,
  project: null,
  policy: null,
  metadata: null,
  authors: [],
  version: 'no data yet',
  created_at: iso,
  updated_at: iso,
  ...changes,
});
const json = async (bench: Bench, line: string, as?: string | null) =>
  (await bench.run([...argvOf(line), '--json'], as === undefined ? {} : { as })).json();

describe('dataset create, show, list and edit', () => {
  test('print the dataset with its project', async () => {
    const bench = await world();
    const line =
      "dataset create plot-2 --project wetlands --privacy project --policy 'Ask first' --metadata Notes --author 'SILVA A'";
    const made = shown('plot-2', {
      privacy: 'project',
      project: 'project/wetlands',
      policy: 'Ask first',
      metadata: 'Notes',
      authors: ['SILVA A'],
      references: [],
      mandatory_references: [],
      tags: [],
    });
    expect(await json(bench, line)).toEqual({ ...made, result: 'created' });
    expect(await json(bench, line)).toMatchObject({ result: 'unchanged' });
    expect(await json(bench, 'dataset show plot-2')).toEqual(made);
    expect(await json(bench, 'dataset list --filter name=plot-2')).toEqual([made]);
    expect(await json(bench, 'dataset edit plot-2 --unset policy --unset author --title Two')).toMatchObject({
      ...made,
      policy: null,
      authors: [],
      title: 'Two',
      result: 'updated',
    });
  });

  test('date the version of the data, not of its description', async () => {
    const bench = await world();
    expect(await json(bench, 'dataset show plot-1 --fields version')).toEqual({
      version: new Date().toISOString().slice(0, 10),
    });
    await bench.must('dataset', 'create', 'plot-2', '--title', 'Two');
    expect(await json(bench, 'dataset edit plot-2 --title Three')).toMatchObject({ version: 'no data yet' });
  });

  test('do not name a project that the actor may not see', async () => {
    const bench = await world();
    expect(await json(bench, 'dataset show plot-1 --fields project', 'vera')).toEqual({ project: 'withheld' });
    expect(await json(bench, 'dataset show plot-1 --fields project', 'max')).toEqual({ project: 'project/wetlands' });
  });

  test('list what the actor reads, by whichever way', async () => {
    const bench = await world();
    const names = async (as: string | null) =>
      ((await json(bench, 'dataset list --fields name', as)) as { name: string }[]).map(({ name }) => name);
    expect(await names('greta')).toEqual(['greta-workspace', 'lab-only', 'open', 'shared']);
    expect(await names('vera')).toEqual(['lab-only', 'open', 'plot-1', 'vera-workspace']);
    expect(await names('olga')).toEqual(['lab-only', 'olga-workspace', 'open']);
    expect(await names(null)).toEqual(['open']);
  });

  test('refuse other words for what is there, and name each field that differs', async () => {
    const bench = await world();
    const ran = await bench.run(
      argvOf('dataset create plot-1 --title One --privacy registered --project ana-workspace --policy x --json'),
    );
    expect([ran.code, ran.out]).toEqual([6, '']);
    const { error } = JSON.parse(ran.err) as { error: { code: string; message: string; hint: string } };
    expect(error.code).toBe('exists');
    for (const field of ['title', 'privacy', 'project', 'policy']) expect(error.message).toContain(field);
    expect(error.hint).toContain('vasculum dataset edit plot-1');
    expect(await json(bench, 'dataset create plot-1 --project wetlands')).toMatchObject({ result: 'unchanged' });
    expect(await json(bench, 'dataset create plot-1 --project project/wetlands')).toMatchObject({
      result: 'unchanged',
    });
  });

  test('rename, and the old name is free', async () => {
    const bench = await world();
    expect(await json(bench, 'dataset edit plot-1 --name plot-one')).toMatchObject({
      name: 'plot-one',
      result: 'updated',
    });
    expect((await bench.run(argvOf('dataset show plot-1'))).code).toBe(3);
    expect(await json(bench, 'measurement list --filter dataset=plot-one --fields object')).toEqual([{ object: 'P1' }]);
    expect(await json(bench, 'dataset create plot-1')).toMatchObject({ result: 'created' });
  });

  test('keep the project of a dataset whose privacy it is', async () => {
    const bench = await world();
    const ran = await bench.run(argvOf('dataset edit shared --unset project'));
    expect(ran.code).toBe(6);
    expect(ran.err).toContain('--privacy');
    expect(await json(bench, 'dataset edit shared --unset project --privacy authorized')).toMatchObject({
      project: null,
      privacy: 'authorized',
      result: 'updated',
    });
    expect((await bench.run(argvOf('dataset edit shared --privacy project'))).code).toBe(5);
  });
});

describe('dataset delete', () => {
  test('of an empty one needs no more than --yes', async () => {
    const bench = await world();
    expect(await json(bench, 'dataset delete shared --yes')).toEqual({
      result: 'deleted',
      ref: 'dataset/shared',
      records: 0,
    });
    expect((await bench.run(argvOf('dataset show shared'))).code).toBe(3);
  });

  test('of a full one needs --cascade, and says how many records went with it', async () => {
    const bench = await world();
    const refused = await bench.run(argvOf('dataset delete plot-1 --yes'));
    expect(refused.code).toBe(6);
    expect(refused.err).toContain('--cascade');
    expect(await json(bench, 'dataset delete plot-1 --cascade --yes')).toEqual({
      result: 'deleted',
      ref: 'dataset/plot-1',
      records: 3,
    });
    expect(await json(bench, 'individual list --fields tag')).toEqual([{ tag: 'S1' }, { tag: 'O1' }]);
    expect(
      numberOf(bench.db, 'select count(*) from membership where container_id not in (select id from container)'),
    ).toBe(0);
  });

  test('takes no record along that hangs on another dataset', async () => {
    const bench = await world();
    bench.write('onto.csv', 'trait,individual,person,date,value\nmass,O1,SILVA A,2009-01-01,3700\n');
    await bench.must(...argvOf('import measurements onto.csv --dataset secret'));
    const ran = await bench.run(argvOf('dataset delete open --cascade --yes'));
    expect(ran.code, `delete: ${ran.err}`).toBe(6);
    expect(await json(bench, 'individual list --filter dataset=open --fields tag')).toEqual([{ tag: 'O1' }]);
  });
});

test.each([
  ['ana', 'dataset delete plot-1 --cascade', 2],
  ['ana', 'dataset create plot-2 --project nothing', 3],
  ['olga', 'dataset create plot-2 --project wetlands --privacy secret', 3],
  ['vera', 'dataset edit plot-1 --project nothing', 3],
  ['vera', 'dataset edit plot-1 --title x', 4],
  ['max', 'dataset edit plot-1 --title x', 4],
  ['max', 'dataset delete plot-1 --cascade --yes', 4],
  ['greta', 'dataset create plot-2 --project wetlands', 0],
  ['ana', 'dataset create plot-2 --privacy project', 5],
  ['ana', 'dataset create plot-2 --licence none', 5],
  ['ana', 'dataset edit plot-1 --unset privacy', 5],
  ['ana', 'dataset create plot-2 --privacy registered --title x', 6],
  ['ana', 'dataset edit plot-1 --name secret', 6],
  ['ana', 'dataset edit open --unset title', 6],
  ['ana', 'dataset edit open --unset licence', 6],
])('as %s: vasculum %s ends with %d', async (as, line, exit) => {
  const ran = await (await world()).run(argvOf(line), { as });
  expect(ran.code, `${line}: ${ran.err}`).toBe(exit);
});

test("a project's owner who takes a dataset out of their own sight does so, and is told", async () => {
  const bench = (await world()).as('ana');
  for (const line of ['project create gp', 'project transfer gp max', 'project revoke gp ana'])
    expect(await bench.run(argvOf(line), { as: line.includes('revoke') ? 'max' : 'ana' })).toMatchObject({ code: 0 });
  await bench.run(argvOf('project grant gp olga --role contributor'), { as: 'max' });
  await bench.run(argvOf('dataset create dd --project gp --privacy project'), { as: 'olga' });
  const line = 'dataset edit dd --unset project --privacy authorized';
  const told = 'updated dataset/dd\nmax loses owner\nyou no longer see dataset/dd\n';
  expect(await bench.run([...argvOf(line), '--dry-run', '-q'], { as: 'max' })).toMatchObject({ code: 0 });
  expect(await bench.run(argvOf(line), { as: 'max' })).toMatchObject({ code: 0, err: told });
  expect((await bench.run(argvOf('dataset show dd'), { as: 'max' })).code).toBe(3);
  expect(await json(bench, 'dataset show dd', 'olga')).toMatchObject({ project: null, privacy: 'authorized' });
});

test('a dataset that nobody would own any more stays as it is, and has its name in the refusal', async () => {
  const bench = (await world()).as('ana');
  await bench.must('project', 'transfer', 'wetlands', 'max');
  await bench.must('dataset', 'leave', 'shared');
  const ran = await bench.run(argvOf('dataset edit shared --privacy authorized'), { as: 'max' });
  expect(ran).toMatchObject({ code: 6, out: '' });
  expect(ran.err).toContain('dataset/shared');
});

test('a name may be given with its kind, and is not said twice', async () => {
  const ran = await (await world()).as('ana').run(argvOf('dataset show dataset/nowhere'));
  expect(ran.err).toMatch(/^error: there is no dataset nowhere that you can see/);
});
