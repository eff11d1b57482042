import { expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { importing, one, problem, records, refused, stored } from './importing.ts';

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;
const update = ['--if-exists', 'update'];
const skip = ['--if-exists', 'skip'];
const shown = async (bench: Bench, kind: string, ref: string, fields: string): Promise<unknown> =>
  (await bench.run([kind, 'show', ref, '--json', '--fields', fields])).json();
const none = { read: 1, created: 0, updated: 0, unchanged: 0, skipped: 0, rejected: 0 };

const other = lines('tag,dataset,collector,date,location,notes', 'P1,plot-1,SILVA A,2007-11-11,Torgersen,seen');

test('a natural key with other values is an error, unless --if-exists says otherwise', async () => {
  const bench = await world();
  for (const options of [[], ['--if-exists', 'error']])
    expect(await refused(bench, 'individuals', other, options)).toMatchObject([
      { line: 2, column: 'notes', code: 'duplicate-in-database' },
    ]);
});

test('skip leaves the stored record alone and is a success', async () => {
  const bench = await world();
  const before = records(bench);
  const { code, counts, result } = await importing(bench, 'individuals', other, skip);
  expect({ code, counts, status: result.status }).toEqual({
    code: 0,
    counts: { ...none, skipped: 1 },
    status: 'success',
  });
  expect(records(bench)).toEqual(before);
});

test('update changes what the row states, keeps the rest, and what was before is kept with the job', async () => {
  const bench = await world();
  const { code, counts, result, err } = await importing(bench, 'individuals', other, update);
  expect({ code, counts }).toEqual({ code: 0, counts: { ...none, updated: 1 } });
  expect(err).toBe('stored 0 of 1 individuals; updated 1\n');
  expect(await shown(bench, 'individual', 'id:' + String(idOf(bench, 'P1')), 'notes,taxon')).toEqual({
    notes: 'seen',
    taxon: 'Pygoscelis adeliae',
  });
  const kept = one(bench, 'select before from job_change where job_id = ? and kind = ?', result.job, 'individual');
  expect(JSON.parse(String(kept))).toMatchObject({ values: { notes: null, tag: 'P1' } });
  expect(one(bench, 'select updated_count from job where id = ?', result.job)).toBe(1);
  expect(one(bench, 'select count(*) from audit where job_id = ?', result.job)).toBe(1);
  const again = await importing(bench, 'individuals', other, update);
  expect(again.counts).toEqual({ ...none, unchanged: 1 });
});

const idOf = (bench: Bench, tag: string): unknown => one(bench, 'select id from individual where tag = ?', tag);

test('an empty cell clears, and an absent column leaves as it is', async () => {
  const bench = await world();
  await importing(bench, 'individuals', other, update);
  const file = lines('tag,dataset,collector,date,location,taxon', 'P1,plot-1,SILVA A,2007-11-11,Torgersen,');
  expect((await importing(bench, 'individuals', file, update)).counts).toMatchObject({ updated: 1 });
  expect(await shown(bench, 'individual', `id:${String(idOf(bench, 'P1'))}`, 'notes,taxon')).toEqual({
    notes: 'seen',
    taxon: null,
  });
});

test('updated values pass the same validator', async () => {
  const bench = await world();
  const file = lines(
    'tag,dataset,collector,date,location,identification_date',
    'P1,plot-1,SILVA A,2007-11-11,Torgersen,2006-01-01',
    'P2,plot-1,SILVA A,2999-11-11,Torgersen,',
  );
  expect(await refused(bench, 'individuals', file, update)).toEqual([
    problem(2, 'out-of-range', 'identification_date', null, 'lies before the date of the individual'),
    problem(3, 'future-date', 'date', '2999-11-11', '2999-11-11 is in the future'),
  ]);
});

test('a row that updates need not say what stays, and a new one must', async () => {
  const bench = await world();
  const file = lines('tag,dataset,collector,location,notes', 'P1,plot-1,SILVA A,Torgersen,seen');
  expect((await importing(bench, 'individuals', file, update)).counts).toEqual({ ...none, updated: 1 });
  expect(await refused(bench, 'individuals', file)).toMatchObject([
    { line: 1, code: 'missing-column', column: 'date' },
  ]);
  expect(await refused(bench, 'individuals', file.replace('P1', 'P9'), update)).toMatchObject([
    { line: 2, code: 'missing-value', column: 'date' },
  ]);
});

test('who may not edit a record is refused, row by row, and what they may insert they still may', async () => {
  const bench = await world();
  await bench.must('person', 'create', 'Gina Own');
  const file = lines('full_name,notes', 'Gina Own,mine', 'New One,');
  const { code, counts, errors } = await importing(bench, 'persons', file, [...update, '--on-invalid', 'skip'], {
    as: 'max',
  });
  expect({ code, ...counts }).toMatchObject({ code: 0, created: 1, updated: 0, rejected: 1 });
  expect(errors).toMatchObject([
    { line: 2, code: 'not-permitted', message: expect.stringMatching(/^you may not edit/) },
  ]);
  expect((await importing(bench, 'persons', file, update)).counts).toMatchObject({ updated: 1, unchanged: 1 });
});

test('a location that is in use is not changed by who may not', async () => {
  const bench = await world();
  const file = lines('name,adm_level,latitude,longitude,altitude', 'Torgersen,999,-64.77,-64.08,5');
  expect(await refused(bench, 'locations', file, update)).toMatchObject([{ line: 2, code: 'not-permitted' }]);
  expect((await importing(bench, 'locations', file, update, { as: 'sara' })).counts).toMatchObject({ updated: 1 });
});

test('a location is not moved into itself', async () => {
  const bench = await world();
  await stored(bench, 'taxa', lines('name,level', 'Aa,genus', 'Bb,genus'));
  const file = lines('name,level,senior,valid', 'Aa,genus,Bb,no', 'Bb,genus,Bb,');
  expect((await importing(bench, 'taxa', file, update)).errors).toMatchObject([{ line: 3, code: 'circle' }]);
});

test('two rows that are about one stored record are one too many', async () => {
  const bench = await world();
  const file = lines(
    'trait,individual,dataset,person,date,value',
    'mass,P1,plot-1,SILVA A,2007-11-11,1',
    'mass,P1,plot-1,SILVA A,2007-11-11,2',
  );
  const errors = await refused(bench, 'measurements', file, update);
  expect(errors).toMatchObject([{ line: 3, code: 'duplicate-in-file' }]);
});

const mass = (...values: string[]): string =>
  lines(
    'trait,individual,dataset,person,date,value',
    ...values.map((value) => `mass,P1,plot-1,SILVA A,2007-11-11,${value}`),
  );

test('a measurement with another value is created with a warning, skipped, or takes the new value', async () => {
  const bench = await world();
  expect((await importing(bench, 'measurements', mass('3800'), skip)).counts).toEqual({ ...none, skipped: 1 });
  expect((await importing(bench, 'measurements', mass('3800'), update)).counts).toEqual({ ...none, updated: 1 });
  expect(one(bench, 'select count(*) from measurement where value = 3800')).toBe(1);
  expect(
    one(
      bench,
      "select count(*) from measurement where value = 3750 and dataset_id = (select id from container where name = 'plot-1')",
    ),
  ).toBe(0);
  const created = await importing(bench, 'measurements', mass('3900'));
  expect(created.counts).toEqual({ ...none, created: 1 });
  expect(created.result.warnings).toEqual([
    problem(
      2,
      'similar-in-database',
      'value',
      '3900',
      'measurement/id:1 is stored with another value, and alike in all else',
    ),
  ]);
});

test('with several matches an update is ambiguous, and the very same value is unchanged', async () => {
  const bench = await world();
  await importing(bench, 'measurements', mass('3900'));
  expect(await refused(bench, 'measurements', mass('4000'), update)).toMatchObject([
    {
      line: 2,
      code: 'ambiguous-reference',
      message: expect.stringMatching(/^2 stored measurements \(id:\d+, id:\d+\)/),
    },
  ]);
  expect((await importing(bench, 'measurements', mass('3900', '3750'), update)).counts).toMatchObject({ unchanged: 2 });
});

test('readings that the file numbers are updated each by its own number', async () => {
  const bench = await world();
  const file = (...values: string[]): string =>
    lines(
      'trait,individual,dataset,person,date,duplicated,value',
      ...values.map((value, at) => `mass,P2,plot-1,SILVA A,2007-11-11,${at},${value}`),
    );
  await stored(bench, 'measurements', file('1', '2'));
  expect((await importing(bench, 'measurements', file('3', '4', '5'), update)).counts).toMatchObject({
    updated: 2,
    created: 1,
  });
});

test('after an abort the updates are skipped, and nothing is changed', async () => {
  const bench = await world();
  const before = records(bench);
  const { code, counts } = await importing(
    bench,
    'measurements',
    mass('3800') + mass('x').split('\n')[1] + '\n',
    update,
  );
  expect({ code, ...counts }).toMatchObject({ code: 5, updated: 0, skipped: 1, rejected: 1 });
  expect(records(bench)).toEqual(before);
});

test('a dry run foretells updates and makes none', async () => {
  const bench = await world();
  const before = records(bench);
  const { counts, result } = await importing(bench, 'individuals', other, [...update, '--dry-run']);
  expect({ counts, job: result.job }).toEqual({ counts: { ...none, updated: 1 }, job: null });
  expect(records(bench)).toEqual(before);
});

test('--if-exists and --on-invalid take their words and no others', async () => {
  const bench = await world();
  for (const options of [
    ['--if-exists', 'replace'],
    ['--on-invalid', 'ignore'],
  ])
    expect((await importing(bench, 'persons', lines('full_name', 'A B'), options)).code).toBe(2);
});
