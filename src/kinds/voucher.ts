import { nameKey } from '../domain/name-key.ts';
import { defineKind, individualHints, keyColumns } from './kind.ts';

/** By their codes in OpenDataBio, 0 to 15. */
export const biocollectionTypes = [
  'Not a type',
  'Type',
  'Holotype',
  'Isotype',
  'Paratype',
  'Lectotype',
  'Isolectotype',
  'Syntype',
  'Isosyntype',
  'Neotype',
  'Epitype',
  'Isoepitype',
  'Cultivartype',
  'Clonotype',
  'Topotype',
  'Phototype',
] as const;

export const voucher = defineKind({
  name: 'voucher',
  plural: 'vouchers',
  table: 'voucher',
  measurable: true,
  governedBy: 'dataset',
  fields: [
    {
      name: 'individual',
      column: 'individual_id',
      type: 'reference',
      to: 'individual',
      required: true,
      fixed: true,
      with: individualHints,
      help: 'that it was taken from, by tag',
      example: 'N1A1',
    },
    {
      name: 'biocollection',
      column: 'biocollection_id',
      type: 'reference',
      to: 'biocollection',
      required: true,
      fixed: true,
      help: 'that keeps it, by acronym',
      example: 'INPA',
    },
    {
      name: 'biocollection_number',
      column: 'biocollection_number',
      type: 'name',
      help: 'its number there',
      example: '12345',
    },
    {
      name: 'biocollection_type',
      column: 'biocollection_type',
      type: 'code',
      choices: biocollectionTypes,
      help: 'a name or its code: 0 Not a type (when absent), 1 Type, 2 Holotype, … 15 Phototype',
      example: 'Holotype',
    },
    {
      name: 'number',
      column: 'number',
      type: 'name',
      help: 'of its own collector; the tag of the individual when absent',
      example: '',
    },
    {
      name: 'collector',
      column: 'collector_id',
      type: 'references',
      to: 'person',
      aliases: ['collectors'],
      list: { table: 'voucher_collector', owner: 'voucher_id', item: 'person_id', from: 2 },
      help: 'its own, persons separated by |, with number and date; those of the individual when absent',
      example: '',
    },
    {
      name: 'date',
      column: 'date',
      type: 'date',
      help: 'of its own collector; that of the individual when absent',
      example: '',
    },
    {
      name: 'dataset',
      column: 'dataset_id',
      type: 'reference',
      to: 'dataset',
      inherits: 'individual',
      fixed: true,
      help: 'that governs it; that of the individual when absent',
      example: '',
    },
    { name: 'notes', column: 'notes', type: 'text', help: 'anything else', example: '' },
  ],
  key: keyColumns('individual_id', 'biocollection_id', 'biocollection_number_key', 'dataset_id'),
  lookups: [],
  carries: ['individual_id', 'biocollection_id', 'biocollection_number_key', 'dataset_id', 'scope_id'],
  listed: ['individual', 'biocollection', 'biocollection_number', 'biocollection_type', 'dataset'],
  usedBy: [
    { table: 'measurement', column: 'object_id' },
    { table: 'measurement', column: 'link_id' },
    { table: 'media', column: 'object_id' },
  ],
  derived: ['biocollection_number_key'],
  complete({ values }, { report }) {
    values['biocollection_type'] ??= 0;
    const number = values['biocollection_number'];
    values['biocollection_number_key'] = number == null ? '' : nameKey(String(number));
    const own = [
      ['collector', 'collector_id'],
      ['number', 'number'],
      ['date', 'date'],
    ] as const;
    const given = own.filter(([, column]) => values[column] != null);
    if (given.length === 0 || given.length === own.length) return;
    for (const [column, stored] of own)
      if (values[stored] == null)
        report({
          code: 'missing-value',
          column,
          message: `${given.map(([name]) => name).join(' and ')} of its own needs ${column} too: collector, number and date go together`,
        });
  },
});
