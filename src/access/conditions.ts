import { sql, type RawBuilder } from 'kysely';
import { containerNames } from '../kinds/containers.ts';
import { kindNamed } from '../kinds/index.ts';
import { levelRank, rank, type Role } from '../domain/vocabulary.ts';
import { rulesFor, type Condition, type RuleAction, type RuleSubject } from './rules.ts';
import { governingColumn, governingProjects } from '../kinds/governing.ts';
import { lasting } from './lasting.ts';
import { ensureReach, ensureScopes } from './reach.ts';
import { rememberedCondition } from './remembered.ts';
import { amongNamed, narrowed } from './scope.ts';
import { seesAll, type Session } from './session.ts';

type Sql = RawBuilder<boolean>;
const yes: Sql = sql<boolean>`1`;
const no: Sql = sql<boolean>`0`;
const anyOf = (parts: Sql[]): Sql => (parts.length === 0 ? no : sql<boolean>`(${sql.join(parts, sql` or `)})`);
const allOf = (parts: Sql[]): Sql => sql<boolean>`(${sql.join(parts, sql` and `)})`;

/**
 * The one evaluator: a cell of the rules table and an actor become a SQL condition over the subject's row, whose alias is
 * `t`. The same condition checks one row, filters a list, guards an update and answers a question.
 */
export async function allowed(session: Session, action: RuleAction, subject: RuleSubject): Promise<Sql> {
  const cell = cellFor(session, action, subject);
  await ensureReach(session);
  if (cell.some((condition) => mentions(condition, 'readable'))) await ensureScopes(session);
  return rememberedCondition(session, `${action} ${subject}`, (asking) =>
    anyOf(cell.map((condition) => compile(asking, condition, subject))),
  );
}

/** Whether all of these conditions are met, as a condition over the subject's row. */
export async function met(session: Session, conditions: readonly Condition[], subject: RuleSubject): Promise<Sql> {
  await ensureReach(session);
  if (conditions.some((condition) => mentions(condition, 'readable'))) await ensureScopes(session);
  return allOf(conditions.map((condition) => compile(session, condition, subject)));
}

/** The cell of the table, or what a token leaves of it. */
function cellFor({ actor: { scope } }: Session, action: RuleAction, subject: RuleSubject): readonly Condition[] {
  const stated = rulesFor(subject)[action] ?? [];
  return scope === undefined ? stated : narrowed(stated, scope, action, subject);
}

export const mentions = (condition: Condition, word: Condition['word']): boolean =>
  condition.word === word ||
  // The rule for individuals, which stands behind it, asks whether they can be read.
  (word === 'readable' && condition.word === 'individual-editable') ||
  (condition.word === 'all' && condition.of.some((part) => mentions(part, word)));

/** The container whose roles decide: the row itself, or the one that governs it. */
function governing(subject: RuleSubject) {
  if (containerNames.includes(subject)) return sql.ref('t.id');
  const kind = kindNamed(subject);
  return sql.ref(`t.${(kind === undefined ? undefined : governingColumn(kind)) ?? 'container_id'}`);
}

