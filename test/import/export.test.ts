import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything, importFile, one } from './importing.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await world();
});

const header =
  'trait,object,object_type,individual_dataset,individual_collector,individual_location,biocollection,biocollection_number,dataset,person,date,value,notes,duplicated,link,link_dataset,link_collector,link_location,reference,parent';
const row = (tag: string, dataset: string): string =>
  `mass,${tag},individual,${dataset},SILVA A,Torgersen,,,${dataset},SILVA A,2007-11-11,3750,,0,,,,,,`;
const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;

test.each([
  ['the owner', 'ana', [row('P1', 'plot-1'), row('S1', 'secret'), row('O1', 'open')]],
  ['a viewer', 'vera', [row('P1', 'plot-1'), row('O1', 'open')]],
  ['an outsider', 'olga', [row('O1', 'open')]],
  ['nobody', null, [row('O1', 'open')]],
])('an export of %s (%s) is what they may read, as CSV', async (_, as, rows) => {
  const { code, out, err } = await bench.run(['export', 'measurements'], { as });
  expect({ code, out }).toEqual({ code: 0, out: lines(header, ...rows) });
  expect(err).toBe(`exported ${rows.length} measurement${rows.length === 1 ? '' : 's'}\n`);
  const terminal = await bench.run(['export', 'measurement'], { as, tty: true });
  expect(terminal.out).toBe(out);
});

test('a measurement in a readable dataset, on an individual that is not, is left out', async () => {
  await bench.must(
    'measurement',
    'create',
    '--trait',
    'eggs',
    '--individual',
    'S1',
    '--dataset',
    'open',
    '--person',
    'SILVA A',
    '--date',
    '2007',
    '--value',
    '2',
  );
  expect((await bench.run(['export', 'measurements', '--dataset', 'open'], { as: 'vera' })).out).toBe(
    lines(header, row('O1', 'open')),
  );
  expect((await bench.must('export', 'measurements', '--dataset', 'open')).out.split('\n')).toHaveLength(4);
});

test('the same records as TSV, JSON and JSON lines', async () => {
  const tsv = await bench.must('export', 'measurements', '--dataset', 'open', '-o', 'tsv');
  expect(tsv.out).toBe(lines(header, row('O1', 'open')).replaceAll(',', '\t'));
  const record = {
    trait: 'mass',
    object: 'O1',
    object_type: 'individual',
    individual_dataset: 'open',
    individual_collector: 'SILVA A',
    individual_location: 'Torgersen',
    biocollection: null,
    biocollection_number: null,
    dataset: 'open',
    person: 'SILVA A',
    date: '2007-11-11',
    value: 3750,
    notes: null,
    duplicated: 0,
    link: null,
    link_dataset: null,
    link_collector: null,
    link_location: null,
    reference: null,
    parent: null,
  };
  const json = await bench.must('export', 'measurements', '--dataset', 'open', '--json');
  expect(json.json()).toEqual([record]);
  const jsonl = await bench.must('export', 'measurements', '--dataset', 'open', '-o', 'jsonl');
  expect(jsonl.out).toBe(`${JSON.stringify(record)}\n`);
  const persons = await bench.must('export', 'individuals', '--filter', 'tag=P1', '--json');
  expect(persons.json()).toMatchObject([{ collector: ['SILVA A'], date: '2007-11-11', latitude: null }]);
});

test('a number that has its own spelling is a number in JSON, and keeps its spelling in CSV', async () => {
  await bench.must(
    'measurement',
    'create',
    '--trait',
    'mass',
    '--individual',
    'P2',
    '--dataset',
    'plot-1',
    '--person',
    'SILVA A',
    '--date',
    '2007',
    '--value',
    '12.50',
  );
  const rows = (await bench.must('export', 'measurements', '--filter', 'object=P2', '--json')).json();
  expect(rows).toMatchObject([{ value: 12.5 }]);
  expect((await bench.must('measurement', 'list', '--json', '--filter', 'object=P2')).json()).toMatchObject([
    { value: 12.5 },
  ]);
  expect((await bench.must('export', 'measurements', '--filter', 'object=P2')).out).toContain(',12.50,');
});

test('no record is a header alone, an empty list, or nothing', async () => {
  await bench.must('dataset', 'create', 'void');
  const run = async (...options: string[]) =>
    (await bench.must('export', 'measurements', '--dataset', 'void', ...options)).out;
  expect(await run()).toBe(`${header}\n`);
  expect(JSON.parse(await run('--json'))).toEqual([]);
  expect(await run('-o', 'jsonl')).toBe('');
});

test('a hidden dataset is not found, in the words of one that is not there', async () => {
  const hidden = await bench.run(['export', 'measurements', '--dataset', 'secret'], { as: 'vera' });
  const absent = await bench.run(['export', 'measurements', '--dataset', 'secrit'], { as: 'vera' });
  expect({ ...hidden, json: null }).toEqual({
    code: 3,
    out: '',
    err: absent.err.replaceAll('secrit', 'secret'),
    json: null,
  });
});

test.each(['persons', 'locations', 'taxa', 'traits'])(
  '--dataset means nothing to %s, and that is said',
  async (kind) => {
    const { code, out, err } = await bench.run(['export', kind, '--dataset', 'plot-1']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).not.toMatch(/bug|no such column/i);
  },
);

