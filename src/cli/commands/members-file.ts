import { Invalid, Usage, type Problem } from '../../domain/errors.ts';
import { memberColumns } from '../../kinds/member-columns.ts';
import type { ExportFormat } from '../../operations/export/sinks.ts';
import type { MembersImported } from '../../operations/members/import-members.ts';
import type { Context, Input, Outcome } from '../command.ts';
import { problemLine } from '../exit.ts';
import { databaseFiles } from '../named-files.ts';
import { exportTo } from './export-to.ts';
import { linesOf, warningLines } from './import/warnings.ts';

const shownProblems = 20;

/** Errors: Usage for options that mean something to records alone. */
function refuseOthers(input: Input, options: readonly string[]): void {
  for (const option of options)
    if (input.maybe(option) !== undefined || input.list(option) !== undefined || input.flag(option))
      throw new Usage(`--${option} means nothing to members`);
}

/** `import members FILE`, `options` being those that only records know. */
export async function importMembersFile(input: Input, context: Context, options: readonly string[]): Promise<Outcome> {
  refuseOthers(input, options);
  const { edges, config, access } = context;
  const { openSource } = await import('../../csv/source.ts');
  const { demandMemberImport, importMembers } = await import('../../operations/members/import-members.ts');
  const typed = input.arg(1);
  const file = typed === '-' ? 'standard input' : typed;
  const [delimiter, encoding] = [input.maybe('delimiter'), input.maybe('encoding')];
  const source = await openSource(typed, {
    cwd: edges.cwd,
    stdin: edges.stdin,
    spoolDir: edges.tmpdir,
    never: databaseFiles(config.db),
  }).catch(async (error: unknown) => {
    // What is wrong with a file is said to those who may import it.
    if (error instanceof Invalid) await demandMemberImport(access);
    throw error;
  });
  try {
    const { result, problems, warnings, hint } = await importMembers(access, source, {
      lower: input.flag('lower'),
      file,
      ...(delimiter === undefined ? {} : { delimiter }),
      ...(encoding === undefined ? {} : { encoding }),
      arguments: { kind: 'members', file, lower: input.flag('lower'), delimiter, encoding },
    });
    return outcome(result, { problems, warnings }, hint, context);
  } finally {
    source.close();
  }
}

function outcome(
  result: MembersImported,
  { problems, warnings }: { problems: readonly Problem[]; warnings: readonly Problem[] },
  hint: string | undefined,
  { manner, dryRun }: Context,
): Outcome {
  const { read, created, updated, unchanged, rejected, skipped, file, warning_groups: groups } = result;
  const failed = result.status === 'failed';
  const shown = manner.chosen && manner.format !== 'table' ? [] : problems.slice(0, shownProblems);
  const good = skipped === 1 ? 'the good one is' : `the ${skipped} good ones are`;
  const others = skipped === 0 ? '' : `; ${good} not stored either`;
  return {
    data: manner.chosen && manner.format === 'jsonl' ? [...linesOf({ problems, warnings }), result] : result,
    rows: { result: failed ? 'rejected' : created + updated > 0 ? 'updated' : 'unchanged', ...result },
    columns: ['status', 'kind', 'read', 'created', 'updated', 'unchanged', 'skipped', 'rejected'],
    say: [
      ...shown.map((problem) => problemLine(problem, file)),
      ...(shown.length > 0 && problems.length > shown.length
        ? [`${problems.length} problems in all; --json lists the first 100`]
        : []),
      failed
        ? `nothing was stored: ${rejected} of ${read} rows cannot be${others}`
        : `${dryRun ? 'would set' : 'set'} ${created + updated} of ${read} memberships; ${unchanged} unchanged`,
      ...(hint === undefined ? [] : [`hint: ${hint}`]),
    ],
    warnings: warningLines(warnings, groups, file),
    exit: failed ? 5 : 0,
  };
}

/** `export members [CONTAINER…]`, also by --dataset, --project and --group. */
export async function exportMembersFile(
  input: Input,
  context: Context,
  { format, path, options }: { format: ExportFormat; path: string | undefined; options: readonly string[] },
): Promise<Outcome> {
  refuseOthers(input, options);
  const { access, manner } = context;
  if (manner.fields?.trim() === '?') return { text: memberColumns.map(({ name }) => `${name}\n`).join('') };
  const { exportMembers } = await import('../../operations/members/export-members.ts');
  const containers = [
    ...input.rest(1),
    ...['project', 'dataset', 'group'].flatMap((kind) => {
      const name = input.maybe(kind);
      return name === undefined ? [] : [name.startsWith(`${kind}/`) ? name : `${kind}/${name}`];
    }),
  ];
  const wishes = {
    format,
    containers,
    ...(manner.fields === undefined ? {} : { fields: manner.fields }),
    arguments: { kind: 'members', format, containers, output: path ?? null },
  };
  const things = (rows: number): string => `${rows} memberships`;
  return (await exportTo(path, input, context, things, (write) => exportMembers(access, wishes, write))).outcome;
}

/** What `template --describe` says of each column. */
export const describedFields = ['column', 'required', 'type', 'aliases', 'example', 'help'] as const;

/** `template members` */
export const membersTemplate = (describe: boolean): Outcome => ({
  data: memberColumns.map(({ name, ...rest }) => ({ column: name, ...rest, aliases: [...rest.aliases] })),
  columns: describedFields,
  ...(describe ? {} : { text: `${memberColumns.map(({ name }) => name).join(',')}\n` }),
});
