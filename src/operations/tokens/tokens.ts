import type { Access } from '../../access/access.ts';
import { demandIssue, findToken, insertToken, listTokens, revokeToken, type TokenRow } from '../../access/tokens.ts';
import type { Reading } from '../../access/session.ts';
import { findUser } from '../../access/users.ts';
import { Invalid } from '../../domain/errors.ts';
import { parseMoment } from '../../domain/moment.ts';
import { parseScope, shownScope } from './scope-words.ts';

export interface ShownToken {
  id: number;
  user: string;
  /** Words of `--scope`; null: all that the user may. */
  scope: string[] | null;
  state: 'valid' | 'expired' | 'revoked';
  created_by: string;
  created_at: string;
  expires_at: string | null;
  revoked_at: string | null;
}

async function shown(reading: Reading, { id, user, scope, ...row }: TokenRow): Promise<ShownToken> {
  const ended = row.expires_at !== null && row.expires_at <= reading.now;
  return {
    id,
    user,
    scope: scope === null ? null : await shownScope(reading, scope),
    state: row.revoked_at !== null ? 'revoked' : ended ? 'expired' : 'valid',
    ...row,
  };
}

/** Errors: NotFound; Forbidden for another user's, below superadmin; Invalid for a scope or an end. The secret is told this once. */
export async function createToken(
  access: Access,
  login: string,
  wishes: { scope: readonly string[]; expires: string | undefined },
): Promise<ShownToken & { result: 'created'; token: string | null }> {
  return access.write(async (writing) => {
    const user = await findUser(writing, login);
    await demandIssue(writing, user);
    const scope = wishes.scope.length === 0 ? null : await parseScope(writing, wishes.scope);
    const expires = wishes.expires === undefined ? null : endOf(wishes.expires, writing.now);
    const { id, secret } = await insertToken(writing, user, scope, expires);
    const made = await shown(writing, await findToken(writing, id));
    // That of a dry run would open nothing.
    return { result: 'created', ...made, token: access.dryRun ? null : secret };
  });
}

function endOf(text: string, now: string): string {
  const parsed = parseMoment(text);
  if (!parsed.ok) throw new Invalid(`--expires ${text}: ${parsed.message}`);
  if (parsed.value <= now) throw new Invalid(`--expires ${text}: has passed`);
  return parsed.value;
}

/** The actor's own, and for a superadmin everybody's, or one user's. */
export async function showTokens(reading: Reading, login: string | undefined): Promise<ShownToken[]> {
  const narrow = login === undefined ? {} : { user: (await findUser(reading, login)).id };
  return Promise.all((await listTokens(reading, narrow)).map((row) => shown(reading, row)));
}

/** Errors: NotFound, also for those of others. */
export async function endToken(access: Access, id: number): Promise<ShownToken & { result: 'updated' | 'unchanged' }> {
  return access.write(async (writing) => {
    const token = await findToken(writing, id);
    const result = token.revoked_at === null ? 'updated' : 'unchanged';
    if (result === 'updated') await revokeToken(writing, token);
    return { result, ...(await shown(writing, await findToken(writing, id))) };
  });
}
