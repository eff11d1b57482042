import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { importing, refused, stored } from './importing.ts';

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;
const found = ['--dataset', 'plot-1', '--set', 'collector=SILVA A', '--set', 'location=Torgersen'];

async function dateOf(bench: Bench, tag: string): Promise<unknown> {
  const { json } = await bench.run(['individual', 'list', '--filter', `tag=${tag}`, '--json', '--fields', 'date']);
  return (json() as { date: unknown }[])[0]?.date;
}

const good: readonly (readonly [format: string, text: string, date: string])[] = [
  ['dmy', '12/05/1888', '1888-05-12'],
  ['dmy', '1.2.2001', '2001-02-01'],
  ['dmy', '05/1888', '1888-05'],
  ['dmy', '1888', '1888'],
  ['dmy', '1888-05-12', '1888-05-12'],
  ['dmy', '12/05/1888 00:00:00', '1888-05-12'],
  ['mdy', '05/12/1888', '1888-05-12'],
  ['mdy', '2/1/2001 0:00', '2001-02-01'],
  ['ymd', '18880512', '1888-05-12'],
  ['ymd', '1888.5.2', '1888-05-02'],
  ['ymd', '1888/05', '1888-05'],
  ['excel', '45292', '2024-01-01'],
  ['excel', '45292.0', '2024-01-01'],
  ['excel', '1888-05-12', '1888-05-12'],
  ['excel', '36526', '2000-01-01'],
];
test.each(good)('--date-format %s reads %s as %s', async (format, text, date) => {
  const bench = await world();
  await stored(bench, 'individuals', lines('tag,date', `T1,${text}`), [...found, '--date-format', format]);
  expect(await dateOf(bench, 'T1')).toBe(date);
});

const wrong: readonly (readonly [format: string, text: string, code: string])[] = [
  ['dmy', '05/13/1888', 'bad-date'],
  ['mdy', '13/05/1888', 'bad-date'],
  ['dmy', '31/02/2001', 'bad-date'],
  ['dmy', '12/05/88', 'bad-date'],
  ['dmy', '12/05/1888 10:30', 'bad-date'],
  ['dmy', '12/05/2999', 'future-date'],
  ['ymd', '12/05/1888', 'bad-date'],
  ['excel', '45292.5', 'bad-date'],
  ['excel', '1999', 'bad-date'],
  ['excel', '60', 'bad-date'],
  ['excel', '2958466', 'bad-date'],
  ['excel', '100000', 'future-date'],
];
test.each(wrong)('--date-format %s refuses %s as %s', async (format, text, code) => {
  const bench = await world();
  const errors = await refused(bench, 'individuals', lines('tag,date', `T1,${text}`), [
    ...found,
    '--date-format',
    format,
  ]);
  expect(errors).toMatchObject([{ line: 2, column: 'date', code, value: text }]);
});

test('a date may stand in columns of its own for year, month and day', async () => {
  const bench = await world();
  const file = lines('tag,year,date_month,day', 'A,1888,5,12', 'B,1888,05,', 'C,1888,NA,NA', 'D,2001,12,1');
  for (const more of [[], ['--date-format', 'dmy'], ['--date-format', 'excel']]) {
    const { code, errors } = await importing(bench, 'individuals', file, [...found, ...more]);
    expect({ code, errors }).toEqual({ code: 0, errors: [] });
  }
  for (const [tag, date] of Object.entries({ A: '1888-05-12', B: '1888-05', C: '1888', D: '2001-12-01' }))
    expect(await dateOf(bench, tag)).toBe(date);
  await stored(bench, 'individuals', lines('tag,Yr,taxon,identification_date_year', 'E,1888,Pygoscelis,1900'), [
    ...found,
    '--map',
    'Yr=date_year',
  ]);
  expect(await dateOf(bench, 'E')).toBe('1888');
});

test('parts of dates are checked like dates', async () => {
  const bench = await world();
  const file = lines('tag,year,month,day', 'A,1888,13,1', 'B,1888,,12', 'C,,5,1', 'D,2001,2,30', 'E,,,');
  const errors = await refused(bench, 'individuals', file, found);
  expect(errors.map(({ line, column, code }) => [line, column, code])).toEqual([
    [2, 'date', 'bad-date'],
    [3, 'date', 'bad-date'],
    [4, 'date', 'bad-date'],
    [5, 'date', 'bad-date'],
    [6, 'date', 'missing-value'],
  ]);
  expect(await refused(bench, 'individuals', lines('tag,month', 'A,5'), found)).toMatchObject([
    { line: 1, code: 'missing-column', column: 'date_year' },
  ]);
  expect(await refused(bench, 'individuals', lines('tag,date,year', 'A,1888-05,1889'), found)).toMatchObject([
    { line: 2, code: 'duplicate-column', column: 'date' },
  ]);
});

const comma = ['--delimiter', 'semicolon', '--decimal', 'comma'];
const value = async (bench: Bench, trait: string): Promise<unknown> => {
  const filter = ['--filter', `trait=${trait}`, '--filter', 'date=2009-01-01'];
  const { json } = await bench.run(['measurement', 'list', ...filter, '--json', '--fields', 'value']);
  return (json() as { value: unknown }[])[0]?.value;
};

