import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { importFile, importing, problem, records, refused } from './importing.ts';

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;
const fixed = ['--dataset', 'plot-1', '--set', 'person=SILVA A'];
const auto = [...fixed, '--wide', 'auto'];

let bench: Bench;
beforeEach(async () => {
  bench = await world();
  for (const [name, unit, label] of [
    ['culmenLength', 'mm', 'Culmen length'],
    ['delta15N', 'o/oo', 'Delta 15 N'],
  ] as const)
    await trait(name, label, unit);
});

const trait = async (name: string, label: string, unit: string) =>
  bench.must(
    'trait',
    'create',
    name,
    '--type',
    'real',
    '--unit',
    unit,
    '--name',
    label,
    '--description',
    'x',
    '--objects',
    'individual',
  );

async function values(): Promise<unknown[]> {
  const { json } = await bench.run([
    'measurement',
    'list',
    '--filter',
    'dataset=plot-1',
    '--json',
    '--filter',
    'date=2009-01-01',
  ]);
  const rows = json() as Record<string, unknown>[];
  return rows.map(({ trait: name, object, value }) => `${String(object)} ${String(name)} ${String(value)}`).toSorted();
}

test('one column for each named trait makes one record for each cell that is not empty', async () => {
  const file = lines('individual,date,mass,eggs', 'P1,2009-01-01,3700,2', 'P2,2009-01-01,,1', 'P1,2009-01-02,NA,');
  const { code, counts, result, err } = await importing(bench, 'measurements', file, [
    ...fixed,
    '--wide',
    'mass,eggs',
    '--na',
    'NA',
  ]);
  expect({ code, ...counts, empty: result.empty }).toEqual({
    code: 0,
    read: 3,
    created: 3,
    updated: 0,
    unchanged: 0,
    skipped: 0,
    rejected: 0,
    empty: 3,
  });
  expect(err).toContain('stored 3 measurements of 3 rows; 3 cells were empty\n');
  expect(await values()).toEqual(['P1 eggs 2', 'P1 mass 3700', 'P2 eggs 1']);
  const again = await importing(bench, 'measurements', file, [...fixed, '--wide', 'mass,eggs', '--na', 'NA']);
  expect({ ...again.counts, empty: again.result.empty }).toMatchObject({ read: 3, unchanged: 3, created: 0, empty: 3 });
});

test('auto finds traits by export name, by name, and by either with its unit', async () => {
  const file = lines(
    'Individual,Date,MASS (g),Culmen Length (mm),Delta 15 N [o/oo],eggs,sex',
    'P1,2009-01-01,3700,39.1,8.9,2,MALE',
  );
  expect((await importing(bench, 'measurements', file, auto)).counts).toMatchObject({ read: 1, created: 5 });
  expect(await values()).toEqual([
    'P1 culmenLength 39.1',
    'P1 delta15N 8.9',
    'P1 eggs 2',
    'P1 mass 3700',
    'P1 sex MALE',
  ]);
});

test.each(['culmen_length_mm', 'culmenLength', 'CULMEN LENGTH', 'Culmen length, mm', 'culmen-length (mm)'])(
  'the header %s is a trait',
  async (header) => {
    const file = lines(`individual,date,"${header}"`, 'P1,2009-01-01,39.1');
    expect((await importing(bench, 'measurements', file, auto)).counts).toMatchObject({ created: 1 });
  },
);

test('a unit that is not the trait’s, a header of two traits, and two headers of one are refused by name', async () => {
  await trait('billLength', 'Culmen length', 'mm');
  const header = 'individual,date,Mass (kg),Culmen Length (mm),sex (M/F),eggs,Eggs (count)';
  expect(await refused(bench, 'measurements', lines(header, 'P1,2009-01-01,3.7,39,M,1,1'), auto)).toMatchObject([
    { line: 1, column: 'Mass (kg)', code: 'wrong-unit', message: 'the header says kg, and the trait mass is in g' },
    { line: 1, column: 'Culmen Length (mm)', code: 'ambiguous-reference' },
    { line: 1, column: 'sex (M/F)', code: 'wrong-unit' },
    { line: 1, column: 'Eggs (count)', code: 'duplicate-column' },
  ]);
});

test('--map HEADER=trait/NAME says what auto cannot know, and makes a file wide by itself', async () => {
  const file = lines('individual,date,Mass (kg),beak', 'P1,2009-01-01,3.7,39.1');
  const map = ['--map', 'Mass (kg)=trait/mass', '--map', 'beak=trait/culmenLength'];
  expect((await importing(bench, 'measurements', file, [...fixed, ...map])).counts).toMatchObject({ created: 2 });
  expect(await values()).toEqual(['P1 culmenLength 39.1', 'P1 mass 3.7']);
  expect(
    await refused(bench, 'measurements', file, [...fixed, '--map', 'beak=trait/beek', ...map.slice(0, 2)]),
  ).toEqual([expect.objectContaining({ column: 'beak', code: 'unknown-reference', value: 'beek' })]);
});

