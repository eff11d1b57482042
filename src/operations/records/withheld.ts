import type { Problem } from '../../domain/errors.ts';
import { kindOf } from '../../kinds/index.ts';
import { isContainerTarget, withheld, type Draft, type Field, type RecordKind } from '../../kinds/kind.ts';
import type { Unresolved } from './resolve.ts';

/** Fields whose record may be hidden from who reads the row, so that `withheld` may stand in their cell. */
export const mayBeWithheld = ({ type, to }: Field): boolean =>
  type === 'link' || (to !== undefined && !isContainerTarget(to) && kindOf(to).governedBy !== 'everybody');

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

/** A row that is not stored yet refers to nothing that is hidden. */
export function hiddenReference(kind: RecordKind, { values }: Draft): Omit<Problem, 'line'> | undefined {
  const field = kind.fields.find(({ column }) => column !== undefined && values[column] === withheld);
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
