import { sql } from 'kysely';
import { record } from './audit.ts';
import { demand } from './permit.ts';
import { sessionOf, type Writing } from './session.ts';
import type { UserRow } from './users.ts';

/**
 * Ends what waits for a user: at demotion what the level can no longer hold, from `leastRole`; at off-boarding, without it, all, and
 * the invitations of others by them: those would be worth something again if they ever came back.
 */
export async function cancelAsked(writing: Writing, user: UserRow, leastRole?: number): Promise<number> {
  const session = sessionOf(writing);
  await demand(session, 'administer', 'user', user.id, `cancel what waits for ${user.login}`);
  const invitations = await session.trx
    .updateTable('invitation')
    .set({ state: 'cancelled', decided_at: session.now })
    .where('state', '=', 'pending')
    .where((about) =>
      leastRole === undefined
        ? about.or([about('user_id', '=', user.id), about('invited_by', '=', user.id)])
        : about.and([about('user_id', '=', user.id), about('role', '>=', leastRole)]),
    )
    .returning(['id', 'container_id', 'user_id'])
    .execute();
  const requests = await session.trx
    .updateTable('request')
    .set({ state: 'cancelled', decided_at: session.now })
    .where('requester_id', '=', user.id)
    .where('state', '=', 'pending')
    // Who offers vouchers inserts them, which takes a collaborator.
    .where(sql<boolean>`case kind when 'register' then 2 else coalesce(role, 1) end >= ${leastRole ?? 0}`)
    .returning(['id', 'container_id', 'requester_id'])
    .execute();
  for (const [kind, rows] of [
    ['invitation', invitations],
    ['request', requests],
  ] as const)
    for (const { id, ...about } of rows)
      await record(session, {
        kind,
        id,
        before: { ...about, state: 'pending' },
        after: { ...about, state: 'cancelled' },
      });
  return invitations.length + requests.length;
}
