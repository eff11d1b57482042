import { cardFields, containerFields, hasCards, type ContainerKind } from '../../../kinds/containers.ts';
import { command } from '../../command.ts';
import { listOptions, listed } from '../listing.ts';

export const listCommand = (kind: ContainerKind) =>
  command({
    words: `${kind.name} list`,
    summary: `List the ${kind.plural} that you can see`,
    options: {
      ...listOptions,
      ...(hasCards(kind)
        ? { discoverable: { kind: 'flag', help: 'the cards of those that can be asked for, readable or not' } }
        : {}),
    },
    named: ({ name }) => `${kind.name}/${String(name)}`,
    examples: [`${kind.name} list`, `${kind.name} list --json --fields ${kind.listed.slice(0, 2).join(',')}`],
    fields: (input) => (input.flag('discoverable') ? cardFields : containerFields(kind)),
    needs: { action: 'read', subject: kind.name },
    async run(input, { access, manner }) {
      const { listCards, listContainers } = await import('../../../operations/containers/show-containers.ts');
      if (input.flag('discoverable')) {
        const cards = await access.read((reading) => listCards(reading, kind));
        return listed(cards, ['name', 'title', 'owners'], input, manner);
      }
      const rows = await access.read((reading) => listContainers(reading, kind));
      return listed(rows, kind.listed, input, manner);
    },
  });
