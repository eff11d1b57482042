import { NotFound, Usage } from '../../domain/errors.ts';
import { closest } from '../../domain/suggest.ts';
import { columnsOf, exportColumns } from '../../kinds/columns.ts';
import { meansMembers } from '../../kinds/member-columns.ts';
import { fileKindNamed, fileKinds, type FileKind } from '../../kinds/file-kinds.ts';
import { command, type Context, type Outcome } from '../command.ts';
import { describedFields, membersTemplate } from './members-file.ts';

/** What the rows of an import, export or template are. Errors: NotFound with the nearest. */
export function demandKind(word: string): FileKind {
  const kind = fileKindNamed(word);
  if (kind !== undefined) return kind;
  const plurals = [...fileKinds.map(({ plural }) => plural), 'members'];
  const near = closest(word, plurals);
  throw new NotFound(
    `there is no kind ${word}`,
    near === undefined ? `The kinds: ${plurals.join(', ')}` : `Did you mean ${near}?`,
  );
}

export const template = command({
  words: 'template <kind>',
  summary: 'Print the header of an import file, or describe its columns',
  options: {
    describe: { kind: 'flag', help: 'one row for each column, with what it takes' },
    wide: { kind: 'value', value: 'trait,trait', help: 'measurements: one column for each of these traits' },
  },
  examples: ['template measurements --wide culmenLength', 'template individuals --describe'],
  fields: (input) => (input.maybe('wide') === undefined ? describedFields : ['column']),
  needs: 'anyone',
  // But for the traits of --wide.
  without: 'database',
  async run(input, context) {
    const { manner } = context;
    if (meansMembers(input.arg(0)) && input.maybe('wide') === undefined)
      return membersTemplate(input.flag('describe') || manner.chosen || manner.fields !== undefined);
    const kind = demandKind(input.arg(0));
    const wide = input.maybe('wide');
    if (wide !== undefined) return wideOutcome(kind, wide, input.flag('describe'), context);
    const rows = columnsOf(kind).map(({ name, required, field, aliases, example, help }) => ({
      column: name,
      required,
      type: field.type,
      aliases: [...aliases],
      example,
      help,
    }));
    const header = exportColumns(kind).map(({ name }) => name);
    if (input.flag('describe') || manner.chosen || manner.fields !== undefined)
      return { data: rows, columns: describedFields };
    return { data: rows, text: `${header.join(',')}\n` };
  },
});

/** Errors: Usage for a kind that has no wide form; those of the operation. */
async function wideOutcome(kind: FileKind, typed: string, describe: boolean, { open }: Context): Promise<Outcome> {
  if (kind.name !== 'measurement') throw new Usage('only measurements have a wide form');
  if (describe) throw new Usage('--wide and --describe do not go together', 'Describe the columns without --wide.');
  const traits = typed.split(',').map((name) => name.trim());
  if (traits.includes('')) throw new Usage(`--wide takes traits separated by commas, not ${typed}`);
  const { wideTemplate } = await import('../../operations/import/wide-template.ts');
  const header = await wideTemplate(await open(), kind, traits);
  return { data: header.map((column) => ({ column })), text: `${header.join(',')}\n` };
}
