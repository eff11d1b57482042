import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Access } from '../../src/access/access.ts';
import { createFile } from '../../src/access/file.ts';
import type { Cell } from '../../src/access/cells.ts';
import { strongest } from '../../src/access/questions.ts';
import { rank } from '../../src/domain/vocabulary.ts';
import { freshDir } from '../helpers/fresh-dir.ts';
import { Bench } from '../helpers/run.ts';
import * as oracle from '../oracle/oracle.ts';
import { kindOf } from './file.ts';
import { firstSeed, fromEnv, optionsAt, pickOne, samplesOf, worldAt } from './numbered.ts';
import { asker, identityOf, known, seedFile, type SeededWorld } from './seed.ts';

const wanted = fromEnv('WORLDS_SEQUENCES', 200);
const most = 6;

test(`in ${wanted} sound random worlds from WORLDS_SEED=${firstSeed}, no sequence of up to ${most} commands raises anybody above what some of those who gave them held`, async () => {
  const dir = freshDir();
  const template = join(dir, 'template.db');
  createFile(template);
  const tally = { worlds: 0, done: 0, refused: 0, raised: 0, lowered: 0 };
  const wrong: string[] = [];
  for (let index = 0; tally.worlds < wanted; index += 1) {
    const given = worldAt(index, index % 2 === 0 ? 1 : 0.7);
    const people = given.world.users.filter(({ level, disabled }) => level !== 'superadmin' && !disabled);
    if (!people.some(({ level }) => level === 'full') || people.length < 3) continue;
    const random = samplesOf(given);
    const candidate = { ...given, world: mended(given.world, random) };
    expect(oracle.brokenInvariants(candidate.world)).toEqual([]);
    tally.worlds += 1;
    const path = join(dir, `world-${candidate.number}.db`);
    const [seeded] = seedFile(template, path, [candidate], { asker: true });
    if (seeded === undefined) throw new Error('no world was made');
    // Mostly two who have something to give; a superadmin may do anything.
    const givers = people.filter(({ login }) =>
      candidate.world.containers.some(({ ref }) => oracle.may(candidate.world, login, 'share', ref)),
    );
    const gang = [pickOne(random, givers.length > 0 ? givers : people), pickOne(random, people)].map(
      ({ login }) => login,
    );
    const before = await rolesIn(path, seeded);
    const commands: string[] = [];
    for (let step = 0; step < most; step += 1) {
      const by = pickOne(random, gang);
      const argv = commandOf(seeded, by, random);
      const ran = await new Bench().run([...argv, '--yes'], {
        as: `${seeded.prefix}${by}`,
        now: seeded.world.now,
        env: { VASCULUM_DB: path },
      });
      expect([0, 3, 4, 5, 6], `${argv.join(' ')}\n${ran.err}`).toContain(ran.code);
      tally[ran.code === 0 ? 'done' : 'refused'] += 1;
      commands.push(`${argv.join(' ')} (${by}): ${ran.code}`);
    }
    const after = await rolesIn(path, seeded);
    for (const [login, id] of [...seeded.users, ['anonymous', 0] as const])
      for (const [ref, container] of seeded.containers) {
        const had = before.get(`${id} ${container}`) ?? 0;
        const has = after.get(`${id} ${container}`) ?? 0;
        const held = Math.max(...gang.map((one) => before.get(`${known(seeded.users, one)} ${container}`) ?? 0));
        tally.raised += has > had ? 1 : 0;
        tally.lowered += has < had ? 1 : 0;
        const isRegistered = seeded.world.users.some((user) => user.login === login && user.level === 'registered');
        if (has > Math.max(had, held) || (isRegistered && has > 1))
          wrong.push(
            `WORLDS_SEED=${seeded.seed}: ${login} went from ${had} to ${has} in ${ref}, and ${gang.join(' and ')} held at most ${held}:\n  ${commands.join('\n  ')}`,
          );
      }
  }
  process.stdout.write(`sequences: ${JSON.stringify(tally)}\n`);
  expect(wrong.slice(0, 5).join('\n')).toBe('');
  // Else nothing would have been tried.
  expect(tally.done).toBeGreaterThan(wanted);
  expect(tally.refused).toBeGreaterThan(wanted);
  expect(tally.raised).toBeGreaterThan(wanted / 2);
  expect(tally.lowered).toBeGreaterThan(wanted / 10);
}, 3_600_000);