test('what is no trait is an unknown column, unless it is ignored', async () => {
  const file = lines('individual,date,mass,Observer,colour', 'P1,2009-01-01,3700,Bo,red');
  const errors = await refused(bench, 'measurements', file, auto);
  expect(errors.map(({ column, code }) => [column, code])).toEqual([
    ['Observer', 'unknown-column'],
    ['colour', 'unknown-column'],
  ]);
  expect((await importing(bench, 'measurements', file, [...auto, '--ignore', 'rest'])).counts).toMatchObject({
    created: 1,
  });
  expect(
    await refused(bench, 'measurements', lines('individual,date,Observer', 'P1,2009-01-01,x'), [
      ...auto,
      '--ignore',
      'rest',
    ]),
  ).toMatchObject([{ code: 'missing-column', message: 'no column of the file is a trait that you can see' }]);
});

test('a named trait must have a column, and must be one', async () => {
  const file = lines('individual,date,mass', 'P1,2009-01-01,3700');
  expect(await refused(bench, 'measurements', file, [...fixed, '--wide', 'mass,eggs'])).toMatchObject([
    { code: 'missing-column', column: 'eggs' },
  ]);
  expect(await refused(bench, 'measurements', file, [...fixed, '--wide', 'mass,egs'])).toMatchObject([
    { code: 'unknown-reference', column: 'trait', value: 'egs', suggestion: 'eggs' },
  ]);
});

test('a wide file has no column of its own for trait or value', async () => {
  const file = lines('individual,date,mass,value', 'P1,2009-01-01,3700,1');
  expect(await refused(bench, 'measurements', file, auto)).toMatchObject([
    { code: 'duplicate-column', column: 'value' },
  ]);
  const { code } = await importing(bench, 'persons', lines('full_name', 'A B'), ['--wide', 'auto']);
  expect(code).toBe(2);
});

test('a bad cell rejects its row with all its records, and is named by its header', async () => {
  const file = lines(
    'individual,date,Mass (g),sex,eggs',
    'P1,2009-01-01,heavy,MAEL,2',
    'P9,2009-01-01,3700,MALE,',
    'P2,2009-01-01,3700,MALE,1',
  );
  const { code, counts, errors, result } = await importing(bench, 'measurements', file, [
    ...auto,
    '--on-invalid',
    'skip',
    '--rejects',
    'bad.csv',
  ]);
  expect({ code, ...counts, empty: result.empty }).toMatchObject({
    code: 0,
    read: 3,
    created: 3,
    rejected: 5,
    empty: 1,
  });
  expect(errors.map(({ line, column, code: word, value }) => [line, column, word, value])).toEqual([
    [2, 'Mass (g)', 'bad-number', 'heavy'],
    [2, 'sex', 'unknown-category', 'MAEL'],
    // What is wrong with the row as a whole is told once, not for each trait.
    [3, 'individual', 'unknown-reference', 'P9'],
  ]);
  expect(await values()).toEqual(['P2 eggs 1', 'P2 mass 3700', 'P2 sex MALE']);
  const rejects = readFileSync(join(bench.dir, 'bad.csv'), 'utf8');
  expect(rejects.split('\n').slice(0, 2)).toEqual([
    'individual,date,Mass (g),sex,eggs,_line,_column,_code,_message',
    expect.stringMatching(/^P1,2009-01-01,heavy,MAEL,2,2,Mass \(g\) \| sex,bad-number \| unknown-category,/),
  ]);
  bench.write(
    'bad.csv',
    rejects
      .replace('heavy', '3500')
      .replace('MAEL', 'FEMALE')
      .replace('P9', 'P1')
      .replace('P1,2009-01-01,3700', 'P1,2009-01-02,3700'),
  );
  expect((await importFile(bench, 'measurements', 'bad.csv', auto)).counts).toMatchObject({ created: 5 });
});

test('--recode and --na work on trait columns, by header and by trait', async () => {
  const file = lines('individual,date,Sex,Mass (g)', 'P1,2009-01-01,m,-', 'P2,2009-01-01,f,3700');
  const recode = ['--recode', 'Sex:m=MALE', '--recode', 'sex:f=FEMALE', '--recode', 'mass:-=', '--na', '.'];
  expect((await importing(bench, 'measurements', file, [...auto, ...recode])).counts).toMatchObject({ created: 3 });
  expect(await values()).toEqual(['P1 sex MALE', 'P2 mass 3700', 'P2 sex FEMALE']);
});

