import { externalId, withExternalId } from '../../domain/external-ids.ts';
import { freeText } from '../../domain/free-text.ts';
import type { Field } from '../../kinds/kind.ts';
import type { FieldReader } from './field-reader.ts';
import type { ReaderOptions } from './row-reader.ts';

/** Ids of all sources in one column, of single ones in columns of their own, or both, which must then agree. */
export function externalIdsReader(
  { name, column = name, with: known = [] }: Field,
  { sources, for: purpose }: Pick<ReaderOptions, 'sources' | 'for'>,
): FieldReader | undefined {
  const all = sources.get(name);
  const single = known.flatMap((one) => {
    const source = sources.get(one.name);
    return source === undefined ? [] : [{ name: one.name, source }];
  });
  const edits = purpose === 'edit';
  if (all === undefined && single.length === 0)
    return edits ? undefined : (_row, draft) => void (draft.values[column] = null);
  return (row, draft, report) => {
    const typed = all?.(row) ?? '';
    const text = freeText(typed);
    if (!text.ok) return report({ code: text.code, column: name, value: typed, message: text.message });
    // An edit of one source leaves the others as they are.
    let ids = all !== undefined ? text.value : edits ? String(draft.values[column] ?? '') : '';
    for (const one of single) {
      const id = one.source(row).trim();
      if (/[|\p{Cc}]/u.test(id))
        return report({ code: 'bad-character', column: one.name, value: id, message: 'is one id, without a |' });
      const other = all === undefined ? '' : externalId(ids, one.name);
      if (other !== '' && id !== '' && other !== id)
        return report({
          code: 'duplicate-column',
          column: one.name,
          value: id,
          message: `${name} says ${one.name}:${other}`,
        });
      if (all === undefined || id !== '') ids = withExternalId(ids, one.name, id);
    }
    draft.values[column] = ids.trim() === '' ? null : ids;
  };
}
