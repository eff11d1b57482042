import { sql } from 'kysely';
import { Conflict, Forbidden, NotFound } from '../domain/errors.ts';
import { levelOf, levelRank, rank, roleOf, roleWord, type Role } from '../domain/vocabulary.ts';
import { asActor } from './as-actor.ts';
import { record } from './audit.ts';
import { allowed } from './conditions.ts';
import type { ContainerRow } from './containers.ts';
import { lasting } from './lasting.ts';
import { demandRoleChange, directRole } from './members.ts';
import { writeMembership } from './membership-rows.ts';
import { demand, permitted } from './permit.ts';
import { roleAction } from './rules.ts';
import { sessionOf, type Actor, type Reading, type Session, type Writing } from './session.ts';
import type { UserRow } from './users.ts';

export type AskState = 'pending' | 'accepted' | 'declined' | 'cancelled';

export interface Invitation {
  id: number;
  container_id: number;
  group: string;
  user_id: number;
  user: string;
  role: Role;
  inviter_id: number;
  invited_by: string;
  state: AskState;
  /** Whether its inviter could still give the role; null once it is decided. */
  valid: boolean | null;
  created_at: string;
  decided_at: string | null;
}

/** One's own, and those into groups that one manages, the latest first. */
export async function listInvitations(reading: Reading, id?: number): Promise<Invitation[]> {
  const session = sessionOf(reading);
  const readable = await allowed(session, 'read', 'invitation');
  let query = session.trx
    .selectFrom('invitation as t')
    .innerJoin('container as c', 'c.id', 't.container_id')
    .innerJoin('lab_user as u', 'u.id', 't.user_id')
    .innerJoin('lab_user as by', 'by.id', 't.invited_by')
    .select(['t.id', 't.container_id', 't.user_id', 't.role', 't.state', 't.created_at', 't.decided_at'])
    .select(['t.invited_by as inviter_id', 'u.login as user', 'by.login as invited_by'])
    .select(['by.level as inviter_level', 'by.disabled_at as inviter_disabled', 'by.person_id as inviter_person'])
    // Whom an invitation waits for has to know the group; afterwards it is named to those who see it.
    .select(
      sql<string>`case when t.state = 'pending' or c.id in (select container_id from reach) then 'group/' || c.name else 'withheld' end`.as(
        'group',
      ),
    )
    .where(readable);
  if (id !== undefined) query = query.where('t.id', '=', id);
  const rows = await query.orderBy('t.id', 'desc').execute();
  const mayGive = rightsOfInviters(session);
  const invitations: Invitation[] = [];
  for (const { inviter_level, inviter_disabled, inviter_person, ...row } of rows) {
    const role = roleOf(row.role);
    const { inviter_id: inviter, invited_by: login } = row;
    const actor = { id: inviter, login, level: levelOf(inviter_level), personId: inviter_person };
    const valid =
      row.state !== 'pending' ? null : inviter_disabled === null && (await mayGive(actor, role, row.container_id));
    invitations.push({ ...row, role, valid });
  }
  return invitations;
}

/** Of many invitations by the same people, each is asked about once. */
function rightsOfInviters(session: Session): (inviter: Actor, role: Role, group: number) => Promise<boolean> {
  const known = new Map<string, boolean>();
  return async (inviter, role, group) => {
    const action = roleAction(role);
    const key = `${inviter.id} ${action} ${group}`;
    let may = known.get(key);
    // Without the token of who asks, even where that is the inviter.
    if (may === undefined)
      known.set(key, (may = await asActor(session, inviter, () => permitted(session, action, 'group', group))));
    return may;
  };
}

/** Errors: NotFound, also for those of others. */
export async function findInvitation(reading: Reading, id: number): Promise<Invitation> {
  const [found] = await listInvitations(reading, id);
  if (found === undefined)
    throw new NotFound(`there is no invitation id:${id} that you can see`, 'vasculum invitation list');
  return found;
}

