import { describe, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { importing, records, refused } from './importing.ts';

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;

const traits: Record<string, string[]> = {
  real: ['--unit', 'g'],
  integer: ['--unit', 'count'],
  color: [],
  spectral: ['--unit', 'nm', '--range-min', '1', '--range-max', '2', '--value-length', '3'],
  multiple: ['--categories', 'Red', '--categories', 'Blue', '--categories', 'Green'],
  ordinal: ['--categories', 'Low', '--categories', 'High'],
  link: ['--link-type', 'individual'],
};

async function lab(type: string): Promise<Bench> {
  const bench = await world();
  const about = ['--name', type, '--description', 'd', '--objects', 'individual'];
  await bench.must('trait', 'create', `t-${type}`, '--type', type, ...about, ...(traits[type] ?? []));
  return bench;
}
const row = (type: string, ...values: string[]): string =>
  lines(
    'trait,individual,dataset,person,date,value,link',
    ...values.map((value) => `t-${type},P1,plot-1,SILVA A,2008,"${value}",${type === 'link' ? 'P2' : ''}`),
  );

describe.each([
  ['real', '12.5', '12.50', '+1.25e1'],
  ['real', '0', '-0.0', '0e5'],
  ['integer', '7', '007', '+7'],
  ['link', '3', '03', '+3'],
  ['color', '#FFF', '#ffffff', ' #FFFfff '],
  ['spectral', '1;2.5;0.00001', '1.0; 2.50;1e-5', '01;+2.5;.00001'],
  ['multiple', 'Red|Blue', 'blue;RED', 'Blue,Red'],
  ['ordinal', 'High', 'HIGH', ' high '],
])('of a trait of type %s %j is the same as %j and %j', (type, first, ...others) => {
  test('in a second import, in one file, and with --if-exists update', async () => {
    const bench = await lab(type);
    expect((await importing(bench, 'measurements', row(type, first))).counts).toMatchObject({ created: 1 });
    const before = records(bench);
    for (const other of others) {
      for (const options of [[], ['--if-exists', 'update'], ['--if-exists', 'skip']]) {
        const { errors, counts, result } = await importing(bench, 'measurements', row(type, other), options);
        expect({ errors, counts, warnings: result.warnings }).toMatchObject({
          errors: [],
          counts: { read: 1, unchanged: 1 },
          warnings: [],
        });
      }
      expect(await refused(bench, 'measurements', row(type, first, other))).toMatchObject([
        { line: 3, code: 'duplicate-in-file' },
      ]);
    }
    expect(records(bench)).toEqual(before);
    const exported = await bench.must('export', 'measurements', '--filter', `trait=t-${type}`);
    expect((await importing(bench, 'measurements', exported.out)).counts).toMatchObject({ read: 1, unchanged: 1 });
  });

  test('in an edit, in a create, and in a filter', async () => {
    const bench = await lab(type);
    await importing(bench, 'measurements', row(type, first));
    const before = records(bench);
    const create = ['measurement', 'create', '--trait', `t-${type}`, '--individual', 'P1', '--dataset', 'plot-1'];
    const rest = ['--person', 'SILVA A', '--date', '2008', ...(type === 'link' ? ['--link', 'P2'] : [])];
    for (const other of others) {
      const value = `--value=${other}`;
      for (const argv of [
        ['measurement', 'edit', 'id:4', value],
        [...create, ...rest, value],
      ])
        expect((await bench.must(...argv, '--json')).json()).toMatchObject({ id: 4, result: 'unchanged' });
      const many = await bench.must('measurement', 'edit', '--filter', `trait=t-${type}`, value, '--yes', '--json');
      expect(many.json()).toMatchObject({ results: [{ result: 'unchanged' }] });
      const found = await bench.must('measurement', 'list', '--filter', `value=${other.trim()}`, '--json');
      expect(found.json()).toMatchObject([{ id: 4 }]);
    }
    expect(records(bench)).toEqual(before);
  });
});

test('places, dates and DOIs are the same however they are written', async () => {
  const bench = await world();
  const header = 'name,adm_level,geometry,latitude,longitude';
  const place = lines(
    header,
    'Line,101,"LINESTRING (1 2, 3 4.5)",,',
    'Box,3,"POLYGON ((0 0, 0 1, 1 1, 0 0))",,',
    'Spot,999,,-1.5,2.25',
  );
  const again = lines(
    header,
    'Line,101,"linestring(1.0 2,3 4.50)",,',
    'Box,03,"POLYGON((0 0,0.0 1e0,1 1,0 0))",,',
    'Spot,999,POINT (2.250 -1.50),,',
  );
  expect((await importing(bench, 'locations', place)).counts).toMatchObject({ created: 3 });
  expect((await importing(bench, 'locations', again)).counts).toMatchObject({ unchanged: 3 });
  const edit = ['location', 'edit', 'Line', '--geometry', 'LINESTRING(1 2.0,3 4.5)', '--json'];
  expect((await bench.must(...edit)).json()).toMatchObject({ result: 'unchanged' });
  const other = again.replace('3 4.50', '3 4.51');
  expect((await importing(bench, 'locations', other)).errors).toMatchObject([{ line: 2, column: 'geometry' }]);

  const tree = (date: string, latitude: string) =>
    lines('tag,dataset,collector,date,latitude,longitude', `X1,plot-1,SILVA A,${date},${latitude},5`);
  expect((await importing(bench, 'individuals', tree('1888-05', '3.12345671'))).counts).toMatchObject({ created: 1 });
  for (const [date, latitude] of [
    ['1888-05-NA', '3.12345671'],
    ['1888/05', '3.123456710'],
    ['1888-05', '3.12345674'],
  ] as const)
    expect((await importing(bench, 'individuals', tree(date, latitude))).counts).toMatchObject({ unchanged: 1 });
  const files = ['10.1000/AbC', 'https://doi.org/10.1000/abc'].map((doi) => lines('key,doi', `Ref,${doi}`));
  expect((await importing(bench, 'references', files[0] ?? '')).counts).toMatchObject({ created: 1 });
  expect((await importing(bench, 'references', files[1] ?? '')).counts).toMatchObject({ unchanged: 1 });
});

test('a column that is supplied twice is equal by value', async () => {
  const bench = await world();
  const header = 'trait,individual,dataset,person,date,value,year,month,day,reading';
  const file = (date: string, reading: string): string =>
    lines(header, `mass,P2,plot-1,SILVA A,${date},12.50,2008,3,1,${reading}`);
  const options = ['--map', 'reading=value', '--date-format', 'dmy', '--dry-run'];
  expect((await importing(bench, 'measurements', file('1/3/2008', '12.5'), options)).counts.created).toBe(1);
  for (const wrong of [file('3/1/2008', '12.5'), file('1/3/2008', '12.51')])
    expect((await importing(bench, 'measurements', wrong, options)).errors).toMatchObject([
      { line: 2, code: 'duplicate-column' },
    ]);
});
