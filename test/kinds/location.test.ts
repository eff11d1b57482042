import { beforeEach, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything, one } from '../import/importing.ts';
import { deed, options } from './deeds.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await world();
});

const square = (from: number, to: number): string =>
  `POLYGON ((${from} ${from}, ${from} ${to}, ${to} ${to}, ${to} ${from}, ${from} ${from}))`;
const create = async (name: string, fields: Record<string, string | number>, as = 'ana') =>
  deed(bench, as, 'location', 'create', name, ...options(fields));

test.each([2, 3, 4, 5, 6, 7, 8, 9, 10, 97, 98, 99, 100, 101, 999])('level %i is one', async (level) => {
  expect(await create('Somewhere', { admLevel: level, latitude: 1, longitude: 2 })).toMatchObject({
    code: 0,
    record: { result: 'created', name: 'Somewhere', adm_level: level, latitude: 1, longitude: 2, parent: null },
  });
});

test.each([0, 1, 11, 96, 102, 998, 1000, -2])('level %i is none', async (level) => {
  const { code, problems } = await deed(
    bench,
    'ana',
    'location',
    'create',
    'Somewhere',
    `--adm-level=${level}`,
    ...options({ latitude: 1, longitude: 2 }),
  );
  expect({ code, problems }).toEqual({ code: 5, problems: [['unknown-category', 'adm_level']] });
});

test.each([
  [{}, ['missing-value', 'geometry']],
  [{ latitude: 1 }, ['missing-value', 'longitude']],
  [{ latitude: 90.5, longitude: 1 }, ['out-of-range', 'latitude']],
  [{ latitude: 1, longitude: 180.5 }, ['out-of-range', 'longitude']],
  [{ latitude: '1,5', longitude: 1 }, ['bad-number', 'latitude']],
  [{ geometry: 'POINT (1 1)', latitude: 1, longitude: 1 }, ['duplicate-column', 'geometry']],
  [{ geometry: 'POLYGON ((0 0, 0 1, 1 1))' }, ['bad-geometry', 'geometry']],
  [{ geometry: 'CIRCLE (1 1)' }, ['bad-geometry', 'geometry']],
])('a location with %j is refused', async (fields, problem) => {
  const before = everything(bench);
  const { code, problems } = await create('Somewhere', { admLevel: 999, ...fields });
  expect({ code, problems }).toEqual({ code: 5, problems: [problem] });
  expect(everything(bench)).toEqual(before);
});

test('a point as WKT is a latitude and a longitude', async () => {
  expect((await create('Dot', { admLevel: 999, geometry: 'POINT (-60.5 -3.25)' })).record).toMatchObject({
    geometry: null,
    latitude: -3.25,
    longitude: -60.5,
  });
});

test('names are unique within their parent, and there whatever their case', async () => {
  for (const parent of ['Brazil', 'Peru']) {
    expect((await create(parent, { admLevel: 2, latitude: 1, longitude: 1 })).code).toBe(0);
    expect((await create('Acre', { admLevel: 4, latitude: 1, longitude: 1, parent })).code).toBe(0);
  }
  expect((await create('ACRE', { admLevel: 4, latitude: 1, longitude: 1, altitude: 5, parent: 'Peru' })).code).toBe(6);
  expect((await create('Acre', { admLevel: 4, latitude: 1, longitude: 1, parent: 'Peru' })).record['result']).toBe(
    'unchanged',
  );
  expect((await create('Acre', { admLevel: 4, latitude: 1, longitude: 1 })).record['result']).toBe('created');
  expect(await deed(bench, 'ana', 'location', 'show', 'Acre')).toMatchObject({
    code: 5,
    problems: [['ambiguous-reference', null]],
    hint: expect.stringMatching(/^Name one by its id: (id:1[023](, )?){3}$/) as unknown,
  });
  expect((await deed(bench, 'ana', 'location', 'show', 'id:12')).record).toMatchObject({
    name: 'Acre',
    parent: 'Peru',
  });
});

