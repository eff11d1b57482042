import { withArticle } from '../../../domain/article.ts';
import { Usage } from '../../../domain/errors.ts';
import type { ContainerField, ContainerKind } from '../../../kinds/containers.ts';
import type { Input, OptionSpec } from '../../command.ts';
import type { FieldTexts } from '../../../operations/containers/values.ts';

export const optionName = (field: ContainerField): string => (field.option ?? field.name).replaceAll('_', '-');
const isList = (field: ContainerField): boolean => field.type === 'list' || field.type === 'records';

/** The options of `create` and `edit`: one for each field of the kind. */
export const fieldOptions = (kind: ContainerKind, verb: 'create' | 'edit'): Record<string, OptionSpec> => ({
  ...statedOptions(kind, verb),
  ...(verb === 'edit' ? adjustingOptions(kind) : {}),
});

const changeable = (kind: ContainerKind): ContainerField[] => kind.fields.filter(({ fixed }) => fixed !== true);

const statedOptions = (kind: ContainerKind, verb: 'create' | 'edit'): Record<string, OptionSpec> =>
  Object.fromEntries(
    changeable(kind).flatMap((field): [string, OptionSpec][] =>
      field.type === 'yes-no'
        ? yesAndNo(field)
        : [
            [
              optionName(field),
              {
                kind: isList(field) ? 'list' : 'value',
                ...(verb === 'create' && field.required === true ? { required: true } : {}),
                value: field.type === 'privacy' ? 'privacy' : (field.option ?? field.name).replaceAll('_', '-'),
                help: field.type === 'privacy' ? `${field.help}: ${kind.privacies.join(', ')}` : field.help,
                ...(field.type === 'text' ? { text: true as const } : {}),
              },
            ],
          ],
    ),
  );

const yesAndNo = (field: ContainerField): [string, OptionSpec][] => [
  [optionName(field), { kind: 'flag', help: field.help }],
  [`no-${optionName(field)}`, { kind: 'flag', help: `take --${optionName(field)} back` }],
];

const adjustable = (kind: ContainerKind): readonly ContainerField[] =>
  kind.fields.filter((field) => field.adjustable === true);
const adjustingOptions = (kind: ContainerKind): Record<string, OptionSpec> =>
  Object.fromEntries(
    adjustable(kind).flatMap((field) => {
      const name = optionName(field);
      return [
        [`add-${name}`, { kind: 'list', value: name, help: `one more ${name}; repeat it` }],
        [`remove-${name}`, { kind: 'list', value: name, help: `a ${name} to take away; repeat it` }],
      ];
    }),
  );

/** What an edit adds to a list (`tags+`) and takes from it (`tags-`). Errors: Usage where the whole list is stated as well. */
function adjustments(kind: ContainerKind, input: Input, texts: FieldTexts): FieldTexts {
  const found: Record<string, readonly string[]> = {};
  for (const field of adjustable(kind))
    for (const [word, sign] of [
      ['add', '+'],
      ['remove', '-'],
    ] as const) {
      const option = `${word}-${optionName(field)}`;
      const stated = input.list(option);
      if (stated === undefined) continue;
      if (texts[field.name] !== undefined)
        throw new Usage(
          `--${option} changes the list that --${optionName(field)} or --unset replaces`,
          'Give one of them.',
        );
      found[`${field.name}${sign}`] = stated;
    }
  return found;
}

function single(field: ContainerField, input: Input): string | undefined {
  const option = optionName(field);
  if (field.type !== 'yes-no') return input.maybe(option);
  return input.flag(option) ? 'yes' : input.flag(`no-${option}`) ? 'no' : undefined;
}

/** What was stated, by field; `--unset FIELD` states nothing in its place. */
export function fieldTexts(kind: ContainerKind, input: Input): FieldTexts {
  const texts: Record<string, string | readonly string[] | null> = {};
  for (const field of changeable(kind)) {
    const value = isList(field) ? input.list(optionName(field)) : single(field, input);
    if (value !== undefined) texts[field.name] = value;
  }
  for (const name of input.list('unset') ?? []) {
    const field = changeable(kind).find(
      (known) => known.name === name.replaceAll('-', '_').replace('license', 'licence') || optionName(known) === name,
    );
    if (field === undefined)
      throw new Usage(
        `${withArticle(kind.name)} has no field ${name}`,
        `The fields: ${changeable(kind).map(optionName).join(', ')}`,
      );
    if (texts[field.name] !== undefined) throw new Usage(`--${optionName(field)} is both given and unset`);
    texts[field.name] = null;
  }
  return { ...texts, ...adjustments(kind, input, texts) };
}

/** What a new one cannot do without, for an example line of the help. */
export const exampleOptions = (kind: ContainerKind): string =>
  changeable(kind)
    .filter(({ required }) => required === true)
    .map((field) => ` --${optionName(field)} "An example"`)
    .join('');
/** A field that every one of the kind has, and that may be changed for an example. */
export const exampleField = (kind: ContainerKind): string => (kind.naming === 'acronym' ? 'url' : 'description');
