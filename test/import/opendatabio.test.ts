import { expect, test } from 'vitest';
import { world } from '../helpers/world.ts';
import type { Bench } from '../helpers/run.ts';
import { importing, problem, refused, stored } from './importing.ts';

/** Files with the columns that OpenDataBio's own importers have. */

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;
const shown = async (bench: Bench, kind: string, ref: string, fields: string): Promise<unknown> =>
  (await bench.run([kind, 'show', ref, '--json', '--fields', fields])).json();

/** Every column of its importers that a file may have here, by kind. */
const taken: Record<string, string> = {
  persons: 'full_name,abbreviation,email,institution,biocollection,biocollection_id,notes',
  locations:
    'name,adm_level,admin_level,geom,lat,latitude,long,longitude,geojson,parent,parent_id,altitude,datum,notes,x,y,startx,starty,azimuth',
  taxa: 'name,level,parent,parent_name,parent_id,author,person,author_id,person_id,bibreference,bibkey,bibreference_id,senior,senior_id,valid,notes,mobot,ipni,mycobank,gbif,zoobank',
  references: 'bibtex,doi',
  individuals:
    'tag,collector,date,date_year,date_month,date_day,year,month,day,dataset,dataset_id,location,location_id,latitude,longitude,notes,altitude,location_notes,location_date_time,x,y,distance,angle,taxon,taxon_id,identifier,identifier_id,identification_date,identification_date_year,identification_date_month,identification_date_day,modifier,identification_notes,identification_based_on_biocollection,identification_based_on_biocollection_id,identification_based_on_biocollection_number,biocollection,biocollection_number,biocollection_type',
  'individual-locations':
    'individual,individual_id,location,location_id,latitude,longitude,location_date_time,altitude,location_notes,notes,x,y,distance,angle',
  vouchers:
    'individual,individual_id,biocollection,biocollection_id,biocollection_type,biocollection_number,number,collector,date,date_year,date_month,date_day,dataset,dataset_id,notes',
  traits:
    'export_name,type,objects,name,description,unit,range_min,range_max,wavenumber_min,wavenumber_max,value_length,link_type,categories,bibreference,bibreference_id',
  translations: 'export_name,name,description,rank,lang',
  measurements:
    'object_id,object_type,trait_id,trait,person,person_id,dataset,dataset_id,date,date_year,date_month,date_day,value,link_id,bibreference,bibreference_id,notes,duplicated,parent_measurement',
  media:
    'object_id,object_type,filename,collector,tags,title,license,dataset,dataset_id,date,date_year,date_month,date_day,notes',
};

/** What they know besides, left to the README's decisions; each is an unknown column, and none is passed over. */
const refusedColumns: Record<string, string> = {
  locations: 'ismarine,related_locations',
  individuals: 'identification_individual',
  media: 'title_en',
  references: 'standardize',
  measurements: 'id,measurement_id',
};

test.each(Object.entries(taken))('%s have the columns of OpenDataBio', async (kind, header) => {
  const bench = await world();
  for (const column of header.split(',')) {
    const { errors } = await importing(bench, kind, `${column}\n`);
    expect([column, errors.filter(({ code }) => code === 'unknown-column')]).toEqual([column, []]);
  }
});

test.each(Object.entries(refusedColumns))(
  'what %s do not take of OpenDataBio is an unknown column',
  async (kind, header) => {
    const bench = await world();
    for (const column of header.split(','))
      expect(await refused(bench, kind, `${column}\n`)).toMatchObject([{ code: 'unknown-column', column }]);
  },
);

