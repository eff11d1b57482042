import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { records } from './importing.ts';
import { exported, fill, lab, unchangedAll } from './labs.ts';
import { randomLab } from './random-lab.ts';

/** One seed for all runs, so that a red run is red again. */
const seed = 20261207;
const mergeable = ['person', 'location', 'taxon'] as const;

const merge = fc.record({ kind: fc.constantFrom(...mergeable), from: fc.nat(), into: fc.nat() });

async function idsOf(bench: Bench, kind: string): Promise<number[]> {
  const shown = (await bench.must(kind, 'list', '--json', '--fields', 'id')).json() as { id: number }[];
  return shown.map(({ id }) => id);
}

test('after any merge every kind, exported, imports again unchanged; one that is refused changes nothing', async () => {
  const ended: Record<string, number> = {};
  await fc.assert(
    fc.asyncProperty(randomLab, fc.array(merge, { minLength: 12, maxLength: 12 }), async (files, merges) => {
      const bench = await lab();
      await fill(bench, files);
      for (const { kind, from, into } of merges) {
        const ids = await idsOf(bench, kind);
        const [gone, kept] = [ids[from % ids.length], ids[into % ids.length]];
        if (gone === undefined || kept === undefined || gone === kept) continue;
        const before = records(bench);
        const ran = await bench.run([kind, 'merge', `id:${gone}`, '--into', `id:${kept}`, '--yes']);
        ended[`${kind} ${ran.code}`] = (ended[`${kind} ${ran.code}`] ?? 0) + 1;
        if (ran.code === 0) await unchangedAll(bench, await exported(bench));
        expect(ran.code === 0 ? before : records(bench)).toEqual(before);
      }
    }),
    { numRuns: 4, seed, endOnFailure: true },
  );
  for (const kind of mergeable) expect(ended[`${kind} 0`]).toBeGreaterThan(0);
  expect(ended['location 6']).toBeGreaterThan(0);
  expect(Object.keys(ended).filter((end) => !/ [06]$/.test(end))).toEqual([]);
}, 300_000);
