import type { RecordKind } from './kind.ts';

/** Ways to ask for some of the records by what they are about; `list` and `export` have an option for each. */
export const narrowings = ['dataset', 'project', 'taxon', 'location', 'trait', 'object', 'from', 'to'] as const;
export type NarrowingName = (typeof narrowings)[number];

/** How a kind leads to what it is about: by itself, by a field, or through the individual or the object it hangs on. */
export function leadsTo(kind: RecordKind, target: 'taxon' | 'location'): boolean {
  return (
    kind.name === target ||
    kind.fields.some(
      (field) => (field.name === target && field.to === target) || field.type === 'object' || field.to === 'individual',
    )
  );
}

/** Those that mean something to the kind. */
export function narrowingsOf(kind: RecordKind): readonly NarrowingName[] {
  const has = (name: string): boolean => kind.fields.some((field) => field.name === name);
  const means: Record<NarrowingName, boolean> = {
    dataset: kind.governedBy === 'dataset',
    project: kind.governedBy === 'dataset' || kind.governedBy === 'project',
    taxon: leadsTo(kind, 'taxon'),
    location: leadsTo(kind, 'location'),
    trait: has('trait'),
    object: kind.fields.some(({ type }) => type === 'object'),
    from: kind.fields.some(({ name, type }) => name === 'date' && type === 'date'),
    to: kind.fields.some(({ name, type }) => name === 'date' && type === 'date'),
  };
  return narrowings.filter((name) => means[name]);
}
