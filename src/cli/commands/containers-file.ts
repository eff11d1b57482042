import { exportColumns } from '../../kinds/columns.ts';
import type { ContainerFileKind } from '../../kinds/file-kinds.ts';
import type { ExportFormat } from '../../operations/export/sinks.ts';
import type { Context, Input, Outcome } from '../command.ts';
import { exportTo, formulaWarnings } from './export-to.ts';

/** `export biocollections` */
export async function exportContainersFile(
  kind: ContainerFileKind,
  input: Input,
  context: Context,
  { format, path, safe }: { format: ExportFormat; path: string | undefined; safe: boolean },
): Promise<Outcome> {
  const { access, manner } = context;
  const { fields } = manner;
  if (fields?.trim() === '?')
    return {
      text: exportColumns(kind)
        .map(({ name }) => `${name}\n`)
        .join(''),
    };
  const { exportContainers } = await import('../../operations/containers/export-containers.ts');
  const wishes = {
    format,
    spreadsheetSafe: safe,
    ...(fields === undefined ? {} : { fields }),
    arguments: { kind: kind.name, format, fields, spreadsheetSafe: safe, output: input.maybe('output') ?? null },
  };
  const things = (rows: number): string => `${rows} ${rows === 1 ? kind.name : kind.plural}`;
  const { outcome, exported } = await exportTo(path, input, context, things, (write) =>
    exportContainers(access, kind, wishes, write),
  );
  return { ...outcome, warnings: formulaWarnings(exported.formulas) };
}