test('an individual keeps when, how high and how it was found at its place, and on what its identification rests', async () => {
  const bench = await world();
  await bench.must('biocollection', 'create', 'INPA', '--name', 'Instituto');
  const header =
    'tag,date,location,altitude,location_date_time,location_notes,taxon,modifier,identification_notes,identification_based_on_biocollection,identification_based_on_biocollection_number';
  const options = ['--dataset', 'plot-1', '--set', 'collector=SILVA A'];
  const file = lines(header, 'X1,2008,Dream,-3.5,2008-05-01T10:30,"under, a rock",Pygoscelis,3,"by the bill",INPA,77');
  await stored(bench, 'individuals', file, options);
  expect(
    await shown(
      bench,
      'individual',
      'X1',
      'altitude,location_date_time,location_notes,modifier,identification_notes,identification_biocollection,identification_biocollection_number',
    ),
  ).toEqual({
    altitude: -3.5,
    location_date_time: '2008-05-01T10:30',
    location_notes: 'under, a rock',
    modifier: 'cf.',
    identification_notes: 'by the bill',
    identification_biocollection: 'INPA',
    identification_biocollection_number: '77',
  });
  expect((await importing(bench, 'individuals', file, options)).counts).toMatchObject({ unchanged: 1 });
  for (const other of [
    file.replace('-3.5', '0'),
    file.replace('bill', 'beak'),
    file.replace(',77', ',78'),
    file.replace('10:30', '10:31'),
  ])
    expect(await refused(bench, 'individuals', other, options)).toMatchObject([{ code: 'duplicate-in-database' }]);
  const out = (await bench.must('export', 'individuals')).out;
  expect((await importing(bench, 'individuals', out)).counts).toMatchObject({ read: 5, unchanged: 5 });

  await bench.must('individual', 'edit', 'X1', '--identification-notes', 'by the song');
  const { identifications } = (await bench.run(['individual', 'show', 'X1', '--json'])).json() as {
    identifications: Record<string, unknown>[];
  };
  expect(
    identifications.map(({ notes, biocollection, biocollection_number }) => ({
      notes,
      biocollection,
      biocollection_number,
    })),
  ).toEqual([
    { notes: 'by the song', biocollection: 'INPA', biocollection_number: '77' },
    { notes: 'by the bill', biocollection: 'INPA', biocollection_number: '77' },
  ]);
});

test('notes and specimens of an identification need a taxon, and a collection and a number need each other', async () => {
  const bench = await world();
  await bench.must('biocollection', 'create', 'INPA', '--name', 'Instituto');
  const options = [
    '--dataset',
    'plot-1',
    '--set',
    'collector=SILVA A',
    '--set',
    'location=Dream',
    '--set',
    'date=2008',
  ];
  const header = 'tag,taxon,identification_notes,identification_biocollection,identification_biocollection_number';
  const together = 'identification_biocollection and identification_biocollection_number go together';
  expect(
    await refused(
      bench,
      'individuals',
      lines(header, 'A,,notes,,', 'B,Pygoscelis,,INPA,', 'C,Pygoscelis,,,7', 'D,Pygoscelis,,K,7'),
      options,
    ),
  ).toEqual([
    problem(
      2,
      'missing-value',
      'taxon',
      null,
      'identification_notes says how the taxon was found, and there is no taxon',
    ),
    problem(3, 'missing-value', 'identification_biocollection_number', null, together),
    problem(4, 'missing-value', 'identification_biocollection', null, together),
    problem(
      5,
      'unknown-reference',
      'identification_biocollection',
      'K',
      'there is no biocollection K that you can see',
    ),
  ]);
});

test('a biocollection on which identifications rest, now or once, is not deleted', async () => {
  const bench = await world();
  await bench.must('biocollection', 'create', 'INPA', '--name', 'Instituto');
  await bench.must(
    'individual',
    'edit',
    'P1',
    ...'--identification-biocollection INPA --identification-biocollection-number 7'.split(' '),
  );
  for (const change of [
    undefined,
    ['--unset', 'identification-biocollection', '--unset', 'identification-biocollection-number'],
  ]) {
    if (change !== undefined) await bench.must('individual', 'edit', 'P1', ...change);
    const ran = await bench.run(['biocollection', 'delete', 'INPA', '--yes']);
    expect(ran.code).toBe(6);
    expect(ran.err).toContain('identifications');
  }
});

test('a modifier is a word or its code, and 0 and none are no modifier', async () => {
  const bench = await world();
  const options = [
    '--dataset',
    'plot-1',
    '--set',
    'collector=SILVA A',
    '--set',
    'location=Dream',
    '--set',
    'taxon=Pygoscelis',
    '--set',
    'date=2008',
  ];
  const typed = ['0', '1', '2', '3', '4', '5', 'none', 'C.F.', 'vel aff.', ''];
  await stored(bench, 'individuals', lines('tag,modifier', ...typed.map((text, at) => `M${at},${text}`)), options);
  const rows = (
    await bench.run([
      'individual',
      'list',
      '--filter',
      'location=Dream',
      '--sort',
      'id',
      '--json',
      '--fields',
      'modifier',
    ])
  ).json();
  expect((rows as { modifier: string | null }[]).map(({ modifier }) => modifier)).toEqual([
    null,
    's.s.',
    's.l.',
    'cf.',
    'aff.',
    'vel aff.',
    null,
    'cf.',
    'vel aff.',
    null,
  ]);
  for (const text of ['6', '-1', 'constructor', 'cf'])
    expect(await refused(bench, 'individuals', lines('tag,modifier', `N1,${text}`), options)).toMatchObject([
      { code: 'unknown-category', column: 'modifier' },
    ]);
});

