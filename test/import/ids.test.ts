import { describe, expect, test } from 'vitest';
import { world } from '../helpers/world.ts';
import type { Bench } from '../helpers/run.ts';
import { importing, problem, refused, stored, type Problem } from './importing.ts';

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;
const shown = async (bench: Bench, kind: string, ref: string, fields: string): Promise<unknown> =>
  (await bench.run([kind, 'show', ref, '--json', '--fields', fields])).json();
const idOf = async (bench: Bench, kind: string, ref: string): Promise<number> =>
  ((await shown(bench, kind, ref, 'id')) as { id: number }).id;

/** The world with one of everything that a column can name, and their ids. */
async function lab() {
  const bench = await world();
  await bench.must('biocollection', 'create', 'INPA', '--name', 'Instituto');
  await bench.must('biocollection', 'create', 'K', '--name', 'Kew');
  await bench.must('reference', 'create', '--bibtex', '@@misc{Key1, title = {One}}');
  await bench.must('tag', 'create', 'rare');
  await bench.must(
    'trait',
    'create',
    'host',
    ...'--type link --link-type individual --objects individual'.split(' '),
    '--name',
    'Host',
    '--description',
    'd',
  );
  await bench.must(
    'trait',
    'create',
    'dry',
    ...'--type real --unit g --objects voucher'.split(' '),
    '--name',
    'Dry',
    '--description',
    'd',
  );
  await bench.must('voucher', 'create', '--individual', 'P1', '--biocollection', 'INPA', '--biocollection-number', '7');
  await bench.must('voucher', 'create', '--individual', 'P1', '--biocollection', 'K', '--biocollection-number', '8');
  const find = async (kind: string, ...refs: string[]) => Promise.all(refs.map((ref) => idOf(bench, kind, ref)));
  const [ana, beto] = await find('person', 'SILVA A', 'LIMA B');
  const [torgersen, dream] = await find('location', 'Torgersen', 'Dream');
  const [genus, species] = await find('taxon', 'Pygoscelis', 'Pygoscelis adeliae');
  const [mass, host, dry] = await find('trait', 'mass', 'host', 'dry');
  const [p1, p2, s1] = await find('individual', 'P1', 'P2', 'S1');
  const [plot, secret] = await find('dataset', 'plot-1', 'secret');
  const [inpa, kew] = await find('biocollection', 'INPA', 'K');
  const [key, rare, wetlands] = [
    await idOf(bench, 'reference', 'Key1'),
    await idOf(bench, 'tag', 'rare'),
    await idOf(bench, 'project', 'wetlands'),
  ];
  const [voucher] = ((await bench.run(['voucher', 'list', '--json', '--fields', 'id'])).json() as { id: number }[]).map(
    ({ id }) => id,
  );
  return {
    bench,
    ana,
    beto,
    torgersen,
    dream,
    genus,
    species,
    mass,
    host,
    dry,
    p1,
    p2,
    s1,
    plot,
    secret,
    inpa,
    kew,
    key,
    rare,
    wetlands,
    voucher,
  };
}

/** What cli.md means by every reference column, by hand. */
const referring: Record<string, string[]> = {
  persons: ['biocollection'],
  locations: ['parent'],
  taxa: ['person', 'parent', 'senior', 'reference'],
  traits: ['reference'],
  translations: ['trait'],
  individuals: [
    'dataset',
    'collector',
    'location',
    'taxon',
    'identifier',
    'identification_biocollection',
    'biocollection',
  ],
  vouchers: [
    'individual',
    'individual_dataset',
    'individual_collector',
    'individual_location',
    'biocollection',
    'collector',
    'dataset',
  ],
  occurrences: [
    'individual',
    'individual_dataset',
    'individual_collector',
    'individual_location',
    'dataset',
    'location',
  ],
  subjects: ['project'],
  measurements: [
    'trait',
    'object',
    'individual',
    'voucher',
    'location',
    'taxon',
    'subject',
    'dataset',
    'person',
    'individual_dataset',
    'individual_collector',
    'individual_location',
    'biocollection',
    'link',
    'link_dataset',
    'link_collector',
    'link_location',
    'reference',
    'parent',
  ],
  media: [
    'object',
    'individual',
    'voucher',
    'location',
    'taxon',
    'subject',
    'dataset',
    'collector',
    'tag',
    'individual_dataset',
    'individual_collector',
    'individual_location',
    'biocollection',
  ],
  references: [],
  tags: [],
};

