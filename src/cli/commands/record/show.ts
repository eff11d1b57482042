import { wholeFields } from '../../../kinds/columns.ts';
import type { RecordKind } from '../../../kinds/kind.ts';
import { command } from '../../command.ts';
import { namingExample, recordName } from './options.ts';

export const showCommand = (kind: RecordKind) =>
  command({
    words: `${kind.name} show <${kind.name}>`,
    summary: `Show one ${kind.name} with all its fields`,
    options: {},
    examples: [`${kind.name} show ${namingExample(kind)}`, `${kind.name} show ${namingExample(kind)} --json`],
    named: recordName(kind),
    fields: () => wholeFields(kind),
    needs: { action: 'read', subject: kind.name },
    async run(input, { access }) {
      const { showNamed } = await import('../../../operations/records/show-records.ts');
      return { data: await access.read((reading) => showNamed(reading, kind, input.arg(0))) };
    },
  });
