import { beforeEach, expect, test } from 'vitest';
import type { Bench } from '../../helpers/run.ts';
import { world } from '../../helpers/world.ts';
import { contents } from '../../helpers/dump.ts';
import { deed, type Deed } from '../../kinds/deeds.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await world();
  for (const name of ['long-term', 'forest', 'Wet land']) await bench.must('tag', 'create', name);
  for (const key of ['A2001', 'B2002', 'C2003'])
    await bench.must('reference', 'create', '--bibtex', `@@misc{${key}, title = {T}}`);
});

const edit = async (kind: string, name: string, ...argv: string[]): Promise<Deed> => {
  const [as = 'ana', ...rest] = argv[0]?.startsWith('--') === true ? ['ana', ...argv] : argv;
  return deed(bench, as, kind, 'edit', name, ...rest);
};
const tag = (...names: string[]): string[] => names.flatMap((name) => ['--tag', name]);

test.each([
  ['project', 'wetlands'],
  ['dataset', 'plot-1'],
])('the tags of a %s are replaced, added and taken away', async (kind, name) => {
  expect((await deed(bench, 'ana', kind, 'show', name)).record['tags']).toEqual([]);
  expect((await edit(kind, name, ...tag('long-term', 'FOREST'))).record).toMatchObject({
    result: 'updated',
    tags: ['forest', 'long-term'],
  });
  expect((await edit(kind, name, ...tag('forest', 'long-term'))).record['result']).toBe('unchanged');
  expect((await edit(kind, name, '--add-tag', 'wet land', '--remove-tag', 'forest')).record['tags']).toEqual([
    'Wet land',
    'long-term',
  ]);
  expect((await edit(kind, name, '--remove-tag', 'forest')).record['result']).toBe('unchanged');
  expect((await edit(kind, name, ...tag('forest'))).record['tags']).toEqual(['forest']);
  expect((await edit(kind, name, '--unset', 'tag')).record['tags']).toEqual([]);
  expect((await edit(kind, name, '--tag', 'forest', '--add-tag', 'forest')).code).toBe(2);
  expect((await edit(kind, name, '--add-tag', 'nothing')).code).toBe(3);
});

test('a container is created with its lists, and the same command again is unchanged', async () => {
  const argv = ['dataset', 'create', 'new', ...tag('forest'), '--reference', 'a2001', '--author', 'SILVA A'];
  expect((await deed(bench, 'ana', ...argv)).record).toMatchObject({
    result: 'created',
    tags: ['forest'],
    references: ['A2001'],
    mandatory_references: [],
    authors: ['SILVA A'],
  });
  expect((await deed(bench, 'ana', ...argv)).record['result']).toBe('unchanged');
  expect((await deed(bench, 'ana', ...argv, '--tag', 'long-term')).message).toContain('with other tags');
});

test('a reference that is in both lists of a dataset is mandatory', async () => {
  const both = ['--reference', 'A2001', '--reference', 'B2002', '--mandatory-reference', 'B2002'];
  expect((await edit('dataset', 'plot-1', ...both)).record).toMatchObject({
    references: ['A2001'],
    mandatory_references: ['B2002'],
  });
  expect((await edit('dataset', 'plot-1', '--reference', 'B2002')).record).toMatchObject({
    references: [],
    mandatory_references: ['B2002'],
  });
  expect(
    (await edit('dataset', 'plot-1', '--reference', 'C2003', '--mandatory-reference', 'A2001')).record,
  ).toMatchObject({
    references: ['C2003'],
    mandatory_references: ['A2001'],
  });
  expect((await edit('dataset', 'plot-1', '--mandatory-reference', 'C2003')).record).toMatchObject({
    references: [],
    mandatory_references: ['C2003'],
  });
});

test('only an owner changes them, and what a container names is in use', async () => {
  await edit('dataset', 'plot-1', ...tag('forest'), '--reference', 'A2001');
  const before = contents(bench.db);
  for (const as of ['max', 'carl', 'vera', 'reg'])
    expect((await edit('dataset', 'plot-1', as, '--tag', 'long-term')).code).toBe(4);
  expect((await edit('dataset', 'plot-1', 'olga', '--reference', 'B2002')).code).toBe(3);
  expect((await deed(bench, 'ana', 'tag', 'delete', 'forest', '--yes')).code).toBe(6);
  expect((await deed(bench, 'ana', 'reference', 'delete', 'A2001', '--yes')).code).toBe(6);
  expect((await deed(bench, 'olga', 'tag', 'edit', 'forest', '--name', 'x')).code).toBe(4);
  expect(contents(bench.db)).toEqual(before);
  expect((await deed(bench, 'sara', 'tag', 'edit', 'forest', '--name', 'woods')).code).toBe(0);
  expect((await deed(bench, 'vera', 'dataset', 'show', 'plot-1')).record['tags']).toEqual(['woods']);
  expect((await deed(bench, 'olga', 'tag', 'edit', 'long-term', '--description', 'x')).code).toBe(0);
  await bench.must('dataset', 'create', 'short', ...tag('long-term'), '--mandatory-reference', 'C2003');
  await bench.must('dataset', 'delete', 'short', '--yes');
  expect((await deed(bench, 'ana', 'tag', 'delete', 'long-term', '--yes')).code).toBe(0);
  expect((await deed(bench, 'ana', 'reference', 'delete', 'C2003', '--yes')).code).toBe(0);
});

test('a project says what has come out of it', async () => {
  bench.write('papers.txt', 'One.\nTwo.\n');
  expect((await edit('project', 'wetlands', '--publications', '@papers.txt')).record['publications']).toBe(
    'One.\nTwo.\n',
  );
  expect((await edit('project', 'wetlands', '--unset', 'publications')).record['publications']).toBe(null);
});

test('a dataset’s version is the date of the last change of what it holds', async () => {
  const version = async (): Promise<unknown> =>
    (await deed(bench, 'ana', 'dataset', 'show', 'fresh')).record['version'];
  const on = async (day: string, ...argv: string[]): Promise<unknown> => {
    const ran = await bench.run(argv, { as: 'ana', now: `${day}T12:00:00Z` });
    expect(ran.err).not.toContain('error');
    return version();
  };
  expect(await on('2026-12-01', 'dataset', 'create', 'fresh')).toBe('no data yet');
  const found = ['--collector', 'SILVA A', '--date', '2007', '--location', 'Dream', '--dataset', 'fresh'];
  expect(await on('2026-12-02', 'individual', 'create', 'F1', ...found)).toBe('2026-12-02');
  const reading = ['--trait', 'mass', '--individual', 'F1', '--person', 'SILVA A', '--date', '2007', '--value', '5'];
  expect(await on('2026-12-03', 'measurement', 'create', '--dataset', 'fresh', ...reading)).toBe('2026-12-03');
  expect(await on('2026-12-04', 'measurement', 'edit', 'id:4', '--notes', 'x')).toBe('2026-12-04');
  expect(await on('2026-12-05', 'individual', 'edit', 'F1', '--notes', 'x')).toBe('2026-12-05');
  expect(await on('2026-12-06', 'measurement', 'edit', 'id:4', '--notes', 'x')).toBe('2026-12-05');
  expect(await on('2026-12-07', 'measurement', 'delete', 'id:4', '--yes')).toBe('2026-12-07');
  expect(await on('2026-12-08', 'dataset', 'edit', 'fresh', '--title', 'T')).toBe('2026-12-07');
});
