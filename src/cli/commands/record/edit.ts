import { Usage } from '../../../domain/errors.ts';
import { wholeFields } from '../../../kinds/columns.ts';
import type { Field, RecordKind } from '../../../kinds/kind.ts';
import { command } from '../../command.ts';
import { filterOption } from '../listing.ts';
import { changedFields, confirmMany, manyChanged } from './many.ts';
import { fieldOptions, fieldTexts, kebab, namingExample, recordName } from './options.ts';

/** A field to change, for the examples. */
function exampleChange(kind: RecordKind): string {
  const changed = kind.fields.find(({ name }: Field) => ['notes', 'description', 'doi'].includes(name));
  const text = changed?.type === 'doi' ? changed.example : "'seen again'";
  return `--${kebab(changed?.name ?? 'notes')} ${text}`;
}

export const editCommand = (kind: RecordKind) => {
  const change = exampleChange(kind);
  return command({
    words: `${kind.name} edit [${kind.name}]`,
    summary: `Change fields of one ${kind.name}, or of all that --filter means`,
    options: {
      filter: filterOption,
      ...fieldOptions(kind, 'edit'),
      unset: { kind: 'list', value: 'field', help: 'empty this field' },
    },
    examples: [
      `${kind.name} edit ${namingExample(kind)} ${change}`,
      `${kind.name} edit --filter ${kind.listed[0]}=x ${change} --dry-run`,
    ],
    named: recordName(kind),
    fields: (input) => (input.list('filter') === undefined ? [...wholeFields(kind), 'result'] : changedFields),
    needs: { action: 'edit', subject: kind.name },
    ...(kind.name === 'trait'
      ? {
          rule: 'Categories can be added to a trait of type categorical or multiple that is in use by anybody of level full.',
        }
      : {}),
    writes: true,
    destroys: (input) => input.list('filter') !== undefined,
    instead: 'filter',
    async run(input, context) {
      const texts = fieldTexts(kind, input, 'edit');
      if (Object.keys(texts).length === 0)
        throw new Usage('nothing to change was given', `vasculum help ${kind.name} edit`);
      const filters = input.list('filter');
      if (filters !== undefined) {
        const { editFiltered } = await import('../../../operations/records/change-many.ts');
        await confirmMany(kind, filters, 'Change', context);
        return manyChanged(kind, await editFiltered(context.access, kind, filters, texts));
      }
      const { editRecord } = await import('../../../operations/records/edit-record.ts');
      const made = await editRecord(context.access, kind, input.arg(0), texts);
      return {
        data: made,
        columns: ['result', 'id', ...kind.listed],
        say: `${made.result} ${kind.name}/${input.arg(0).replace(`${kind.name}/`, '')}`,
      };
    },
  });
};
