import { withArticle } from '../domain/article.ts';
import { Conflict, Forbidden } from '../domain/errors.ts';
import { levelRank, rank, roleOf, roleWord, type Role } from '../domain/vocabulary.ts';
import { record } from './audit.ts';
import type { ContainerRow } from './containers.ts';
import { lasting } from './lasting.ts';
import { isHeldBy, writeMembership, type Granting, type Holder } from './membership-rows.ts';
import { demand, permitted } from './permit.ts';
import { forgetRole } from './reach.ts';
import { roleAction } from './rules.ts';
import { sessionOf, type Reading, type Session, type Writing } from './session.ts';
import type { UserRow } from './users.ts';

export type Member = { user: UserRow } | { group: ContainerRow };
export const memberName = (member: Member): string =>
  'user' in member ? member.user.login : `group/${member.group.name}`;

const theMember = (member: Member): Holder =>
  'user' in member ? { user_id: member.user.id, group_id: null } : { user_id: null, group_id: member.group.id };

export interface Direct {
  role: Role;
  /** When it runs out, as stored. */
  until: string | null;
}

/** What the member holds directly; a row past its time counts as absent. */
export async function directMembership(
  reading: Reading,
  container: ContainerRow,
  member: Member,
): Promise<Direct | undefined> {
  const { trx, now } = sessionOf(reading);
  const row = await trx
    .selectFrom('membership')
    .select(['role', 'until'])
    .where(lasting('membership', now))
    .where('container_id', '=', container.id)
    .where(isHeldBy(theMember(member)))
    .executeTakeFirst();
  return row === undefined ? undefined : { role: roleOf(row.role), until: row.until };
}

/** The direct role that the member holds, or undefined. */
export const directRole = async (
  reading: Reading,
  container: ContainerRow,
  member: Member,
): Promise<Role | undefined> => (await directMembership(reading, container, member))?.role;

/** The action that covers changing the one role into the other. */
const actionFor = (...held: (Role | undefined)[]) => {
  const highest = Math.max(...held.map((role) => (role === undefined ? 0 : rank(role))));
  return roleAction(highest === 0 ? null : roleOf(highest));
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
      ? `remove ${withArticle(roleWord(was ?? 'viewer', container.kind))} of ${container.kind}/${container.name}`
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

/** Errors: Conflict where the member cannot hold such a role, whoever grants it. */
export function refuseHolder(container: ContainerRow, member: Member, role: Role): void {
  if ('group' in member && container.kind === 'group')
    throw new Conflict('a group has users as members, not groups', 'Grant to the users of that group.');
  const isOwn = 'user' in member && container.workspace_of === member.user.id;
  if ('user' in member && !isOwn && role !== 'viewer' && levelRank(member.user.level) < levelRank('full'))
    throw new Conflict(
      `${member.user.login} is registered, and so can be ${roleWord('viewer', container.kind)} at most`,
      `A superadmin can promote: vasculum user level ${member.user.login} full`,
      'invariant',
    );
}

/** Sets the direct role. The caller has asked whether lowering is meant. Errors: Forbidden; Conflict for what a level cannot hold. */
export async function putMembership(
  writing: Writing,
  container: ContainerRow,
  member: Member,
  role: Role,
  how: Pick<Granting, 'until' | 'joined' | 'job'> = {},
): Promise<void> {
  const session = sessionOf(writing);
  const was = await directRole(writing, container, member);
  await demandRoleChange(writing, container, was, role);
  refuseHolder(container, member, role);
  await writeMembership(session, container.id, theMember(member), { role, grantedBy: session.actor.id, ...how });
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
    await demand(session, 'leave', container.kind, container.id, `leave ${container.kind}/${container.name}`);
  } else await demandRoleChange(writing, container, was, undefined);
  await deleteRow(session, container, theMember(member));
}

async function deleteRow(session: Session, container: ContainerRow, holder: Holder): Promise<void> {
  const gone = await session.trx
    .deleteFrom('membership')
    .where('container_id', '=', container.id)
    .where(isHeldBy(holder))
    .returningAll()
    .executeTakeFirst();
  forgetRole(session, holder.user_id);
  if (gone !== undefined) await record(session, { kind: 'membership', id: gone.id, before: gone });
}

/** Removes the direct roles of all groups that the actor does not read, or none; nobody could name those. Returns which they were. */
export async function dropUnseenGroups(writing: Writing, container: ContainerRow): Promise<Role[]> {
  const session = sessionOf(writing);
  const rows = await session.trx
    .selectFrom('membership')
    .select(['group_id', 'role'])
    .where('container_id', '=', container.id)
    .where('group_id', 'is not', null)
    .where(lasting('membership', session.now))
    .orderBy('role', 'desc')
    .execute();
  const roles: Role[] = [];
  for (const { group_id, role } of rows) {
    if (group_id === null || (await permitted(session, 'read', 'group', group_id))) continue;
    await demandRoleChange(writing, container, roleOf(role), undefined);
    await deleteRow(session, container, { user_id: null, group_id });
    roles.push(roleOf(role));
  }
  return roles;
}
