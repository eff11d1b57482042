import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Access } from '../../src/access/access.ts';
import { createFile } from '../../src/access/file.ts';
import { strongest, underRightsOf } from '../../src/access/questions.ts';
import { sessionOf, type Reading } from '../../src/access/session.ts';
import { listUsers, type UserRow } from '../../src/access/users.ts';
import { Forbidden } from '../../src/domain/errors.ts';
import { freshDir } from '../helpers/run.ts';
import {
  compareDeeds,
  compareLists,
  comparePaths,
  compareRoles,
  newTallies,
  outsidersOf,
  properties,
  type Neighbour,
} from './compare.ts';
import {
  asker,
  firstSeed,
  fromEnv,
  identityOf,
  optionsAt,
  pickOne,
  samplesOf,
  seedFile,
  seedWorlds,
  worldAt,
  worldCount,
  type NumberedWorld,
  type SeededWorld,
} from './seed.ts';

/** Small files, because every actor is shown what is public in the whole of one. */
const perFile = fromEnv('WORLDS_PER_FILE', 6);
const shares = 4;

/** One share of the worlds, in a test file of its own, so that the shares run side by side. */
export function compareWorlds(share: number): void {
  describe(`share ${share} of ${shares} of ${worldCount} random worlds from WORLDS_SEED=${firstSeed}`, () => {
    const tallies = newTallies();
    const dir = freshDir();
    const template = join(dir, 'template.db');
    const [begin, end] = boundsOf(share);

    beforeAll(async () => {
      createFile(template);
      const began = performance.now();
      const usedBefore = process.cpuUsage();
      await asTheAsker(async (ask) => {
        for (let first = begin; first < end; first += perFile) {
          const worlds = Array.from({ length: Math.min(perFile, end - first) }, (_, at) => worldAt(first + at));
          await ask(worlds);
          // Connections cost more than questions, and what a user is shown does not depend on whose it is.
          if (first % 48 < perFile) await compareAsThemselves(worlds);
        }
      });
      const seconds = (performance.now() - began) / 1000;
      const { user, system } = process.cpuUsage(usedBefore);
      const compared = properties.map((property) => `${tallies[property].compared} ${property}`).join(', ');
      process.stdout.write(
        `WORLDS_SEED=${firstSeed} WORLDS=${worldCount}, ${begin} to ${end}: ${seconds.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of processor), ${Math.round((end - begin) / seconds)} worlds/s; ${compared}\n`,
      );
    }, 1_800_000);

    /** One connection for all: worlds are written, asked about and rolled back, so that nothing is opened or prepared anew. */
    async function asTheAsker(compare: (ask: (worlds: readonly NumberedWorld[]) => Promise<void>) => Promise<void>) {
      if (begin === end) return;
      const path = join(dir, 'asked.db');
      seedFile(template, path, [], { asker: true });
      const access = Access.open(path, identityOf(asker), { ...optionsAt(worldAt(begin)), dryRun: true });
      let prepared = false;
      try {
        await compare((worlds) =>
          access.write(async (writing) => {
            if (!prepared) prepareOnce(writing);
            prepared = true;
            const file = seedWorlds(sessionOf(writing).handle, worlds, { asker: true });
            await compareAsAsker(writing, file.map(withOutsiders));
          }),
        );
      } finally {
        await access.close();
      }
    }

    /** One superadmin asks about everybody in the file. */
    async function compareAsAsker(reading: Reading, file: readonly Neighbour[]): Promise<void> {
      compareRoles(tallies, file, [...(await strongest(reading, {})), ...(await strongest(reading, { user: 0 }))]);
      const rows = new Map((await listUsers(reading)).map((row) => [row.id, row]));
      for (const { seeded } of file) {
        const random = samplesOf(seeded);
        for (const [login, id] of [...seeded.users, ['anonymous', 0] as const]) {
          const asked = await underRightsOf(reading, rowOf(rows, id), async () => {
            // What anonymous is shown is the same from world to world; it is compared once a file.
            if (id !== 0) await compareLists(tallies, reading, file, seeded, login, random);
            if (random() < 0.5) await compareDeeds(tallies, reading, seeded, login, random);
            return 'somebody';
          });
          const isNobody = seeded.world.users.some((user) => user.login === login && user.disabled);
          tallies.identities.same(seeded, `${login} acts as`, isNobody ? 'nobody' : 'somebody', asked ?? 'nobody');
        }
        const asked = pickOne(random, [...seeded.users.keys(), 'anonymous']);
        await comparePaths(tallies, reading, seeded, asked, pickOne(random, [...seeded.containers.keys()]));
      }
    }

    /** Anonymous, a user of some world and its disabled users, each on a connection of their own. */
    async function compareAsThemselves(worlds: readonly NumberedWorld[]): Promise<void> {
      const path = join(dir, `worlds-${worlds[0]?.number}.db`);
      const file = seedFile(template, path, worlds, { asker: true }).map(withOutsiders);
      const [first] = file;
      if (first === undefined) return;
      const random = samplesOf({ ...first.seeded, seed: first.seeded.seed + 1 });
      const { seeded } = pickOne(random, file);
      const logins = ['anonymous', pickOne(random, seeded.world.users).login];
      for (const login of [...logins, ...seeded.world.users.flatMap((user) => (user.disabled ? [user.login] : []))]) {
        const compare = async (reading: Reading): Promise<void> => {
          await compareLists(tallies, reading, file, seeded, login, random);
          await compareDeeds(tallies, reading, seeded, login, random);
        };
        const name = login === 'anonymous' ? null : `${seeded.prefix}${login}`;
        const access = Access.open(path, identityOf(name), optionsAt(seeded));
        const isNobody = seeded.world.users.some((user) => user.login === login && user.disabled);
        try {
          const got = await access.read(compare).then(
            () => 'somebody',
            (error: unknown) => {
              if (error instanceof Forbidden) return 'nobody';
              throw error;
            },
          );
          tallies.identities.same(seeded, `${login} logs in as`, isNobody ? 'nobody' : 'somebody', got);
        } finally {
          await access.close();
        }
      }
      for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    }

    test.each([
      ['every user and anonymous have the role, by the strongest path, that the oracle says', 'roles'],
      ['every actor is listed exactly the containers that they may read', 'lists'],
      ['actions on containers are allowed to whom the oracle allows them, one by one and as lists', 'actions'],
      ['every actor lists, streams and pages through exactly the records that they may read', 'records'],
      ['every actor counts exactly the records that they may read', 'counts'],
      ['records are read, edited and deleted by whom the oracle allows it', 'record actions'],
      ['records are inserted where the oracle allows it', 'inserts'],
      ['attributes are linked to sessions where the oracle allows it', 'links'],
      ['explanations have exactly the paths of the oracle and name memberships that there are', 'paths'],
      ['a disabled user acts as nobody and everybody else as themselves', 'identities'],
    ] as const)('%s', (_name, property) => {
      expect(tallies[property].report()).toBe('');
      // A single world, made again, need not be asked everything.
      expect(tallies[property].compared).toBeGreaterThanOrEqual(Math.floor((end - begin) / 10));
    });
  });
}

const withOutsiders = (seeded: SeededWorld): Neighbour => ({ seeded, outsiders: outsidersOf(seeded) });

/** Where the share begins and ends, at whole files; few worlds, made to find one again, are all in the first. */
function boundsOf(share: number): [begin: number, end: number] {
  const files = Math.ceil(worldCount / perFile);
  const at = (cut: number): number => Math.min(worldCount, Math.round((files * cut) / shares) * perFile);
  return files < shares ? [0, share === 1 ? worldCount : 0] : [at(share - 1), at(share)];
}

/** Preparing the same statements again for each of the users in a file would take a quarter of the time. */
function prepareOnce(reading: Reading): void {
  const { handle } = sessionOf(reading);
  const prepare = handle.prepare.bind(handle);
  const statements = new Map<string, ReturnType<typeof prepare>>();
  Object.assign(handle, {
    prepare: (text: string) => {
      const found = statements.get(text) ?? prepare(text);
      statements.set(text, found);
      return found;
    },
  });
}

function rowOf(rows: ReadonlyMap<number, UserRow>, id: number): UserRow | null {
  if (id === 0) return null;
  const row = rows.get(id);
  if (row === undefined) throw new Error(`no user has the id ${id}`);
  return row;
}
