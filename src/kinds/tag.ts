import { nameKey } from '../domain/name-key.ts';
import { defineKind, keyColumns } from './kind.ts';

export const tag = defineKind({
  name: 'tag',
  plural: 'tags',
  table: 'tag',
  measurable: false,
  governedBy: 'everybody',
  naming: 'name',
  fields: [
    { name: 'name', column: 'name', type: 'name', required: true, help: 'one word or a few', example: 'long-term' },
    {
      name: 'description',
      column: 'description',
      type: 'text',
      help: 'what it says of what bears it',
      example: 'measured for ten years or more',
    },
  ],
  key: keyColumns('name_key'),
  lookups: [{ column: 'name_key', key: nameKey }],
  carries: ['name'],
  listed: ['name', 'description'],
  usedBy: [
    { table: 'container_tag', column: 'tag_id' },
    { table: 'media_tag', column: 'tag_id' },
  ],
  derived: ['name_key'],
  complete({ values }, { report }) {
    const name = String(values['name'] ?? '');
    values['name_key'] = nameKey(name);
    if (/[|;]/.test(name))
      report({ code: 'bad-character', column: 'name', value: name, message: 'has neither | nor ;, which part a list' });
  },
});
