import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Access, createFile } from '../../src/access/access.ts';
import { strongest, underRightsOf } from '../../src/access/questions.ts';
import { sessionOf, type Reading } from '../../src/access/session.ts';
import { findUser, listUsers, updateUser, type UserRow } from '../../src/access/users.ts';
import { openHandle } from '../../src/db/open.ts';
import { Conflict, Forbidden } from '../../src/domain/errors.ts';
import { freshDir } from '../helpers/run.ts';
import * as oracle from '../oracle/oracle.ts';
import {
  compareDeeds,
  compareLists,
  comparePaths,
  compareRoles,
  newTallies,
  outsidersOf,
  properties,
  Tally,
  type Neighbour,
} from './compare.ts';
import { asker, identityOf, known, numberedWorld, samplesOf, seedFile, type NumberedWorld } from './seed.ts';

const fromEnv = (name: string, otherwise: number): number => {
  const text = process.env[name];
  return text === undefined || text === '' ? otherwise : Number(text);
};
const firstSeed = fromEnv('WORLDS_SEED', 20250601);
const worldCount = fromEnv('WORLDS', 5000);
/** Small files, because every actor is shown what is public in the whole of one. */
const perFile = fromEnv('WORLDS_PER_FILE', 10);

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const worldAt = (index: number): NumberedWorld => numberedWorld(index, firstSeed + index);
const pickOne = <T>(random: () => number, from: readonly T[]): T => {
  const chosen = from[Math.floor(random() * from.length)];
  if (chosen === undefined) throw new Error('there is nothing to choose from');
  return chosen;
};
const optionsAt = ({ world }: NumberedWorld): { clock: () => Date } => ({ clock: () => new Date(world.now) });

