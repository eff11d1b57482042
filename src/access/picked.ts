import { sql } from 'kysely';
import { governingColumn } from '../kinds/governing.ts';
import type { RecordKind } from '../kinds/kind.ts';
import { Conflict, Forbidden } from '../domain/errors.ts';
import { allowed, used } from './conditions.ts';
import { remedy } from './remedy.ts';
import { idStatement, type RecordQuery } from './record-query.ts';
import type { RuleAction } from './rules.ts';
import { sessionOf, type Reading, type Session } from './session.ts';

/** Fills temp.picked with the records that the actor reads and the query means; returns their ids, in order. */
export async function pick(reading: Reading, kind: RecordKind, query: RecordQuery): Promise<number[]> {
  const session = sessionOf(reading);
  await session.trx.deleteFrom('picked').execute();
  await sql`insert into picked (id) ${await idStatement(session, kind, query)}`.execute(session.trx);
  return session.handle.prepare('select id from picked order by id').pluck().all() as number[];
}

/** Leaves out those that the container holds already; returns the others. */
export async function unpickIn(reading: Reading, kind: RecordKind, container: number): Promise<number[]> {
  const session = sessionOf(reading);
  const column = sql.ref(governingColumn(kind) ?? 'id');
  await sql`delete from picked where id in (select id from ${sql.table(kind.table)} where ${column} = ${container})`.execute(
    session.trx,
  );
  return session.handle.prepare('select id from picked order by id').pluck().all() as number[];
}

/** How many records the actor reads that the query means. */
export async function countMatching(reading: Reading, kind: RecordKind, query: RecordQuery): Promise<number> {
  const session = sessionOf(reading);
  const { rows } = await sql<{
    n: number;
  }>`select count(*) as n from (${await idStatement(session, kind, query)})`.execute(session.trx);
  return rows[0]?.n ?? 0;
}

/** Errors: Forbidden as soon as the actor may not do it to one of the picked records. */
export async function demandPicked(
  reading: Reading,
  kind: RecordKind,
  action: RuleAction,
  deed: string,
): Promise<void> {
  const session = sessionOf(reading);
  const [refused] = await pickedWhere(
    session,
    kind,
    sql`not coalesce(${await allowed(session, action, kind.name)}, 0)`,
  );
  if (refused === undefined) return;
  throw new Forbidden(
    `you may not ${deed} every ${kind.name} that is meant: id:${refused} is one of those`,
    await remedy(session, action, kind.name, refused),
  );
}

/** Deletes the picked records. Errors: Forbidden; Conflict while anything but one of them hangs on one. */
export async function deletePicked(reading: Reading, kind: RecordKind): Promise<void> {
  const session = sessionOf(reading);
  await demandPicked(reading, kind, 'delete', 'delete');
  const [bound] = await pickedWhere(session, kind, used(kind.name, { among: kind.table }));
  if (bound !== undefined)
    throw new Conflict(
      `${kind.name}/id:${bound} is in use: other records depend on it`,
      'Delete or change those first; nothing was deleted.',
    );
  await touchPicked(session, kind);
  await sql`delete from ${sql.table(kind.table)} where id in (select id from picked)`.execute(session.trx);
  if (kind.measurable) await sql`delete from object where id in (select id from picked)`.execute(session.trx);
}

async function pickedWhere(session: Session, kind: RecordKind, condition: ReturnType<typeof used>): Promise<number[]> {
  const { rows } = await sql<{
    id: number;
  }>`select t.id from ${sql.table(kind.table)} as t where t.id in (select id from picked) and ${condition} order by t.id limit 1`.execute(
    session.trx,
  );
  return rows.map(({ id }) => id);
}

/** A dataset's version is the date of the last change to its contents. */
async function touchPicked(session: Session, kind: RecordKind): Promise<void> {
  if (kind.governedBy !== 'dataset') return;
  await sql`update dataset set contents_changed_at = ${session.now} where id in (
    select dataset_id from ${sql.table(kind.table)} where id in (select id from picked))`.execute(session.trx);
}

/** Ids in order as ranges, first and last. */
export function ranges(ids: readonly number[]): [number, number][] {
  const out: [number, number][] = [];
  for (const id of ids) {
    const last = out.at(-1);
    if (last !== undefined && id === last[1] + 1) last[1] = id;
    else out.push([id, id]);
  }
  return out;
}
