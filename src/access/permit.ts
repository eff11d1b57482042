import { sql } from 'kysely';
import { Forbidden } from '../domain/errors.ts';
import { asActor } from './as-actor.ts';
import { allowed } from './conditions.ts';
import { remedy } from './remedy.ts';
import type { RuleAction, RuleSubject } from './rules.ts';
import { rowsOf } from './rows.ts';
import type { Session } from './session.ts';
import { tableOf } from './tables.ts';

/** Whether the actor may; `id` is the row's, or null for what is about no row (create, system). */
export async function permitted(
  session: Session,
  action: RuleAction,
  subject: RuleSubject,
  id: number | null,
): Promise<boolean> {
  const condition = await allowed(session, action, subject);
  const query =
    id === null
      ? sql<{ yes: number }>`select ${condition} as yes`
      : sql<{
          yes: number;
        }>`select 1 as yes from ${sql.table(tableOf(subject))} as t where t.id = ${id} and ${condition}`;
  return rowsOf(session, query)[0]?.yes === 1;
}

/** Throws Forbidden unless the actor may. `deed` says what was tried, as in "you may not …". */
export async function demand(
  session: Session,
  action: RuleAction,
  subject: RuleSubject,
  id: number | null,
  deed: string,
): Promise<void> {
  if (await permitted(session, action, subject, id)) return;
  const hint = (await heldByToken(session, action, subject, id))
    ? `Your token does not allow it; ${session.actor.login} may.`
    : await remedy(session, action, subject, id);
  throw new Forbidden(`you may not ${deed}`, hint);
}

/** Whether it is the token alone that stands in the way. */
export async function heldByToken(
  session: Session,
  action: RuleAction,
  subject: RuleSubject,
  id: number | null,
): Promise<boolean> {
  const { scope, ...free } = session.actor;
  return scope !== undefined && asActor(session, free, () => permitted(session, action, subject, id));
}
