import { defineKind, individualHints, keyColumns } from './kind.ts';
import { checkPlace, checkPosition, placeColumns, withinPlace } from './position.ts';

export const occurrence = defineKind({
  name: 'occurrence',
  plural: 'occurrences',
  aliases: ['individual-location', 'individual-locations', 'individual_location', 'individual_locations'],
  table: 'occurrence',
  measurable: false,
  governedBy: 'dataset',
  partOf: 'individual',
  fields: [
    {
      name: 'individual',
      column: 'individual_id',
      type: 'reference',
      to: 'individual',
      required: true,
      fixed: true,
      with: individualHints,
      help: 'that was seen there again, by tag',
      example: 'N1A1',
    },
    {
      name: 'dataset',
      column: 'dataset_id',
      type: 'reference',
      to: 'dataset',
      inherits: 'individual',
      fixed: true,
      help: 'that of the individual, and no other',
      example: '',
    },
    {
      name: 'date_time',
      column: 'date_time',
      type: 'datetime',
      required: true,
      aliases: ['location_date_time'],
      help: 'a whole date, with or without a time; one with a zone is kept in UTC',
      example: '2008-11-11T10:30',
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
    { name: 'altitude', column: 'altitude', type: 'real', help: 'metres', example: '' },
    ...withinPlace,
    {
      name: 'notes',
      column: 'notes',
      type: 'text',
      aliases: ['location_notes'],
      help: 'anything else',
      example: '',
    },
  ],
  key: keyColumns('individual_id', 'date_time'),
  lookups: [],
  carries: [],
  listed: ['individual', 'date_time', 'location', 'latitude', 'longitude', 'dataset'],
  usedBy: [],
  derived: [],
  complete({ values, found }, { report }) {
    const of = found['individual']?.['dataset_id'];
    if (typeof of === 'number' && typeof values['dataset_id'] === 'number' && of !== values['dataset_id'])
      report({ code: 'out-of-range', column: 'dataset', message: 'must be the dataset of the individual' });
    checkPlace(values, report);
    checkPosition(values, found['location'], report);
  },
});
