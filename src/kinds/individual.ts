import { nameKey } from '../domain/name-key.ts';
import { defineKind, keyColumns } from './kind.ts';
import { checkPlace, checkPosition, placeColumns, withinPlace } from './position.ts';

const modifiers = ['s.s.', 's.l.', 'cf.', 'aff.', 'vel aff.'];
/** OpenDataBio's codes of them, and how its forms write one. */
const modifierSpellings = {
  ...Object.fromEntries(modifiers.map((modifier, at) => [String(at + 1), modifier])),
  '0': '',
  none: '',
  'c.f.': 'cf.',
};

export const individual = defineKind({
  name: 'individual',
  plural: 'individuals',
  table: 'individual',
  measurable: true,
  governedBy: 'dataset',
  naming: 'tag',
  fields: [
    { name: 'tag', column: 'tag', type: 'name', required: true, help: 'what is written on it', example: 'N1A1' },
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
      name: 'collector',
      column: 'collector_id',
      type: 'references',
      to: 'person',
      required: true,
      aliases: ['collectors'],
      fallback: 'person',
      list: { table: 'individual_collector', owner: 'individual_id', item: 'person_id', from: 2 },
      help: 'persons separated by |, the main one first',
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
      name: 'location',
      column: 'location_id',
      type: 'reference',
      to: 'location',
      looksInto: placeColumns,
      help: 'a named location, or latitude and longitude',
      example: 'Torgersen',
      inExample: true,
    },
    {
      name: 'latitude',
      column: 'latitude',
      type: 'latitude',
      aliases: ['lat'],
      help: 'own position, decimal degrees',
      example: '',
    },
    {
      name: 'longitude',
      column: 'longitude',
      type: 'longitude',
      aliases: ['long', 'lon', 'lng'],
      help: 'own position, decimal degrees',
      example: '',
    },
    ...withinPlace,
    { name: 'altitude', column: 'altitude', type: 'real', help: 'where it was found, metres', example: '' },
    {
      name: 'location_date_time',
      column: 'location_date_time',
      type: 'datetime',
      help: 'when it was found there: a whole date, with or without a time',
      example: '',
    },
    { name: 'location_notes', column: 'location_notes', type: 'text', help: 'about the place', example: '' },
    {
      name: 'taxon',
      column: 'taxon_id',
      type: 'reference',
      to: 'taxon',
      help: 'what it was identified as; in an edit another taxon is a new identification, without what is not given of it',
      example: 'Pygoscelis adeliae',
    },
    {
      name: 'identifier',
      column: 'identifier_id',
      type: 'reference',
      to: 'person',
      help: 'who identified it; the main collector when absent',
      example: '',
    },
    {
      name: 'identification_date',
      column: 'identification_date',
      type: 'date',
      help: 'the date above when absent',
      example: '',
    },
    {
      name: 'modifier',
      column: 'identification_modifier',
      type: 'choice',
      choices: modifiers,
      spellings: modifierSpellings,
      aliases: ['identification_modifier'],
      help: 'of the identification: s.s., s.l., cf., aff., vel aff., or their codes 1 to 5',
      example: '',
    },
    {
      name: 'identification_notes',
      column: 'identification_notes',
      type: 'text',
      help: 'about the identification',
      example: '',
    },
    {
      name: 'identification_biocollection',
      column: 'identification_biocollection_id',
      type: 'reference',
      to: 'biocollection',
      aliases: ['identification_based_on_biocollection', 'identification_based_on_biocollection_id'],
      help: 'that keeps the specimen on which it is based, by acronym',
      example: '',
    },
    {
      name: 'identification_biocollection_number',
      column: 'identification_biocollection_number',
      type: 'name',
      aliases: ['identification_based_on_biocollection_number'],
      help: 'the number of that specimen there',
      example: '',
    },
    { name: 'notes', column: 'notes', type: 'text', help: 'anything else', example: '' },
    {
      name: 'biocollection',
      type: 'vouchers',
      fixed: true,
      with: [
        { name: 'biocollection_number', help: 'numbers there, in the same order' },
        { name: 'biocollection_type', help: 'types (Holotype) or their codes, in the same order' },
      ],
      help: 'vouchers that are stored with it: acronyms separated by |',
      example: '',
    },
  ],
  key: keyColumns('dataset_id', 'tag_key', 'collector_id', 'place_key'),
  lookups: [{ column: 'tag_key', key: nameKey }],
  carries: ['tag', 'dataset_id', 'collector_id', 'location_id', 'place_key', 'scope_id'],
  listed: ['tag', 'dataset', 'taxon', 'location', 'date', 'collector'],
  usedBy: [
    { table: 'measurement', column: 'object_id' },
    { table: 'media', column: 'object_id' },
    { table: 'occurrence', column: 'individual_id' },
    { table: 'measurement', column: 'link_id' },
    { table: 'voucher', column: 'individual_id' },
  ],
  derived: ['tag_key', 'place_key'],
  history: {
    table: 'past_identification',
    owner: 'individual_id',
    columns: [
      'taxon_id',
      'identifier_id',
      'identification_date',
      'identification_modifier',
      'identification_notes',
      'identification_biocollection_id',
      'identification_biocollection_number',
    ],
  },
  complete({ values, found }, { report }) {
    values['tag_key'] = nameKey(String(values['tag'] ?? ''));
    checkPlace(values, report);
    const { latitude, longitude } = values;
    const e7 = (degrees: unknown): number => Math.round(Number(degrees) * 1e7);
    values['place_key'] = latitude === null ? `#${values['location_id']}` : `${e7(latitude)},${e7(longitude)}`;
    const identified = values['taxon_id'] !== null;
    for (const [column, field] of [
      ['identifier_id', 'identifier'],
      ['identification_date', 'identification_date'],
      ['identification_modifier', 'modifier'],
      ['identification_notes', 'identification_notes'],
      ['identification_biocollection_id', 'identification_biocollection'],
    ] as const)
      if (!identified && values[column] != null)
        report({
          code: 'missing-value',
          column: 'taxon',
          message: `${field} says how the taxon was found, and there is no taxon`,
        });
    if (
      typeof values['identification_date'] === 'number' &&
      typeof values['date'] === 'number' &&
      latestOf(values['identification_date']) < values['date']
    )
      report({
        code: 'out-of-range',
        column: 'identification_date',
        message: 'lies before the date of the individual',
      });
    const { identification_biocollection_id: keeper, identification_biocollection_number: number } = values;
    if ((keeper == null) !== (number == null)) {
      const column = `identification_biocollection${keeper == null ? '' : '_number'}`;
      report({
        code: 'missing-value',
        column,
        message: 'identification_biocollection and identification_biocollection_number go together',
      });
    }
    checkPosition(values, found['location'], report);
  },
});

/** The last day a partial date may mean, as yyyymmdd. */
const latestOf = (date: number): number => (date % 10_000 === 0 ? date + 1231 : date % 100 === 0 ? date + 31 : date);
