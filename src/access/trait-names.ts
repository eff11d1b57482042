import { nameKey } from '../domain/name-key.ts';
import { categoryKey, placeKey, spellingKey } from '../kinds/categories.ts';
import type { Found } from '../kinds/kind.ts';
import type { Session } from './session.ts';

/** Adds to a found trait what its cells may name: its categories by their own names, then by translated ones. */
export function categoryEnricher({ handle }: Session): (trait: Found) => void {
  const own = handle.prepare<[number], { name: string; id: number; position: number }>(
    'select name, id, position from trait_category where trait_id = ? order by position',
  );
  const translated = handle.prepare<[number], { key: string; id: number; name: string }>(
    `select distinct x.name_key as "key", k.id as id, k.name as name from translation x join trait_category k on k.id = x.category_id
      where x.trait_id = ? order by k.position`,
  );
  return (trait) => {
    for (const { name, id, position } of own.all(trait.id)) {
      trait[categoryKey(name)] = id;
      trait[spellingKey(name)] = name;
      trait[placeKey(id)] = position;
    }
    const candidates = new Map<string, { id: number; name: string }[]>();
    for (const { key, id, name } of translated.all(trait.id))
      if (trait[`category ${key}`] === undefined) candidates.set(key, [...(candidates.get(key) ?? []), { id, name }]);
    for (const [key, found] of candidates)
      trait[`category ${key}`] = found.length === 1 ? (found[0]?.id ?? null) : found.map(({ name }) => name).join(', ');
  };
}

/** Traits by their name for people, then by a translated one. There are few traits, and only a miss asks for them all. */
export function otherNamesOf(
  { handle }: Session,
  byId: (id: number) => Found | undefined,
): (text: string) => Generator<Found[]> {
  let own: Map<string, Set<number>> | undefined;
  const byName = handle
    .prepare<[string], number>('select distinct trait_id from translation where category_id is null and name_key = ?')
    .pluck();
  const found = (ids: Iterable<number>): Found[] => [...ids].flatMap((id) => byId(id) ?? []);
  return function* names(text) {
    if (own === undefined) {
      own = new Map();
      for (const { id, name } of handle.prepare<[], { id: number; name: string }>('select id, name from trait').all())
        own.set(nameKey(name), (own.get(nameKey(name)) ?? new Set()).add(id));
    }
    yield found(own.get(nameKey(text)) ?? []);
    yield found(byName.all(nameKey(text)));
  };
}
