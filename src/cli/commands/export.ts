import { basename, resolve } from 'node:path';
import { Usage } from '../../domain/errors.ts';
import type { ExportFormat, Exported, ExportWishes } from '../../operations/export/export-records.ts';
import { exportColumns } from '../../kinds/columns.ts';
import { isRecordKind, type FileKind } from '../../kinds/file-kinds.ts';
import type { RecordKind } from '../../kinds/kind.ts';
import { command, type Context, type Input } from '../command.ts';
import { demandFields } from '../fields.ts';
import { formats } from '../io.ts';
import { WholeFile } from '../whole-file.ts';
import { meansMembers } from '../../kinds/member-columns.ts';
import { narrowings } from '../../kinds/narrowing.ts';
import { exportMembersFile } from './members-file.ts';
import { narrowingOptions, narrowingWishes } from './narrowing.ts';
import { demandKind } from './template.ts';

const recordsAlone = ['filter', 'wide'];
const exportFormats = ['csv', 'tsv', 'jsonl', 'json'] as const;

export const exporting = command({
  words: 'export <kind> [container...]',
  summary: 'Write all records of a kind that you can see, as a file that imports again',
  options: {
    ...narrowingOptions(),
    filter: { kind: 'list', value: 'field=value', help: 'only those whose field is so' },
    wide: { kind: 'flag', help: 'measurements: a row for each object, date and person, a column for each trait' },
    'spreadsheet-safe': { kind: 'flag', help: "put a ' before cells that a spreadsheet would run as a formula" },
    group: { kind: 'value', value: 'group', help: 'members: only those of this group' },
    output: {
      kind: 'value',
      value: 'file',
      help: 'write to this file instead of standard output, and FILE.txt with citation, licence and policy beside a CSV',
    },
    force: { kind: 'flag', help: 'replace the file' },
  },
  examples: ['export measurements --from 2007 --fields simple', 'export members dataset/example --output roles.csv'],
  fields: 'own',
  needs: { action: 'read', subject: 'measurement' },
  formats: ['bibtex'],
  only: exportFormats,
  rule: 'It contains exactly what you may read at that moment.',
  writes: true,
  async run(input, context) {
    if (meansMembers(input.arg(0))) {
      const options = [
        ...narrowings.filter((name) => name !== 'dataset' && name !== 'project'),
        ...recordsAlone,
        'spreadsheet-safe',
      ];
      const [format, path] = [formatOf(undefined, context), outputOf(input, context)];
      return exportMembersFile(input, context, { format, path, options });
    }
    const kind = demandKind(input.arg(0));
    if (input.rest(1).length > 0 || input.maybe('group') !== undefined)
      throw new Usage(`${kind.plural} are not exported by container`, 'Narrow them with --dataset or --project.');
    if (!isRecordKind(kind)) {
      refuse(recordsAlone, kind, input);
      const format = formatOf(kind, context);
      const { exportContainersFile } = await import('./containers-file.ts');
      return exportContainersFile(kind, input, context, {
        format,
        path: outputOf(input, context),
        safe: safeOf(input, format),
      });
    }
    const wishes = await wishesOf(kind, input, context);
    if (context.manner.fields?.trim() === '?')
      return {
        text: exportColumns(kind)
          .map(({ name }) => `${name}\n`)
          .join(''),
      };
    const path = outputOf(input, context);
    const { exportRecords } = await import('../../operations/export/export-records.ts');
    const nowhere = async (): Promise<void> => undefined;
    if (path === undefined) {
      const write = context.dryRun ? nowhere : (chunk: string) => context.edges.stdout.write(chunk);
      const { rows, ...odd } = await exportRecords(context.access, kind, wishes, write);
      return { say: `exported ${counted(rows, kind, wishes)}`, ...warnings(odd) };
    }
    const [force, { db }] = [input.flag('force'), context.config];
    const file = new WholeFile(path, force, db);
    const ofDatasets = exportColumns(kind).some(({ name, field }) => name === 'dataset' && field.to === name);
    const beside = ofDatasets && wishes.format === 'csv' ? new WholeFile(`${path}.txt`, force, db) : undefined;
    const check = (): void => {
      file.check();
      beside?.check();
    };
    if (context.dryRun) {
      const { rows, ...odd } = await exportRecords(context.access, kind, wishes, nowhere);
      check();
      const say = `would export ${counted(rows, kind, wishes)} to ${path}`;
      return { data: { file: path, rows, sha256: null }, say, ...warnings(odd) };
    }
    try {
      let checked = false;
      const { rows, datasets, ...odd } = await exportRecords(context.access, kind, wishes, async (chunk) => {
        // The first piece comes after every question of rights, and before the export is recorded.
        if (!checked) check();
        checked = true;
        file.write(chunk);
      });
      if (beside !== undefined && datasets.length > 0) {
        const { sidecarText } = await import('../../operations/export/sidecar.ts');
        beside.write(await sidecarText(context.access, basename(path), datasets));
      }
      const sha256 = file.keep();
      if (datasets.length > 0) beside?.keep();
      const say = `exported ${counted(rows, kind, wishes)} to ${path}`;
      return { data: { file: path, rows, sha256 }, say, ...warnings(odd) };
    } finally {
      file.discard();
      beside?.discard();
    }
  },
});

