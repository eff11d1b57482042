import { beforeEach, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything, importing, one } from '../import/importing.ts';
import { deed, options } from './deeds.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await world();
});

type Fields = Record<string, string | number>;
const create = async (fields: Fields, as = 'col') =>
  deed(bench, as, 'occurrence', 'create', ...options({ individual: 'P1', dateTime: '2008-11-11', ...fields }));

test('an individual is seen again, once at any time, in its own dataset', async () => {
  expect((await create({ location: 'Dream', notes: 'with chick', altitude: 12 })).record).toMatchObject({
    result: 'created',
    id: 1,
    individual: 'P1',
    individual_dataset: 'plot-1',
    individual_collector: 'SILVA A',
    individual_location: 'Torgersen',
    dataset: 'plot-1',
    date_time: '2008-11-11',
    location: 'Dream',
    latitude: null,
    altitude: 12,
  });
  expect((await create({ location: 'Dream', notes: 'with chick', altitude: 12 })).record['result']).toBe('unchanged');
  expect((await create({ location: 'Torgersen' })).code).toBe(6);
  expect((await create({ location: 'Torgersen', dateTime: '2008-11-11T10:30' })).record['result']).toBe('created');
  expect((await create({ location: 'Torgersen', dateTime: '2008-11-11 10:30:00' })).record['result']).toBe('unchanged');
  expect((await create({ latitude: 1, longitude: 2, individual: 'P2' })).record).toMatchObject({
    latitude: 1,
    location: null,
  });
});

test.each([
  [{ location: 'Dream', dateTime: '2008' }, [['bad-date', 'date_time']]],
  [{ location: 'Dream', dateTime: '2999-01-01' }, [['future-date', 'date_time']]],
  [{}, [['missing-value', 'location']]],
  [{ location: 'Dream', latitude: 1, longitude: 1 }, [['duplicate-column', 'location']]],
  [{ latitude: 1 }, [['missing-value', 'longitude']]],
  [{ latitude: 1, longitude: 181 }, [['out-of-range', 'longitude']]],
  [{ location: 'Dream', angle: 361, distance: 1 }, [['out-of-range', 'angle']]],
  [{ location: 'Dream', x: 1 }, [['missing-value', 'y']]],
  [{ location: 'Dream', distance: -1 }, [['out-of-range', 'distance']]],
])('an occurrence with %j is refused', async (fields, problems) => {
  const before = everything(bench);
  const made = await create(fields);
  expect({ code: made.code, problems: made.problems }).toEqual({ code: 5, problems });
  expect(everything(bench)).toEqual(before);
});

test('its dataset is that of the individual, and no other', async () => {
  expect((await create({ location: 'Dream', dataset: 'open' }, 'ana')).problems).toEqual([['out-of-range', 'dataset']]);
  expect((await create({ location: 'Dream', dataset: 'plot-1' }, 'ana')).code).toBe(0);
  expect((await create({ individual: 'O1', location: 'Dream' })).code).toBe(4);
  expect((await create({ individual: 'S1', location: 'Dream' })).code).toBe(3);
});

test('it is read, changed and deleted by the roles in the individual’s dataset', async () => {
  await create({ location: 'Dream' });
  for (const [as, verbs] of [
    ['olga', [3, 3, 3]],
    [null, [3, 3, 3]],
    ['vera', [0, 4, 4]],
    ['reg', [0, 4, 4]],
    ['col', [0, 0, 4]],
    ['carl', [0, 0, 0]],
  ] as const) {
    expect((await deed(bench, as, 'occurrence', 'show', 'id:1')).code, `show by ${as}`).toBe(verbs[0]);
    expect((await deed(bench, as, 'occurrence', 'edit', 'id:1', '--notes', String(as))).code, `edit by ${as}`).toBe(
      verbs[1],
    );
    expect((await deed(bench, as, 'occurrence', 'delete', 'id:1', '--yes')).code, `delete by ${as}`).toBe(verbs[2]);
  }
});

test('what it names is in use', async () => {
  await bench.must('location', 'create', 'Cape', '--adm-level', '999', '--latitude', '1', '--longitude', '1');
  await create({ individual: 'P2', location: 'Cape' });
  expect((await deed(bench, 'carl', 'individual', 'delete', 'P2', '--yes')).code).toBe(6);
  expect((await deed(bench, 'ana', 'location', 'delete', 'Cape', '--yes')).code).toBe(6);
  expect((await deed(bench, 'ana', 'location', 'edit', 'Cape', '--notes', 'x')).code).toBe(4);
  expect(
    (await bench.run(['dataset', 'delete', 'plot-1', '--cascade', '--yes', '--json'], { as: 'ana' })).json(),
  ).toMatchObject({ result: 'deleted' });
  expect(one(bench, 'select count(*) from occurrence')).toBe(0);
});

