import { nameKey } from '../domain/name-key.ts';
import { defineKind } from './kind.ts';
import { namedWithin, nameWithin, projectsOf } from './projects.ts';

const sexes = ['F', 'M', 'U'];

/** An animal or a human of an experiment. It belongs to projects, not to a dataset; what is measured on it belongs to one. */
export const subject = defineKind({
  name: 'subject',
  plural: 'subjects',
  table: 'subject',
  measurable: true,
  governedBy: 'project',
  ...namedWithin,
  fields: [
    nameWithin('Rat-1'),
    projectsOf('subject'),
    { name: 'species', column: 'species', type: 'text', help: 'as people call it', example: 'Rattus norvegicus' },
    { name: 'sex', column: 'sex', type: 'choice', choices: sexes, help: 'F, M, or U for unknown', example: 'F' },
    { name: 'birth_date', column: 'birth_date', type: 'date', help: 'whole, or 1888-05, or 1888', example: '2025-03' },
    { name: 'description', column: 'description', type: 'text', help: 'what it is for', example: '' },
    { name: 'notes', column: 'notes', type: 'text', help: 'anything else', example: '' },
  ],
  listed: ['name', 'project', 'species', 'sex', 'birth_date'],
  usedBy: [
    { table: 'measurement', column: 'object_id' },
    { table: 'media', column: 'object_id' },
  ],
  complete({ values }) {
    values['name_key'] = nameKey(String(values['name'] ?? ''));
  },
});
