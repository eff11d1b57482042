import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Access } from '../../src/access/access.ts';
import { createFile } from '../../src/access/file.ts';
import { underRightsOf } from '../../src/access/questions.ts';
import { sessionOf, type Reading } from '../../src/access/session.ts';
import { listUsers } from '../../src/access/users.ts';
import { Forbidden, NotFound } from '../../src/domain/errors.ts';
import { checkAccess } from '../../src/operations/questions/check.ts';
import { explain } from '../../src/operations/questions/explain.ts';
import { matrix } from '../../src/operations/questions/matrix.ts';
import { what } from '../../src/operations/questions/what.ts';
import { who } from '../../src/operations/questions/who.ts';
import { freshDir } from '../helpers/fresh-dir.ts';
import * as oracle from '../oracle/oracle.ts';
import { firstSeed, fromEnv, optionsAt, pickOne, samplesOf, worldAt, type NumberedWorld } from './numbered.ts';
import { prepareOnce } from './prepared.ts';
import { asker, identityOf, known, seedFile, seedWorlds, type SeededWorld } from './seed.ts';

const worlds = fromEnv('ROSTER_WORLDS', 100);

/** Somebody who may share a container in which a group holds a role, and may not see who is in that group. */
interface Blind {
  login: string;
  group: string;
  containers: readonly string[];
}

function blindOf({ world }: NumberedWorld): Blind[] {
  const groups = world.containers.filter(({ kind }) => kind === 'group').map(({ ref }) => ref);
  return world.users.flatMap(({ login, level }) =>
    level === 'superadmin'
      ? []
      : groups.flatMap((group): Blind[] => {
          const held = world.memberships.filter((row) => row.group === group).map(({ container }) => container);
          const containers = world.containers
            .filter(({ ref, project }) => held.includes(ref) || (project !== null && held.includes(project)))
            .map(({ ref }) => ref)
            .filter((ref) => oracle.may(world, login, 'share', ref));
          const sees = oracle.may(world, login, 'members', group);
          return sees || containers.length === 0 ? [] : [{ login, group, containers }];
        }),
  );
}

/** The same world with everybody but the asker put into the group, or taken out of it. */
const turned = (given: NumberedWorld, { login, group }: Blind, into: boolean): NumberedWorld => {
  const { world } = given;
  const others = world.memberships.filter((row) => row.container !== group || row.user === login || row.user === null);
  const members = world.users
    .filter((user) => into && user.login !== login)
    .map((user) => ({ container: group, user: user.login, group: null, role: 1 as const, until: null }));
  return { ...given, world: { ...world, memberships: [...others, ...members] } };
};

/** What is asked is the same of both worlds, so it follows from what they have in common. */
async function answers(reading: Reading, seeded: SeededWorld, blind: Blind, untrue: string[]): Promise<string[]> {
  const random = samplesOf(seeded);
  const { prefix, world } = seeded;
  const told: string[] = [];
  const ask = async <T>(question: string, of: () => Promise<T>): Promise<T | undefined> => {
    let answer: T | undefined;
    const said = await of().then(
      (value) => JSON.stringify((answer = value)),
      (error: unknown) => {
        if (error instanceof NotFound || error instanceof Forbidden)
          return `${error.name}: ${error.message} ${error.hint}`;
        throw error;
      },
    );
    told.push(`${question}: ${said}`);
    return answer;
  };
  const others = [...world.users.map(({ login }) => login).filter((login) => login !== blind.login), 'anonymous'];
  const nameOf = (login: string): string => (login === 'anonymous' ? login : `${prefix}${login}`);
  const refOf = (ref: string): string => ref.replace('/', `/${prefix}`);
  const records = [
    ...[...seeded.individuals.values()].map((id) => `individual/id:${id}`),
    ...[...seeded.vouchers.values()].map((id) => `voucher/id:${id}`),
    ...[...seeded.measurements.values()].map((id) => `measurement/id:${id}`),
    ...[...seeded.equipment.values()].map((id) => `equipment/id:${id}`),
    ...[...seeded.sessions.values()].map((id) => `session/id:${id}`),
    ...[...seeded.behaviors.values()].map((id) => `behavior/id:${id}`),
  ];
  for (let count = 0; count < 12; count += 1) {
    const login = pickOne(random, others);
    const user = nameOf(login);
    const isRecord = random() < 0.4;
    const ref = pickOne(random, blind.containers);
    const object = isRecord ? pickOne(random, records) : refOf(ref);
    const action = pickOne(random, isRecord ? (['read', 'edit', 'delete'] as const) : oracle.askable);
    const checked = await ask(`check ${user} ${action} ${object}`, () => checkAccess(reading, user, action, object));
    if (!isRecord && checked !== undefined && checked.allowed !== oracle.may(world, login, action, ref))
      untrue.push(`world of seed ${seeded.seed}: the answer to ${user} ${action} ${object} is not true`);
    await ask(`explain ${user} ${action} ${object}`, () => explain(reading, user, action, object));
    if (count < 4) await ask(`who ${object} ${action}`, () => who(reading, object, action));
    if (count < 2) await ask(`what ${user}`, () => what(reading, user, undefined));
    if (count < 2 && !isRecord) await ask(`what ${user} ${action}`, () => what(reading, user, action));
  }
  await ask('matrix', () => matrix(reading, { all: random() < 0.5 }));
  return told;
}

test(`in ${worlds} random worlds from ${firstSeed}, no answer about others depends on who is in a group that the asker may not look into`, async () => {
  const dir = freshDir();
  const template = join(dir, 'template.db');
  createFile(template);
  const path = join(dir, 'asked.db');
  seedFile(template, path, [], { asker: true });
  const access = Access.open(path, identityOf(asker), { ...optionsAt(worldAt(0)), dryRun: true });
  let [asked, open] = [0, 0];
  let prepared = false;
  const differing: string[] = [];
  const untrue: string[] = [];
  try {
    for (let at = 0; asked < worlds; at += 1) {
      // An explanation tries everything that there is in a world.
      const given = at % 4 === 0 ? worldAt(at) : worldAt(at, 0.5);
      const blinds = blindOf(given);
      if (blinds.length === 0) continue;
      const blind = pickOne(samplesOf(given), blinds);
      const told = async (into: boolean, login: string): Promise<string[]> =>
        access.write(async (writing) => {
          if (!prepared) prepareOnce(writing);
          prepared = true;
          const [seeded] = seedWorlds(sessionOf(writing).handle, [turned(given, blind, into)], { asker: true });
          if (seeded === undefined) throw new Error('no world was written');
          const id = login === asker ? 1 : known(seeded.users, login);
          const user = (await listUsers(writing, id))[0] ?? null;
          const all = await underRightsOf(writing, user, () => answers(writing, seeded, blind, untrue));
          return all ?? [];
        });
      const [outside, inside] = [await told(false, blind.login), await told(true, blind.login)];
      asked += 1;
      for (const [index, line] of outside.entries())
        if (line !== inside[index])
          differing.push(
            `world of seed ${given.seed}, ${blind.login} about ${blind.group}:\n  ${line}\n  ${inside[index]}`,
          );
      // To who may see it all the two worlds are not the same, or the questions would be no test.
      if (asked % 5 === 0 && (await told(false, asker)).join() !== (await told(true, asker)).join()) open += 1;
    }
  } finally {
    await access.close();
  }
  expect(differing.slice(0, 5).join('\n')).toBe('');
  expect(untrue).toEqual([]);
  expect(open).toBeGreaterThan((asked / 5) * 0.5);
}, 600_000);