/** Errors: Forbidden unless the actor could give the role at once; Conflict for a role that the level cannot hold. */
export async function insertInvitation(
  writing: Writing,
  group: ContainerRow,
  user: UserRow,
  role: Role,
): Promise<{ id: number | null; result: 'created' | 'unchanged' }> {
  const session = sessionOf(writing);
  const was = await directRole(writing, group, { user });
  await demandRoleChange(writing, group, was, role);
  refuseLevel(user.login, user.level, role);
  if (was !== undefined && rank(was) >= rank(role)) return { id: null, result: 'unchanged' };
  const pending = await session.trx
    .selectFrom('invitation')
    .selectAll()
    .where('container_id', '=', group.id)
    .where('user_id', '=', user.id)
    .where('state', '=', 'pending')
    .executeTakeFirst();
  const before = pending === undefined ? undefined : await findInvitation(writing, pending.id);
  // One that is worth nothing any more does not stand in the way of a good one.
  if (before?.valid === false) await settle(writing, before, 'cancelled');
  else if (pending !== undefined) {
    if (pending.role === rank(role)) return { id: pending.id, result: 'unchanged' };
    throw new Conflict(
      `${user.login} is invited already, as ${roleWord(roleOf(pending.role), 'group')}`,
      `Cancel that one first: vasculum invitation cancel ${pending.id}`,
      'exists',
    );
  }
  const row = {
    container_id: group.id,
    user_id: user.id,
    role: rank(role),
    invited_by: session.actor.id,
    created_at: session.now,
    decided_at: null,
  };
  const { id } = await session.trx.insertInto('invitation').values(row).returning('id').executeTakeFirstOrThrow();
  await record(session, { kind: 'invitation', id, after: { ...row, state: 'pending' } });
  return { id, result: 'created' };
}

function refuseLevel(login: string, level: UserRow['level'], role: Role): void {
  if (role !== 'viewer' && levelRank(level) < levelRank('full'))
    throw new Conflict(
      `${login} is registered, and so can be member at most`,
      `A superadmin can promote: vasculum user level ${login} full`,
      'invariant',
    );
}

/** Makes the invited user a member, if the inviter could still do so. Errors: Conflict where not, or where it is decided already. */
export async function acceptInvitation(writing: Writing, invitation: Invitation): Promise<void> {
  const session = sessionOf(writing);
  await demand(session, 'answer', 'invitation', invitation.id, `answer for ${invitation.user}`);
  demandPending(invitation.state, 'invitation', invitation.id);
  if (invitation.valid !== true)
    throw new Conflict(`this invitation into ${invitation.group} is no longer good`, 'Ask for a new one.', 'stale');
  refuseLevel(invitation.user, session.actor.level, invitation.role);
  await settle(writing, invitation, 'accepted');
  const { container_id: group, user_id, role, inviter_id: grantedBy } = invitation;
  const was = await session.trx
    .selectFrom('membership as m')
    .select('m.role')
    .where('m.container_id', '=', group)
    .where('m.user_id', '=', user_id)
    .where(lasting('m', session.now))
    .executeTakeFirst();
  if ((was?.role ?? 0) < rank(role))
    await writeMembership(session, group, { user_id, group_id: null }, { role, grantedBy, joined: true });
}

/** Declined by the invited, or cancelled by those who may invite. */
export async function endInvitation(
  writing: Writing,
  invitation: Invitation,
  state: 'declined' | 'cancelled',
): Promise<void> {
  const session = sessionOf(writing);
  await demand(
    session,
    state === 'declined' ? 'answer' : 'cancel',
    'invitation',
    invitation.id,
    state === 'declined' ? `answer for ${invitation.user}` : 'cancel this invitation',
  );
  if (invitation.state === state) return;
  demandPending(invitation.state, 'invitation', invitation.id);
  await settle(writing, invitation, state);
}

export function demandPending(state: AskState, what: string, id: number): void {
  if (state !== 'pending') throw new Conflict(`${what} ${id} is ${state} already`, `vasculum ${what} list`, 'decided');
}

async function settle(writing: Writing, invitation: Invitation, state: AskState): Promise<void> {
  const session = sessionOf(writing);
  const done = await session.trx
    .updateTable('invitation')
    .set({ state, decided_at: session.now })
    .where('id', '=', invitation.id)
    .where('state', '=', 'pending')
    .executeTakeFirst();
  if (done.numUpdatedRows !== 1n) throw new Forbidden('this invitation is decided already');
  const about = { container_id: invitation.container_id, user_id: invitation.user_id };
  await record(session, {
    kind: 'invitation',
    id: invitation.id,
    before: { ...about, state: 'pending' },
    after: { ...about, state },
  });
}
