import { withArticle } from '../domain/article.ts';
import { parseColor } from '../domain/color.ts';
import { fromDecimalComma, parseInteger, parseReal, rawNumber } from '../domain/numbers.ts';
import { good, type Parsed, type Refused } from '../domain/parsed.ts';
import { parseSpectrum } from '../domain/spectrum.ts';
import { categoriesOf, categoryOf } from './categories.ts';
import { defineKind, keyColumns, type Draft, type CheckContext, type Found, type Stored } from './kind.ts';
import { objectColumns } from './object-columns.ts';

export const measurement = defineKind({
  name: 'measurement',
  plural: 'measurements',
  table: 'measurement',
  measurable: false,
  governedBy: 'dataset',
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
      name: 'object',
      column: 'object_id',
      type: 'object',
      required: true,
      fixed: true,
      with: objectColumns,
      help: 'what was measured, with object_type; or one of the columns individual, voucher, location, taxon, subject',
      example: 'N1A1',
    },
    {
      name: 'dataset',
      column: 'dataset_id',
      type: 'reference',
      to: 'dataset',
      required: true,
      fallback: 'dataset',
      fixed: true,
      help: 'that governs it',
      example: 'penguins',
    },
    {
      name: 'person',
      column: 'person_id',
      type: 'reference',
      to: 'person',
      required: true,
      fallback: 'person',
      help: 'who measured',
      example: 'GORMAN K',
    },
    {
      name: 'date',
      column: 'date',
      type: 'date',
      required: true,
      help: 'whole, or 1888-05, or 1888',
      example: '2007-11-11',
    },
    {
      name: 'value',
      type: 'value',
      required: true,
      unless: 'link',
      help: 'as the trait says; several categories separated by |; of a link a count, if any',
      example: '39.1',
      inExample: true,
    },
    { name: 'notes', column: 'notes', type: 'text', help: 'anything else', example: '' },
    {
      name: 'duplicated',
      column: 'duplicated',
      type: 'integer',
      help: 'tells equal readings apart: 0, 1, 2 …',
      example: '0',
    },
    {
      name: 'link',
      column: 'link_id',
      type: 'link',
      with: [
        { name: 'link_dataset', to: 'dataset', help: 'decides between equal tags' },
        { name: 'link_collector', to: 'person', help: 'decides between equal tags' },
        { name: 'link_location', to: 'location', help: 'decides between equal tags' },
      ],
      help: 'of a trait of type link: the record it points to',
      example: '',
    },
    {
      name: 'reference',
      column: 'reference_id',
      type: 'reference',
      to: 'reference',
      aliases: ['bibreference', 'bibkey', 'bibreference_id'],
      help: 'where it is published, by its BibTeX key or DOI',
      example: '',
    },
    {
      name: 'parent',
      column: 'parent_id',
      type: 'reference',
      to: 'measurement',
      aliases: ['parent_measurement', 'parent_measurement_id'],
      help: 'the measurement that this one belongs to, as id:12',
      example: '',
    },
  ],
  // A number is the same however it was written (12.5, 12.50); other values are stored in one form each.
  key: [
    ...keyColumns('object_id', 'trait_id', 'date', 'dataset_id', 'person_id', 'duplicated'),
    { sql: 'coalesce(value, raw)', of: ({ value, raw }) => value ?? raw ?? null },
  ],
  similar: ['object_id', 'trait_id', 'date', 'dataset_id', 'person_id'],
  lookups: [],
  carries: [],
  listed: ['trait', 'object', 'value', 'date', 'person', 'dataset'],
  usedBy: [{ table: 'measurement', column: 'parent_id' }],
  derived: ['value', 'raw'],
  completesPartly: true,
  wide: { by: 'trait', value: 'value' },
  complete(draft, context) {
    const { trait, object } = draft.found;
    const given = draft.values['value'] != null || draft.values['raw'] != null;
    if (!given && trait?.['type'] !== 'link')
      context.report({ code: 'missing-value', column: 'value', message: 'value is missing' });
    draft.values['duplicated'] ??= 0;
    if (Number(draft.values['duplicated']) < 0)
      context.report({ code: 'out-of-range', column: 'duplicated', message: 'must be 0 or more' });
    if (trait == null) return;
    checkLink(trait, draft, context);
    if (object != null && !String(trait['objects']).split('|').includes(String(object['kind'])))
      context.report({
        code: 'wrong-object-kind',
        column: 'object',
        message: `${String(trait['export_name'])} is measured on ${String(trait['objects']).replaceAll('|', ', ')}, not on ${withArticle(String(object['kind']))}`,
      });
    const text = draft.values['value'];
    if (typeof text !== 'string') return;
    const typed = context.decimalComma === true ? withPoint(trait, text) : good(text);
    // What is wrong with a value is said of the cell as it was typed.
    const report: CheckContext['report'] = (problem) =>
      context.report(problem.value === undefined ? problem : { ...problem, value: text });
    if (typed.ok) readValue(trait, typed.value, draft, typed.value === text ? context : { ...context, report });
    else context.report({ column: 'value', value: text, ...refusalOf(typed) });
  },
});

