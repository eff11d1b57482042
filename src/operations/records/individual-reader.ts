import type { Lookup } from '../../access/lookup.ts';
import { individualHints, type Draft, type Field, type ReferenceTarget } from '../../kinds/kind.ts';
import { isFound, resolveIndividual, type IndividualHints, type Resolved } from './resolve.ts';
import type { FieldReader } from './field-reader.ts';
import type { CellSource, Report } from './row-reader.ts';

/** Finds the individual that a row names; `target` is the dataset in which its tag is sought first. */
export type IndividualFinder = (text: string, target: number | null, row: readonly string[]) => Resolved;

const none: CellSource = () => '';
const noHints: IndividualHints = { dataset: '', collector: '', location: '' };

/** By tag and the columns that decide between equal tags; each text is looked up once. */
export function individualFinder(
  sources: ReadonlyMap<string, CellSource>,
  lookups: ReadonlyMap<ReferenceTarget, Lookup>,
  resolveIn: (target: ReferenceTarget, text: string) => Resolved,
): IndividualFinder {
  const [dataset = none, collector = none, place = none] = individualHints.map(({ name }) => sources.get(name));
  const hinted = individualHints.some(({ name }) => sources.has(name));
  const known = new Map<number | null, Map<string, Resolved>>();
  return (text, target, row) => {
    const hints = hinted ? { dataset: dataset(row), collector: collector(row), location: place(row) } : noHints;
    const key = hinted ? `${text}\u0000${hints.dataset}\u0000${hints.collector}\u0000${hints.location}` : text;
    let inTarget = known.get(target);
    if (inTarget === undefined) known.set(target, (inTarget = new Map()));
    let found = inTarget.get(key);
    const lookup = lookups.get('individual');
    if (lookup === undefined) throw new Error('no lookup for individuals');
    if (found === undefined) inTarget.set(key, (found = resolveIndividual(lookup, text, hints, target, resolveIn)));
    return found;
  };
}

/** A field that names an individual. */
export function individualReader(
  { name, column }: Field,
  source: CellSource,
  find: IndividualFinder,
  targetOf: (row: readonly string[]) => number | null,
  missing: (draft: Draft, report: Report) => void,
): FieldReader {
  return (row, draft, report) => {
    const text = source(row);
    if (text.trim() === '') return missing(draft, report);
    const found = find(text, targetOf(row), row);
    if (!isFound(found)) return report({ column: name, value: text, ...found });
    draft.found[name] = found;
    if (column !== undefined) draft.values[column] = found.id;
  };
}
