import { nameKey } from '../domain/name-key.ts';
import { defineKind, keyColumns } from './kind.ts';

/** One occasion of an experiment. It belongs to projects; its data lie in storages. */
export const session = defineKind({
  name: 'session',
  plural: 'sessions',
  table: 'session',
  measurable: false,
  governedBy: 'project',
  naming: 'name',
  fields: [
    {
      name: 'name',
      column: 'name',
      type: 'name',
      required: true,
      help: 'unique within each of its projects',
      example: 'Rat-1-day-3',
    },
    {
      name: 'project',
      type: 'references',
      to: 'project',
      required: true,
      fallback: 'project',
      aliases: ['projects'],
      list: { table: 'session_project', owner: 'session_id', item: 'project_id', from: 1 },
      help: 'that govern it, separated by |; those that you do not see stay as they are',
      example: 'example',
    },
    { name: 'date_time', column: 'date_time', type: 'datetime', help: 'when it began', example: '2025-03-01T10:30' },
    {
      name: 'storage',
      type: 'references',
      to: 'storage',
      aliases: ['storages', 'data_storage', 'datastorage'],
      list: { table: 'session_storage', owner: 'session_id', item: 'storage_id', from: 1 },
      help: 'where its data lie, separated by |; those that you do not see stay as they are',
      example: '',
    },
    { name: 'description', column: 'description', type: 'text', help: 'what it was for', example: '' },
    { name: 'notes', column: 'notes', type: 'text', help: 'anything else', example: '' },
  ],
  key: keyColumns('name_key'),
  uniqueWithin: 'project',
  lookups: [{ column: 'name_key', key: nameKey }],
  carries: ['name'],
  listed: ['name', 'project', 'date_time', 'storage'],
  usedBy: [{ table: 'behavior', column: 'session_id' }],
  derived: ['name_key'],
  complete({ values }) {
    values['name_key'] = nameKey(String(values['name'] ?? ''));
  },
});
