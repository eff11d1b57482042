import { withArticle } from '../../../domain/article.ts';
import type { ContainerKind } from '../../../kinds/containers.ts';
import { command } from '../../command.ts';

const fields = ['member', 'role', 'via', 'granted_by', 'granted_at', 'until'] as const;

export const membersCommand = (kind: ContainerKind) =>
  command({
    words: `${kind.name} members <${kind.name}>`,
    summary: `List who holds which role in ${withArticle(kind.name)}`,
    options: { effective: { kind: 'flag', help: 'every user with a role by membership, and by which path' } },
    examples: [`${kind.name} members example`, `${kind.name} members example --effective --json`],
    fields,
    needs: { action: 'members', subject: kind.name },
    async run(input, { access }) {
      const { listMembers } = await import('../../../operations/members/list-members.ts');
      const rows = await access.read((reading) => listMembers(reading, kind, input.arg(0), input.flag('effective')));
      return { data: rows, columns: fields };
    },
  });
