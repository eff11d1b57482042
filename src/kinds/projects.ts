import { nameKey } from '../domain/name-key.ts';
import { keyColumns, type Field } from './kind.ts';

/** The projects that govern a record of a kind, which stand in a table of their own. */
export const projectsOf = (kind: string): Field => ({
  name: 'project',
  type: 'references',
  to: 'project',
  required: true,
  fallback: 'project',
  aliases: ['projects'],
  list: { table: `${kind}_project`, owner: `${kind}_id`, item: 'project_id', from: 1 },
  help: 'that govern it, separated by |; those that you do not see stay as they are',
  example: 'example',
});

/** How a kind is named whose names are unique within each of its projects. */
export const nameWithin = (example: string): Field => ({
  name: 'name',
  column: 'name',
  type: 'name',
  required: true,
  help: 'unique within each of its projects',
  example,
});

/** What follows from such a name. */
export const namedWithin = {
  naming: 'name',
  key: keyColumns('name_key'),
  uniqueWithin: 'project',
  lookups: [{ column: 'name_key', key: nameKey }],
  carries: ['name'],
  derived: ['name_key'],
} as const;
