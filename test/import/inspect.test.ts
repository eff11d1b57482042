import { beforeEach, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything } from './importing.ts';

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;

interface Inspection {
  encoding: string;
  delimiter: string;
  rows: number;
  more: boolean;
  kind: string;
  columns: {
    header: string;
    means: string | null;
    trait: string | null;
    type: string;
    missing: number;
    examples: string[];
  }[];
  command: string;
  notes: string[];
}

let bench: Bench;
beforeEach(async () => {
  bench = await world();
});

async function inspected(text: string | Buffer, as?: string | null, ...before: string[]): Promise<Inspection> {
  bench.write('in.csv', text);
  const ran = await bench.run(['import', ...before, '--inspect', 'in.csv', '--json'], as === undefined ? {} : { as });
  expect({ code: ran.code, err: ran.err.replaceAll(/^warning: .*\n/gm, '') }).toMatchObject({ code: 0 });
  return ran.json() as Inspection;
}
const meanings = ({ columns }: Inspection): unknown =>
  Object.fromEntries(columns.map(({ header, means, trait }) => [header, trait === null ? means : `trait ${trait}`]));

const wide = lines(
  'Plant ID;Observer;Found on;Mass (g);Sex;Weather',
  'P1;SILVA A;12/05/2009;3,5;MALE;sun',
  'P2;LIMA B;13/05/2009;NA;FEMALE;rain',
);

test('a file is told by its encoding, delimiter, columns, first values and the command that would import it', async () => {
  const found = await inspected(wide);
  expect(found).toMatchObject({ encoding: 'utf-8', delimiter: ';', rows: 2, more: false, kind: 'measurements' });
  expect(meanings(found)).toEqual({
    'Plant ID': 'individual',
    Observer: 'person',
    'Found on': 'date',
    'Mass (g)': 'trait mass',
    Sex: 'trait sex',
    Weather: null,
  });
  expect(found.columns[3]).toMatchObject({ type: 'real with comma', missing: 1, examples: ['3,5'] });
  expect(found.command).toBe(
    "vasculum import measurements in.csv --map 'Plant ID=individual' --map Observer=person --map 'Found on=date' --wide auto --na NA --date-format dmy --decimal comma --ignore rest --delimiter semicolon --dataset DATASET",
  );
});

test('the command that it prints imports the file', async () => {
  const { command } = await inspected(wide);
  const words = [...command.replace('DATASET', 'plot-1').matchAll(/'([^']*)'|(\S+)/g)].map(([, a, b]) => a ?? b ?? '');
  const { code, err } = await bench.run([...words.slice(1), '--dry-run']);
  expect({ code, err }).toMatchObject({
    code: 0,
    err: expect.stringContaining('would store 3 measurements of 2 rows'),
  });
});

test('each kind is known by its own template', async () => {
  for (const kind of ['persons', 'locations', 'taxa', 'traits', 'individuals', 'measurements']) {
    const { out } = await bench.run(['template', kind]);
    expect(await inspected(out)).toMatchObject({
      kind,
      command: expect.stringContaining(`vasculum import ${kind} in.csv`),
    });
  }
});

test('people see a table, and the command beneath it', async () => {
  bench.write('in.csv', wide);
  const { code, out, err } = await bench.run(['import', '--inspect', 'in.csv', '--no-color'], { tty: true });
  expect(code).toBe(0);
  expect(out).toMatch(/header\s+means\s+trait\s+type\s+missing\s+examples/);
  expect(err).toContain('in.csv: utf-8, separated by semicolon, 2 rows looked at; these seem to be measurements\n');
  expect(err).toContain('vasculum import measurements in.csv');
});

test('a kind may be given, and dates of two meanings and names that come back are pointed out', async () => {
  const file = lines('Tag,When', 'A,01/02/2009', 'A,03/04/2009');
  const found = await inspected(file, undefined, 'individuals');
  expect(found).toMatchObject({ kind: 'individuals' });
  expect(found.notes).toEqual([
    "Tag: 1 different values in 2 rows; --set 'tag={A}/{B}' makes one text of several columns",
    'When: the dates may be dmy or mdy; dmy is assumed',
  ]);
});

