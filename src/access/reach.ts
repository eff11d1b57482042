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
  const { handle, actor, now } = session;
  handle.prepare('delete from reach').run();
  const { text, parameters } = fillOf(session);
  handle
    .prepare(text)
    .run(...parameters.map((value) => (value === someMoment ? now : value === someUser ? actor.id : value)));
  session.reached = true;
  session.scoped = false;
}

const someMoment = '\u0000now';
const someUser = -1;
const fills = new Map<boolean, { text: string; parameters: readonly unknown[] }>();

/** The statement that fills temp.reach: long to build, and the same for every user but anonymous. */
function fillOf({ trx, actor }: Session): { text: string; parameters: readonly unknown[] } {
  const known = fills.get(actor.id === 0);
  if (known !== undefined) return known;
  const { sql: text, parameters } = trx
    .insertInto('reach')
    .columns(['container_id', 'role', 'held'])
    .expression(
      paths(trx, { now: someMoment, user: actor.id === 0 ? 0 : someUser })
        .clearSelect()
        .select([
          sql<number>`container_id`.as('container_id'),
          sql<number>`max(role)`.as('role'),
          sql<number>`max(case when via in ('public', 'registered') then 0 else role end)`.as('held'),
        ])
        .groupBy(sql`container_id`),
    )
    .compile();
  const fill = { text, parameters };
  fills.set(actor.id === 0, fill);
  return fill;
}

/** Fills temp.readable_scope: the sets of datasets of which the actor reads every one, and the subject, if it is one's. */
export async function ensureScopes(session: Session): Promise<void> {
  await ensureReach(session);
  if (session.scoped) return;
  const { handle } = session;
  handle.prepare('delete from readable_scope').run();
  const readable = (column: string): string => `${column} in (select container_id from reach)`;
  handle
    .prepare(
      `insert into readable_scope (id) select id from scope
       where ${readable('d1')} and (d2 = 0 or ${readable('d2')}) and (d3 = 0 or ${readable('d3')})
         and (subject_id = 0 or exists (
           select 1 from subject_project sp where sp.subject_id = scope.subject_id and ${readable('sp.project_id')}))`,
    )
    .run();
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
