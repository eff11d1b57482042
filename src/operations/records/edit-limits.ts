import { storedRecord } from '../../access/records.ts';
import type { Reading } from '../../access/session.ts';
import { Conflict } from '../../domain/errors.ts';
import { selfReferences, type Draft, type RecordKind } from '../../kinds/kind.ts';

/** Errors: Conflict when a record would lie in itself. */
export function refuseCircle(reading: Reading, kind: RecordKind, id: number, draft: Draft): void {
  const references = selfReferences(kind);
  if (references.length === 0) return;
  const stored = storedRecord(reading, kind);
  for (const { name, column } of references) {
    for (let above = draft.values[column ?? '']; typeof above === 'number'; above = stored(above)[column ?? ''] ?? null)
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
export async function refuseOtherType(
  kind: RecordKind,
  base: Draft,
  draft: Draft,
  used: () => Promise<boolean>,
): Promise<void> {
  const [was, next] = [String(base.values['type']), String(draft.values['type'])];
  if (kind.name !== 'trait' || was === next || alike[was]?.includes(next) === true || !(await used())) return;
  throw new Conflict(`the trait has values of type ${was}, which cannot be read as ${next}`, 'Make a new trait.');
}
