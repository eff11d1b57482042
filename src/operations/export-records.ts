import type { Access } from '../access/access.ts';
import { findContainer } from '../access/containers.ts';
import { auditRecords, endJob, startJob } from '../access/jobs.ts';
import { streamRecords } from '../access/records.ts';
import { type RecordQuery } from '../access/record-query.ts';
import { csvWriter, type Cell } from '../csv/write.ts';
import { containerKindOf } from '../kinds/containers.ts';
import { cell, present } from '../kinds/field-types.ts';
import type { RecordKind } from '../kinds/kind.ts';
import { parseFilter } from './records/show-records.ts';

export type ExportFormat = 'csv' | 'tsv' | 'jsonl' | 'json';

export interface ExportWishes {
  format: ExportFormat;
  dataset?: string;
  filters: readonly string[];
  arguments: unknown;
}

/** Writes what the actor reads at this moment, row by row; returns how many rows that were. */
export async function exportRecords(
  access: Access,
  kind: RecordKind,
  wishes: ExportWishes,
  write: (chunk: string) => Promise<void>,
): Promise<{ rows: number; job: number | null }> {
  let anonymous = false;
  const rows = await access.read(async (reading) => {
    anonymous = reading.actor.id === 0;
    const query: RecordQuery = { filters: wishes.filters.map((text) => parseFilter(kind, text)) };
    if (wishes.dataset !== undefined)
      query.datasets = [(await findContainer(reading, containerKindOf('dataset'), wishes.dataset)).id];
    const { columns, rows: records } = await streamRecords(reading, kind, query);
    const sink = sinkFor(wishes.format, columns, write);
    await sink.begin();
    let count = 0;
    for (const record of records) {
      count += 1;
      await sink.row(record);
    }
    await sink.end();
    return count;
  });
  return { rows, job: await recordJob(access, anonymous, kind, wishes, rows) };
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

interface Sink {
  begin(): Promise<void> | void;
  row(record: readonly unknown[]): Promise<void> | void;
  end(): Promise<void> | void;
}
type Columns = Awaited<ReturnType<typeof streamRecords>>['columns'];

function sinkFor(format: ExportFormat, columns: Columns, write: (chunk: string) => Promise<void>): Sink {
  if (format === 'csv' || format === 'tsv') {
    const csv = csvWriter(write, { delimiter: format === 'csv' ? ',' : '\t' });
    return {
      begin: () => csv.header(columns.map(({ name }) => name)),
      row: (record) => csv.row(columns.map(({ field }, at): Cell => cell(field.type, record[at + 1]))),
      end: () => csv.end(),
    };
  }
  let held = '';
  let first = true;
  const object = (record: readonly unknown[]): string =>
    JSON.stringify(
      Object.fromEntries(columns.map(({ name, field }, at) => [name, present(field.type, record[at + 1])])),
    );
  const flush = async (): Promise<void> => {
    const chunk = held;
    held = '';
    if (chunk !== '') await write(chunk);
  };
  return {
    begin: () => {
      if (format === 'json') held = '[';
    },
    row: (record) => {
      held += format === 'jsonl' ? `${object(record)}\n` : `${first ? '' : ','}\n${object(record)}`;
      first = false;
      return held.length > 64 * 1024 ? flush() : undefined;
    },
    end: () => {
      if (format === 'json') held += '\n]\n';
      return flush();
    },
  };
}
