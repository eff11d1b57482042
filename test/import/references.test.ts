import { beforeEach, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { importing, problem, refused, stored } from './importing.ts';

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;

let bench: Bench;
beforeEach(async () => {
  bench = await world();
});

const measured = ['--set', 'person=SILVA A', '--set', 'trait=mass', '--set', 'date=2008'];

/** Which individual each measurement of that value hangs on, as `dataset/collector/location`. */
async function objectsOf(value: number): Promise<string[]> {
  const listed = await bench.run(['measurement', 'list', '--json']);
  return (listed.json() as Record<string, unknown>[])
    .filter((row) => row['value'] === value)
    .map((row) => [row['individual_dataset'], row['individual_collector'], row['individual_location']].join('/'));
}

/** The tag TWIN in plot-1 (twice: by collector and by place) and in open. */
async function twins(): Promise<void> {
  await stored(
    bench,
    'individuals',
    lines(
      'tag,dataset,collector,location,latitude,longitude',
      'TWIN,plot-1,SILVA A,Torgersen,,',
      'TWIN,plot-1,LIMA B,Torgersen,,',
      'TWIN,plot-1,LIMA B,Dream,,',
      'TWIN,plot-1,LIMA B,,1.25,-2.5',
      'TWIN,open,SILVA A,Dream,,',
      'SOLO,plot-1,SILVA A,Dream,,',
      'SOLO,open,SILVA A,Dream,,',
    ),
    ['--set', 'date=2007'],
  );
}

test('a tag is sought in the target dataset first', async () => {
  await twins();
  await stored(bench, 'measurements', lines('individual,value', 'SOLO,1'), ['--dataset', 'plot-1', ...measured]);
  await stored(bench, 'measurements', lines('individual,value', 'SOLO,2'), ['--dataset', 'open', ...measured]);
  await stored(bench, 'measurements', lines('individual,value', 'O1,3'), ['--dataset', 'plot-1', ...measured]);
  expect([await objectsOf(1), await objectsOf(2), await objectsOf(3)]).toEqual([
    ['plot-1/SILVA A/Dream'],
    ['open/SILVA A/Dream'],
    ['open/SILVA A/Torgersen'],
  ]);
});

test('a tag that several datasets have, and the target has not, is ambiguous', async () => {
  await twins();
  const errors = await refused(bench, 'measurements', lines('individual,value', 'SOLO,1'), [
    '--dataset',
    'lab-only',
    ...measured,
  ]);
  expect(errors).toEqual([
    problem(
      2,
      'ambiguous-reference',
      'individual',
      'SOLO',
      '2 records of the kind individual are called SOLO: id:14, id:15',
    ),
  ]);
});

test('equal tags are ambiguous, until dataset, collector and place tell them apart', async () => {
  await twins();
  const header = 'individual,individual_dataset,individual_collector,individual_location,value';
  const options = ['--dataset', 'plot-1', ...measured];
  const errors = await refused(
    bench,
    'measurements',
    lines(header, 'TWIN,,,,1', 'TWIN,plot-1,,,1', 'TWIN,,LIMA B,,1', 'TWIN,,,Torgersen,1'),
    options,
  );
  const ambiguous = (line: number, ids: string) =>
    problem(
      line,
      'ambiguous-reference',
      'individual',
      'TWIN',
      `${ids.split(',').length} records of the kind individual are called TWIN: ${ids}`,
    );
  expect(errors).toEqual([
    ambiguous(2, 'id:9, id:10, id:11, id:12'),
    ambiguous(3, 'id:9, id:10, id:11, id:12'),
    ambiguous(4, 'id:10, id:11, id:12'),
    ambiguous(5, 'id:9, id:10'),
  ]);
  await stored(
    bench,
    'measurements',
    lines(
      header,
      'TWIN,,"SILVA, A.",,1',
      'TWIN,,LIMA B,torgersen,2',
      'TWIN,,Beto Lima,Dream,3',
      'TWIN,,,"1.25,-2.50",4',
      'TWIN,open,,,5',
      'TWIN,,SILVA A,Dream,6',
      'id:9,,,,7',
    ),
    options,
  );
  const found = [];
  for (const value of [1, 2, 3, 4, 5, 6, 7]) found.push(...(await objectsOf(value)));
  expect(found).toEqual([
    'plot-1/SILVA A/Torgersen',
    'plot-1/LIMA B/Torgersen',
    'plot-1/LIMA B/Dream',
    'plot-1/LIMA B/1.25,-2.5',
    'open/SILVA A/Dream',
    'open/SILVA A/Dream',
    'plot-1/SILVA A/Torgersen',
  ]);
});

test('the target dataset is sought first, however many others have the same tag', async () => {
  const rows = Array.from({ length: 60 }, (_, at) => `1,open,${at}`);
  await stored(bench, 'individuals', lines('tag,dataset,latitude', ...rows, '1,plot-1,61'), [
    '--set',
    'longitude=1',
    '--set',
    'date=2007',
    '--set',
    'collector=SILVA A',
  ]);
  await stored(bench, 'measurements', lines('individual,value', '1,7'), ['--dataset', 'plot-1', ...measured]);
  expect(await objectsOf(7)).toEqual([expect.stringMatching(/^plot-1\/SILVA A\/61/)]);
});

test('an individual of a hidden dataset is as unknown as one that does not exist', async () => {
  const file = (tag: string, dataset = ''): string =>
    lines('individual,individual_dataset,value', `${tag},${dataset},1`);
  const options = ['--dataset', 'plot-1', ...measured];
  const col = { as: 'col' };
  const hidden = await refused(bench, 'measurements', file('S1'), options, col);
  const absent = await refused(bench, 'measurements', file('T1'), options, col);
  expect(hidden).toMatchObject([{ line: 2, code: 'unknown-reference', column: 'individual', value: 'S1' }]);
  expect(JSON.stringify(hidden)).toBe(JSON.stringify(absent).replaceAll('T1', 'S1'));
  const hiddenSet = await refused(bench, 'measurements', file('S1', 'secret'), options, col);
  const absentSet = await refused(bench, 'measurements', file('S1', 'secres'), options, col);
  expect(JSON.stringify(hiddenSet)).toBe(JSON.stringify(absentSet).replaceAll('secres', 'secret'));
  const byId = await refused(bench, 'measurements', file('id:7'), options, col);
  expect(JSON.stringify(byId)).toBe(
    JSON.stringify(await refused(bench, 'measurements', file('id:999'), options, col)).replaceAll('999', '7'),
  );
});

test('the problem of a hint names the column of the hint', async () => {
  const errors = await refused(
    bench,
    'measurements',
    lines(
      'individual,individual_dataset,individual_collector,individual_location,value',
      'P1,plot-2,,,1',
      'P1,,NOBODY X,,1',
      'P1,,,Nowhere,1',
    ),
    ['--dataset', 'plot-1', ...measured],
  );
  expect(errors.map(({ line, code, column, value }) => [line, code, column, value])).toEqual([
    [2, 'unknown-reference', 'individual_dataset', 'plot-2'],
    [3, 'unknown-reference', 'individual_collector', 'NOBODY X'],
    [4, 'unknown-reference', 'individual_location', 'Nowhere'],
  ]);
});

test('a dataset in a column is unknown or not permitted in each row, and ends with 5', async () => {
  const errors = await refused(
    bench,
    'individuals',
    lines('tag,dataset', 'A1,secret', 'A2,open', 'A3,plot-1', 'A4,', 'A5,plot1'),
    ['--set', 'collector=SILVA A', '--set', 'date=2007', '--set', 'location=Dream'],
    { as: 'col' },
  );
  const unseen = (line: number, name: string, suggestion: string | null) =>
    problem(line, 'unknown-reference', 'dataset', name, `there is no dataset ${name} that you can see`, suggestion);
  expect(errors).toEqual([
    unseen(2, 'secret', null),
    problem(
      3,
      'not-permitted',
      'dataset',
      null,
      'you may not insert into this dataset; it needs the role collaborator',
    ),
    problem(5, 'missing-value', 'dataset', null, 'dataset is missing'),
    unseen(6, 'plot1', 'plot-1'),
  ]);
});

test('a taxon is found with its author and without, and not with that of another', async () => {
  await bench.run(['taxon', 'edit', 'Pygoscelis', '--unset', 'notes', '--author', 'Wagler, 1832'], { as: 'sara' });
  await bench.run(['taxon', 'edit', 'Pygoscelis adeliae', '--author', '(Hombron & Jacquinot, 1841)'], { as: 'sara' });
  const options = [
    '--dataset',
    'plot-1',
    '--set',
    'collector=SILVA A',
    '--set',
    'date=2007',
    '--set',
    'location=Dream',
  ];
  await stored(
    bench,
    'individuals',
    lines(
      'tag,taxon',
      'T1,Pygoscelis adeliae',
      'T2,"Pygoscelis adeliae (Hombron & Jacquinot, 1841)"',
      'T3,"pygoscelis  ADELIAE (hombron & jacquinot, 1841)"',
      'T4,"Pygoscelis Wagler, 1832"',
    ),
    options,
  );
  const listed = await bench.run(['individual', 'list', '--json', '--fields', 'tag,taxon']);
  expect((listed.json() as { tag: string }[]).filter(({ tag }) => tag.startsWith('T'))).toEqual([
    { tag: 'T1', taxon: 'Pygoscelis adeliae' },
    { tag: 'T2', taxon: 'Pygoscelis adeliae' },
    { tag: 'T3', taxon: 'Pygoscelis adeliae' },
    { tag: 'T4', taxon: 'Pygoscelis' },
  ]);
  const errors = await refused(
    bench,
    'individuals',
    lines('tag,taxon', 'T5,"Pygoscelis adeliae (Forster, 1781)"'),
    options,
  );
  expect(errors).toMatchObject([
    { line: 2, code: 'unknown-reference', column: 'taxon', value: 'Pygoscelis adeliae (Forster, 1781)' },
  ]);
});

test('parents of taxa stand anywhere in the file, under their full name', async () => {
  await stored(
    bench,
    'taxa',
    lines(
      'name,level,parent',
      'patagonicus,subspecies,Aptenodytes patagonica',
      'patagonica,species,Aptenodytes',
      'Aptenodytes,genus,Spheniscidae',
      'Spheniscidae,family,',
    ),
  );
  const listed = await bench.run(['taxon', 'list', '--json', '--fields', 'name,level,parent']);
  expect((listed.json() as unknown[]).slice(2)).toEqual([
    { name: 'Spheniscidae', level: 'family', parent: null },
    { name: 'Aptenodytes', level: 'genus', parent: 'Spheniscidae' },
    { name: 'Aptenodytes patagonica', level: 'species', parent: 'Aptenodytes' },
    { name: 'Aptenodytes patagonica subsp. patagonicus', level: 'subspecies', parent: 'Aptenodytes patagonica' },
  ]);
});

test('a parent of the same file is found with its author too', async () => {
  await stored(
    bench,
    'taxa',
    lines(
      'name,level,parent,author',
      'Aptenodytes,genus,,"Miller, 1778"',
      'Aptenodytes forsteri,species,"Aptenodytes Miller, 1778",',
    ),
  );
  const shown = await bench.run(['taxon', 'show', 'Aptenodytes forsteri', '--json', '--fields', 'parent']);
  expect(shown.json()).toEqual({ parent: 'Aptenodytes' });
});

test('a synonym and its senior may stand in one file, in any order', async () => {
  await stored(
    bench,
    'taxa',
    lines(
      'name,level,senior',
      'Ausia prior,species,',
      'Ausia bus,species,Ausia prior',
      'Ausia cus,species,Ausia dus',
      'Ausia dus,species,',
    ),
  );
  const listed = await bench.run(['taxon', 'list', '--json', '--fields', 'name,valid,senior']);
  expect((listed.json() as unknown[]).slice(2)).toEqual(
    expect.arrayContaining([
      { name: 'Ausia bus', valid: false, senior: 'Ausia prior' },
      { name: 'Ausia cus', valid: false, senior: 'Ausia dus' },
      { name: 'Ausia dus', valid: true, senior: null },
      { name: 'Ausia prior', valid: true, senior: null },
    ]),
  );
});

test('parents of locations stand anywhere in the file, and a place lies in its parent or on its border', async () => {
  const square = (size: number): string => `"POLYGON ((0 0, 0 ${size}, ${size} ${size}, ${size} 0, 0 0))"`;
  await stored(
    bench,
    'locations',
    lines(
      'name,adm_level,geometry,latitude,longitude,parent',
      'Tree,999,,5,5,Plot',
      `Plot,100,${square(10)},,,Town`,
      'Corner,999,,0,0,Plot',
      `Town,8,${square(20)},,,Land`,
      `Land,2,${square(30)},,,`,
    ),
  );
  const listed = await bench.run(['location', 'list', '--json', '--fields', 'name,parent']);
  expect(
    (listed.json() as unknown[]).slice(2).toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))),
  ).toEqual([
    { name: 'Corner', parent: 'Plot' },
    { name: 'Land', parent: null },
    { name: 'Plot', parent: 'Town' },
    { name: 'Town', parent: 'Land' },
    { name: 'Tree', parent: 'Plot' },
  ]);
  const errors = await refused(
    bench,
    'locations',
    lines(
      'name,adm_level,geometry,latitude,longitude,parent',
      'Far,999,,25,25,Town',
      `Wide,100,${square(21)},,,Town`,
      'Lost,999,,25,25,Nowhere',
    ),
  );
  expect(errors).toEqual([
    problem(2, 'out-of-range', 'parent', null, 'does not lie within Town'),
    problem(3, 'out-of-range', 'parent', null, 'does not lie within Town'),
    problem(4, 'unknown-reference', 'parent', 'Nowhere', 'there is no location Nowhere that you can see'),
  ]);
});

