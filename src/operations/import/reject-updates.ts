import { lookingInto } from '../../access/referring.ts';
import { storedRecord } from '../../access/records.ts';
import type { Reading } from '../../access/session.ts';
import type { Problem } from '../../domain/errors.ts';
import { selfReferences, type Draft, type RecordKind } from '../../kinds/kind.ts';
import { circleOf } from '../records/edit-limits.ts';
import { becoming, faultOf, misfitsOf, misfitText, type Becoming } from '../records/misfits.ts';
import { rowReader } from '../records/row-reader.ts';
import type { Validated } from './validate.ts';

type Faults = Map<number, Omit<Problem, 'line'>>;

/**
 * Rejects updates that only together with the other rows are wrong: a record would lie in itself, or what refers to it, stored
 * or new in the file, would not fit any more.
 */
export async function rejectUpdates(reading: Reading, kind: RecordKind, result: Validated): Promise<void> {
  if (lookingInto(kind).length === 0 && selfReferences(kind).length === 0) return;
  while (result.updates.length > 0) {
    const circles = circlesOf(reading, kind, result);
    const faults = circles.size > 0 ? circles : await misfitting(reading, kind, result);
    if (faults.size === 0) return;
    // Without those, the others may be at fault: what they relied on has changed.
    result.updates = result.updates.filter(({ id, line }) => {
      const fault = faults.get(id);
      if (fault === undefined) return true;
      result.problems.push({ line, ...fault });
      result.rejected += 1;
      result.warnings = result.warnings.filter((warning) => warning.line !== line);
      return false;
    });
  }
}

/** By the id of the record to be updated. */
function circlesOf(reading: Reading, kind: RecordKind, { updates, drafts }: Validated): Faults {
  const faults: Faults = new Map();
  if (selfReferences(kind).length === 0) return faults;
  const stored = storedRecord(reading, kind);
  const changed = new Map(updates.map(({ id, draft }) => [id, draft.values]));
  const valuesOf = (id: number): Draft['values'] | undefined =>
    id < 0 ? drafts[-id - 1]?.values : (changed.get(id) ?? stored(id));
  for (const { id, draft } of updates) {
    const circle = circleOf(kind, id, draft, valuesOf);
    if (circle !== undefined) faults.set(id, { code: circle.code, message: circle.message });
  }
  return faults;
}

async function misfitting(reading: Reading, kind: RecordKind, result: Validated): Promise<Faults> {
  const becomes = await becoming(reading, kind, result.updates);
  const drafts = new Map(result.updates.map(({ id, draft }) => [id, draft]));
  const misfits = await misfitsOf(reading, kind, becomes, drafts);
  const faults = await misfittingRows(reading, kind, result, becomes);
  for (const of of new Set(misfits.map((misfit) => misfit.of)))
    faults.set(of, { code: 'misfit', message: misfitText(misfits.filter((misfit) => misfit.of === of)) });
  return faults;
}

/** Rows of the file that refer to what others of its rows change. */
async function misfittingRows(
  reading: Reading,
  kind: RecordKind,
  { drafts, updates }: Validated,
  becomes: Becoming,
): Promise<Faults> {
  const own = lookingInto(kind).filter((reference) => reference.kind === kind);
  const faults: Faults = new Map();
  if (own.length === 0) return faults;
  const reader = await rowReader(reading, kind, { sources: new Map(), defaults: new Map(), for: 'edit' });
  const naming = kind.fields.find(({ name }) => name === kind.naming)?.column ?? '';
  for (const draft of [...drafts, ...updates.map((update) => update.draft)])
    for (const { column } of own) {
      const target = draft.values[column];
      if (typeof target !== 'number' || !becomes.has(target)) continue;
      const problem = faultOf(reader, own, draft, becomes);
      if (problem === undefined) continue;
      const name = `${kind.name}/${String(draft.values[naming])}`;
      const message = `${name} of the file would not fit: ${problem.column ?? ''} ${problem.message}`;
      faults.set(target, { code: 'misfit', message });
    }
  return faults;
}
