import { rank, type Role } from '../domain/vocabulary.ts';
import { record } from './audit.ts';
import { forgetReach } from './reach.ts';
import type { Session } from './session.ts';

/** Writes the direct role of a user, with its row in the audit log. The caller has asked whether it may be. */
export async function setUserRole(
  session: Session,
  container: number,
  user: number,
  role: Role,
  grantedBy: number,
): Promise<void> {
  const { trx, now } = session;
  const before = await trx
    .selectFrom('membership')
    .selectAll()
    .where('container_id', '=', container)
    .where('user_id', '=', user)
    .executeTakeFirst();
  const after = {
    container_id: container,
    user_id: user,
    group_id: null,
    role: rank(role),
    granted_by: grantedBy,
    granted_at: now,
    until: null,
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
  forgetReach(session);
  await record(session, { kind: 'membership', id, ...(before === undefined ? {} : { before }), after });
}
