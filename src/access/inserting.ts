import { randomUUID } from 'node:crypto';
import { selfReferences, type Draft, type RecordKind, type Stored } from '../kinds/kind.ts';
import { usesOf } from '../kinds/uses.ts';
import { bulkInsert, withoutIndexes } from './bulk.ts';
import { storedColumns } from './dynamic.ts';
import { demandUniqueWithin } from './placement.ts';
import { scopeInterner } from './scopes.ts';
import type { Session } from './session.ts';

const newUuid = (): Buffer => Buffer.from(randomUUID().replaceAll('-', ''), 'hex');

/** Stamps that the kind's table has beside its fields. */
function stamps(kind: RecordKind, session: Session): [string, () => unknown][] {
  const { now, actor } = session;
  if (kind.name === 'measurement') return [];
  return [
    ...(kind.measurable ? [] : ([['uuid', newUuid]] as [string, () => unknown][])),
    ...(kind.governedBy === 'everybody' ? ([['created_by', () => actor.id]] as [string, () => unknown][]) : []),
    ['created_at', () => now],
    ['updated_at', () => now],
  ];
}

export interface Inserted {
  first: number;
  last: number;
  /** The vouchers that came with individuals. */
  vouchers?: Inserted;
}

/**
 * Stores drafts that were validated in this same state of the database, and that the caller has asked about the right to store,
 * under contiguous ids in their order.
 * Another record of the kind that is itself among them is written as -(its place + 1).
 */
export async function insertDrafts(session: Session, kind: RecordKind, drafts: readonly Draft[]): Promise<Inserted> {
  // What a public project uses is asked for with the other invariants.
  if (usesOf(kind).length > 0) session.touched = true;
  const table = kind.measurable ? 'object' : kind.table;
  const used = session.handle.prepare('select seq from sqlite_sequence where name = ?').pluck().get(table);
  const first = Number(used ?? 0) + 1;
  const last = first + drafts.length - 1;
  if (kind.measurable) {
    const objects = bulkInsert(session, 'object', ['id', 'uuid', 'kind', 'dataset_id', 'parent_object_id']);
    for (const [at, { values }] of drafts.entries())
      for (const value of [
        first + at,
        newUuid(),
        kind.name,
        values['dataset_id'] ?? null,
        values['individual_id'] ?? null,
      ])
        objects.put(value);
    objects.end();
  }
  const columns = storedColumns(kind);
  const stamped = stamps(kind, session);
  const scoped = kind.governedBy === 'dataset';
  const scope = scoped ? scopeInterner(session) : undefined;
  const idOf = idsFrom(kind, first);
  withoutIndexes(session, kind.table, drafts.length, () => {
    const rows = bulkInsert(session, kind.table, [
      'id',
      ...columns,
      ...(scoped ? ['scope_id'] : []),
      ...stamped.map(([name]) => name),
    ]);
    for (const [at, draft] of drafts.entries()) {
      rows.put(first + at);
      for (const column of columns) rows.put(idOf(column, draft.values[column] ?? null));
      if (scope !== undefined) rows.put(scope(draft));
      for (const [, stamp] of stamped) rows.put(stamp());
    }
    rows.end();
  });
  insertLists(session, kind, drafts, first);
  if (scoped) await markDatasets(session, drafts);
  demandUniqueWithin(
    session,
    kind,
    drafts.map((_draft, at) => first + at),
  );
  return { first, last };
}

/** The value of a column, in which another record of the kind may be written as -(its place + 1) among those that begin with this id. */
export function idsFrom(kind: RecordKind, first: number): (column: string, value: Stored) => Stored {
  const own = new Set(selfReferences(kind).map(({ column }) => column));
  return (column, value) => (typeof value === 'number' && value < 0 && own.has(column) ? first - value - 1 : value);
}

function insertLists(session: Session, kind: RecordKind, drafts: readonly Draft[], first: number): void {
  for (const { name, list } of kind.fields) {
    if (list === undefined) continue;
    const extra = list.item === 'name' ? ['name_key'] : [];
    const items = bulkInsert(session, list.table, [list.owner, 'position', list.item, ...extra]);
    for (const [at, { lists }] of drafts.entries())
      for (const [position, item] of (lists[name] ?? []).entries())
        for (const value of [
          first + at,
          list.from + position,
          item,
          ...(extra.length > 0 ? [lists[`${name} keys`]?.[position]] : []),
        ])
          items.put(value);
    items.end();
  }
}

async function markDatasets(session: Session, drafts: readonly Draft[]): Promise<void> {
  const ids = [...new Set(drafts.map(({ values }) => Number(values['dataset_id'])))];
  await session.trx.updateTable('dataset').set({ contents_changed_at: session.now }).where('id', 'in', ids).execute();
}
