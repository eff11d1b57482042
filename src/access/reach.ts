import { sql, type CompiledQuery, type RawBuilder } from 'kysely';
import { levelRank } from '../domain/vocabulary.ts';
import { lasting } from './lasting.ts';
import { paths, placeOf, type PathFilter } from './paths.ts';
import { remembered, standIn, type Statement } from './remembered.ts';
import type { Actor, Session } from './session.ts';
import { scopeIsWithin } from './whose.ts';

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
function assume(session: Session): void {
  const { trx, handle, actor, now, belonging } = session;
  if (belonging === undefined) return;
  const asked = sql`(select 0 as place, ${levelRank(actor.level)} as level, ${JSON.stringify(belonging.assumed)} as assumed)`;
  const { sql: text, parameters } = sql`
    insert into reach (container_id, role, held)
    select container_id, max(role), max(role) from (${assumedRoles(asked, now)}) where true group by container_id
    on conflict (container_id) do update set role = max(role, excluded.role), held = max(held, excluded.held)`.compile(
    trx,
  );
  handle.prepare(text).run(...parameters);
}

/** Place, container and role for each role that they have if they are in the groups that they are taken to be in, by `assumed`. */
export const assumedRoles = (asked: RawBuilder<unknown>, now: string): RawBuilder<unknown> => sql`
  with taken (place, container_id, role) as materialized (
    select a.place, m.container_id, case when a.level >= ${levelRank('full')} then m.role else 1 end
    from ${asked} a cross join json_each(a.assumed) g cross join membership m
    where m.group_id = g.value and ${lasting('m', now)})
  select place, container_id, role from taken
  union all select taken.place, d.id, taken.role from taken cross join container d
    where d.project_id = taken.container_id and d.privacy = 'project'`;

/** The statement that fills temp.reach: the same for every user whom no token holds back. */
function fillOf(session: Session): Statement {
  const { actor, now, belonging } = session;
  const given = new Map<unknown, unknown>([
    [standIn.moment, now],
    [standIn.user, actor.id],
    [standIn.groups, JSON.stringify(belonging?.seen ?? [])],
  ]);
  const question = `reach ${placeOf(actor.id)} ${typeof belonging} ${JSON.stringify(heldBack(actor))}`;
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
  const { trx, handle } = session;
  handle.prepare('delete from readable_scope').run();
  handle
    .prepare(
      `insert into readable_scope (id) select s.id from scope s where ${scopeIsWithin(sql`(select container_id from reach)`).compile(trx).sql}`,
    )
    .run();
  session.scoped = true;
}

/**
 * To be called after a change of the role that somebody holds: what other users may leaves the actor's roles as they were, and to
 * find those anew for each of a file's thousand rows takes longer than all the rest.
 */
export function forgetRole(session: Session, holder: number | null): void {
  if (holder === null || holder === session.actor.id) forgetReach(session);
  else session.touched = true;
}

/** To be called after every other change of users, containers or memberships in the same transaction. */
export function forgetReach(session: Session): void {
  // Who loses sight of a container by the change may still be told its name, if the change is refused.
  if (session.reached)
    for (const id of session.handle.prepare('select container_id from reach').pluck().all())
      session.shown.add(Number(id));
  session.reached = false;
  session.scoped = false;
  session.touched = true;
}
