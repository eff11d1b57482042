import { sql, type CompiledQuery } from 'kysely';
import { levelRank } from '../domain/vocabulary.ts';
import { paths, placeOf, type PathFilter } from './paths.ts';
import { remembered, standIn, type Statement } from './remembered.ts';
import type { Actor, Session } from './session.ts';

/** Per connection, filled inside the transaction that uses them: the first two by the functions below, the last by access/picked.ts. */
export const temporaryTables = `
create temp table reach (container_id integer primary key, role integer not null, held integer not null) strict;
create temp table readable_scope (id integer primary key) strict;
create temp table picked (id integer primary key) strict;
`;

/** Fills temp.reach with the actor's roles of this moment: `role` with what privacy gives, `held` without. */
export async function ensureReach(session: Session): Promise<void> {
  if (session.reached) return;
  const { handle } = session;
  handle.prepare('delete from reach').run();
  const { text, values } = fillOf(session);
  handle.prepare(text).run(...values);
  assume(session);
  session.reached = true;
  session.scoped = false;
}

/** Adds the roles of the groups that the actor is taken to be in. */
function assume({ handle, actor, now, belonging }: Session): void {
  // A token holds back whoever asks about themselves, and of their own groups nothing need be assumed.
  if (belonging === undefined || belonging.assumed.length === 0 || actor.id === 0 || actor.scope !== undefined) return;
  const role = levelRank(actor.level) >= levelRank('full') ? 'm.role' : '1';
  handle
    .prepare(
      `with held (container_id, role) as materialized (
         select m.container_id, ${role} from membership m
           where m.group_id in (select value from json_each(@groups)) and (m.until is null or m.until > @now))
       insert into reach (container_id, role, held)
       select container_id, max(role), max(role) from (
         select container_id, role from held
         union all select d.id, held.role from held cross join container d
           where d.project_id = held.container_id and d.privacy = 'project')
       where true group by container_id
       on conflict (container_id) do update set role = max(role, excluded.role), held = max(held, excluded.held)`,
    )
    .run({ groups: JSON.stringify(belonging.assumed), now });
}

/** The statement that fills temp.reach: the same for every user whom no token holds back. */
function fillOf(session: Session): Statement {
  const { actor, now, belonging } = session;
  const given = new Map<unknown, unknown>([
    [standIn.moment, now],
    [standIn.user, actor.id],
    [standIn.groups, JSON.stringify(belonging?.seen ?? [])],
  ]);
  const question = actor.scope === undefined ? `reach ${placeOf(actor.id)} ${belonging === undefined}` : undefined;
  return remembered(question, () => compiled(session), given);
}

function compiled({ trx, actor, belonging }: Session): CompiledQuery {
  const every = paths(trx, { now: standIn.moment, user: placeOf(actor.id), held: heldBack(actor) });
  const counted =
    belonging === undefined
      ? every
      : every.where(sql<boolean>`(group_id is null or group_id in (select value from json_each(${standIn.groups})))`);
  return trx
    .insertInto('reach')
    .columns(['container_id', 'role', 'held'])
    .expression(
      counted
        .clearSelect()
        .select([
          sql<number>`container_id`.as('container_id'),
          sql<number>`max(role)`.as('role'),
          sql<number>`max(case when via in ('public', 'registered') then 0 else role end)`.as('held'),
        ])
        .groupBy(sql`container_id`),
    )
    .compile();
}

/** For the query of paths: whom a token holds back, if one does. */
export const heldBack = ({ id, scope }: Actor): PathFilter['held'] =>
  scope === undefined ? undefined : { user: id, scope };

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