function compile(session: Session, condition: Condition, subject: RuleSubject): Sql {
  const { actor } = session;
  switch (condition.word) {
    case 'role':
      if (listOf(subject) !== undefined) return inProjects(subject, sql`in`, condition.least);
      return sql`${governing(subject)} in (select container_id from reach where role >= ${rank(condition.least)})`;
    case 'role-in-all':
      return sql`not ${inProjects(subject, sql`not in`, condition.least)}`;
    case 'held':
      return sql`${governing(subject)} in (select container_id from reach where held >= ${rank(condition.least)})`;
    case 'level':
      return levelRank(actor.level) >= levelRank(condition.least) ? yes : no;
    case 'row':
      return byOwnRow(session, rank(condition.least));
    case 'direct':
      return sql`exists (
        select 1 from membership m where m.container_id = t.id and m.user_id = ${actor.id} and ${lasting('m', session.now)})`;
    case 'readable':
      // A superadmin reads every dataset; without the predicate a count is as fast as it can be.
      return seesAll(actor) ? yes : sql`t.scope_id in (select id from readable_scope)`;
    case 'managed':
      return sql`t.managed = 1`;
    case 'shared-group':
      return sql`exists (
        select 1 from membership a cross join membership p
        where a.container_id = t.id and a.group_id is not null and ${lasting('a', session.now)} and p.group_id = a.group_id
          and p.container_id in (select value from json_each(t.projects)) and ${lasting('p', session.now)})`;
    case 'discoverable':
      return sql`t.discoverable = 1`;
    case 'curated':
      return keptBy(subject, sql`b.id in (select container_id from reach where role >= ${rank(condition.least)})`);
    case 'uncurated':
      return sql`not ${keptBy(subject, yes)}`;
    case 'individual-editable': {
      const cell = cellFor(session, 'edit', 'individual');
      const editable = anyOf(cell.map((part) => compile(session, part, 'individual')));
      return sql`exists (select 1 from (select t.individual_id as named) w cross join individual t where t.id = w.named and ${editable})`;
    }
    case 'self':
      return isSelf(session, subject);
    case 'creator-while-unlinked':
      return actor.id === 0
        ? no
        : sql`(t.created_by is ${actor.id} and not exists (select 1 from lab_user where person_id = t.id))`;
    case 'unused':
      return sql`not ${used(subject)}`;
    case 'only-measurer':
      return actor.personId === null ? no : sql`not ${measuredWhere(sql`m.person_id <> ${actor.personId}`)}`;
    case 'owner-of-every-use':
      return sql`not ${measuredWhere(sql`m.dataset_id not in (select container_id from reach where role >= ${rank('owner')})`)}`;
    case 'trait-editable':
      return sql`exists (select 1 from (select t.id from trait as t where ${anyOf(
        cellFor(session, 'edit', 'trait').map((part) => compile(session, part, 'trait')),
      )}) trait where trait.id = t.trait_id)`;
    case 'asks':
      return sql`t.kind in (${sql.join(condition.kinds.map((kind) => sql.lit(kind)))})`;
    case 'grantable':
      return sql`(case t.role when ${rank('owner')} then t.container_id in ${containersOf(session, 'owners')}
        when ${rank('manager')} then t.container_id in ${containersOf(session, 'govern')}
        else t.container_id in ${containersOf(session, 'share')} end)`;
    case 'registration-open':
      return sql`not exists (select 1 from setting where name = 'registration' and value <> 'open')`;
    case 'about-shared':
      return sql`${auditedContainer} in ${containersOf(session, 'share')}`;
    case 'joined-where-manager':
      return joined(session.now);
    case 'named-by-token':
      return actor.scope?.containers === undefined ? yes : amongNamed(sql.ref('t.id'), actor.scope.containers);
    case 'all':
      return allOf(condition.of.map((part) => compile(session, part, subject)));
  }
}

/** Whether a managed biocollection of that sort keeps the voucher, or a voucher of the individual, seen or not. */
const keptBy = (subject: RuleSubject, which: Sql): Sql =>
  subject === 'voucher'
    ? sql`exists (select 1 from container b where b.id = t.biocollection_id and b.managed = 1 and ${which})`
    : sql`exists (select 1 from voucher v cross join container b where v.individual_id = t.id and b.id = v.biocollection_id and b.managed = 1 and ${which})`;
const listOf = (subject: RuleSubject) => {
  const kind = kindNamed(subject);
  return kind === undefined ? undefined : governingProjects(kind);
};

/** Whether one of the projects that govern the record is in, or is not in, those in which the actor has the role. */
function inProjects(subject: RuleSubject, is: RawBuilder<unknown>, least: Role): Sql {
  const list = listOf(subject);
  if (list === undefined) return no;
  return sql`exists (select 1 from ${sql.table(list.table)} l where ${sql.ref(`l.${list.owner}`)} = ${sql.ref(`t.${list.of}`)}
    and ${sql.ref(`l.${list.item}`)} ${is} (select container_id from reach where role >= ${rank(least)}))`;
}

