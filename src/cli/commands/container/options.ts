import { Usage } from '../../../domain/errors.ts';
import type { ContainerField, ContainerKind } from '../../../kinds/containers.ts';
import type { Input, OptionSpec } from '../../command.ts';
import type { FieldTexts } from '../../../operations/containers/values.ts';

export const optionName = (field: ContainerField): string => (field.option ?? field.name).replaceAll('_', '-');
const isList = (field: ContainerField): boolean => field.type === 'list' || field.type === 'authors';

/** The options of `create` and `edit`: one for each field of the kind. */
export const fieldOptions = (kind: ContainerKind): Record<string, OptionSpec> =>
  Object.fromEntries(
    kind.fields.map((field): [string, OptionSpec] => [
      optionName(field),
      {
        kind: isList(field) ? 'list' : 'value',
        value: field.type === 'privacy' ? 'privacy' : (field.option ?? field.name).replaceAll('_', '-'),
        help: field.type === 'privacy' ? `${field.help}: ${kind.privacies.join(', ')}` : field.help,
        ...(field.type === 'text' ? { text: true as const } : {}),
      },
    ]),
  );

/** What was stated, by field; `--unset FIELD` states nothing in its place. */
export function fieldTexts(kind: ContainerKind, input: Input): FieldTexts {
  const texts: Record<string, string | readonly string[] | null> = {};
  for (const field of kind.fields) {
    const value = isList(field) ? input.list(optionName(field)) : input.maybe(optionName(field));
    if (value !== undefined) texts[field.name] = value;
  }
  for (const name of input.list('unset') ?? []) {
    const field = kind.fields.find(
      (known) => known.name === name.replaceAll('-', '_').replace('license', 'licence') || optionName(known) === name,
    );
    if (field === undefined)
      throw new Usage(`a ${kind.name} has no field ${name}`, `The fields: ${kind.fields.map(optionName).join(', ')}`);
    if (texts[field.name] !== undefined) throw new Usage(`--${optionName(field)} is both given and unset`);
    texts[field.name] = null;
  }
  return texts;
}
