import { beforeEach, describe, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { columnsOf } from '../../src/kinds/columns.ts';
import { kinds } from '../../src/kinds/index.ts';
import { csvWriter } from '../../src/csv/write.ts';
import { importing, refused } from './importing.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await world();
});

const around = (text: string): string => `  \u00a0${text} \u00a0 `;

async function table(row: Record<string, string>): Promise<string> {
  let text = '';
  const csv = csvWriter((chunk) => void (text += chunk));
  await csv.header(Object.keys(row));
  await csv.row(Object.values(row));
  await csv.end();
  return text;
}

/** Stores one row, and returns what the program then shows of it. */
async function kept(kind: string, noun: string, row: Record<string, string>, ...options: string[]): Promise<unknown> {
  const { code, errors } = await importing(bench, kind, await table(row), options);
  expect({ code, errors }).toEqual({ code: 0, errors: [] });
  const rows = (await bench.must(noun, 'list', '--json')).json() as Record<string, unknown>[];
  return rows.toSorted((a, b) => Number(a['id']) - Number(b['id'])).at(-1);
}

describe('blanks around a cell', () => {
  test('of a person: names, addresses and references lose them, free text keeps them', async () => {
    await bench.must('biocollection', 'create', 'INPA', '--name', 'Instituto');
    const row = {
      full_name: around('Eva   Maria  Good'),
      email: around('eva@lab.org'),
      orcid: around('0000-0002-1825-0097'),
      biocollection: around('INPA'),
      institution: around('Lab'),
      notes: around('a  b'),
    };
    expect(await kept('persons', 'person', row)).toMatchObject({
      full_name: 'Eva Maria Good',
      email: 'eva@lab.org',
      orcid: '0000-0002-1825-0097',
      biocollection: 'INPA',
      institution: around('Lab'),
      notes: around('a  b'),
    });
  });

  test('of a location and a taxon: numbers, coordinates, geometry, ranks, yes and no and ids lose them', async () => {
    const place = {
      name: around('Bog'),
      adm_level: around('100'),
      geometry: around('POLYGON((0 0,0 1,1 1,1 0,0 0))'),
      altitude: around('10.5'),
    };
    expect(await kept('locations', 'location', { ...place, datum: around('WGS84') })).toMatchObject({
      name: 'Bog',
      adm_level: 100,
      geometry: expect.stringMatching(/^POLYGON.*\)$/),
      altitude: 10.5,
      datum: around('WGS84'),
    });
    const point = { name: 'Fen', adm_level: '999', latitude: around('-64.5'), longitude: around('-64.5') };
    expect(await kept('locations', 'location', point)).toMatchObject({ latitude: -64.5, longitude: -64.5 });
    const taxon = {
      name: around('Pygoscelis papua'),
      level: around('species'),
      parent: around('Pygoscelis'),
      valid: around('yes'),
      gbif: around('12'),
      author: around('Forster'),
    };
    expect(await kept('taxa', 'taxon', taxon)).toMatchObject({
      name: 'Pygoscelis papua',
      level: 'species',
      parent: 'Pygoscelis',
      valid: true,
      external_ids: 'gbif:12',
      author: around('Forster'),
    });
  });

  test('of a trait and its translation: choices, lists of words, languages and categories lose them', async () => {
    const trait = {
      export_name: around('shade'),
      type: around('categorical'),
      name: around('Shade'),
      description: around('x'),
      objects: ` individual | ${around('taxon')}`,
      categories: ` DARK |${around('LIGHT')}`,
    };
    expect(await kept('traits', 'trait', trait)).toMatchObject({
      export_name: 'shade',
      type: 'categorical',
      name: 'Shade',
      description: around('x'),
      objects: ['individual', 'taxon'],
      categories: ['DARK', 'LIGHT'],
    });
    const said = {
      trait: around('shade'),
      category: around('DARK'),
      language: around('pt-br'),
      name: around('escuro'),
      description: around('y'),
    };
    expect(await kept('translations', 'translation', said)).toMatchObject({
      trait: 'shade',
      category: 'DARK',
      language: 'pt-BR',
      name: 'escuro',
      description: around('y'),
    });
  });

  test('of an individual and a voucher: dates, times, lists of people, codes and numbers of collections lose them', async () => {
    await bench.must('biocollection', 'create', 'INPA', '--name', 'Instituto');
    const individual = {
      tag: around('T  1'),
      dataset: around('plot-1'),
      collector: `${around('SILVA A')}|${around('LIMA B')}`,
      date: around('2009-05'),
      location: around('Torgersen'),
      taxon: around('Pygoscelis'),
      identifier: around('LIMA B'),
      identification_date: around('2010'),
      modifier: around('cf.'),
    };
    expect(await kept('individuals', 'individual', individual)).toMatchObject({
      tag: 'T 1',
      dataset: 'plot-1',
      collector: ['SILVA A', 'LIMA B'],
      date: '2009-05',
      location: 'Torgersen',
      taxon: 'Pygoscelis',
      identifier: 'LIMA B',
      identification_date: '2010',
      modifier: 'cf.',
    });
    const voucher = {
      individual: around('T 1'),
      biocollection: around('INPA'),
      biocollection_number: around('12'),
      biocollection_type: around('Holotype'),
      number: around('3'),
      collector: around('SILVA A'),
      date: around('2009-05-01'),
    };
    expect(await kept('vouchers', 'voucher', voucher, '--dataset', 'plot-1')).toMatchObject({
      individual: 'T 1',
      biocollection: 'INPA',
      biocollection_number: '12',
      biocollection_type: 'Holotype',
      number: '3',
      date: '2009-05-01',
    });
    const place = { individual: around('T 1'), date_time: around('2010-01-02T03:04'), location: around('Dream') };
    expect(await kept('occurrences', 'occurrence', place, '--dataset', 'plot-1')).toMatchObject({
      date_time: expect.stringMatching(/^2010-01-02[T ]03:04/),
      location: 'Dream',
    });
  });

  test('of a reference: an entry loses them, and a DOI', async () => {
    expect(
      await kept('references', 'reference', { bibtex: '  @misc{A, title = { x }}\r\n ', doi: around('10.1000/1') }),
    ).toMatchObject({
      bibtex: '@misc{A, title = { x }}',
      doi: '10.1000/1',
      title: 'x',
    });
  });

  const traits: [type: string, more: string[], cell: string, value: unknown][] = [
    ['real', ['--unit', 'g'], '12.50', 12.5],
    ['integer', ['--unit', '1'], '7', 7],
    ['categorical', ['--categories', 'DARK', '--categories', 'LIGHT'], 'dark', 'DARK'],
    ['ordinal', ['--categories', 'LOW', '--categories', 'HIGH'], 'High', 'HIGH'],
    ['multiple', ['--categories', 'RED', '--categories', 'BLUE'], ' red |\u00a0blue ', ['RED', 'BLUE']],
    ['color', [], '#aabbcc', '#AABBCC'],
    ['spectral', ['--value-length', '3', '--unit', 'nm', '--range-min', '1', '--range-max', '9'], '1 ; 2; 3', '1;2;3'],
    ['text', [], 'a  b', around('a  b')],
  ];
  test.each(traits)('of a value of the type %s are no part of it, but of a text', async (type, more, cell, value) => {
    await bench.must(
      'trait',
      'create',
      'tried',
      '--type',
      type,
      '--name',
      'Tried',
      '--description',
      'x',
      '--objects',
      'individual',
      ...more,
    );
    const row = {
      trait: around('tried'),
      individual: around('P1'),
      dataset: around('plot-1'),
      person: around('SILVA A'),
      date: around('2009-01-01'),
      value: around(cell),
      duplicated: around('0'),
    };
    expect(await kept('measurements', 'measurement', row)).toMatchObject({ trait: 'tried', object: 'P1', value });
    const wide = { [around('Tried')]: around(cell), individual: 'P1', person: 'SILVA A', date: '2009-01-01' };
    const { code, counts } = await importing(bench, 'measurements', await table(wide), [
      '--wide',
      'auto',
      '--dataset',
      'plot-1',
    ]);
    expect({ code, ...counts }).toMatchObject({ code: 0, unchanged: 1 });
  });

  test('are spaces: a tab or a line end in a name is refused', async () => {
    for (const name of ['Eva Good\t', '\nEva Good'])
      expect(await refused(bench, 'persons', await table({ full_name: name }))).toMatchObject([
        { code: 'bad-character', column: 'full_name', suggestion: 'Eva Good' },
      ]);
  });

  test('are all there is in an empty cell, free text and values included', async () => {
    expect(await kept('persons', 'person', { full_name: 'Eva Good', email: '  ', notes: ' \t ' })).toMatchObject({
      email: null,
      notes: null,
    });
    const row = { trait: 'remark', individual: 'P1', dataset: 'plot-1', person: 'SILVA A', date: '2009', value: '  ' };
    expect(await refused(bench, 'measurements', await table(row))).toMatchObject([
      { code: 'missing-value', column: 'value' },
    ]);
  });

  test('and runs of them in headers do not matter, also where an option names one', async () => {
    const row = { [around('Who')]: 'Eva Good', [around('E-mail')]: 'eva@lab.org', [around('Notes')]: 'x' };
    expect(await kept('persons', 'person', row, '--map', ' who = full_name ', '--map', 'E-MAIL=email')).toMatchObject({
      full_name: 'Eva Good',
      email: 'eva@lab.org',
      notes: 'x',
    });
  });

  test('count in --na and --recode, which compare the cell as it is, and in --set', async () => {
    const row = { full_name: 'Eva Good', notes: ' NA' };
    expect(await kept('persons', 'person', row, '--na', 'NA', '--set', 'institution= Lab ')).toMatchObject({
      notes: ' NA',
      institution: ' Lab ',
    });
    const other = { full_name: 'Ivo Good', notes: ' m ' };
    expect(await kept('persons', 'person', other, '--recode', 'notes:m=male')).toMatchObject({ notes: ' m ' });
    const third = { full_name: 'Ada Good', notes: ' m ' };
    expect(await kept('persons', 'person', third, '--recode', 'notes: m =male')).toMatchObject({ notes: 'male' });
  });
});

test('no type of a column has been forgotten here', () => {
  const types = new Set(kinds.flatMap((kind) => columnsOf(kind).map(({ field }) => field.type)));
  const looked = [
    'name',
    'text',
    'email',
    'orcid',
    'reference',
    'integer',
    'real',
    'geometry',
    'latitude',
    'longitude',
    'rank',
    'boolean',
    'external-ids',
    'choice',
    'choices',
    'words',
    'language',
    'category',
    'date',
    'datetime',
    'references',
    'code',
    'doi',
    'value',
    'object',
  ];
  // An attached file and its licence, links and the vouchers of an individual have tests of their own.
  expect([...types].filter((type) => !looked.includes(type)).toSorted()).toEqual([
    'file',
    'licence',
    'link',
    'vouchers',
  ]);
});
