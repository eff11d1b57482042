import type { Cell } from '../../src/access/cells.ts';
import { idsWhere, strongest, underRightsOf } from '../../src/access/questions.ts';
import { forgetReach } from '../../src/access/reach.ts';
import { sessionOf, type Reading } from '../../src/access/session.ts';
import { listUsers } from '../../src/access/users.ts';
import { containerKinds } from '../../src/kinds/containers.ts';
import * as oracle from '../oracle/oracle.ts';
import { recordIds } from './deeds.ts';
import { kindOf, pick, recordKinds, type Random } from './file.ts';
import { compareGrown } from './roles.ts';
import { known, type SeededWorld } from './seed.ts';
import type { Tallies } from './tally.ts';

/** After a grant in every world, and a higher level of one of the users, nobody may less than before; with the engine alone. */
export async function compareMonotone(
  tallies: Tallies,
  reading: Reading,
  file: readonly SeededWorld[],
  before: readonly Cell[],
  random: Random,
): Promise<void> {
  const [first] = file;
  if (first === undefined) return;
  const watched = [...first.users].filter(() => random() < 0.5);
  const actions = pick(random, oracle.actions);
  const records = pick(random, recordKinds);
  const kinds = containerKinds.map(({ name }) => name);
  const rightsOf = async (id: number): Promise<Set<string>> => {
    const [user] = await listUsers(reading, id);
    const rights = await underRightsOf(reading, user ?? null, async () => {
      const found: string[] = [];
      for (const action of actions)
        for (const at of await idsWhere(reading, action, kinds)) found.push(`${action} container id ${at}`);
      for (const action of ['read', 'edit', 'delete'] as const)
        for (const [kind] of records)
          for (const at of await recordIds(reading, action, kind)) found.push(`${action} ${kind} id ${at}`);
      return found;
    });
    return new Set(rights ?? []);
  };
  const had = new Map<string, Set<string>>();
  for (const [login, id] of watched) had.set(login, await rightsOf(id));

  const { handle } = sessionOf(reading);
  const write = (text: string, ...values: (number | null)[]): void => void handle.prepare(text).run(...values);
  for (const seeded of file) {
    const { containers, users } = seeded;
    const groups = [...containers].filter(([ref]) => kindOf(ref) === 'group');
    for (const [ref, container] of pick(random, [...containers])) {
      const byGroup = kindOf(ref) !== 'group' && random() < 0.4;
      const [role = 1] = pick(random, kindOf(ref) === 'group' ? [1, 4, 5] : [1, 2, 3, 4, 5]);
      for (const [, member] of pick(random, byGroup ? groups : [...users])) {
        const column = byGroup ? 'group_id' : 'user_id';
        write(
          `update membership set role = max(role, ?), until = null where container_id = ? and ${column} = ?`,
          role,
          container,
          member,
        );
        write(
          `insert into membership (container_id, ${column}, role, granted_at)
           select ?, ?, ?, '2025-01-01T00:00:00.000Z' where not exists (select 1 from membership where container_id = ? and ${column} = ?)`,
          container,
          member,
          role,
          container,
          member,
        );
      }
    }
  }
  for (const { login } of pick(random, first.world.users))
    write('update lab_user set level = min(level + 1, 3) where id = ?', known(first.users, login));
  forgetReach(sessionOf(reading));
  sessionOf(reading).touched = false;

  const after = [...(await strongest(reading, {})), ...(await strongest(reading, { user: 0 }))];
  compareGrown(tallies, first, before, after);
  for (const [login, id] of watched) {
    const has = await rightsOf(id);
    for (const right of had.get(login) ?? [])
      tallies.of.monotone.same(first, () => `${login} after grants: ${right}`, true, has.has(right));
  }
}
