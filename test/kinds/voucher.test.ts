import { beforeEach, describe, expect, test } from 'vitest';
import { biocollectionTypes } from '../../src/kinds/voucher.ts';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything, importing, one, records, refused, stored } from '../import/importing.ts';
import { deed, options } from './deeds.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await world();
  for (const acronym of ['INPA', 'K']) await bench.must('biocollection', 'create', acronym, '--name', 'A herbarium');
});

type Fields = Record<string, string | number | readonly string[]>;
const create = async (fields: Fields, as: string | null = 'col') =>
  deed(bench, as, 'voucher', 'create', ...options({ individual: 'P1', biocollection: 'INPA', ...fields }));
const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;
const exported = async (kind: string): Promise<string> => (await bench.must('export', kind)).out;

describe('a voucher', () => {
  test('is an individual in a biocollection under a number or none, within its dataset', async () => {
    expect((await create({})).record).toMatchObject({
      result: 'created',
      individual: 'P1',
      biocollection: 'INPA',
      biocollection_number: null,
      biocollection_type: 'Not a type',
      number: null,
      collector: null,
      date: null,
      dataset: 'plot-1',
    });
    expect((await create({})).record['result']).toBe('unchanged');
    expect((await create({ biocollectionNumber: 'A 7' })).record['result']).toBe('created');
    expect((await create({ biocollectionNumber: 'a  7' })).code).toBe(6);
    expect((await create({ biocollectionNumber: 'A 7', notes: 'other' })).code).toBe(6);
    expect((await create({ biocollection: 'inpa', biocollectionNumber: 'A 7' })).record['result']).toBe('unchanged');
    expect((await create({ biocollection: 'K' })).record['result']).toBe('created');
    expect((await create({ individual: 'P2' })).record['result']).toBe('created');
    expect((await create({ dataset: 'open' }, 'ana')).record).toMatchObject({ result: 'created', dataset: 'open' });
  });

  test("takes its individual's dataset, not the user's own default", async () => {
    await bench.must('user', 'edit', 'me', '--default-dataset', 'open');
    expect((await create({}, 'ana')).record['dataset']).toBe('plot-1');
    expect((await create({ individual: 'S1' }, 'ana')).record['dataset']).toBe('secret');
  });

  test.each(biocollectionTypes.map((word, code) => [code, word] as const))(
    'has the type %i, %s',
    async (code, word) => {
      for (const [at, typed] of [String(code), word, word.toUpperCase()].entries())
        expect((await create({ biocollectionType: typed, biocollectionNumber: `n${at}` })).record).toMatchObject({
          result: 'created',
          biocollection_type: word,
        });
      expect(one(bench, 'select count(*) from voucher where biocollection_type = ?', code)).toBe(3);
    },
  );

  test('has collectors of its own with number and date, or none of the three', async () => {
    const own = { collector: ['LIMA B', 'SILVA A'], number: '12', date: '2008-02' };
    expect((await create(own)).record).toMatchObject({ ...own, result: 'created' });
    const before = everything(bench);
    for (const [left, missing] of [
      [['collector'], ['number', 'date']],
      [['number'], ['collector', 'date']],
      [['date'], ['collector', 'number']],
      [['collector', 'number'], ['date']],
      [['collector', 'date'], ['number']],
      [['number', 'date'], ['collector']],
    ] as const) {
      const given = Object.fromEntries(Object.entries(own).filter(([name]) => left.some((field) => field === name)));
      const made = await create({ ...given, biocollectionNumber: '5' });
      expect({ left, code: made.code, problems: made.problems }).toEqual({
        left,
        code: 5,
        problems: missing.map((name) => ['missing-value', name]),
      });
    }
    expect(everything(bench)).toEqual(before);
  });

  test.each([
    [{ biocollectionType: '16' }, [['unknown-category', 'biocollection_type']]],
    [{ biocollectionType: 'Holotipe' }, [['unknown-category', 'biocollection_type']]],
    [{ collector: 'LIMA B', number: '1', date: '2999' }, [['future-date', 'date']]],
    [{ collector: 'LIMA B', number: '1', date: '2008-13' }, [['bad-date', 'date']]],
  ])('with %j is refused', async (fields, problems) => {
    const before = everything(bench);
    const made = await create(fields);
    expect({ code: made.code, problems: made.problems }).toEqual({ code: 5, problems });
    expect(everything(bench)).toEqual(before);
  });

  test('of an individual, in a biocollection or dataset that is not there is not found', async () => {
    for (const fields of [{ individual: 'P9' }, { individual: 'S1' }, { biocollection: 'NYBG' }, { dataset: 'secret' }])
      expect({ fields, code: (await create(fields)).code }).toEqual({ fields, code: 3 });
    expect((await create({}, 'vera')).code).toBe(4);
    expect((await create({}, 'olga')).code).toBe(3);
    expect((await create({ dataset: 'open' })).code).toBe(4);
  });

  test('is found between equal tags by the columns that decide', async () => {
    const placed = ['--collector', 'SILVA A', '--date', '2007'];
    await bench.must('individual', 'create', 'P1', '--dataset', 'open', '--location', 'Torgersen', ...placed);
    await bench.must('individual', 'create', 'P1', '--dataset', 'open', '--location', 'Dream', ...placed);
    expect((await create({}, 'ana')).problems).toEqual([['ambiguous-reference', 'individual']]);
    expect((await create({ individualDataset: 'plot-1' }, 'ana')).record['dataset']).toBe('plot-1');
    expect((await create({ individualDataset: 'open' }, 'ana')).problems).toHaveLength(1);
    const dream = await create({ individualDataset: 'open', individualLocation: 'Dream' }, 'ana');
    expect(dream.record).toMatchObject({ dataset: 'open', individual_location: 'Dream' });
    // Without a hint the one in the dataset of the row is meant.
    expect((await create({ dataset: 'plot-1', biocollectionNumber: '2' }, 'ana')).record['individual_dataset']).toBe(
      'plot-1',
    );
  });

  test('is edited and deleted by the roles in its dataset while nobody manages the biocollection', async () => {
    const ref = `id:${String((await create({})).record['id'])}`;
    const edited = await deed(bench, 'col', 'voucher', 'edit', ref, '--biocollection-type', '2', '--notes', 'seen');
    expect(edited.record).toMatchObject({ result: 'updated', biocollection_type: 'Holotype', notes: 'seen' });
    expect((await deed(bench, 'col', 'voucher', 'edit', ref, '--number', '3')).code).toBe(5);
    expect((await deed(bench, 'col', 'voucher', 'edit', ref, '--biocollection', 'K')).code).toBe(2);
    for (const [as, code] of [
      ['vera', 4],
      ['olga', 3],
    ] as const)
      expect((await deed(bench, as, 'voucher', 'edit', ref, '--notes', 'x')).code).toBe(code);
    expect((await deed(bench, 'col', 'voucher', 'delete', ref, '--yes')).code).toBe(4);
    expect((await deed(bench, 'carl', 'voucher', 'delete', ref, '--yes')).code).toBe(0);
    expect(one(bench, "select count(*) from object where kind = 'voucher'")).toBe(0);
  });

  test('may not become like another by an edit', async () => {
    await create({});
    const ref = `id:${String((await create({ biocollectionNumber: '7' })).record['id'])}`;
    expect((await deed(bench, 'col', 'voucher', 'edit', ref, '--unset', 'biocollection-number')).code).toBe(6);
  });

  test('keeps its individual from being deleted, also by who does not see it', async () => {
    await bench.must('dataset', 'create', 'hidden');
    await create({ individual: 'P2', dataset: 'hidden' }, 'ana');
    expect((await deed(bench, 'carl', 'voucher', 'list')).record).toEqual([]);
    const refusal = await deed(bench, 'carl', 'individual', 'delete', 'P2', '--yes');
    expect(refusal).toMatchObject({ code: 6, message: 'individual/P2 is in use: other records depend on it' });
  });

  test('in a hidden dataset is not told of by one that would be the same', async () => {
    await bench.must('dataset', 'create', 'hidden');
    await create({ dataset: 'hidden', biocollectionNumber: '7' }, 'ana');
    expect((await create({ biocollectionNumber: '7' })).record['result']).toBe('created');
  });
});

