import { booleanWithin } from '@turf/boolean-within';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWithin, parseGeometry, parseLatitude, parseLongitude, pointWkt } from '../../src/domain/geometry.ts';
import { bad, good } from '../../src/domain/parsed.ts';

const square = 'POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0))';
const holed = 'POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (4 4, 6 4, 6 6, 4 6, 4 4))';
const halves = 'MULTIPOLYGON (((0 0, 10 0, 10 10, 0 10, 0 0)), ((10 0, 20 0, 20 10, 10 10, 10 0)))';

describe('parseGeometry', () => {
  test.each([
    ['POINT (-47.9 -15.8)', 'POINT'],
    ['point(-47.9 -15.8)', 'POINT'],
    ['POINT (1e-7 -1.5E1)', 'POINT'],
    ['LINESTRING (0 0, 1 1)', 'LINESTRING'],
    [holed, 'POLYGON'],
    [halves, 'MULTIPOLYGON'],
    ['POINT (180 -90)', 'POINT'],
  ])('reads %s and keeps it as typed', (wkt, type) => {
    expect(parseGeometry(` ${wkt}\n`)).toStrictEqual(good({ wkt, type }));
  });

  test.each([
    ['', 'write a POINT, LINESTRING, POLYGON or MULTIPOLYGON, like POINT (-47.9 -15.8)'],
    ['MULTIPOINT (1 2)', 'write a POINT, LINESTRING, POLYGON or MULTIPOLYGON, like POINT (-47.9 -15.8)'],
    ['SRID=4326;POINT (1 2)', 'write a POINT, LINESTRING, POLYGON or MULTIPOLYGON, like POINT (-47.9 -15.8)'],
    ['POINT EMPTY', 'the geometry is empty'],
    ['POLYGON EMPTY', 'the geometry is empty'],
    ['POINT (1-2)', 'a blank is missing between two numbers'],
    ['POINT (1, 2)', 'not well-formed WKT; it stops making sense after "POINT (1"'],
    ['POLYGON (0 0, 1 0, 1 1, 0 0)', 'not well-formed WKT; it stops making sense after "POLYGON ("'],
    ['POINT (1 2) POINT (1 2)', 'not well-formed WKT; it stops making sense after "POINT (1 2) "'],
    ['POINT Z (1 2 3)', 'a vertex is a longitude and a latitude; leave out heights (Z, M)'],
    ['POINT (181 0)', '181 0 is not a longitude (-180 to 180) and a latitude (-90 to 90), in this order'],
    ['POINT (1e999 0)', 'Infinity 0 is not a longitude (-180 to 180) and a latitude (-90 to 90), in this order'],
    ['LINESTRING (0 0, 0 91)', '0 91 is not a longitude (-180 to 180) and a latitude (-90 to 90), in this order'],
    ['LINESTRING (0 0, 0 0)', 'a line has 2 distinct vertices or more'],
    ['LINESTRING EMPTY', 'a line has 2 distinct vertices or more'],
    ['POLYGON ((0 0, 1 0, 1 1))', 'a ring of a polygon ends where it starts; repeat its first vertex'],
    ['POLYGON ((0 0, 1 0, 0 0))', 'a ring of a polygon has 3 distinct vertices or more'],
  ])('refuses %j', (wkt, message) => {
    expect(parseGeometry(wkt)).toStrictEqual(bad('bad-geometry', message));
  });

  test('suggests the other order for a point that has its latitude first', () => {
    expect(parseGeometry('POINT (-15.8 -147.9)')).toMatchObject({
      code: 'bad-geometry',
      suggestion: 'POINT (-147.9 -15.8)',
    });
  });

  test('an error leaves nothing behind for the next text', () => {
    parseGeometry('POLYGON ((0 0,');
    expect(parseGeometry('POINT (1 2)')).toStrictEqual(good({ wkt: 'POINT (1 2)', type: 'POINT' }));
  });

  test('never throws on broken text', () => {
    const words = fc.constantFrom(
      'POINT',
      'POLYGON',
      'MULTIPOLYGON',
      'LINESTRING',
      '(',
      ')',
      ',',
      ' ',
      '1',
      '-2.5',
      'EMPTY',
      'Z',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 14 }), (parts) => {
        const geometry = parseGeometry(parts.join(''));
        const outcome = geometry.ok ? isWithin(geometry.value.wkt, geometry.value.wkt) : geometry.code;
        expect([true, 'bad-geometry']).toContain(outcome);
      }),
      { numRuns: 2000 },
    );
  });
});

