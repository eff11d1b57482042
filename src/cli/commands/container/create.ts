import type { ContainerKind } from '../../../kinds/containers.ts';
import { command } from '../../command.ts';
import { fieldOptions, fieldTexts } from './options.ts';

export const createCommand = (kind: ContainerKind) =>
  command({
    words: `${kind.name} create <name>`,
    summary: `Make a ${kind.name}; you become its owner`,
    options: fieldOptions(kind, 'create'),
    examples: [`${kind.name} create example`, `${kind.name} create example --description "An example" --json`],
    named: ({ name }) => `${kind.name}/${String(name)}`,
    needs: { action: 'create', subject: kind.name },
    writes: true,
    async run(input, { access }) {
      const { createContainer } = await import('../../../operations/containers/create-container.ts');
      const made = await createContainer(access, kind, input.arg(0), fieldTexts(kind, input));
      return {
        data: made,
        columns: ['result', 'id', 'name'],
        say:
          made.result === 'created'
            ? `created ${kind.name}/${made.name}`
            : `${kind.name}/${made.name} is there already, unchanged`,
      };
    },
  });
