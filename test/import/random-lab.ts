import * as fc from 'fast-check';
import { keeperColumns, keepers, occurrenceColumns, occurrences, voucherColumns, vouchers } from './random-vouchers.ts';

export const kinds = [
  'biocollections',
  'persons',
  'locations',
  'references',
  'tags',
  'taxa',
  'traits',
  'translations',
  'individuals',
  'vouchers',
  'occurrences',
  'measurements',
] as const;
type Kind = (typeof kinds)[number];
/** A CSV file of each kind; each refers only to those before it. */
export type Files = Record<Kind, string>;
export type Row = Record<string, string>;

export const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
export function csv(rows: readonly Row[], columns: readonly string[]): string {
  const lines = rows.map((row) => columns.map((column) => cell(row[column] ?? '')).join(','));
  return `${[columns.join(','), ...lines].join('\n')}\n`;
}

// What a cell may hold: quotes, line ends of every sort, blanks at the ends, formulas, numbers that are none, signs beyond the BMP.
const hard = fc.constantFrom(
  '"',
  '""',
  ',',
  ';',
  '|',
  '\t',
  '\n',
  '\r\n',
  '\r',
  ' ',
  '  lead',
  'trail  ',
  '=1+1',
  '+44 20',
  '-5',
  '@sum',
  '007',
  '1e5',
  'NA',
  'null',
  'sep=;',
  '\ufeff',
  'é',
  'e\u0301',
  '李',
  '🐧',
  '\u00a0',
  "'",
  '\\',
  '{x}',
  '#',
);
const text = fc
  .array(fc.oneof(hard, fc.string({ maxLength: 4, unit: 'grapheme' })), { maxLength: 5 })
  .map((parts) => parts.join(''))
  .filter((made) => !made.includes('\0') && !/\p{Cs}/u.test(made));
const optional = <T>(of: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 1, arbitrary: fc.constant('') }, { weight: 2, arbitrary: of });

// Names are NFC without controls; one letter in front keeps them from being references (`id:1`) or empty.
const name = fc
  .array(
    fc.constantFrom('a', 'B', 'é', 'ß', '李', '"', ',', "'", '=', '+', '-', ' ', '.', '(', '🐧', '007', '#', '&', 'Ω'),
    { maxLength: 6 },
  )
  .map((parts) => `N${parts.join('')}`.replaceAll(/\s+/g, ' ').trim());

