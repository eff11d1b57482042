import { withArticle } from '../../../domain/article.ts';
import { containerFields, hasCards, type ContainerKind } from '../../../kinds/containers.ts';
import { command } from '../../command.ts';

export const showCommand = (kind: ContainerKind) =>
  command({
    words: `${kind.name} show <${kind.name}>`,
    summary: `Show ${withArticle(kind.name)} with all its fields`,
    options: {},
    examples: [`${kind.name} show example`, `${kind.name} show example --json`],
    named: ({ name }) => `${kind.name}/${String(name)}`,
    fields: () => containerFields(kind),
    needs: { action: 'read', subject: kind.name },
    ...(hasCards(kind) ? { rule: 'Of one that is discoverable, registered users see the card.' } : {}),
    async run(input, { access }) {
      const { showKnown } = await import('../../../operations/containers/show-containers.ts');
      const known = await access.read((reading) => showKnown(reading, kind, input.arg(0)));
      if ('shown' in known) return { data: known.shown };
      const ask = `vasculum request create ${kind.name}/${known.card.name} --kind access`;
      return { data: known.card, aside: [`this is its card, and all that you can see; to ask for more: ${ask}`] };
    },
  });
