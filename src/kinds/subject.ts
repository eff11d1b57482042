import { nameKey } from '../domain/name-key.ts';
import { defineKind, keyColumns } from './kind.ts';

const sexes = ['F', 'M', 'U'];

/** An animal or a human of an experiment. It belongs to projects, not to a dataset; what is measured on it belongs to one. */
export const subject = defineKind({
  name: 'subject',
  plural: 'subjects',
  table: 'subject',
  measurable: true,
  governedBy: 'project',
  naming: 'name',
  fields: [
    {
      name: 'name',
      column: 'name',
      type: 'name',
      required: true,
      help: 'unique within each of its projects',
      example: 'Rat-1',
    },
    {
      name: 'project',
      type: 'references',
      to: 'project',
      required: true,
      fallback: 'project',
      aliases: ['projects'],
      list: { table: 'subject_project', owner: 'subject_id', item: 'project_id', from: 1 },
      help: 'that govern it, separated by |; those that you do not see stay as they are',
      example: 'example',
    },
    { name: 'species', column: 'species', type: 'text', help: 'as people call it', example: 'Rattus norvegicus' },
    { name: 'sex', column: 'sex', type: 'choice', choices: sexes, help: 'F, M, or U for unknown', example: 'F' },
    { name: 'birth_date', column: 'birth_date', type: 'date', help: 'whole, or 1888-05, or 1888', example: '2025-03' },
    { name: 'description', column: 'description', type: 'text', help: 'what it is for', example: '' },
    { name: 'notes', column: 'notes', type: 'text', help: 'anything else', example: '' },
  ],
  key: keyColumns('name_key'),
  uniqueWithin: 'project',
  lookups: [{ column: 'name_key', key: nameKey }],
  carries: ['name'],
  listed: ['name', 'project', 'species', 'sex', 'birth_date'],
  usedBy: [
    { table: 'measurement', column: 'object_id' },
    { table: 'media', column: 'object_id' },
  ],
  derived: ['name_key'],
  complete({ values }) {
    values['name_key'] = nameKey(String(values['name'] ?? ''));
  },
});
