import { nameKey } from '../domain/name-key.ts';
import { bad, good, type Parsed } from '../domain/parsed.ts';
import { closest } from '../domain/suggest.ts';
import type { Found } from './kind.ts';

/** What a found trait carries of its categories, beside its columns: `category KEY` → id, or a text where two have that name. */
export const categoryKey = (name: string): string => `category ${nameKey(name)}`;
/** `spelling KEY` → the name as it is written. */
export const spellingKey = (name: string): string => `spelling ${nameKey(name)}`;
/** `place ID` → its place among the trait's categories. */
export const placeKey = (id: number): string => `place ${id}`;

/** The id of the category at a place, 1 the first. */
export const categoryAt = (trait: Found, place: number): number | undefined =>
  Object.entries(trait).flatMap(([key, at]) =>
    key.startsWith('place ') && at === place ? [Number(key.slice(6))] : [],
  )[0];

/** The id of the category that a cell names, by its own name or a translated one. */
export function categoryOf(trait: Found, text: string): Parsed<number> {
  const id = trait[categoryKey(text)];
  if (typeof id === 'number') return good(id);
  const name = String(trait['export_name']);
  if (typeof id === 'string')
    return bad('ambiguous-reference', `is the translated name of several categories of ${name}: ${id}`);
  const names = Object.entries(trait).flatMap(([key, spelling]) =>
    key.startsWith('spelling ') ? [String(spelling)] : [],
  );
  return bad('unknown-category', `is not a category of ${name}`, closest(text, names));
}

/** A cell split on the first of `|`, `;` and `,` that it has. */
export function categoryParts(text: string): string[] {
  const separator = ['|', ';', ','].find((sign) => text.includes(sign));
  return separator === undefined ? [text] : text.split(separator).filter((part) => part.trim() !== '');
}

/** Several categories in one cell, split on the first of `|`, `;` and `,` that it has; their ids in the trait's order, joined by `|`. */
export function categoriesOf(trait: Found, text: string): Parsed<string> {
  // A name may itself have a comma or a semicolon.
  const whole = categoryOf(trait, text);
  if (whole.ok) return good(String(whole.value));
  const parts = categoryParts(text);
  if (parts.length === 0) return bad('missing-value', 'names no category');
  const ids: number[] = [];
  for (const part of parts) {
    const category = categoryOf(trait, part);
    if (!category.ok)
      return parts.length === 1 ? category : { ...category, message: `${part.trim()} ${category.message}` };
    if (ids.includes(category.value)) return bad('duplicate-value', `${part.trim()} stands in the list twice`);
    ids.push(category.value);
  }
  const place = (id: number): number => Number(trait[placeKey(id)]);
  return good(ids.toSorted((a, b) => place(a) - place(b)).join('|'));
}
