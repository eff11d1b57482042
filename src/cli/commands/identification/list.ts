import { command } from '../../command.ts';

export const list = command({
  words: 'identification list',
  summary: 'List what individuals were identified as, now and before',
  options: {
    filter: {
      kind: 'list',
      value: 'field=value',
      help: 'only of individuals whose field is so, as in individual=N1A1',
    },
  },
  examples: ['identification list --filter individual=N1A1', 'identification list --filter taxon=x -o csv'],
  fields: [
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
  ],
  needs: { action: 'read', subject: 'individual' },
  rule: 'An individual that you see, you see with its history.',
  async run(input, { access }) {
    const { listIdentifications } = await import('../../../operations/records/identifications.ts');
    const rows = await access.read((reading) => listIdentifications(reading, input.list('filter') ?? []));
    return { data: rows };
  },
});