test('two places of one file with the same name are ambiguous as a parent', async () => {
  const errors = await refused(
    bench,
    'locations',
    lines('name,adm_level,parent', 'Acre,4,Brazil', 'Acre,4,Peru', 'Brazil,2,', 'Peru,2,', 'Corner,999,Acre'),
    ['--set', 'latitude=1', '--set', 'longitude=1'],
  );
  expect(errors).toMatchObject([{ line: 6, code: 'ambiguous-reference', column: 'parent', value: 'Acre' }]);
});

test.each([
  ['locations', 'name,adm_level,latitude,longitude,parent', ['A,999,1,1,A'], [2]],
  ['locations', 'name,adm_level,latitude,longitude,parent', ['A,10,1,1,B', 'B,10,1,1,C', 'C,10,1,1,A'], [2, 3, 4]],
  ['taxa', 'name,level,parent', ['Aclade,clade,Bclade', 'Bclade,clade,Aclade'], [2, 3]],
])('a circle of parents among %s is an error', async (kind, header, rows, wrong) => {
  const errors = await refused(bench, kind, lines(header, ...rows));
  expect(errors.map(({ line, column }) => [line, column])).toEqual(wrong.map((line) => [line, 'parent']));
});

test('collectors are separated by a bar, else a semicolon, and never by a comma', async () => {
  const options = ['--dataset', 'plot-1', '--set', 'date=2007', '--set', 'location=Dream'];
  await stored(
    bench,
    'individuals',
    lines(
      'tag,collector',
      'C1,SILVA A|LIMA B',
      'C2,LIMA B ; SILVA A',
      'C3,"Silva, A.|Lima, B."',
      'C4,"SILVA, A"',
      'C5,SILVA A|SILVA A|LIMA B',
    ),
    options,
  );
  const listed = await bench.run(['individual', 'list', '--json', '--fields', 'tag,collector']);
  expect((listed.json() as { tag: string }[]).filter(({ tag }) => tag.startsWith('C'))).toEqual([
    { tag: 'C1', collector: ['SILVA A', 'LIMA B'] },
    { tag: 'C2', collector: ['LIMA B', 'SILVA A'] },
    { tag: 'C3', collector: ['SILVA A', 'LIMA B'] },
    { tag: 'C4', collector: ['SILVA A'] },
    { tag: 'C5', collector: ['SILVA A', 'LIMA B'] },
  ]);
});