test('the type of a trait is a word, a code, or a word of OpenDataBio', async () => {
  const bench = await world();
  const header =
    'export_name,type,name,description,objects,unit,wavenumber_min,wavenumber_max,value_length,categories,link_type';
  await stored(
    bench,
    'traits',
    lines(
      header,
      'a,0,A,d,individual,mm,1,9,,,',
      'b,QUANT_REAL,B,d,Individual,mm,,,,,',
      'c,3,C,d,individual,,,,,x|y,',
      'd,Link,D,d,individual,,,,,,taxon',
      'e,8,E,d,individual,nm,400,700,3,,',
    ),
  );
  const rows = (
    await bench.run(['trait', 'list', '--json', '--sort', 'id', '--fields', 'export_name,type,range_min,range_max'])
  ).json() as unknown[];
  expect(rows.slice(-5)).toEqual([
    { export_name: 'a', type: 'integer', range_min: 1, range_max: 9 },
    { export_name: 'b', type: 'real', range_min: null, range_max: null },
    { export_name: 'c', type: 'multiple', range_min: null, range_max: null },
    { export_name: 'd', type: 'link', range_min: null, range_max: null },
    { export_name: 'e', type: 'spectral', range_min: 400, range_max: 700 },
  ]);
  expect(await refused(bench, 'traits', lines(header, 'z,9,Z,d,individual,,,,,,'))).toMatchObject([
    { code: 'unknown-category', column: 'type', value: '9' },
  ]);
  expect(await refused(bench, 'traits', lines(`range_min,${header}`, '2,z,0,Z,d,individual,mm,1,9,,,'))).toMatchObject([
    { code: 'duplicate-column', column: 'range_min' },
  ]);
});

test('a translation names its category by its rank, 0 being the trait itself', async () => {
  const bench = await world();
  const header = 'export_name,name,description,rank,lang';
  const file = lines(header, 'sex,Geschlecht,,0,de', 'sex,männlich,,1,de', 'sex,weiblich,"eierlegend",2,de');
  await stored(bench, 'translations', file);
  const rows = (
    await bench.run(['translation', 'list', '--json', '--sort', 'id', '--fields', 'trait,category,name'])
  ).json();
  expect(rows).toEqual([
    { trait: 'sex', category: null, name: 'Geschlecht' },
    { trait: 'sex', category: 'MALE', name: 'männlich' },
    { trait: 'sex', category: 'FEMALE', name: 'weiblich' },
  ]);
  expect((await importing(bench, 'translations', file)).counts).toMatchObject({ read: 3, unchanged: 3 });
  expect(
    (await importing(bench, 'translations', file.replace('männlich', 'Mann'), ['--if-exists', 'update'])).counts,
  ).toMatchObject({ updated: 1, unchanged: 2 });
  const out = (await bench.must('export', 'translations')).out;
  expect(out.split('\n')[0]).toBe('trait,category,language,name,description');
  expect((await importing(bench, 'translations', out)).counts).toMatchObject({ read: 3, unchanged: 3 });
  expect(
    await refused(
      bench,
      'translations',
      lines(
        `category,${header}`,
        ',sex,x,,3,fr',
        'MALE,sex,x,,2,fr',
        'MALE,sex,x,,0,fr',
        ',mass,x,,1,fr',
        ',sex,x,,first,fr',
      ),
    ),
  ).toEqual([
    problem(2, 'unknown-category', 'rank', '3', 'sex has no category of that place'),
    problem(3, 'duplicate-column', 'rank', '2', 'is not the place of the category'),
    problem(4, 'duplicate-column', 'rank', '0', 'is not the place of the category'),
    problem(5, 'unknown-category', 'rank', '1', 'mass has no category of that place'),
    expect.objectContaining({ line: 6, code: 'bad-number', column: 'rank', value: 'first' }),
  ]);
  await stored(bench, 'translations', lines(`category,${header}`, 'MALE,sex,mâle,,1,fr'));
});

