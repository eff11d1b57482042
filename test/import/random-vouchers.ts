import type { Row } from './random-lab.ts';

/** What a lab keeps in biocollections, and where its individuals were seen again, made of random rows. */

const at = (rows: readonly Row[], place: string | undefined): Row | undefined =>
  rows.length === 0 ? undefined : rows[Number(place) % rows.length];

export const keeperColumns = ['acronym', 'name', 'irn', 'url'];
export const keepers = (rows: readonly Row[]): Row[] =>
  rows.map((row, own) => ({
    ...row,
    acronym: `K.${own}`,
    irn: row['irn'] === '' ? '' : String(Number(row['irn']) + 1),
  }));

export const voucherColumns = [
  'individual',
  'individual_dataset',
  'biocollection',
  'biocollection_number',
  'biocollection_type',
  'number',
  'collector',
  'date',
  'dataset',
  'notes',
];
/** Some have a collector, a number and a date of their own, and some are in another dataset than their individual. */
export const vouchers = (
  rows: readonly Row[],
  { individuals, collections, persons }: Record<'individuals' | 'collections' | 'persons', readonly Row[]>,
): Row[] =>
  rows.map((row, place) => {
    const individual = at(individuals, row['individual']);
    const own = Number(row['own']) % 3 === 0;
    return {
      individual: individual?.['tag'] ?? '',
      individual_dataset: individual?.['dataset'] ?? '',
      biocollection: at(collections, row['keeper'])?.['acronym'] ?? '',
      biocollection_number: place === 0 ? '' : `${row['number']}${place}`,
      biocollection_type: row['type'] ?? '',
      number: own ? `n. ${place}` : '',
      collector: own ? (at(persons, row['own'])?.['abbreviation'] ?? '') : '',
      date: own ? (row['date'] ?? '') : '',
      dataset: row['dataset'] ?? '',
      notes: row['notes'] ?? '',
    };
  });

export const occurrenceColumns = [
  'individual',
  'individual_dataset',
  'date_time',
  'location',
  'latitude',
  'longitude',
  'altitude',
  'notes',
];
export const occurrences = (
  rows: readonly Row[],
  { individuals, placed }: Record<'individuals' | 'placed', readonly Row[]>,
): Row[] =>
  rows.map((row, place) => {
    const individual = at(individuals, row['individual']);
    const own = Number(row['place']) % 2 === 0;
    return {
      ...row,
      individual: individual?.['tag'] ?? '',
      individual_dataset: individual?.['dataset'] ?? '',
      date_time: `2010-01-01T10:${String(place).padStart(2, '0')}`,
      location: own ? '' : (at(placed, row['place'])?.['name'] ?? ''),
      latitude: own ? (row['latitude'] ?? '') : '',
      longitude: own ? (row['longitude'] ?? '') : '',
    };
  });
