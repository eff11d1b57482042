import { sql, type RawBuilder } from 'kysely';
import { levelRank, rank, type Level, type Role } from '../domain/vocabulary.ts';
import type { Scope } from './scope.ts';
import { seesAll, type Session } from './session.ts';

type Sql = RawBuilder<boolean>;
export const yes: Sql = sql<boolean>`1`;
export const no: Sql = sql<boolean>`0`;

/** Whose rights a condition is about: one actor, whose values it is given, or each row of a statement about many. */
export interface Whose {
  id: RawBuilder<unknown>;
  person: RawBuilder<unknown>;
  now: string;
  /** What the token allows that holds them back. */
  scope: Scope | undefined;
  isAtLeast: (level: Level) => Sql;
  /** The containers in which they have the role, or have it by membership. */
  having: (least: Role, by?: 'role' | 'held') => RawBuilder<unknown>;
  /** Whether every dataset that the visibility of the row rests on is readable. */
  readsScope: Sql;
}

/** One actor: temp.reach and temp.readable_scope hold their roles. */
export const oneself = (session: Session): Whose => ({
  id: sql`${session.actor.id}`,
  person: sql`${session.actor.personId}`,
  now: session.now,
  scope: session.actor.scope,
  isAtLeast: (level) => (levelRank(session.actor.level) >= levelRank(level) ? yes : no),
  having: (least, by = 'role') => sql`(select container_id from reach where ${sql.ref(by)} >= ${rank(least)})`,
  // A superadmin reads every dataset; without the predicate a count is as fast as it can be.
  readsScope: seesAll(session.actor) ? yes : sql`t.scope_id in (select id from readable_scope)`,
});

/** Whoever a row of `asked` is about; `reaches` holds the roles of them all. */
export function each(now: string, scope: Scope | undefined): Whose {
  const having: Whose['having'] = (least, by = 'role') =>
    sql`(select r.container_id from reaches r where r.place = asked.place and ${sql.ref(`r.${by}`)} >= ${rank(least)})`;
  const readable = sql<boolean>`exists (select 1 from scope s where s.id = t.scope_id and ${scopeIsWithin(having('viewer'))})`;
  return {
    id: sql`asked.user_id`,
    person: sql`asked.person_id`,
    now,
    scope,
    isAtLeast: (level) => sql`asked.level >= ${levelRank(level)}`,
    having,
    readsScope:
      scope === undefined ? sql<boolean>`(asked.level >= ${levelRank('superadmin')} or ${readable})` : readable,
  };
}

/** Whether every dataset of the scope `s`, and a project of its subject, is one of these containers. */
export const scopeIsWithin = (readable: RawBuilder<unknown>): Sql =>
  sql<boolean>`(s.d1 in ${readable} and (s.d2 = 0 or s.d2 in ${readable}) and (s.d3 = 0 or s.d3 in ${readable})
    and (s.subject_id = 0 or exists (
      select 1 from subject_project sp where sp.subject_id = s.subject_id and sp.project_id in ${readable})))`;
