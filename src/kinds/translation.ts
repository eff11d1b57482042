import { nameKey } from '../domain/name-key.ts';
import { categoryOf } from './categories.ts';
import { defineKind, keyColumns } from './kind.ts';

export const translation = defineKind({
  name: 'translation',
  plural: 'translations',
  table: 'translation',
  measurable: false,
  governedBy: 'everybody',
  amends: { field: 'trait', column: 'trait_id', deed: 'translate this trait' },
  fields: [
    {
      name: 'trait',
      column: 'trait_id',
      type: 'reference',
      to: 'trait',
      required: true,
      fixed: true,
      help: 'by its export name',
      example: 'culmenLength',
    },
    {
      name: 'category',
      column: 'category_id',
      type: 'category',
      fixed: true,
      help: 'of the trait, by its own name; when absent the trait itself is translated',
      example: '',
    },
    {
      name: 'language',
      column: 'language',
      type: 'language',
      required: true,
      aliases: ['lang'],
      help: 'a code, as in pt or pt-BR',
      example: 'de',
    },
    {
      name: 'name',
      column: 'name',
      type: 'name',
      required: true,
      help: 'in that language; files may use it in place of the own name',
      example: 'Schnabelfirst',
    },
    { name: 'description', column: 'description', type: 'text', help: 'in that language', example: '' },
  ],
  key: keyColumns('trait_id', 'category_id', 'language'),
  lookups: [],
  carries: [],
  listed: ['trait', 'category', 'language', 'name'],
  usedBy: [],
  derived: ['name_key'],
  complete({ values, found }, { report }) {
    const name = String(values['name'] ?? '');
    values['name_key'] = nameKey(name);
    if (name.includes('|'))
      report({ code: 'bad-character', column: 'name', value: name, message: 'has no |, which parts a list' });
    const { trait } = found;
    const text = values['category_id'];
    if (trait == null || typeof text !== 'string') return;
    const category = categoryOf(trait, text);
    if (category.ok) values['category_id'] = category.value;
    else report({ code: category.code, column: 'category', value: text, message: category.message });
  },
});
