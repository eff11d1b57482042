import type { Lookup } from '../../access/lookup.ts';
import { objectKinds, objectKindsText, type Field, type ReferenceTarget } from '../../kinds/kind.ts';
import type { IndividualFinder } from './individual-reader.ts';
import { isFound, type Resolved } from './resolve.ts';
import type { FieldReader } from './field-reader.ts';
import type { CellSource, ReaderOptions } from './row-reader.ts';
import { voucherFinder } from './voucher-finder.ts';

/** `object` with `object_type`, or one of the columns that are named for a kind. */
export function objectReader(
  field: Field,
  { sources, defaults }: Pick<ReaderOptions, 'sources' | 'defaults'>,
  lookups: ReadonlyMap<ReferenceTarget, Lookup>,
  individualIn: IndividualFinder,
  resolveIn: (target: ReferenceTarget, text: string) => Resolved,
): FieldReader {
  const none: CellSource = () => '';
  const of = (name: string): CellSource => sources.get(name) ?? none;
  const [object, type] = [of('object'), of('object_type')];
  const direct = objectKinds.flatMap((kindName) => {
    const source = sources.get(kindName);
    return source === undefined ? [] : [{ kindName, source }];
  });
  const voucherIn = voucherFinder(sources, lookups, individualIn, resolveIn);
  return (row, draft, report) => {
    let typed = type(row).trim().toLowerCase();
    let text = object(row);
    for (const way of direct) {
      const cell = way.source(row);
      if (cell.trim() === '') continue;
      if (text.trim() !== '')
        return report({
          code: 'duplicate-column',
          column: way.kindName,
          value: cell,
          message: 'the row names two objects',
        });
      typed = way.kindName;
      text = cell;
    }
    draft.found['object'] = null;
    if (text.trim() === '')
      return report({ code: 'missing-value', column: 'object', message: 'the object is missing' });
    if (typed === '')
      return report({
        code: 'missing-value',
        column: 'object_type',
        message: `object_type is missing: ${objectKindsText}`,
      });
    const kindName = objectKinds.find((name) => name === typed);
    if (kindName === undefined)
      return report({
        code: 'wrong-object-kind',
        column: 'object_type',
        value: typed,
        message: `must be ${objectKindsText}`,
      });
    const target = sources.has('dataset')
      ? resolveIn('dataset', sources.get('dataset')?.(row) ?? '')
      : defaults.get('dataset');
    const targetId = target !== undefined && isFound(target) ? target.id : null;
    const found =
      kindName === 'individual'
        ? individualIn(text, targetId, row)
        : kindName === 'voucher'
          ? voucherIn(text, targetId, row)
          : resolveIn(kindName, text);
    if (!isFound(found)) return report({ column: sources.has(kindName) ? kindName : 'object', value: text, ...found });
    draft.found['object'] = found;
    draft.values[field.column ?? 'object_id'] = found.id;
  };
}
