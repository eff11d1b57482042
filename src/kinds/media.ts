import { licences } from '../domain/licences.ts';
import { nameKey } from '../domain/name-key.ts';
import { defineKind, keyColumns } from './kind.ts';
import { objectColumns } from './object-columns.ts';

/** A picture, a film or a sound of a record: a row of attributes, and a file in the folder beside the database. */
export const media = defineKind({
  name: 'media',
  plural: 'media',
  table: 'media',
  measurable: false,
  governedBy: 'dataset',
  fields: [
    {
      name: 'object',
      column: 'object_id',
      type: 'object',
      required: true,
      fixed: true,
      with: objectColumns,
      help: 'what it shows, with object_type; or one of the columns individual, voucher, location, taxon, subject',
      example: 'N1A1',
    },
    {
      name: 'file',
      column: 'file_name',
      type: 'file',
      required: true,
      fixed: true,
      aliases: ['filename', 'file_name'],
      help: 'a file on this machine; in a table, relative to it',
      example: 'photo.jpg',
    },
    {
      name: 'licence',
      column: 'licence',
      type: 'licence',
      required: true,
      aliases: ['license'],
      choices: licences,
      help: 'Creative Commons, as an SPDX id (CC-BY-4.0)',
      example: 'CC0-1.0',
    },
    {
      name: 'collector',
      type: 'references',
      to: 'person',
      aliases: ['collectors'],
      list: { table: 'media_collector', owner: 'media_id', item: 'person_id', from: 1 },
      help: 'who made it: persons separated by |; needed unless the licence is CC0',
      example: '',
    },
    {
      name: 'dataset',
      column: 'dataset_id',
      type: 'reference',
      to: 'dataset',
      inherits: 'object',
      fixed: true,
      help: 'that governs it; that of the object when absent',
      example: '',
    },
    { name: 'date', column: 'date', type: 'date', help: 'a whole date', example: '2007-11-11' },
    {
      name: 'description',
      column: 'description',
      type: 'text',
      aliases: ['title'],
      help: 'what it shows',
      example: '',
    },
    { name: 'notes', column: 'notes', type: 'text', help: 'anything else', example: '' },
    {
      name: 'tag',
      type: 'references',
      to: 'tag',
      aliases: ['tags'],
      list: { table: 'media_tag', owner: 'media_id', item: 'tag_id', from: 1 },
      help: 'what it says of it, by names of tags separated by |',
      example: '',
    },
  ],
  key: keyColumns('object_id', 'file_name_key', 'dataset_id'),
  lookups: [],
  carries: [],
  listed: ['object', 'file', 'date', 'licence', 'dataset'],
  usedBy: [],
  derived: ['file_name_key', 'sha256', 'size', 'media_type'],
  shows: ['media_type', 'size', 'sha256'],
  complete({ values, lists }, { report }) {
    values['file_name_key'] = nameKey(String(values['file_name'] ?? ''));
    if (values['dataset_id'] == null)
      report({ code: 'missing-value', column: 'dataset', message: 'the object has no dataset, so this needs one' });
    if (!String(values['licence']).startsWith('CC0') && (lists['collector'] ?? []).length === 0)
      report({
        code: 'missing-value',
        column: 'collector',
        message: `the licence ${values['licence']} asks to name who made it`,
      });
    if (typeof values['date'] === 'number' && values['date'] % 100 === 0)
      report({ code: 'bad-date', column: 'date', message: 'must be a whole date: year, month and day' });
  },
});
