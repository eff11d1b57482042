import { sql } from 'kysely';
import { containerKindOf } from '../kinds/containers.ts';
import { governingColumn, isHeld } from '../kinds/governing.ts';
import { kinds } from '../kinds/index.ts';
import type { RecordKind } from '../kinds/kind.ts';
import { usersOf } from '../kinds/uses.ts';
import type { ContainerRow } from './containers.ts';
import { Conflict, Forbidden } from '../domain/errors.ts';
import { allowed, used } from './conditions.ts';
import { demand } from './permit.ts';
import { sessionOf, type Reading, type Session, type Writing } from './session.ts';

/** Whether anything refers to the record, seen by the actor or not. */
export async function isUsed(reading: Reading, kind: RecordKind, id: number): Promise<boolean> {
  const { rows } = await sql<{
    yes: number;
  }>`select ${used(kind.name)} as yes from ${sql.table(kind.table)} as t where t.id = ${id}`.execute(
    sessionOf(reading).trx,
  );
  return rows[0]?.yes === 1;
}

/** Deletes one record; refused while anything hangs on it, seen or not. */
export async function deleteRecord(writing: Writing, kind: RecordKind, id: number, label: string): Promise<void> {
  const session = sessionOf(writing);
  await demand(session, 'delete', kind.name, id, `delete ${label}`);
  if (await isUsed(writing, kind, id))
    throw new Conflict(`${label} is in use: other records depend on it`, 'Delete or change those first.');
  await touchDatasets(session, kind, [id]);
  await sql`delete from ${sql.table(kind.table)} as t where t.id = ${id} and ${await allowed(session, 'delete', kind.name)}`.execute(
    session.trx,
  );
  if (kind.measurable) await session.trx.deleteFrom('object').where('id', '=', id).execute();
}

/** Marks the datasets of these rows as changed now: a dataset's version is the date of its last change. */
export async function touchDatasets(session: Session, kind: RecordKind, ids: readonly number[]): Promise<void> {
  if (kind.governedBy !== 'dataset' || ids.length === 0) return;
  await sql`update dataset set contents_changed_at = ${session.now} where id in (select dataset_id from ${sql.table(kind.table)} where id in (select value from json_each(${JSON.stringify(ids)})))`.execute(
    session.trx,
  );
}

const heldBy = (container: ContainerRow): RecordKind[] =>
  kinds.filter((kind) => isHeld(kind) && kind.governedBy === container.kind);

/** Whether the container holds any record, whoever may see it. */
export async function holdsRecords(reading: Reading, container: ContainerRow): Promise<boolean> {
  const { trx } = sessionOf(reading);
  for (const kind of heldBy(container)) {
    const { rows } =
      await sql`select 1 from ${sql.table(kind.table)} as t where ${holderOf(kind)} = ${container.id} limit 1`.execute(
        trx,
      );
    if (rows.length > 0) return true;
  }
  return false;
}

/** The kinds of records that use an attribute, whoever may see them. */
export const usersAmong = (reading: Reading, container: ContainerRow): RecordKind[] =>
  usersOf(container.kind).flatMap(({ kind, field: { column, list } }) => {
    const [table, named] = list === undefined ? [kind.table, column] : [list.table, list.item];
    const one = sessionOf(reading).handle.prepare(`select 1 from "${table}" where "${named}" = ? limit 1`);
    return one.get(container.id) === undefined ? [] : [kind];
  });

const holderOf = (kind: RecordKind) => sql.ref(`t.${governingColumn(kind)}`);

/** Deletes every record that the container holds, or, where the actor may not delete one of them or others depend on it, none. */
export async function deleteContents(writing: Writing, container: ContainerRow): Promise<Record<string, number>> {
  const label = `${container.kind}/${container.name}`;
  const session = sessionOf(writing);
  const { trx } = session;
  const counts: Record<string, number> = {};
  // Those that hang on others go first.
  for (const kind of heldBy(container).toReversed()) {
    const table = sql.table(kind.table);
    const held = sql`${holderOf(kind)} = ${container.id}`;
    const { rows: kept } =
      await sql`select 1 from ${table} as t where ${held} and not coalesce(${await allowed(session, 'delete', kind.name)}, 0) limit 1`.execute(
        trx,
      );
    if (kept.length > 0) throw new Forbidden(`you may not delete every record of ${label}`);
    const { rows: bound } =
      await sql`select 1 from ${table} as t where ${held} and ${used(kind.name, { outside: container.id })} limit 1`.execute(
        trx,
      );
    if (bound.length > 0)
      throw new Conflict(
        `records of other ${containerKindOf(container.kind).plural} depend on those of ${label}`,
        'Delete or change those first.',
      );
    const { numAffectedRows } = await sql`delete from ${table} as t where ${held}`.execute(trx);
    if (kind.measurable)
      await sql`delete from object where dataset_id = ${container.id} and kind = ${kind.name}`.execute(trx);
    counts[kind.name] = Number(numAffectedRows ?? 0n);
  }
  return counts;
}
