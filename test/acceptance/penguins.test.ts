import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everything } from '../import/importing.ts';
import { Installed, root } from './built.ts';

/** Palmer Archipelago penguins, Gorman et al. 2014, CC0; stands beside the project, not in it. */
const raw = join(root, '..', 'shared', 'data', 'penguins_raw.csv');
const isThere = existsSync(raw);
if (!isThere) process.stderr.write(`The acceptance test on penguins is skipped: there is no ${raw}\n`);

type Row = Record<string, string>;

const traits = {
  'Culmen Length (mm)': ['culmenLength', 'real', 'mm'],
  'Culmen Depth (mm)': ['culmenDepth', 'real', 'mm'],
  'Flipper Length (mm)': ['flipperLength', 'integer', 'mm'],
  'Body Mass (g)': ['bodyMass', 'integer', 'g'],
  Sex: ['sex', 'categorical', ''],
  'Delta 15 N (o/oo)': ['delta15N', 'real', 'o/oo'],
  'Delta 13 C (o/oo)': ['delta13C', 'real', 'o/oo'],
} as const;

const csv = (rows: readonly (readonly string[])[]): string =>
  rows
    .map((row) => `${row.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`)
    .join('');
const records = (text: string): Row[] => parse<Row>(text, { columns: true });
const tagOf = (row: Row): string => `${row['studyName']}/${row['Sample Number']}/${row['Individual ID']}`;
/** What is not missing, as individual, trait, date and value. */
const readings = (rows: readonly Row[]): string[][] =>
  rows.flatMap((row) =>
    Object.entries(traits)
      .map(([column, [trait]]) => [tagOf(row), trait, row['Date Egg'] ?? '', row[column] ?? ''])
      .filter((reading) => !['NA', '.', ''].includes(reading.at(-1) ?? '')),
  );

// Where all tests are skipped, afterAll does not run either.
const dir = isThere ? mkdtempSync(join(tmpdir(), 'vasculum-penguins-')) : tmpdir();
afterAll(() => {
  if (isThere) rmSync(dir, { recursive: true, force: true });
});
const lab = { db: join(dir, 'lab.db') };
let program: Installed;
let penguins: Row[] = [];

const write = (name: string, text: string): string => {
  writeFileSync(join(dir, name), text);
  return name;
};
const imported = (user: string, ...argv: string[]) => {
  const { code, out, err } = program.run(user, 'import', ...argv, '--json');
  return { code, result: JSON.parse(out === '' ? '{}' : out) as Record<string, unknown>, err };
};
const measurements = ['measurements', 'long.csv', '--dataset', 'penguins'];

beforeAll(() => {
  if (!isThere) return;
  program = new Installed(dir);
  penguins = records(readFileSync(raw, 'utf8'));
  program.must(null, 'init', 'lab.db', '--user', 'sara', '--email', 'sara@lab.org', '--config', 'none');
  for (const [login, level] of [
    ['kris', 'full'],
    ['col', 'full'],
    ['vera', 'registered'],
    ['olga', 'full'],
  ] as const)
    program.must('sara', 'user', 'create', login, '--email', `${login}@lab.org`, '--level', level);
  program.must(
    'kris',
    'dataset',
    'create',
    'penguins',
    '--title',
    'Penguins of the Palmer Archipelago',
    '--licence',
    'CC0-1.0',
  );
  program.must('kris', 'dataset', 'grant', 'penguins', 'col', '--role', 'collaborator');
  program.must('kris', 'dataset', 'grant', 'penguins', 'vera', '--role', 'viewer');
  write('people.csv', csv([['full_name'], ['Kristen Gorman'], ['Colin Field']]));
  write(
    'islands.csv',
    csv([
      ['name', 'adm_level', 'latitude', 'longitude'],
      ['Torgersen', '999', '-64.7667', '-64.0833'],
      ['Biscoe', '999', '-65.4333', '-65.5'],
      ['Dream', '999', '-64.7333', '-64.2333'],
    ]),
  );
  write(
    'taxa.csv',
    csv([
      ['name', 'level', 'parent', 'author'],
      ['Pygoscelis adeliae', '', 'Pygoscelis', '(Hombron & Jacquinot, 1841)'],
      ['Pygoscelis papua', '', 'Pygoscelis', '(Forster, 1781)'],
      ['Pygoscelis antarctica', '', 'Pygoscelis', '(Forster, 1781)'],
      ['Pygoscelis', 'genus', '', 'Wagler, 1832'],
    ]),
  );
  write(
    'traits.csv',
    csv([
      ['export_name', 'type', 'unit', 'categories', 'name', 'description', 'objects'],
      ...Object.entries(traits).map(([column, [trait, type, unit]]) => [
        trait,
        type,
        unit,
        type === 'categorical' ? 'MALE|FEMALE' : '',
        column,
        `${column}, Gorman et al. 2014`,
        'individual',
      ]),
    ]),
  );
  write(
    'penguins.csv',
    csv([
      ['studyName', 'Sample Number', 'Individual ID', 'Date Egg', 'Island', 'Stage', 'taxon', 'Comments'],
      ...penguins.map((row) => [
        ...['studyName', 'Sample Number', 'Individual ID', 'Date Egg', 'Island', 'Stage'].map(
          (name) => row[name] ?? '',
        ),
        // `Adelie Penguin (Pygoscelis adeliae)`
        /\((.*)\)/.exec(row['Species'] ?? '')?.[1] ?? '',
        row['Comments'] ?? '',
      ]),
    ]),
  );
  write('long.csv', csv([['individual', 'trait', 'date', 'value'], ...readings(penguins)]));
});

