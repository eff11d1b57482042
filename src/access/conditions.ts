import { sql, type RawBuilder } from 'kysely';
import { containerNames } from '../kinds/containers.ts';
import { kindNamed } from '../kinds/index.ts';
import { rank, type Role } from '../domain/vocabulary.ts';
import { rulesFor, type Condition, type RuleAction, type RuleSubject } from './rules.ts';
import { governingColumn, governingProjects } from '../kinds/governing.ts';
import { lasting } from './lasting.ts';
import { ensureReach, ensureScopes } from './reach.ts';
import { rememberedCondition } from './remembered.ts';
import { amongNamed, narrowed, type Scope } from './scope.ts';
import type { Session } from './session.ts';
import { no, oneself, yes, type Whose } from './whose.ts';

type Sql = RawBuilder<boolean>;
const anyOf = (parts: Sql[]): Sql => (parts.length === 0 ? no : sql<boolean>`(${sql.join(parts, sql` or `)})`);
const allOf = (parts: Sql[]): Sql => sql<boolean>`(${sql.join(parts, sql` and `)})`;

/**
 * The one evaluator: a cell of the rules table and an actor become a SQL condition over the subject's row, whose alias is
 * `t`. The same condition checks one row, filters a list, guards an update and answers a question.
 */
export async function allowed(session: Session, action: RuleAction, subject: RuleSubject): Promise<Sql> {
  const ensure = cellMentions(session.actor, action, subject, 'readable') ? ensureScopes : ensureReach;
  await ensure(session);
  return rememberedCondition(session, `${action} ${subject}`, (asking) => allowedTo(oneself(asking), action, subject));
}

/** The same of many at once: a condition over their row `asked`, too. */
export const allowedTo = (whose: Whose, action: RuleAction, subject: RuleSubject): Sql =>
  anyOf(cellFor(whose, action, subject).map((condition) => compile(whose, condition, subject)));

/** Whether all of these conditions of a cell are met, as a condition over the subject's row; of whom the cell was asked before. */
export const met = (session: Session, conditions: readonly Condition[], subject: RuleSubject): Sql =>
  allOf(conditions.map((condition) => compile(oneself(session), condition, subject)));

/** The cell of the table, or what a token leaves of it. */
function cellFor({ scope }: { scope?: Scope | undefined }, action: RuleAction, subject: RuleSubject) {
  const stated = rulesFor(subject)[action] ?? [];
  return scope === undefined ? stated : narrowed(stated, scope, action, subject);
}

/** Whether it depends on something of the sort. */
export const cellMentions = (
  held: { scope?: Scope | undefined },
  action: RuleAction,
  subject: RuleSubject,
  word: Condition['word'],
): boolean => cellFor(held, action, subject).some((condition) => mentions(condition, word));

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

