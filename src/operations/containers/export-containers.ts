import type { Access } from '../../access/access.ts';
import { readableContainers } from '../../access/containers.ts';
import { exportColumns } from '../../kinds/columns.ts';
import type { ContainerFileKind } from '../../kinds/file-kinds.ts';
import { outputOf, placesOf } from '../export/columns.ts';
import { recordExport } from '../export/record-export.ts';
import { sinkFor, type ExportFormat } from '../export/sinks.ts';
import { present } from './show-containers.ts';

export interface ContainerExportWishes {
  format: ExportFormat;
  /** `all`, `simple`, or names of fields. */
  fields?: string;
  spreadsheetSafe: boolean;
  arguments: unknown;
}

/** Writes the containers that the actor reads, as a file that imports again. Errors: Usage for fields that there are not. */
export async function exportContainers(
  access: Access,
  kind: ContainerFileKind,
  wishes: ContainerExportWishes,
  write: (chunk: string) => Promise<void>,
): Promise<{ rows: number; job: number | null; formulas: number }> {
  let anonymous = false;
  let formulas = 0;
  const columns = exportColumns(kind);
  const places = placesOf(wishes.fields, kind.container.listed, columns);
  const output = outputOf(wishes.spreadsheetSafe, () => (formulas += 1));
  const rows = await access.read(async (reading) => {
    anonymous = reading.actor.id === 0;
    const sink = sinkFor(
      wishes.format,
      places.map((place) => output(columns[place])),
      write,
    );
    await sink.begin();
    const shown = await present(reading, kind.container, await readableContainers(reading, kind.container));
    for (const row of shown) await sink.row(places.map((place) => row[columns[place]?.name ?? ''] ?? null));
    await sink.end();
    return shown.length;
  });
  return { rows, formulas, job: await recordExport(access, anonymous, kind, wishes.arguments, rows) };
}
