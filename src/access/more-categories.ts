import type { Draft, RecordKind } from '../kinds/kind.ts';
import { permitted } from './permit.ts';
import { sameDraft } from './same-draft.ts';
import { sessionOf, type Reading } from './session.ts';

/** What any full user may do to a trait that is in use, and frozen for them in all else. */
export interface MoreCategories {
  /** Whether this one takes categories from the actor. */
  takes: (base: Draft) => boolean;
  /** The trait with more categories after those it has; undefined where the edit does anything else, or they may not. */
  of: (base: Draft, draft: Draft) => Draft | undefined;
}

/** The one decision for single edits and rows of files. */
export async function moreCategories(reading: Reading, kind: RecordKind): Promise<MoreCategories> {
  const may = kind.name === 'trait' && (await permitted(sessionOf(reading), 'create', 'trait', null));
  const takes: MoreCategories['takes'] = ({ values }) =>
    may && ['categorical', 'multiple'].includes(String(values['type']));
  return {
    takes,
    of(base, draft) {
      const [before, after] = [base.lists['categories'] ?? [], draft.lists['categories'] ?? []];
      if (!takes(base) || before.some((name, at) => after[at] !== name)) return undefined;
      // As it is stored, so that nothing else can come along.
      const { categories = [], 'categories keys': keys = [] } = draft.lists;
      const more: Draft = { ...base, lists: { ...base.lists, categories, 'categories keys': keys } };
      return sameDraft(kind, more, draft) ? more : undefined;
    },
  };
}
