import { lookingInto } from '../../access/referring.ts';
import type { Reading } from '../../access/session.ts';
import type { RecordKind } from '../../kinds/kind.ts';
import { becoming, faultOf, misfitsOf, misfitText, type Becoming } from '../records/misfits.ts';
import { rowReader } from '../records/row-reader.ts';
import type { Validated } from './validate.ts';

/** Rejects updates after which what refers to the record, stored or new in the file, would not fit any more. */
export async function rejectMisfits(reading: Reading, kind: RecordKind, result: Validated): Promise<void> {
  if (result.updates.length === 0 || lookingInto(kind).length === 0) return;
  for (;;) {
    const faults = await faultsOf(reading, kind, result);
    if (faults.size === 0) return;
    // Without those, the others may be at fault: what they relied on has changed.
    result.updates = result.updates.filter(({ id, line }) => {
      const message = faults.get(id);
      if (message === undefined) return true;
      result.problems.push({ code: 'misfit', line, message });
      result.rejected += 1;
      return false;
    });
  }
}

/** By the id of the record to be updated, what it would do to others. */
async function faultsOf(reading: Reading, kind: RecordKind, result: Validated): Promise<Map<number, string>> {
  const becomes = await becoming(reading, kind, result.updates);
  const drafts = new Map(result.updates.map(({ id, draft }) => [id, draft]));
  const misfits = await misfitsOf(reading, kind, becomes, drafts);
  const faults = await faultsOfNew(reading, kind, result, becomes);
  for (const of of new Set(misfits.map((misfit) => misfit.of)))
    faults.set(of, misfitText(misfits.filter((misfit) => misfit.of === of)));
  return faults;
}

async function faultsOfNew(
  reading: Reading,
  kind: RecordKind,
  { drafts }: Validated,
  becomes: Becoming,
): Promise<Map<number, string>> {
  const own = lookingInto(kind).filter((reference) => reference.kind === kind);
  const reader = await rowReader(reading, kind, { sources: new Map(), defaults: new Map(), for: 'edit' });
  const faults = new Map<number, string>();
  for (const draft of drafts)
    for (const { column } of own) {
      const target = draft.values[column];
      if (typeof target !== 'number' || !becomes.has(target)) continue;
      const problem = faultOf(reader, own, draft, becomes);
      const name = String(draft.values[kind.fields.find((field) => field.name === kind.naming)?.column ?? ''] ?? '');
      if (problem !== undefined)
        faults.set(
          target,
          `${kind.name}/${name} of the file would not fit: ${problem.column ?? ''} ${problem.message}`,
        );
    }
  return faults;
}