test('a location lies inside its parent or on its border, where both have a geometry', async () => {
  await create('Land', { admLevel: 2, geometry: square(0, 10) });
  expect((await create('Inside', { admLevel: 8, geometry: square(2, 3), parent: 'Land' })).code).toBe(0);
  expect((await create('Border', { admLevel: 8, geometry: square(0, 3), parent: 'Land' })).code).toBe(0);
  expect((await create('Same', { admLevel: 8, geometry: square(0, 10), parent: 'Land' })).code).toBe(0);
  for (const [name, fields] of [
    ['Across', { geometry: square(8, 12) }],
    ['Beyond', { latitude: 11, longitude: 11 }],
  ] as const)
    expect(await create(name, { admLevel: 8, ...fields, parent: 'Land' })).toMatchObject({
      code: 5,
      problems: [['out-of-range', 'parent']],
    });
  expect((await deed(bench, 'ana', 'location', 'edit', 'Inside', '--geometry', square(8, 12))).code).toBe(5);
  expect((await deed(bench, 'ana', 'location', 'edit', 'Dream', '--parent', 'Land')).code).toBe(5);
  expect(
    (
      await deed(
        bench,
        'ana',
        'location',
        'create',
        'X',
        ...options({ admLevel: 8, latitude: 1, longitude: 1, parent: 'Lend' }),
      )
    ).code,
  ).toBe(3);
});

test('a subplot fits into its plot, and has its place from it', async () => {
  await create('Plot', { admLevel: 100, latitude: 1, longitude: 1, x: 100, y: 50 });
  const sub = async (name: string, fields: Record<string, string | number>) =>
    create(name, { admLevel: 100, parent: 'Plot', ...fields });
  expect((await sub('Corner', { startx: 80, starty: 30, x: 20, y: 20 })).record).toMatchObject({
    result: 'created',
    latitude: null,
    startx: 80,
  });
  expect((await sub('Wide', { startx: 81, starty: 30, x: 20, y: 20 })).problems).toEqual([['out-of-range', 'startx']]);
  expect((await sub('High', { startx: 80, starty: 31, x: 20, y: 20 })).problems).toEqual([['out-of-range', 'starty']]);
});

test.each([
  ['itself', ['Dream', '--parent', 'Dream']],
  ['what lies in it', ['Dream', '--parent', 'Inner']],
])('a location is not moved into %s', async (_, argv) => {
  await create('Inner', { admLevel: 999, latitude: -64.73, longitude: -64.23, parent: 'Dream' });
  const before = everything(bench);
  const { code } = await deed(bench, 'sara', 'location', 'edit', ...argv);
  expect([5, 6]).toContain(code);
  expect(everything(bench)).toEqual(before);
});

test('a location that nothing uses is edited and deleted by any full user, a used one by none but a superadmin', async () => {
  expect((await deed(bench, 'olga', 'location', 'edit', 'Dream', '--altitude', '12.5')).record).toMatchObject({
    result: 'updated',
    altitude: 12.5,
  });
  expect((await deed(bench, 'reg', 'location', 'edit', 'Dream', '--altitude', '1')).code).toBe(4);
  expect((await deed(bench, 'olga', 'location', 'edit', 'Torgersen', '--altitude', '1')).code).toBe(4);
  expect((await deed(bench, 'sara', 'location', 'edit', 'Torgersen', '--altitude', '1')).code).toBe(0);
  expect((await deed(bench, 'sara', 'location', 'delete', 'Torgersen', '--yes')).code).toBe(6);
  expect((await deed(bench, 'olga', 'location', 'edit', 'Dream', '--unset', 'altitude')).record['altitude']).toBeNull();
  expect((await deed(bench, 'olga', 'location', 'delete', 'Dream', '--yes')).code).toBe(0);
  expect(one(bench, "select count(*) from object where kind = 'location'")).toBe(1);
});

test('altitude is a number, and zero is one', async () => {
  expect((await create('Sea', { admLevel: 999, latitude: 0, longitude: 0, altitude: 0 })).record).toMatchObject({
    latitude: 0,
    longitude: 0,
    altitude: 0,
  });
});
