import { beforeEach, describe, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { importing, one, records } from './importing.ts';

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;
const update = ['--if-exists', 'update'];
const skip = ['--on-invalid', 'skip'];

let bench: Bench;
const sara = async (...argv: string[]): Promise<void> => {
  const ran = await bench.run(argv, { as: 'sara' });
  expect({ argv, code: ran.code, err: ran.err }).toMatchObject({ code: 0 });
};

/**
 * Beside the small lab: project/lair (ana owner, max viewer) and project/fair (public, ana owner, max contributor). The managed
 * biocollection INPA is ana's. Of every kind there is a record that max sees and may not change.
 */
beforeEach(async () => {
  bench = await world();
  bench.write('a.jpg', Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex'));
  bench.write('b.jpg', Buffer.from('ffd8ffe000104a46494600010100000100010000ffd8ffd9', 'hex'));
  const found = ['--dataset', 'open', '--person', 'SILVA A', '--date', '2008'];
  for (const line of [
    'tag create leaf',
    'reference create --bibtex @@misc{Used,title={T}}',
    'translation create --trait sex --language de --name Geschlecht',
    'biocollection create INPA --name INPA',
    'voucher create --individual P1 --biocollection INPA --biocollection-number 7',
    'occurrence create --individual O1 --location Dream --date-time 2009-01-01',
    'media create --individual O1 --file a.jpg --licence CC0-1.0',
    'media create --individual P1 --file b.jpg --licence CC0-1.0 --tag leaf',
    'dataset edit open --reference Used',
    'setup create rig',
    'setup grant rig max --role viewer',
    'setup create bench',
    'setup grant bench max --role contributor',
    'equipment create Lamp --setup rig --type Laser',
    'inventory create shelf',
    'inventory grant shelf max --role viewer',
    'inventory create fridge',
    'inventory grant fridge max --role collaborator',
    'stock create Ink --inventory shelf --type ChemicalReagent',
    'paradigm create maze',
    'paradigm grant maze max --role contributor',
    'storage create disk',
    'storage grant disk max --role contributor',
    'session create Day --project wetlands',
    'behavior create --session Day --setup bench --paradigm maze',
    'project create lair',
    'project grant lair max --role viewer',
    'project create fair --privacy public --title Fair --licence CC-BY-4.0',
    'project grant fair max --role contributor',
    'subject create Rat --project wetlands',
    'subject create Mouse --project fair',
  ])
    await bench.must(...line.split(' '));
  await bench.must('measurement', 'create', '--trait', 'sex', '--individual', 'O1', ...found, '--value', 'MALE');
  await sara('biocollection', 'manage', 'INPA', '--owner', 'ana');
});

/** Of each kind a header, the row that max may not change, one that is new or that max may change, and the column that is at fault. */
const cells: [string, string, string, string, string | null][] = [
  ['persons', 'full_name,notes', 'Ana Silva,x', 'New One,', null],
  ['locations', 'name,adm_level,latitude,longitude,notes', 'Torgersen,999,-64.77,-64.08,x', 'New,999,1,1,', null],
  ['references', 'bibtex', '"@misc{Used, title = {Other}}"', '"@misc{New, title = {New}}"', null],
  ['tags', 'name,description', 'leaf,x', 'bark,', null],
  ['taxa', 'name,level,notes', 'Pygoscelis,genus,x', 'Dasyramphus,genus,', null],
  [
    'traits',
    'export_name,type,name,description,objects,unit',
    'mass,real,Other,d,individual,g',
    'wing,real,Wing,d,individual,mm',
    null,
  ],
  ['translations', 'trait,language,name', 'sex,de,Anderes', 'eggs,fr,Oeufs', null],
  [
    'individuals',
    'tag,dataset,collector,date,location,notes',
    'O1,open,SILVA A,2007-11-11,Torgersen,x',
    'P2,plot-1,SILVA A,2007-11-11,Torgersen,x',
    null,
  ],
  ['vouchers', 'individual,biocollection,biocollection_number,notes', 'P1,INPA,7,x', 'P2,K,1,', null],
  ['occurrences', 'individual,date_time,location,notes', 'O1,2009-01-01,Dream,x', 'P2,2009-01-01,Dream,', null],
  ['subjects', 'name,project,notes', 'Rat,wetlands|lair,x', 'Rat-2,wetlands,', 'project'],
  [
    'measurements',
    'trait,individual,dataset,person,date,value',
    'mass,O1,open,SILVA A,2007-11-11,7',
    'mass,P1,plot-1,SILVA A,2007-11-11,7',
    null,
  ],
  ['equipment', 'name,setup,type', 'Lamp,rig,Camera', 'Cam,bench,Camera', null],
  ['stocks', 'name,inventory,type', 'Ink,shelf,OpticFiber', 'Ink,fridge,OpticFiber', null],
  ['sessions', 'name,project', 'Day,wetlands|lair', 'Night,wetlands', 'project'],
  ['behaviors', 'session,number,setup,paradigm', 'Day,1,rig,maze', 'Day,2,bench,maze', 'setup'],
  ['media', 'individual,file,licence,description', 'O1,a.jpg,CC0-1.0,x', 'P1,b.jpg,CC0-1.0,x', null],
  ['biocollections', 'acronym,name', 'INPA,x', 'NY,New York', 'acronym'],
];

test.each(cells)(
  '%s: a row that may not be changed is an error of that row',
  async (kind, header, bad, good, column) => {
    await bench.must('biocollection', 'create', 'K', '--name', 'Kew');
    const before = records(bench);
    const file = lines(header, bad, good);
    const whole = await importing(bench, kind, file, update, { as: 'max' });
    expect(whole).toMatchObject({ code: 5, counts: { read: 2, created: 0, updated: 0 } });
    expect(records(bench)).toEqual(before);
    const { code, counts, errors } = await importing(bench, kind, file, [...update, ...skip], { as: 'max' });
    expect({ code, rejected: counts.rejected, stored: counts.created + counts.updated, errors }).toMatchObject({
      code: 0,
      rejected: 1,
      stored: 1,
      errors: [{ line: 2, code: 'not-permitted', column, message: expect.stringMatching(/^you may not /) }],
    });
  },
);

/** Of each kind a row that is asked about by another rule than the right to change what is there: what a new one may be put into or use. */
const closed: [kind: string, header: string, row: string, code: string, column: string][] = [
  ['translations', 'trait,language,name', 'sex,fr,Sexe', 'not-permitted', 'trait'],
  ['individuals', 'tag,dataset,collector,date,location', 'O9,open,SILVA A,2008,Dream', 'not-permitted', 'dataset'],
  [
    'individuals',
    'tag,dataset,collector,date,location,biocollection',
    'P9,plot-1,SILVA A,2008,Dream,INPA',
    'not-permitted',
    'biocollection',
  ],
  [
    'individuals',
    'tag,dataset,collector,date,location,biocollection',
    'P9,plot-1,SILVA A,2008,Dream,NY|NY',
    'duplicate-value',
    'biocollection',
  ],
  ['vouchers', 'individual,biocollection,biocollection_number', 'P1,INPA,8', 'not-permitted', 'biocollection'],
  ['vouchers', 'individual,biocollection,dataset', 'O1,NY,open', 'not-permitted', 'dataset'],
  ['occurrences', 'individual,date_time,location', 'O1,2010-01-01,Dream', 'not-permitted', 'individual'],
  ['subjects', 'name,project', 'Cat,lair', 'not-permitted', 'project'],
  ['sessions', 'name,project', 'Dusk,lair', 'not-permitted', 'project'],
  ['sessions', 'name,project,storage', 'Dusk,fair,disk', 'not-public', 'storage'],
  ['behaviors', 'session,number,setup,paradigm', 'Day,2,rig,maze', 'not-permitted', 'setup'],
  ['equipment', 'name,setup,type', 'Cam,rig,Camera', 'not-permitted', 'setup'],
  ['stocks', 'name,inventory,type', 'Dye,shelf,OpticFiber', 'not-permitted', 'inventory'],
  ['media', 'individual,file,licence,dataset', 'P1,a.jpg,CC0-1.0,open', 'not-permitted', 'dataset'],
  [
    'measurements',
    'trait,individual,dataset,person,date,value',
    'mass,P1,open,SILVA A,2008,7',
    'not-permitted',
    'dataset',
  ],
];

test('what may not be put there is an error of its row and column, of every kind that is put somewhere', async () => {
  await bench.must('biocollection', 'create', 'NY', '--name', 'New York');
  const before = records(bench);
  for (const [kind, header, row, code, column] of closed) {
    const { code: exit, errors } = await importing(bench, kind, lines(header, row), [], { as: 'max' });
    expect({ row, exit, errors }).toMatchObject({ row, exit: 5, errors: [{ line: 2, code, column }] });
  }
  expect(records(bench)).toEqual(before);
});

const subjects = (...rows: string[]): string => lines('name,project', ...rows);
const rejected = async (file: string, as = 'max', kind = 'subjects', options = update) => {
  const before = records(bench);
  const { code, errors, counts } = await importing(bench, kind, file, options, { as });
  expect({ code, created: counts.created, updated: counts.updated }).toEqual({ code: 5, created: 0, updated: 0 });
  expect(records(bench)).toEqual(before);
  return errors;
};

describe('where a subject goes is asked row by row', () => {
  test.each([
    ['into a project that the actor only reads', 'Rat,wetlands|lair', 'you may not insert subjects into this project'],
    ['into a public one', 'Rat,wetlands|fair', 'you may not make this subject public'],
    ['out of a project', 'Dog,wetlands', 'you may not take this subject out of its project'],
  ])('%s', async (_, row, message) => {
    await bench.must('subject', 'create', 'Dog', '--project', 'wetlands', '--project', 'fair');
    await bench.must('project', 'grant', 'wetlands', 'max', '--role', 'contributor', '--lower');
    if (row.startsWith('Dog')) await bench.must('project', 'grant', 'fair', 'max', '--role', 'collaborator', '--lower');
    expect(await rejected(subjects(row))).toMatchObject([
      { line: 2, code: 'not-permitted', column: 'project', message },
    ]);
  });

  test('and whether another of its projects has one of that name', async () => {
    await bench.must('subject', 'create', 'Rat', '--project', 'lair');
    expect(await rejected(subjects('Rat,wetlands|lair'), 'ana')).toMatchObject([
      { line: 2, code: 'duplicate-in-database' },
    ]);
    for (const options of [[], update])
      expect(await rejected(subjects('Cat,lair', 'Cat,lair|wetlands'), 'ana', 'subjects', options)).toMatchObject([
        { line: 3, code: 'duplicate-in-file' },
      ]);
    const { code } = await importing(bench, 'subjects', subjects('Cat,lair', 'Cat,wetlands'), [], { as: 'ana' });
    expect(code).toBe(0);
  });
});

test('a session comes into no public project while what it uses is not public: an error of its row', async () => {
  await bench.must('session', 'create', 'Rest', '--project', 'wetlands', '--storage', 'disk');
  const sessions = (...rows: string[]): string => lines('name,project,storage', ...rows);
  const message = (what: string): string => `project/fair is public, and ${what} is not: what it uses must be`;
  expect(await rejected(sessions('Day,wetlands|fair,', 'Rest,wetlands|fair,disk'), 'ana', 'sessions')).toMatchObject([
    { line: 2, code: 'not-public', column: 'project', message: message('paradigm/maze') },
    { line: 3, code: 'not-public', column: 'project', message: message('storage/disk') },
  ]);
  const freed = await importing(bench, 'sessions', sessions('Rest,wetlands|fair,'), update, { as: 'ana' });
  expect({ code: freed.code, updated: freed.counts.updated }).toEqual({ code: 0, updated: 1 });
});

test('a category that is used, a trait that is contradicted: errors of their rows; others go with their translations', async () => {
  await bench.must(
    'translation',
    'create',
    '--trait',
    'sex',
    '--category',
    'FEMALE',
    '--language',
    'de',
    '--name',
    'W',
  );
  const traits = (...categories: string[]): string =>
    lines(
      'export_name,type,name,description,objects,categories',
      ...categories.map((list) => `sex,categorical,sex,the sex,individual,${list}`),
    );
  expect(await rejected(traits('FEMALE'), 'sara', 'traits')).toMatchObject([
    { line: 2, code: 'conflict', message: 'a category that measurements use cannot be removed' },
  ]);
  const { counts } = await importing(bench, 'traits', traits('MALE'), update, { as: 'sara' });
  expect(counts.updated).toBe(1);
  expect(one(bench, 'select count(*) from translation where category_id is not null')).toBe(0);
});

describe('rows of one file that hang together', () => {
  const taxa = (...rows: string[]): string => lines('name,level,parent,senior,notes', ...rows);
  const shown = async (name: string, field: string): Promise<unknown> =>
    ((await bench.must('taxon', 'show', name, '--json')).json() as Record<string, unknown>)[field];

  test('a stored record is put under one that is new', async () => {
    await bench.must('taxon', 'create', 'Aa', '--level', 'genus');
    const file = taxa('Bb,genus,Family,Aa,', 'Aa,genus,Family,,', 'Family,family,,,');
    const { code, counts } = await importing(bench, 'taxa', file, update);
    expect({ code, ...counts }).toMatchObject({ code: 0, created: 2, updated: 1 });
    expect(await shown('Aa', 'parent')).toBe('Family');
    expect(await shown('Bb', 'senior')).toBe('Aa');
  });

  test('what was free to change stays so, though another row hangs itself on it', async () => {
    await bench.must('taxon', 'create', 'Free', '--level', 'family');
    await bench.must('taxon', 'create', 'Leaf', '--level', 'genus');
    const file = taxa('Leaf,genus,Free,,', 'Free,family,,,seen', 'Twig,genus,Free,,');
    const { code, counts } = await importing(bench, 'taxa', file, update, { as: 'max' });
    expect({ code, ...counts }).toMatchObject({ code: 0, created: 1, updated: 2 });
    expect(await shown('Free', 'notes')).toBe('seen');
  });

  test('none comes to lie in itself, over however many rows', async () => {
    for (const name of ['Aclade', 'Bclade', 'Cclade']) await bench.must('taxon', 'create', name, '--level', 'clade');
    const circle = taxa('Aclade,clade,Bclade,,', 'Bclade,clade,Cclade,,', 'Cclade,clade,Aclade,,');
    expect(await rejected(circle, 'ana', 'taxa')).toMatchObject([
      { line: 2, code: 'circle' },
      { line: 3, code: 'circle' },
      { line: 4, code: 'circle' },
    ]);
    const synonyms = lines('name,senior,valid', 'Aclade,Bclade,no', 'Bclade,Aclade,no');
    expect(await rejected(synonyms, 'ana', 'taxa')).toMatchObject([{ code: 'circle' }, { code: 'circle' }]);
    expect(await rejected(taxa('New,clade,Aclade,,', 'Aclade,clade,New,,'), 'ana', 'taxa')).toMatchObject([
      { line: 3, code: 'unknown-reference' },
    ]);
  });
});

test('a reference that is not there is an error too where the stored record has none', async () => {
  await bench.must('taxon', 'create', 'Alone', '--level', 'genus');
  expect(await rejected(lines('name,level,parent', 'Alone,genus,Nowhere'), 'ana', 'taxa')).toMatchObject([
    { line: 2, code: 'unknown-reference', column: 'parent', value: 'Nowhere' },
  ]);
});
