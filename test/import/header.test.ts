import { expect, test } from 'vitest';
import { world } from '../helpers/world.ts';
import type { Bench } from '../helpers/run.ts';
import { importing, noRows, problem, refused, stored } from './importing.ts';

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;

const person = async (bench: Bench, name: string): Promise<unknown> =>
  (await bench.run(['person', 'show', name, '--json', '--fields', 'full_name,email,institution,notes'])).json();

test('every column that is missing, unknown, empty or doubled is told before any row is read', async () => {
  const bench = await world();
  expect(await refused(bench, 'individuals', lines('colector,location', 'NOBODY,Nowhere'))).toEqual([
    problem(1, 'unknown-column', 'colector', null, 'individuals have no column colector', 'collector'),
  ]);
  expect(await refused(bench, 'individuals', lines('location,notes', 'Nowhere,'))).toEqual([
    problem(1, 'missing-column', 'tag', null, 'the column tag is missing'),
    problem(1, 'missing-column', 'dataset', null, 'the column dataset is missing'),
    problem(1, 'missing-column', 'collector', null, 'the column collector is missing'),
    problem(1, 'missing-column', 'date', null, 'the column date is missing'),
  ]);
  expect(await refused(bench, 'persons', lines('full_name,,Full_Name,notes', 'A B,,,'))).toEqual([
    problem(1, 'unknown-column', null, null, 'column 2 has no name'),
    problem(1, 'duplicate-column', 'Full_Name', null, 'columns 1 and 3 are both named "Full_Name"'),
  ]);
});

test('a column and its alias are the same column, so one too many unless they agree', async () => {
  const bench = await world();
  const errors = await refused(bench, 'locations', lines('name,adm_level,lat,latitude,long', 'A,999,1,2,1'));
  expect(errors).toMatchObject([{ code: 'duplicate-column', column: 'latitude' }]);
  await stored(bench, 'locations', lines('NAME,Admin Level,Lat,Lng', 'A,999,1,2'));
  const shown = await bench.run(['location', 'show', 'A', '--json', '--fields', 'latitude,longitude']);
  expect(shown.json()).toEqual({ latitude: 1, longitude: 2 });
});

test('--map reads a header as a column, and says what it does not know', async () => {
  const bench = await world();
  const file = lines('Who = full,Mail', 'Eva Good,eva@lab.org');
  await stored(bench, 'persons', file, ['--map', 'who = FULL=full_name', '--map', 'Mail=email']);
  expect(await person(bench, 'GOOD E')).toMatchObject({ full_name: 'Eva Good', email: 'eva@lab.org' });
  const errors = await refused(bench, 'persons', lines('full_name,Mail', 'Ivo Good,x@y.org'), [
    '--map',
    'Mail=emails',
    '--map',
    'Maill=notes',
  ]);
  expect(errors.toSorted((a, b) => String(a.column).localeCompare(String(b.column)))).toEqual([
    problem(1, 'unknown-column', 'Mail', 'emails', 'persons have no column emails', 'email'),
    problem(
      1,
      'unknown-column',
      expect.stringMatching(/^maill$/i),
      null,
      expect.stringMatching(/^--map names maill, and the file has no such column$/i),
      'Mail',
    ),
  ]);
});

test('a header that is mapped away gives no column of its own name', async () => {
  const bench = await world();
  const file = lines('full_name,notes', 'Eva Good,INPA');
  await stored(bench, 'persons', file, ['--map', 'notes=institution']);
  expect(await person(bench, 'GOOD E')).toMatchObject({ institution: 'INPA', notes: null });
});

test('--ignore leaves out what it names, and with rest all that is unknown', async () => {
  const bench = await world();
  const file = lines('full_name,notes,Mood,Shoe size', 'Eva Good,keep,sad,40');
  expect((await refused(bench, 'persons', file, ['--ignore', 'Mood'])).map(({ column }) => column)).toEqual([
    'Shoe size',
  ]);
  await stored(bench, 'persons', file, ['--ignore', 'mood', '--ignore', 'shoe size']);
  await stored(bench, 'persons', file.replace('Eva', 'Ivo'), ['--ignore', 'rest', '--ignore', 'notes']);
  expect(await person(bench, 'GOOD E')).toMatchObject({ notes: 'keep' });
  expect(await person(bench, 'GOOD I')).toMatchObject({ notes: null });
  expect((await refused(bench, 'persons', file, ['--ignore', 'rest', '--ignore', 'Mode'])).length).toBe(1);
});

