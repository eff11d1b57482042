import { kindOf } from '../kinds/index.ts';
import { governingColumn, governingList, isHeld } from '../kinds/governing.ts';
import { isContainerTarget, type Draft, type RecordKind } from '../kinds/kind.ts';
import { Forbidden } from '../domain/errors.ts';
import { insertDrafts, type Inserted } from './inserting.ts';
import { demandInsertInAll } from './placement.ts';
import { demandLinks, linkFaults } from './linking.ts';
import { insertable } from './lookup.ts';
import { demand } from './permit.ts';
import type { RuleSubject } from './rules.ts';
import { syncCategories } from './trait-use.ts';
import { sessionOf, type Reading, type Session, type Writing } from './session.ts';

export { idsFrom, type Inserted } from './inserting.ts';

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

/** Stores drafts that were validated in this same state of the database. Errors: Forbidden where the actor may not insert. */
export async function insertRecords(
  writing: Writing,
  kind: RecordKind,
  drafts: readonly Draft[],
): Promise<Inserted | undefined> {
  if (drafts.length === 0) return undefined;
  await demandInsert(writing, kind, drafts);
  const faultOf = await linkFaults(writing, kind);
  for (const draft of drafts) demandLinks(faultOf(draft));
  const range = await insertDrafts(sessionOf(writing), kind, drafts);
  const vouchers = await insertVouchers(writing, drafts, range.first);
  return vouchers === undefined ? range : { ...range, vouchers };
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

export const demandEdit = async (writing: Writing, kind: RecordKind, id: number, label: string): Promise<void> =>
  demand(sessionOf(writing), 'edit', kind.name, id, `edit ${label}`);

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
