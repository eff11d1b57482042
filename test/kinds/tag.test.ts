import { beforeEach, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { importing } from '../import/importing.ts';
import { deed } from './deeds.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await world();
});

test('a tag is a name, the same whatever its case, and what it says', async () => {
  const create = async (...argv: string[]) => deed(bench, 'olga', 'tag', 'create', ...argv);
  expect((await create('Long term', '--description', 'ten years')).record).toMatchObject({
    result: 'created',
    name: 'Long term',
    description: 'ten years',
  });
  expect((await create(' Long  term ')).record['result']).toBe('unchanged');
  expect((await create('long TERM')).message).toBe('this tag is there already, with other name');
  expect((await create('long term', '--description', 'other')).code).toBe(6);
  expect((await create('a|b')).problems).toEqual([['bad-character', 'name']]);
  expect((await deed(bench, 'reg', 'tag', 'create', 'x')).code).toBe(4);
  expect((await deed(bench, null, 'tag', 'show', 'LONG TERM')).record).toMatchObject({ name: 'Long term' });
});

test('tags come from a file and go into one', async () => {
  const file = 'name,description\nforest,\n"wet, land","under ""water"""\n';
  expect((await importing(bench, 'tags', file)).counts).toMatchObject({ created: 2 });
  const { out } = await bench.must('export', 'tags');
  expect(out).toBe(file);
  expect((await importing(bench, 'tags', out)).counts).toMatchObject({ unchanged: 2 });
});