describe(`${worldCount} random worlds from WORLDS_SEED=${firstSeed}`, () => {
  const tallies = newTallies();
  const dir = freshDir();
  const template = join(dir, 'template.db');

  beforeAll(async () => {
    createFile(template);
    const began = performance.now();
    for (let first = 0; first < worldCount; first += perFile) {
      const path = join(dir, `worlds-${first}.db`);
      const worlds = Array.from({ length: Math.min(perFile, worldCount - first) }, (_, at) => worldAt(first + at));
      const file = seedFile(template, path, worlds, { asker: true }).map((seeded) => ({
        seeded,
        outsiders: outsidersOf(seeded),
      }));
      await compareAsAsker(path, file);
      await compareAsThemselves(path, file);
      for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    }
    const seconds = (performance.now() - began) / 1000;
    const compared = properties.map((property) => `${tallies[property].compared} ${property}`).join(', ');
    say(
      `WORLDS_SEED=${firstSeed} WORLDS=${worldCount}: ${seconds.toFixed(1)} s, ${Math.round(worldCount / seconds)} worlds/s; ${compared}`,
    );
  }, 1_800_000);

  /** One superadmin asks about everybody in the file. */
  async function compareAsAsker(path: string, file: readonly Neighbour[]): Promise<void> {
    const [first] = file;
    if (first === undefined) return;
    const access = Access.open(path, identityOf(asker), optionsAt(first.seeded));
    try {
      await access.read(async (reading) => {
        prepareOnce(reading);
        compareRoles(tallies, file, [...(await strongest(reading, {})), ...(await strongest(reading, { user: 0 }))]);
        const rows = new Map((await listUsers(reading)).map((row) => [row.id, row]));
        for (const { seeded } of file) {
          const random = samplesOf(seeded);
          for (const [login, id] of [...seeded.users, ['anonymous', 0] as const]) {
            const asked = await underRightsOf(reading, rowOf(rows, id), async () => {
              // What anonymous is shown is the same from world to world; it is compared once a file.
              if (id !== 0) await compareLists(tallies, reading, file, seeded, login, random);
              await compareDeeds(tallies, reading, seeded, login, random);
              return 'somebody';
            });
            const isNobody = seeded.world.users.some((user) => user.login === login && user.disabled);
            tallies.identities.same(seeded, `${login} acts as`, isNobody ? 'nobody' : 'somebody', asked ?? 'nobody');
          }
          const refs = [...seeded.containers.keys()];
          await comparePaths(
            tallies,
            reading,
            seeded,
            pickOne(random, [...seeded.users.keys(), 'anonymous']),
            pickOne(random, refs),
          );
        }
      });
    } finally {
      await access.close();
    }
  }

  /** Anonymous, and one user of some world, each on a connection of their own. */
  async function compareAsThemselves(path: string, file: readonly Neighbour[]): Promise<void> {
    const [first] = file;
    if (first === undefined) return;
    const random = samplesOf({ ...first.seeded, seed: first.seeded.seed + 1 });
    const { seeded } = pickOne(random, file);
    for (const login of ['anonymous', pickOne(random, seeded.world.users).login]) {
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
  }

  test.each([
    ['every user and anonymous have the role, by the strongest path, that the oracle says', 'roles'],
    ['every actor is listed exactly the containers that they may read', 'lists'],
    ['actions on containers are allowed to whom the oracle allows them, one by one and as lists', 'actions'],
    ['every actor lists, streams and pages through exactly the records that they may read', 'records'],
    ['every actor counts exactly the records that they may read', 'counts'],
    ['records are read, edited and deleted by whom the oracle allows it', 'record actions'],
    ['records are inserted where the oracle allows it', 'inserts'],
    ['explanations have exactly the paths of the oracle and name memberships that there are', 'paths'],
    ['a disabled user acts as nobody and everybody else as themselves', 'identities'],
  ] as const)('%s', (_name, property) => {
    expect(tallies[property].report()).toBe('');
    expect(tallies[property].compared).toBeGreaterThan(0);
  });
});

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

describe('invariants', () => {
  const dir = freshDir();

  test('a change commits exactly where the world that it leaves breaks no invariant, and else names what is broken', async () => {
    const tally = new Tally();
    const template = join(dir, 'template.db');
    createFile(template);
    const broken = (world: oracle.World): string[] => oracle.brokenInvariants(world);
    const enough = fromEnv('WORLDS_INVARIANTS', 120);
    // Sound worlds, worlds that one thing is wrong with, and others.
    const wanted = [enough, enough, enough];
    const found: NumberedWorld[] = [];
    for (let index = 0; wanted.some((left) => left > 0) && index < worldCount; index += 1) {
      const candidate = worldAt(index);
      const sort = Math.min(broken(candidate.world).length, 2);
      const left = wanted[sort] ?? 0;
      if (left === 0 || candidate.world.users.every(({ disabled }) => disabled)) continue;
      wanted[sort] = left - 1;
      found.push(candidate);
    }

    for (const candidate of found) {
      const { world } = candidate;
      const path = join(dir, `world-${candidate.number}.db`);
      const [seeded] = seedFile(template, path, [candidate], { asker: false });
      const actor = world.users.toSorted((a, b) => rankOf(b) - rankOf(a)).find(({ disabled }) => !disabled);
      if (seeded === undefined || actor === undefined) throw new Error('the world has nobody to act');
      const expected = broken(world);

      const access = Access.open(path, identityOf(`${seeded.prefix}${actor.login}`), optionsAt(candidate));
      let refusal: Conflict | undefined;
      try {
        await access.write(async (writing) =>
          updateUser(writing, await findUser(writing, 'me'), { name: 'A new name' }),
        );
      } catch (error) {
        if (!(error instanceof Conflict) || error.code !== 'invariant') throw error;
        refusal = error;
      } finally {
        await access.close();
      }
      const question = `a change by ${actor.login} of a world where ${expected.join(', ') || 'nothing'} is broken`;
      const stored = storedName(path, known(seeded.users, actor.login));
      tally.same(seeded, question, expected.length === 0 ? 'A new name' : null, stored);
      // A superadmin reads every name; the engine names what breaks the first invariant only.
      if (expected.length > 0 && actor.level === 'superadmin')
        tally.same(seeded, `what ${question} names`, firstNamed(expected), namedBy(refusal, seeded.prefix));
    }
    expect(found.length).toBeGreaterThan(0);
    expect(tally.report()).toBe('');
  });
});

const rankOf = ({ level }: oracle.User): number => ['registered', 'full', 'superadmin'].indexOf(level);

function storedName(path: string, user: number): unknown {
  const handle = openHandle(path);
  try {
    return handle.prepare('select name from lab_user where id = ?').pluck().get(user);
  } finally {
    handle.close();
  }
}

function firstNamed(broken: readonly string[]): string[] {
  for (const word of ['no-superadmin', 'no-owner', 'registered-above-viewer']) {
    const refs = broken.filter((item) => item.split(':')[0] === word).map((item) => item.split(':')[1] ?? '');
    if (refs.length > 0) return [...new Set(refs)].toSorted();
  }
  return [];
}

const namedBy = (refusal: Conflict | undefined, prefix: string): string[] =>
  (refusal?.message.match(/\b(?:group|project|dataset)\/[\w-]+/g) ?? [])
    .map((name) => name.replace(prefix, ''))
    .toSorted();