describe('vouchers in files', () => {
  const file = lines(
    'individual,individual_dataset,biocollection,biocollection_number,biocollection_type,number,collector,date,dataset,notes',
    'P1,plot-1,INPA,1,Holotype,,,,,',
    'P1,plot-1,K,,Isotype,9,LIMA B|SILVA A,2008-01,open,"two, words"',
    'S1,secret,INPA,1,0,,,,secret,',
  );

  test('come back unchanged from their export, in another order too', async () => {
    await stored(bench, 'vouchers', file);
    const text = await exported('vouchers');
    const [header = '', ...rows] = text.trimEnd().split('\n');
    expect(rows).toHaveLength(3);
    for (const back of [text, lines(header, ...rows.toReversed())]) {
      const { counts, errors } = await importing(bench, 'vouchers', back);
      expect({ counts, errors }).toMatchObject({ counts: { read: 3, unchanged: 3, created: 0 }, errors: [] });
    }
    expect(await exported('vouchers')).toBe(text);
  });

  test('are deleted and imported again as they were', async () => {
    await stored(bench, 'vouchers', file);
    const text = await exported('vouchers');
    const shown = (await bench.must('voucher', 'list', '--json')).json() as { id: number }[];
    for (const { id } of shown) await bench.must('voucher', 'delete', `id:${id}`, '--yes');
    await stored(bench, 'vouchers', text);
    expect(await exported('vouchers')).toBe(text);
  });

  test('are listed and exported with what the reader may read, and nothing else', async () => {
    await stored(bench, 'vouchers', file);
    const seen = async (as: string | null) =>
      ((await bench.run(['export', 'vouchers', '--json'], { as })).json() as { biocollection: string }[]).map(
        ({ biocollection }) => biocollection,
      );
    expect(await seen('ana')).toHaveLength(3);
    expect(await seen('vera')).toEqual(['INPA', 'K']);
    // The second is in an open dataset, and its individual is not.
    expect(await seen('olga')).toEqual([]);
    expect(await seen(null)).toEqual([]);
  });

  test('name every wrong row', async () => {
    const errors = await refused(
      bench,
      'vouchers',
      lines(
        'individual,biocollection,biocollection_number,biocollection_type,number',
        'P9,INPA,1,,',
        'P1,INPAX,1,,',
        'P1,INPA,1,99,',
        'P1,INPA,2,,5',
        ',INPA,2,,',
        'P1,INPA,3,,',
        'P1,inpa,3,,',
        'S1,INPA,3,,',
      ),
      [],
      { as: 'col' },
    );
    expect(errors.map(({ line, code, column }) => [line, code, column])).toEqual([
      [2, 'unknown-reference', 'individual'],
      [3, 'unknown-reference', 'biocollection'],
      [4, 'unknown-category', 'biocollection_type'],
      [5, 'missing-value', 'collector'],
      [5, 'missing-value', 'date'],
      [6, 'missing-value', 'individual'],
      [8, 'duplicate-in-file', 'individual'],
      [9, 'unknown-reference', 'individual'],
    ]);
  });

  test('in a managed biocollection need the role there, the dataset and the individual, row by row', async () => {
    await bench.run(['biocollection', 'manage', 'INPA', '--owner', 'ana'], { as: 'sara' });
    const rows = lines('individual,biocollection', 'P1,K', 'P1,INPA', 'P2,INPA');
    const errors = await refused(bench, 'vouchers', rows, [], { as: 'col' });
    expect(errors.map(({ line, code, column }) => [line, code, column])).toEqual([
      [3, 'not-permitted', 'biocollection'],
      [4, 'not-permitted', 'biocollection'],
    ]);
    await bench.must('biocollection', 'grant', 'INPA', 'col', '--role', 'collaborator');
    await stored(bench, 'vouchers', rows, [], { as: 'col' });
  });
});

