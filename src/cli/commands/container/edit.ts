import { Usage } from '../../../domain/errors.ts';
import type { ContainerKind } from '../../../kinds/containers.ts';
import { command } from '../../command.ts';
import { fieldOptions, fieldTexts } from './options.ts';

export const editCommand = (kind: ContainerKind) =>
  command({
    words: `${kind.name} edit <${kind.name}>`,
    summary: `Change a ${kind.name}: its name, details, privacy`,
    options: {
      name: { kind: 'value', value: 'name', help: 'the new name' },
      ...fieldOptions(kind, 'edit'),
      unset: { kind: 'list', value: 'field', help: 'empty this field' },
    },
    examples: [
      `${kind.name} edit example --description "Another text"`,
      `${kind.name} edit example --unset description`,
    ],
    named: ({ name }) => `${kind.name}/${String(name)}`,
    needs: { action: 'configure', subject: kind.name },
    ...(kind.name === 'dataset'
      ? { rule: 'Putting it into a project needs the role contributor there; taking it out, owner of either.' }
      : {}),
    writes: true,
    async run(input, { access }) {
      const texts = fieldTexts(kind, input);
      const rename = input.maybe('name');
      if (rename === undefined && Object.keys(texts).length === 0)
        throw new Usage('nothing to change was given', `vasculum help ${kind.name} edit`);
      const { editContainer } = await import('../../../operations/containers/edit-container.ts');
      const { shown, result, notes } = await editContainer(access, kind, input.arg(0), texts, rename);
      return {
        data: { ...shown, result, notes },
        columns: ['result', 'id', 'name'],
        say: [`${result} ${kind.name}/${shown.name}`, ...notes],
      };
    },
  });
