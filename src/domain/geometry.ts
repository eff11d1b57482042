// @ts-expect-error: it ships no types
import { geojsonToWKT, wktToGeoJSON } from '@terraformer/wkt';
import { parseReal } from './numbers.ts';
import { bad, good } from './parsed.ts';
import type { Parsed, Refused } from './parsed.ts';

type Position = number[];
type Geometry =
  | { type: 'Point'; coordinates: Position }
  | { type: 'LineString'; coordinates: Position[] }
  | { type: 'Polygon'; coordinates: Position[][] }
  | { type: 'MultiPolygon'; coordinates: Position[][][] };

const readWkt: (wkt: string) => Geometry = wktToGeoJSON;
const writeWkt: (geometry: Geometry) => string = geojsonToWKT;
const types: readonly unknown[] = ['Point', 'LineString', 'Polygon', 'MultiPolygon'];

const inRange = (text: string, limit: number, word: string): Parsed<number> => {
  const value = parseReal(text);
  if (!value.ok || Math.abs(value.value) <= limit) return value;
  return bad('out-of-range', `a ${word} lies between -${limit} and ${limit}`);
};
/** Decimal degrees. Codes `bad-number`, `out-of-range`. */
export const parseLatitude = (text: string): Parsed<number> => inRange(text, 90, 'latitude');
/** Decimal degrees. Codes `bad-number`, `out-of-range`. */
export const parseLongitude = (text: string): Parsed<number> => inRange(text, 180, 'longitude');

/** WKT puts the longitude first. */
export const pointWkt = (latitude: number, longitude: number): string => `POINT (${longitude} ${latitude})`;

const polygonsOf = (geometry: Geometry): Position[][][] => {
  if (geometry.type === 'Polygon') return [geometry.coordinates];
  return geometry.type === 'MultiPolygon' ? geometry.coordinates : [];
};
const linesOf = (geometry: Geometry): Position[][] => {
  if (geometry.type === 'Point') return [[geometry.coordinates]];
  return geometry.type === 'LineString' ? [geometry.coordinates] : polygonsOf(geometry).flat();
};

function flaw(geometry: Geometry): Refused | undefined {
  const lines = linesOf(geometry);
  if (lines.length === 0 || lines[0]?.[0]?.length === 0) return bad('bad-geometry', 'the geometry is empty');
  for (const [x = Number.NaN, y = Number.NaN, ...more] of lines.flat()) {
    if (more.length > 0) return bad('bad-geometry', 'a vertex is a longitude and a latitude; leave out heights (Z, M)');
    if (Math.abs(x) <= 180 && Math.abs(y) <= 90) continue;
    const swapped = geometry.type === 'Point' && Math.abs(x) <= 90 && Math.abs(y) <= 180;
    const message = `${x} ${y} is not a longitude (-180 to 180) and a latitude (-90 to 90), in this order`;
    return bad('bad-geometry', message, swapped ? pointWkt(x, y) : undefined);
  }
  if (geometry.type === 'Point') return undefined;
  const [needed, word] = geometry.type === 'LineString' ? [2, 'line'] : [3, 'ring of a polygon'];
  for (const line of lines) {
    const distinct = new Set(line.map(String));
    if (distinct.size < needed) return bad('bad-geometry', `a ${word} has ${needed} distinct vertices or more`);
    if (needed === 3 && String(line[0]) !== String(line.at(-1))) {
      return bad('bad-geometry', 'a ring of a polygon ends where it starts; repeat its first vertex');
    }
  }
  return undefined;
}

function parse(wkt: string): Parsed<Geometry> {
  // The library knows upper case only, and takes `1-2` for two numbers.
  const text = wkt.toUpperCase();
  if (!/^(?:POINT|LINESTRING|(?:MULTI)?POLYGON)\b/u.test(text)) {
    return bad('bad-geometry', 'write a POINT, LINESTRING, POLYGON or MULTIPOLYGON, like POINT (-47.9 -15.8)');
  }
  if (/\d-/u.test(text)) return bad('bad-geometry', 'a blank is missing between two numbers');
  try {
    const geometry = readWkt(text);
    return flaw(geometry) ?? good(geometry);
  } catch (error) {
    // Its message shows the text and, a line below, a caret under the place where it stopped.
    const [, shown = '', caret = ''] = String(error).split('\n');
    return bad(
      'bad-geometry',
      `not well-formed WKT; it stops making sense after "${shown.slice(0, caret.length - 1)}"`,
    );
  }
}