describe('measurements on vouchers', () => {
  beforeEach(async () => {
    const fields = { type: 'real', name: 'Leaf', description: 'the leaf', unit: 'mm' };
    await bench.must('trait', 'create', 'leaf', ...options({ ...fields, objects: ['voucher'] }));
    for (const number of ['1', '2']) await create({ biocollectionNumber: number });
    await create({ individual: 'S1' }, 'ana');
  });
  const measured = { person: 'SILVA A', date: '2008' };

  test('name the voucher by id, or by its individual, biocollection and number', async () => {
    const [first] = (await bench.must('voucher', 'list', '--json')).json() as { id: number }[];
    const on = options({ trait: 'leaf', dataset: 'plot-1', voucher: `id:${first?.id}`, value: 3, ...measured });
    expect((await deed(bench, 'col', 'measurement', 'create', ...on)).record).toMatchObject({
      object: 'P1',
      object_type: 'voucher',
      individual_dataset: 'plot-1',
      biocollection: 'INPA',
      biocollection_number: '1',
    });
    await stored(
      bench,
      'measurements',
      lines(
        'trait,object_type,object,biocollection,biocollection_number,person,date,value,dataset',
        'leaf,voucher,P1,INPA,2,SILVA A,2008,4,plot-1',
        'leaf,voucher,S1,inpa,,SILVA A,2008,5,secret',
        'leaf,voucher,S1,,,SILVA A,2008,6,secret',
      ),
    );
    const text = await exported('measurements');
    const [header = '', ...rows] = text.trimEnd().split('\n');
    expect(rows.filter((row) => row.startsWith('leaf'))).toHaveLength(4);
    const { counts, errors } = await importing(bench, 'measurements', lines(header, ...rows.toReversed()));
    expect({ unchanged: counts.unchanged, errors }).toEqual({ unchanged: rows.length, errors: [] });
    expect(await exported('measurements')).toBe(text);
  });

  test('say which voucher is not there, or that there are several', async () => {
    const errors = await refused(
      bench,
      'measurements',
      lines(
        'trait,object_type,object,biocollection,biocollection_number,person,date,value',
        'leaf,voucher,P1,INPA,9,SILVA A,2008,4',
        'leaf,voucher,P1,INPA,,SILVA A,2008,4',
        'leaf,voucher,P1,XX,1,SILVA A,2008,4',
        'leaf,voucher,P2,INPA,1,SILVA A,2008,4',
        'leaf,voucher,id:999,,,SILVA A,2008,4',
        'leaf,individual,P1,,,SILVA A,2008,4',
        'mass,voucher,P1,INPA,1,SILVA A,2008,4',
        'leaf,voucher,S1,INPA,,SILVA A,2008,4',
      ),
      ['--dataset', 'plot-1'],
      { as: 'col' },
    );
    expect(errors.map(({ line, code, column }) => [line, code, column])).toEqual([
      [2, 'unknown-reference', 'object'],
      [3, 'ambiguous-reference', 'object'],
      [4, 'unknown-reference', 'biocollection'],
      [5, 'unknown-reference', 'object'],
      [6, 'unknown-reference', 'object'],
      [7, 'wrong-object-kind', 'object'],
      [8, 'wrong-object-kind', 'object'],
      [9, 'unknown-reference', 'object'],
    ]);
  });

  test('are read by who reads their dataset, that of the voucher and that of the individual', async () => {
    await create({ individual: 'S1', dataset: 'open', biocollection: 'K' }, 'ana');
    await stored(
      bench,
      'measurements',
      lines(
        'trait,object_type,object,biocollection,person,date,value,dataset',
        'leaf,voucher,S1,K,SILVA A,2008,4,plot-1',
      ),
    );
    const sets = 'select (d1 > 0) + (d2 > 0) + (d3 > 0) from scope join measurement m on m.scope_id = scope.id';
    expect(one(bench, `${sets} order by m.id desc`)).toBe(3);
    const counted = async (as: string) =>
      ((await bench.run(['measurement', 'list', '--filter', 'trait=leaf', '--json'], { as })).json() as unknown[])
        .length;
    expect([await counted('ana'), await counted('vera')]).toEqual([1, 0]);
    await bench.must('dataset', 'grant', 'secret', 'vera', '--role', 'viewer');
    expect(await counted('vera')).toBe(1);
  });

  test('two vouchers that only their datasets tell apart are exported by id', async () => {
    await create({ dataset: 'open', biocollectionNumber: '1' }, 'ana');
    const vouchers = (await bench.must('voucher', 'list', '--json')).json() as { id: number; dataset: string }[];
    const twin = `id:${vouchers.find(({ dataset }) => dataset === 'open')?.id}`;
    await bench.must(
      'measurement',
      'create',
      ...options({ trait: 'leaf', dataset: 'plot-1', voucher: twin, value: 3, ...measured }),
    );
    const text = await exported('measurements');
    expect(text).toContain(`leaf,${twin},voucher,`);
    expect((await importing(bench, 'measurements', text)).counts).toMatchObject({ created: 0, rejected: 0 });
    // Who does not see the other of the two is not told of it.
    await bench.must('dataset', 'edit', 'open', '--privacy', 'authorized');
    const on = options({ trait: 'leaf', dataset: 'plot-1', individual: 'P1', biocollection: 'INPA', ...measured });
    expect((await deed(bench, 'col', 'measurement', 'create', ...on, '--value', '3')).code).toBe(5);
    expect((await bench.run(['export', 'measurements'], { as: 'col' })).out).not.toContain(twin);
  });

  test('keep their voucher from being deleted', async () => {
    const [first] = (await bench.must('voucher', 'list', '--json')).json() as { id: number }[];
    const on = options({ trait: 'leaf', dataset: 'plot-1', voucher: `id:${first?.id}`, value: 3, ...measured });
    await bench.must('measurement', 'create', ...on);
    expect((await deed(bench, 'ana', 'voucher', 'delete', `id:${first?.id}`, '--yes')).code).toBe(6);
  });
});

