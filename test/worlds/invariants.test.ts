import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Access } from '../../src/access/access.ts';
import { createFile } from '../../src/access/file.ts';
import { findUser, updateUser } from '../../src/access/users.ts';
import { openHandle } from '../../src/db/open.ts';
import { Conflict } from '../../src/domain/errors.ts';
import { freshDir } from '../helpers/fresh-dir.ts';
import * as oracle from '../oracle/oracle.ts';
import { Tally } from './tally.ts';
import {
  firstSeed,
  fromEnv,
  optionsAt,
  pickOne,
  samplesOf,
  worldAt,
  worldCount,
  type NumberedWorld,
} from './numbered.ts';
import { identityOf, known, seedFile } from './seed.ts';

/** How many worlds of each sort. */
const enough = fromEnv('WORLDS_INVARIANTS', 150);

describe(`the invariants of random worlds from WORLDS_SEED=${firstSeed}`, () => {
  const dir = freshDir();
  const template = join(dir, 'template.db');

  test('a change commits exactly where the world breaks no invariant, and else is refused with all that breaks one', async () => {
    createFile(template);
    const tally = new Tally();
    const chosen = choose();
    for (const [at, candidate] of chosen.entries())
      await compare(tally, candidate, join(dir, `world-${candidate.number}-${at}.db`));
    expect(chosen.length).toBeGreaterThan(0);
    expect(tally.report()).toBe('');
  }, 300_000);

  /** The actor does what every user may: change the own name. That asks for the invariants of the whole database. */
  async function compare(tally: Tally, candidate: NumberedWorld, path: string): Promise<void> {
    const { world } = candidate;
    const [seeded] = seedFile(template, path, [candidate], { asker: false });
    const actor = bestActor(world);
    if (seeded === undefined || actor === undefined) throw new Error('the world has nobody to act');
    const broken = oracle.brokenInvariants(world);
    const access = Access.open(path, identityOf(`${seeded.prefix}${actor.login}`), optionsAt(candidate));
    let refusal: Conflict | undefined;
    try {
      await access.write(async (writing) => updateUser(writing, await findUser(writing, 'me'), { name: 'A new name' }));
    } catch (error) {
      if (!(error instanceof Conflict) || error.code !== 'invariant') throw error;
      refusal = error;
    } finally {
      await access.close();
    }
    const question = `a change by ${actor.login} where ${broken.join(', ') || 'nothing'} is broken`;
    const expected = broken.length === 0 ? ['committed', 'A new name'] : ['refused', null];
    const stored = storedName(path, known(seeded.users, actor.login));
    const refused = refusal === undefined ? 'committed' : 'refused';
    tally.same(seeded, `${question}${refusal === undefined ? '' : ` (${refusal.message})`}`, expected, [
      refused,
      stored,
    ]);
    // A superadmin reads every name; the refusal is for the first invariant that is broken.
    if (refusal !== undefined && broken.length > 0 && actor.level === 'superadmin')
      tally.same(
        seeded,
        `the names in the refusal of ${question}`,
        firstBroken(broken),
        namesIn(refusal, seeded.prefix),
      );
  }
});

const bestActor = ({ users }: oracle.World): oracle.User | undefined =>
  (['superadmin', 'full', 'registered'] as const)
    .flatMap((level) => users.filter((user) => user.level === level && !user.disabled))
    .at(0);

/** Sound worlds, each of them twice with one thing changed as well, worlds in which one thing is broken, and others. */
function choose(): NumberedWorld[] {
  const wanted = [enough, enough, enough];
  const chosen: NumberedWorld[] = [];
  for (let index = 0; wanted.some((left) => left > 0) && index < worldCount; index += 1) {
    const candidate = worldAt(index);
    const sort = Math.min(oracle.brokenInvariants(candidate.world).length, 2);
    const left = wanted[sort] ?? 0;
    if (left === 0 || bestActor(candidate.world) === undefined) continue;
    wanted[sort] = left - 1;
    chosen.push(candidate);
    if (sort > 0) continue;
    const random = samplesOf(candidate);
    for (let times = 0; times < 2; times += 1) {
      const changed = { ...candidate, world: withOneChange(candidate.world, random) };
      if (bestActor(changed.world) !== undefined) chosen.push(changed);
    }
  }
  return chosen;
}

function withOneChange(world: oracle.World, random: () => number): oracle.World {
  const users = world.users.map((user) => ({ ...user }));
  const containers = world.containers.map((container) => ({ ...container }));
  let memberships = world.memberships.map((row) => ({ ...row }));
  const row = pickOne(random, memberships);
  const user = pickOne(random, users);
  const container = pickOne(random, containers);
  const ends = [null, world.now, '2025-05-01T00:00:00.000Z', '2025-07-01T00:00:00.000Z'];
  const changes = [
    () => (user.disabled = !user.disabled),
    () => (user.level = pickOne(random, ['registered', 'full', 'superadmin'])),
    () => (row.role = pickOne(random, [1, 2, 3, 4, 5])),
    () => (row.until = pickOne(random, ends)),
    () => (memberships = memberships.filter((other) => other !== row)),
    () => {
      // Somebody gets a role, for a time or no longer.
      const isMember = memberships.some((other) => other.container === container.ref && other.user === user.login);
      const until = pickOne(random, ends);
      const role = pickOne(random, [1, 3, 4] as const);
      if (!isMember) memberships.push({ container: container.ref, user: user.login, group: null, role, until });
    },
    () => {
      // A group becomes the one owner, and its members may have left.
      const group = pickOne(
        random,
        containers.filter(({ kind }) => kind === 'group'),
      ).ref;
      if (container.kind === 'group') return;
      memberships = memberships.filter((other) => other.container !== container.ref || other.role !== 5);
      memberships = memberships.filter((other) => other.container !== container.ref || other.group !== group);
      memberships.push({ container: container.ref, user: null, group, role: 5, until: null });
      for (const other of memberships) if (other.container === group) other.until = pickOne(random, ends);
    },
    () => {
      if (container.privacy === 'project') container.privacy = 'authorized';
      else if (container.project !== null) container.privacy = 'project';
      else container.workspaceOf = container.kind === 'group' ? null : user.login;
    },
  ];
  pickOne(random, changes)();
  // Owner rows have no end.
  for (const other of memberships) if (other.role === 5) other.until = null;
  return { ...world, users, containers, memberships };
}

function storedName(path: string, user: number): unknown {
  const handle = openHandle(path);
  try {
    return handle.prepare('select name from lab_user where id = ?').pluck().get(user);
  } finally {
    handle.close();
  }
}

function firstBroken(broken: readonly string[]): string[] {
  for (const word of ['no-superadmin', 'no-owner', 'registered-above-viewer', 'lesser-roles', 'closed-use']) {
    const refs = broken.map((item) => item.split(':')).filter(([first]) => first === word);
    if (refs.length > 0) return [...new Set(refs.map(([, ref]) => ref ?? ''))].toSorted();
  }
  return [];
}

const names = /\b(?:group|project|dataset|biocollection|setup|inventory|storage|paradigm)\/[\w-]+/g;
const namesIn = (refusal: Conflict, prefix: string): string[] =>
  // What is said of a name in brackets is not what is broken.
  (refusal.message.replaceAll(/ \([^)]*\)/g, '').match(names) ?? [])

    .map((name) => name.replace(prefix, ''))
    .filter((name, at, all) => all.indexOf(name) === at)
    .toSorted();
