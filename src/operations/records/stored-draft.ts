import { listItems, lookupOf, type Lookup } from '../../access/lookup.ts';
import { storedRecord } from '../../access/records.ts';
import type { Reading } from '../../access/session.ts';
import { nameKey } from '../../domain/name-key.ts';
import { objectKinds, type Draft, type Found, type RecordKind, type ReferenceTarget } from '../../kinds/kind.ts';

/** Reads records as drafts for an edit to start from, with what their references carry where the actor reads them. */
export async function draftReader(reading: Reading, kind: RecordKind): Promise<(id: number) => Draft> {
  const finders = new Map<ReferenceTarget, (id: number) => Found | null>();
  const finderOf = async (target: ReferenceTarget): Promise<(id: number) => Found | null> => {
    let finder = finders.get(target);
    if (finder === undefined) finders.set(target, (finder = remembering(await lookupOf(reading, target))));
    return finder;
  };
  const objects: ((id: number) => Found | null)[] = [];
  for (const { type, to } of kind.fields) {
    if (to !== undefined) await finderOf(to);
    if (type === 'object') for (const target of objectKinds) objects.push(await finderOf(target));
  }
  const hasLists = kind.fields.some(({ list }) => list !== undefined);
  const items = listItems(reading, kind);
  const stored = storedRecord(reading, kind);
  return (id) => {
    const values = stored(id);
    const lists = hasLists ? items(id) : {};
    const found: Record<string, Found | null> = {};
    for (const { name, column, to, type, list } of kind.fields) {
      if (type === 'words' && list !== undefined)
        lists[`${name} keys`] = (lists[name] ?? []).map((item) => nameKey(String(item)));
      const target = values[column ?? ''];
      if (typeof target !== 'number') continue;
      if (to !== undefined) found[name] = finders.get(to)?.(target) ?? null;
      if (type === 'object') found[name] = first(objects, target);
    }
    return { values, lists, found };
  };
}

function first(finders: readonly ((id: number) => Found | null)[], id: number): Found | null {
  for (const find of finders) {
    const found = find(id);
    if (found !== null) return found;
  }
  return null;
}

/** Many records refer to the same few. */
function remembering(lookup: Lookup): (id: number) => Found | null {
  const known = new Map<number, Found | null>();
  return (id) => {
    let found = known.get(id);
    if (found === undefined) known.set(id, (found = lookup.byId(id) ?? null));
    return found;
  };
}
