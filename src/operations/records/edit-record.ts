import type { Access } from '../../access/access.ts';
import { auditRecords } from '../../access/jobs.ts';
import { demandLinks, linkFaults } from '../../access/linking.ts';
import { probeOf } from '../../access/lookup.ts';
import { may } from '../../access/questions.ts';
import { deleteRecord } from '../../access/record-removal.ts';
import { findRecord } from '../../access/records.ts';
import { moreCategories } from '../../access/more-categories.ts';
import { placementDemand } from '../../access/placement.ts';
import { clearEdits, updateRecords } from '../../access/record-changes.ts';
import { sameDraft } from '../../access/same-draft.ts';
import { demandEdit } from '../../access/store.ts';
import { Conflict, Forbidden, type Problem } from '../../domain/errors.ts';
import type { RecordKind } from '../../kinds/kind.ts';
import { failure, type Texts } from './create-record.ts';
import { refuseCircle, refuseContradiction } from './edit-limits.ts';
import { becoming, misfitsOf, refuseMisfits } from './misfits.ts';
import { rowReader } from './row-reader.ts';
import { showRecord, showWhole, type Shown } from './show-records.ts';
import { draftReader } from './stored-draft.ts';

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
    const more = await moreCategories(writing, kind);
    const before = await showRecord(writing, kind, id);
    const base = (await draftReader(writing, kind))(id);
    const sources = new Map(Object.entries(texts).map(([name, text]) => [name, () => text]));
    const problems: Problem[] = [];
    const reader = await rowReader(writing, kind, { sources, defaults: new Map(), for: 'edit' });
    const draft = reader.read([], 0, problems, base);
    problems.push(...reader.warnings);
    const unknown = problems.filter(({ code }) => code === 'unknown-reference');
    if (unknown.length > 0) throw failure(kind, unknown);
    // Who may not edit is told that, not what is wrong with the values.
    const adds = more.takes(base) && Object.keys(texts).join() === 'categories';
    if (!adds || (await may(writing, 'edit', kind.name, id))) await demandEdit(writing, kind, id, label);
    else if (draft !== undefined && more.of(base, draft) === undefined) throw frozenCategories;
    if (draft === undefined) throw failure(kind, problems);
    await (
      await placementDemand(writing, kind)
    )(id, draft);
    demandLinks((await linkFaults(writing, kind))(draft, { id, draft: base }));
    const same = probeOf(writing, kind)(draft.values, draft.lists);
    if (same !== undefined && same.id !== id)
      throw new Conflict(`another ${kind.name} is like that already`, `It is id:${same.id}.`, 'exists');
    // Nothing is written for what is so already, or a dataset would have a new version without a change.
    if (sameDraft(kind, base, draft)) return { ...(await showWhole(writing, kind, id)), result: 'unchanged' };
    refuseCircle(writing, kind, id, draft);
    await refuseContradiction(writing, kind, id, base, draft);
    refuseMisfits(await misfitsOf(writing, kind, await becoming(writing, kind, [{ id, draft }])));
    const changes = [{ id, draft, base }];
    await updateRecords(writing, kind, changes, await clearEdits(writing, kind, changes));
    const after = await showRecord(writing, kind, id);
    const changed = Object.keys(after).filter((key) => JSON.stringify(after[key]) !== JSON.stringify(before[key]));
    if (changed.length === 0) return { ...(await showWhole(writing, kind, id)), result: 'unchanged' };
    const pick = (row: Shown) => Object.fromEntries(changed.map((key) => [key, row[key]]));
    await auditRecords(writing, kind.name, { id, before: pick(before), after: pick(after) });
    return { ...(await showWhole(writing, kind, id)), result: 'updated' };
  });
}

const frozenCategories = new Forbidden(
  'you may not change the categories of a trait that is in use',
  'You may add some: name the present ones first, as they are.',
);

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
