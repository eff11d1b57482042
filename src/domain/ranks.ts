import { bad, good } from './parsed.ts';
import type { Parsed } from './parsed.ts';
import { closest } from './suggest.ts';

const species = 210;
const clade = -100;

/** Ranks by name; the codes are OpenDataBio's, and a smaller one stands higher in the tree. */
export const ranks: ReadonlyMap<string, number> = new Map([
  ['clade', clade],
  ['kingdom', 0],
  ['subkingdom', 10],
  ['superphylum', 20],
  ['phylum', 30],
  ['subphylum', 40],
  ['superclass', 50],
  ['class', 60],
  ['subclass', 70],
  ['superorder', 80],
  ['order', 90],
  ['suborder', 100],
  ['superfamily', 110],
  ['family', 120],
  ['subfamily', 130],
  ['supertribe', 140],
  ['tribe', 150],
  ['subtribe', 160],
  ['genus', 180],
  ['subgenus', 190],
  ['section', 200],
  ['species', species],
  ['subspecies', 220],
  ['infraspecies', 230],
  ['variety', 240],
  ['subvariety', 250],
  ['form', 270],
  ['subform', 280],
]);

const aliases: Readonly<Record<string, string>> = {
  division: 'phylum',
  subdivision: 'subphylum',
  fam: 'family',
  gen: 'genus',
  subg: 'subgenus',
  sect: 'section',
  sp: 'species',
  subsp: 'subspecies',
  ssp: 'subspecies',
  var: 'variety',
  varietas: 'variety',
  subvar: 'subvariety',
  f: 'form',
  fo: 'form',
  forma: 'form',
  subf: 'subform',
};

const names = new Map([...ranks].map(([name, code]) => [code, name]));
const markers = new Map([
  [220, 'subsp.'],
  [230, 'infrasp.'],
  [240, 'var.'],
  [250, 'subvar.'],
  [270, 'f.'],
  [280, 'subf.'],
]);

const known = new Map<string, Parsed<number>>();
for (const [name, code] of ranks) {
  const parsed = Object.freeze(good(code));
  known.set(name, parsed).set(String(code), parsed);
  for (const [alias, meant] of Object.entries(aliases)) {
    if (meant === name) known.set(alias, parsed).set(`${alias}.`, parsed);
  }
}

/** A rank by name, abbreviation or code. Code `unknown-category`. */
export function parseRank(text: string): Parsed<number> {
  const found = known.get(text) ?? known.get(text.trim().toLowerCase());
  if (found !== undefined) return found;
  return bad('unknown-category', 'not a taxonomic rank', closest(text.trim(), ranks.keys()));
}

/** Throws RangeError for a code outside the table, which only a bug can store. */
export function rankName(code: number): string {
  const name = names.get(code);
  if (name === undefined) throw new RangeError(`no taxonomic rank has code ${code}`);
  return name;
}

const binomial = /^\p{Lu}[\p{L}-]+ (?:[×x] ?)?(?!spp?$)\p{Ll}[\p{Ll}-]+$/u;
const infraspecific = /^\p{Lu}[\p{L}-]+ .+ (subsp|ssp|var|forma|fo|f)\.? [\p{Ll}×][\p{Ll}-]+$/u;

/** The rank that a full name shows by its form; null where it does not. */
export function guessRank(name: string): number | null {
  if (binomial.test(name)) return species;
  const parsed = known.get(infraspecific.exec(name)?.[1] ?? '');
  return parsed?.ok === true ? parsed.value : null;
}

/** Composes a bare epithet with its parent's full name; a name that is whole already comes back unchanged. */
export function fullTaxonName(name: string, rank: number, parentFullName: string | null): string {
  if (parentFullName === null || rank < species || /\s/u.test(name)) return name;
  if (rank === species) return /^[\p{Ll}×]/u.test(name) ? `${parentFullName} ${name}` : name;
  const marker = markers.get(rank);
  return marker === undefined ? name : `${parentFullName} ${marker} ${name}`;
}

/** Strictly above, with clades exempt; what is below a species has a parent that is a species or below one itself. */
export function mayBeParent(parentRank: number, childRank: number): boolean {
  if (childRank > species) return parentRank >= species && parentRank < childRank;
  return parentRank === clade || childRank === clade || parentRank < childRank;
}