describe('vouchers in the row of their individual', () => {
  const individual = (fields: Fields, as = 'col') =>
    deed(
      bench,
      as,
      'individual',
      'create',
      'T1',
      ...options({ dataset: 'plot-1', collector: 'SILVA A', date: '2007', location: 'Dream', ...fields }),
    );
  const kept = async (): Promise<unknown[]> =>
    (
      (await bench.must('voucher', 'list', '--filter', 'individual=T1', '--json')).json() as Record<string, unknown>[]
    ).map((row) => [row['biocollection'], row['biocollection_number'], row['biocollection_type'], row['dataset']]);

  test.each([
    ['INPA|K', '1|2', '2|Isotype'],
    ['INPA;K', '1;2', 'holotype;3'],
    ['INPA,K', '1,2', '2,3'],
    ['INPA | K', '1;2', '2|3'],
  ])('are stored with it from the lists %s, %s and %s', async (biocollection, numbers, types) => {
    const fields = { biocollection, biocollectionNumber: numbers, biocollectionType: types };
    expect((await individual(fields)).record['result']).toBe('created');
    const both = [
      ['INPA', '1', 'Holotype', 'plot-1'],
      ['K', '2', 'Isotype', 'plot-1'],
    ];
    expect(await kept()).toEqual(both);
    expect((await individual(fields)).record['result']).toBe('unchanged');
    expect(await kept()).toEqual(both);
  });

  test('may lack numbers and types, all or some', async () => {
    await individual({ biocollection: 'INPA|K', biocollectionNumber: '|8' });
    expect(await kept()).toEqual([
      ['INPA', null, 'Not a type', 'plot-1'],
      ['K', '8', 'Not a type', 'plot-1'],
    ]);
    // Of one biocollection the number is not a list.
    await individual({ date: '2008', biocollection: 'K', biocollectionNumber: '5,6', location: 'Torgersen' });
    expect(await kept()).toContainEqual(['K', '5,6', 'Not a type', 'plot-1']);
  });

  test.each([
    [{ biocollection: 'INPA|NYBG' }, 3],
    [{ biocollection: 'INPA|K', biocollectionNumber: '1|2|3' }, 5],
    [{ biocollection: 'INPA|', biocollectionNumber: '1|2' }, 5],
    [{ biocollection: 'INPA|K', biocollectionType: 'Type|Tipe' }, 5],
    [{ biocollection: 'INPA|inpa', biocollectionNumber: '1|1' }, 5],
    [{ biocollectionNumber: '1' }, 5],
    [{ biocollectionType: 'Type' }, 5],
  ])('%j reject the row', async (fields, code) => {
    const before = everything(bench);
    expect((await individual(fields)).code).toBe(code);
    expect(everything(bench)).toEqual(before);
  });

  test('come with files, all rows or none, and a second import is unchanged', async () => {
    const header = 'tag,dataset,collector,date,location,biocollection,biocollection_number,biocollection_type';
    const good = 'F1,plot-1,SILVA A,2007,Dream,INPA|K,1|2,Holotype|';
    const errors = await refused(
      bench,
      'individuals',
      lines(header, good, 'F2,plot-1,SILVA A,2007,Dream,INPA|K,1|2|3,', 'F3,plot-1,SILVA A,2007,Dream,NYBG,,'),
    );
    expect(errors.map(({ line, code, column, value }) => [line, code, column, value])).toEqual([
      [3, 'ragged-row', 'biocollection_number', '1|2|3'],
      [4, 'unknown-reference', 'biocollection', 'NYBG'],
    ]);
    const file = lines(header, good, 'F2,plot-1,SILVA A,2007,Dream,,,', 'F3,plot-1,SILVA A,2007,Dream,K,,15');
    const { job } = await stored(bench, 'individuals', file, [], { as: 'col' });
    expect(one(bench, 'select count(*) from voucher')).toBe(3);
    // The job knows what it made, of both kinds, so that it can be undone.
    expect(one(bench, "select last_id - first_id from job_range where job_id = ? and kind = 'voucher'", job)).toBe(2);
    const before = records(bench);
    expect((await importing(bench, 'individuals', file)).counts).toMatchObject({ read: 3, unchanged: 3 });
    expect(records(bench)).toEqual(before);
    // What such a file made is what the exports of both kinds say.
    expect((await importing(bench, 'vouchers', await exported('vouchers'))).counts).toMatchObject({ unchanged: 3 });
    expect((await importing(bench, 'individuals', await exported('individuals'))).counts).toMatchObject({ created: 0 });
  });

  test('that are not stored yet make a row of a stored individual another', async () => {
    await individual({ biocollection: 'INPA' });
    expect((await individual({ biocollection: 'INPA|K' })).code).toBe(6);
    expect((await individual({ biocollection: 'INPA', biocollectionType: 'Type' })).code).toBe(6);
    expect((await individual({})).record['result']).toBe('unchanged');
  });

  test('need the role in a managed biocollection', async () => {
    await bench.run(['biocollection', 'manage', 'INPA', '--owner', 'ana'], { as: 'sara' });
    const before = everything(bench);
    expect((await individual({ biocollection: 'K|INPA' })).code).toBe(4);
    expect(everything(bench)).toEqual(before);
    await bench.must('biocollection', 'grant', 'INPA', 'col', '--role', 'collaborator');
    expect((await individual({ biocollection: 'K|INPA' })).record['result']).toBe('created');
  });
});