const refusalOf = ({ code, message, suggestion }: Refused) => ({
  code,
  message,
  ...(suggestion === undefined ? {} : { suggestion }),
});

/** Numbers that are written with a decimal comma; texts and categories have their commas for themselves. */
function withPoint(trait: Found, text: string): Parsed<string> {
  if (trait['type'] === 'real' || trait['type'] === 'integer') return fromDecimalComma(text);
  if (trait['type'] !== 'spectral') return good(text);
  const parts = text.split(';').map(fromDecimalComma);
  return parts.find((part) => !part.ok) ?? good(parts.map((part) => (part.ok ? part.value : '')).join(';'));
}

/** The cell `value` becomes a number, a category's id or a text, as the trait's type says. */
function readValue(trait: Found, text: string, { values }: Draft, { report }: CheckContext): void {
  const column = 'value';
  const refuse = (code: string, message: string, suggestion?: string): void =>
    report({ code, column, value: text, message, ...(suggestion === undefined ? {} : { suggestion }) });
  const keep = (value: Stored, raw: Stored): void => {
    values['value'] = value;
    values['raw'] = raw;
  };
  switch (trait['type']) {
    case 'real':
    case 'integer': {
      const number = trait['type'] === 'real' ? parseReal(text) : parseInteger(text);
      if (!number.ok) return refuse(number.code, number.message, number.suggestion);
      const { range_min: low, range_max: high } = trait;
      if ((typeof low === 'number' && number.value < low) || (typeof high === 'number' && number.value > high))
        return refuse(
          'out-of-range',
          `lies outside ${low ?? '-∞'} to ${high ?? '∞'}${trait['unit'] === null ? '' : ` ${trait['unit']}`}`,
        );
      return keep(number.value, rawNumber(text, number.value));
    }
    case 'categorical':
    case 'ordinal': {
      const category = categoryOf(trait, text);
      return category.ok ? keep(category.value, null) : refuse(category.code, category.message, category.suggestion);
    }
    case 'multiple': {
      const categories = categoriesOf(trait, text);
      return categories.ok
        ? keep(null, categories.value)
        : refuse(categories.code, categories.message, categories.suggestion);
    }
    case 'link': {
      const count = parseInteger(text);
      if (!count.ok) return refuse(count.code, count.message, count.suggestion);
      return count.value < 0
        ? refuse('out-of-range', 'a count must be 0 or more')
        : keep(count.value, rawNumber(text, count.value));
    }
    case 'color': {
      const color = parseColor(text);
      return color.ok ? keep(null, color.value) : refuse(color.code, color.message);
    }
    case 'spectral': {
      const spectrum = parseSpectrum(text);
      if (!spectrum.ok) return refuse(spectrum.code, spectrum.message);
      const length = spectrum.value.split(';').length;
      if (length !== trait['value_length'])
        return refuse('out-of-range', `has ${length} numbers, the trait asks for ${trait['value_length']}`);
      return keep(null, spectrum.value);
    }
    case 'text':
      return keep(null, text);
    default:
      throw new Error(`no trait type ${String(trait['type'])}`);
  }
}

/** A link has an object of the kind that its trait points to, and other traits have none. */
function checkLink(trait: Found, { values }: Draft, { report }: CheckContext): void {
  const isLink = trait['type'] === 'link';
  if (isLink && values['link_id'] == null)
    report({
      code: 'missing-value',
      column: 'link',
      message: `link is missing: ${withArticle(String(trait['link_type']))}`,
    });
  if (!isLink && values['link_id'] != null)
    report({
      code: 'out-of-range',
      column: 'link',
      message: `${String(trait['export_name'])} is of type ${String(trait['type'])} and has no link`,
    });
}
