import { Usage } from '../../domain/errors.ts';
import { memberColumns } from '../../kinds/member-columns.ts';
import type { ExportFormat } from '../../operations/export/sinks.ts';
import type { Context, Input, Outcome } from '../command.ts';
import { exportTo } from './export-to.ts';

/** Errors: Usage for options that mean something to records alone. */
function refuseOthers(input: Input, options: readonly string[]): void {
  for (const option of options)
    if (input.maybe(option) !== undefined || input.list(option) !== undefined || input.flag(option))
      throw new Usage(`--${option} means nothing to members`);
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
