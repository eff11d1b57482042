import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Found, Stored } from '../../src/kinds/kind.ts';
import { checkPosition } from '../../src/kinds/position.ts';

const none: Record<string, Stored> = { x: null, y: null, angle: null, distance: null };
const plot: Found = { id: 1, adm_level: 100, x: 20, y: 10, geometry: null };
/** 1112 m of the equator, 5 m to either side. */
const transect: Found = { id: 2, adm_level: 101, x: null, y: 5, geometry: 'LINESTRING (0 0, 0.01 0)' };
const point: Found = { id: 3, adm_level: 999, x: null, y: null, geometry: null };

function refused(position: Record<string, number>, place: Found | null): string[] {
  const columns: string[] = [];
  checkPosition({ ...none, ...position }, place, ({ code, column }) => columns.push(`${code} ${column}`));
  return columns;
}
const outside = (...columns: string[]): string[] => columns.map((column) => `out-of-range ${column}`);

test.each([
  [plot, { x: 0, y: 0 }, []],
  [plot, { x: 20, y: 10 }, []],
  [plot, { x: -0.1, y: 10.1 }, outside('x', 'y')],
  [plot, { x: 20.1, y: -1 }, outside('x', 'y')],
  [{ ...plot, x: null, y: null }, { x: 1000, y: 1000 }, []],
  [{ ...plot, x: null, y: null }, { x: -1, y: -1 }, outside('x', 'y')],
  [transect, { x: 0, y: -5 }, []],
  [transect, { x: 1111, y: 5 }, []],
  [transect, { x: 1113, y: 5.1 }, outside('x', 'y')],
  [transect, { x: -1, y: -5.1 }, outside('x', 'y')],
  [{ ...transect, x: 50 }, { x: 51, y: 0 }, outside('x')],
  [{ ...transect, y: null }, { x: 1, y: -400 }, []],
  [point, { angle: 0, distance: 0 }, []],
  [point, { angle: 360, distance: 12.5 }, []],
  [point, { angle: -1, distance: -1 }, outside('angle', 'distance')],
  [point, { angle: 360.5, distance: 1 }, outside('angle')],
  [point, { angle: 10 }, ['missing-value distance']],
  [point, { distance: 10 }, []],
  [point, { x: 0 }, ['missing-value y']],
  [plot, { y: 0 }, ['missing-value x']],
  [plot, { x: 3, y: 4, angle: 53.13, distance: 5 }, []],
  [transect, { x: 5 }, ['missing-value y']],
  [null, { y: 5, angle: 0 }, ['missing-value x', 'missing-value distance']],
  [point, { x: -400, y: 400 }, []],
  [null, { x: -400, y: 400, angle: 10, distance: 3 }, []],
  [null, { angle: 361, distance: -3 }, outside('angle', 'distance')],
])('in %j a position of %j is refused for %j', (place, position, columns) => {
  expect(refused(position as Record<string, number>, place)).toEqual(columns);
});

test('a position in a plot is taken exactly when it lies within', () => {
  const number = fc.double({ min: -50, max: 50, noNaN: true });
  fc.assert(
    fc.property(number, number, (x, y) => {
      expect(refused({ x, y }, plot)).toEqual(
        outside(...(x >= 0 && x <= 20 ? [] : ['x']), ...(y >= 0 && y <= 10 ? [] : ['y'])),
      );
    }),
  );
});