test('the columns that --rejects adds are ignored wherever they stand', async () => {
  const bench = await world();
  await stored(bench, 'persons', lines('_line,full_name,_column,_code,_message', '7,Eva Good,email,bad-email,no'));
  expect(await person(bench, 'GOOD E')).toMatchObject({ full_name: 'Eva Good' });
});

test('--set gives a column the same text, or one made of cells, and two braces stand for one', async () => {
  const bench = await world();
  const file = lines('First,Last,Site', 'Eva,Good,A 1', 'Ivo,Good,');
  await stored(bench, 'persons', file, [
    '--set',
    'full_name={First} {last}',
    '--set',
    'institution=INPA',
    '--set',
    'notes={{site: {Site}',
    '--ignore',
    'rest',
  ]);
  expect(await person(bench, 'GOOD E')).toEqual({
    full_name: 'Eva Good',
    email: null,
    institution: 'INPA',
    notes: '{site: A 1',
  });
  expect(await person(bench, 'GOOD I')).toMatchObject({ full_name: 'Ivo Good', notes: '{site: ' });
});

test('a header that --set inserts needs no column of its own, and one that it names must be there', async () => {
  const bench = await world();
  await stored(bench, 'persons', lines('Who', 'Eva Good'), ['--set', 'full_name={Who}']);
  expect(
    await refused(bench, 'persons', lines('Who', 'Ivo Good'), ['--set', 'full_name={Whom}', '--ignore', 'Who']),
  ).toEqual([
    problem(
      1,
      'unknown-column',
      'full_name',
      'Whom',
      '--set full_name uses {Whom}, and the file has no such column',
      'Who',
    ),
  ]);
  expect(await refused(bench, 'persons', lines('full_name', 'Ivo Good'), ['--set', 'fullname=x'])).toEqual([
    problem(1, 'unknown-column', '--set fullname', 'fullname', 'persons have no column fullname', 'full_name'),
  ]);
});

test('a column supplied twice is an error when the texts differ', async () => {
  const bench = await world();
  const file = lines('full_name,notes,remark', 'Eva Good,a,b');
  for (const options of [
    ['--set', 'notes=x', '--ignore', 'remark'],
    ['--map', 'remark=notes'],
  ])
    expect(await refused(bench, 'persons', file, options)).toMatchObject([
      { code: 'duplicate-column', column: 'notes' },
    ]);
});

test.each([
  ['--set of one column', ['--set', 'notes=x', '--set', 'notes=y']],
  ['--map of one header', ['--map', 'remark=notes', '--map', 'remark=institution']],
])('two different %s are an error, not a choice', async (_, options) => {
  const bench = await world();
  const { code } = await importing(bench, 'persons', lines('full_name,remark', 'Eva Good,a'), [
    ...options,
    '--ignore',
    'rest',
  ]);
  expect([2, 5]).toContain(code);
});

test('--dataset and --set of another dataset are an error, not a choice', async () => {
  const bench = await world();
  const file = lines('tag,collector,date,location', 'X1,SILVA A,2008,Dream');
  const { code } = await importing(bench, 'individuals', file, ['--dataset', 'plot-1', '--set', 'dataset=secret']);
  expect([2, 5]).toContain(code);
});

test('a column supplied twice with equal texts is as good as one, and one row that differs is told', async () => {
  const bench = await world();
  const header = 'tag,collector,date,location,dataset';
  await stored(bench, 'individuals', lines(header, 'X1,SILVA A,2008,Dream,plot-1'), ['--dataset', 'plot-1']);
  const other = lines(header, 'X2,SILVA A,2008,Dream,plot-1', 'X3,SILVA A,2008,Dream,open');
  expect(await refused(bench, 'individuals', other, ['--dataset', 'plot-1'])).toMatchObject([
    { line: 3, code: 'duplicate-column', column: 'dataset' },
  ]);
});

