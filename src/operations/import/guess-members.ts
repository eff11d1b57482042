import { columnNamed } from '../../kinds/columns.ts';
import type { Columned } from '../../kinds/file-kinds.ts';
import { memberColumns, memberKind } from '../../kinds/member-columns.ts';
import type { ColumnGuess } from './guess-columns.ts';

/** Memberships are no records, but their files are read alike. */
export const isOfMembers = (header: readonly string[], wanted: Columned | undefined): boolean =>
  wanted === memberKind ||
  (wanted === undefined &&
    memberColumns.every(
      ({ name, required }) => !required || memberGuesses(header).some(({ means }) => means === name),
    ));

export function memberGuesses(header: readonly string[]): ColumnGuess[] {
  const taken = new Set<string>();
  return header.map((text) => {
    const name = columnNamed(memberKind, text)?.name;
    const means = name === undefined || taken.has(name) ? null : name;
    taken.add(name ?? '');
    return { means, trait: null };
  });
}
