import { nameKey } from '../domain/name-key.ts';
import { defineKind } from './kind.ts';
import { namedWithin, nameWithin, projectsOf } from './projects.ts';

/** One occasion of an experiment. It belongs to projects; its data lie in storages. */
export const session = defineKind({
  name: 'session',
  plural: 'sessions',
  table: 'session',
  measurable: false,
  governedBy: 'project',
  ...namedWithin,
  fields: [
    nameWithin('Rat-1-day-3'),
    projectsOf('session'),
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
  listed: ['name', 'project', 'date_time', 'storage'],
  usedBy: [{ table: 'behavior', column: 'session_id' }],
  complete({ values }) {
    values['name_key'] = nameKey(String(values['name'] ?? ''));
  },
});
