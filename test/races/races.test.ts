import { beforeAll, describe, expect, test } from 'vitest';
import { builtWorker } from '../db/built.ts';
import type { Order } from '../db/worker.ts';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { broken, race, rounds } from './race.ts';

const by = (as: string, ...argv: string[]): Order => ({ as, argv });

interface Race {
  name: string;
  prepare?: (bench: Bench) => Promise<void>;
  orders: (round: number) => readonly [Order, Order];
  /** The pairs of exit codes that either order of the two gives, one after the other. */
  outcomes: readonly string[];
}

const twoSuperadmins = async (bench: Bench): Promise<void> =>
  void (await bench.as('sara').must('user', 'level', 'olga', 'superadmin'));
const twoOwners = async (bench: Bench): Promise<void> =>
  void (await bench.must('dataset', 'grant', 'secret', 'max', '--role', 'owner'));

const races: readonly Race[] = [
  {
    name: 'two superadmins take the level from each other, or disable each other',
    prepare: twoSuperadmins,
    orders: (round) => {
      const take = (as: string, whom: string, way: number): Order =>
        way % 2 === 0 ? by(as, 'user', 'disable', whom) : by(as, 'user', 'level', whom, 'full');
      return [take('sara', 'olga', round), take('olga', 'sara', round >> 1)];
    },
    // Who comes second is no superadmin any more, or disabled.
    outcomes: ['0 4', '4 0'],
  },
  {
    name: 'two superadmins step down',
    prepare: twoSuperadmins,
    orders: () => [by('sara', 'user', 'level', 'me', 'full'), by('olga', 'user', 'level', 'me', 'full')],
    outcomes: ['0 6', '6 0'],
  },
  {
    name: 'the last two owners leave',
    prepare: twoOwners,
    orders: () => [by('ana', 'dataset', 'leave', 'secret'), by('max', 'dataset', 'leave', 'secret')],
    outcomes: ['0 6', '6 0'],
  },
  {
    name: 'one owner leaves while the other is demoted',
    prepare: twoOwners,
    orders: () => [by('ana', 'dataset', 'leave', 'secret'), by('sara', 'user', 'level', 'max', 'registered')],
    outcomes: ['0 6', '6 0'],
  },
  {
    name: 'one owner leaves while the other is disabled',
    prepare: twoOwners,
    orders: () => [by('ana', 'dataset', 'leave', 'secret'), by('sara', 'user', 'disable', 'max')],
    outcomes: ['0 6', '6 0'],
  },
  {
    name: 'one owner leaves while the group that owns as well is taken away',
    prepare: async (bench) => void (await bench.must('dataset', 'grant', 'secret', 'group/neuro', '--role', 'owner')),
    orders: () => [by('ana', 'dataset', 'leave', 'secret'), by('sara', 'dataset', 'revoke', 'secret', 'group/neuro')],
    outcomes: ['0 6', '6 0'],
  },
  {
    name: 'somebody is demoted while they are granted a role',
    orders: () => [
      by('sara', 'user', 'level', 'olga', 'registered'),
      by('ana', 'dataset', 'grant', 'secret', 'olga', '--role', 'contributor'),
    ],
    outcomes: ['0 0', '0 6'],
  },
  {
    name: 'a group is deleted while it is granted a role',
    prepare: async (bench) => void (await bench.must('group', 'create', 'brief')),
    orders: () => [
      by('ana', 'group', 'delete', 'brief', '--yes'),
      by('ana', 'dataset', 'grant', 'secret', 'group/brief', '--role', 'viewer'),
    ],
    outcomes: ['0 0', '0 3', '6 0'],
  },
  {
    name: 'a project is deleted while a dataset is attached to it',
    prepare: async (bench) => void (await bench.must('project', 'create', 'brief')),
    orders: () => [
      by('ana', 'project', 'delete', 'brief', '--yes'),
      by('ana', 'dataset', 'edit', 'secret', '--project', 'brief', '--privacy', 'project'),
    ],
    outcomes: ['0 3', '6 0'],
  },
  {
    name: 'a dataset is deleted while an individual is put into it',
    prepare: async (bench) => void (await bench.must('dataset', 'create', 'brief')),
    orders: () => [
      by('ana', 'dataset', 'delete', 'brief', '--yes'),
      by('ana', 'individual', 'move', 'S1', '--to', 'dataset/brief', '--yes'),
    ],
    outcomes: ['0 3', '6 0'],
  },
  {
    name: 'the same role is granted and taken away',
    orders: (round) => [
      by('ana', 'dataset', 'grant', 'secret', 'vera', '--role', round % 2 === 0 ? 'viewer' : 'manager'),
      by('sara', 'dataset', 'revoke', 'secret', 'vera'),
    ],
    outcomes: ['0 0'],
  },
];

describe(`in each of ${rounds} rounds nothing is broken, and the two end as one after the other would, when`, () => {
  let worker = '';
  beforeAll(async () => {
    worker = await builtWorker();
  });

  test.each(races)(
    '$name',
    async ({ prepare, orders, outcomes }) => {
      const bench = await world();
      await prepare?.(bench);
      const { dbs, codes, shown } = await race(worker, bench, orders);
      const ended = codes.map((pair) => pair.join(' '));
      expect([...new Set(ended)].filter((pair) => !outcomes.includes(pair))).toEqual([]);
      expect(dbs.flatMap(broken)).toEqual([]);
      expect(shown).not.toContain('SQLITE_');
    },
    3_600_000,
  );
});
