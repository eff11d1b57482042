import { sql, type RawBuilder } from 'kysely';
import { levelOf, levelRank, type Level } from '../domain/vocabulary.ts';
import { allowedTo, cellMentions } from './conditions.ts';
import { cellOf, codeOf, type Cell } from './cells.ts';
import { paths, strangerId } from './paths.ts';
import { assumedRoles, heldBack } from './reach.ts';
import { remembered, standIn } from './remembered.ts';
import type { RuleAction, RuleSubject } from './rules.ts';
import { sessionOf, type Actor, type Reading, type Session } from './session.ts';
import { tableOf } from './tables.ts';
import type { Rosters } from './unseen-groups.ts';
import { each } from './whose.ts';

export interface AskedOfAll {
  action: RuleAction;
  subject: RuleSubject;
  id: number;
  /** The containers on whose roles the answer depends, as far as they are known. */
  containers: readonly number[];
  /** Groups whose people the asker may see: of others it counts only what the asker has by them. */
  rosters: Rosters;
}

/** Somebody, and what groups they are taken to be in. */
export interface Supposed {
  user: number;
  assumed: readonly number[];
}

export interface Somebody {
  /** 0 is anonymous, strangerId somebody of level full who is in nothing. */
  userId: number;
  login: string;
  level: Level;
  may: boolean;
  /** Their strongest path to each of the containers, by container, and when the like of it ends. */
  cells: ReadonlyMap<number, Cell & { until: string | null }>;
}

interface Row {
  place: number;
  login: string;
  level: number;
  may: number;
  c: number | null;
  code: number;
  until: string | null;
}

/** In one statement: every enabled user, anonymous and a stranger, whether they may, and by what. */
export function everybody(reading: Reading, question: AskedOfAll): Somebody[] {
  const rows = ask(reading, 'everybody', question, sql`select id, id, login, level, person_id, '[]' from somebody`);
  const found = new Map<number, Somebody & { cells: Map<number, Cell & { until: string | null }> }>();
  for (const { place: userId, login, level, may, c, code, until } of rows) {
    const known = found.get(userId) ?? { userId, login, level: levelOf(level), may: may === 1, cells: new Map() };
    found.set(userId, known);
    if (c !== null) known.cells.set(c, { ...cellOf({ u: userId, c, code }), until });
  }
  return [...found.values()];
}

/** In one statement: which of them might, if they were in those groups; by their place in the list. */
export function supposing(reading: Reading, question: AskedOfAll, supposed: readonly Supposed[]): boolean[] {
  const asked = sql`select e.key, p.id, p.login, p.level, p.person_id, e.value ->> '$[1]'
    from json_each(${standIn.supposed}) e join somebody p on p.id = e.value ->> '$[0]'`;
  const may = new Set<number>();
  for (const row of ask(reading, 'supposing', question, asked, supposed)) if (row.may === 1) may.add(row.place);
  return supposed.map((_one, place) => may.has(place));
}

function ask(
  reading: Reading,
  name: string,
  question: AskedOfAll,
  asked: RawBuilder<unknown>,
  supposed: readonly Supposed[] = [],
): Row[] {
  const { trx, handle, actor, now } = sessionOf(reading);
  const { action, subject, id, containers, rosters } = question;
  const { text, values } = remembered(
    `${name} ${action} ${subject} ${typeof rosters} ${JSON.stringify(heldBack(actor))}`,
    () => statement(trx, actor, question, asked).compile(trx),
    new Map<unknown, unknown>([
      [standIn.moment, now],
      [standIn.asker, actor.id],
      [standIn.groups, JSON.stringify(rosters)],
      [standIn.containers, JSON.stringify(containers)],
      [standIn.row, id],
      [standIn.supposed, JSON.stringify(supposed.map(({ user, assumed }) => [user, assumed]))],
    ]),
  );
  return handle.prepare<unknown[], Row>(text).all(...values);
}

function statement(
  trx: Session['trx'],
  actor: Actor,
  { action, subject, rosters }: AskedOfAll,
  asked: RawBuilder<unknown>,
): RawBuilder<Row> {
  const { moment: now, asker } = standIn;
  const every = paths(trx, {
    now,
    held: heldBack(actor),
    among: sql`somebody`,
    within: sql`(select id from concerned)`,
  });
  const counted =
    rosters === 'all'
      ? every
      : every.where(
          sql<boolean>`(group_id is null or user_id = ${asker} or group_id in (select value from json_each(${standIn.groups})))`,
        );
  const free = allowedTo(each(now, undefined), action, subject);
  // What a token leaves of the rule is for the asker alone.
  const may =
    actor.scope === undefined
      ? free
      : sql`(case asked.user_id when ${asker} then ${allowedTo(each(now, actor.scope), action, subject)} else ${free} end)`;
  return sql<Row>`
    with somebody (id, login, level, disabled_at, person_id) as materialized (
      select id, login, level, null, person_id from lab_user where disabled_at is null
      union all values (0, 'anonymous', ${levelRank('anonymous')}, null, null), (${strangerId}, '', ${levelRank('full')}, null, null)),
    concerned (id) as materialized (${concerned(action, subject)}),
    path as materialized ${counted},
    asked (place, user_id, login, level, person_id, assumed) as materialized (${asked}),
    reaches (place, container_id, role, held) as materialized (
      select place, container_id, max(role), max(held) from (
        select a.place, p.container_id, p.role, case when p.via in ('public', 'registered') then 0 else p.role end as held
          from path p join asked a on a.user_id = p.user_id
        union all select place, container_id, role, role from (${assumedRoles(sql`asked`, now)}))
      group by place, container_id),
    alike (user_id, container_id, code, until) as (
      select user_id, container_id, ${codeOf}, max(coalesce(until, '~')) from path group by user_id, container_id, 3),
    best (user_id, container_id, code, until) as materialized (
      select user_id, container_id, max(code), until from alike group by user_id, container_id)
    select asked.place, asked.login, asked.level, exists (
        select 1 from ${sql.table(tableOf(subject))} as t where t.id = ${standIn.row} and ${may}) as may,
      best.container_id as c, best.code, nullif(best.until, '~') as until
    from asked left join best on best.user_id = asked.user_id`;
}

/** The containers known to matter, of a trait all, for its measurements may be in any. */
const concerned = (action: RuleAction, subject: RuleSubject): RawBuilder<unknown> =>
  (['owner-of-every-use', 'trait-editable'] as const).some((word) => cellMentions({}, action, subject, word))
    ? sql`select id from container`
    : sql`select value from json_each(${standIn.containers})`;
