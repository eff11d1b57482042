import { beforeEach, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { importing, one } from '../import/importing.ts';
import { deed, options, type Deed } from './deeds.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await world();
  await bench.must(
    'trait',
    'create',
    'marks',
    '--name',
    'Marks',
    '--description',
    'd',
    '--objects',
    'individual',
    ...options({ type: 'multiple', categories: ['ring', 'blue; dark', 'a, b', 'notch'] }),
  );
});

const measure = async (value: string, fields: Record<string, string> = {}, as = 'col'): Promise<Deed> =>
  deed(
    bench,
    as,
    'measurement',
    'create',
    ...options({
      trait: 'marks',
      individual: 'P1',
      dataset: 'plot-1',
      person: 'SILVA A',
      date: '2008',
      value,
      ...fields,
    }),
  );
const edit = async (as: string, ...categories: string[]): Promise<Deed> =>
  deed(bench, as, 'trait', 'edit', 'marks', ...options({ categories }));

test.each([
  ['ring', ['ring']],
  ['notch|ring', ['ring', 'notch']],
  ['NOTCH ; ring', ['ring', 'notch']],
  ['notch,ring', ['ring', 'notch']],
  ['blue; dark', ['blue; dark']],
  ['a, b', ['a, b']],
  ['notch|blue; dark|a, b|', ['blue; dark', 'a, b', 'notch']],
])('the cell %j is the categories %j, in the order of the trait', async (value, shown) => {
  expect((await measure(value)).record['value']).toEqual(shown);
  const { out } = await bench.must('export', 'measurements', '--filter', 'trait=marks');
  expect(out).toContain(shown.join('|'));
  expect((await importing(bench, 'measurements', out)).counts).toMatchObject({ read: 1, unchanged: 1 });
});

test.each([
  ['ring|blue', 'unknown-category', 'blue is not a category of marks'],
  ['ring;ring', 'duplicate-value', 'ring stands in the list twice'],
  ['|', 'missing-value', 'names no category'],
  ['rin', 'unknown-category', 'is not a category of marks'],
])('the cell %j is refused as %s', async (value, code, message) => {
  const { errors, counts } = await importing(
    bench,
    'measurements',
    `value\n"${value}"\n`,
    ['trait=marks', 'individual=P1', 'dataset=plot-1', 'person=SILVA A', 'date=2008'].flatMap((text) => [
      '--set',
      text,
    ]),
  );
  expect(errors).toMatchObject([{ code, column: 'value', message }]);
  expect(counts).toMatchObject({ created: 0, rejected: 1 });
});

test('the same categories in another order are the same measurement', async () => {
  expect((await measure('ring|notch')).record['result']).toBe('created');
  expect((await measure('notch;ring')).record['result']).toBe('unchanged');
  expect((await measure('ring')).record['result']).toBe('created');
});

test('a filter takes the names as they are shown', async () => {
  await measure('notch|ring');
  await measure('ring');
  const found = await bench.must('measurement', 'list', '--filter', 'value=RING|notch', '--json');
  expect(found.json()).toMatchObject([{ value: ['ring', 'notch'] }]);
});

test('a category that is one of several is not removed, a free one is, and anybody of level full adds one', async () => {
  await measure('notch|ring');
  expect((await edit('ana', 'ring', 'a, b')).code).toBe(6);
  expect((await edit('ana', 'ring', 'notch')).code).toBe(0);
  expect((await edit('olga', 'ring', 'notch', 'scar')).record['categories']).toEqual(['ring', 'notch', 'scar']);
  expect((await edit('olga', 'ring', 'scar')).code).toBe(4);
});

test('categories in a new order are stored in it, so that the same cell is still the same measurement', async () => {
  await measure('ring|notch');
  const before = one(bench, "select raw from measurement where raw like '%|%'");
  expect((await edit('ana', 'notch', 'ring')).code).toBe(0);
  expect(one(bench, "select raw from measurement where raw like '%|%'")).toBe(
    String(before).split('|').toReversed().join('|'),
  );
  expect((await measure('ring|notch')).record).toMatchObject({ result: 'unchanged', value: ['notch', 'ring'] });
});
