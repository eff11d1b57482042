import { sql } from 'kysely';
import { rank, type Role } from '../domain/vocabulary.ts';
import { record } from './audit.ts';
import { forgetRole } from './reach.ts';
import type { Session } from './session.ts';

/** Who holds a direct role: a user, or a group. */
export type Holder = { user_id: number; group_id: null } | { user_id: null; group_id: number };

/** Whose row it is, in words for which there is an index. */
export const isHeldBy = ({ user_id, group_id }: Holder) =>
  user_id === null ? sql<boolean>`membership.group_id = ${group_id}` : sql<boolean>`membership.user_id = ${user_id}`;

export interface Granting {
  role: Role;
  /** Null where nobody is: at the founding of a database. */
  grantedBy: number | null;
  until?: string | null;
  /** By an invitation or a request of the user's own, which opens their e-mail address to the managers. */
  joined?: boolean;
  job?: number;
}

/** Writes a direct role, with its row in the audit log. The caller has asked whether it may be. */
export async function writeMembership(
  session: Session,
  container: number,
  holder: Holder,
  { role, grantedBy, until = null, joined = false, job }: Granting,
): Promise<void> {
  const { trx, now } = session;
  const before = await trx
    .selectFrom('membership')
    .selectAll()
    .where('container_id', '=', container)
    .where(isHeldBy(holder))
    .executeTakeFirst();
  // Who is in already has not joined by this; a row past its time is as good as none.
  const isNew = before === undefined || (before.until !== null && before.until <= now);
  const after = {
    container_id: container,
    ...holder,
    role: rank(role),
    granted_by: grantedBy,
    granted_at: now,
    until,
    joined: isNew ? Number(joined) : before.joined,
  };
  const { id } =
    before === undefined
      ? await trx.insertInto('membership').values(after).returning('id').executeTakeFirstOrThrow()
      : await trx
          .updateTable('membership')
          .set(after)
          .where('id', '=', before.id)
          .returning('id')
          .executeTakeFirstOrThrow();
  session.shown.add(container);
  forgetRole(session, holder.user_id);
  await record(session, {
    kind: 'membership',
    id,
    ...(before === undefined ? {} : { before }),
    after,
    ...(job === undefined ? {} : { job }),
  });
}
