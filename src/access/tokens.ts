import { NotFound } from '../domain/errors.ts';
import { record } from './audit.ts';
import { allowed } from './conditions.ts';
import { demand } from './permit.ts';
import { forgetReach } from './reach.ts';
import { scopeOf, scopeText, type Scope } from './scope.ts';
import { sessionOf, type Reading, type Writing } from './session.ts';
import { digestOf, newSecret } from './token-secret.ts';
import type { UserRow } from './users.ts';

export interface TokenRow {
  id: number;
  user: string;
  scope: Scope | null;
  created_by: string;
  created_at: string;
  expires_at: string | null;
  revoked_at: string | null;
}

/** Returns the secret, which is stored nowhere. Errors: Forbidden for a user that is not the actor, below superadmin. */
export async function insertToken(
  writing: Writing,
  user: UserRow,
  scope: Scope | null,
  expires: string | null,
): Promise<{ id: number; secret: string }> {
  const session = sessionOf(writing);
  await demandIssue(writing, user);
  const secret = newSecret();
  const stored = scope === null ? null : scopeText(scope);
  const { id } = await session.trx
    .insertInto('access_token')
    .values({
      user_id: user.id,
      hash: digestOf(secret),
      scope: stored,
      created_by: session.actor.id,
      created_at: session.now,
      expires_at: expires,
      revoked_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await record(session, { kind: 'token', id, after: { user_id: user.id, scope, expires_at: expires } });
  return { id, secret };
}

export const demandIssue = async (writing: Writing, user: UserRow): Promise<void> =>
  demand(sessionOf(writing), 'issue', 'user', user.id, `make a token for ${user.login}`);

/** The actor's own, and for a superadmin everybody's, the latest first. */
export async function listTokens(reading: Reading, narrow: { id?: number; user?: number } = {}): Promise<TokenRow[]> {
  const session = sessionOf(reading);
  let query = session.trx
    .selectFrom('access_token as t')
    .innerJoin('lab_user as u', 'u.id', 't.user_id')
    .innerJoin('lab_user as by', 'by.id', 't.created_by')
    .select(['t.id', 'u.login as user', 't.scope', 'by.login as created_by'])
    .select(['t.created_at', 't.expires_at', 't.revoked_at'])
    .where(await allowed(session, 'read', 'token'));
  if (narrow.id !== undefined) query = query.where('t.id', '=', narrow.id);
  if (narrow.user !== undefined) query = query.where('t.user_id', '=', narrow.user);
  const rows = await query.orderBy('t.id', 'desc').execute();
  return rows.map((row) => ({ ...row, scope: row.scope === null ? null : scopeOf(row.scope) }));
}

/** Errors: NotFound, also for those of others. */
export async function findToken(reading: Reading, id: number): Promise<TokenRow> {
  const [found] = await listTokens(reading, { id });
  if (found === undefined)
    throw new NotFound(`there is no token id:${id} that you can see`, 'vasculum user token list');
  return found;
}

/** From now on it lets nobody in. */
export async function revokeToken(writing: Writing, token: TokenRow): Promise<void> {
  const session = sessionOf(writing);
  await demand(session, 'cancel', 'token', token.id, `revoke token ${token.id}`);
  await session.trx.updateTable('access_token').set({ revoked_at: session.now }).where('id', '=', token.id).execute();
  // Whether somebody can still act is one of the invariants.
  forgetReach(session);
  await record(session, {
    kind: 'token',
    id: token.id,
    before: { revoked_at: null },
    after: { revoked_at: session.now },
  });
}
