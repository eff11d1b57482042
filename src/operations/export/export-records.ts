import type { Access } from '../../access/access.ts';
import { streamRecords } from '../../access/records.ts';
import type { RecordQuery } from '../../access/record-query.ts';
import type { RecordKind } from '../../kinds/kind.ts';
import { narrowingOf, type NarrowingWishes } from '../records/narrow.ts';
import { parseFilter } from '../records/show-records.ts';
import { outputOf, placesOf } from './columns.ts';
import { recordExport } from './record-export.ts';
import { sinkFor, type ExportFormat } from './sinks.ts';
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
  const output = outputOf(wishes.spreadsheetSafe === true, () => (formulas += 1));
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
  return { ...written, formulas, job: await recordExport(access, anonymous, kind, wishes.arguments, written.rows) };
}
