import { sql } from 'kysely';
import { Conflict } from '../domain/errors.ts';
import { levelRank, rank, roleOf, type Role } from '../domain/vocabulary.ts';
import { record } from './audit.ts';
import { lasting } from './lasting.ts';
import { ownerless } from './invariants.ts';
import { writeMembership } from './membership-rows.ts';
import { demand } from './permit.ts';
import { forgetReach } from './reach.ts';
import { sessionOf, type Writing } from './session.ts';
import type { UserRow } from './users.ts';

export interface Handed {
  /** `kind/name` */
  container: string;
  kind: string;
  role: Role;
}

/**
 * Makes the heir owner wherever this transaction has left nobody who owns. Errors: Conflict when the heir could not own.
 */
export async function handOver(writing: Writing, from: UserRow, heir: UserRow): Promise<Handed[]> {
  const session = sessionOf(writing);
  await demand(session, 'administer', 'user', from.id, `pass on what ${from.login} owns`);
  if (levelRank(heir.level) < levelRank('full') || heir.disabled_at !== null)
    throw new Conflict(
      `${heir.login} cannot own what ${from.login} owns: that takes an enabled user of level full`,
      'Name another, or promote this one first.',
      'invariant',
    );
  const ownership = { role: 'owner', grantedBy: session.actor.id } as const;
  const handed: Handed[] = [];
  // Groups first: who owns a group owns what it owns, and need not be made owner of that as well.
  for (const groups of [true, false])
    for (const { id, kind, name } of await ownerless(session)) {
      if ((kind === 'group') !== groups || id === null || kind === null) continue;
      await writeMembership(session, id, { user_id: heir.id, group_id: null }, ownership);
      handed.push({ container: `${kind}/${name}`, kind, role: 'owner' });
    }
  return handed;
}

/** Removes every direct role that the user holds. */
export async function dropAllMemberships(writing: Writing, user: UserRow): Promise<Handed[]> {
  const session = sessionOf(writing);
  await demand(session, 'administer', 'user', user.id, `take all roles from ${user.login}`);
  const rows = await session.trx
    .selectFrom('membership as m')
    .innerJoin('container as c', 'c.id', 'm.container_id')
    .selectAll('m')
    .select(['c.kind', 'c.name'])
    .where('m.user_id', '=', user.id)
    .where(lasting('m', session.now))
    .orderBy('c.kind')
    .orderBy('c.name_key')
    .execute();
  for (const { kind: _kind, name: _name, ...before } of rows) {
    session.shown.add(before.container_id);
    await session.trx.deleteFrom('membership').where('id', '=', before.id).execute();
    await record(session, { kind: 'membership', id: before.id, before });
  }
  forgetReach(session);
  return rows.map(({ kind, name, role }) => ({ container: `${kind}/${name}`, kind, role: roleOf(role) }));
}

/** Groups in which the user manages the members, with how many containers the group holds a role in. */
export async function managedGroupsOf(
  writing: Writing,
  user: UserRow,
): Promise<{ group: string; containers: number }[]> {
  const session = sessionOf(writing);
  await demand(session, 'administer', 'user', user.id, `see what ${user.login} manages`);
  const { rows } = await sql<{ name: string; containers: number }>`
    select g.name as name, count(*) as containers from membership gm
    join container g on g.id = gm.container_id and g.kind = 'group' join membership m on m.group_id = g.id
    where gm.user_id = ${user.id} and gm.role >= ${rank('manager')}
      and ${lasting('gm', session.now)} and ${lasting('m', session.now)} group by g.id order by g.name_key`.execute(
    session.trx,
  );
  return rows.map(({ name, containers }) => ({ group: `group/${name}`, containers }));
}

/** Ends the user's jobs that have not ended; returns their ids. */
export async function cancelJobs(writing: Writing, user: UserRow): Promise<number[]> {
  const session = sessionOf(writing);
  await demand(session, 'administer', 'user', user.id, `cancel the jobs of ${user.login}`);
  const rows = await session.trx
    .updateTable('job')
    .set({ status: 'cancelled', finished_at: session.now })
    .where('owner_id', '=', user.id)
    .where('status', 'in', ['submitted', 'processing'])
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** A workspace whose user is enabled again is the user's again, if nobody owns it. */
export async function giveBackWorkspace(writing: Writing, user: UserRow): Promise<void> {
  const session = sessionOf(writing);
  await demand(session, 'administer', 'user', user.id, `give ${user.login} the own workspace`);
  const lost = await session.trx
    .selectFrom('container as c')
    .select('c.id')
    .where('c.workspace_of', '=', user.id)
    .where(sql<boolean>`not exists (select 1 from membership m where m.container_id = c.id and m.role = 5)`)
    .execute();
  const holder = { user_id: user.id, group_id: null };
  for (const { id } of lost) await writeMembership(session, id, holder, { role: 'owner', grantedBy: session.actor.id });
}
