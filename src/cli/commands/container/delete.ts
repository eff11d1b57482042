import { withArticle } from '../../../domain/article.ts';
import { holdsRecords } from '../../../kinds/governing.ts';
import type { ContainerKind } from '../../../kinds/containers.ts';
import { sweep } from '../record/files.ts';
import { command } from '../../command.ts';

export const deleteCommand = (kind: ContainerKind) =>
  command({
    words: `${kind.name} delete <${kind.name}>`,
    summary: `Delete ${withArticle(kind.name)}`,
    options: holdsRecords(kind.name) ? { cascade: { kind: 'flag', help: 'with all its records' } } : {},
    examples: [`${kind.name} delete example --yes`, `${kind.name} delete example --dry-run`],
    named: ({ ref }) => String(ref),
    fields: ['result', 'ref', 'records'],
    needs: { action: 'remove', subject: kind.name },
    writes: true,
    destroys: true,
    async run(input, context) {
      const { access, confirm } = context;
      const { deleteContainer } = await import('../../../operations/containers/delete-container.ts');
      await confirm(`Delete ${kind.name} ${input.arg(0)}${input.flag('cascade') ? ' with all its records' : ''}?`);
      const { warnings, ...gone } = await deleteContainer(access, kind, input.arg(0), input.flag('cascade'));
      if (gone.records > 0) await sweep(context);
      return {
        data: gone,
        warnings,
        say: `deleted ${gone.ref}${gone.records > 0 ? ` and ${gone.records} records` : ''}`,
      };
    },
  });