test('ids in GBIF, IPNI, Tropicos, MycoBank and ZooBank are columns, kept among the external ids', async () => {
  const bench = await world();
  const file = lines('name,gbif,ipni,mobot,mycobank,zoobank', 'Aus,1,2-1,3,4,urn:5', 'Bus,7,,,,');
  await stored(bench, 'taxa', file, ['--set', 'level=genus']);
  expect(await shown(bench, 'taxon', 'Aus', 'external_ids')).toEqual({
    external_ids: 'gbif:1|ipni:2-1|mobot:3|mycobank:4|zoobank:urn:5',
  });
  expect((await importing(bench, 'taxa', file, ['--set', 'level=genus'])).counts).toMatchObject({ unchanged: 2 });
  // A file of one source says nothing of the others.
  expect((await importing(bench, 'taxa', lines('name,gbif', 'Aus,1'))).counts).toMatchObject({ unchanged: 1 });
  expect(await refused(bench, 'taxa', lines('name,gbif', 'Aus,9'))).toMatchObject([
    { code: 'duplicate-in-database', column: 'external_ids' },
  ]);
  expect(await refused(bench, 'taxa', lines('name,ipni', 'Bus,9'))).toMatchObject([
    { code: 'duplicate-in-database', column: 'external_ids' },
  ]);
  const update = await importing(
    bench,
    'taxa',
    lines('name,gbif,mobot', 'Aus,9,', 'Bus,7,3'),
    ['--if-exists', 'update'],
    { as: 'sara' },
  );
  expect(update.counts).toMatchObject({ updated: 2 });
  expect(await shown(bench, 'taxon', 'Aus', 'external_ids')).toEqual({
    external_ids: 'gbif:9|ipni:2-1|mycobank:4|zoobank:urn:5',
  });
  expect(await shown(bench, 'taxon', 'Bus', 'external_ids')).toEqual({ external_ids: 'gbif:7|mobot:3' });
  const both = lines(
    'name,level,external_ids,gbif',
    'Cus,genus,tropicos:1|GBIF:5,5',
    'Dus,genus,eol:2,6',
    'Eus,genus,,8',
    'Fus,genus,gbif:8,',
  );
  await stored(bench, 'taxa', both);
  const rows = (
    await bench.run([
      'taxon',
      'list',
      '--filter',
      'level=genus',
      '--sort',
      'name',
      '--json',
      '--fields',
      'external_ids',
    ])
  ).json() as { external_ids: string }[];
  expect(rows.slice(2, 6).map((row) => row.external_ids)).toEqual([
    'tropicos:1|GBIF:5',
    'eol:2|gbif:6',
    'gbif:8',
    'gbif:8',
  ]);
  expect(
    await refused(bench, 'taxa', lines('name,level,external_ids,gbif', 'Gus,genus,gbif:5,6', 'Hus,genus,,1|2')),
  ).toEqual([
    problem(2, 'duplicate-column', 'gbif', '6', 'external_ids says gbif:5'),
    problem(3, 'bad-character', 'gbif', '1|2', 'is one id, without a |'),
  ]);
  const out = (await bench.must('export', 'taxa')).out;
  expect(out.split('\n')[0]).toBe('name,level,author,person,parent,valid,senior,external_ids,reference,notes');
  expect((await importing(bench, 'taxa', out)).counts).toMatchObject({ read: 8, unchanged: 8 });
});