/** A GeoJSON geometry as WKT; one with properties is refused, because they would be lost. */
function fromGeoJson(text: string): Parsed<string> {
  try {
    const geometry = JSON.parse(text) as Geometry;
    if (types.includes(geometry.type)) return good(writeWkt(geometry));
  } catch {
    return bad('bad-geometry', 'not well-formed GeoJSON');
  }
  return bad('bad-geometry', 'of GeoJSON a geometry is needed: a Point, LineString, Polygon or MultiPolygon');
}

/** Reads WKT in degrees, kept as typed but trimmed, or GeoJSON; `type` is in upper case. Code `bad-geometry`. */
export function parseGeometry(text: string): Parsed<{ wkt: string; type: string }> {
  const typed = text.trim().startsWith('{') ? fromGeoJson(text) : good(text.trim());
  if (!typed.ok) return typed;
  const wkt = typed.value;
  const geometry = parse(wkt);
  return geometry.ok ? good({ wkt, type: geometry.value.type.toUpperCase() }) : geometry;
}

/** Whether both have the same vertices in the same order, whatever their blanks, case and spelling of numbers. */
export function sameGeometry(a: string, b: string): boolean {
  const [one, other] = [parse(a.trim()), parse(b.trim())];
  return one.ok && other.ok && JSON.stringify(one.value) === JSON.stringify(other.value);
}

/** Two ends, or the corners of a box. */
type Edge = readonly [x1: number, y1: number, x2: number, y2: number];
/** A polygon, or a line, or a point as an edge without length; `strips` are the edges by height, for look-up. */
interface Part {
  filled: boolean;
  box: Edge;
  edges: Edge[];
  strips: Edge[][];
}

/** Degrees, about 0.1 m: two outlines of one border are digitised apart and differ by less. */
const tolerance = 1e-6;

const stripAt = ({ box, strips }: Part, y: number): number =>
  Math.min(strips.length - 1, Math.max(0, Math.floor(((y - box[1]) / (box[3] - box[1] || 1)) * strips.length)));

function partOf(lines: Position[][], filled: boolean): Part {
  const edges: Edge[] = [];
  let box: Edge = [Infinity, Infinity, -Infinity, -Infinity];
  for (const line of lines) {
    for (const [index, [x = 0, y = 0]] of line.entries()) {
      const [lastX = x, lastY = y] = line[index - 1] ?? [];
      if (index > 0 || line.length === 1) edges.push([lastX, lastY, x, y]);
      box = [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)];
    }
  }
  const part = {
    filled,
    box,
    edges,
    strips: Array.from({ length: Math.ceil(Math.sqrt(edges.length)) }, (): Edge[] => []),
  };
  for (const edge of edges) {
    const high = stripAt(part, Math.max(edge[1], edge[3]));
    for (let strip = stripAt(part, Math.min(edge[1], edge[3])); strip <= high; strip++) part.strips[strip]?.push(edge);
  }
  return part;
}

const recent = new Map<string, Part[]>();

/** Rows of one file share few parents, and the library takes a second over 20 000 vertices: the last ones are kept. */
function partsOf(wkt: string): Part[] {
  const known = recent.get(wkt);
  if (known !== undefined) return known;
  const geometry = parse(wkt.trim());
  if (!geometry.ok) throw new TypeError(geometry.message);
  const polygons = polygonsOf(geometry.value).map((rings) => partOf(rings, true));
  const parts = polygons.length > 0 ? polygons : [partOf(linesOf(geometry.value), false)];
  const [oldest] = recent.keys();
  if (oldest !== undefined && recent.size >= 16) recent.delete(oldest);
  recent.set(wkt, parts);
  return parts;
}

