import { sql } from 'kysely';
import { levelRank, rank, roleOf, type Role } from '../domain/vocabulary.ts';
import type { ContainerRow } from './containers.ts';
import { lasting } from './lasting.ts';
import { paths } from './paths.ts';
import { demand, permitted } from './permit.ts';
import type { RuleSubject } from './rules.ts';
import { sessionOf, type Reading } from './session.ts';

export interface MemberRow {
  kind: 'user' | 'group';
  name: string;
  id: number;
  role: Role;
  granted_by: string | null;
  granted_at: string;
  until: string | null;
}

/** The membership rows of a container. Errors: Forbidden where the actor may read it but not its members. */
export async function membersOf(reading: Reading, container: ContainerRow): Promise<MemberRow[]> {
  const session = sessionOf(reading);
  await demand(
    session,
    'members',
    container.kind,
    container.id,
    `see the members of ${container.kind}/${container.name}`,
  );
  const rows = await session.trx
    .selectFrom('membership as m')
    .leftJoin('lab_user as u', 'u.id', 'm.user_id')
    .leftJoin('container as g', 'g.id', 'm.group_id')
    .leftJoin('lab_user as by', 'by.id', 'm.granted_by')
    .select([
      'm.role',
      'm.granted_at',
      'm.until',
      'm.user_id',
      'm.group_id',
      'u.login',
      'g.name as group_name',
      'by.login as granted_by',
    ])
    .where('m.container_id', '=', container.id)
    .where(lasting('m', session.now))
    .orderBy('m.role', 'desc')
    .orderBy(sql`coalesce(u.login_key, g.name_key)`)
    .execute();
  const out: MemberRow[] = [];
  for (const row of rows) {
    const readable = row.group_id === null || (await permitted(session, 'read', 'group', row.group_id));
    out.push({
      kind: row.user_id === null ? 'group' : 'user',
      name: row.login ?? (readable ? `group/${row.group_name}` : 'a group'),
      id: row.user_id ?? row.group_id ?? 0,
      role: roleOf(row.role),
      granted_by: row.granted_by,
      granted_at: row.granted_at,
      until: row.until,
    });
  }
  return out;
}

/** What is left to a user after a direct role is gone: the other paths, strongest first. */
export async function otherPaths(
  reading: Reading,
  container: ContainerRow,
  user: number,
): Promise<{ role: Role; via: string }[]> {
  const session = sessionOf(reading);
  const rows = await paths(session.trx, { now: session.now, user, container: container.id })
    .orderBy(sql`role desc`)
    .execute();
  const out: { role: Role; via: string }[] = [];
  for (const path of rows) {
    // Who is in a group whose members the actor may not see is not theirs to learn here.
    const mine = user === session.actor.id;
    if (!mine && path.group_id !== null && !(await permitted(session, 'members', 'group', path.group_id))) continue;
    const through = path.project_id ?? path.group_id;
    const visible =
      through === null || (await permitted(session, 'read', path.project_id === null ? 'group' : 'project', through));
    const named =
      through === null || !visible
        ? undefined
        : await session.trx.selectFrom('container').select('name').where('id', '=', through).executeTakeFirst();
    const via =
      path.via !== 'group' && path.via !== 'project'
        ? path.via
        : named === undefined
          ? path.via === 'group'
            ? 'a group'
            : 'its project'
          : `${path.via}/${named.name}`;
    out.push({ role: roleOf(path.role), via });
  }
  return out;
}

/** Groups with a role here that the user manages or owns, so whose people they choose; only those whose members the actor sees. */
export async function managedGroups(
  reading: Reading,
  container: ContainerRow,
  user: number,
): Promise<{ group: string; role: Role }[]> {
  const session = sessionOf(reading);
  const rows = await session.trx
    .selectFrom('membership as m')
    .innerJoin('membership as gm', 'gm.container_id', 'm.group_id')
    .innerJoin('container as g', 'g.id', 'm.group_id')
    .innerJoin('lab_user as u', 'u.id', 'gm.user_id')
    .select(['g.id', 'g.name', 'm.role'])
    .where('m.container_id', '=', container.id)
    .where('gm.user_id', '=', user)
    .where('gm.role', '>=', rank('manager'))
    .where('u.level', '>=', levelRank('full'))
    .where(lasting('gm', session.now))
    .where(lasting('m', session.now))
    .orderBy('g.name_key')
    .execute();
  const out: { group: string; role: Role }[] = [];
  for (const { id, name, role } of rows)
    if (await permitted(session, 'members', 'group', id)) out.push({ group: `group/${name}`, role: roleOf(role) });
  return out;
}

/** The roles that a group holds: those in containers that the actor reads, by name, and whether there are others. */
export async function rolesOfGroup(
  reading: Reading,
  group: number,
): Promise<{ seen: { container: string; role: Role }[]; unseen: boolean }> {
  const session = sessionOf(reading);
  const rows = await session.trx
    .selectFrom('membership as m')
    .innerJoin('container as c', 'c.id', 'm.container_id')
    .select(['c.id', 'c.kind', 'c.name', 'm.role'])
    .where('m.group_id', '=', group)
    .where(lasting('m', session.now))
    .orderBy('c.kind')
    .orderBy('c.name_key')
    .execute();
  const seen: { container: string; role: Role }[] = [];
  for (const { id, kind, name, role } of rows)
    if (await permitted(session, 'read', kind as RuleSubject, id))
      seen.push({ container: `${kind}/${name}`, role: roleOf(role) });
  return { seen, unseen: seen.length < rows.length };
}
