import { sql } from 'kysely';
import { paths } from './paths.ts';
import type { Session } from './session.ts';

/** Per connection, filled inside the transaction that uses them: the first two by the functions below, the last by access/picked.ts. */
export const temporaryTables = `
create temp table reach (container_id integer primary key, role integer not null, held integer not null) strict;
create temp table readable_scope (id integer primary key) strict;
create temp table picked (id integer primary key) strict;
`;

/** Fills temp.reach with the actor's roles of this moment: `role` with what privacy gives, `held` without. */
export async function ensureReach(session: Session): Promise<void> {
  if (session.reached) return;
  const { trx, actor, now } = session;
  await trx.deleteFrom('reach').execute();
  await trx
    .insertInto('reach')
    .columns(['container_id', 'role', 'held'])
    .expression(
      paths(trx, { now, user: actor.id })
        .clearSelect()
        .select([
          sql<number>`container_id`.as('container_id'),
          sql<number>`max(role)`.as('role'),
          sql<number>`max(case when via in ('public', 'registered') then 0 else role end)`.as('held'),
        ])
        .groupBy(sql`container_id`),
    )
    .execute();
  session.reached = true;
  session.scoped = false;
}

/** Fills temp.readable_scope: the sets of datasets of which the actor reads every one. */
export async function ensureScopes(session: Session): Promise<void> {
  await ensureReach(session);
  if (session.scoped) return;
  const { trx } = session;
  await trx.deleteFrom('readable_scope').execute();
  const readable = (column: 'd1' | 'd2' | 'd3') => sql<boolean>`${sql.ref(column)} in (select container_id from reach)`;
  await trx
    .insertInto('readable_scope')
    .columns(['id'])
    .expression(
      trx
        .selectFrom('scope')
        .select('id')
        .where(readable('d1'))
        .where(sql<boolean>`(d2 = 0 or ${readable('d2')})`)
        .where(sql<boolean>`(d3 = 0 or ${readable('d3')})`)
        .where('subject_id', '=', 0),
    )
    .execute();
  session.scoped = true;
}

/** To be called after every change of users, containers or memberships in the same transaction. */
export function forgetReach(session: Session): void {
  // Who loses sight of a container by the change may still be told its name, if the change is refused.
  if (session.reached)
    for (const id of session.handle.prepare('select container_id from reach').pluck().all())
      session.shown.add(Number(id));
  session.reached = false;
  session.scoped = false;
  session.touched = true;
}
