import { command } from '../../command.ts';
import { listOptions, paged } from '../listing.ts';

const fields = [
  'individual',
  'individual_id',
  'dataset',
  'id',
  'taxon',
  'identifier',
  'date',
  'modifier',
  'notes',
  'biocollection',
  'biocollection_number',
  'replaced_at',
  'replaced_by',
] as const;

export const list = command({
  words: 'identification list',
  summary: 'List what individuals were identified as, now and before',
  options: {
    ...listOptions,
    after: {
      kind: 'value',
      value: 'ref',
      help: 'begin after this one: id:12 of a former one, individual/id:7 of what an individual is identified as now',
    },
    filter: {
      kind: 'list',
      value: 'field=value',
      help: 'only of individuals whose field is so, as in individual=N1A1',
    },
  },
  examples: ['identification list --filter individual=N1A1', 'identification list --filter taxon=x -o csv'],
  fields,
  needs: { action: 'read', subject: 'individual' },
  rule: 'An individual that you see, you see with its history.',
  async run(input, { access, manner }) {
    const { listIdentifications } = await import('../../../operations/records/identifications.ts');
    const rows = await access.read((reading) => listIdentifications(reading, input.list('filter') ?? []));
    return paged(
      rows.map((row) => ({ ...row })),
      fields,
      input,
      manner,
      { named },
    );
  },
});

/** What an individual is identified as now has no id of its own, and is named by the individual. */
const named = ({ id, individual_id: individual }: Record<string, unknown>, text: string): boolean =>
  text === (typeof id === 'number' ? `id:${id}` : `individual/id:${Number(individual)}`);