/** The world with as little changed as makes it sound; the superadmin who asks is in none. */
function mended(world: oracle.World, random: () => number): oracle.World {
  const { containers, users } = world;
  const full = users.filter(({ level, disabled }) => level === 'full' && !disabled);
  let memberships = world.memberships.map((row) => ({ ...row }));
  const closed = new Set<string>();
  for (const broken of oracle.brokenInvariants(world)) {
    const [what = '', ref = '', login = ''] = broken.split(':');
    const owner = pickOne(random, full).login;
    if (what === 'registered-above-viewer')
      for (const row of memberships) if (row.container === ref && row.user === login) row.role = 1;
    if (what === 'lesser-roles') memberships = memberships.filter((row) => row.container !== ref || row.role === 5);
    if (what === 'closed-use') closed.add(ref);
    if (what !== 'no-owner') continue;
    memberships = memberships.filter((row) => row.container !== ref || row.user !== owner);
    memberships.push({ container: ref, user: owner, group: null, role: 5, until: null });
  }
  const changed = {
    ...world,
    users: users.map((user, at) => (at === 0 ? { ...user, disabled: false } : user)),
    containers: containers.map((one) => (closed.has(one.ref) ? { ...one, privacy: 'public' as const } : one)),
    memberships,
  };
  // What a registered user owned, somebody else has to own now.
  return oracle.brokenInvariants(changed).length === 0 ? changed : mended(changed, random);
}

/** Everybody's role in every container, as a superadmin is told: by user and container. */
async function rolesIn(path: string, seeded: SeededWorld): Promise<ReadonlyMap<string, number>> {
  const access = Access.open(path, identityOf(asker), optionsAt(seeded));
  try {
    const cells = await access.read(async (reading): Promise<Cell[]> => [
      ...(await strongest(reading, {})),
      ...(await strongest(reading, { user: 0 })),
    ]);
    return new Map(cells.map(({ userId, containerId, role }) => [`${userId} ${containerId}`, rank(role)]));
  } finally {
    await access.close();
  }
}

/** Some change of who may do what: mostly where the person has a say, for themselves, others and groups. */
function commandOf({ world, prefix }: SeededWorld, by: string, random: () => number): string[] {
  const all = world.containers.map(({ ref }) => ref);
  const own = all.filter((ref) => oracle.may(world, by, 'share', ref));
  const ref = own.length > 0 && random() < 0.8 ? pickOne(random, own) : pickOne(random, all);
  const kind = kindOf(ref);
  const nameOf = (other: string): string => `${prefix}${other.slice(other.indexOf('/') + 1)}`;
  const name = nameOf(ref);
  const groups = all.filter((other) => kindOf(other) === 'group');
  const projects = all.filter((other) => kindOf(other) === 'project');
  const user = `${prefix}${random() < 0.3 ? by : pickOne(random, world.users).login}`;
  const member = kind !== 'group' && random() < 0.4 ? `group/${nameOf(pickOne(random, groups))}` : user;
  const roles =
    kind === 'group' ? ['member', 'manager', 'owner'] : ['viewer', 'collaborator', 'contributor', 'manager', 'owner'];
  const privacy = pickOne(random, ['public', 'registered', 'authorized']);
  const grant = [kind, 'grant', name, member, '--role', pickOne(random, roles)];
  const ways = [
    grant,
    grant,
    grant,
    grant,
    grant,
    grant,
    [...grant, '--lower'],
    [kind, 'revoke', name, member],
    [kind, 'leave', name],
    ...(kind === 'biocollection' ? [] : [[kind, 'edit', name, '--privacy', privacy]]),
    ...(kind === 'dataset'
      ? [
          [kind, 'edit', name, '--project', nameOf(pickOne(random, projects))],
          [kind, 'edit', name, '--project', nameOf(pickOne(random, projects)), '--privacy', 'project'],
        ]
      : []),
    ...(kind === 'project'
      ? [
          [kind, 'transfer', name, user],
          [kind, 'publish', name],
          [kind, 'unpublish', name],
        ]
      : []),
    ...(kind === 'group' ? [[kind, 'invite', name, user]] : []),
  ];
  return pickOne(random, ways);
}
