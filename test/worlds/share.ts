import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Access } from '../../src/access/access.ts';
import { createFile } from '../../src/access/file.ts';
import { underRightsOf } from '../../src/access/questions.ts';
import { sessionOf, type Reading } from '../../src/access/session.ts';
import { listUsers, type UserRow } from '../../src/access/users.ts';
import { Forbidden } from '../../src/domain/errors.ts';
import { freshDir } from '../helpers/fresh-dir.ts';
import { seededRandom } from '../oracle/worlds.ts';
import { compareChecks, compareColumns } from './deeds.ts';
import { comparePaths } from './explained.ts';
import { randomsOf, type Asking } from './file.ts';
import { compareMonotone } from './grown.ts';
import { compareLists } from './lists.ts';
import { everySort } from './sorts.ts';
import { prepareOnce } from './prepared.ts';
import { compareMatrix, compareWhoAndWhat } from './roles.ts';
import {
  asksAll,
  firstSeed,
  neighbourAt,
  optionsAt,
  perFile,
  pickOne,
  samplesOf,
  worldCount,
  type NumberedWorld,
} from './numbered.ts';
import { asker, identityOf, seedFile, seedWorlds, type SeededWorld } from './seed.ts';
import { Tallies } from './tally.ts';
import { usesAsked } from './uses.ts';

const shares = 6;
/** A few worlds, made to find one again, need not have been asked everything. */
const least = 2000;