const counted = (rows: number, kind: RecordKind, { wide }: ExportWishes): string =>
  wide === true
    ? `${rows} ${rows === 1 ? 'row' : 'rows'} of ${kind.plural}`
    : `${rows} ${rows === 1 ? kind.name : kind.plural}`;

function warnings({ formulas, left }: Pick<Exported, 'formulas' | 'left'>): { warnings: string[] } {
  const { cells = 0, links = 0, linkTraits = [] } = left ?? {};
  const one = 'has no place in a wide file and is left out; export without --wide for all';
  const many = 'have no place in a wide file and are left out; export without --wide for all';
  const traits = `${linkTraits.length === 1 ? 'the trait' : 'the traits'} ${linkTraits.join(', ')}`;
  const said = [
    formulas === 1
      ? '1 cell begins like a formula, which a spreadsheet would run; --spreadsheet-safe guards them'
      : `${formulas} cells begin like a formula, which a spreadsheet would run; --spreadsheet-safe guards them`,
    cells === 1 ? `1 note, reference or parent ${one}` : `${cells} notes, references and parents ${many}`,
    links === 1
      ? `1 measurement of ${traits}, which points to a record, ${one}`
      : `${links} measurements of ${traits}, which point to records, ${many}`,
  ];
  return { warnings: said.filter((_, at) => [formulas, cells, links][at] !== 0) };
}

/** Errors: Usage for a combination that there is not. */
async function wishesOf(kind: RecordKind, input: Input, context: Context): Promise<ExportWishes> {
  const narrowing = narrowingWishes(input);
  const { demandMeaning } = await import('../../operations/records/narrow.ts');
  demandMeaning(kind, narrowing);
  const format = formatOf(kind, context);
  const wide = input.flag('wide');
  if (wide && kind.name !== 'measurement') throw new Usage('only measurements have a wide form');
  const spreadsheetSafe = safeOf(input, format);
  const { fields } = context.manner;
  // The columns of a wide file are traits as well, which only the database knows.
  if (fields !== undefined && !wide && !['?', 'all', 'simple'].includes(fields.trim()))
    demandFields(
      fields,
      exportColumns(kind).map(({ name }) => name),
    );
  const filters = input.list('filter') ?? [];
  const said = { kind: kind.name, format, ...narrowing, filters, fields, wide, spreadsheetSafe };
  return {
    format,
    narrowing,
    filters,
    wide,
    spreadsheetSafe,
    ...(fields === undefined ? {} : { fields }),
    arguments: { ...said, output: input.maybe('output') ?? null },
  };
}

/** Errors: Usage for options that mean something to records alone. */
function refuse(options: readonly string[], { plural }: FileKind, input: Input): void {
  for (const option of [...narrowings, ...options])
    if (input.maybe(option) !== undefined || input.list(option) !== undefined || input.flag(option))
      throw new Usage(`--${option} means nothing to ${plural}`);
}

function safeOf(input: Input, format: ExportFormat): boolean {
  const safe = input.flag('spreadsheet-safe');
  if (safe && format !== 'csv' && format !== 'tsv')
    throw new Usage(`--spreadsheet-safe means nothing to ${format}`, 'It goes with -o csv and -o tsv.');
  return safe;
}

function formatOf(kind: FileKind | undefined, { manner }: Context): ExportFormat {
  if (!manner.chosen) return 'csv';
  if (manner.own === 'bibtex') {
    if (manner.fields !== undefined)
      throw new Usage('-o bibtex prints no fields', 'Leave out one of -o bibtex and --fields.');
    if (kind?.name !== 'reference')
      throw new Usage(
        `${kind?.plural ?? 'members'} are not written as BibTeX`,
        `References are; the others as ${exportFormats.join(', ')}.`,
      );
    return 'bibtex';
  }
  return exportFormats.find((format) => format === manner.format) ?? 'csv';
}

function outputOf(input: Input, { edges }: Context): string | undefined {
  const output = input.maybe('output');
  if (output === undefined) return undefined;
  if ((formats as readonly string[]).includes(output))
    throw new Usage('--output is a file', `The format is -o ${output}.`);
  return resolve(edges.cwd, output);
}
