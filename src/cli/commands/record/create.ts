import { wholeFields } from '../../../kinds/columns.ts';
import { governingList } from '../../../kinds/governing.ts';
import { hasFile, type RecordKind } from '../../../kinds/kind.ts';
import { command } from '../../command.ts';
import { intakeFor } from './files.ts';
import { exampleOptions, fieldOptions, fieldTexts, namedBy, namingExample, recordName } from './options.ts';

export const createCommand = (kind: RecordKind) => {
  const naming = namedBy(kind);
  const example =
    `${kind.name} create${naming === undefined ? '' : ` ${namingExample(kind)}`} ${exampleOptions(kind)}`.trim();
  return command({
    words: `${kind.name} create${naming === undefined ? '' : ` <${naming}>`}`,
    summary: `Store one ${kind.name}, by the same rules as a row of a file`,
    options: fieldOptions(kind, 'create'),
    examples: [example, `${example} --dry-run --json`],
    named: recordName(kind),
    fields: () => [...wholeFields(kind), 'result'],
    needs:
      kind.governedBy !== 'everybody'
        ? // What names projects is inserted into each of them.
          { action: 'insert', subject: governingList(kind) === undefined ? kind.name : 'project' }
        : { action: 'create', subject: kind.name },
    ...(kind.amends === undefined ? {} : { rule: `You must also be able to edit the ${kind.amends.field}.` }),
    writes: true,
    async run(input, { access, config, edges }) {
      const { createRecord } = await import('../../../operations/records/create-record.ts');
      const texts = {
        ...fieldTexts(kind, input, 'create'),
        ...(naming === undefined ? {} : { [naming]: input.arg(0) }),
      };
      const intake = hasFile(kind) ? await intakeFor(edges.cwd, config.db) : undefined;
      const made = await createRecord(access, kind, texts, intake);
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
