import type { RecordKind } from '../../../kinds/kind.ts';
import { command } from '../../command.ts';
import { exampleOptions, fieldOptions, fieldTexts, namingExample, recordName } from './options.ts';

export const createCommand = (kind: RecordKind) => {
  const name = kind.naming === undefined ? '' : ` <${kind.naming}>`;
  const example =
    `${kind.name} create${kind.naming === undefined ? '' : ` ${namingExample(kind)}`} ${exampleOptions(kind)}${kind.name === 'location' ? ' --latitude -64.77 --longitude -64.08' : kind.name === 'trait' ? ' --unit mm' : kind.name === 'individual' || kind.name === 'occurrence' ? ' --location Torgersen' : ''}`.trim();
  return command({
    words: `${kind.name} create${name}`,
    summary: `Store one ${kind.name}, by the same rules as a row of a file`,
    options: fieldOptions(kind, 'create'),
    examples: [example, `${example} --dry-run --json`],
    named: recordName(kind),
    needs:
      kind.governedBy === 'dataset'
        ? { action: 'insert', subject: kind.name }
        : { action: 'create', subject: kind.name },
    writes: true,
    async run(input, { access }) {
      const { createRecord } = await import('../../../operations/records/create-record.ts');
      const texts = {
        ...fieldTexts(kind, input, 'create'),
        ...(kind.naming === undefined ? {} : { [kind.naming]: input.arg(0) }),
      };
      const made = await createRecord(access, kind, texts);
      const label = kind.naming === undefined ? `id:${made.id}` : String(made[kind.naming]);
      return {
        data: made,
        columns: ['result', 'id', ...kind.listed],
        say:
          made.result === 'created'
            ? `created ${kind.name}/${label}`
            : `${kind.name}/${label} is there already, unchanged`,
      };
    },
  });
};