test('--na makes cells empty, as they are written, in every column and inside --set', async () => {
  const bench = await world();
  const file = lines('full_name,email,notes', 'Eva Good,NA,.', 'Ivo Good,,NAN', 'Ada Good,., NA');
  await stored(bench, 'persons', file, ['--na', 'NA', '--na', '.']);
  expect(await person(bench, 'GOOD E')).toMatchObject({ email: null, notes: null });
  expect(await person(bench, 'GOOD I')).toMatchObject({ email: null, notes: 'NAN' });
  const required = await refused(bench, 'persons', lines('full_name,email', 'NA,NA'), ['--na', 'NA']);
  expect(required).toEqual([problem(2, 'missing-value', 'full_name', null, 'full_name is missing')]);
  await stored(bench, 'persons', lines('full_name,Site', 'Una Good,NA'), ['--na', 'NA', '--set', 'notes={Site}']);
  expect(await person(bench, 'GOOD U')).toMatchObject({ notes: null });
});

test('without --na the text NA is text', async () => {
  const bench = await world();
  expect(await refused(bench, 'persons', lines('full_name,email', 'Eva Good,NA'))).toEqual([
    problem(2, 'bad-email', 'email', 'NA', 'not an e-mail address; write it like ana@lab.org'),
  ]);
});

test("the user's own person and dataset stand in for absent columns, and the result names them", async () => {
  const bench = await world();
  await bench.must('user', 'edit', 'me', '--person', 'SILVA A', '--default-dataset', 'plot-1');
  const { result, err } = await importing(bench, 'individuals', lines('tag,date,location', 'X1,2008,Dream'));
  expect(result).toMatchObject({ created: 1, defaults: { dataset: 'plot-1', collector: 'SILVA A' } });
  expect(err).toContain('dataset: plot-1, your default\n');
  expect(err).toContain('collector: SILVA A, your default\n');
  const shown = await bench.run(['individual', 'show', 'X1', '--json', '--fields', 'dataset,collector']);
  expect(shown.json()).toEqual({ dataset: 'plot-1', collector: ['SILVA A'] });
});

test('a column that is there wins over the default, also where its cell is empty', async () => {
  const bench = await world();
  await bench.must('user', 'edit', 'me', '--person', 'SILVA A', '--default-dataset', 'plot-1');
  const file = lines('tag,date,location,collector,dataset', 'X1,2008,Dream,LIMA B,secret', 'X2,2008,Dream,,secret');
  const { result, errors } = await importing(bench, 'individuals', file);
  expect(result.defaults).toEqual({});
  expect(errors).toEqual([problem(3, 'missing-value', 'collector', null, 'collector is missing')]);
  await stored(bench, 'individuals', lines('tag,date,location', 'X1,2008,Dream'), ['--dataset', 'secret']);
  expect((await bench.run(['individual', 'show', 'X1', '--json', '--fields', 'dataset'])).json()).toEqual({
    dataset: 'secret',
  });
});

test('an object is named by its kind, or by object and object_type, and not twice', async () => {
  const bench = await world();
  const options = ['--dataset', 'plot-1', '--set', 'person=SILVA A', '--set', 'trait=mass', '--set', 'date=2008'];
  await stored(bench, 'measurements', lines('individual,value', 'P1,1'), options);
  await stored(bench, 'measurements', lines('object,value', 'P1,2'), [...options, '--set', 'object_type=individual']);
  expect(await refused(bench, 'measurements', lines('individual,taxon,value', 'P1,Pygoscelis,3'), options)).toEqual([
    problem(2, 'duplicate-column', 'taxon', 'Pygoscelis', 'the row names two objects'),
  ]);
  expect((await refused(bench, 'measurements', lines('value', '3'), options))[0]).toEqual(
    problem(1, 'missing-column', 'object', null, 'the column object is missing'),
  );
});

test('the template of a kind is a header that imports', async () => {
  const bench = await world();
  for (const kind of ['persons', 'locations', 'taxa', 'traits', 'individuals', 'measurements']) {
    const template = await bench.run(['template', kind]);
    expect({ code: template.code, kind, rows: template.out.split('\n').length }).toEqual({ code: 0, kind, rows: 2 });
    const { code, result } = await importing(bench, kind, template.out);
    expect({ code, kind, warnings: result.warnings }).toEqual({
      code: 0,
      kind,
      warnings: [noRows],
    });
  }
});

test('a template describes its columns as data', async () => {
  const bench = await world();
  const described = await bench.run(['template', 'people', '--json'], { as: null });
  expect(described.json()).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        column: 'full_name',
        required: true,
        type: 'name',
        aliases: ['name'],
        example: 'Adolpho Ducke',
      }),
    ]),
  );
  const { code, err } = await bench.run(['template', 'peeple']);
  expect({ code, said: err.split('\n')[0] }).toEqual({ code: 3, said: 'error: there is no kind peeple' });
});
