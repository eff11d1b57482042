import { withArticle } from '../../../domain/article.ts';
import { Usage } from '../../../domain/errors.ts';
import { shellWord } from '../../../domain/shell-word.ts';
import { columnsOf, type Column } from '../../../kinds/columns.ts';
import type { RecordKind } from '../../../kinds/kind.ts';
import type { Input, OptionSpec } from '../../command.ts';

export const kebab = (name: string): string => name.replaceAll('_', '-');
const isList = ({ field }: Column): boolean =>
  field.type === 'references' || field.type === 'words' || field.type === 'choices';

/** Columns that are options: of `create` all but the naming field, of `edit` those that are not fixed. */
const optionColumns = (kind: RecordKind, verb: 'create' | 'edit'): Column[] =>
  columnsOf(kind).filter((column) => (verb === 'create' ? column.name !== namedBy(kind) : column.field.fixed !== true));

/** The field that `create` takes as its argument. */
export const namedBy = (kind: RecordKind): string | undefined =>
  kind.namedByContent === true ? undefined : kind.naming;

export const fieldOptions = (kind: RecordKind, verb: 'create' | 'edit'): Record<string, OptionSpec> =>
  Object.fromEntries(
    optionColumns(kind, verb).map((column): [string, OptionSpec] => [
      kebab(column.name),
      {
        kind: isList(column) ? 'list' : 'value',
        value: kebab(column.name),
        help: column.help,
        ...(column.field.type === 'text' ? { text: true as const } : {}),
        ...(verb === 'create' &&
        column.required &&
        column.field.fallback === undefined &&
        column.field.unless === undefined &&
        column.field.type !== 'object'
          ? { required: true }
          : {}),
        ...(column.field.type === 'choice' && column.field.choices !== undefined
          ? { choices: column.field.choices }
          : {}),
      },
    ]),
  );

/** The texts that were given, by column; an unset field is the empty text. */
export function fieldTexts(kind: RecordKind, input: Input, verb: 'create' | 'edit'): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const column of optionColumns(kind, verb)) {
    const name = kebab(column.name);
    const text = isList(column) ? input.list(name)?.join('|') : input.maybe(name);
    if (text !== undefined) texts[column.name] = text;
  }
  for (const field of input.list('unset') ?? []) {
    const column = optionColumns(kind, verb).find(({ name }) => name === field.replaceAll('-', '_'));
    if (column === undefined)
      throw new Usage(
        `${withArticle(kind.name)} has no field ${field} that can be unset`,
        `The fields: ${optionColumns(kind, verb)
          .map(({ name }) => name)
          .join(', ')}`,
      );
    if (texts[column.name] !== undefined) throw new Usage(`--${kebab(column.name)} is both given and unset`);
    texts[column.name] = '';
  }
  return texts;
}

/** An example line for the help of a kind, from the examples of its declaration. */
export function exampleOptions(kind: RecordKind): string {
  return columnsOf(kind)
    .filter(
      ({ name, field, required, example }) =>
        (required || field.inExample === true) && name !== namedBy(kind) && example !== '',
    )
    .map(({ name, example, field }) =>
      field.type === 'object' ? `--individual ${shellWord(example)}` : `--${kebab(name)} ${shellWord(example)}`,
    )
    .join(' ');
}
export const namingExample = (kind: RecordKind): string =>
  shellWord(kind.fields.find(({ name }) => name === kind.naming)?.example ?? 'id:1');

/** `kind/name`, or by its id what has no name; of many that were changed the reference that stands there. */
export const recordName = (kind: RecordKind) => (row: Readonly<Record<string, unknown>>) =>
  typeof row['ref'] === 'string'
    ? row['ref']
    : `${kind.name}/${kind.naming === undefined ? `id:${String(row['id'])}` : String(row[kind.naming])}`;
