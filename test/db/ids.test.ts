import { expect, test } from 'vitest';
import { world } from '../helpers/world.ts';

test('the id of what was deleted is never given again', async () => {
  const bench = await world();
  const id = async (...argv: string[]): Promise<number> =>
    ((await bench.must(...argv, '--json')).json() as { id: number }).id;
  const individual = [
    'individual',
    'create',
    'X9',
    '--dataset',
    'plot-1',
    '--collector',
    'SILVA A',
    '--date',
    '2008',
    '--location',
    'Dream',
  ];
  const first = await id(...individual);
  await bench.must('individual', 'delete', 'X9', '--yes');
  expect(await id(...individual)).toBe(first + 1);
  const project = await id('project', 'create', 'brief');
  await bench.must('project', 'delete', 'brief', '--yes');
  expect(await id('project', 'create', 'brief')).toBe(project + 1);
});