test('--decimal comma reads numbers, in columns and in values, and leaves texts as they are', async () => {
  const bench = await world();
  const fixed = ['--dataset', 'plot-1', '--set', 'person=SILVA A', '--set', 'date=2009-01-01', ...comma];
  await stored(bench, 'measurements', lines('trait;individual;value', 'mass;P1;3700,5', 'remark;P1;1,5'), fixed);
  expect(await value(bench, 'mass')).toBe(3700.5);
  expect(await value(bench, 'remark')).toBe('1,5');
  await stored(bench, 'locations', lines('name;adm_level;lat;long;altitude', 'A;999;-64,5;-60;1,25'), comma);
  const { json } = await bench.run(['location', 'show', 'A', '--json', '--fields', 'latitude,longitude,altitude']);
  expect(json()).toEqual({ latitude: -64.5, longitude: -60, altitude: 1.25 });
  const wide = await importing(bench, 'measurements', lines('individual;mass;eggs', 'P2;0,5;2'), [
    ...fixed,
    '--wide',
    'auto',
  ]);
  expect(wide.counts).toMatchObject({ read: 1, created: 2 });
});

test.each([
  ['1.5', '1,5'],
  ['1.234,5', '1234,5'],
  ['1,2,3', null],
  ['1,5x', null],
])('with --decimal comma %s is no number, for a point may part thousands', async (text, suggestion) => {
  const bench = await world();
  const fixed = ['--dataset', 'plot-1', '--set', 'person=SILVA A', '--set', 'date=2009-01-01', ...comma];
  const errors = await refused(bench, 'measurements', lines('trait;individual;value', `mass;P1;${text}`), fixed);
  expect(errors).toMatchObject([{ line: 2, column: 'value', code: 'bad-number', value: text, suggestion }]);
});

test('without --decimal a comma is refused, with what was probably meant', async () => {
  const bench = await world();
  const file = lines('trait,individual,dataset,person,date,value', 'mass,P1,plot-1,SILVA A,2009,"1,5"');
  expect(await refused(bench, 'measurements', file)).toMatchObject([{ code: 'bad-number', suggestion: '1.5' }]);
});

test.each(['--date-format', '--decimal'])('%s takes its words and no others', async (option) => {
  const bench = await world();
  expect((await importing(bench, 'persons', lines('full_name', 'A B'), [option, 'ydm'])).code).toBe(2);
});

test('all at once: gzip, latin1, semicolons, decimal comma, day first', async () => {
  const bench = await world();
  const text = lines('sep=;', 'Tag;Fundtag;Höhe;Breite;Länge', 'Ä1;12.05.1888;x;-64,5;-60,25');
  const { code, errors } = await importing(bench, 'individuals', gzipSync(Buffer.from(text, 'latin1')), [
    '--dataset',
    'plot-1',
    '--set',
    'collector=SILVA A',
    '--encoding',
    'latin1',
    '--decimal',
    'comma',
    '--date-format',
    'dmy',
    '--map',
    'Fundtag=date',
    '--map',
    'Breite=latitude',
    '--map',
    'Länge=longitude',
    '--ignore',
    'Höhe',
  ]);
  expect({ code, errors }).toEqual({ code: 0, errors: [] });
  expect(await dateOf(bench, 'Ä1')).toBe('1888-05-12');
});

test('--spreadsheet-safe takes the guard away, and only then', async () => {
  const bench = await world();
  const file = lines('full_name,notes', "A A,'=1+1", "B B,''@x", "C C,'quoted'", "D D,'-5");
  await stored(bench, 'persons', file, ['--spreadsheet-safe']);
  const notes = async (name: string): Promise<unknown> =>
    ((await bench.run(['person', 'show', name, '--json', '--fields', 'notes'])).json() as { notes: string }).notes;
  expect([await notes('A A'), await notes('B B'), await notes('C C'), await notes('D D')]).toEqual([
    '=1+1',
    "'@x",
    "'quoted'",
    '-5',
  ]);
  await stored(bench, 'persons', lines('full_name,notes', "E E,'=1+1"));
  expect(await notes('E E')).toBe("'=1+1");
});

test('a delimiter that is wrong is recognised, also where some headers have the assumed one in them', async () => {
  const bench = await world();
  const one = await importing(bench, 'individuals', lines('tag;date;location', 'A;1888;Dream'), found);
  expect({ code: one.code, err: one.err }).toMatchObject({
    code: 5,
    err: expect.stringContaining('--delimiter semicolon'),
  });
  const file = lines('tag;date;location;notes, other', 'A;1888;Dream;x');
  const some = await importing(bench, 'individuals', file, ['--dataset', 'plot-1', '--set', 'collector=SILVA A']);
  expect({ code: some.code, err: some.err }).toMatchObject({
    code: 5,
    err: expect.stringContaining('--delimiter semicolon'),
  });
});
