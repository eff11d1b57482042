import { withArticle } from '../../../domain/article.ts';
import { Usage } from '../../../domain/errors.ts';
import { containerFields, type ContainerKind } from '../../../kinds/containers.ts';
import { command } from '../../command.ts';
import { exampleField, fieldOptions, fieldTexts } from './options.ts';

export const editCommand = (kind: ContainerKind) => {
  const field = exampleField(kind);
  return command({
    words: `${kind.name} edit <${kind.name}>`,
    summary: `Change ${withArticle(kind.name)}: its ${kind.naming === 'acronym' ? 'acronym and details' : 'name, details, privacy'}`,
    options: {
      [kind.naming]: { kind: 'value', value: kind.naming, help: `the new ${kind.naming}` },
      ...fieldOptions(kind, 'edit'),
      unset: { kind: 'list', value: 'field', help: 'empty this field' },
    },
    examples: [
      `${kind.name} edit example --${field} ${field === 'url' ? 'https://example.org' : '"Another text"'}`,
      `${kind.name} edit example --unset ${field}`,
    ],
    named: ({ name }) => `${kind.name}/${String(name)}`,
    fields: () => [...containerFields(kind), 'result', 'notes'],
    needs: { action: 'configure', subject: kind.name },
    ...(kind.name === 'dataset'
      ? { rule: 'Putting it into a project needs the role contributor there; taking it out, owner of either.' }
      : {}),
    writes: true,
    async run(input, { access, dryRun, manner, confirm }) {
      const texts = fieldTexts(kind, input);
      const rename = input.maybe(kind.naming);
      if (rename === undefined && Object.keys(texts).length === 0)
        throw new Usage('nothing to change was given', `vasculum help ${kind.name} edit`);
      const { editContainer } = await import('../../../operations/containers/edit-container.ts');
      // What opens a whole project is asked about, however it is said.
      if (kind.name === 'project' && texts['privacy'] !== undefined && !dryRun && !manner.yes) {
        const { opens, notes } = await editContainer(access.rehearsal, kind, input.arg(0), texts, rename);
        if (opens !== undefined && !manner.asks)
          throw new Usage(`${opens}; nobody can be asked about that here`, 'Add --yes if that is meant.');
        if (opens !== undefined) await confirm(`${notes.join('\n')}\nOpen project ${input.arg(0)}?`);
      }
      const { shown, result, notes } = await editContainer(access, kind, input.arg(0), texts, rename);
      return {
        data: { ...shown, result, notes },
        columns: ['result', 'id', kind.naming],
        say: [`${result} ${kind.name}/${String(shown[kind.naming])}`, ...notes],
      };
    },
  });
};
