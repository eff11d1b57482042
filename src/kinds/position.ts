import { lineLength } from '../domain/line-length.ts';
import type { CheckContext, Field, Found, Stored } from './kind.ts';

type Values = Readonly<Record<string, Stored>>;
type Report = CheckContext['report'];

/** OpenDataBio's levels of the places in which something can have a position. */
export const plotLevel = 100;
export const transectLevel = 101;

/** What `checkPosition` looks at of a place. */
export const placeColumns = ['adm_level', 'x', 'y', 'geometry'] as const;

/** Where in the place it is. */
export const withinPlace: readonly Field[] = [
  {
    name: 'x',
    column: 'x',
    type: 'real',
    help: 'position in a plot or along a transect, metres; with y',
    example: '',
  },
  {
    name: 'y',
    column: 'y',
    type: 'real',
    help: 'position in a plot or beside a transect, metres; with x',
    example: '',
  },
  { name: 'distance', column: 'distance', type: 'real', help: 'from the point, metres', example: '' },
  { name: 'angle', column: 'angle', type: 'real', help: 'from the point, degrees; with distance', example: '' },
];

/** A place is a named location or an own position, not both and not neither. */
export function checkPlace(values: Values, report: Report): void {
  const { latitude, longitude, location_id: at } = values;
  if ((latitude === null) !== (longitude === null))
    report({
      code: 'missing-value',
      column: latitude === null ? 'latitude' : 'longitude',
      message: 'latitude and longitude go together',
    });
  else if (latitude === null && at === null)
    report({ code: 'missing-value', column: 'location', message: 'needs a location, or latitude and longitude' });
  else if (latitude !== null && at !== null)
    report({
      code: 'duplicate-column',
      column: 'location',
      message: 'the place is given twice, as a location and as latitude and longitude',
    });
}

/**
 * Where something is within its place: x and y in a plot or along a transect (y to either side), angle and distance from a point.
 * OpenDataBio keeps of both what follows from the other, so any place takes either. Of a place whose size nobody said only the lower bounds are known.
 */
export function checkPosition(values: Values, place: Found | null | undefined, report: Report): void {
  const inside = (column: string, low: number, high: number | null, of: string): void => {
    const value = values[column];
    if (typeof value !== 'number' || (value >= low && (high === null || value <= high))) return;
    report({
      code: 'out-of-range',
      column,
      value: String(value),
      message: high === null ? 'must not be negative' : `must be ${low} to ${high}${of}`,
    });
  };
  const together = (one: string, other: string, message: string): void => {
    if (values[one] != null && values[other] == null) report({ code: 'missing-value', column: other, message });
  };
  together('x', 'y', 'x and y go together');
  together('y', 'x', 'x and y go together');
  together('angle', 'distance', 'an angle needs the distance');
  const level = place?.['adm_level'];
  const [width, height] = [sizeOf(place?.['x']), sizeOf(place?.['y'])];
  if (level === plotLevel) {
    inside('x', 0, width, ', the size of the plot');
    inside('y', 0, height, ', the size of the plot');
  } else if (level === transectLevel) {
    inside('x', 0, width ?? lineLength(place?.['geometry']), ', the length of the transect');
    if (height !== null) inside('y', -height, height, ', the width of the transect to either side');
  }
  inside('angle', 0, 360, ' degrees');
  inside('distance', 0, null, '');
}

const sizeOf = (stored: Stored | undefined): number | null => (typeof stored === 'number' ? stored : null);