test('an unknown first collector rejects the row, and an unknown later one is a warning', async () => {
  const options = ['--dataset', 'plot-1', '--set', 'date=2007', '--set', 'location=Dream'];
  const errors = await refused(bench, 'individuals', lines('tag,collector', 'C1,SILVA C|LIMA B', 'C2,|'), options);
  expect(errors).toMatchObject([
    {
      line: 2,
      code: 'unknown-reference',
      column: 'collector',
      value: 'SILVA C',
      message: 'there is no person SILVA C that you can see',
    },
    { line: 3, code: 'missing-value', column: 'collector', value: null, message: 'collector is missing' },
  ]);
  const file = lines('tag,collector', 'C1,SILVA A|NOBODY X|LIMA B');
  const result = await stored(bench, 'individuals', file, options);
  const message = 'there is no person NOBODY X that you can see; left out';
  expect(result.warnings).toEqual([problem(2, 'unknown-reference', 'collector', 'NOBODY X', message)]);
  const shown = await bench.run(['individual', 'show', 'C1', '--json', '--fields', 'collector']);
  expect(shown.json()).toEqual({ collector: ['SILVA A', 'LIMA B'] });
  expect((await importing(bench, 'individuals', file, options)).counts).toMatchObject({ created: 0, unchanged: 1 });
});

