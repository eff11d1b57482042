import { withArticle } from '../../domain/article.ts';
import { isUsed } from '../../access/record-removal.ts';
import { storedRecord } from '../../access/records.ts';
import { contradictedBy, keptCategories, unseenUses, type Unseen } from '../../access/trait-use.ts';
import type { Reading } from '../../access/session.ts';
import { Conflict } from '../../domain/errors.ts';
import { selfReferences, type Draft, type RecordKind } from '../../kinds/kind.ts';

/** Errors: Conflict when a record would lie in itself. */
export function refuseCircle(reading: Reading, kind: RecordKind, id: number, draft: Draft): void {
  const stored = storedRecord(reading, kind);
  const circle = circleOf(kind, id, draft, (above) => stored(above));
  if (circle !== undefined) throw circle;
}

/** `valuesOf`: what a record of the kind says, by id. */
export function circleOf(
  kind: RecordKind,
  id: number,
  { values }: Draft,
  valuesOf: (id: number) => Draft['values'] | undefined,
): Conflict | undefined {
  for (const { name, column = '' } of selfReferences(kind)) {
    const passed = new Set<number>();
    for (let above = values[column]; typeof above === 'number'; above = valuesOf(above)?.[column]) {
      if (above === id)
        return new Conflict(
          `the ${name} of ${withArticle(kind.name)} cannot be itself, nor what lies in it`,
          `Choose another ${name}.`,
          'circle',
        );
      // A circle further up is told of those that are in it.
      if (passed.has(above)) break;
      passed.add(above);
    }
  }
  return undefined;
}

/** From one type to others that read the same values. */
const alike: Readonly<Record<string, readonly string[]>> = {
  categorical: ['ordinal'],
  ordinal: ['categorical'],
  integer: ['real'],
};

/** A trait that has values keeps what they mean: its type, or one that reads the same, and limits within which they all lie. */
export async function refuseContradiction(
  reading: Reading,
  kind: RecordKind,
  id: number,
  base: Draft,
  draft: Draft,
): Promise<void> {
  if (kind.name !== 'trait') return;
  const used = await isUsed(reading, kind, id);
  const contradiction = contradictionOf(reading, kind, id, base, draft, {
    used: () => used,
    unseen: await unseenUses(reading, kind),
  });
  if (contradiction !== undefined) throw contradiction;
}

export function contradictionOf(
  reading: Reading,
  kind: RecordKind,
  id: number,
  base: Draft,
  draft: Draft,
  { used, unseen }: { used: (id: number) => boolean; unseen: Unseen },
): Conflict | undefined {
  if (kind.name !== 'trait' || !used(id)) return undefined;
  const [was, next] = [String(base.values['type']), String(draft.values['type'])];
  if (was !== next && alike[was]?.includes(next) !== true)
    return new Conflict(`the trait has values of type ${was}, which cannot be read as ${next}`, 'Make a new trait.');
  const keys = draft.lists['categories keys'];
  const removed = keys === undefined ? undefined : keptCategories(reading, id, was, keys, unseen);
  if (removed !== undefined) return removed;
  const contradicted = contradictedBy(reading, id, base.values, draft.values, unseen);
  return contradicted === undefined
    ? undefined
    : new Conflict(`the trait cannot be changed so: ${contradicted}`, 'Make a new trait.');
}