/** One share of the worlds, in a test file of its own, so that the shares run side by side. */
export function compareWorlds(share: number): void {
  describe(`share ${share} of ${shares} of ${worldCount} random worlds from WORLDS_SEED=${firstSeed}`, () => {
    const tallies = new Tallies();
    const dir = freshDir();
    const template = join(dir, 'template.db');
    const files = filesOf(share);
    const size = files.reduce((sum, [begin, end]) => sum + end - begin, 0);

    beforeAll(async () => {
      createFile(template);
      const began = performance.now();
      const usedBefore = process.cpuUsage();
      await asTheAsker();
      // Connections cost more than questions, and what a user is shown does not depend on whose it is.
      for (const [at, [begin, end]] of files.entries())
        if (at % 6 === 0) await compareAsThemselves(worldsOf(begin, Math.min(end, begin + 6)));
      const seconds = (performance.now() - began) / 1000;
      const { user, system } = process.cpuUsage(usedBefore);
      process.stdout.write(
        `WORLDS_SEED=${firstSeed} WORLDS=${worldCount}, share ${share}: ${size} worlds in ${seconds.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of processor), ${Math.round(size / seconds)} worlds/s; ${tallies.summary()}\n`,
      );
    }, 3_600_000);

    /** One connection for all: worlds are written, asked about and rolled back, so that nothing is opened or prepared anew. */
    async function asTheAsker() {
      if (size === 0) return;
      const path = join(dir, 'asked.db');
      seedFile(template, path, [], { asker: true });
      const access = Access.open(path, identityOf(asker), { ...optionsAt(neighbourAt(0)), dryRun: true });
      try {
        // That the rows refer to one another is held to in the files of those who ask for themselves.
        await access.writeMany(async (writing) => {
          prepareOnce(writing);
          const { handle } = sessionOf(writing);
          for (const [begin, end] of files) {
            handle.exec('savepoint worlds');
            await compareAsAsker(writing, seedWorlds(handle, worldsOf(begin, end), { asker: true }));
            handle.exec('rollback to worlds; release worlds');
          }
        });
      } finally {
        await access.close();
      }
    }

    /** One superadmin asks about everybody in the file. */
    async function compareAsAsker(reading: Reading, file: readonly SeededWorld[]): Promise<void> {
      const [first] = file;
      if (first === undefined) return;
      const random = seededRandom(Math.floor(first.seed / perFile) ^ 0x5eed);
      const randomOf = randomsOf(file);
      countSorts(file);
      const cells = await compareMatrix(tallies, reading, file);
      await compareWhoAndWhat(tallies, reading, file, randomOf);
      const rows = new Map((await listUsers(reading)).map((row) => [row.id, row]));
      const actors = [...first.users, ['anonymous', 0] as const];
      for (const [turn, [login, id]] of actors.entries()) {
        const asking = { file, login, turn, random, randomOf };
        const asked = await underRightsOf(reading, rowOf(rows, id), async () => {
          await compareLists(tallies, reading, asking);
          await compareColumns(tallies, reading, asking);
          await compareInTurn(reading, asking, actors.length);
          return 'somebody';
        });
        const isNobody = first.world.users.some((user) => user.login === login && user.disabled);
        tallies.of.identities.same(first, `${login} acts as`, isNobody ? 'nobody' : 'somebody', asked ?? 'nobody');
      }
      for (const seeded of file)
        if (asksAll || seeded.number % 4 === 1) {
          const own = randomOf(seeded);
          const asked = pickOne(own, actors)[0];
          await comparePaths(tallies, reading, seeded, asked, pickOne(own, [...seeded.containers.keys()]));
        }
      if (random() < 0.5) await compareMonotone(tallies, reading, file, cells, random);
    }

    /** In every world several of its users have their turn with single questions, and one with what may be inserted and linked. */
    async function compareInTurn(reading: Reading, asking: Asking, actors: number): Promise<void> {
      const uses = await usesAsked(tallies, reading);
      for (const seeded of asking.file) {
        const turn = (asking.turn + seeded.number) % actors;
        if (turn < 3) await compareChecks(tallies, reading, asking, seeded);
        if (asksAll || turn === 3 % actors) await uses(asking, seeded);
      }
    }

    /** Anonymous, a user and the disabled users, each on a connection of their own. */
    async function compareAsThemselves(worlds: readonly NumberedWorld[]): Promise<void> {
      const path = join(dir, `worlds-${worlds[0]?.number}.db`);
      const file = seedFile(template, path, worlds, { asker: true });
      const [first] = file;
      if (first === undefined) return;
      const random = samplesOf({ ...first, seed: first.seed + 1 });
      const users = first.world.users;
      const logins = ['anonymous', pickOne(random, users).login];
      for (const login of [...logins, ...users.flatMap((user) => (user.disabled ? [user.login] : []))]) {
        const compare = async (reading: Reading): Promise<void> => {
          const asking = { file, login, turn: 0, random, randomOf: randomsOf(file) };
          await compareLists(tallies, reading, asking);
          await compareColumns(tallies, reading, asking);
        };
        const name = login === 'anonymous' ? null : `${first.userPrefix}${login}`;
        const access = Access.open(path, identityOf(name), optionsAt(first));
        const isNobody = users.some((user) => user.login === login && user.disabled);
        try {
          const got = await access.read(compare).then(
            () => 'somebody',
            (error: unknown) => {
              if (error instanceof Forbidden) return 'nobody';
              throw error;
            },
          );
          tallies.of.identities.same(first, `${login} logs in as`, isNobody ? 'nobody' : 'somebody', got);
        } finally {
          await access.close();
        }
      }
      for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
    }

    function countSorts(file: readonly SeededWorld[]): void {
      for (const { world } of file) {
        for (const { kind, privacy, managed } of world.containers)
          tallies.saw(`${kind} ${managed === undefined ? privacy : managed ? 'managed' : 'unmanaged'}`);
        for (const { group, role, until } of world.memberships)
          tallies.saw(
            `${group === null ? 'user' : 'group'} role ${role}${until !== null && until <= world.now ? ' ended' : ''}`,
          );
      }
    }

    test.each([
      ['every user and anonymous have the role, by the strongest path, that the oracle says', 'matrix', 20],
      ['who has a role in a container is what the matrix says', 'who', 4],
      ['what roles a user has is what the matrix says', 'what', 16],
      ['every actor is listed exactly the containers that they may read', 'lists', 0.4],
      ['each container on which an actor may act is found, and no other', 'columns', 0.5],
      ['actions on containers are allowed, one by one, to whom the oracle allows them', 'checks', 2],
      ['every actor lists, streams and pages through exactly the records that they may read', 'records', 0.05],
      ['every actor counts exactly the records that they may read', 'counts', 0.2],
      ['each record that an actor may edit or delete is found, and no other', 'record columns', 0.2],
      ['records are read, edited and deleted, one by one, by whom the oracle allows it', 'record checks', 1],
      ['records are inserted where the oracle allows it', 'inserts', 2],
      ['attributes are linked to sessions where the oracle allows it', 'links', 0.4],
      ['explanations have exactly the paths of the oracle and name memberships that there are', 'paths', 0.3],
      ['a disabled user acts as nobody and everybody else as themselves', 'identities', 0.05],
      ['registered is never beyond viewer, and what is merely open is only read', 'laws', 20],
      ['nobody may less after a grant or with a higher level', 'monotone', 8],
    ] as const)('%s', (_name, property, perWorld) => {
      expect(tallies.of[property].report()).toBe('');
      expect(tallies.of[property].compared).toBeGreaterThanOrEqual(size < least ? 0 : size * perWorld);
    });

    test('every sort of container, path, record, permission and refusal has occurred', () => {
      expect(size < least ? [] : tallies.rare(everySort, size / 1000)).toEqual([]);
    });
  });
}

const worldsOf = (begin: number, end: number): NumberedWorld[] =>
  Array.from({ length: end - begin }, (_, index) => neighbourAt(begin + index));

/** Where the files of the share begin and end: worlds that have their users in common lie in the same one. */
function filesOf(share: number): [begin: number, end: number][] {
  const files: [number, number][] = [];
  for (let begin = 0; begin < worldCount;) {
    const end = Math.min(worldCount, begin + perFile - ((firstSeed + begin) % perFile));
    files.push([begin, end]);
    begin = end;
  }
  // Few worlds, made to find one again, are all in the first.
  if (files.length < shares) return share === 1 ? files : [];
  const cut = (at: number): number => Math.round((files.length * at) / shares);
  return files.slice(cut(share - 1), cut(share));
}

function rowOf(rows: ReadonlyMap<number, UserRow>, id: number): UserRow | null {
  if (id === 0) return null;
  const row = rows.get(id);
  if (row === undefined) throw new Error(`no user has the id ${id}`);
  return row;
}
