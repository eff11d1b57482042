import { randomUUID } from 'node:crypto';
import { selfReferences, type Draft, type RecordKind } from '../kinds/kind.ts';
import { Forbidden } from '../domain/errors.ts';
import { bulkInsert, withoutIndexes } from './bulk.ts';
import { storedColumns } from './dynamic.ts';
import { insertable } from './lookup.ts';
import { demand } from './permit.ts';
import { scopeInterner } from './scopes.ts';
import { syncCategories } from './trait-use.ts';
import { sessionOf, type Reading, type Session, type Writing } from './session.ts';

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

/** Errors: Forbidden unless the actor may insert into every dataset of the drafts, or create a record of an open kind. */
async function demandInsert(writing: Writing, kind: RecordKind, drafts: readonly Draft[]): Promise<void> {
  const session = sessionOf(writing);
  if (kind.governedBy === 'everybody') await demand(session, 'create', kind.name, null, `create ${kind.plural}`);
  if (kind.amends !== undefined) return demandParts(writing, kind, kind.amends, drafts);
  if (kind.governedBy === 'everybody') return;
  const permits = await insertable(writing, kind);
  for (const dataset of new Set(drafts.map(({ values }) => Number(values['dataset_id']))))
    if (!permits(dataset))
      await demand(session, 'insert', 'dataset', dataset, `insert ${kind.plural} into this dataset`);
}

async function demandParts(
  writing: Writing,
  kind: RecordKind,
  { column, deed }: NonNullable<RecordKind['amends']>,
  drafts: readonly Draft[],
): Promise<void> {
  const permits = await insertable(writing, kind);
  for (const whole of new Set(drafts.map(({ values }) => Number(values[column]))))
    if (!permits(whole)) throw new Forbidden(`you may not ${deed}`);
}

/** Errors: Forbidden unless the actor may insert such records into the dataset, or, with none named, may anywhere at all. */
export async function demandInsertInto(reading: Reading, kind: RecordKind, dataset: number | undefined): Promise<void> {
  const session = sessionOf(reading);
  if (kind.governedBy === 'everybody') return demand(session, 'create', kind.name, null, `create ${kind.plural}`);
  if (dataset !== undefined)
    return demand(session, 'insert', 'dataset', dataset, `insert ${kind.plural} into this dataset`);
  return demand(session, 'create', 'job', null, `import ${kind.plural}`);
}

/**
 * Stores drafts that were validated in this same state of the database, under contiguous ids in their order.
 * Another record of the kind that is itself among them is written as -(its place + 1).
 */
export async function insertRecords(
  writing: Writing,
  kind: RecordKind,
  drafts: readonly Draft[],
): Promise<{ first: number; last: number } | undefined> {
  if (drafts.length === 0) return undefined;
  const session = sessionOf(writing);
  await demandInsert(writing, kind, drafts);
  const table = kind.measurable ? 'object' : kind.table;
  const used = session.handle.prepare('select seq from sqlite_sequence where name = ?').pluck().get(table);
  const first = Number(used ?? 0) + 1;
  const last = first + drafts.length - 1;
  if (kind.measurable) {
    const objects = bulkInsert(session, 'object', ['id', 'uuid', 'kind', 'dataset_id', 'parent_object_id']);
    for (const [at, { values }] of drafts.entries())
      for (const value of [first + at, newUuid(), kind.name, values['dataset_id'] ?? null, null]) objects.put(value);
    objects.end();
  }
  const columns = storedColumns(kind);
  const stamped = stamps(kind, session);
  const scoped = kind.governedBy === 'dataset';
  const scope = scoped ? scopeInterner(session) : undefined;
  const own = new Set(selfReferences(kind).map(({ column }) => column));
  withoutIndexes(session, kind.table, drafts.length, () => {
    const rows = bulkInsert(session, kind.table, [
      'id',
      ...columns,
      ...(scoped ? ['scope_id'] : []),
      ...stamped.map(([name]) => name),
    ]);
    for (const [at, draft] of drafts.entries()) {
      rows.put(first + at);
      for (const column of columns) {
        const stored = draft.values[column] ?? null;
        rows.put(typeof stored === 'number' && stored < 0 && own.has(column) ? first - stored - 1 : stored);
      }
      if (scope !== undefined) rows.put(scope(draft));
      for (const [, stamp] of stamped) rows.put(stamp());
    }
    rows.end();
  });
  insertLists(session, kind, drafts, first);
  if (scoped) await markDatasets(session, drafts);
  return { first, last };
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

export const demandEdit = async (writing: Writing, kind: RecordKind, id: number, label: string): Promise<void> =>
  demand(sessionOf(writing), 'edit', kind.name, id, `edit ${label}`);

/** A full user may add categories to a categorical trait that is in use, and change nothing else of it. */
export async function addCategories(writing: Writing, kind: RecordKind, id: number, draft: Draft): Promise<void> {
  const session = sessionOf(writing);
  await demand(session, 'create', kind.name, null, 'add categories to traits');
  syncLists(session, kind, id, draft);
}

/** Brings the list tables to the draft's items; a category keeps its id, because measurements refer to it. */
export function syncLists(session: Session, kind: RecordKind, id: number, draft: Draft): void {
  const { handle } = session;
  for (const { name, list } of kind.fields) {
    const items = draft.lists[name];
    if (list === undefined || items === undefined) continue;
    if (list.item !== 'name') {
      handle.prepare(`delete from "${list.table}" where "${list.owner}" = ?`).run(id);
      for (const [position, item] of items.entries())
        handle
          .prepare(`insert into "${list.table}" ("${list.owner}", position, "${list.item}") values (?, ?, ?)`)
          .run(id, list.from + position, item);
      continue;
    }
    syncCategories(session, id, String(draft.values['type']), items, draft.lists[`${name} keys`] ?? []);
  }
}