test('--output writes the whole file or none, and replaces one only when forced', async () => {
  const path = join(bench.dir, 'm.csv');
  const wrote = await bench.must('export', 'measurements', '--output', 'm.csv');
  const text = readFileSync(path, 'utf8');
  expect(text).toBe((await bench.must('export', 'measurements')).out);
  const sha256 = createHash('sha256').update(text).digest('hex');
  expect(wrote.out).toBe(`file\trows\tsha256\n${path}\t3\t${sha256}\n`);
  const again = await bench.run(['export', 'measurements', '--output', 'm.csv'], { as: 'vera' });
  expect(again.code).toBe(6);
  expect(readFileSync(path, 'utf8')).toBe(text);
  expect((await bench.run(['export', 'measurements', '--output', 'm.csv', '--force'], { as: 'vera' })).code).toBe(0);
  expect(readFileSync(path, 'utf8')).toBe(lines(header, row('P1', 'plot-1'), row('O1', 'open')));
  expect((await bench.run(['export', 'measurements', '--output', 'no/where.csv'])).code).toBe(3);
  expect((await bench.run(['export', 'measurements', '--dataset', 'none', '--output', 'x.csv'])).code).toBe(3);
  expect(existsSync(join(bench.dir, 'x.csv'))).toBe(false);
  expect(readdirSync(bench.dir).filter((name) => name.includes('.part'))).toEqual([]);
});

test('a dry run writes no file and no job', async () => {
  const before = everything(bench);
  const dry = await bench.run(['export', 'measurements', '--output', 'm.csv', '--dry-run']);
  expect({ code: dry.code, there: existsSync(join(bench.dir, 'm.csv')) }).toEqual({ code: 0, there: false });
  expect(everything(bench)).toEqual(before);
});

test('an export is a job of its owner, except that of nobody', async () => {
  await bench.run(['export', 'measurements'], { as: null });
  expect(one(bench, 'select count(*) from job')).toBe(0);
  await bench.run(['export', 'measurements'], { as: 'vera' });
  expect(
    one(
      bench,
      "select login || ' ' || kind || ' ' || status || ' ' || read_count from job join lab_user on lab_user.id = owner_id",
    ),
  ).toBe('vera export measurements success 2');
});

test.each([
  [['export', 'measurements', '-o', 'table'], 2],
  [['export', 'measurements', '--output', 'json'], 2],
  [['export', 'trees'], 3],
  [['export', 'measurements', '--filter', 'colour=red'], 2],
])('%j ends with %i', async (argv, code) => {
  expect((await bench.run(argv)).code).toBe(code);
});

test('a TSV export imports again unchanged, from a file and from a pipe', async () => {
  await bench.must('export', 'measurements', '-o', 'tsv', '--output', 'm.tsv');
  expect((await importFile(bench, 'measurements', 'm.tsv')).counts).toMatchObject({ read: 3, unchanged: 3 });
  const stdin = readFileSync(join(bench.dir, 'm.tsv'), 'utf8');
  expect((await importFile(bench, 'measurements', '-', ['--delimiter', 'tab'], { stdin })).counts).toMatchObject({
    read: 3,
    unchanged: 3,
  });
});

test('a value is found by --filter as it is shown', async () => {
  const found = (await bench.must('measurement', 'list', '--json', '--filter', 'value=3750')).json() as unknown[];
  expect(found).toHaveLength(3);
  expect((await bench.must('export', 'measurements', '--filter', 'value=3750')).out.split('\n')).toHaveLength(5);
  expect((await bench.must('export', 'individuals', '--filter', 'date=2007-11-11')).out.split('\n')).toHaveLength(6);
});

test.each([
  ['persons', 'nodir/x.csv', 3, 'nodir/x.csv cannot be written: its directory is missing'],
  ['measurements', 'nodir/x.csv', 3, 'nodir/x.csv cannot be written: its directory is missing'],
  ['members', 'nodir/x.csv', 3, 'nodir/x.csv cannot be written: its directory is missing'],
  ['measurements', 'there.csv', 6, 'there.csv is there already'],
  ['measurements', 'beside.csv', 6, 'beside.csv.txt is there already'],
  ['measurements', 'lab.db', 6, 'lab.db belongs to the database itself'],
])(
  'export %s --output %s complains about the file that is in the way, and records no export',
  async (kind, to, code, message) => {
    bench.write('there.csv', 'a\n');
    bench.write('there.csv.txt', 'a\n');
    bench.write('beside.csv.txt', 'a\n');
    for (const more of [[], ['--dry-run']]) {
      const before = everything(bench);
      const ran = await bench.run(['export', kind, '--output', to, ...more]);
      expect(ran).toMatchObject({
        code,
        out: '',
        err: expect.stringContaining(`error: ${join(bench.dir, message)}\n`),
      });
      expect(everything(bench)).toEqual(before);
    }
    expect(readdirSync(bench.dir).filter((name) => name.endsWith('.part'))).toEqual([]);
  },
);

test('records that belong to no dataset have no text beside them, so what is there does not matter', async () => {
  bench.write('people.csv.txt', 'my notes\n');
  await bench.must('export', 'persons', '--output', 'people.csv');
  expect(readFileSync(join(bench.dir, 'people.csv.txt'), 'utf8')).toBe('my notes\n');
});