test('updates and skips count records', async () => {
  const file = (mass: string): string => lines('individual,date,mass,eggs', `P1,2009-01-01,${mass},2`);
  await importing(bench, 'measurements', file('3700'), auto);
  expect((await importing(bench, 'measurements', file('1'), [...auto, '--if-exists', 'skip'])).counts).toMatchObject({
    read: 1,
    skipped: 1,
    unchanged: 1,
  });
  expect((await importing(bench, 'measurements', file('1'), [...auto, '--if-exists', 'update'])).counts).toMatchObject({
    read: 1,
    updated: 1,
    unchanged: 1,
  });
  expect(await values()).toEqual(['P1 eggs 2', 'P1 mass 1']);
});

test('a wide export imports again unchanged', async () => {
  await trait('date', 'Day of laying', 'd');
  const file = lines('individual,date,mass,sex,trait/date', 'P1,2009-01-01,3700.50,MALE,1', 'P2,2009-01-01,,FEMALE,2');
  expect((await importing(bench, 'measurements', file, auto)).counts).toMatchObject({ created: 5 });
  const { out } = await bench.must('export', 'measurements', '--dataset', 'plot-1', '--wide');
  expect(out).toContain(',trait/date');
  const again = await importing(bench, 'measurements', out, ['--wide', 'auto']);
  expect({ errors: again.errors, ...again.counts }).toMatchObject({ errors: [], created: 0, unchanged: 6 });
});

test('a viewer of the dataset cannot import a wide file, and nothing is stored', async () => {
  const before = records(bench);
  const file = lines('individual,date,mass', 'P1,2009-01-01,3700');
  expect((await importing(bench, 'measurements', file, auto, { as: 'vera' })).code).toBe(4);
  expect(records(bench)).toEqual(before);
});

test('a column of links is refused by its header, for its records stand in no column', async () => {
  await bench.must(
    ...'trait create host --type link --link-type taxon --name Host --description x --objects individual'.split(' '),
  );
  const file = lines('individual,date,mass,Host', 'P1,2009,5,Pygoscelis');
  expect(await refused(bench, 'measurements', file, auto)).toEqual([
    problem(1, 'missing-column', 'Host', null, 'the trait host links to a record, which stands in a column link'),
  ]);
  bench.write('in.csv', file);
  const inspected = await bench.must('import', '--inspect', 'in.csv', '--json');
  expect(inspected.json()).toMatchObject({ command: expect.stringContaining(' --wide auto --ignore Host ') });
  const linked = lines('individual,date,Host,link', 'P1,2009,5,Pygoscelis');
  expect((await importing(bench, 'measurements', linked, auto)).result).toMatchObject({ created: 1 });
});

test('who does not say that a sheet is wide, or not of which traits, is told how', async () => {
  bench.write('in.csv', lines('individual,date,mass,sex', 'P1,2009,5,MALE'));
  const argv = ['import', 'measurements', 'in.csv', ...fixed];
  expect((await bench.run(argv)).err).toContain('\nhint: Where each column is a trait: --wide auto. Else rename');
  expect((await bench.run([...argv, '--wide', 'mass'])).err).toContain(
    'in.csv:1 sex: measurements have no column sex (did you mean --wide mass,sex?) [unknown-column]\n',
  );
});

test('a header may be a translated name, with its unit or without; the own name of another trait goes before it', async () => {
  await bench.must('translation', 'create', '--name', 'Schnabel', '--trait', 'culmenLength', '--language', 'de');
  await bench.must('translation', 'create', '--name', 'Masse', '--trait', 'mass', '--language', 'de');
  const file = lines('individual,date,Schnabel (mm),Masse', 'P1,2009-01-01,39,5');
  expect((await importing(bench, 'measurements', file, auto)).result).toMatchObject({ created: 2 });
  expect(await values()).toEqual(['P1 culmenLength 39', 'P1 mass 5']);
  const other = lines('individual,date,Schnabel (cm)', 'P1,2009-01-01,3');
  expect(await refused(bench, 'measurements', other, auto)).toMatchObject([{ code: 'wrong-unit' }]);
  await trait('schnabel', 'Bill', 'mm');
  await importing(bench, 'measurements', lines('individual,date,Schnabel', 'P1,2009-01-01,40'), auto);
  expect(await values()).toEqual(['P1 culmenLength 39', 'P1 mass 5', 'P1 schnabel 40']);
});
