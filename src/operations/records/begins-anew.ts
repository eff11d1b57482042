import type { Draft, RecordKind } from '../../kinds/kind.ts';

/**
 * What an edit empties when it says something else in the first column of the kind's history: that begins a new entry, and
 * of the former one nothing else holds. `given`: the fields that the edit states.
 */
export function forgetFormer(
  { history, fields }: RecordKind,
  base: Draft,
  draft: Draft,
  given: { has(field: string): boolean },
): void {
  const [lead = '', ...others] = history?.columns ?? [];
  const said = draft.values[lead] ?? null;
  // Without a taxon there is no new identification; what is left of the former is refused by name.
  if (said === null || said === (base.values[lead] ?? null)) return;
  for (const { name, column } of fields) {
    if (column === undefined || !others.includes(column) || given.has(name)) continue;
    draft.values[column] = null;
    draft.found[name] = null;
  }
}
