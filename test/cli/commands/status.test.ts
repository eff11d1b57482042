import { expect, test } from 'vitest';
import { migrations } from '../../../migrations/index.ts';
import { world } from '../../helpers/world.ts';

const counts = (changes: Record<string, number>) => ({
  users: 10,
  groups: 0,
  projects: 1,
  datasets: 3,
  biocollections: 0,
  setups: 0,
  inventories: 0,
  storages: 0,
  paradigms: 0,
  equipment: 0,
  stocks: 0,
  sessions: 0,
  behaviors: 0,
  persons: 2,
  locations: 2,
  taxa: 2,
  traits: 4,
  individuals: 1,
  occurrences: 0,
  references: 0,
  tags: 0,
  translations: 0,
  vouchers: 0,
  subjects: 0,
  media: 0,
  measurements: 1,
  ...changes,
});

test.each([
  ['sara', counts({ groups: 1, projects: 11, datasets: 15, individuals: 4, measurements: 3 })],
  ['ana', counts({ groups: 1, projects: 2, datasets: 6, individuals: 4, measurements: 3 })],
  ['greta', counts({ groups: 1, projects: 2, datasets: 4 })],
  ['vera', counts({ datasets: 4, individuals: 3, measurements: 2 })],
  ['reg', counts({ datasets: 4, individuals: 3, measurements: 2 })],
  ['olga', counts({})],
  [null, counts({ users: 0, projects: 0, datasets: 1 })],
])('status counts for %s what they read, and tells the version and the settings', async (as, expected) => {
  const bench = await world();
  const ran = await bench.run(['status', '--json'], { as });
  expect(ran.code).toBe(0);
  expect(ran.json()).toEqual({
    path: bench.db,
    schema_version: migrations.length,
    counts: expected,
    settings: { registration: 'open', auth: 'asserted' },
  });
});

test('status shows each count on a line of its own on a terminal', async () => {
  const ran = await (await world()).run(['status'], { tty: true, env: { NO_COLOR: '1' } });
  expect(ran.out).toMatch(/^counts\.measurements +3$/m);
  expect(ran.out).toMatch(/^settings\.registration +open$/m);
});
