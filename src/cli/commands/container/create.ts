import { withArticle } from '../../../domain/article.ts';
import { containerFields, type ContainerKind } from '../../../kinds/containers.ts';
import { command } from '../../command.ts';
import { exampleOptions, fieldOptions, fieldTexts } from './options.ts';

export const createCommand = (kind: ContainerKind) =>
  command({
    words: `${kind.name} create <${kind.naming}>`,
    summary: `Make ${withArticle(kind.name)}; you become its owner`,
    options: {
      ...fieldOptions(kind, 'create'),
      ...(kind.sharedAtOnce === true
        ? { group: { kind: 'list', value: 'group', help: 'a group that becomes contributor; repeat it' } }
        : {}),
    },
    named: ({ name }) => `${kind.name}/${String(name)}`,
    examples: [
      `${kind.name} create example${exampleOptions(kind)}`,
      kind.naming === 'acronym'
        ? `${kind.name} create INPA --name "Instituto Nacional de Pesquisas da Amazônia" --irn 124921 --json`
        : `${kind.name} create example --description "An example" --json`,
    ],
    fields: () => [...containerFields(kind), 'result', ...(kind.sharedAtOnce === true ? ['warnings'] : [])],
    needs: { action: 'create', subject: kind.name },
    writes: true,
    async run(input, { access }) {
      const { createContainer } = await import('../../../operations/containers/create-container.ts');
      const made = await createContainer(access, kind, input.arg(0), fieldTexts(kind, input), input.list('group'));
      const name = String(made[kind.naming]);
      return {
        data: made,
        columns: ['result', 'id', kind.naming],
        warnings: made.warnings ?? [],
        say:
          made.result === 'created'
            ? `created ${kind.name}/${name}`
            : `${kind.name}/${name} is there already, unchanged`,
      };
    },
  });