test('equal tags are told apart by the columns that help, which export writes, so that it imports again', async () => {
  await bench.must(
    'individual',
    'create',
    'P1',
    ...options({ dataset: 'plot-1', collector: 'SILVA A', date: '2007', location: 'Dream' }),
  );
  expect((await create({ location: 'Dream' })).problems).toEqual([['ambiguous-reference', 'individual']]);
  expect((await create({ location: 'Torgersen', individualLocation: 'Dream' })).code).toBe(0);
  expect(
    (
      await create({
        latitude: -1.5,
        longitude: 2,
        individualLocation: 'Torgersen',
        dateTime: '2009-01-02T03:04:05+01:00',
      })
    ).code,
  ).toBe(0);
  const { out } = await bench.must('export', 'individual-locations');
  expect(out).toBe(
    'individual,individual_dataset,individual_collector,individual_location,dataset,date_time,location,latitude,longitude,altitude,x,y,distance,angle,notes\n' +
      'P1,plot-1,SILVA A,Dream,plot-1,2008-11-11,Torgersen,,,,,,,,\n' +
      'P1,plot-1,SILVA A,Torgersen,plot-1,2009-01-02T02:04:05Z,,-1.5,2,,,,,,\n',
  );
  const again = await importing(bench, 'occurrences', out);
  expect(again).toMatchObject({ code: 0, counts: { read: 2, created: 0, unchanged: 2 } });
  await bench.must('occurrence', 'delete', '--filter', 'individual=P1', '--yes');
  expect((await importing(bench, 'occurrences', out)).counts).toMatchObject({ created: 2 });
  expect((await bench.must('export', 'occurrences')).out).toBe(out);
});

test('rows of a file are checked by the same rules, and two of one time are one too many', async () => {
  const rows =
    'individual,date_time,location\nP1,2008-11-11,Dream\nP1,2008/11/11,Torgersen\nS1,2008-11-11,Dream\nP2,2008,Dream\n';
  const { code, errors } = await importing(bench, 'occurrences', rows, ['--dataset', 'plot-1'], { as: 'col' });
  expect(code).toBe(5);
  expect(errors.map(({ line, code: word, column }) => [line, word, column])).toEqual([
    [3, 'duplicate-in-file', 'individual'],
    [4, 'unknown-reference', 'individual'],
    [5, 'bad-date', 'date_time'],
  ]);
});

test('its position lies within its plot or along its transect', async () => {
  await bench.must(
    'location',
    'create',
    'Plot',
    ...options({ admLevel: 100, latitude: 1, longitude: 1, x: 20, y: 10 }),
  );
  await bench.must(
    'location',
    'create',
    'Line',
    ...options({ admLevel: 101, geometry: 'LINESTRING (0 0, 0.001 0)', y: 5 }),
  );
  expect((await create({ location: 'Plot', x: 20, y: 0 })).code).toBe(0);
  expect((await create({ location: 'Plot', x: 21, y: -1, dateTime: '2009-01-01' })).problems).toEqual([
    ['out-of-range', 'x'],
    ['out-of-range', 'y'],
  ]);
  expect((await create({ location: 'Line', x: 111, y: -5, dateTime: '2009-01-01' })).code).toBe(0);
  expect((await create({ location: 'Line', x: 112, y: 6, dateTime: '2009-01-02' })).problems).toEqual([
    ['out-of-range', 'x'],
    ['out-of-range', 'y'],
  ]);
});

test('a subplot lies within its plot, and only a plot has one', async () => {
  await bench.must(
    'location',
    'create',
    'Plot',
    ...options({ admLevel: 100, latitude: 1, longitude: 1, x: 100, y: 50 }),
  );
  const sub = (fields: Fields) =>
    deed(bench, 'ana', 'location', 'create', 'Sub', ...options({ admLevel: 100, ...fields }));
  expect((await sub({ parent: 'Plot', startx: -1, starty: 0, x: 20, y: 20 })).problems).toEqual([
    ['out-of-range', 'startx'],
  ]);
  expect((await sub({ parent: 'Plot', startx: 81, starty: 31, x: 20, y: 20 })).problems).toEqual([
    ['out-of-range', 'startx'],
    ['out-of-range', 'starty'],
  ]);
  expect((await sub({ startx: 0, starty: 0, x: 20, y: 20 })).problems).toEqual([
    ['out-of-range', 'startx'],
    ['out-of-range', 'starty'],
  ]);
  expect((await sub({ parent: 'Plot', startx: 80, starty: 30, x: 20, y: 20 })).code).toBe(0);
});
