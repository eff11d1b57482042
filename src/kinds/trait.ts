import { defineKind, keyColumns } from './kind.ts';

export const traitTypes = [
  'integer',
  'real',
  'categorical',
  'multiple',
  'ordinal',
  'text',
  'color',
  'link',
  'spectral',
] as const;
/** OpenDataBio's codes of them, and its words for these. */
const typeSpellings = Object.fromEntries(
  [
    'quant_integer',
    'quant_real',
    'categorical',
    'categorical_multiple',
    'ordinal',
    'text',
    'color',
    'link',
    'spectral',
  ].flatMap((word, code): [string, string][] => {
    const type = traitTypes[code] ?? word;
    return [
      [String(code), type],
      [word, type],
    ];
  }),
);
const withCategories: readonly unknown[] = ['categorical', 'multiple', 'ordinal'];
const withNumbers: readonly unknown[] = ['integer', 'real', 'spectral'];

export const exportNameKey = (text: string): string => text.trim().toLowerCase();

export const trait = defineKind({
  name: 'trait',
  plural: 'traits',
  table: 'trait',
  measurable: false,
  governedBy: 'everybody',
  naming: 'export_name',
  fields: [
    {
      name: 'export_name',
      column: 'export_name',
      type: 'name',
      required: true,
      help: 'letters, digits, `_ . -`, a letter first',
      example: 'culmenLength',
    },
    {
      name: 'type',
      column: 'type',
      type: 'choice',
      required: true,
      choices: traitTypes,
      spellings: typeSpellings,
      help: 'what its values are; in files also by its code in OpenDataBio, 0 to 8',
      example: 'real',
    },
    { name: 'name', column: 'name', type: 'name', required: true, help: 'for people', example: 'Culmen length' },
    {
      name: 'description',
      column: 'description',
      type: 'text',
      required: true,
      help: 'how it is measured',
      example: 'From the base to the tip of the bill',
    },
    {
      name: 'objects',
      column: 'objects',
      type: 'choices',
      required: true,
      choices: ['individual', 'voucher', 'location', 'taxon', 'subject'],
      help: 'kinds it is measured on, separated by |',
      example: 'individual',
    },
    { name: 'unit', column: 'unit', type: 'text', help: 'needed for numbers', example: 'mm', inExample: true },
    {
      name: 'range_min',
      column: 'range_min',
      type: 'real',
      aliases: ['wavenumber_min'],
      help: 'smallest value (spectral: first wave number)',
      example: '20',
    },
    {
      name: 'range_max',
      column: 'range_max',
      type: 'real',
      aliases: ['wavenumber_max'],
      help: 'largest value (spectral: last wave number)',
      example: '80',
    },
    {
      name: 'categories',
      type: 'words',
      list: { table: 'trait_category', owner: 'trait_id', item: 'name', from: 1 },
      help: 'in their order, separated by |',
      example: '',
    },
    { name: 'value_length', column: 'value_length', type: 'integer', help: 'spectral: how many numbers', example: '' },
    {
      name: 'link_type',
      column: 'link_type',
      type: 'choice',
      choices: ['individual', 'voucher', 'location', 'taxon'],
      help: 'link: the kind it points to',
      example: '',
    },
    {
      name: 'reference',
      column: 'reference_id',
      type: 'reference',
      to: 'reference',
      aliases: ['bibreference', 'bibkey', 'bibreference_id'],
      help: 'what defines it, by its BibTeX key or DOI',
      example: '',
    },
  ],
  key: keyColumns('export_name_key'),
  lookups: [{ column: 'export_name_key', key: exportNameKey }],
  carries: ['export_name', 'type', 'objects', 'unit', 'range_min', 'range_max', 'value_length', 'link_type'],
  listed: ['export_name', 'type', 'unit', 'objects', 'name'],
  usedBy: [{ table: 'measurement', column: 'trait_id' }],
  derived: ['export_name_key'],
  complete({ values, lists }, { report }) {
    const name = String(values['export_name'] ?? '');
    const { type } = values;
    if (!/^[A-Za-z][A-Za-z0-9_.-]*$/.test(name))
      report({
        code: 'bad-character',
        column: 'export_name',
        value: name,
        message: 'begins with a letter and has only letters, digits, `_`, `.` and `-`',
      });
    values['export_name_key'] = exportNameKey(name);
    const needs = (column: string, given: boolean, wanted: boolean, why: string): void => {
      if (wanted && !given)
        report({ code: 'missing-value', column, message: `a trait of type ${String(type)} needs ${why}` });
      if (!wanted && given)
        report({ code: 'out-of-range', column, message: `a trait of type ${String(type)} has no ${column}` });
    };
    const numeric = withNumbers.includes(type);
    if (numeric) needs('unit', values['unit'] !== null, true, 'a unit');
    const bounded = values['range_min'] !== null || values['range_max'] !== null;
    if (!numeric) needs('range_min', bounded, false, '');
    if (type === 'spectral')
      needs('range_min', values['range_min'] !== null && values['range_max'] !== null, true, 'range_min and range_max');
    if (bounded && Number(values['range_min'] ?? -Infinity) >= Number(values['range_max'] ?? Infinity))
      report({ code: 'out-of-range', column: 'range_max', message: 'range_max must be greater than range_min' });
    needs('categories', (lists['categories'] ?? []).length > 0, withCategories.includes(type), 'categories');
    needs('value_length', values['value_length'] !== null, type === 'spectral', 'a value_length');
    if (values['value_length'] !== null && Number(values['value_length']) < 1)
      report({ code: 'out-of-range', column: 'value_length', message: 'value_length must be 1 or more' });
    needs('link_type', values['link_type'] !== null, type === 'link', 'a link_type');
  },
});
