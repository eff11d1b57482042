import { identificationsOf, type IdentificationRow } from '../../access/identifications.ts';
import { findRecord, listRecords, storedRecord } from '../../access/records.ts';
import { type RecordPage, type RecordQuery } from '../../access/record-query.ts';
import type { Reading } from '../../access/session.ts';
import { NotFound, Usage } from '../../domain/errors.ts';
import { present } from '../../kinds/field-types.ts';
import { columnNamed, idReferences, takesIds } from '../../kinds/columns.ts';
import type { RecordKind } from '../../kinds/kind.ts';
import { narrowingOf, type NarrowingWishes } from './narrow.ts';

/** A record as people and programs see it: the CSV columns, and the id. */
export type Shown = Record<string, unknown> & { id: number };

/** One row of a page as an object; a number that has its own spelling (12.50) is a number here. */
export function shownRow({ columns }: Pick<RecordPage, 'columns'>, row: readonly unknown[]): Shown {
  const shown: Shown = { id: Number(row[0]) };
  for (const [at, { name, field }] of columns.entries()) shown[name] = present(field.type, row[at + 1]);
  return shown;
}

export async function showRecord(reading: Reading, kind: RecordKind, id: number): Promise<Shown> {
  const page = await listRecords(reading, kind, { ids: [id] });
  const [row] = page.rows;
  if (row === undefined) throw new NotFound(`there is no ${kind.name} id:${id} that you can see`);
  return shownRow(page, row);
}

/** As `individual show` has it. */
export const shownIdentification = ({
  id,
  taxon,
  identifier,
  date,
  modifier,
  notes,
  biocollection,
  biocollection_number,
  replaced_at,
  replaced_by,
}: IdentificationRow) => ({
  id,
  taxon,
  identifier,
  date: present('date', date),
  modifier,
  notes,
  biocollection,
  biocollection_number,
  replaced_at,
  replaced_by,
});

/** The record with what is kept of its former states. */
export async function showWhole(reading: Reading, kind: RecordKind, id: number): Promise<Shown> {
  const shown = await showRecord(reading, kind, id);
  if (kind.shows !== undefined) {
    const stored = storedRecord(reading, kind)(id);
    return { ...shown, ...Object.fromEntries(kind.shows.map((column) => [column, stored[column] ?? null])) };
  }
  if (kind.history === undefined) return shown;
  const rows = await identificationsOf(reading, kind, { ids: [id] });
  return { ...shown, identifications: rows.map(shownIdentification) };
}

export const showNamed = async (reading: Reading, kind: RecordKind, text: string): Promise<Shown> =>
  showWhole(reading, kind, (await findRecord(reading, kind, text)).id);

export interface ListWishes {
  filters: readonly string[];
  narrowing?: NarrowingWishes;
  limit?: number;
  after?: string;
  sort?: string;
}

/** A page of what the actor reads; `more` when it was cut. */
export async function listShown(
  reading: Reading,
  kind: RecordKind,
  wishes: ListWishes,
): Promise<{ rows: Shown[]; more: boolean }> {
  const query: RecordQuery = {
    filters: wishes.filters.map((text) => parseFilter(kind, text)),
    narrowing: await narrowingOf(reading, kind, wishes.narrowing ?? {}),
  };
  if (wishes.limit !== undefined) query.limit = wishes.limit;
  if (wishes.after !== undefined) query.after = (await findRecord(reading, kind, wishes.after)).id;
  if (wishes.sort !== undefined)
    query.sort = {
      column: wishes.sort.replace(/^-/, '').replaceAll('-', '_'),
      descending: wishes.sort.startsWith('-'),
    };
  const page = await listRecords(reading, kind, query);
  return { rows: page.rows.map((row) => shownRow(page, row)), more: page.more };
}

/** `field=value`. Errors: Usage. */
export function parseFilter(kind: RecordKind, text: string): { column: string; text: string } {
  const at = text.indexOf('=');
  if (text.slice(0, at).trim() === 'id') return { column: 'id', text: text.slice(at + 1).trim() };
  const typed = text.slice(0, Math.max(at, 0));
  const column = columnNamed(kind, typed) ?? kind.fields.find(({ name }) => name === typed);
  if (column === undefined)
    throw new Usage(
      at < 1 ? `the filter ${text} is not field=value` : `${kind.plural} have no field ${typed}`,
      `Fields: ${kind.fields.map(({ name }) => name).join(', ')}`,
    );
  const value = text.slice(at + 1);
  return { column: column.name, text: takesIds(kind, typed) ? idReferences(value) : value };
}