test('persons are found by abbreviation or whole name, in any case and spelling, and digits are a name', async () => {
  await stored(bench, 'locations', lines('name,adm_level,latitude,longitude', '12,999,1,1', 'id 5,999,1,1'));
  const options = ['--dataset', 'plot-1', '--set', 'date=2007'];
  await stored(
    bench,
    'individuals',
    lines(
      'tag,collector,location',
      'D1,ana silva,12',
      'D2,"silva,a.",location/Dream',
      'D3,person/LIMA B,id:1',
      '12,id:2,id 5',
    ),
    options,
  );
  const listed = await bench.run(['individual', 'list', '--json', '--fields', 'tag,collector,location']);
  expect((listed.json() as unknown[]).filter((row) => /"(D\d|12)"/.test(JSON.stringify(row)))).toEqual([
    { tag: 'D1', collector: ['SILVA A'], location: '12' },
    { tag: 'D2', collector: ['SILVA A'], location: 'Dream' },
    { tag: 'D3', collector: ['LIMA B'], location: 'Torgersen' },
    { tag: '12', collector: ['LIMA B'], location: 'id 5' },
  ]);
  expect(
    await refused(bench, 'individuals', lines('tag,collector,location', 'D4,2,Dream', 'D5,SILVA A,13'), options),
  ).toMatchObject([
    { line: 2, code: 'unknown-reference', column: 'collector', value: '2' },
    { line: 3, code: 'unknown-reference', column: 'location', value: '13' },
  ]);
});

test('e-mail addresses that the actor may not see are neither compared nor told by what an import answers', async () => {
  await stored(bench, 'persons', lines('full_name,email', 'Hidden Mail,hidden@lab.org'));
  const guess = async (email: string) => {
    const { code, counts } = await importing(
      bench,
      'persons',
      lines('full_name,email', `Hidden Mail,${email}`),
      ['--dry-run'],
      {
        as: 'col',
      },
    );
    return { code, counts };
  };
  expect(await guess('hidden@lab.org')).toEqual(await guess('other@lab.org'));
  const exported = await bench.run(['export', 'persons'], { as: 'col' });
  expect(exported.out).toContain('\nHidden Mail,MAIL H,,');
  const again = await importing(bench, 'persons', exported.out, [], { as: 'col' });
  expect(again.counts).toMatchObject({ read: 3, unchanged: 3 });
});
