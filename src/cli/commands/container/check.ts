import { withArticle } from '../../../domain/article.ts';
import type { ContainerKind } from '../../../kinds/containers.ts';
import { command } from '../../command.ts';

const fields = ['level', 'code', 'message'] as const;

export const checkCommand = (kind: ContainerKind) =>
  command({
    words: `${kind.name} check <${kind.name}>`,
    summary: `List what ${withArticle(kind.name)} lacks before it is shared: title, licence, authors, terms, open objects`,
    options: {},
    examples: [`${kind.name} check example`, `${kind.name} check example --json`],
    fields,
    needs: { action: 'read', subject: kind.name },
    rule: 'It counts only what you may read. It ends with 0 whatever it finds.',
    async run(input, { access }) {
      const { checkDataset } = await import('../../../operations/citation/check-dataset.ts');
      const findings = await checkDataset(access, input.arg(0));
      return { data: findings, columns: fields };
    },
  });
