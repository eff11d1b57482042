import { sql } from 'kysely';
import { Conflict, NotFound } from '../domain/errors.ts';
import { rank, roleOf, type Role } from '../domain/vocabulary.ts';
import { record } from './audit.ts';
import { allowed, containersWhere } from './conditions.ts';
import { findContainerById, type ContainerRow } from './containers.ts';
import { demandPending, type AskState } from './invitations.ts';
import { directRole, putMembership } from './members.ts';
import { demand } from './permit.ts';
import { sessionOf, type Reading, type Writing } from './session.ts';
import { findUser } from './users.ts';

export const requestKinds = ['access', 'join', 'data', 'sample', 'change'] as const;
export type RequestKind = (typeof requestKinds)[number];

export interface Request {
  id: number;
  container_id: number;
  /** `kind/name` */
  object: string;
  requester_id: number;
  requester: string;
  kind: RequestKind;
  role: Role | null;
  message: string | null;
  state: AskState;
  decided_by: string | null;
  created_at: string;
  decided_at: string | null;
}

/** One's own, and those that one may decide, the latest first. */
export async function listRequests(reading: Reading, id?: number): Promise<Request[]> {
  const session = sessionOf(reading);
  const readable = await allowed(session, 'read', 'request');
  const [carded, rosters] = [await containersWhere(session, 'card'), await containersWhere(session, 'members')];
  let query = session.trx
    .selectFrom('request as t')
    .innerJoin('container as c', 'c.id', 't.container_id')
    .innerJoin('lab_user as u', 'u.id', 't.requester_id')
    .leftJoin('lab_user as by', 'by.id', 't.decided_by')
    .select(['t.id', 't.container_id', 't.requester_id', 't.kind', 't.role', 't.message', 't.state'])
    .select(['t.created_at', 't.decided_at', 'u.login as requester'])
    // Who asked may have lost sight of it since.
    .select(
      sql<string>`case when c.id in (select container_id from reach) or c.id in ${carded} then c.kind || '/' || c.name else 'withheld' end`.as(
        'object',
      ),
    )
    // Who decides is one of the members, and not everybody may know those.
    .select(
      sql<
        string | null
      >`case when by.id is null or by.id = ${session.actor.id} or c.id in ${rosters} then by.login else 'withheld' end`.as(
        'decided_by',
      ),
    )
    .where(readable);
  if (id !== undefined) query = query.where('t.id', '=', id);
  const rows = await query.orderBy('t.id', 'desc').execute();
  return rows.map((row) => ({
    ...row,
    kind: row.kind as RequestKind,
    role: row.role === null ? null : roleOf(row.role),
  }));
}

/** Errors: NotFound, also for those of others. */
export async function findRequest(reading: Reading, id: number): Promise<Request> {
  const [found] = await listRequests(reading, id);
  if (found === undefined) throw new NotFound(`there is no request id:${id} that you can see`, 'vasculum request list');
  return found;
}

/** Errors: Forbidden for anonymous; Conflict for a second request of the kind that says something else. */
export async function insertRequest(
  writing: Writing,
  container: ContainerRow,
  kind: RequestKind,
  role: Role | null,
  message: string | null,
): Promise<{ id: number | null; result: 'created' | 'unchanged' }> {
  const session = sessionOf(writing);
  await demand(session, 'create', 'request', null, 'ask for anything');
  if (role !== null) {
    const has = await directRole(writing, container, { user: await findUser(writing, 'me') });
    if (has !== undefined && rank(has) >= rank(role)) return { id: null, result: 'unchanged' };
  }
  const pending = await session.trx
    .selectFrom('request')
    .selectAll()
    .where('container_id', '=', container.id)
    .where('requester_id', '=', session.actor.id)
    .where('kind', '=', kind)
    .where('state', '=', 'pending')
    .executeTakeFirst();
  const wished = role === null ? null : rank(role);
  if (pending !== undefined) {
    if (pending.role === wished && pending.message === message) return { id: pending.id, result: 'unchanged' };
    throw new Conflict(
      `you have asked ${container.kind}/${container.name} for this already, in other words`,
      `Cancel that one first: vasculum request cancel ${pending.id}`,
      'exists',
    );
  }
  const row = {
    container_id: container.id,
    requester_id: session.actor.id,
    kind,
    role: wished,
    message,
    payload: null,
    decided_by: null,
    created_at: session.now,
    decided_at: null,
  };
  const { id } = await session.trx.insertInto('request').values(row).returning('id').executeTakeFirstOrThrow();
  await record(session, { kind: 'request', id, after: { ...row, state: 'pending' } });
  return { id, result: 'created' };
}

/** Does what is asked, with the decider's rights of this moment, and says that it is done. Errors: as those of a grant. */
export async function approveRequest(writing: Writing, request: Request): Promise<void> {
  const session = sessionOf(writing);
  await demand(session, 'decide', 'request', request.id, 'decide this request');
  demandPending(request.state, 'request', request.id);
  const role = request.role ?? (request.kind === 'data' ? 'viewer' : null);
  if (role !== null) {
    const container = await findContainerById(writing, request.container_id);
    const user = await findUser(writing, `id:${request.requester_id}`);
    if (user.disabled_at !== null) throw new Conflict(`${user.login} is disabled`, 'Deny the request.', 'stale');
    const has = await directRole(writing, container, { user });
    if (has === undefined || rank(has) < rank(role))
      await putMembership(writing, container, { user }, role, { joined: true });
  }
  await settle(writing, request, 'accepted');
}

export async function denyRequest(writing: Writing, request: Request): Promise<void> {
  await demand(sessionOf(writing), 'decide', 'request', request.id, 'decide this request');
  if (request.state === 'declined') return;
  demandPending(request.state, 'request', request.id);
  await settle(writing, request, 'declined');
}

export async function cancelRequest(writing: Writing, request: Request): Promise<void> {
  await demand(sessionOf(writing), 'cancel', 'request', request.id, `cancel what ${request.requester} asked for`);
  if (request.state === 'cancelled') return;
  demandPending(request.state, 'request', request.id);
  await settle(writing, request, 'cancelled');
}

async function settle(writing: Writing, request: Request, state: AskState): Promise<void> {
  const session = sessionOf(writing);
  await session.trx
    .updateTable('request')
    .set({ state, decided_by: session.actor.id, decided_at: session.now })
    .where('id', '=', request.id)
    .execute();
  const about = { container_id: request.container_id, requester_id: request.requester_id };
  await record(session, {
    kind: 'request',
    id: request.id,
    before: { ...about, state: 'pending' },
    after: { ...about, state },
  });
}