function byOwnRow({ actor, now }: Session, least: number): Sql {
  if (levelRank(actor.level) < levelRank('full')) return no;
  const capped =
    actor.scope === undefined ? yes : sql<boolean>`t.id in (select container_id from reach where role >= ${least})`;
  return sql`(${capped} and exists (
    select 1 from membership m where m.container_id = t.id and m.role >= ${least} and ${lasting('m', now)}
      and (m.user_id = ${actor.id} or m.group_id in (
        select gm.container_id from membership gm where gm.user_id = ${actor.id} and ${lasting('gm', now)}))))`;
}

/** The container that a row of the audit log is about: itself, or that of the membership. */
export const auditedContainer = sql<number | null>`(case
  when t.object_kind in (${sql.join(containerNames.map((kind) => sql.lit(kind)))}) then t.object_id
  when t.object_kind = 'membership' then coalesce(
    case when json_valid(t.after) then t.after ->> '$.container_id' end,
    case when json_valid(t.before) then t.before ->> '$.container_id' end,
    (select m.container_id from membership m where m.id = t.object_id))
  end)`;

/** The ids of the containers, of whatever kind, of which the actor may; temp.reach is filled. */
function containersOf(session: Session, action: RuleAction): RawBuilder<unknown> {
  const each = containerNames.map((kind) => {
    const subject = kind as RuleSubject;
    const cell = cellFor(session, action, subject);
    return sql`select t.id from container as t where t.kind = ${kind} and ${anyOf(cell.map((condition) => compile(session, condition, subject)))}`;
  });
  return sql`(${sql.join(each, sql` union all `)})`;
}

/** The same for a statement of another module. */
export async function containersWhere(session: Session, action: RuleAction): Promise<RawBuilder<unknown>> {
  await ensureReach(session);
  return containersOf(session, action);
}

const joined = (now: string): Sql => sql<boolean>`exists (
  select 1 from membership m where m.user_id = t.id and m.joined = 1 and ${lasting('m', now)}
    and m.container_id in (select container_id from reach where role >= ${sql.lit(rank('manager'))}))`;

function isSelf({ actor }: Session, subject: RuleSubject): Sql {
  if (actor.id === 0) return no;
  if (subject === 'person') return actor.personId === null ? no : sql`t.id = ${actor.personId}`;
  const columns: Partial<Record<RuleSubject, string>> = {
    job: 't.owner_id',
    token: 't.user_id',
    invitation: 't.user_id',
    request: 't.requester_id',
  };
  return sql`${sql.ref(columns[subject] ?? 't.id')} = ${actor.id}`;
}

/**
 * Whether any record refers to the row, whoever may see that record; `among`: but those of this table that are themselves picked;
 * `outside`: of records of the same kind only those that another dataset governs.
 */
export function used(subject: RuleSubject, { among, outside }: { among?: string; outside?: number } = {}): Sql {
  const kind = kindNamed(subject);
  const uses = kind?.usedBy ?? [];
  const picked = (table: string): Sql => (table === among ? sql` and other.id not in (select id from picked)` : sql``);
  const within = (table: string): Sql =>
    outside === undefined || table !== kind?.table ? sql`` : sql` and other.dataset_id <> ${outside}`;
  return anyOf(
    uses.map(({ table, column }) =>
      table === 'measurement' && column === 'trait_id'
        ? measuredWhere(yes)
        : sql`exists (select 1 from ${sql.table(table)} other where ${sql.ref(`other.${column}`)} = t.id${picked(table)}${within(table)})`,
    ),
  );
}

/** There is no index by trait alone: the one by (scope, trait) is asked once for every scope. */
const measuredWhere = (condition: Sql): Sql =>
  sql`exists (select 1 from scope s cross join measurement m where m.scope_id = s.id and m.trait_id = t.id and ${condition})`;
