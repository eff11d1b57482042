import { nameKey } from '../domain/name-key.ts';
import { parseInteger } from '../domain/numbers.ts';
import { categoryAt, categoryOf } from './categories.ts';
import { defineKind, keyColumns, type CheckContext, type Draft, type Found } from './kind.ts';

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
      aliases: ['export_name'],
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
      name: 'rank',
      type: 'integer',
      fixed: true,
      inputOnly: true,
      help: 'instead of the category: its place among those of the trait, 1 the first; 0 for the trait itself',
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
    const { category_id: text, rank } = values;
    delete values['rank'];
    if (trait == null) return;
    if (typeof text === 'string') {
      const category = categoryOf(trait, text);
      if (category.ok) values['category_id'] = category.value;
      else return report({ code: category.code, column: 'category', value: text, message: category.message });
    }
    if (typeof rank === 'string') readRank(rank, trait, values, report);
  },
});

/** The category by its place, which must be that of its name where both are given. */
function readRank(text: string, trait: Found, values: Draft['values'], report: CheckContext['report']): void {
  const rank = parseInteger(text);
  if (!rank.ok) return report({ code: rank.code, column: 'rank', value: text, message: rank.message });
  const category = rank.value === 0 ? null : categoryAt(trait, rank.value);
  if (category === undefined)
    report({
      code: 'unknown-category',
      column: 'rank',
      value: text,
      message: `${String(trait['export_name'])} has no category of that place`,
    });
  else if (values['category_id'] !== null && values['category_id'] !== category)
    report({ code: 'duplicate-column', column: 'rank', value: text, message: 'is not the place of the category' });
  else values['category_id'] = category;
}
