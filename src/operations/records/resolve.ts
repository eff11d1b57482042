import { locationsByPath, type Lookup } from '../../access/lookup.ts';
import { nameKey, shorten } from '../../domain/name-key.ts';
import { closest } from '../../domain/suggest.ts';
import { kindOf } from '../../kinds/index.ts';
import { isContainerTarget, type Found, type ReferenceTarget } from '../../kinds/kind.ts';

export interface Unresolved {
  code: 'unknown-reference' | 'ambiguous-reference';
  /** The column that names it, when that is another than the reference's own. */
  column?: string;
  value?: string;
  message: string;
  suggestion?: string;
}
export type Resolved = Found | Unresolved;
export const isFound = (resolved: Resolved): resolved is Found => 'id' in resolved;

/** Rows of the same file that others may refer to, under every key by which they can be named. */
export type Local = ReadonlyMap<string, readonly Found[]>;

const idReference = /^id:(\d{1,15})$/;
const shown = (text: string): string => shorten(text);

/** Finds what a cell names, among what the actor reads, and remembers it: files name the same few things over and over. */
export function resolver(target: ReferenceTarget, lookup: Lookup, local?: Local): (text: string) => Resolved {
  const known = new Map<string, Resolved>();
  return (text) => {
    let resolved = known.get(text);
    if (resolved === undefined) {
      resolved = resolve(target, lookup, text.trim(), local);
      if (isFound(resolved) || local === undefined) known.set(text, resolved);
    }
    return resolved;
  };
}

function resolve(target: ReferenceTarget, lookup: Lookup, text: string, local: Local | undefined): Resolved {
  const bare = text.startsWith(`${target}/`) ? text.slice(target.length + 1) : text;
  const id = idReference.exec(bare);
  if (id !== null) return lookup.byId(Number(id[1])) ?? unknown(target, bare);
  for (const found of candidates(target, lookup, bare)) {
    if (found.length > 1) return ambiguous(target, bare, found);
    if (found[0] !== undefined) return found[0];
  }
  for (const found of lookup.byOtherName?.(bare) ?? []) {
    if (found.length > 1) return ambiguous(target, bare, found);
    if (found[0] !== undefined) return found[0];
  }
  const inFile = local?.get(target === 'location' ? pathKey(bare) : nameKey(bare)) ?? [];
  if (inFile.length > 1)
    return { code: 'ambiguous-reference', message: `${inFile.length} rows of the file are called ${shown(bare)}` };
  return inFile[0] ?? (target === 'taxon' ? withoutAuthor(lookup, bare) : undefined) ?? unknown(target, bare, lookup);
}

/** `Reserve > North > Plot 1`, beginning with `>` when the first lies in nothing: how locations of one name are told apart. */
export const pathKey = (text: string): string => text.split('>').map(nameKey).join('>');

function* candidates(target: ReferenceTarget, lookup: Lookup, text: string): Generator<Found[]> {
  if (isContainerTarget(target)) yield lookup.by('name_key', nameKey(text));
  else if (target === 'location' && text.includes('>')) yield locationsByPath(lookup, text);
  else for (const { column, key } of kindOf(target).lookups) if (key(text) !== '') yield lookup.by(column, key(text));
}

/** `Pygoscelis adeliae (Hombron & Jacquinot, 1841)` is the taxon `Pygoscelis adeliae` if that is its author. */
function withoutAuthor(lookup: Lookup, text: string): Found | undefined {
  const words = text.split(/\s+/);
  for (let length = words.length - 1; length > 0; length -= 1) {
    const author = nameKey(words.slice(length).join(' '));
    const found = lookup
      .by('name_key', nameKey(words.slice(0, length).join(' ')))
      .find((taxon) => nameKey(String(taxon['author'] ?? '')) === author);
    if (found !== undefined) return found;
  }
  return undefined;
}

function unknown(target: ReferenceTarget, text: string, lookup?: Lookup): Unresolved {
  const isId = text.startsWith('id:');
  const suggestion = isId || lookup === undefined ? undefined : closest(text, lookup.names());
  const rule = isId && !idReference.test(text) ? '; an id is a whole number' : '';
  return {
    code: 'unknown-reference',
    message: `there is no ${target} ${shown(text)} that you can see${rule}`,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

const ambiguous = (target: ReferenceTarget, text: string, found: readonly Found[]): Unresolved => ({
  code: 'ambiguous-reference',
  message: `${found.length} records of the kind ${target} are called ${shown(text)}: ${found
    .slice(0, 5)
    .map(({ id }) => `id:${id}`)
    .join(', ')}`,
});

export interface IndividualHints {
  dataset: string;
  collector: string;
  location: string;
}

/**
 * An individual by its tag: the hints decide between equal tags, else the one in the target dataset is meant.
 * `resolveIn` resolves the hints themselves.
 */
export function resolveIndividual(
  lookup: Lookup,
  text: string,
  hints: IndividualHints,
  targetDataset: number | null,
  resolveIn: (target: ReferenceTarget, text: string) => Resolved,
): Resolved {
  const id = idReference.exec(text.trim());
  let found = id === null ? lookup.by('tag_key', nameKey(text)) : [lookup.byId(Number(id[1])) ?? []].flat();
  for (const [target, column, hint, hintColumn] of [
    ['dataset', 'dataset_id', hints.dataset, 'individual_dataset'],
    ['person', 'collector_id', hints.collector, 'individual_collector'],
    ['location', 'location_id', hints.location, 'individual_location'],
  ] as const) {
    if (hint === '') continue;
    const own = target === 'location' ? ownPlace(hint) : undefined;
    if (own !== undefined) {
      found = found.filter((one) => one['place_key'] === own);
      continue;
    }
    const named = resolveIn(target, hint);
    if (!isFound(named)) return { ...named, column: hintColumn, value: hint };
    found = found.filter((one) => one[column] === named.id);
  }
  if (found.length > 1 && hints.dataset === '') {
    const own = found.filter((one) => one['dataset_id'] === targetDataset);
    if (own.length > 0) found = own;
  }
  if (found.length > 1) return ambiguous('individual', text, found);
  return found[0] ?? unknown('individual', text, lookup);
}

/** An own position is written `latitude,longitude`; two are the same to seven decimals. */
function ownPlace(text: string): string | undefined {
  const parts = /^\s*(-?\d[\d.eE+-]*)\s*,\s*(-?\d[\d.eE+-]*)\s*$/.exec(text);
  return parts === null ? undefined : `${Math.round(Number(parts[1]) * 1e7)},${Math.round(Number(parts[2]) * 1e7)}`;
}