const number = fc.oneof(
  fc.constantFrom(
    '0',
    '-0',
    '12.50',
    '007',
    '+5',
    '.5',
    '1e3',
    '1E-7',
    '-1.0',
    '100000000000000000000',
    '0.1',
    '1e-320',
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer().map(String),
);
const integer = fc.oneof(fc.constantFrom('0', '-7', '007', '+3', '9007199254740991'), fc.maxSafeInteger().map(String));
const two = (value: number): string => String(value).padStart(2, '0');
const date = fc
  .tuple(
    fc.integer({ min: 1, max: 2025 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
    fc.constantFrom(0, 1, 2),
  )
  .map(([year, month, day, parts]) =>
    [String(year).padStart(4, '0'), two(month), two(day)].slice(0, parts + 1).join('-'),
  );
const moment = fc.constantFrom('2001-02-03', '2001-02-03T10:30', '2001-02-03 10:30:15', '1999-12-31T23:30-03:00');
const degrees = (limit: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom('0', '-12.5', '45.1234567', '1.0'),
    fc.integer({ min: -limit * 1000, max: limit * 1000 }).map((value) => String(value / 1000)),
  );
const color = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

/** Numbered where a natural key must differ from all others. */
const numbered = (rows: readonly Row[], column: string): Row[] =>
  rows.map((row, at) => ({ ...row, [column]: `${row[column] ?? ''}${at + 1}` }));
const rowsOf = (fields: Record<string, fc.Arbitrary<string>>, maxLength: number): fc.Arbitrary<Row[]> =>
  fc.array(fc.record(fields), { minLength: 1, maxLength, size: 'max' });
const pick = fc.nat({ max: 1000 }).map(String);

/** Files of a lab with the datasets north and south, full of texts that are hard to keep. */
export const randomLab = fc
  .record({
    persons: rowsOf(
      {
        full_name: name,
        abbreviation: fc.constant('AB '),
        email: optional(fc.constantFrom('a@b.org', "o'hara+x@lab.example")),
        institution: optional(text),
        keeper: optional(pick),
        orcid: optional(fc.constantFrom('0000-0002-1825-0097', '0000-0001-5109-3700')),
        notes: optional(text),
      },
      20,
    ),
    locations: rowsOf(
      {
        name,
        latitude: degrees(90),
        longitude: degrees(180),
        altitude: optional(number),
        azimuth: optional(fc.constantFrom('0', '12.50', '360')),
        datum: optional(text),
        parent: pick,
        plot: pick,
        notes: optional(text),
      },
      30,
    ),
    references: rowsOf({ title: text, doi: optional(fc.constantFrom('10.1000/182', '10.5281/zenodo.3960218')) }, 5),
    tags: rowsOf({ name, description: optional(text) }, 5),
    translations: rowsOf({ description: optional(text) }, 5),
    taxa: rowsOf(
      {
        author: optional(text),
        parent: pick,
        external_ids: optional(text),
        gbif: optional(pick),
        zoobank: optional(fc.constantFrom('urn:lsid:zoobank.org:act:1', '=2')),
        notes: optional(text),
      },
      25,
    ),
    traits: rowsOf({ name, description: text.map((made) => `d${made}`), unit: text.map((made) => `u${made}`) }, 7),
    individuals: rowsOf(
      {
        tag: name,
        dataset: fc.constantFrom('north', 'south'),
        collector: pick,
        others: pick,
        date,
        place: pick,
        latitude: degrees(90),
        longitude: degrees(180),
        taxon: pick,
        x: optional(number),
        altitude: optional(number),
        location_date_time: optional(moment),
        location_notes: optional(text),
        identifier: optional(pick),
        modifier: optional(fc.constantFrom('1', 'cf.', '4', 'VEL AFF.')),
        identification_notes: optional(text),
        keeper: optional(pick),
        notes: optional(text),
      },
      50,
    ),
    biocollections: rowsOf(
      {
        name: text.map((made) => `n${made}`),
        irn: optional(pick),
        url: optional(fc.constantFrom('https://a.org/=1', 'http://b.org')),
      },
      6,
    ),
    vouchers: rowsOf(
      {
        individual: pick,
        keeper: pick,
        number: name,
        type: optional(fc.constantFrom('0', '2', 'Isotype', 'phototype')),
        own: pick,
        date,
        dataset: fc.constantFrom('', 'north', 'south'),
        notes: optional(text),
      },
      20,
    ),
    occurrences: rowsOf(
      {
        individual: pick,
        place: pick,
        latitude: degrees(90),
        longitude: degrees(180),
        altitude: optional(number),
        notes: optional(text),
      },
      15,
    ),
    measurements: rowsOf(
      {
        trait: pick,
        object: pick,
        dataset: fc.constantFrom('north', 'south'),
        person: pick,
        date,
        real: number,
        integer,
        text: text.filter((made) => made.trim() !== ''),
        category: pick,
        others: pick,
        reference: pick,
        color,
        spectrum: fc.array(number, { minLength: 3, maxLength: 3 }).map((parts) => parts.join(';')),
        notes: optional(text),
      },
      100,
    ),
  })
  .map(filesOf);

const categories = ['Red "one"', 'blé, two', '=three'];
const types = ['real', 'integer', 'categorical', 'ordinal', 'text', 'color', 'spectral', 'multiple', 'link'] as const;
const withCategories: readonly string[] = ['categorical', 'ordinal', 'multiple'];

/** The files, with references that find what stands in the others. */
function filesOf(made: Record<Kind, Row[]>): Files {
  const at = (rows: readonly Row[], place: string | undefined): Row | undefined =>
    rows.length === 0 ? undefined : rows[Number(place) % rows.length];
  const collections = keepers(made.biocollections);
  const keeper = (place: string | undefined): string =>
    place === '' ? '' : (at(collections, place)?.['acronym'] ?? '');
  const persons = numbered(made.persons, 'abbreviation').map((row) => ({
    ...row,
    biocollection: keeper(row['keeper']),
  }));
  // A place lies at that of its parent, which stands before it here, and behind it in the file.
  const locations = numbered(made.locations, 'name');
  const placed: Row[] = [];
  for (const row of locations) {
    const above = Number(row['parent']) % 3 === 0 ? undefined : at(placed, row['parent']);
    // Sizes that are round, so that some plots fit into others and others do not.
    const size = above?.['adm_level'] === '100' ? above['x'] : String(10 * (1 + (Number(row['plot']) % 3)));
    const level = ['999', '100', '101'][Number(row['plot']) % 3] ?? '999';
    placed.push({
      ...row,
      adm_level: level,
      x: level === '999' ? '' : (size ?? ''),
      y: level === '100' ? (size ?? '') : '',
      parent: above?.['name'] ?? '',
      latitude: (above ?? row)['latitude'] ?? '',
      longitude: (above ?? row)['longitude'] ?? '',
    });
  }
  const references = made.references.map((row, own) => ({
    doi: own % 2 === 0 ? '' : (row['doi'] ?? ''),
    key: `Key${own}`,
    bibtex: `@article{Key${own}, title = {${(row['title'] ?? '').replaceAll(/[^\p{L}\p{N}"' ,=+-]/gu, '')}}, year = 19${own}0}`,
  }));
  const tags = numbered(made.tags, 'name');
  const taxa = made.taxa.map((row, own) => ({
    ...row,
    name: `Taxon${'abcdefghijklmnopqrstuvwxyz'.charAt(own)}${own === 0 ? '' : ' epithet'}`,
    level: own === 0 ? 'genus' : 'species',
    parent: own === 0 ? '' : 'Taxona',
    reference: own % 2 === 0 ? (at(references, String(own))?.['key'] ?? '') : '',
  }));
  const traits = types.map((type, own) => ({
    ...at(made.traits, String(own)),
    export_name: `t.${type}-${own}`,
    type,
    objects: 'individual|location|taxon|voucher',
    unit: ['real', 'integer', 'spectral'].includes(type) ? (at(made.traits, String(own))?.['unit'] ?? '') : '',
    range_min: type === 'spectral' ? '1' : '',
    range_max: type === 'spectral' ? '2' : '',
    value_length: type === 'spectral' ? '3' : '',
    categories: withCategories.includes(type) ? categories.join('|') : '',
    link_type: type === 'link' ? 'individual' : '',
    reference: at(references, String(own))?.['key'] ?? '',
  }));
  const translations = made.translations.map((row, own) => ({
    ...row,
    trait: `t.multiple-${types.indexOf('multiple')}`,
    category: categories[own] ?? '',
    language: ['de', 'pt-BR', 'fr', 'es', 'zh-Hant'][own] ?? 'en',
    name: `Übersetzt, "${own}"`,
  }));
  /** What only an individual with a taxon has. */
  const identified = (row: Row): Row => {
    if (Number(row['taxon']) % 5 === 0) return { taxon: '', identifier: '', modifier: '', identification_notes: '' };
    const specimen = keeper(row['keeper']);
    return {
      taxon: at(taxa, row['taxon'])?.['name'] ?? '',
      identifier: row['identifier'] === '' ? '' : (at(persons, row['identifier'])?.['abbreviation'] ?? ''),
      identification_biocollection: specimen,
      identification_biocollection_number: specimen === '' ? '' : `No ${row['keeper']}`,
    };
  };
  const individuals = numbered(made.individuals, 'tag').map((row) => {
    const own = Number(row['place']) % 2 === 0;
    const place = own ? undefined : at(placed, row['place']);
    const size = place?.['x'] ?? '';
    const x = size === '' ? (row['x'] ?? '') : String(Number(row['others']) % (Number(size) + 1));
    const others = [at(persons, row['collector']), at(persons, row['others'])].map((one) => one?.['abbreviation']);
    return {
      ...row,
      collector: [...new Set(others)].join('|'),
      location: place?.['name'] ?? '',
      x,
      y: x === '' ? '' : '0',
      latitude: own ? (row['latitude'] ?? '') : '',
      longitude: own ? (row['longitude'] ?? '') : '',
      ...identified(row),
    };
  });
  const kept = vouchers(made.vouchers, { individuals, collections, persons });
  const measurements = made.measurements.map((row, own) => {
    const type = types[Number(row['trait']) % types.length] ?? 'text';
    const kind = ['individual', 'location', 'taxon', 'voucher'][own % 4] ?? 'taxon';
    const rows = { individual: individuals, location: placed, taxon: taxa, voucher: kept }[kind] ?? taxa;
    const object = at(rows, row['object']);
    const values = {
      real: row['real'],
      integer: row['integer'],
      text: row['text'],
      color: row['color'],
      spectral: row['spectrum'],
      categorical: categories[Number(row['category']) % categories.length],
      ordinal: categories[Number(row['category']) % categories.length],
      multiple: [...new Set([row['category'], row['others']].map((place) => Number(place) % categories.length))]
        .map((place) => categories[place])
        .join('|'),
      link: own % 2 === 0 ? '' : String(own),
    };
    const link = type === 'link' ? at(individuals, row['others']) : undefined;
    return {
      trait: `t.${type}-${types.indexOf(type)}`,
      object_type: kind,
      object: object?.[{ individual: 'tag', voucher: 'individual' }[kind] ?? 'name'] ?? '',
      biocollection: kind === 'voucher' ? (object?.['biocollection'] ?? '') : '',
      biocollection_number: kind === 'voucher' ? (object?.['biocollection_number'] ?? '') : '',
      dataset: row['dataset'] ?? '',
      person: at(persons, row['person'])?.['abbreviation'] ?? '',
      date: row['date'] ?? '',
      value: values[type] ?? '',
      notes: row['notes'] ?? '',
      duplicated: String(own),
      link: link?.['tag'] ?? '',
      link_dataset: link?.['dataset'] ?? '',
      reference: own % 3 === 0 ? (at(references, row['reference'])?.['key'] ?? '') : '',
    };
  });
  return {
    biocollections: csv(collections, keeperColumns),
    vouchers: csv(kept, voucherColumns),
    occurrences: csv(occurrences(made.occurrences, { individuals, placed }), occurrenceColumns),
    persons: csv(persons, ['full_name', 'abbreviation', 'email', 'institution', 'biocollection', 'orcid', 'notes']),
    locations: csv(placed.toReversed(), [
      'name',
      'adm_level',
      'latitude',
      'longitude',
      'altitude',
      'azimuth',
      'datum',
      'x',
      'y',
      'parent',
      'notes',
    ]),
    references: csv(references, ['bibtex', 'doi', 'key']),
    tags: csv(tags, ['name', 'description']),
    translations: csv(translations, ['trait', 'category', 'language', 'name', 'description']),
    taxa: csv(taxa.toReversed(), [
      'name',
      'level',
      'author',
      'parent',
      'external_ids',
      'gbif',
      'zoobank',
      'notes',
      'reference',
    ]),
    traits: csv(traits, [
      'export_name',
      'type',
      'name',
      'description',
      'objects',
      'unit',
      'range_min',
      'range_max',
      'categories',
      'value_length',
      'link_type',
      'reference',
    ]),
    individuals: csv(individuals, [
      'tag',
      'dataset',
      'collector',
      'date',
      'location',
      'latitude',
      'longitude',
      'x',
      'y',
      'altitude',
      'location_date_time',
      'location_notes',
      'taxon',
      'identifier',
      'modifier',
      'identification_notes',
      'identification_biocollection',
      'identification_biocollection_number',
      'notes',
    ]),
    measurements: csv(
      measurements.toSorted((a, b) => a.trait.localeCompare(b.trait)),
      [
        'trait',
        'object_type',
        'object',
        'biocollection',
        'biocollection_number',
        'dataset',
        'person',
        'date',
        'value',
        'notes',
        'duplicated',
        'link',
        'link_dataset',
        'reference',
      ],
    ),
  };
}