test('what an encoding or a delimiter must be is found out and told', async () => {
  expect(await inspected(Buffer.from('full_name;notes\nJosé;x\n', 'latin1'))).toMatchObject({
    encoding: 'windows-1252',
    delimiter: ';',
    kind: 'persons',
    command: 'vasculum import persons in.csv --delimiter semicolon --encoding latin1',
  });
});

test('reading is enough, and guesses are of what the actor reads', async () => {
  const file = lines('what,value', 'P1,1');
  const before = everything(bench);
  const [seen, unseen] = [await inspected(file, 'vera', 'measurements'), await inspected(file, 'olga', 'measurements')];
  expect(meanings(seen)).toEqual({ what: 'individual', value: 'value' });
  expect(meanings(unseen)).toEqual({ what: null, value: 'value' });
  expect(JSON.stringify(await inspected(file.replace('P1', 'P77'), 'olga', 'measurements'))).toBe(
    JSON.stringify(unseen).replaceAll('P1', 'P77'),
  );
  expect(meanings(await inspected(wide, null))).toMatchObject({ 'Mass (g)': 'trait mass' });
  expect(everything(bench)).toEqual(before);
});

test('options that mean nothing to it are refused, and so is a file that is none', async () => {
  bench.write('in.csv', wide);
  for (const more of [
    ['--map', 'a=b'],
    ['--dataset', 'plot-1'],
    ['--dry-run', '--wide', 'auto'],
  ])
    expect((await bench.run(['import', '--inspect', 'in.csv', ...more])).code).toBe(2);
  expect((await bench.run(['import', 'persons', 'in.csv', '--inspect', 'in.csv'])).code).toBe(2);
  expect((await bench.run(['import', '--inspect', 'nowhere.csv'])).code).toBe(3);
  expect((await bench.run(['import', 'birds', '--inspect', 'in.csv'])).code).toBe(3);
  bench.write('in.csv', '');
  expect((await bench.run(['import', '--inspect', 'in.csv'])).code).toBe(5);
  for (const argv of [['import'], ['import', 'persons']]) expect((await bench.run(argv)).code).toBe(2);
});

test('a column of ids is one where there are ids in it, and else what its header says', async () => {
  const ids = lines('person_id,individual_id,date,value,trait', '1,P1,2009,5,mass', '2,P2,2009,6,mass');
  const found = await inspected(ids);
  expect(meanings(found)).toMatchObject({ person_id: 'person', individual_id: 'individual' });
  expect(found.command).toContain(' --map individual_id=individual');
  expect(found.command).not.toContain('person');
  const ran = await bench.run([...found.command.replace('DATASET', 'plot-1').split(' ').slice(1), '--dry-run']);
  expect(ran).toMatchObject({ code: 0 });
});

test.each([
  ['individuals', 'tag,collector,date,location,taxon', 'T9,SILVA A,2009-01-02,Plot,Inga', ' in.csv --dataset DATASET'],
  ['occurrences', 'individual,date_time,location', 'P1,2009-01-02T10:00,Plot', ' in.csv --dataset DATASET'],
])('%s keep what they are and where: only measurements name one object', async (kind, header, row, command) => {
  const found = await inspected(lines(header, row));
  expect(meanings(found)).toEqual(Object.fromEntries(header.split(',').map((name) => [name, name])));
  expect(found).toMatchObject({ kind, command: `vasculum import ${kind}${command}`, notes: [] });
});

test('dates of which some are partial are dates still, in no other order', async () => {
  const found = await inspected(
    lines('tag,collector,date,location', 'T8,SILVA A,2009,Plot', 'T9,SILVA A,2009-01-02,Plot'),
  );
  expect(found.columns[2]).toMatchObject({ type: 'date' });
  expect(found.command).toBe('vasculum import individuals in.csv --dataset DATASET');
});

test('a file that is like nothing is said to be so, and no command is made up', async () => {
  const found = await inspected(lines('alpha,beta', 'q,r'));
  expect(found).toMatchObject({ kind: null, command: null });
  expect(found.notes).toEqual([
    'no header is like a column of any kind; name the kind: vasculum import KIND --inspect FILE',
  ]);
});
