import { listItems, lookupOf, type Lookup } from '../../access/lookup.ts';
import { storedRecord } from '../../access/records.ts';
import type { Reading } from '../../access/session.ts';
import { nameKey } from '../../domain/name-key.ts';
import { objectKinds, type Draft, type Found, type RecordKind, type ReferenceTarget } from '../../kinds/kind.ts';

/** Gives stored records as drafts, with what their references carry where the actor reads them. */
export async function storedDrafts(reading: Reading, kind: RecordKind): Promise<(id: number) => Draft> {
  const targets = kind.fields.flatMap((field): readonly ReferenceTarget[] =>
    field.type === 'object' ? objectKinds : field.to === undefined ? [] : [field.to],
  );
  const lookups = new Map<ReferenceTarget, Lookup>();
  for (const target of new Set(targets)) lookups.set(target, await lookupOf(reading, target));
  const find = (target: ReferenceTarget, id: number): Found | null => lookups.get(target)?.byId(id) ?? null;
  return (id) => {
    const values = storedRecord(reading, kind, id);
    const lists = listItems(reading, kind, id);
    const found: Record<string, Found | null> = {};
    for (const { name, column, to, type, list } of kind.fields) {
      if (type === 'words' && list !== undefined)
        lists[`${name} keys`] = (lists[name] ?? []).map((item) => nameKey(String(item)));
      const target = values[column ?? ''];
      if (typeof target !== 'number') continue;
      if (to !== undefined) found[name] = find(to, target);
      if (type === 'object') for (const one of objectKinds) found[name] ??= find(one, target);
    }
    return { values, lists, found };
  };
}
