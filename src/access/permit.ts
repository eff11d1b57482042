import { sql } from 'kysely';
import { Forbidden } from '../domain/errors.ts';
import { levelRank, roleWord, type Role } from '../domain/vocabulary.ts';
import { containerNames } from '../kinds/containers.ts';
import { governingColumn, isHeld } from '../kinds/governing.ts';
import { kindNamed } from '../kinds/index.ts';
import { allowed } from './conditions.ts';
import { rulesFor, type Condition, type RuleAction, type RuleSubject } from './rules.ts';
import { rowsOf } from './rows.ts';
import type { Session } from './session.ts';

const tables: Partial<Record<RuleSubject, string>> = { user: 'lab_user', reference: 'bibreference' };
const tableOf = (subject: RuleSubject): string =>
  containerNames.includes(subject) ? 'container' : (tables[subject] ?? subject);

/** Whether the actor may; `id` is the row's, or null for what is about no row (create, system). */
export async function permitted(
  session: Session,
  action: RuleAction,
  subject: RuleSubject,
  id: number | null,
): Promise<boolean> {
  const condition = await allowed(session, action, subject);
  const query =
    id === null
      ? sql<{ yes: number }>`select ${condition} as yes`
      : sql<{
          yes: number;
        }>`select 1 as yes from ${sql.table(tableOf(subject))} as t where t.id = ${id} and ${condition}`;
  return rowsOf(session, query)[0]?.yes === 1;
}

/** Throws Forbidden unless the actor may. `deed` says what was tried, as in "you may not …". */
export async function demand(
  session: Session,
  action: RuleAction,
  subject: RuleSubject,
  id: number | null,
  deed: string,
): Promise<void> {
  if (await permitted(session, action, subject, id)) return;
  throw new Forbidden(`you may not ${deed}`, await remedy(session, action, subject, id));
}

/** The least that would do, in words, and who can give it. */
export async function remedy(
  session: Session,
  action: RuleAction,
  subject: RuleSubject,
  id: number | null,
): Promise<string> {
  const { actor } = session;
  const cell = rulesFor(subject)[action] ?? [];
  const role = leastRole(cell);
  if (role !== undefined) {
    const needed = roleWord(role, subject);
    if (actor.id === 0)
      return `This needs the role ${needed}, and no user is configured; name one with --as or VASCULUM_USER.`;
    if (role !== 'viewer' && levelRank(actor.level) < levelRank('full'))
      return `This needs the role ${needed}, which only users of level full can have; a superadmin can promote you.`;
    const curating = id === null ? [] : await curatingOf(session, action, subject, id);
    if (curating.length > 0)
      return `This needs the role ${needed} in ${[...new Set(curating.map(({ name }) => name))].join(' or ')}, which keeps a voucher of it.`;
    const owners = id === null ? [] : await grantersOf(session, subject, id);
    return `This needs the role ${needed}; ${owners.length > 0 ? owners.join(', ') : 'its owner'} can grant it.`;
  }
  const level = leastLevel(cell);
  if (actor.id === 0 && level !== 'superadmin')
    return `This needs a user of level ${level ?? 'registered'}; name one with --as or VASCULUM_USER.`;
  return level === undefined
    ? 'Nobody may.'
    : `This needs the level ${level}${level === 'superadmin' ? '' : ' or above'}.`;
}

export interface Curating {
  id: number;
  /** `biocollection/ACRONYM`, or `a biocollection` where the actor sees none of the vouchers that it decides by. */
  name: string;
}

/** The managed biocollections whose roles decide over the action on this record, instead of its dataset's; mostly none. */
export async function curatingOf(
  session: Session,
  action: RuleAction,
  subject: RuleSubject,
  id: number,
): Promise<Curating[]> {
  const cell = rulesFor(subject)[action] ?? [];
  if (!cell.some((condition) => condition.word === 'all' && condition.of.some(({ word }) => word === 'curated')))
    return [];
  const { rows } = await sql<{ id: number; name: string; seen: number }>`
    select b.id, b.name, max(case when ${await allowed(session, 'read', 'voucher')} then 1 else 0 end) as seen
    from voucher t cross join container b
    where ${sql.ref(subject === 'voucher' ? 't.id' : 't.individual_id')} = ${id} and b.id = t.biocollection_id and b.managed = 1
    group by b.id, b.name order by b.name_key`.execute(session.trx);
  return rows.map((row) => ({ id: row.id, name: row.seen === 1 ? `biocollection/${row.name}` : 'a biocollection' }));
}

/** The least role that an action on the subject needs, or undefined where roles do not decide. */
export function neededRole(action: RuleAction, subject: RuleSubject): Role | undefined {
  const cell = rulesFor(subject)[action] ?? [];
  return leastRole(cell) ?? (cell.some(({ word }) => word === 'readable') ? 'viewer' : undefined);
}

function leastRole(cell: readonly Condition[]): Role | undefined {
  for (const condition of cell) {
    if ('least' in condition && condition.word !== 'level') return condition.least;
    if (condition.word === 'all') {
      const within = leastRole(condition.of);
      if (within !== undefined) return within;
    }
  }
  return undefined;
}

function leastLevel(cell: readonly Condition[]): string | undefined {
  const levels = cell.flatMap((condition) =>
    condition.word === 'level'
      ? [condition.least]
      : // Beside those who alone measured the trait or own its data.
        condition.word === 'trait-editable'
        ? ['superadmin']
        : condition.word === 'all'
          ? condition.of.flatMap((part) => (part.word === 'level' ? [part.least] : []))
          : [],
  );
  return levels.includes('superadmin') ? 'superadmin' : levels[0];
}

/** The direct owners of the governing container, where the actor may see its members; else nobody. */
export async function grantersOf(session: Session, subject: RuleSubject, id: number): Promise<string[]> {
  const table = tableOf(subject);
  const recordKind = kindNamed(subject);
  // Of several projects none is the one to ask.
  if (recordKind !== undefined && !isHeld(recordKind)) return [];
  const column = sql.ref(recordKind === undefined ? 'container_id' : (governingColumn(recordKind) ?? 'id'));
  const governor =
    table === 'container'
      ? id
      : (
          await sql<{
            governor: number | null;
          }>`select ${column} as governor from ${sql.table(table)} where id = ${id}`.execute(session.trx)
        ).rows[0]?.governor;
  if (governor == null) return [];
  const { kind } = await session.trx
    .selectFrom('container')
    .select('kind')
    .where('id', '=', governor)
    .executeTakeFirstOrThrow();
  if (!(await permitted(session, 'members', kind as RuleSubject, governor))) return [];
  const owners = await session.trx
    .selectFrom('membership as m')
    .innerJoin('lab_user as u', 'u.id', 'm.user_id')
    .select('u.login')
    .where('m.container_id', '=', governor)
    .where('m.role', '=', 5)
    .where('u.disabled_at', 'is', null)
    .orderBy('u.login')
    .execute();
  return owners.map(({ login }) => login);
}
