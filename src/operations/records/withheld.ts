import { withheldIn } from '../../access/lookup.ts';
import type { Problem } from '../../domain/errors.ts';
import { kindOf } from '../../kinds/index.ts';
import { isContainerTarget, withheld, type Draft, type Field, type RecordKind, type Stored } from '../../kinds/kind.ts';
import { namesAttribute } from '../../kinds/uses.ts';
import type { Unresolved } from './resolve.ts';

/** Fields whose record may be hidden from who reads the row, so that `withheld` may stand in their cell. */
export const mayBeWithheld = (field: Field): boolean => {
  const { type, to } = field;
  if (type === 'link' || namesAttribute(field)) return true;
  return to !== undefined && !isContainerTarget(to) && kindOf(to).governedBy !== 'everybody';
};

/**
 * What the text `withheld` means where nothing is called so: an edit keeps what is stored and hidden; a row of a file waits,
 * with the text itself in the column, for the stored row that it turns out to be. False when it means nothing.
 */
export function keepWithheld(
  field: Field,
  text: string,
  draft: Draft,
  edits: boolean,
  sees: (field: Field, id: number) => boolean,
): boolean {
  if (text.trim() !== withheld || field.column === undefined || !mayBeWithheld(field)) return false;
  if (!edits) {
    draft.values[field.column] = withheld;
    return true;
  }
  // The draft of an edit began as what is stored.
  const stored = draft.values[field.column];
  return typeof stored === 'number' && !sees(field, stored);
}

/** The same of one item of a list: the hidden items stay, so nothing is to be done for them. */
export const keepsWithheldItem = (field: Field, text: string, { lists }: Draft, edits: boolean): boolean =>
  text.trim() === withheld && mayBeWithheld(field) && (!edits || (lists[withheldIn(field.name)] ?? []).length > 0);

/** What remains of a list whose hidden items are named by one word, where the stored list has some. */
export const visibleItems = (field: Field, items: readonly Stored[], stored: Draft['lists']): readonly Stored[] =>
  (stored[withheldIn(field.name)] ?? []).length > 0 ? items.filter((item) => item !== withheld) : items;

/** A row that is not stored yet refers to nothing that is hidden. */
export function hiddenReference(kind: RecordKind, { values, lists }: Draft): Omit<Problem, 'line'> | undefined {
  const field = kind.fields.find(({ name, column }) =>
    column === undefined ? lists[name]?.includes(withheld) === true : values[column] === withheld,
  );
  if (field === undefined || !mayBeWithheld(field)) return undefined;
  const problem: Unresolved = {
    code: 'unknown-reference',
    message: `there is no ${field.to ?? 'record'} ${withheld} that you can see`,
  };
  return { ...problem, column: field.name, value: withheld };
}

/** What a row or an edit would put in the place of references that it may not see: those stay, and that must not pass unsaid. */
export function overwritten(
  kind: RecordKind,
  base: Draft,
  draft: Draft,
  sees: (field: Field, id: number) => boolean,
): Omit<Problem, 'line'>[] {
  return kind.fields.flatMap((field) => {
    const stored = base.values[field.column ?? ''];
    if (typeof stored !== 'number' || draft.values[field.column ?? ''] === stored || !mayBeWithheld(field)) return [];
    if (sees(field, stored)) return [];
    const message = `${field.name} refers to what you may not see, and so stays as it is`;
    return [{ code: 'withheld', column: field.name, message }];
  });
}
