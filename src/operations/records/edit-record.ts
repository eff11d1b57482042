import type { Access } from '../../access/access.ts';
import { auditRecords } from '../../access/jobs.ts';
import { listItems, lookupOf, probeOf } from '../../access/lookup.ts';
import { may } from '../../access/questions.ts';
import { deleteRecord, isUsed } from '../../access/record-removal.ts';
import { findRecord, storedRecord } from '../../access/records.ts';
import { addCategories, demandEdit, updateRecord } from '../../access/store.ts';
import type { Reading } from '../../access/session.ts';
import { Conflict, Forbidden, type Problem } from '../../domain/errors.ts';
import { nameKey } from '../../domain/name-key.ts';
import { objectKinds, selfReferences, type Draft, type Found, type RecordKind } from '../../kinds/kind.ts';
import { failure, type Texts } from './create-record.ts';
import { rowReader } from './row-reader.ts';
import { showRecord, type Shown } from './show-records.ts';

/** Changes the stated fields; an empty text clears one. What the actor may not see of the record stays as it is. */
export async function editRecord(
  access: Access,
  kind: RecordKind,
  ref: string,
  texts: Texts,
): Promise<Shown & { result: 'updated' | 'unchanged' }> {
  return access.write(async (writing) => {
    const { id } = await findRecord(writing, kind, ref);
    const label = `${kind.name}/${ref.replace(`${kind.name}/`, '')}`;
    const onlyCategories = await mayOnlyAddCategories(writing, kind, id, texts);
    const before = await showRecord(writing, kind, id);
    const base = await storedDraft(writing, kind, id);
    const sources = new Map(Object.entries(texts).map(([name, text]) => [name, () => text]));
    const problems: Problem[] = [];
    const reader = await rowReader(writing, kind, { sources, defaults: new Map(), base });
    const draft = reader.read([], 0, problems);
    problems.push(...reader.warnings);
    const unknown = problems.filter(({ code }) => code === 'unknown-reference');
    if (unknown.length > 0) throw failure(kind, unknown);
    // Who may not edit is told that, not what is wrong with the values.
    if (!onlyCategories) await demandEdit(writing, kind, id, label);
    if (draft === undefined) throw failure(kind, problems);
    if (onlyCategories) demandMoreCategories(base, draft);
    const same = probeOf(writing, kind)(draft.values);
    if (same !== undefined && same.id !== id)
      throw new Conflict(`another ${kind.name} is like that already`, `It is id:${same.id}.`, 'exists');
    refuseCircle(writing, kind, id, draft);
    if (await isUsed(writing, kind, id)) refuseOtherType(kind, base, draft);
    if (onlyCategories) await addCategories(writing, kind, id, draft);
    else await updateRecord(writing, kind, id, draft);
    const after = await showRecord(writing, kind, id);
    const changed = Object.keys(after).filter((key) => JSON.stringify(after[key]) !== JSON.stringify(before[key]));
    if (changed.length === 0) return { ...after, result: 'unchanged' };
    const pick = (row: Shown) => Object.fromEntries(changed.map((key) => [key, row[key]]));
    await auditRecords(writing, kind.name, { id, before: pick(before), after: pick(after) });
    return { ...after, result: 'updated' };
  });
}

/** The record as a draft, with what its references carry where the actor reads them. */
async function storedDraft(reading: Reading, kind: RecordKind, id: number): Promise<Draft> {
  const values = storedRecord(reading, kind, id);
  const lists = listItems(reading, kind, id);
  const found: Record<string, Found | null> = {};
  for (const { name, column, to, type, list } of kind.fields) {
    if (type === 'words' && list !== undefined)
      lists[`${name} keys`] = (lists[name] ?? []).map((item) => nameKey(String(item)));
    const target = values[column ?? ''];
    if (to !== undefined && typeof target === 'number')
      found[name] = (await lookupOf(reading, to)).byId(target) ?? null;
    if (type === 'object' && typeof target === 'number') found[name] = await foundObject(reading, target);
  }
  return { values, lists, found };
}

async function foundObject(reading: Reading, id: number): Promise<Found | null> {
  for (const kind of objectKinds) {
    const found = (await lookupOf(reading, kind)).byId(id);
    if (found !== undefined) return found;
  }
  return null;
}

/** A categorical trait in use takes new categories from any full user, and nothing else. */
async function mayOnlyAddCategories(reading: Reading, kind: RecordKind, id: number, texts: Texts): Promise<boolean> {
  if (kind.name !== 'trait' || Object.keys(texts).join() !== 'categories') return false;
  if (storedRecord(reading, kind, id)['type'] !== 'categorical') return false;
  return !(await may(reading, 'edit', 'trait', id)) && (await may(reading, 'create', 'trait', null));
}

function demandMoreCategories(base: Draft, draft: Draft): void {
  const [before, after] = [base.lists['categories'] ?? [], draft.lists['categories'] ?? []];
  if (before.some((name, at) => after[at] !== name))
    throw new Forbidden(
      'you may not change the categories of a trait that is in use',
      'You may add some: name the present ones first, as they are.',
    );
}

/** Errors: Conflict when a record would lie in itself. */
function refuseCircle(reading: Reading, kind: RecordKind, id: number, draft: Draft): void {
  for (const { name, column } of selfReferences(kind)) {
    for (
      let above = draft.values[column ?? ''];
      typeof above === 'number';
      above = storedRecord(reading, kind, above)[column ?? ''] ?? null
    )
      if (above === id)
        throw new Conflict(
          `the ${name} of a ${kind.name} cannot be itself, nor what lies in it`,
          `Choose another ${name}.`,
          'circle',
        );
  }
}

/** From one type to others that read the same values. */
const alike: Readonly<Record<string, readonly string[]>> = {
  categorical: ['ordinal'],
  ordinal: ['categorical'],
  integer: ['real'],
};

/** Stored values cannot be read as another type, so a trait that has any keeps its own, or one that means the same. */
function refuseOtherType(kind: RecordKind, base: Draft, draft: Draft): void {
  const [was, next] = [String(base.values['type']), String(draft.values['type'])];
  if (kind.name !== 'trait' || was === next || alike[was]?.includes(next) === true) return;
  throw new Conflict(`the trait has values of type ${was}, which cannot be read as ${next}`, 'Make a new trait.');
}

/** Deletes one record. Errors: Forbidden; Conflict while anything hangs on it. */
export async function deleteNamed(
  access: Access,
  kind: RecordKind,
  ref: string,
): Promise<{ result: 'deleted'; ref: string }> {
  return access.write(async (writing) => {
    const { id } = await findRecord(writing, kind, ref);
    const before = await showRecord(writing, kind, id);
    await deleteRecord(writing, kind, id, `${kind.name}/${ref.replace(`${kind.name}/`, '')}`);
    await auditRecords(writing, kind.name, { id, before });
    return { result: 'deleted', ref: `${kind.name}/id:${id}` };
  });
}
