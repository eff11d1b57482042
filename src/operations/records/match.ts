import { listItems, probeOf, type Probe } from '../../access/lookup.ts';
import type { Reading } from '../../access/session.ts';
import { sameValue } from '../../kinds/field-types.ts';
import { externalId } from '../../domain/external-ids.ts';
import { withheld, type Draft, type Field, type RecordKind, type Stored } from '../../kinds/kind.ts';
import { mayBeWithheld, visibleItems } from './withheld.ts';
import { kindOf } from '../../kinds/index.ts';

export type Match = { id: number; differs: string[] };

/** The stored record that the draft would be again, and the stated fields in which it differs. */
export function matchOf(
  reading: Reading,
  kind: RecordKind,
  probe: Probe,
  draft: Draft,
  stated: ReadonlySet<string>,
  seesEmail: (person: number) => boolean,
  sees: (field: Field, id: number) => boolean,
): Match | undefined {
  const stored = probe(draft.values, draft.lists);
  if (stored === undefined) return undefined;
  const differs: string[] = [];
  let lists: Record<string, Stored[]> | undefined;
  for (const field of kind.fields) {
    const { name, column, list, type } = field;
    if (type === 'vouchers' && draft.vouchers !== undefined && !keepsAll(reading, draft, stored.id)) differs.push(name);
    if (type === 'external-ids') {
      if (differentIds(field, stored, draft, stated)) differs.push(name);
      continue;
    }
    if (!stated.has(name) || type === 'object' || type === 'vouchers' || name === 'value') continue;
    if (column !== undefined && draft.values[column] === withheld && mayBeWithheld(field)) {
      const hidden = stored[column] ?? null;
      if (typeof hidden === 'number' && !sees(field, hidden)) draft.values[column] = hidden;
    }
    const other = column !== undefined && !sameValue(type, stored[column] ?? null, draft.values[column] ?? null);
    if (list !== undefined) lists ??= listItems(reading, kind)(stored.id);
    const items =
      list === undefined || sameItems(lists?.[name] ?? [], visibleItems(field, draft.lists[name] ?? [], lists ?? {}));
    // An address that the actor may not see is not compared: equal and unequal must look the same.
    if (type === 'email' && !seesEmail(stored.id)) continue;
    // Another file of the same name is another file.
    const contents = type === 'file' && stored['sha256'] !== draft.values['sha256'];
    if (other || !items || contents) differs.push(name);
  }
  return { id: stored.id, differs };
}

/** All of them where the row states all, else those of the sources that it has columns of. */
function differentIds(
  { name, column = name, with: sources = [] }: Field,
  stored: Readonly<Record<string, Stored>>,
  { values }: Draft,
  stated: ReadonlySet<string>,
): boolean {
  const [before, after] = [stored[column] ?? null, values[column] ?? null].map((ids) =>
    ids === null ? '' : String(ids),
  );
  if (stated.has(name)) return before !== after;
  return sources.some(
    (one) => stated.has(one.name) && externalId(before ?? '', one.name) !== externalId(after ?? '', one.name),
  );
}

/** Whether each voucher of the row is stored with the individual; it may have others. */
function keepsAll(reading: Reading, { values, vouchers = [] }: Draft, individual: number): boolean {
  const probe = probeOf(reading, kindOf('voucher'));
  return vouchers.every((voucher) => {
    const stored = probe({ ...voucher.values, individual_id: individual, dataset_id: values['dataset_id'] ?? null });
    return stored?.['biocollection_type'] === voucher.values['biocollection_type'];
  });
}

const sameItems = (a: readonly Stored[], b: readonly Stored[]): boolean =>
  a.length === b.length && a.every((item, at) => item === b[at]);