function compile(whose: Whose, condition: Condition, subject: RuleSubject): Sql {
  switch (condition.word) {
    case 'role':
      if (listOf(subject) !== undefined) return inProjects(subject, sql`in`, whose.having(condition.least));
      return sql`${governing(subject)} in ${whose.having(condition.least)}`;
    case 'role-in-all':
      return sql`not ${inProjects(subject, sql`not in`, whose.having(condition.least))}`;
    case 'held':
      return sql`${governing(subject)} in ${whose.having(condition.least, 'held')}`;
    case 'level':
      return whose.isAtLeast(condition.least);
    case 'row':
      return byOwnRow(whose, condition.least);
    case 'direct':
      return sql`exists (
        select 1 from membership m where m.container_id = t.id and m.user_id = ${whose.id} and ${lasting('m', whose.now)})`;
    case 'readable':
      return whose.readsScope;
    case 'managed':
      return sql`t.managed = 1`;
    case 'shared-group':
      return sql`exists (
        select 1 from membership a cross join membership p
        where a.container_id = t.id and a.group_id is not null and ${lasting('a', whose.now)} and p.group_id = a.group_id
          and p.container_id in (select value from json_each(t.projects)) and ${lasting('p', whose.now)})`;
    case 'discoverable':
      return sql`t.discoverable = 1`;
    case 'curated':
      return keptBy(subject, sql`b.id in ${whose.having(condition.least)}`);
    case 'uncurated':
      return sql`not ${keptBy(subject, yes)}`;
    case 'individual-editable': {
      const cell = cellFor(whose, 'edit', 'individual');
      const editable = anyOf(cell.map((part) => compile(whose, part, 'individual')));
      return sql`exists (select 1 from (select t.individual_id as named) w cross join individual t where t.id = w.named and ${editable})`;
    }
    case 'self':
      return isSelf(whose, subject);
    case 'creator-while-unlinked':
      return sql`(t.created_by is ${whose.id} and not exists (select 1 from lab_user where person_id = t.id))`;
    case 'unused':
      return sql`not ${used(subject)}`;
    case 'only-measurer':
      return sql`(${whose.person} is not null and not ${measuredWhere(sql`m.person_id <> ${whose.person}`)})`;
    case 'owner-of-every-use':
      return sql`not ${measuredWhere(sql`m.dataset_id not in ${whose.having('owner')}`)}`;
    case 'trait-editable':
      return sql`exists (select 1 from (select t.id from trait as t where ${anyOf(
        cellFor(whose, 'edit', 'trait').map((part) => compile(whose, part, 'trait')),
      )}) trait where trait.id = t.trait_id)`;
    case 'asks':
      return sql`t.kind in (${sql.join(condition.kinds.map((kind) => sql.lit(kind)))})`;
    case 'grantable':
      return sql`(case t.role when ${rank('owner')} then t.container_id in ${containersOf(whose, 'owners')}
        when ${rank('manager')} then t.container_id in ${containersOf(whose, 'govern')}
        else t.container_id in ${containersOf(whose, 'share')} end)`;
    case 'registration-open':
      return sql`not exists (select 1 from setting where name = 'registration' and value <> 'open')`;
    case 'about-shared':
      return sql`${auditedContainer} in ${containersOf(whose, 'share')}`;
    case 'joined-where-manager':
      return joined(whose);
    case 'named-by-token':
      return whose.scope?.containers === undefined ? yes : amongNamed(sql.ref('t.id'), whose.scope.containers);
    case 'all':
      return allOf(condition.of.map((part) => compile(whose, part, subject)));
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
function inProjects(subject: RuleSubject, is: RawBuilder<unknown>, having: RawBuilder<unknown>): Sql {
  const list = listOf(subject);
  if (list === undefined) return no;
  return sql`exists (select 1 from ${sql.table(list.table)} l where ${sql.ref(`l.${list.owner}`)} = ${sql.ref(`t.${list.of}`)}
    and ${sql.ref(`l.${list.item}`)} ${is} ${having})`;
}

function byOwnRow(whose: Whose, least: Role): Sql {
  const capped = whose.scope === undefined ? yes : sql<boolean>`t.id in ${whose.having(least)}`;
  return sql`(${whose.isAtLeast('full')} and ${capped} and exists (
    select 1 from membership m where m.container_id = t.id and m.role >= ${rank(least)} and ${lasting('m', whose.now)}
      and (m.user_id = ${whose.id} or m.group_id in (
        select gm.container_id from membership gm where gm.user_id = ${whose.id} and ${lasting('gm', whose.now)}))))`;
}

/** The container that a row of the audit log is about: itself, or that of the membership. */
export const auditedContainer = sql<number | null>`(case
  when t.object_kind in (${sql.join(containerNames.map((kind) => sql.lit(kind)))}) then t.object_id
  when t.object_kind = 'membership' then coalesce(
    case when json_valid(t.after) then t.after ->> '$.container_id' end,
    case when json_valid(t.before) then t.before ->> '$.container_id' end)
  end)`;

/** The ids of the containers, of whatever kind, of which the actor may; temp.reach is filled. */
function containersOf(whose: Whose, action: RuleAction): RawBuilder<unknown> {
  const each = containerNames.map((kind) => {
    const subject = kind as RuleSubject;
    return sql`select t.id from container as t where t.kind = ${kind} and ${allowedTo(whose, action, subject)}`;
  });
  return sql`(${sql.join(each, sql` union all `)})`;
}

/** The same for a statement of another module. */
export async function containersWhere(session: Session, action: RuleAction): Promise<RawBuilder<unknown>> {
  await ensureReach(session);
  return containersOf(oneself(session), action);
}

const joined = (whose: Whose): Sql => sql<boolean>`exists (
  select 1 from membership m where m.user_id = t.id and m.joined = 1 and ${lasting('m', whose.now)}
    and m.container_id in ${whose.having('manager')})`;

function isSelf(whose: Whose, subject: RuleSubject): Sql {
  if (subject === 'person') return sql`t.id is ${whose.person}`;
  const columns: Partial<Record<RuleSubject, string>> = {
    job: 't.owner_id',
    token: 't.user_id',
    invitation: 't.user_id',
    request: 't.requester_id',
  };
  return sql`${sql.ref(columns[subject] ?? 't.id')} = ${whose.id}`;
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
      column === 'trait_id'
        ? measuredWhere(yes)
        : sql`exists (select 1 from ${sql.table(table)} other where ${sql.ref(`other.${column}`)} = t.id${picked(table)}${within(table)})`,
    ),
  );
}

/** There is no index by trait alone: the one by (scope, trait) is asked once for every scope. */
const measuredWhere = (condition: Sql): Sql =>
  sql`exists (select 1 from scope s cross join measurement m where m.scope_id = s.id and m.trait_id = t.id and ${condition})`;
