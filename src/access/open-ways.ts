import { sql } from 'kysely';
import { ensureReach } from './reach.ts';
import { mentions, met } from './conditions.ts';
import { rulesFor, type Condition, type RuleAction, type RuleSubject } from './rules.ts';
import { rowsOf } from './rows.ts';
import { sessionOf, type Reading, type Session } from './session.ts';
import { tableOf } from './tables.ts';

/** Whether any of these conditions is a part of the rule. */
export const ruleAsks = (action: RuleAction, subject: RuleSubject, ...words: Condition['word'][]): boolean =>
  (rulesFor(subject)[action] ?? []).some((condition) => words.some((word) => mentions(condition, word)));

/** Whether these conditions of a cell, together, are met by whoever the session speaks for. */
export async function holds(
  session: Session,
  conditions: readonly Condition[],
  subject: RuleSubject,
  id: number | null,
): Promise<boolean> {
  if (id === null) return false;
  await ensureReach(session);
  const query = sql`select 1 from ${sql.table(tableOf(subject))} as t where t.id = ${id} and ${met(session, conditions, subject)}`;
  return rowsOf(session, query).length > 0;
}

/** Those conditions of the rule that are met: each by itself is why. */
export async function conditionsMet(
  reading: Reading,
  action: RuleAction,
  subject: RuleSubject,
  id: number,
): Promise<Condition[]> {
  const session = sessionOf(reading);
  const found = [];
  for (const condition of rulesFor(subject)[action] ?? [])
    if (await holds(session, [condition], subject, id)) found.push(condition);
  return found;
}

/** The datasets that have a measurement with the trait, whoever reads them. */
export const datasetsUsing = (reading: Reading, trait: number): number[] =>
  sessionOf(reading)
    .handle.prepare<[number], number>(
      'select distinct m.dataset_id from scope s cross join measurement m where m.scope_id = s.id and m.trait_id = ? order by 1',
    )
    .pluck()
    .all(trait);
