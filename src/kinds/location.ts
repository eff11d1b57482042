import { nameKey } from '../domain/name-key.ts';
import { defineKind, keyColumns, type Found } from './kind.ts';
import { placeColumns, plotLevel } from './position.ts';

/** OpenDataBio's levels: 2–10 administrative, then the special ones. */
const admLevels = [2, 3, 4, 5, 6, 7, 8, 9, 10, 97, 98, 99, 100, 101, 999];

export const location = defineKind({
  name: 'location',
  plural: 'locations',
  table: 'location',
  measurable: true,
  governedBy: 'everybody',
  naming: 'name',
  fields: [
    {
      name: 'name',
      column: 'name',
      type: 'name',
      required: true,
      help: 'unique within its parent',
      example: 'Torgersen',
    },
    {
      name: 'adm_level',
      column: 'adm_level',
      type: 'integer',
      required: true,
      aliases: ['admin_level'],
      help: '2–10 administrative, 97 environmental, 98 indigenous territory, 99 conservation unit, 100 plot, 101 transect, 999 point',
      example: '10',
    },
    {
      name: 'geometry',
      column: 'geometry',
      type: 'geometry',
      aliases: ['geom', 'wkt', 'geojson'],
      help: 'WKT or a GeoJSON geometry, or latitude and longitude',
      example: '',
    },
    {
      name: 'latitude',
      column: 'latitude',
      type: 'latitude',
      aliases: ['lat'],
      help: 'decimal degrees',
      example: '-64.77',
      inExample: true,
    },
    {
      name: 'longitude',
      column: 'longitude',
      type: 'longitude',
      aliases: ['long', 'lon', 'lng'],
      help: 'decimal degrees',
      example: '-64.08',
      inExample: true,
    },
    {
      name: 'parent',
      column: 'parent_id',
      type: 'reference',
      to: 'location',
      looksInto: [...placeColumns, 'latitude', 'longitude'],
      aliases: ['parent_name'],
      help: 'the location it lies in',
      example: '',
    },
    { name: 'altitude', column: 'altitude', type: 'real', help: 'metres', example: '10' },
    { name: 'datum', column: 'datum', type: 'text', help: 'of the coordinates', example: 'WGS84' },
    { name: 'x', column: 'x', type: 'real', help: 'size of a plot, metres', example: '' },
    { name: 'y', column: 'y', type: 'real', help: 'size of a plot, metres', example: '' },
    { name: 'startx', column: 'startx', type: 'real', help: 'where a subplot begins in its plot', example: '' },
    { name: 'starty', column: 'starty', type: 'real', help: 'where a subplot begins in its plot', example: '' },
    {
      name: 'azimuth',
      column: 'azimuth',
      type: 'real',
      help: 'of a plot or transect: where its x leads, degrees from north',
      example: '',
    },
    { name: 'notes', column: 'notes', type: 'text', help: 'anything else', example: '' },
  ],
  key: keyColumns('name_key', 'parent_id'),
  lookups: [{ column: 'name_key', key: nameKey }],
  carries: ['name', 'parent_id', 'adm_level', 'geometry', 'latitude', 'longitude', 'x', 'y'],
  listed: ['name', 'adm_level', 'parent', 'latitude', 'longitude'],
  mergeable: { into: 'id:2' },
  usedBy: [
    { table: 'location', column: 'parent_id' },
    { table: 'individual', column: 'location_id' },
    { table: 'occurrence', column: 'location_id' },
    { table: 'measurement', column: 'object_id' },
    { table: 'measurement', column: 'link_id' },
    { table: 'media', column: 'object_id' },
  ],
  derived: ['name_key'],
  complete({ values, found }, { report }) {
    values['name_key'] = nameKey(String(values['name'] ?? ''));
    if (String(values['name'] ?? '').includes('>'))
      report({
        code: 'bad-character',
        column: 'name',
        message: 'the name of a location has no >, which stands between the names of a path',
      });
    const { azimuth } = values;
    if (typeof azimuth === 'number' && (azimuth < 0 || azimuth > 360))
      report({ code: 'out-of-range', column: 'azimuth', value: String(azimuth), message: 'must be 0 to 360 degrees' });
    if (typeof values['adm_level'] === 'number' && !admLevels.includes(values['adm_level']))
      report({
        code: 'unknown-category',
        column: 'adm_level',
        value: String(values['adm_level']),
        message: `must be one of ${admLevels.join(', ')}`,
      });
    const point = /^\s*POINT\s*\(\s*(\S+)\s+(\S+)\s*\)\s*$/i.exec(String(values['geometry'] ?? ''));
    if (point !== null && values['latitude'] === null && values['longitude'] === null) {
      values['longitude'] = Number(point[1]);
      values['latitude'] = Number(point[2]);
      values['geometry'] = null;
    }
    if ((values['latitude'] === null) !== (values['longitude'] === null))
      report({
        code: 'missing-value',
        column: values['latitude'] === null ? 'latitude' : 'longitude',
        message: 'latitude and longitude go together',
      });
    const hasGeometry = values['geometry'] !== null || values['latitude'] !== null || values['longitude'] !== null;
    if (values['geometry'] !== null && values['latitude'] !== null)
      report({
        code: 'duplicate-column',
        column: 'geometry',
        message: 'the place is given twice, as geometry and as latitude and longitude',
      });
    // A subplot has its place from its plot.
    if (!hasGeometry && values['startx'] === null)
      report({
        code: 'missing-value',
        column: 'geometry',
        message: 'needs a geometry (WKT), or latitude and longitude',
      });
    const parent = found['parent'];
    if (parent == null || Number(parent['adm_level']) !== plotLevel) onlySubplots(values, report);
    else fitsInto(parent, values, report);
  },
});

function onlySubplots(
  values: Record<string, unknown>,
  report: (p: { code: string; column: string; message: string }) => void,
): void {
  for (const start of ['startx', 'starty'])
    if (values[start] != null)
      report({ code: 'out-of-range', column: start, message: 'only a subplot has a start: its parent must be a plot' });
}

function fitsInto(
  parent: Found,
  values: Record<string, unknown>,
  report: (p: { code: string; column: string; message: string }) => void,
): void {
  for (const [start, size] of [
    ['startx', 'x'],
    ['starty', 'y'],
  ] as const) {
    const from = Number(values[start] ?? 0);
    const end = from + Number(values[size] ?? 0);
    const room = parent[size];
    if (from < 0)
      report({ code: 'out-of-range', column: start, message: `the subplot begins at ${from}, outside its plot` });
    else if (typeof room === 'number' && end > room)
      report({
        code: 'out-of-range',
        column: start,
        message: `the subplot ends at ${end}, beyond its plot's ${size} of ${room}`,
      });
  }
}
