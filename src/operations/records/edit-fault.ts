import { storedRecord } from '../../access/records.ts';
import type { Reading } from '../../access/session.ts';
import { Conflict } from '../../domain/errors.ts';
import { selfReferences, type Draft, type RecordKind } from '../../kinds/kind.ts';

/** From one type to others that read the same values. */
const alike: Readonly<Record<string, readonly string[]>> = {
  categorical: ['ordinal'],
  ordinal: ['categorical'],
  integer: ['real'],
};

/** What makes a change of a stored record impossible, though each of its values is a good one. */
export function editFault(
  reading: Reading,
  kind: RecordKind,
  id: number,
  base: Draft,
  draft: Draft,
  isUsed: boolean,
): Conflict | undefined {
  return circle(reading, kind, id, draft) ?? (isUsed ? otherType(kind, base, draft) : undefined);
}

/** A record cannot lie in itself. */
function circle(reading: Reading, kind: RecordKind, id: number, draft: Draft): Conflict | undefined {
  for (const { name, column } of selfReferences(kind))
    for (
      let above = draft.values[column ?? ''];
      typeof above === 'number';
      above = storedRecord(reading, kind, above)[column ?? ''] ?? null
    )
      if (above === id)
        return new Conflict(
          `the ${name} of a ${kind.name} cannot be itself, nor what lies in it`,
          `Choose another ${name}.`,
          'circle',
        );
  return undefined;
}

/** Stored values cannot be read as another type, so a trait that has any keeps its own, or one that means the same. */
function otherType(kind: RecordKind, base: Draft, draft: Draft): Conflict | undefined {
  const [was, next] = [String(base.values['type']), String(draft.values['type'])];
  if (kind.name !== 'trait' || was === next || alike[was]?.includes(next) === true) return undefined;
  return new Conflict(`the trait has values of type ${was}, which cannot be read as ${next}`, 'Make a new trait.');
}
