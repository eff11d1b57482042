import { randomUUID } from 'node:crypto';
import { kindOf } from '../kinds/index.ts';
import { governingColumn, governingList, isHeld } from '../kinds/governing.ts';
import { isContainerTarget, selfReferences, type Draft, type RecordKind, type Stored } from '../kinds/kind.ts';
import { usesOf } from '../kinds/uses.ts';
import { Forbidden } from '../domain/errors.ts';
import { demandInsertInAll, demandUniqueWithin } from './placement.ts';
import { bulkInsert, withoutIndexes } from './bulk.ts';
import { storedColumns } from './dynamic.ts';
import { demandLinks, linkFaults } from './linking.ts';
import { insertable } from './lookup.ts';
import { demand } from './permit.ts';
import type { RuleSubject } from './rules.ts';
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

/** Errors: Forbidden unless the actor may insert into whatever governs the drafts, or create a record of an open kind. */
export async function demandInsert(writing: Writing, kind: RecordKind, drafts: readonly Draft[]): Promise<void> {
  const session = sessionOf(writing);
  if (kind.governedBy === 'everybody') await demand(session, 'create', kind.name, null, `create ${kind.plural}`);
  if (kind.governedBy === 'everybody' && kind.amends === undefined) return;
  const governing = governingList(kind);
  if (governing !== undefined)
    return demandInsertInAll(
      session,
      kind,
      drafts.flatMap(({ lists }) => (lists[governing.name] ?? []).map(Number)),
    );
  const permits = await insertable(writing, kind);
  for (const { values } of drafts) {
    if (permits(values)) continue;
    if (kind.amends !== undefined) throw new Forbidden(`you may not ${kind.amends.deed}`);
    if (kind.partOf === 'individual')
      await demand(
        session,
        'edit',
        'individual',
        Number(values['individual_id']),
        `add ${kind.plural} to this individual`,
      );
    else if (isHeld(kind)) {
      const holder = kind.governedBy as RuleSubject;
      const id = Number(values[governingColumn(kind) ?? '']);
      await demand(session, 'insert', holder, id, `insert ${kind.plural} into this ${holder}`);
    }
    if (kind.partOf !== undefined && kind.governedBy === 'project')
      throw new Forbidden(
        `you may not insert ${kind.plural} into this ${kind.partOf}`,
        'This needs the role collaborator in one of its projects.',
      );
    throw new Forbidden(`you may not register this ${kind.name}: its biocollection is managed`, registering);
  }
}

/** What a managed biocollection asks of who registers a voucher in it. */
export const registering =
  'This needs the role collaborator in the biocollection and in the dataset, and the right to edit the individual.';

/** Errors: Forbidden unless the actor may insert such records into the dataset, or, with none named, may anywhere at all. */
export async function demandInsertInto(reading: Reading, kind: RecordKind, dataset: number | undefined): Promise<void> {
  const session = sessionOf(reading);
  if (kind.governedBy === 'everybody') return demand(session, 'create', kind.name, null, `create ${kind.plural}`);
  if (dataset !== undefined)
    return demand(session, 'insert', 'dataset', dataset, `insert ${kind.plural} into this dataset`);
  return demand(session, 'create', 'job', null, `import ${kind.plural}`);
}

export interface Inserted {
  first: number;
  last: number;
  /** The vouchers that came with individuals. */
  vouchers?: Inserted;
}

/**
 * Stores drafts that were validated in this same state of the database, under contiguous ids in their order.
 * Another record of the kind that is itself among them is written as -(its place + 1).
 */
export async function insertRecords(
  writing: Writing,
  kind: RecordKind,
  drafts: readonly Draft[],
): Promise<Inserted | undefined> {
  if (drafts.length === 0) return undefined;
  const session = sessionOf(writing);
  await demandInsert(writing, kind, drafts);
  const faultOf = await linkFaults(writing, kind);
  for (const draft of drafts) demandLinks(faultOf(draft));
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
  const vouchers = await insertVouchers(writing, drafts, first);
  return { first, last, ...(vouchers === undefined ? {} : { vouchers }) };
}

/** The value of a column, in which another record of the kind may be written as -(its place + 1) among those that begin with this id. */
export function idsFrom(kind: RecordKind, first: number): (column: string, value: Stored) => Stored {
  const own = new Set(selfReferences(kind).map(({ column }) => column));
  return (column, value) => (typeof value === 'number' && value < 0 && own.has(column) ? first - value - 1 : value);
}

/** Those that stand in the rows of their individuals, which have ids only now. */
async function insertVouchers(
  writing: Writing,
  individuals: readonly Draft[],
  first: number,
): Promise<Inserted | undefined> {
  const drafts: Draft[] = [];
  for (const [at, { values, vouchers = [] }] of individuals.entries())
    for (const voucher of vouchers)
      drafts.push({
        ...voucher,
        values: { ...voucher.values, individual_id: first + at, dataset_id: values['dataset_id'] ?? null },
      });
  return drafts.length === 0 ? undefined : insertRecords(writing, kindOf('voucher'), drafts);
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
  for (const { name, list, to } of kind.fields) {
    const items = draft.lists[name];
    if (list === undefined || items === undefined) continue;
    if (list.item !== 'name') {
      // Those that the actor does not see stay in their places.
      const seen =
        to !== undefined && isContainerTarget(to) ? ` and "${list.item}" in (select container_id from reach)` : '';
      handle.prepare(`delete from "${list.table}" where "${list.owner}" = ?${seen}`).run(id);
      const last = handle
        .prepare(`select coalesce(max(position), ${list.from - 1}) from "${list.table}" where "${list.owner}" = ?`)
        .pluck()
        .get(id);
      for (const [position, item] of items.entries())
        handle
          .prepare(`insert into "${list.table}" ("${list.owner}", position, "${list.item}") values (?, ?, ?)`)
          .run(id, Number(last) + 1 + position, item);
      continue;
    }
    syncCategories(session, id, String(draft.values['type']), items, draft.lists[`${name} keys`] ?? []);
  }
}
