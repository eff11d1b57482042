import { sql } from 'kysely';
import { Conflict, Forbidden } from '../domain/errors.ts';
import { levelRank, rank, roleOf, roleWord, type Role } from '../domain/vocabulary.ts';
import { record } from './audit.ts';
import type { ContainerRow } from './containers.ts';
import { paths } from './paths.ts';
import { demand, permitted } from './permit.ts';
import { forgetReach } from './reach.ts';
import type { RuleAction } from './rules.ts';
import { sessionOf, type Reading, type Writing } from './session.ts';
import type { UserRow } from './users.ts';

export type Member = { user: UserRow } | { group: ContainerRow };
export const memberName = (member: Member): string =>
  'user' in member ? member.user.login : `group/${member.group.name}`;

const theMember = (member: Member) =>
  'user' in member ? { user_id: member.user.id, group_id: null } : { user_id: null, group_id: member.group.id };

/** The direct role that the member holds, or undefined. */
export async function directRole(reading: Reading, container: ContainerRow, member: Member): Promise<Role | undefined> {
  const { user_id, group_id } = theMember(member);
  const row = await sessionOf(reading)
    .trx.selectFrom('membership')
    .select('role')
    .where('container_id', '=', container.id)
    .where('user_id', 'is', user_id)
    .where('group_id', 'is', group_id)
    .executeTakeFirst();
  return row === undefined ? undefined : roleOf(row.role);
}

/** Which action covers setting or removing these roles: up to contributor is sharing, manager is governing, owner its own. */
const actionFor = (...held: (Role | undefined)[]): RuleAction => {
  const highest = Math.max(...held.map((role) => (role === undefined ? 0 : rank(role))));
  return highest === 5 ? 'owners' : highest === 4 ? 'govern' : 'share';
};

export const demandShare = async (reading: Reading, container: ContainerRow): Promise<void> =>
  demand(
    sessionOf(reading),
    'share',
    container.kind,
    container.id,
    `change the members of ${container.kind}/${container.name}`,
  );

/** Errors: Forbidden unless the actor may set each of the roles that the change touches. */
export async function demandRoleChange(
  reading: Reading,
  container: ContainerRow,
  was: Role | undefined,
  next: Role | undefined,
): Promise<void> {
  const deed =
    next === undefined
      ? `remove ${article(roleWord(was ?? 'viewer', container.kind))} of ${container.kind}/${container.name}`
      : `make anybody ${roleWord(next, container.kind)} of ${container.kind}/${container.name}`;
  await demand(
    sessionOf(reading),
    actionFor(was, next),
    container.kind,
    container.id,
    was !== undefined && next !== undefined && rank(was) > rank(next)
      ? `take the role ${roleWord(was, container.kind)} of ${container.kind}/${container.name} from anybody`
      : deed,
  );
}
const article = (word: string): string => `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`;

/** Sets the direct role. The caller has asked whether lowering is meant. Errors: Forbidden; Conflict for what a level cannot hold. */
export async function putMembership(
  writing: Writing,
  container: ContainerRow,
  member: Member,
  role: Role,
): Promise<void> {
  const session = sessionOf(writing);
  const { trx, actor, now } = session;
  const was = await directRole(writing, container, member);
  await demandRoleChange(writing, container, was, role);
  if ('group' in member && container.kind === 'group')
    throw new Conflict('a group has users as members, not groups', 'Grant to the users of that group.');
  if ('user' in member && role !== 'viewer' && levelRank(member.user.level) < levelRank('full'))
    throw new Conflict(
      `${member.user.login} is registered, and so can be ${roleWord('viewer', container.kind)} at most`,
      `A superadmin can promote: vasculum user level ${member.user.login} full`,
      'invariant',
    );
  const key = { container_id: container.id, ...theMember(member) };
  const values = { ...key, role: rank(role), granted_by: actor.id, granted_at: now, until: null };
  const existing = await trx
    .selectFrom('membership')
    .selectAll()
    .where('container_id', '=', key.container_id)
    .where('user_id', 'is', key.user_id)
    .where('group_id', 'is', key.group_id)
    .executeTakeFirst();
  const { id } =
    existing === undefined
      ? await trx.insertInto('membership').values(values).returning('id').executeTakeFirstOrThrow()
      : await trx
          .updateTable('membership')
          .set(values)
          .where('id', '=', existing.id)
          .returning('id')
          .executeTakeFirstOrThrow();
  forgetReach(session);
  await record(session, {
    kind: 'membership',
    id,
    ...(existing === undefined ? {} : { before: existing }),
    after: values,
  });
}

/** Removes the direct role, by one who may, or by the member in person (`leave`). */
export async function dropMembership(
  writing: Writing,
  container: ContainerRow,
  member: Member,
  leaving: boolean,
): Promise<void> {
  const session = sessionOf(writing);
  const was = await directRole(writing, container, member);
  if (leaving) {
    if (!('user' in member) || member.user.id !== session.actor.id) throw new Forbidden('nobody leaves for another');
    await demand(
      session,
      'leave',
      container.kind,
      container.id,
      `leave ${container.kind}/${container.name}: you hold no direct role in it`,
    );
  } else await demandRoleChange(writing, container, was, undefined);
  const { user_id, group_id } = theMember(member);
  const gone = await session.trx
    .deleteFrom('membership')
    .where('container_id', '=', container.id)
    .where('user_id', 'is', user_id)
    .where('group_id', 'is', group_id)
    .returningAll()
    .executeTakeFirst();
  forgetReach(session);
  if (gone !== undefined) await record(session, { kind: 'membership', id: gone.id, before: gone });
}

export interface MemberRow {
  kind: 'user' | 'group';
  name: string;
  id: number;
  role: Role;
  granted_by: string | null;
  granted_at: string;
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
      'm.user_id',
      'm.group_id',
      'u.login',
      'g.name as group_name',
      'by.login as granted_by',
    ])
    .where('m.container_id', '=', container.id)
    .where(sql<boolean>`(m.until is null or m.until > ${session.now})`)
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
    .orderBy('g.name_key')
    .execute();
  const out: { group: string; role: Role }[] = [];
  for (const { id, name, role } of rows)
    if (await permitted(session, 'members', 'group', id)) out.push({ group: `group/${name}`, role: roleOf(role) });
  return out;
}
