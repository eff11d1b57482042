import type { Lookup } from '../../access/lookup.ts';
import { objectKinds, type Field, type ReferenceTarget } from '../../kinds/kind.ts';
import { isFound, resolveIndividual, type Resolved } from './resolve.ts';
import type { FieldReader } from './field-reader.ts';
import type { CellSource, ReaderOptions } from './row-reader.ts';
import { keepWithheld } from './withheld.ts';

const none: CellSource = () => '';
const hintColumns = ['link_dataset', 'link_collector', 'link_location'] as const;

/** A record of the kind that the row's trait points to; the trait is read before it. */
export function linkReader(
  field: Field,
  { sources, for: purpose }: Pick<ReaderOptions, 'sources' | 'for'>,
  lookups: ReadonlyMap<ReferenceTarget, Lookup>,
  resolveIn: (target: ReferenceTarget, text: string) => Resolved,
  sees: (field: Field, id: number) => boolean,
): FieldReader | undefined {
  const edits = purpose === 'edit';
  const source = sources.get(field.name);
  const hinting = hintColumns.map((name) => sources.get(name));
  const [dataset = none, collector = none, location = none] = hinting;
  const column = field.column ?? 'link_id';
  if (source === undefined && hinting.every((hint) => hint === undefined))
    return edits ? undefined : (_row, draft) => void (draft.values[column] = null);
  return (row, draft, report) => {
    const text = source?.(row) ?? '';
    const trait = draft.found['trait'];
    const given = { dataset: dataset(row), collector: collector(row), location: location(row) };
    if (text.trim() === '') {
      draft.values[column] = null;
      if (Object.values(given).some((hint) => hint.trim() !== ''))
        report({ code: 'missing-value', column: field.name, message: `${field.name} is missing` });
      return;
    }
    if (trait == null) return;
    const kindName = objectKinds.find((name) => name === trait['link_type']);
    if (kindName === undefined)
      return report({
        code: 'out-of-range',
        column: field.name,
        message: `${String(trait['export_name'])} is of type ${String(trait['type'])} and has no link`,
      });
    const found =
      kindName === 'individual' ? individual(text, given, draft.values['dataset_id']) : resolveIn(kindName, text);
    if (isFound(found)) draft.values[column] = found.id;
    else if (!keepWithheld(field, text, draft, edits, sees)) report({ column: field.name, value: text, ...found });
  };

  function individual(text: string, hints: Parameters<typeof resolveIndividual>[2], dataset_: unknown): Resolved {
    const lookup = lookups.get('individual');
    if (lookup === undefined) throw new Error('no lookup for individuals');
    return resolveIndividual(lookup, text, hints, typeof dataset_ === 'number' ? dataset_ : null, resolveIn);
  }
}
