import { withArticle } from '../../../domain/article.ts';
import type { ContainerKind } from '../../../kinds/containers.ts';
import { command } from '../../command.ts';

const fields = ['result', 'member', 'role', 'was'] as const;

export const transferCommand = (kind: ContainerKind) =>
  command({
    words: `${kind.name} transfer <${kind.name}> <user>`,
    summary: `Make another user owner of ${withArticle(kind.name)}, and yourself manager`,
    options: {},
    examples: [`${kind.name} transfer example ben`, `${kind.name} transfer example ben --dry-run`],
    fields,
    needs: { action: 'owners', subject: kind.name },
    writes: true,
    async run(input, { access }) {
      const { transferOwnership } = await import('../../../operations/members/transfer-ownership.ts');
      const made = await transferOwnership(access, kind, input.arg(0), input.arg(1));
      return {
        data: made,
        rows: made.results.map((row) => ({ ...row })),
        columns: fields,
        say: made.results.map(
          ({ result, member, role }) => `${member} is ${result === 'unchanged' ? 'already' : 'now'} ${role}`,
        ),
      };
    },
  });