describe.skipIf(!isThere)('the penguins of the Palmer Archipelago (skipped where ../shared/data is not there)', () => {
  test('a lab of five sets up places, names, traits and people, and every file of them imports', () => {
    for (const [kind, file, count] of [
      ['persons', 'people.csv', 2],
      ['locations', 'islands.csv', 3],
      ['taxa', 'taxa.csv', 4],
      ['traits', 'traits.csv', 7],
    ] as const)
      expect(imported('kris', kind, file)).toMatchObject({
        code: 0,
        result: { read: count, created: count, errors: [] },
      });
    program.must('kris', 'user', 'edit', 'me', '--person', 'GORMAN K');
    program.must('sara', 'user', 'edit', 'col', '--person', 'FIELD C');
  });

  test('344 individuals are read from the columns that the field book has', () => {
    expect(new Set(penguins.map((row) => row['Individual ID'])).size).toBe(190);
    const individuals = [
      'individuals',
      'penguins.csv',
      '--dataset',
      'penguins',
      '--set',
      'tag={studyName}/{Sample Number}/{Individual ID}',
      '--set',
      'notes={Comments}',
      '--map',
      'Date Egg=date',
      '--map',
      'Island=location',
      '--ignore',
      'Stage',
      '--na',
      'NA',
    ];
    const dry = imported('kris', ...individuals, '--dry-run');
    expect(dry).toMatchObject({ code: 0, result: { job: null, created: 344, defaults: { collector: 'GORMAN K' } } });
    expect(imported('kris', ...individuals)).toMatchObject({
      code: 0,
      result: { read: 344, created: 344, rejected: 0 },
    });
    expect(program.must('vera', 'individual', 'list', '--json', '--filter', 'tag=PAL0708/1/N1A1')).toContain(
      '"taxon": "Pygoscelis adeliae"',
    );
  });

  test('a viewer and an outsider are refused, and the database is as before', () => {
    const before = everything(lab);
    expect(imported('vera', ...measurements)).toMatchObject({ code: 4, result: {} });
    expect(imported('olga', ...measurements)).toMatchObject({ code: 3, result: {} });
    expect(program.run(null, 'import', ...measurements).code).toBe(3);
    expect(everything(lab)).toEqual(before);
  });

  test('a collaborator imports 2 362 measurements, a viewer exports them, and each value is what it was', () => {
    expect(imported('col', ...measurements)).toMatchObject({
      code: 0,
      result: { read: 2362, created: 2362, rejected: 0, defaults: { person: 'FIELD C' } },
    });
    const rows = records(program.must('vera', 'export', 'measurements'));
    expect(rows).toHaveLength(2362);
    const back = rows.map((row) => [row['object'], row['trait'], row['date'], row['value']].join(' '));
    expect(back.toSorted()).toEqual(
      readings(penguins)
        .map((reading) => reading.join(' '))
        .toSorted(),
    );
    expect(new Set(rows.map((row) => row['person']))).toEqual(new Set(['FIELD C']));
  });

  test('a second import finds 2 362 unchanged, and so does one of the export itself', () => {
    const unchanged = { code: 0, result: { read: 2362, created: 0, unchanged: 2362, rejected: 0 } };
    expect(imported('col', ...measurements)).toMatchObject(unchanged);
    program.must('vera', 'export', 'measurements', '--output', 'export.csv');
    expect(imported('col', 'measurements', 'export.csv')).toMatchObject(unchanged);
  });

  test('an outsider sees nothing; once the dataset is public they read it all, and still change nothing', () => {
    expect(records(program.must('olga', 'export', 'measurements'))).toHaveLength(0);
    program.must('kris', 'dataset', 'edit', 'penguins', '--privacy', 'public');
    for (const user of ['olga', null])
      expect(records(program.must(user, 'export', 'measurements', '--dataset', 'penguins'))).toHaveLength(2362);
    const before = everything(lab);
    for (const user of ['olga', 'vera']) expect(imported(user, ...measurements)).toMatchObject({ code: 4, result: {} });
    expect(everything(lab)).toEqual(before);
  });

  test('a file with mistakes names each of them with its line, and stores nothing', () => {
    const lines = readFileSync(join(dir, 'long.csv'), 'utf8').split('\n');
    lines[1] = lines[1]?.replace('39.1', '39,1').replace(/,(39),(1)$/, ',"$1,$2"') ?? '';
    lines[2000] = lines[2000]?.replace(/,[^,]+,(\d{4}-)/, ',culmenLenght,$1') ?? '';
    lines[2361] = lines[2361]?.replace(/\d{4}-\d\d-\d\d/, '2999-01-01') ?? '';
    write('wrong.csv', lines.join('\n'));
    const before = program.must('vera', 'export', 'measurements');
    const { code, result } = imported('col', 'measurements', 'wrong.csv', '--dataset', 'penguins');
    expect(code).toBe(5);
    expect(result).toMatchObject({ status: 'failed', created: 0, unchanged: 2359, rejected: 3, error_count: 3 });
    expect(result['errors']).toMatchObject([
      { line: 2, code: 'bad-number', column: 'value', value: '39,1' },
      { line: 2001, code: 'unknown-reference', column: 'trait', value: 'culmenLenght', suggestion: 'culmenLength' },
      { line: 2362, code: 'future-date', column: 'date', value: '2999-01-01' },
    ]);
    expect(program.must('vera', 'export', 'measurements')).toBe(before);
  });
});