test('a point made from latitude and longitude has the longitude first, and reads back', () => {
  expect(pointWkt(-15.8, -47.9)).toBe('POINT (-47.9 -15.8)');
  expect(parseGeometry(pointWkt(1e-7, 0))).toStrictEqual(good({ wkt: 'POINT (0 1e-7)', type: 'POINT' }));
});

test('latitude and longitude keep to their ranges', () => {
  expect(parseLatitude(' -90 ')).toStrictEqual(good(-90));
  expect(parseLatitude('90.1')).toStrictEqual(bad('out-of-range', 'a latitude lies between -90 and 90'));
  expect(parseLongitude('180')).toStrictEqual(good(180));
  expect(parseLongitude('-180.5')).toStrictEqual(bad('out-of-range', 'a longitude lies between -180 and 180'));
  expect(parseLongitude('1,5')).toMatchObject({ code: 'bad-number', suggestion: '1.5' });
});

/** The columns, or rows, that a coordinate touches. */
const around = (at: number) => (Number.isInteger(at) ? [at - 1, at] : [Math.floor(at)]);

describe('isWithin', () => {
  test.each([
    ['a point inside', 'POINT (5 5)', square, true],
    ['a point on an edge', 'POINT (10 5)', square, true],
    ['a point on a corner', 'POINT (0 0)', square, true],
    ['a point outside', 'POINT (10.001 5)', square, false],
    ['a point in the hole', 'POINT (5 5)', holed, false],
    ['a point on the border of the hole', 'POINT (4 5)', holed, true],
    ['a point in the second part', 'POINT (15 5)', halves, true],
    ['a line inside', 'LINESTRING (1 1, 9 9)', square, true],
    ['a line along the border', 'LINESTRING (0 0, 10 0)', square, true],
    ['a line through the hole', 'LINESTRING (1 5, 9 5)', holed, false],
    ['a line from one part into the other', 'LINESTRING (5 5, 15 5)', halves, true],
    ['the square itself', square, square, true],
    ['a polygon with a vertex written twice', 'POLYGON ((0 0, 0 0, 10 0, 10 10, 10 10, 0 0))', square, true],
    [
      'a polygon in one with a vertex written twice',
      'POLYGON ((1 1, 5 1, 5 2, 1 1))',
      'POLYGON ((0 0, 3 1.5, 3 1.5, 10 0, 10 10, 0 0))',
      false,
    ],
    ['a part', 'POLYGON ((0 0, 10 0, 10 10, 0 0))', square, true],
    ['a polygon that leaves it', 'POLYGON ((5 5, 15 5, 15 6, 5 5))', square, false],
    ['the square around the hole', 'POLYGON ((3 3, 7 3, 7 7, 3 7, 3 3))', holed, false],
    ['the hole itself', 'POLYGON ((4 4, 6 4, 6 6, 4 6, 4 4))', holed, false],
    ['the whole, without the hole', square, holed, false],
    [
      'a ring that leaves out a larger hole',
      'POLYGON ((1 1, 9 1, 9 9, 1 9, 1 1), (3 3, 7 3, 7 7, 3 7, 3 3))',
      holed,
      true,
    ],
    ['a polygon across two parts', 'POLYGON ((8 2, 12 2, 12 4, 8 4, 8 2))', halves, true],
    ['a multipolygon with one part outside', halves, square, false],
    ['a bigger polygon', 'POLYGON ((-1 -1, 11 -1, 11 11, -1 11, -1 -1))', square, false],
    [
      'a polygon whose corners lie inside, over a notch',
      'POLYGON ((1 1, 9 1, 9 2, 1 2, 1 1))',
      'POLYGON ((0 0, 7 0, 8 5, 9 0, 10 0, 10 10, 0 10, 0 0))',
      false,
    ],
    [
      'a border digitised apart by less than the tolerance',
      'POLYGON ((0 -0.0000005, 10 0, 10 5, 0 5, 0 -0.0000005))',
      square,
      true,
    ],
  ])('%s', (_, child, parent, within) => {
    expect(isWithin(child, parent)).toBe(within);
  });

  test.each([
    ['a point holds itself, however it is written', 'point(1.0 2)', 'POINT (1 2)', true],
    ['a point holds no other point', 'POINT (1 2.0000001)', 'POINT (1 2)', false],
    ['a point holds no line', 'LINESTRING (1 2, 1 3)', 'POINT (1 2)', false],
    ['a line holds a point near it', 'POINT (5 5.0000005)', 'LINESTRING (0 0, 10 10)', true],
    ['a line holds its end', 'POINT (0 0)', 'LINESTRING (0 0, 10 10)', true],
    ['a line holds no point beside it', 'POINT (5 5.00001)', 'LINESTRING (0 0, 10 10)', false],
    ['a line holds a part of itself', 'LINESTRING (2 2, 3 3)', 'LINESTRING (0 0, 10 10)', true],
    ['a line holds no short cut between its points', 'LINESTRING (0 0, 10 0)', 'LINESTRING (0 0, 5 5, 10 0)', false],
    ['a line holds no polygon', 'POLYGON ((0 0, 1 0, 1 1, 0 0))', 'LINESTRING (0 0, 1 0, 1 1, 0 0)', false],
  ])('%s', (_, child, parent, within) => {
    expect(isWithin(child, parent)).toBe(within);
  });

  test('refuses a text that is no geometry', () => {
    expect(() => isWithin('POINT (1 2)', 'nowhere')).toThrow(TypeError);
  });

  test('a polygon encloses no gap between the parts of its parent', () => {
    const frame =
      'MULTIPOLYGON (((0 0, 9 0, 9 3, 0 3, 0 0)), ((0 6, 9 6, 9 9, 0 9, 0 6)), ((0 3, 3 3, 3 6, 0 6, 0 3)), ((6 3, 9 3, 9 6, 6 6, 6 3)))';
    expect(isWithin('POLYGON ((1 1, 8 1, 8 8, 1 8, 1 1))', frame)).toBe(false);
    expect(isWithin('POLYGON ((1 1, 8 1, 8 3, 1 3, 1 1))', frame)).toBe(true);
  });

  test('a polygon encloses no gap that four long rectangles turn around', () => {
    const pinwheel =
      'MULTIPOLYGON (((0 0, 5 0, 5 4, 0 4, 0 0)), ((5 0, 10 0, 10 5, 5 5, 5 0)), ((4 5, 10 5, 10 10, 4 10, 4 5)), ((0 4, 4 4, 4 10, 0 10, 0 4)))';
    expect(isWithin('POLYGON ((1 1, 9 1, 9 9, 1 9, 1 1))', pinwheel)).toBe(false);
    expect(isWithin('POLYGON ((1 1, 9 1, 9 4, 1 4, 1 1))', pinwheel)).toBe(true);
  });

  test('a long edge meets what is far along it, in an outline of many edges', () => {
    const steps = Array.from({ length: 200 }, (_, index) => `${20 + (index % 2)} ${10 - index / 20}`).join(', ');
    const notched = `POLYGON ((0 0, 0 8, 6 8, 6 8.2, 0 8.2, 0 10, ${steps}, 20 0, 0 0))`;
    expect(isWithin('LINESTRING (5 0, 5 10)', notched)).toBe(false);
    expect(isWithin('LINESTRING (5 10, 5 0)', notched)).toBe(false);
    expect(isWithin('LINESTRING (7 0, 7 10)', notched)).toBe(true);
  });

  test('the tolerance reaches over the strips by which edges are looked up', () => {
    const line = 'LINESTRING (0 0, 0 4.9999999, 1 4.9999999, 1 10)';
    expect(isWithin('POINT (0.5 5.0000005)', line)).toBe(true);
    expect(isWithin('POINT (0.5 4.9999995)', 'LINESTRING (0 0, 0 5.0000001, 1 5.0000001, 1 10)')).toBe(true);
  });

  // The oracle: rectangles on a grid are sets of cells. A turn of the plane keeps the cases off the axes.
  const size = 6;
  const side = fc
    .tuple(fc.nat(size - 1), fc.integer({ min: 1, max: size }))
    .map(([from, span]) => [from, Math.min(size, from + span)] as const);
  const box = fc.tuple(side, side);
  type Box = readonly [readonly [number, number], readonly [number, number]];
  const hasCell = ([[x1, x2], [y1, y2]]: Box, x: number, y: number) => x >= x1 && x < x2 && y >= y1 && y < y2;
  const ring = ([[x1, x2], [y1, y2]]: Box, turn: number) => {
    const corners = [
      [x1, y1],
      [x2, y1],
      [x2, y2],
      [x1, y2],
      [x1, y1],
    ] as const;
    return `(${corners.map(([x, y]) => `${x * Math.cos(turn) - y * Math.sin(turn)} ${x * Math.sin(turn) + y * Math.cos(turn)}`).join(', ')})`;
  };
  const encloses = (outer: Box, inner: Box) =>
    inner[0][0] > outer[0][0] && inner[0][1] < outer[0][1] && inner[1][0] > outer[1][0] && inner[1][1] < outer[1][1];
  /** Rectangles, each with a hole where the second one lies strictly inside the first. */
  const region = fc
    .array(fc.tuple(box, box), { minLength: 1, maxLength: 4 })
    .map((pairs) => pairs.map(([outer, inner]) => ({ outer, hole: encloses(outer, inner) ? inner : undefined })));
  type Region = { outer: Box; hole: Box | undefined }[];
  const wktOf = (parts: Region, turn: number) =>
    `MULTIPOLYGON (${parts.map(({ outer, hole }) => `(${ring(outer, turn)}${hole === undefined ? '' : `, ${ring(hole, turn)}`})`).join(', ')})`;
  const regionHas = (parts: Region, x: number, y: number) =>
    parts.some(({ outer, hole }) => hasCell(outer, x, y) && (hole === undefined || !hasCell(hole, x, y)));
  const cells = Array.from({ length: size * size }, (_, index) => [index % size, Math.floor(index / size)] as const);
  const turns = fc.constantFrom(0, 0.3, 1, 2.5);

  test('agrees with sets of cells for areas, holes and overlapping parts', () => {
    let inside = 0;
    fc.assert(
      fc.property(region, region, turns, (child, parent, turn) => {
        const expected = cells.every(([x, y]) => !regionHas(child, x, y) || regionHas(parent, x, y));
        inside += Number(expected);
        expect(isWithin(wktOf(child, turn), wktOf(parent, turn))).toBe(expected);
      }),
      { numRuns: 3000 },
    );
    expect(inside).toBeGreaterThan(100);
  });

  test('agrees with sets of cells for points on corners, edges and in the middle', () => {
    fc.assert(
      fc.property(region, fc.nat(2 * size), fc.nat(2 * size), turns, (parent, x2, y2, turn) => {
        const [x, y] = [x2 / 2, y2 / 2];
        const expected = around(x).some((cellX) => around(y).some((cellY) => regionHas(parent, cellX, cellY)));
        const wkt = pointWkt(x * Math.sin(turn) + y * Math.cos(turn), x * Math.cos(turn) - y * Math.sin(turn));
        expect(isWithin(wkt, wktOf(parent, turn))).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test('agrees with Turf on points in the interior of stars', () => {
    const star = fc.array(fc.double({ min: 1, max: 40, noNaN: true }), { minLength: 3, maxLength: 40 }).map((radii) => {
      const vertices = radii.map((radius, index) => {
        const turn = (2 * Math.PI * index) / radii.length;
        return [radius * Math.cos(turn), radius * Math.sin(turn)];
      });
      return [...vertices, vertices[0] ?? []];
    });
    // On the border itself Turf says no and we say yes: these keep off round numbers.
    const degrees = fc.integer({ min: -40_000, max: 40_000 }).map((value) => value / 1000 + 0.000_123_4);
    fc.assert(
      fc.property(star, degrees, degrees, (vertices, x, y) => {
        const wkt = `POLYGON ((${vertices.map((vertex) => vertex.join(' ')).join(', ')}))`;
        const expected = booleanWithin(
          { type: 'Point', coordinates: [x, y] },
          { type: 'Polygon', coordinates: [vertices] },
        );
        expect(isWithin(pointWkt(y, x), wkt)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });
});