const areApart = (a: Edge, b: Edge): boolean =>
  Math.max(a[0], a[2]) + tolerance < Math.min(b[0], b[2]) ||
  Math.max(b[0], b[2]) + tolerance < Math.min(a[0], a[2]) ||
  Math.max(a[1], a[3]) + tolerance < Math.min(b[1], b[3]) ||
  Math.max(b[1], b[3]) + tolerance < Math.min(a[1], a[3]);

/** The edges of a part whose boxes meet that of an edge; some of them twice. */
function near(part: Part, edge: Edge): Edge[] {
  if (areApart(part.box, edge)) return [];
  const from = stripAt(part, Math.min(edge[1], edge[3]) - tolerance);
  const strips = part.strips.slice(from, stripAt(part, Math.max(edge[1], edge[3]) + tolerance) + 1);
  return strips.flatMap((strip) => strip.filter((other) => !areApart(edge, other)));
}

function touches([x1, y1, x2, y2]: Edge, x: number, y: number): boolean {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const at = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x1 + at * dx - x, y1 + at * dy - y) <= tolerance;
}

/** Even-odd. Which way a point on the border itself falls is left to rounding: `covers` asks the edges. */
function holds(part: Part, x: number, y: number): boolean {
  if (!part.filled || areApart(part.box, [x, y, x, y])) return false;
  const isLeftOf = ([x1, y1, x2, y2]: Edge): boolean =>
    y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1);
  return (part.strips[stripAt(part, y)] ?? []).filter(isLeftOf).length % 2 === 1;
}

const covers = (parts: readonly Part[], x: number, y: number): boolean =>
  parts.some((part) => holds(part, x, y) || near(part, [x, y, x, y]).some((edge) => touches(edge, x, y)));

/** The middles of the pieces into which the lines through the parts' edges near it cut an edge. */
function middles(edge: Edge, parts: readonly Part[]): Position[] {
  const [x1, y1, x2, y2] = edge;
  const cuts = new Set([0, 1]);
  for (const [x3, y3, x4, y4] of parts.flatMap((part) => near(part, edge))) {
    const [dx, dy] = [x4 - x3, y4 - y3];
    const crossing = ((x3 - x1) * dy - (y3 - y1) * dx) / ((x2 - x1) * dy - (y2 - y1) * dx);
    if (crossing > 0 && crossing < 1) cuts.add(crossing);
  }
  const sorted = [...cuts].toSorted((a, b) => a - b);
  return sorted.slice(1).map((cut, index) => {
    const middle = (cut + (sorted[index] ?? 0)) / 2;
    return [x1 + middle * (x2 - x1), y1 + middle * (y2 - y1)];
  });
}

/** Whether the parent has an uncovered spot beside one of its edges inside a child whose own border it covers. */
function leavesGap(child: Part, parent: readonly Part[]): boolean {
  for (const edge of parent.flatMap((part) => part.edges)) {
    if (areApart(edge, child.box)) continue;
    const [dx, dy] = [edge[2] - edge[0], edge[3] - edge[1]];
    const step = (2 * tolerance) / Math.hypot(dx, dy);
    for (const [x = 0, y = 0] of middles(edge, parent)) {
      for (const side of [step, -step]) {
        const [sideX, sideY] = [x - dy * side, y + dx * side];
        if (holds(child, sideX, sideY) && !covers(parent, sideX, sideY)) return true;
      }
    }
  }
  return false;
}

/**
 * Whether the child lies inside the parent or on its border; throws TypeError for WKT that parseGeometry refuses.
 * Not Turf's booleanWithin: that has a polygon over a hole within, and one across two parts of a multipolygon not.
 */
export function isWithin(childWkt: string, parentWkt: string): boolean {
  const [child, parent] = [partsOf(childWkt), partsOf(parentWkt)];
  const [{ box, filled, edges } = partOf([], false)] = parent;
  if (!filled && edges.length === 1 && box[0] === box[2] && box[1] === box[3]) {
    return child.every((part) => String(part.box) === String(box));
  }
  for (const edge of child.flatMap((part) => part.edges)) {
    const [x1, y1, x2, y2] = edge;
    const spots = [[x1, y1], [x2, y2], ...middles(edge, parent)];
    if (!spots.every(([x = 0, y = 0]) => covers(parent, x, y))) return false;
  }
  return !child.some((part) => part.filled && leavesGap(part, parent));
}
