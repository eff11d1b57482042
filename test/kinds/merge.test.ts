import { describe, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { auditOf, chainFaults } from '../house/chain.ts';
import { importing, problem } from '../import/importing.ts';
import { dump, numberOf, rowsOf, withDatabase } from '../helpers/dump.ts';

interface Merged {
  dry_run: boolean;
  results: { result: string; kind: string; field: string | null; count: number }[];
  warnings: string[];
}

const merge = async (bench: Bench, kind: string, from: string, into: string, ...more: string[]) => {
  const ran = await bench.run([kind, 'merge', from, '--into', into, '--yes', '--json', ...more], { as: 'sara' });
  return { ...ran, merged: ran.code === 0 ? (ran.json() as Merged) : undefined };
};
const show = async (bench: Bench, kind: string, ref: string) =>
  (await bench.must(kind, 'show', ref, '--json')).json() as Record<string, unknown>;
const at = (latitude: number): string[] => ['--latitude', String(latitude), '--longitude', '-64.08'];
/** Plots Big (20 × 20) and Small (10 × 10); in Big individual/id:12 at 15, occurrence/id:1 at 12, and the subplot Sub from 10 to 20. */
async function plots(bench: Bench): Promise<void> {
  for (const [name, size] of [
    ['Big', '20'],
    ['Small', '10'],
  ] as const)
    await bench.must('location', 'create', name, '--adm-level', '100', '--x', size, '--y', size, ...at(-64.77));
  const sub = ['--parent', 'Big', '--startx', '10', '--x', '10'];
  await bench.must('location', 'create', 'Sub', '--adm-level', '100', ...sub);
  const tree = [
    '--dataset',
    'plot-1',
    '--collector',
    'SILVA A',
    '--date',
    '2007',
    '--location',
    'Big',
    '--x',
    '15',
    '--y',
    '1',
  ];
  await bench.must('individual', 'create', 'T1', ...tree);
  const seen = ['--individual', 'P1', '--location', 'Big', '--date-time', '2008-01-01', '--x', '1', '--y', '12'];
  await bench.must('occurrence', 'create', ...seen);
}
const found = ['--date', '2007-11-11', '--location', 'Torgersen'];

describe('merging', () => {
  test('two persons moves every reference, and deletes the first', async () => {
    const bench = await world();
    await bench.must('person', 'create', 'Beto Lima Neto', '--abbreviation', 'LIMA NETO B', '--institution', 'INPA');
    await bench.must('individual', 'create', 'C1', '--dataset', 'open', '--collector', 'LIMA NETO B', ...found);
    await bench.must(
      'individual',
      'create',
      'C2',
      '--dataset',
      'open',
      '--collector',
      'SILVA A',
      ...found,
      '--collector',
      'LIMA NETO B',
      '--collector',
      'LIMA B',
      '--taxon',
      'Pygoscelis',
      '--identifier',
      'LIMA NETO B',
    );
    await bench.must(
      'individual',
      'create',
      'C3',
      '--dataset',
      'open',
      '--collector',
      'LIMA B',
      ...found,
      '--collector',
      'LIMA NETO B',
    );
    await bench.must(
      'measurement',
      'create',
      '--trait',
      'mass',
      '--individual',
      'C1',
      '--dataset',
      'open',
      '--person',
      'LIMA NETO B',
      '--date',
      '2008',
      '--value',
      '1',
    );
    await bench.must('dataset', 'edit', 'open', '--author', 'SILVA A', '--author', 'LIMA NETO B', '--author', 'LIMA B');
    await bench.run(['user', 'edit', 'ana', '--person', 'LIMA NETO B'], { as: 'sara' });

    const before = dump(bench.db);
    const dry = await merge(bench, 'person', 'LIMA NETO B', 'LIMA B', '--dry-run');
    expect(dry.merged?.dry_run).toBe(true);
    expect(dump(bench.db)).toEqual(before);

    const from = auditOf(bench.db).length;
    const { merged } = await merge(bench, 'person', 'LIMA NETO B', 'LIMA B');
    expect(merged).toEqual({ ...dry.merged, dry_run: false });
    expect(merged).toEqual({
      dry_run: false,
      results: [
        { result: 'updated', kind: 'container author', field: 'person', count: 1 },
        { result: 'updated', kind: 'individual', field: 'collector', count: 1 },
        { result: 'updated', kind: 'individual', field: 'identifier', count: 1 },
        { result: 'updated', kind: 'individual', field: 'collector', count: 1 },
        { result: 'updated', kind: 'lab user', field: 'person', count: 1 },
        { result: 'updated', kind: 'measurement', field: 'person', count: 1 },
        { result: 'deleted', kind: 'person', field: null, count: 1 },
      ],
      warnings: ['institution of the deleted person is lost: INPA; the other has none'],
    });
    expect(await show(bench, 'individual', 'C1')).toMatchObject({ collector: ['LIMA B'] });
    expect(await show(bench, 'individual', 'C2')).toMatchObject({
      collector: ['SILVA A', 'LIMA B'],
      identifier: 'LIMA B',
    });
    expect(await show(bench, 'individual', 'C3')).toMatchObject({ collector: ['LIMA B'] });
    expect(await show(bench, 'dataset', 'open')).toMatchObject({ authors: ['SILVA A', 'LIMA B'] });
    expect(await show(bench, 'user', 'ana')).toMatchObject({ person: 'LIMA B' });
    expect((await bench.run(['person', 'show', 'LIMA NETO B'])).code).toBe(3);
    expect(
      auditOf(bench.db)
        .slice(from)
        .map(({ object_kind: kind }) => kind),
    ).toEqual(['dataset', 'user', 'person']);
    expect(JSON.parse(auditOf(bench.db).at(-1)?.after ?? '')).toMatchObject({ merged_into: 2 });
    expect(chainFaults(bench.db)).toEqual([]);
    expect(withDatabase(bench.db, (handle) => handle.pragma('foreign_key_check'))).toEqual([]);
  });

  test('two locations moves what lies there and what was found there', async () => {
    const bench = await world();
    const island = ['--adm-level', '999', '--latitude', '-64.77', '--longitude', '-64.08'];
    await bench.must('location', 'create', 'Torgersen Island', ...island);
    await bench.must(
      'location',
      'create',
      'Hut',
      '--adm-level',
      '999',
      '--latitude',
      '-64.77',
      '--longitude',
      '-64.08',
      '--parent',
      'Torgersen',
    );
    const { merged } = await merge(bench, 'location', 'Torgersen', 'Torgersen Island');
    expect(merged?.results).toEqual([
      { result: 'updated', kind: 'individual', field: 'location', count: 4 },
      { result: 'updated', kind: 'location', field: 'parent', count: 1 },
      { result: 'deleted', kind: 'location', field: null, count: 1 },
    ]);
    expect(await show(bench, 'location', 'Hut')).toMatchObject({ parent: 'Torgersen Island' });
    expect(await show(bench, 'individual', 'P1')).toMatchObject({ location: 'Torgersen Island' });
    // The place is part of an individual's key: the same once more is the same.
    const again = [
      'individual',
      'create',
      'P1',
      '--dataset',
      'plot-1',
      '--collector',
      'SILVA A',
      '--date',
      '2007-11-11',
      '--location',
      'Torgersen Island',
      '--taxon',
      'Pygoscelis adeliae',
      '--json',
    ];
    expect((await bench.must(...again)).json()).toMatchObject({ result: 'unchanged' });
    expect(numberOf(bench.db, "select count(*) from object where kind = 'location'")).toBe(3);
  });

  test('two taxa moves names below, synonyms, individuals and measurements; scopes stay as they were', async () => {
    const bench = await world();
    await bench.must('taxon', 'create', 'Pygoscelus', '--level', 'genus');
    await bench.must('taxon', 'create', 'Pygoscelus papua', '--parent', 'Pygoscelus');
    await bench.must('taxon', 'create', 'Dasyramphus', '--level', 'genus', '--senior', 'Pygoscelus');
    await bench.must('individual', 'edit', 'P2', '--taxon', 'Pygoscelus');
    await bench.must(
      'trait',
      'create',
      'age',
      '--type',
      'real',
      '--name',
      'Age',
      '--description',
      'd',
      '--objects',
      'taxon',
      '--unit',
      'Ma',
    );
    await bench.must(
      'measurement',
      'create',
      '--trait',
      'age',
      '--object-type',
      'taxon',
      '--object',
      'Pygoscelus',
      '--dataset',
      'plot-1',
      '--person',
      'SILVA A',
      '--date',
      '2008',
      '--value',
      '3',
    );
    const scopes = rowsOf(bench.db, 'select id, scope_id from individual order by id');
    const { merged } = await merge(bench, 'taxon', 'Pygoscelus', 'Pygoscelis');
    expect(merged?.results.map(({ kind, field, count }) => [kind, field, count])).toEqual([
      ['individual', 'taxon', 1],
      ['measurement', 'object', 1],
      ['taxon', 'parent', 1],
      ['taxon', 'senior', 1],
      ['taxon', null, 1],
    ]);
    expect(await show(bench, 'taxon', 'Dasyramphus')).toMatchObject({ senior: 'Pygoscelis' });
    expect(await show(bench, 'taxon', 'Pygoscelus papua')).toMatchObject({ parent: 'Pygoscelis' });
    expect(await show(bench, 'individual', 'P2')).toMatchObject({ taxon: 'Pygoscelis' });
    expect(rowsOf(bench.db, 'select id, scope_id from individual order by id')).toEqual(scopes);
    expect((await show(bench, 'dataset', 'plot-1'))['version']).toBe(new Date().toISOString().slice(0, 10));
  });
});

describe('merging is refused', () => {
  const kept = async (bench: Bench, kind: string, from: string, into: string) => {
    const before = dump(bench.db);
    const ran = await merge(bench, kind, from, into);
    expect(dump(bench.db)).toEqual(before);
    return { code: ran.code, err: (JSON.parse(ran.err) as { error: { message: string } }).error.message };
  };

  test('to whoever is no superadmin, also to who made both', async () => {
    const bench = await world();
    for (const as of ['ana', 'reg', null])
      for (const [kind, from, into] of [
        ['person', 'SILVA A', 'LIMA B'],
        ['location', 'Torgersen', 'Dream'],
        ['taxon', 'Pygoscelis adeliae', 'Pygoscelis'],
      ] as const)
        expect(await bench.run([kind, 'merge', from, '--into', into, '--yes'], { as })).toMatchObject({
          code: 4,
          out: '',
        });
  });

  test('without --yes where nobody can be asked, and without what to merge into', async () => {
    const bench = await world();
    for (const argv of [
      ['LIMA B', '--into', 'SILVA A'],
      ['LIMA B', '--yes'],
    ])
      expect((await bench.run(['person', 'merge', ...argv], { as: 'sara' })).code).toBe(2);
    expect((await bench.run(['trait', 'merge', 'mass', '--into', 'eggs'], { as: 'sara' })).code).toBe(2);
  });

  test('of what is not there, and of a record with itself', async () => {
    const bench = await world();
    expect(await kept(bench, 'person', 'NOBODY', 'LIMA B')).toMatchObject({ code: 3 });
    expect(await kept(bench, 'person', 'LIMA B', 'NOBODY')).toMatchObject({ code: 3 });
    expect(await kept(bench, 'person', 'LIMA B', 'Beto Lima')).toEqual({
      code: 5,
      err: 'person/Beto Lima and Beto Lima are the same person',
    });
  });

  test('where both persons are linked to a user', async () => {
    const bench = await world();
    await bench.run(['user', 'edit', 'ana', '--person', 'SILVA A'], { as: 'sara' });
    await bench.run(['user', 'edit', 'max', '--person', 'LIMA B'], { as: 'sara' });
    expect(await kept(bench, 'person', 'LIMA B', 'SILVA A')).toEqual({
      code: 6,
      err: 'both are linked to a user: ana and max',
    });
  });

  test('where individuals or measurements would become the same, naming them', async () => {
    const bench = await world();
    await bench.must('individual', 'create', 'P1', '--dataset', 'plot-1', '--collector', 'LIMA B', ...found);
    expect(await kept(bench, 'person', 'LIMA B', 'SILVA A')).toEqual({
      code: 6,
      err: 'these individuals would become the same: individual/id:5 and individual/id:9',
    });
    await bench.must('individual', 'edit', 'id:9', '--tag', 'P9');
    const again = [
      '--trait',
      'mass',
      '--individual',
      'O1',
      '--dataset',
      'open',
      '--person',
      'LIMA B',
      '--date',
      '2007-11-11',
    ];
    await bench.must('measurement', 'create', ...again, '--value', '3750');
    expect(await kept(bench, 'person', 'LIMA B', 'SILVA A')).toEqual({
      code: 6,
      err: 'these measurements would become the same: measurement/id:3 and measurement/id:4',
    });
    await bench.must('measurement', 'edit', 'id:4', '--value', '3751');
    expect((await merge(bench, 'person', 'LIMA B', 'SILVA A')).code).toBe(0);
  });

  test('where individuals of two places, or places of one name, would become the same', async () => {
    const bench = await world();
    await bench.must(
      'individual',
      'create',
      'P1',
      '--dataset',
      'plot-1',
      '--collector',
      'SILVA A',
      '--date',
      '2007',
      '--location',
      'Dream',
    );
    expect(await kept(bench, 'location', 'Dream', 'Torgersen')).toMatchObject({
      code: 6,
      err: 'these individuals would become the same: individual/id:5 and individual/id:9',
    });
    await bench.must('individual', 'delete', 'id:9', '--yes');
    for (const [parent, latitude, longitude] of [
      ['Dream', '-64.73', '-64.23'],
      ['Torgersen', '-64.77', '-64.08'],
    ] as const) {
      const place = ['--latitude', latitude, '--longitude', longitude, '--parent', parent];
      await bench.must('location', 'create', 'Hut', '--adm-level', '999', ...place);
    }
    expect(await kept(bench, 'location', 'Dream', 'Torgersen')).toMatchObject({
      code: 6,
      err: 'these locations would become the same: location/id:10 and location/id:11',
    });
  });

  test('where a record would lie in itself, or what lies in it would not fit', async () => {
    const bench = await world();
    expect((await kept(bench, 'taxon', 'Pygoscelis', 'Pygoscelis adeliae')).code).toBe(6);
    await bench.must('taxon', 'create', 'Aptenodytes forsteri', '--level', 'species');
    expect(await kept(bench, 'taxon', 'Pygoscelis', 'Aptenodytes forsteri')).toEqual({
      code: 6,
      err: 'taxon/Pygoscelis adeliae would not fit: parent a species cannot lie in a species',
    });
    await bench.must('taxon', 'create', 'Spheniscidae', '--level', 'family');
    await bench.must('taxon', 'create', 'Dasyramphus', '--level', 'genus', '--senior', 'Pygoscelis');
    await bench.must('taxon', 'create', 'Old', '--level', 'genus', '--valid', 'no');
    expect(await kept(bench, 'taxon', 'Pygoscelis', 'Old')).toEqual({
      code: 6,
      err: 'taxon/Dasyramphus would not fit: senior the senior is itself a synonym',
    });
  });

  test('where what lay in a plot would lie outside the other, or a place outside its new parent', async () => {
    const bench = await world();
    await plots(bench);
    expect(await kept(bench, 'location', 'Big', 'Small')).toEqual({
      code: 6,
      err:
        "location/Sub would not fit: startx the subplot ends at 20, beyond its plot's x of 10; " +
        'individual/id:12 would not fit: x must be 0 to 10, the size of the plot; ' +
        'occurrence/id:1 would not fit: y must be 0 to 10, the size of the plot',
    });
    expect(await kept(bench, 'location', 'Big', 'Torgersen')).toEqual({
      code: 6,
      err: 'location/Sub would not fit: startx only a subplot has a start: its parent must be a plot',
    });
    await bench.run(['location', 'edit', 'Sub', '--unset', 'startx', '--parent', 'Torgersen', ...at(-64.77)], {
      as: 'sara',
    });
    expect(await kept(bench, 'location', 'Torgersen', 'Dream')).toEqual({
      code: 6,
      err: 'location/Sub would not fit: parent does not lie within Dream',
    });
    await bench.must('individual', 'edit', 'id:12', '--x', '10');
    await bench.must('occurrence', 'edit', 'id:1', '--y', '0');
    expect((await merge(bench, 'location', 'Big', 'Small')).code).toBe(0);
  });
});

describe('an edit of what others lie in is a merge in that', () => {
  const misfit =
    "location/Sub would not fit: startx the subplot ends at 20, beyond its plot's x of 15; " +
    'individual/id:13 would not fit: x must be 0 to 15, the size of the plot';
  const lab = async (): Promise<Bench> => {
    const bench = await world();
    await plots(bench);
    await bench.must('individual', 'edit', 'id:12', '--x', '1');
    const tree = [
      '--dataset',
      'secret',
      '--collector',
      'SILVA A',
      '--date',
      '2007',
      '--location',
      'Big',
      '--x',
      '17',
      '--y',
      '1',
    ];
    await bench.must('individual', 'create', 'T2', ...tree);
    return bench;
  };

  test('of one record', async () => {
    const bench = await lab();
    const before = dump(bench.db);
    const ran = await bench.run(['location', 'edit', 'Big', '--x', '15'], { as: 'sara' });
    expect(ran).toMatchObject({ code: 6, out: '', err: `error: ${misfit}\nhint: Change those first.\n` });
    expect(dump(bench.db)).toEqual(before);
    expect((await bench.run(['location', 'edit', 'Big', '--x', '20.5'], { as: 'sara' })).code).toBe(0);
    await bench.must('taxon', 'create', 'Old', '--level', 'genus', '--senior', 'Pygoscelis');
    expect(await bench.run(['taxon', 'edit', 'Pygoscelis', '--valid', 'no'], { as: 'sara' })).toMatchObject({
      code: 6,
      err: 'error: taxon/Old would not fit: senior the senior is itself a synonym\nhint: Change those first.\n',
    });
  });

  test('of many, where what changes along with it counts as it will be', async () => {
    const bench = await lab();
    const edit = (filter: string, x: string) =>
      bench.run(['location', 'edit', '--filter', filter, '--x', x, '--yes'], { as: 'sara' });
    expect(await edit('y=20', '15')).toMatchObject({ code: 6, err: expect.stringContaining(misfit) });
    await bench.must('individual', 'edit', 'id:13', '--x', '9');
    await bench.run(['location', 'edit', 'Sub', '--startx', '0'], { as: 'sara' });
    expect((await edit('y=20', '9')).err).toContain('location/Sub would not fit');
    expect(await edit('adm_level=100', '9')).toMatchObject({ code: 0 });
  });

  test('of a file, row by row', async () => {
    const bench = await lab();
    const header = 'name,adm_level,latitude,longitude,x,y,parent,startx';
    const rows = ['Big,100,-64.77,-64.08,15,20,,', 'Small,100,-64.77,-64.08,30,30,,'];
    const file = `${[header, ...rows].join('\n')}\n`;
    const options = ['--if-exists', 'update', '--on-invalid', 'skip'];
    const { code, counts, errors } = await importing(bench, 'locations', file, options, { as: 'sara' });
    expect({ code, ...counts }).toMatchObject({ code: 0, read: 2, updated: 1, rejected: 1 });
    expect(errors).toEqual([problem(2, 'misfit', null, null, misfit)]);
    // A new subplot lies in the plot as the same file leaves it.
    const more = `${[header, 'Small,100,-64.77,-64.08,10,10,,', 'New,100,,,20,,Small,10'].join('\n')}\n`;
    expect((await importing(bench, 'locations', more, options.slice(0, 2), { as: 'sara' })).errors).toEqual([
      problem(
        2,
        'misfit',
        null,
        null,
        "location/New of the file would not fit: startx the subplot ends at 30, beyond its plot's x of 10",
      ),
    ]);
  });
});

test('no column that refers to a person, a location or a taxon is left behind', async () => {
  const bench = await world();
  const columns = withDatabase(bench.db, (handle) =>
    handle
      .prepare(
        `select m.name || '.' || f."from" from sqlite_schema m join pragma_foreign_key_list(m.name) f
         where m.type = 'table' and f."table" in ('person', 'location', 'taxon', 'object') and f."from" <> 'id' order by 1`,
      )
      .pluck()
      .all(),
  );
  // A new one has to be thought about here: is it in an ordered list, or part of a natural key?
  expect(columns).toEqual([
    'container_author.person_id',
    'individual.collector_id',
    'individual.identifier_id',
    'individual.location_id',
    'individual.taxon_id',
    'individual_collector.person_id',
    'lab_user.person_id',
    'location.parent_id',
    'measurement.link_id',
    'measurement.object_id',
    'measurement.person_id',
    'media.object_id',
    'media_collector.person_id',
    'object.parent_object_id',
    'occurrence.location_id',
    'past_identification.identifier_id',
    'past_identification.taxon_id',
    'taxon.parent_id',
    'taxon.person_id',
    'taxon.senior_id',
    'voucher.collector_id',
    'voucher_collector.person_id',
  ]);
});
