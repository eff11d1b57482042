import type { ContainerKind } from '../../../kinds/containers.ts';
import { command } from '../../command.ts';

export const showCommand = (kind: ContainerKind) =>
  command({
    words: `${kind.name} show <${kind.name}>`,
    summary: `Show a ${kind.name} with all its fields`,
    options: {},
    examples: [`${kind.name} show example`, `${kind.name} show example --json`],
    named: ({ name }) => `${kind.name}/${String(name)}`,
    needs: { action: 'read', subject: kind.name },
    async run(input, { access }) {
      const { showContainer } = await import('../../../operations/containers/show-containers.ts');
      return { data: await access.read((reading) => showContainer(reading, kind, input.arg(0))) };
    },
  });
