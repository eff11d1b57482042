import { containerFields, type ContainerKind } from '../../../kinds/containers.ts';
import type { Published } from '../../../operations/containers/publish.ts';
import { command, type Outcome } from '../../command.ts';

export const publishCommand = (kind: ContainerKind) =>
  command({
    words: `${kind.name} publish <${kind.name}>`,
    summary: `Make a ${kind.name} readable to everybody, with its records and its datasets of the privacy project`,
    options: {
      'with-attributes': { kind: 'flag', help: 'and those setups, storages and paradigms in use that you own' },
    },
    examples: [`${kind.name} publish fair --yes`, `${kind.name} publish fair --with-attributes --dry-run`],
    named: ({ name }) => `${kind.name}/${String(name)}`,
    fields: () => [...containerFields(kind), 'result', 'opened', 'attributes', 'who'],
    needs: { action: 'configure', subject: kind.name },
    rule: 'It needs a title and a licence, as do those datasets, and what its sessions use is public.',
    writes: true,
    destroys: true,
    async run(input, { access, manner, dryRun, confirm }) {
      const { publishProject } = await import('../../../operations/containers/publish.ts');
      const withAttributes = input.flag('with-attributes');
      if (!dryRun && !manner.yes) {
        const { notes, result } = await publishProject(access.rehearsal, input.arg(0), withAttributes);
        if (result === 'updated')
          await confirm(`${notes.map((note) => `${note}\n`).join('')}Publish ${kind.name} ${input.arg(0)}?`);
      }
      return outcome(await publishProject(access, input.arg(0), withAttributes), 'opened', 'published');
    },
  });

export const unpublishCommand = (kind: ContainerKind) =>
  command({
    words: `${kind.name} unpublish <${kind.name}>`,
    summary: `Give a ${kind.name} back to its members: its privacy is authorized then`,
    options: {},
    examples: [`${kind.name} unpublish fair`, `${kind.name} unpublish fair --dry-run`],
    named: ({ name }) => `${kind.name}/${String(name)}`,
    fields: () => [...containerFields(kind), 'result', 'closed', 'attributes', 'who'],
    needs: { action: 'configure', subject: kind.name },
    rule: 'Attributes that were published with it stay public.',
    writes: true,
    async run(input, { access }) {
      const { unpublishProject } = await import('../../../operations/containers/publish.ts');
      return outcome(await unpublishProject(access, input.arg(0)), 'closed', 'unpublished');
    },
  });

function outcome(
  { shown, result, exposure, attributes, who, notes }: Published,
  word: 'opened' | 'closed',
  deed: string,
): Outcome {
  return {
    data: { ...shown, result, [word]: exposure, attributes, who },
    columns: ['result', 'id', 'name'],
    say: [
      `${result === 'updated' ? deed : 'unchanged'} project/${shown.name}`,
      ...(attributes.length === 0 ? [] : [`and ${attributes.join(', ')}`]),
      ...notes,
    ],
  };
}
