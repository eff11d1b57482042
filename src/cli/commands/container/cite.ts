import { withArticle } from '../../../domain/article.ts';
import type { ContainerKind } from '../../../kinds/containers.ts';
import { command } from '../../command.ts';

const citeFields = [
  'ref',
  'title',
  'authors',
  'year',
  'version',
  'licence',
  'mandatory_references',
  'citation',
  'bibtex',
  'csl',
  'cff',
] as const;

export const citeCommand = (kind: ContainerKind) =>
  command({
    words: `${kind.name} cite <${kind.name}>`,
    summary: `Print how to cite ${withArticle(kind.name)}: as text, or with -o bibtex, csl or cff`,
    options: {},
    examples: [`${kind.name} cite example`, `${kind.name} cite example -o bibtex`],
    fields: citeFields,
    needs: { action: 'read', subject: kind.name },
    formats: ['text', 'bibtex', 'csl', 'cff'],
    async run(input, { access, manner }) {
      const { cite } = await import('../../../operations/citation/cite.ts');
      const { text, data, mandatory } = await cite(access, kind, input.arg(0), manner.own);
      return {
        data,
        text,
        columns: ['ref', 'citation'],
        ...(mandatory.length === 0 ? {} : { warnings: [`who uses it must also cite ${mandatory.join(', ')}`] }),
      };
    },
  });
