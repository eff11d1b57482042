import { expect, test } from 'vitest';
import { lineLength } from '../../src/domain/line-length.ts';

test('a degree along a meridian or the equator is 111.195 km, and vertices between change nothing', () => {
  expect(lineLength('LINESTRING (0 0, 1 0)')).toBeCloseTo(111_195.08, 1);
  expect(lineLength('LINESTRING (10 0, 10 0.5, 10 1)')).toBeCloseTo(111_195.08, 1);
  expect(lineLength('linestring(0 60, 1 60)')).toBeCloseTo(55_597.5, -1);
});

test('nothing but a line has a length', () => {
  for (const wkt of [null, undefined, '', 'POINT (1 1)', 'POLYGON ((0 0, 1 0, 1 1, 0 0))'])
    expect(lineLength(wkt)).toBeNull();
});