test('commands set and unset an id of one source and leave the others', async () => {
  const bench = (await world()).as('sara');
  await bench.must('taxon', 'create', 'Aus', '--level', 'genus', '--gbif', '1', '--zoobank', 'Z');
  expect(await shown(bench, 'taxon', 'Aus', 'external_ids')).toEqual({ external_ids: 'gbif:1|zoobank:Z' });
  expect(
    (await bench.run(['taxon', 'create', 'Aus', '--level', 'genus', '--gbif', '1', '--json'])).json(),
  ).toMatchObject({ result: 'unchanged' });
  expect((await bench.run(['taxon', 'create', 'Aus', '--gbif', '2'])).code).toBe(6);
  await bench.must('taxon', 'edit', 'Aus', '--gbif', '2');
  expect(await shown(bench, 'taxon', 'Aus', 'external_ids')).toEqual({ external_ids: 'gbif:2|zoobank:Z' });
  await bench.must('taxon', 'edit', 'Aus', '--unset', 'zoobank');
  expect(await shown(bench, 'taxon', 'Aus', 'external_ids')).toEqual({ external_ids: 'gbif:2' });
  await bench.must('taxon', 'edit', 'Aus', '--unset', 'gbif');
  expect(await shown(bench, 'taxon', 'Aus', 'external_ids')).toEqual({ external_ids: null });
});

test('a geometry may be GeoJSON, and is kept as WKT', async () => {
  const bench = await world();
  const square = '{"type":"Polygon","coordinates":[[[0,0],[0,1],[1,1],[1,0],[0,0]]]}';
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const file = lines(
    'name,adm_level,geojson,azimuth',
    `Square,100,${cell(square)},90`,
    `Spot,999,${cell('{"type":"Point","coordinates":[-64.08,-64.77]}')},`,
  );
  await stored(bench, 'locations', file);
  expect(await shown(bench, 'location', 'Square', 'geometry,azimuth')).toEqual({
    geometry: 'POLYGON ((0 0, 0 1, 1 1, 1 0, 0 0))',
    azimuth: 90,
  });
  expect(await shown(bench, 'location', 'Spot', 'geometry,latitude,longitude')).toEqual({
    geometry: null,
    latitude: -64.77,
    longitude: -64.08,
  });
  expect((await importing(bench, 'locations', file)).counts).toMatchObject({ unchanged: 2 });
  const out = (await bench.must('export', 'locations')).out;
  expect((await importing(bench, 'locations', out)).counts).toMatchObject({ read: 4, unchanged: 4 });
  const wrong = [
    `{"type":"Feature","geometry":${square}}`,
    '{"type":"Polygon","coordinates":[[[0,0],[0,1],[1,1]]]}',
    '{"type":"Point","coordinates":["a"]}',
    '{"type":"Point"}',
    '{',
    'null',
  ];
  const errors = await refused(
    bench,
    'locations',
    lines('name,adm_level,geojson', ...wrong.map((text, at) => `W${at},999,${cell(text)}`)),
  );
  expect(errors.map(({ line, code, column }) => [line, code, column])).toEqual(
    wrong.map((_, at) => [at + 2, 'bad-geometry', 'geometry']),
  );
  expect(errors[0]?.message).toBe('of GeoJSON a geometry is needed: a Point, LineString, Polygon or MultiPolygon');
  expect(
    await refused(bench, 'locations', lines('name,adm_level,lat,long,azimuth', 'A,999,1,1,361', 'B,999,1,1,-1')),
  ).toEqual([
    problem(2, 'out-of-range', 'azimuth', '361', 'must be 0 to 360 degrees'),
    problem(3, 'out-of-range', 'azimuth', '-1', 'must be 0 to 360 degrees'),
  ]);
});

test('media have a title and notes', async () => {
  const bench = await world();
  bench.write('p.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
  const id = ((await shown(bench, 'individual', 'P1', 'id')) as { id: number }).id;
  await stored(
    bench,
    'media',
    lines('object_type,object_id,filename,license,title,notes', `Individual,${id},p.png,CC0,left wing,blurred`),
  );
  expect(await shown(bench, 'media', 'id:1', 'object,description,notes,licence')).toEqual({
    object: 'P1',
    description: 'left wing',
    notes: 'blurred',
    licence: 'CC0-1.0',
  });
  const out = (await bench.must('export', 'media')).out;
  expect((await importing(bench, 'media', out)).counts).toMatchObject({ read: 1, unchanged: 1 });
});

test('an occurrence is read under the names of individual-locations', async () => {
  const bench = await world();
  await stored(
    bench,
    'individual-locations',
    lines('individual,location,location_date_time,altitude,location_notes', 'P1,Dream,2009-01-01,5,again'),
  );
  expect(await shown(bench, 'occurrence', 'id:1', 'date_time,altitude,notes')).toEqual({
    date_time: '2009-01-01',
    altitude: 5,
    notes: 'again',
  });
});