describe('columns of ids', () => {
  test.each(Object.entries(referring))(
    'of %s stand among the aliases of what they name, and of nothing else',
    async (kind, columns) => {
      const bench = await world();
      const rows = (await bench.run(['template', kind, '--describe', '--json'])).json() as {
        column: string;
        aliases: string[];
      }[];
      const withIds = rows.filter(({ aliases }) => aliases.some((alias) => alias.endsWith('_id')));
      expect(withIds.map(({ column }) => column).toSorted()).toEqual(columns.toSorted());
      for (const { column, aliases } of withIds) expect(aliases).toContain(`${column}_id`);
    },
  );

  test('take bare ids and id:12, in lists too', async () => {
    const { bench, ana, beto, torgersen, species, plot, inpa, kew } = await lab();
    const file = lines(
      'tag,dataset_id,collector_id,date,location_id,taxon_id,identifier_id,biocollection_id,biocollection_number',
      `X1,${plot},${beto}|id:${ana},2008,${torgersen},id:${species},${ana},${inpa};id:${kew},1;2`,
    );
    await stored(bench, 'individuals', file);
    expect(await shown(bench, 'individual', 'X1', 'dataset,collector,location,taxon,identifier')).toEqual({
      dataset: 'plot-1',
      collector: ['LIMA B', 'SILVA A'],
      location: 'Torgersen',
      taxon: 'Pygoscelis adeliae',
      identifier: 'SILVA A',
    });
    const vouchers = await bench.run([
      'voucher',
      'list',
      '--filter',
      'individual=X1',
      '--json',
      '--fields',
      'biocollection,biocollection_number',
    ]);
    expect(vouchers.json()).toEqual([
      { biocollection: 'INPA', biocollection_number: '1' },
      { biocollection: 'K', biocollection_number: '2' },
    ]);
    const names = lines(
      'tag,dataset,collector,date,location,taxon,identifier',
      'X1,plot-1,LIMA B|SILVA A,2008,Torgersen,Pygoscelis adeliae,SILVA A',
    );
    expect((await importing(bench, 'individuals', names)).counts).toMatchObject({ unchanged: 1 });
    expect((await importing(bench, 'individuals', file)).counts).toMatchObject({ unchanged: 1 });
  });

  test('name traits, objects of every kind, what tells equal tags apart, links and parents', async () => {
    const { bench, ana, p1, p2, mass, host, dry, plot, voucher, torgersen, inpa, key } = await lab();
    await bench.must(
      'individual',
      'create',
      'P1',
      ...`--dataset open --collector id:${ana} --date 2008 --location Dream`.split(' '),
    );
    const rest = (...more: string[]) => ['--dataset', 'plot-1', '--set', 'date=2009', ...more];
    const byIds = rest('--set', `trait_id=${mass}`, '--set', `person_id=${ana}`);
    await stored(bench, 'measurements', lines('individual_id,value,reference_id', `${p1},1,${key}`), byIds);
    await stored(
      bench,
      'measurements',
      lines('object_type,object_id,value,parent_id', `individual,${p2},2,id:1`),
      byIds,
    );
    await stored(
      bench,
      'measurements',
      lines(
        'individual,individual_dataset_id,individual_collector_id,individual_location_id,value',
        `P1,${plot},${ana},${torgersen},3`,
      ),
      byIds,
    );
    await stored(
      bench,
      'measurements',
      lines('individual_id,trait_id,link_id', `${p1},${host},${p2}`),
      rest('--set', 'person=SILVA A'),
    );
    await stored(
      bench,
      'measurements',
      lines('voucher_id,trait_id,value', `${voucher},${dry},5`),
      rest('--set', 'person=SILVA A'),
    );
    await stored(
      bench,
      'measurements',
      lines('object_type,object,biocollection_id,trait,value', `voucher,P1,${inpa},dry,6`),
      rest('--set', 'person=SILVA A'),
    );
    const rows = (
      await bench.run([
        'measurement',
        'list',
        '--filter',
        'date=2009',
        '--sort',
        'id',
        '--json',
        '--fields',
        'trait,object,value,link,reference,parent',
      ])
    ).json();
    expect(rows).toEqual([
      { trait: 'mass', object: 'P1', value: 1, link: null, reference: 'Key1', parent: null },
      { trait: 'mass', object: 'P2', value: 2, link: null, reference: null, parent: 'id:1' },
      { trait: 'mass', object: 'P1', value: 3, link: null, reference: null, parent: null },
      { trait: 'host', object: 'P1', value: null, link: 'P2', reference: null, parent: null },
      { trait: 'dry', object: 'P1', value: 5, link: null, reference: null, parent: null },
      { trait: 'dry', object: 'P1', value: 6, link: null, reference: null, parent: null },
    ]);
  });

  test('name what the other kinds refer to', async () => {
    const { bench, ana, genus, species, torgersen, dream, mass, p1, inpa, key, rare, wetlands } = await lab();
    await stored(bench, 'persons', lines('full_name,biocollection_id', `Eva Good,${inpa}`));
    await stored(bench, 'locations', lines('name,adm_level,lat,long,parent_id', `Nest,999,-64.77,-64.08,${torgersen}`));
    await stored(
      bench,
      'taxa',
      lines('name,level,parent_id,author_id,bibreference_id', `morphotype one,species,${genus},${ana},${key}`),
    );
    await stored(bench, 'taxa', lines('name,parent_id,senior_id', `Pygoscelis antiqua,${genus},${species}`));
    await stored(
      bench,
      'traits',
      lines('export_name,type,name,description,objects,bibreference_id', `calm,text,Calm,d,individual,${key}`),
    );
    await stored(bench, 'translations', lines('trait_id,lang,name', `${mass},de,Masse`));
    await stored(bench, 'vouchers', lines('individual_id,biocollection_id', `${p1},${inpa}`));
    await stored(bench, 'occurrences', lines('individual_id,date_time,location_id', `${p1},2009-01-01,${dream}`));
    await stored(bench, 'subjects', lines('name,project_id', `Rat-1,${wetlands}`));
    bench.write('p.png', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
    await stored(
      bench,
      'media',
      lines('individual_id,file,licence,tag_id,collector_id', `${p1},p.png,CC0-1.0,${rare},${ana}`),
    );
    expect(await shown(bench, 'person', 'GOOD E', 'biocollection')).toEqual({ biocollection: 'INPA' });
    expect(await shown(bench, 'location', 'Nest', 'parent')).toEqual({ parent: 'Torgersen' });
    expect(await shown(bench, 'taxon', 'morphotype one', 'parent,person,reference')).toEqual({
      parent: 'Pygoscelis',
      person: 'SILVA A',
      reference: 'Key1',
    });
    expect(await shown(bench, 'taxon', 'Pygoscelis antiqua', 'senior')).toEqual({ senior: 'Pygoscelis adeliae' });
    expect(await shown(bench, 'trait', 'calm', 'reference')).toEqual({ reference: 'Key1' });
    expect(await shown(bench, 'translation', 'id:1', 'trait')).toEqual({ trait: 'mass' });
    expect(await shown(bench, 'occurrence', 'id:1', 'individual,location')).toEqual({
      individual: 'P1',
      location: 'Dream',
    });
    expect(await shown(bench, 'subject', 'Rat-1', 'project')).toEqual({ project: ['wetlands'] });
    expect(await shown(bench, 'media', 'id:1', 'object,tag,collector')).toEqual({
      object: 'P1',
      tag: ['rare'],
      collector: ['SILVA A'],
    });
  });

  test('are the only ones in which digits are an id', async () => {
    const { bench, ana } = await lab();
    await bench.must('person', 'create', 'Number One', '--abbreviation', String(ana));
    const options = ['--dataset', 'plot-1', '--set', 'date=2008', '--set', 'location=Dream'];
    await stored(bench, 'individuals', lines('tag,collector', `X1,${ana}`), options);
    await stored(bench, 'individuals', lines('tag,collector_id', `X2,${ana}`), options);
    expect(await shown(bench, 'individual', 'X1', 'collector')).toEqual({ collector: [String(ana)] });
    expect(await shown(bench, 'individual', 'X2', 'collector')).toEqual({ collector: ['SILVA A'] });
  });

  test('have an underscore: a header Individual ID is a column of the file like any other', async () => {
    const { bench } = await lab();
    const options = ['--dataset', 'plot-1', '--set', 'date=2008', '--set', 'person=SILVA A', '--set', 'trait=mass'];
    const file = lines('Individual ID,value', 'P1,5');
    const told = await refused(bench, 'measurements', file, options);
    expect(told.map(({ code, column }) => [code, column])).toEqual([['unknown-column', 'Individual ID']]);
    await stored(bench, 'measurements', file, [...options, '--set', 'individual={Individual ID}']);
  });

  test('may be mapped, set, recoded and stand in a mapping file', async () => {
    const { bench, ana, beto, plot, torgersen } = await lab();
    await stored(bench, 'individuals', lines('tag,Who,date', 'X1,7,2008'), [
      '--map',
      'Who=collector_id',
      '--recode',
      `Who:7=${beto}`,
      '--set',
      `location_id=${torgersen}`,
      '--dataset',
      'plot-1',
    ]);
    expect(await shown(bench, 'individual', 'X1', 'collector,location')).toEqual({
      collector: ['LIMA B'],
      location: 'Torgersen',
    });
    await stored(bench, 'individuals', lines('tag,Name,No,date,location', 'X0,me,me,2008,Dream'), [
      '--map',
      'Name=collector',
      '--map',
      'No=collector_id',
      '--dataset',
      'plot-1',
      '--recode',
      'collector:me=SILVA A',
      '--recode',
      `collector_id:me=${ana}`,
    ]);
    bench.write(
      'm.yaml',
      lines(
        'individuals:',
        '  set:',
        `    dataset_id: ${plot}`,
        '    date: 2008',
        '    location: Dream',
        '  recode:',
        '    collector_id:',
        `      me: ${ana}`,
      ),
    );
    await stored(bench, 'individuals', lines('tag,collector_id', 'X2,me'), ['--mapping', 'm.yaml']);
    expect(await shown(bench, 'individual', 'X2', 'dataset,collector')).toEqual({
      dataset: 'plot-1',
      collector: ['SILVA A'],
    });
    await stored(bench, 'individuals', lines('tag,collector_id', 'X3,me'), [
      '--mapping',
      'm.yaml',
      '--dataset',
      'open',
    ]);
    expect(await shown(bench, 'individual', 'X3', 'dataset')).toEqual({ dataset: 'open' });
  });

  test('stand in filters', async () => {
    const { bench, species } = await lab();
    const ran = await bench.run(['individual', 'list', '--filter', `taxon_id=${species}`, '--json', '--fields', 'tag']);
    expect(ran.json()).toHaveLength(4);
  });

  test('know what there is not and what is hidden alike, and no names', async () => {
    const { bench, plot, s1, secret } = await lab();
    const options = ['--set', 'date=2008', '--set', 'person=SILVA A', '--set', 'trait=mass', '--set', 'value=5'];
    const masked = (errors: Problem[]): string => JSON.stringify(errors).replaceAll(/id:\d+/g, 'id:N');
    const ask = async (id: number): Promise<string> =>
      masked(
        await refused(bench, 'measurements', lines('individual_id', String(id)), [...options, '--dataset', 'plot-1'], {
          as: 'col',
        }),
      );
    expect(await ask(s1 ?? 0)).toBe(await ask(9999));
    const into = async (id: number): Promise<string> =>
      masked(await refused(bench, 'measurements', lines('individual,dataset_id', `P1,${id}`), options, { as: 'col' }));
    expect(await into(secret ?? 0)).toBe(await into(9999));
    expect(
      await refused(bench, 'measurements', lines('individual_id', 'P1', '1.5', '-3'), [
        ...options,
        '--set',
        `dataset_id=${plot}`,
      ]),
    ).toEqual(
      ['P1', '1.5', '-3'].map((text, at) =>
        problem(
          at + 2,
          'unknown-reference',
          'individual',
          `id:${text}`,
          `there is no individual id:${text} that you can see; an id is a whole number`,
        ),
      ),
    );
  });
});

describe('a column beside its column of ids', () => {
  test('must mean the same in every row where both say something', async () => {
    const { bench, ana, beto, dream } = await lab();
    const options = ['--dataset', 'plot-1', '--set', 'date=2008'];
    const header = 'tag,collector,collector_id,location,location_id';
    await stored(
      bench,
      'individuals',
      lines(header, `X1,LIMA B|SILVA A,${beto}|${ana},Dream,${dream}`, `X2,,${ana},Dream,`),
      options,
    );
    expect(await shown(bench, 'individual', 'X2', 'collector')).toEqual({ collector: ['SILVA A'] });
    const rows = [
      `Y1,LIMA B,${ana},Dream,`,
      `Y2,LIMA B|SILVA A,${beto},Dream,`,
      `Y3,LIMA B,,Torgersen,${dream}`,
      `Y4,LIMA B,99,Dream,`,
    ];
    expect(await refused(bench, 'individuals', lines(header, ...rows), options)).toEqual([
      problem(2, 'duplicate-column', 'collector', null, `the column is supplied twice, as LIMA B and as id:${ana}`),
      problem(
        3,
        'duplicate-column',
        'collector',
        null,
        `the column is supplied twice, as LIMA B|SILVA A and as id:${beto}`,
      ),
      problem(4, 'duplicate-column', 'location', null, `the column is supplied twice, as Torgersen and as id:${dream}`),
      problem(5, 'unknown-reference', 'collector', 'id:99', 'there is no person id:99 that you can see'),
    ]);
    expect(
      (await importing(bench, 'individuals', lines('tag,collector,collector_id,location', 'Z1,,,Dream'), options))
        .errors,
    ).toEqual([problem(2, 'missing-value', 'collector', null, 'collector is missing')]);
  });

  test('is compared for objects, for what tells them apart, for links and for vouchers in the row', async () => {
    const { bench, p1, p2, plot, secret, inpa, kew, voucher } = await lab();
    const options = ['--dataset', 'plot-1', '--set', 'date=2008', '--set', 'person=SILVA A'];
    const codes = async (kind: string, header: string, row: string, more: string[] = []): Promise<string[]> =>
      (
        await importing(bench, kind, lines(header, row), [
          ...options.slice(0, kind === 'measurements' ? 6 : 4),
          ...more,
        ])
      ).errors.map(({ code, column }) => `${code} ${column}`);
    const mass = ['--set', 'trait=mass', '--set', 'value=5'];
    expect(await codes('measurements', 'individual,individual_id', `P1,${p1}`, mass)).toEqual([]);
    expect(await codes('measurements', 'individual,individual_id', `P1,${p2}`, mass)).toEqual([
      'duplicate-column individual',
    ]);
    expect(
      await codes('measurements', 'individual,individual_dataset,individual_dataset_id', `P1,plot-1,${secret}`, mass),
    ).toEqual(['unknown-reference individual']);
    expect(await codes('measurements', 'individual_id,individual_dataset_id', `${p1},${secret}`, mass)).toEqual([
      'unknown-reference individual',
    ]);
    expect(await codes('measurements', 'individual_id,individual_dataset_id', `${p2},${plot}`, mass)).toEqual([]);
    expect(
      await codes('measurements', 'voucher_id,biocollection', `${voucher},K`, [
        '--set',
        'trait=dry',
        '--set',
        'value=5',
      ]),
    ).toEqual(['unknown-reference voucher']);
    expect(await codes('measurements', 'individual,link,link_id', `P1,P2,${p1}`, ['--set', 'trait=host'])).toEqual([
      'duplicate-column link',
    ]);
    const found = ['--set', 'collector=SILVA A', '--set', 'location=Dream'];
    expect(await codes('individuals', 'tag,biocollection,biocollection_id', `X1,INPA|K,${inpa}|${kew}`, found)).toEqual(
      [],
    );
    expect(await codes('individuals', 'tag,biocollection,biocollection_id', `X2,INPA|K,${kew}|${inpa}`, found)).toEqual(
      ['duplicate-column biocollection'],
    );
  });

  test('is compared with --dataset too', async () => {
    const { bench, plot } = await lab();
    const file = lines('tag,collector,date,location,dataset_id', `X1,SILVA A,2008,Dream,${plot}`);
    await stored(bench, 'individuals', file, ['--dataset', 'plot-1']);
    expect(await refused(bench, 'individuals', file, ['--dataset', 'open'])).toMatchObject([
      { code: 'duplicate-column', column: 'dataset' },
    ]);
  });
});

test('a date and its parts are one date where both say something', async () => {
  const bench = await world();
  const options = ['--dataset', 'plot-1', '--set', 'collector=SILVA A', '--set', 'location=Dream'];
  const header = 'tag,date,date_year,date_month,date_day';
  await stored(bench, 'individuals', lines(header, 'X1,,1888,5,', 'X2,1888-05,1888,5,NA', 'X3,2001-02-03,,,'), options);
  const dates = (
    await bench.run(['individual', 'list', '--filter', 'location=Dream', '--json', '--fields', 'date'])
  ).json();
  expect(dates).toEqual([{ date: '1888-05' }, { date: '1888-05' }, { date: '2001-02-03' }]);
  expect(await refused(bench, 'individuals', lines(header, 'Y1,1888-05,1888,6,'), options)).toEqual([
    problem(2, 'duplicate-column', 'date', null, 'the column is supplied twice, as 1888-05 and as 1888-06'),
  ]);
});

test('every date has parts, also those with a time of day, and subjects', async () => {
  const bench = await world();
  await stored(
    bench,
    'occurrences',
    lines('individual,date_time_year,date_time_month,date_time_day,location', 'P1,2008,5,3,Dream'),
  );
  expect(await shown(bench, 'occurrence', 'id:1', 'date_time')).toEqual({ date_time: '2008-05-03' });
  await stored(bench, 'subjects', lines('name,project,birth_date_year,birth_date_month', 'Rat-1,wetlands,2025,3'));
  expect(await shown(bench, 'subject', 'Rat-1', 'birth_date')).toEqual({ birth_date: '2025-03' });
  expect(
    await refused(bench, 'occurrences', lines('individual,date_time_year,location', 'P1,2008,Dream')),
  ).toMatchObject([{ code: 'bad-date', column: 'date_time', value: '2008' }]);
});
