import type { ContainerKind } from '../../../kinds/containers.ts';
import { command } from '../../command.ts';
import { listOptions, listed } from '../listing.ts';

export const listCommand = (kind: ContainerKind) =>
  command({
    words: `${kind.name} list`,
    summary: `List the ${kind.plural} that you can see`,
    options: listOptions,
    named: ({ name }) => `${kind.name}/${String(name)}`,
    examples: [`${kind.name} list`, `${kind.name} list --json --fields ${kind.listed.slice(0, 2).join(',')}`],
    needs: { action: 'read', subject: kind.name },
    async run(input, { access, manner }) {
      const { listContainers } = await import('../../../operations/containers/show-containers.ts');
      const rows = await access.read((reading) => listContainers(reading, kind));
      return listed(rows, kind.listed, input, manner);
    },
  });