test('a further place of an individual is changed by those who may change the individual, whoever decides over that', async () => {
  const lab = await world();
  lab.as('ana');
  await lab.must('biocollection', 'create', 'HERB', '--name', 'A herbarium');
  await lab.run(['biocollection', 'manage', 'HERB', '--owner', 'max'], { as: 'sara' });
  await lab.must('voucher', 'create', '--individual', 'P1', '--biocollection', 'HERB');
  await lab.run(['biocollection', 'revoke', 'HERB', 'ana'], { as: 'sara' });
  const adding = ['occurrence', 'create', '--individual', 'P1', '--location', 'Dream', '--date-time', '2008-01-01'];
  expect((await lab.run(adding, { as: 'col' })).code).toBe(4);
  expect((await lab.run(['individual', 'edit', 'P1', '--notes', 'x'], { as: 'col' })).code).toBe(4);
  expect((await lab.run(adding, { as: 'max' })).code).toBe(0);
  expect((await lab.run(['occurrence', 'edit', 'id:1', '--notes', 'x'], { as: 'col' })).code).toBe(4);
  expect((await lab.run(['occurrence', 'delete', 'id:1', '--yes'], { as: 'carl' })).code).toBe(4);
  expect((await lab.run(['occurrence', 'edit', 'id:1', '--notes', 'x'], { as: 'max' })).code).toBe(0);
});
