import { Usage } from '../../../domain/errors.ts';
import type { RecordKind } from '../../../kinds/kind.ts';
import { command } from '../../command.ts';
import { fieldOptions, fieldTexts, namingExample, recordName } from './options.ts';

export const editCommand = (kind: RecordKind) =>
  command({
    words: `${kind.name} edit <${kind.name}>`,
    summary: `Change fields of one ${kind.name}`,
    options: { ...fieldOptions(kind, 'edit'), unset: { kind: 'list', value: 'field', help: 'empty this field' } },
    examples: [
      `${kind.name} edit ${namingExample(kind)} ${kind.name === 'trait' ? '--description' : '--notes'} 'seen again'`,
      `${kind.name} edit ${namingExample(kind)} --unset ${kind.name === 'trait' ? 'range-max' : 'notes'}`,
    ],
    named: recordName(kind),
    needs: { action: 'edit', subject: kind.name },
    ...(kind.name === 'trait'
      ? { rule: 'Categories can be added to a categorical trait that is in use by anybody of level full.' }
      : {}),
    writes: true,
    async run(input, { access }) {
      const texts = fieldTexts(kind, input, 'edit');
      if (Object.keys(texts).length === 0)
        throw new Usage('nothing to change was given', `vasculum help ${kind.name} edit`);
      const { editRecord } = await import('../../../operations/records/edit-record.ts');
      const made = await editRecord(access, kind, input.arg(0), texts);
      return {
        data: made,
        columns: ['result', 'id', ...kind.listed],
        say: `${made.result} ${kind.name}/${input.arg(0).replace(`${kind.name}/`, '')}`,
      };
    },
  });
