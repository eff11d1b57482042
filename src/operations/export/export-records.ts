import type { Access } from '../../access/access.ts';
import { auditRecords, endJob, startJob } from '../../access/jobs.ts';
import { streamRecords } from '../../access/records.ts';
import type { RecordQuery } from '../../access/record-query.ts';
import { Usage } from '../../domain/errors.ts';
import { cell, present, spelt } from '../../kinds/field-types.ts';
import type { Field, RecordKind } from '../../kinds/kind.ts';
import { narrowingOf, type NarrowingWishes } from '../records/narrow.ts';
import { parseFilter } from '../records/show-records.ts';
import { guarded, isFormula, isWords } from './guard.ts';
import { sinkFor, type ExportFormat, type OutputColumn } from './sinks.ts';
import { wideRows, type Left } from './wide.ts';

export type { ExportFormat };

export interface ExportWishes {
  format: ExportFormat;
  narrowing: NarrowingWishes;
  filters: readonly string[];
  /** `all`, `simple`, or names of fields. */
  fields?: string;
  wide?: boolean;
  spreadsheetSafe?: boolean;
  arguments: unknown;
}

export interface Exported {
  rows: number;
  job: number | null;
  /** Cells that a spreadsheet would run, written as they are. */
  formulas: number;
  /** What a wide file has no place for. */
  left: Left | undefined;
  /** The datasets of which there are rows, by name. */
  datasets: string[];
}

/** Writes what the actor reads at this moment, row by row. Errors: Usage for fields that the kind has not. */
export async function exportRecords(
  access: Access,
  kind: RecordKind,
  wishes: ExportWishes,
  write: (chunk: string) => Promise<void>,
): Promise<Exported> {
  let anonymous = false;
  let formulas = 0;
  const written = await access.read(async (reading) => {
    anonymous = reading.actor.id === 0;
    const query: RecordQuery = {
      filters: wishes.filters.map((text) => parseFilter(kind, text)),
      narrowing: await narrowingOf(reading, kind, wishes.narrowing),
      ...(wishes.wide === true ? { byOccasion: true } : {}),
    };
    const stream = await streamRecords(reading, kind, query);
    const wide = wishes.wide === true ? await wideRows(reading, kind, query, stream) : undefined;
    const columns = wide?.columns ?? stream.columns;
    const simple = wide === undefined ? kind.listed : wide.simple;
    const places = placesOf(wishes.fields, simple, columns);
    const sink = sinkFor(
      wishes.format,
      places.map((place) => output(columns[place])),
      write,
    );
    await sink.begin();
    let rows = 0;
    const datasets = new Set<string>();
    const governor = columns.findIndex(({ field, name }) => name === 'dataset' && field.to === 'dataset');
    const skip = wide === undefined ? 1 : 0;
    for (const row of wide?.rows ?? stream.rows) {
      rows += 1;
      if (governor >= 0) datasets.add(String(row[governor + skip]));
      await sink.row(places.map((place) => row[place + skip]));
    }
    await sink.end();
    return { rows, left: wide?.left(), datasets: [...datasets].toSorted() };
  });
  return { ...written, formulas, job: await recordJob(access, anonymous, kind, wishes, written.rows) };

  function output(column: { name: string; field: Field } | undefined): OutputColumn {
    if (column === undefined) throw new Error('no such column');
    const { type } = column.field;
    const mayBeFormula = isWords(type);
    return {
      name: column.name,
      present: (stored) => present(type, stored),
      cell: (stored) => {
        const text = cell(type, stored);
        // A number with a spelling of its own is a number to a spreadsheet too.
        if (!mayBeFormula || typeof text !== 'string' || (typeof stored === 'string' && stored.startsWith(spelt)))
          return text;
        if (wishes.spreadsheetSafe === true) return guarded(text);
        if (isFormula(text)) formulas += 1;
        return text;
      },
    };
  }
}

/** Which columns are written, and in which order. Errors: Usage. */
function placesOf(
  fields: string | undefined,
  simple: readonly string[],
  columns: readonly { name: string }[],
): number[] {
  const known = columns.map(({ name }) => name);
  const wanted =
    fields === undefined || fields.trim() === 'all'
      ? known
      : fields.trim() === 'simple'
        ? simple.filter((name) => known.includes(name))
        : fields.split(',').map((name) => name.trim());
  return wanted.map((name) => {
    const place = known.indexOf(name);
    if (place < 0) throw new Usage(`there is no field ${name}`, `The fields: simple, all, or of ${known.join(', ')}`);
    return place;
  });
}

/** Anonymous exports and dry runs leave no job. */
async function recordJob(
  access: Access,
  anonymous: boolean,
  kind: RecordKind,
  wishes: ExportWishes,
  rows: number,
): Promise<number | null> {
  if (access.dryRun || anonymous) return null;
  return access.write(async (writing) => {
    const id = await startJob(writing, { kind: `export ${kind.plural}`, arguments: wishes.arguments });
    await endJob(
      writing,
      id,
      'success',
      { read: rows, created: 0, updated: 0, unchanged: 0, skipped: 0, rejected: 0 },
      undefined,
    );
    await auditRecords(writing, kind.name, { after: { exported: rows }, job: id });
    return id;
  });
}
