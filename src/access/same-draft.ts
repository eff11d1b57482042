import { sameValue } from '../kinds/field-types.ts';
import type { Draft, FieldType, RecordKind } from '../kinds/kind.ts';

export const sameLists = (a: Draft, b: Draft): boolean =>
  Object.entries(b.lists).every(([name, items]) => {
    const others = a.lists[name] ?? [];
    return items.length === others.length && items.every((item, at) => item === others[at]);
  });

/** Whether nothing would be written: what only says the same in other words is no change. */
export function sameDraft(kind: RecordKind, a: Draft, b: Draft): boolean {
  const typeOf = (name: string): FieldType => kind.fields.find(({ column }) => column === name)?.type ?? 'text';
  const [stored, next] = [a.values, b.values];
  // Another spelling of a number is the same number.
  const sameNumber = typeof next['value'] === 'number' && next['value'] === stored['value'];
  return (
    Object.keys(next).every(
      (column) =>
        sameValue(typeOf(column), stored[column] ?? null, next[column] ?? null) || (column === 'raw' && sameNumber),
    ) && sameLists(a, b)
  );
}
