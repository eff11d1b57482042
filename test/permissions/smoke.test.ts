import { expect, test } from 'vitest';
import { world } from '../helpers/world.ts';

test('the sample world is built by commands alone', async () => {
  const bench = await world();
  const listed = await bench.run(['measurement', 'list', '--json', '--fields', 'object,value,dataset']);
  expect(listed.json()).toEqual([
    { object: 'P1', value: 3750, dataset: 'plot-1' },
    { object: 'S1', value: 3750, dataset: 'secret' },
    { object: 'O1', value: 3750, dataset: 'open' },
  ]);
  expect((await bench.run(['measurement', 'list', '--json', '--fields', 'object'], { as: 'vera' })).json()).toEqual([
    { object: 'P1' },
    { object: 'O1' },
  ]);
  expect((await bench.run(['measurement', 'list', '--json', '--fields', 'object'], { as: null })).json()).toEqual([
    { object: 'O1' },
  ]);
});
