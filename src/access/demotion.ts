import { record } from './audit.ts';
import { lasting } from './lasting.ts';
import { demand } from './permit.ts';
import { forgetReach } from './reach.ts';
import { sessionOf, type Writing } from './session.ts';
import type { UserRow } from './users.ts';

/**
 * Direct roles above viewer become viewer (in groups member), except in the user's own workspace; those in unmanaged biocollections
 * end. How many there were.
 */
export async function demoteMemberships(writing: Writing, user: UserRow): Promise<number> {
  const session = sessionOf(writing);
  await demand(session, 'administer', 'user', user.id, `demote ${user.login}`);
  const rows = await session.trx
    .selectFrom('membership as m')
    .innerJoin('container as c', 'c.id', 'm.container_id')
    .selectAll('m')
    .select(['c.workspace_of', 'c.kind', 'c.managed'])
    .where('m.user_id', '=', user.id)
    .where('m.role', '>', 1)
    .where(lasting('m', session.now))
    .execute();
  const lowered = rows.filter(({ workspace_of }) => workspace_of !== user.id);
  for (const row of lowered) {
    const { workspace_of: _, kind, managed, ...before } = row;
    session.shown.add(row.container_id);
    // A biocollection that is not managed has owners only.
    if (kind === 'biocollection' && managed === 0) {
      await session.trx.deleteFrom('membership').where('id', '=', row.id).execute();
      await record(session, { kind: 'membership', id: row.id, before });
      continue;
    }
    await session.trx.updateTable('membership').set({ role: 1 }).where('id', '=', row.id).execute();
    await record(session, { kind: 'membership', id: row.id, before, after: { ...before, role: 1 } });
  }
  forgetReach(session);
  return lowered.length;
}
