import { sql } from 'kysely';
import { Conflict, NotFound } from '../domain/errors.ts';
import { rank, roleOf, type RequestKind, type Role } from '../domain/vocabulary.ts';
import { record } from './audit.ts';
import { allowed, containersWhere } from './conditions.ts';
import { findContainerById, type ContainerRow } from './containers.ts';
import { demandPending, type AskState } from './invitations.ts';
import { directRole, putMembership } from './members.ts';
import { demand } from './permit.ts';
import { sessionOf, type Reading, type Writing } from './session.ts';
import { findUser, type UserRow } from './users.ts';

/** Vouchers as they were offered for registration: texts by column. */
export interface Offer {
  columns: readonly string[];
  rows: readonly (readonly string[])[];
}

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
  /** Of one to register vouchers. */
  offer: Offer | null;
  /** Whether the actor may approve and deny it. */
  decidable: boolean;
  state: AskState;
  decided_by: string | null;
  created_at: string;
  decided_at: string | null;
}

/** One's own, and those that one may decide, the latest first. */
export async function listRequests(reading: Reading, id?: number): Promise<Request[]> {
  const session = sessionOf(reading);
  const readable = await allowed(session, 'read', 'request');
  const decidable = await allowed(session, 'decide', 'request');
  const [carded, rosters] = [await containersWhere(session, 'card'), await containersWhere(session, 'members')];
  let query = session.trx
    .selectFrom('request as t')
    .innerJoin('container as c', 'c.id', 't.container_id')
    .innerJoin('lab_user as u', 'u.id', 't.requester_id')
    .leftJoin('lab_user as by', 'by.id', 't.decided_by')
    .select(['t.id', 't.container_id', 't.requester_id', 't.kind', 't.role', 't.message', 't.payload', 't.state'])
    .select(sql<number>`${decidable}`.as('decidable'))
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
  return rows.map(({ payload, ...row }) => ({
    ...row,
    offer: payload === null ? null : (JSON.parse(payload) as Offer),
    decidable: row.decidable === 1,
    role: row.role === null ? null : roleOf(row.role),
  }));
}

/** Errors: NotFound, also for those of others. */
export async function findRequest(reading: Reading, id: number): Promise<Request> {
  const [found] = await listRequests(reading, id);
  if (found === undefined) throw new NotFound(`there is no request id:${id} that you can see`, 'vasculum request list');
  return found;
}

export const demandAsk = async (reading: Reading): Promise<void> =>
  demand(sessionOf(reading), 'create', 'request', null, 'ask for anything');

export interface Asked {
  kind: RequestKind;
  role: Role | null;
  message: string | null;
  offer: Offer | null;
}

/** Errors: Forbidden for anonymous; Conflict for a second request of the kind that says something else. */
export async function insertRequest(
  writing: Writing,
  container: ContainerRow,
  { kind, role, message, offer }: Asked,
): Promise<{ id: number | null; result: 'created' | 'unchanged' }> {
  const session = sessionOf(writing);
  await demandAsk(writing);
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
  const payload = offer === null ? null : JSON.stringify(offer);
  if (pending !== undefined) {
    if (pending.role === wished && pending.message === message && pending.payload === payload)
      return { id: pending.id, result: 'unchanged' };
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
    payload,
    decided_by: null,
    created_at: session.now,
    decided_at: null,
  };
  const { id } = await session.trx.insertInto('request').values(row).returning('id').executeTakeFirstOrThrow();
  const { payload: _kept, ...about } = row;
  await record(session, {
    kind: 'request',
    id,
    after: { ...about, rows: offer?.rows.length ?? null, state: 'pending' },
  });
  return { id, result: 'created' };
}

export const demandDecide = async (writing: Writing, request: Request): Promise<void> =>
  demand(sessionOf(writing), 'decide', 'request', request.id, 'decide this request');

/** Does what is asked, with the decider's rights of this moment, and says that it is done. Errors: as those of a grant. */
export async function approveRequest(writing: Writing, request: Request): Promise<void> {
  await demandDecide(writing, request);
  demandPending(request.state, 'request', request.id);
  if (request.kind === 'register') throw new Error('what is offered is registered by approveOffer');
  const role = request.role ?? (request.kind === 'data' ? 'viewer' : null);
  if (role !== null) {
    const container = await findContainerById(writing, request.container_id);
    const user = await requesterOf(writing, request);
    const has = await directRole(writing, container, { user });
    if (has === undefined || rank(has) < rank(role))
      await putMembership(writing, container, { user }, role, { joined: true });
  }
  await settle(writing, request, 'accepted');
}

/** Errors: Conflict where they are disabled by now. */
export async function requesterOf(reading: Reading, { requester_id: id }: Request): Promise<UserRow> {
  const user = await findUser(reading, `id:${id}`);
  if (user.disabled_at !== null) throw new Conflict(`${user.login} is disabled`, 'Deny the request.', 'stale');
  return user;
}

export async function denyRequest(writing: Writing, request: Request): Promise<void> {
  await demandDecide(writing, request);
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

export async function settle(writing: Writing, request: Request, state: AskState): Promise<void> {
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
