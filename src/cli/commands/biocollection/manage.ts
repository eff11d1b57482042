import type { Managed } from '../../../operations/biocollections/manage.ts';
import { containerFields, containerKindOf } from '../../../kinds/containers.ts';
import { command, type Outcome } from '../../command.ts';

const fields = [...containerFields(containerKindOf('biocollection')), 'result', 'notes'];

export const manage = command({
  words: 'biocollection manage <biocollection>',
  summary: 'Let the curators of a biocollection decide over its vouchers',
  options: { owner: { kind: 'value', value: 'user', help: 'its first curator, a user of level full', required: true } },
  examples: ['biocollection manage example --owner ben', 'biocollection manage example --owner ben --dry-run'],
  fields,
  needs: { action: 'manage', subject: 'biocollection' },
  rule: 'From then on its roles decide who edits and deletes its vouchers and who edits the individuals behind them, instead of the roles in their datasets.',
  writes: true,
  async run(input, { access }) {
    const { manageBiocollection } = await import('../../../operations/biocollections/manage.ts');
    return told(await manageBiocollection(access, input.arg(0), input.text('owner')));
  },
});

export const unmanage = command({
  words: 'biocollection unmanage <biocollection>',
  summary: 'Let the datasets decide over the vouchers of a biocollection again',
  options: {},
  examples: ['biocollection unmanage example', 'biocollection unmanage example --dry-run'],
  fields,
  needs: { action: 'manage', subject: 'biocollection' },
  rule: 'Roles in it below owner end.',
  writes: true,
  async run(input, { access }) {
    const { unmanageBiocollection } = await import('../../../operations/biocollections/manage.ts');
    return told(await unmanageBiocollection(access, input.arg(0)));
  },
});

function told({ shown, result, notes }: Managed): Outcome {
  const state = shown['managed'] === true ? 'managed' : 'not managed';
  return {
    data: { ...shown, result, notes },
    columns: ['result', 'id', 'acronym', 'managed'],
    say: [
      `biocollection/${String(shown['acronym'])} is ${result === 'updated' ? 'now ' : ''}${state}${result === 'unchanged' ? ' already' : ''}`,
      ...notes,
    ],
  };
}
