import { nameKey } from '../domain/name-key.ts';
import { abbreviationKey, abbreviationOf } from '../domain/people.ts';
import { defineKind, keyColumns } from './kind.ts';

export const person = defineKind({
  name: 'person',
  plural: 'persons',
  aliases: ['people'],
  table: 'person',
  measurable: false,
  governedBy: 'everybody',
  naming: 'full_name',
  fields: [
    {
      name: 'full_name',
      column: 'full_name',
      type: 'name',
      required: true,
      aliases: ['name'],
      help: 'the whole name',
      example: 'Adolpho Ducke',
    },
    {
      name: 'abbreviation',
      column: 'abbreviation',
      type: 'name',
      aliases: ['abbrev'],
      help: 'as in citations; made from the name when absent',
      example: 'DUCKE A',
    },
    { name: 'email', column: 'email', type: 'email', help: 'shown to few', example: 'ducke@example.org' },
    {
      name: 'institution',
      column: 'institution',
      type: 'text',
      help: 'where the person works',
      example: 'Jardim Botânico',
    },
    {
      name: 'biocollection',
      column: 'biocollection_id',
      type: 'reference',
      to: 'biocollection',
      help: 'whose specialist the person is, by acronym',
      example: '',
    },
    { name: 'orcid', column: 'orcid', type: 'orcid', help: 'checked by its checksum', example: '0000-0002-1825-0097' },
    { name: 'notes', column: 'notes', type: 'text', help: 'anything else', example: '' },
  ],
  key: keyColumns('abbreviation_key'),
  lookups: [
    { column: 'abbreviation_key', key: abbreviationKey },
    { column: 'full_name_key', key: nameKey },
  ],
  carries: ['abbreviation'],
  listed: ['abbreviation', 'full_name', 'institution'],
  mergeable: { into: 'id:1' },
  usedBy: [
    { table: 'individual', column: 'collector_id' },
    { table: 'individual_collector', column: 'person_id' },
    { table: 'individual', column: 'identifier_id' },
    { table: 'past_identification', column: 'identifier_id' },
    { table: 'measurement', column: 'person_id' },
    { table: 'voucher', column: 'collector_id' },
    { table: 'voucher_collector', column: 'person_id' },
    { table: 'media_collector', column: 'person_id' },
    { table: 'taxon', column: 'person_id' },
    { table: 'container_author', column: 'person_id' },
    { table: 'lab_user', column: 'person_id' },
  ],
  derived: ['full_name_key', 'abbreviation_key'],
  complete({ values }, { report }) {
    const fullName = String(values['full_name'] ?? '');
    values['abbreviation'] ??= abbreviationOf(fullName);
    for (const column of ['full_name', 'abbreviation'])
      if (/[|;]/.test(String(values[column] ?? '')))
        report({ code: 'bad-character', column, message: 'has neither | nor ;, which part the names of a list' });
    values['full_name_key'] = nameKey(fullName);
    values['abbreviation_key'] = abbreviationKey(String(values['abbreviation']));
  },
});
