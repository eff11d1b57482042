import type { RecordKind } from '../../../kinds/kind.ts';
import { command } from '../../command.ts';
import { namingExample } from './options.ts';

export const deleteCommand = (kind: RecordKind) =>
  command({
    words: `${kind.name} delete <${kind.name}>`,
    summary: `Delete one ${kind.name} that nothing depends on`,
    options: {},
    examples: [
      `${kind.name} delete ${namingExample(kind)} --yes`,
      `${kind.name} delete ${namingExample(kind)} --dry-run`,
    ],
    named: ({ ref }) => String(ref),
    needs: { action: 'delete', subject: kind.name },
    writes: true,
    destroys: true,
    async run(input, { access, confirm }) {
      const { deleteNamed } = await import('../../../operations/records/edit-record.ts');
      await confirm(`Delete ${kind.name} ${input.arg(0)}?`);
      const gone = await deleteNamed(access, kind, input.arg(0));
      return { data: gone, say: `deleted ${kind.name}/${input.arg(0).replace(`${kind.name}/`, '')}` };
    },
  });
