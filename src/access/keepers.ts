import { sql } from 'kysely';
import { allowed } from './conditions.ts';
import { rulesFor, type Condition, type RuleAction, type RuleSubject } from './rules.ts';
import type { Session } from './session.ts';

/** A managed biocollection whose roles decide over an action on a record, instead of its dataset's. */
export interface Keeper {
  id: number;
  /** `biocollection/ACRONYM` */
  name: string;
  /** Whether the actor sees a voucher by which it decides; if not, it must not be known that there is one. */
  seen: boolean;
}

const mentions = (condition: Condition): boolean =>
  condition.word === 'curated' ||
  condition.word === 'individual-editable' ||
  (condition.word === 'all' && condition.of.some(mentions));

/** Those that decide over the action on this record; mostly none. */
export async function keepersOf(
  session: Session,
  action: RuleAction,
  subject: RuleSubject,
  id: number,
): Promise<Keeper[]> {
  if (!(rulesFor(subject)[action] ?? []).some(mentions)) return [];
  const record = sql.ref(subject === 'voucher' ? 't.id' : 't.individual_id');
  const individual = subject === 'occurrence' ? sql`(select o.individual_id from occurrence o where o.id = ${id})` : id;
  const { rows } = await sql<{ id: number; name: string; seen: number }>`
    select b.id, b.name, max(case when ${await allowed(session, 'read', 'voucher')} then 1 else 0 end) as seen
    from voucher t cross join container b
    where ${record} = ${individual} and b.id = t.biocollection_id and b.managed = 1
    group by b.id, b.name order by b.name_key`.execute(session.trx);
  return rows.map((row) => ({ id: row.id, name: `biocollection/${row.name}`, seen: row.seen === 1 }));
}
