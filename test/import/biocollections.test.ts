import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything, importing, one, problem, records, refused, stored } from './importing.ts';

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;
const herbaria = lines(
  'acronym,name,irn,url',
  'inpa,Instituto Nacional de Pesquisas da Amazônia,124769,https://www.gov.br/inpa',
  'K,"Royal Botanic Gardens, Kew",124770,',
);

let bench: Bench;
beforeEach(async () => {
  bench = await world();
});
const list = async (): Promise<unknown> =>
  (await bench.run(['biocollection', 'list', '--json', '--fields', 'acronym,name,irn,url'])).json();
const both = [
  {
    acronym: 'INPA',
    name: 'Instituto Nacional de Pesquisas da Amazônia',
    irn: 124_769,
    url: 'https://www.gov.br/inpa',
  },
  { acronym: 'K', name: 'Royal Botanic Gardens, Kew', irn: 124_770, url: null },
];

test('a full user imports biocollections, which are then theirs, and a second time nothing changes', async () => {
  const result = await stored(bench, 'biocollections', herbaria, [], { as: 'olga' });
  expect(result).toMatchObject({ kind: 'biocollections', read: 2, created: 2, warnings: [] });
  expect(await list()).toEqual(both);
  const members = await bench.run(['biocollection', 'members', 'K', '--json', '--fields', 'member,role']);
  expect(members.json()).toEqual([{ member: 'olga', role: 'owner' }]);
  const before = records(bench);
  for (const as of ['olga', 'ana']) {
    const again = await importing(bench, 'biocollection', herbaria, [], { as });
    expect(again.counts).toEqual({ read: 2, created: 0, updated: 0, unchanged: 2, skipped: 0, rejected: 0 });
  }
  expect(records(bench)).toEqual(before);
  // As with `create`, what is stated is compared, and nothing else.
  expect(
    (
      await importing(
        bench,
        'biocollections',
        lines('acronym,name', 'Inpa,Instituto Nacional de Pesquisas da Amazônia'),
      )
    ).counts,
  ).toMatchObject({ unchanged: 1 });
});

test('those who may not make one are refused before the file is read, and there is no job', async () => {
  const before = everything(bench);
  for (const [as, file] of [
    ['reg', herbaria],
    [null, herbaria],
    ['reg', ''],
  ] as const) {
    bench.write('rows.csv', file);
    const ran = await bench.run(['import', 'biocollections', 'rows.csv'], { as });
    expect({ code: ran.code, out: ran.out }).toEqual({ code: 4, out: '' });
    expect(ran.err).toContain('create a biocollection');
  }
  expect(everything(bench)).toEqual(before);
});

test('every mistake is told at once by the rules of create, and nothing is stored', async () => {
  await stored(bench, 'biocollections', herbaria);
  const file = lines(
    'acronym,name,irn,url',
    'NY,New York,0,ny.org',
    ',Nameless,,',
    'a/b,Slash,,',
    'P,,,',
    'US,"Smith\0sonian",,',
    'MO,Missouri,x,https://mo.org',
    'BM,London,,',
    'bm,London again,,',
    'INPA,Another,,',
    'G,Genève,12,',
  );
  const errors = await refused(bench, 'biocollections', file);
  expect(errors).toEqual([
    problem(2, 'bad-number', 'irn', '0', 'it is a whole number above 0'),
    problem(2, 'bad-url', 'url', 'ny.org', 'it begins with https:// or http://'),
    problem(3, 'missing-value', 'acronym', null, 'acronym is missing'),
    problem(4, 'bad-name', 'acronym', 'a/b', 'a name cannot contain /'),
    problem(5, 'missing-value', 'name', null, 'name is missing'),
    expect.objectContaining({ line: 6, code: 'bad-character' }),
    problem(7, 'bad-number', 'irn', 'x', 'it is a whole number above 0'),
    problem(9, 'duplicate-in-file', 'acronym', null, 'the same biocollection stands on line 8'),
    problem(
      10,
      'duplicate-in-database',
      'name',
      null,
      'the biocollection is stored already, with other name, irn, url: biocollection/INPA',
    ),
  ]);
  expect(await list()).toEqual(both);
});

test('the header is checked like any other', async () => {
  expect(await refused(bench, 'biocollections', lines('acronim,irn', 'K,1'))).toEqual([
    problem(1, 'unknown-column', 'acronim', null, 'biocollections have no column acronim', 'acronym'),
  ]);
  expect(await refused(bench, 'biocollections', lines('acronym,irn', 'K,1'))).toEqual([
    problem(1, 'missing-column', 'name', null, 'the column name is missing'),
  ]);
  expect(
    await refused(bench, 'biocollections', lines('acronym,name,name 2', 'K,Kew,Other'), ['--map', 'name 2=name']),
  ).toMatchObject([{ line: 2, code: 'duplicate-column', column: 'name' }]);
  for (const option of [['--dataset', 'plot-1'], ['--wide', 'auto'], ['--lower']]) {
    bench.write('rows.csv', herbaria);
    expect((await bench.run(['import', 'biocollections', 'rows.csv', ...option])).code).toBe(2);
  }
});

test('mapping, setting, recoding and ignoring work as they do for records', async () => {
  bench.write(
    'm.yaml',
    lines(
      'biocollections:',
      '  map:',
      '    Code: acronym',
      '  set:',
      '    name: "{City} herbarium"',
      '  na: [NA]',
      '  ignore: rest',
    ),
  );
  await stored(bench, 'biocollections', lines('Code,City,irn,Curator', 'X,Oslo,NA,Eva', 'Y,Rome,7,Ivo'), [
    '--mapping',
    'm.yaml',
    '--recode',
    'Code:X=O',
    '--save-mapping',
    'saved.yaml',
  ]);
  expect(await list()).toMatchObject([
    { acronym: 'O', name: 'Oslo herbarium', irn: null },
    { acronym: 'Y', name: 'Rome herbarium', irn: 7 },
  ]);
  expect(readFileSync(join(bench.dir, 'saved.yaml'), 'utf8')).toContain('biocollections:');
});

test('a dry run checks all and keeps nothing', async () => {
  const before = everything(bench);
  const ran = await importing(bench, 'biocollections', herbaria, ['--dry-run']);
  expect({ code: ran.code, job: ran.result.job, dry: ran.result.dry_run, counts: ran.counts }).toMatchObject({
    code: 0,
    job: null,
    dry: true,
    counts: { created: 2 },
  });
  expect(everything(bench)).toEqual(before);
});

test('--if-exists skips, or changes what the importer may configure, and what they may not is refused row by row', async () => {
  await stored(bench, 'biocollections', lines('acronym,name,irn,url', 'INPA,Instituto,1,https://inpa.br'), [], {
    as: 'ana',
  });
  await stored(bench, 'biocollections', lines('acronym,name', 'K,Kew'), [], { as: 'max' });
  const file = lines('acronym,irn,url', 'INPA,2,', 'K,3,');
  const skipped = await importing(bench, 'biocollections', file, ['--set', 'name=Other', '--if-exists', 'skip']);
  expect(skipped).toMatchObject({ code: 0, counts: { skipped: 2, updated: 0 } });
  expect(await refused(bench, 'biocollections', file, ['--if-exists', 'update'])).toEqual([
    problem(3, 'not-permitted', 'acronym', null, 'you may not change biocollection/K'),
  ]);
  const part = await importing(bench, 'biocollections', file, [
    '--if-exists',
    'update',
    '--on-invalid',
    'skip',
    '--rejects',
    'bad.csv',
  ]);
  expect(part).toMatchObject({ code: 0, counts: { updated: 1, rejected: 1 } });
  expect(readFileSync(join(bench.dir, 'bad.csv'), 'utf8')).toBe(
    lines(
      'acronym,irn,url,_line,_column,_code,_message',
      'K,3,,3,acronym,not-permitted,you may not change biocollection/K',
    ),
  );
  // What the file does not state stays; what it states as empty is emptied.
  expect(await list()).toEqual([
    { acronym: 'INPA', name: 'Instituto', irn: 2, url: null },
    { acronym: 'K', name: 'Kew', irn: null, url: null },
  ]);
  expect(
    (await importing(bench, 'biocollections', file, ['--if-exists', 'update', '--on-invalid', 'skip'])).counts,
  ).toMatchObject({ unchanged: 1, rejected: 1 });
  const all = await importing(bench, 'biocollections', file, ['--if-exists', 'update'], { as: 'sara' });
  expect(all).toMatchObject({ code: 0, counts: { updated: 1, unchanged: 1 } });
  expect(await refused(bench, 'biocollections', lines('acronym,irn', 'NY,4'), ['--if-exists', 'update'])).toEqual([
    problem(2, 'missing-value', 'name', null, 'name is missing'),
  ]);
  expect(await refused(bench, 'biocollections', lines('acronym,name', 'INPA,'), ['--if-exists', 'update'])).toEqual([
    problem(2, 'missing-value', 'name', null, 'name is missing'),
  ]);
});

test('curators below the owner change nothing by a file', async () => {
  await stored(bench, 'biocollections', lines('acronym,name', 'K,Kew'));
  await bench.run(['biocollection', 'manage', 'K', '--owner', 'ana'], { as: 'sara' });
  await bench.must('biocollection', 'grant', 'K', 'max', '--role', 'manager');
  const file = lines('acronym,name', 'K,Kew Gardens');
  expect(await refused(bench, 'biocollections', file, ['--if-exists', 'update'], { as: 'max' })).toMatchObject([
    { code: 'not-permitted' },
  ]);
  expect((await importing(bench, 'biocollections', file, ['--if-exists', 'update'])).counts).toMatchObject({
    updated: 1,
  });
});

test('rejected rows can be mended and imported again', async () => {
  const bad = lines('acronym,name,irn', 'K,Kew,-1', 'NY,New York,5');
  const first = await importing(bench, 'biocollections', bad, ['--rejects', 'bad.csv']);
  expect(first).toMatchObject({ code: 5, counts: { created: 0, skipped: 1, rejected: 1 } });
  const text = readFileSync(join(bench.dir, 'bad.csv'), 'utf8');
  await stored(bench, 'biocollections', text.replace('-1', '1'));
  expect(await list()).toEqual([{ acronym: 'K', name: 'Kew', irn: 1, url: null }]);
});

test('there is a job with what it made and changed, and a row of the audit log for each', async () => {
  await stored(bench, 'biocollections', lines('acronym,name', 'K,Kew', 'NY,New York'));
  const id = one(bench, "select id from container where name = 'K'");
  const job = (await bench.run(['job', 'show', 'last', '--json'])).json();
  expect(job).toMatchObject({
    kind: 'import biocollections',
    status: 'success',
    read: 2,
    created: 2,
    input_name: 'rows.csv',
    affected: [{ kind: 'biocollection', first: id, last: Number(id) + 1 }],
  });
  const made = (await bench.run(['audit', 'log', '--object', 'biocollection/K', '--json'])).json();
  const by = { command: 'vasculum import biocollections', job: (job as { id: number }).id, actor: 'ana' };
  expect(made).toMatchObject([
    { ...by, object_kind: 'membership', after: { role: 5 } },
    { ...by, object_kind: 'biocollection', after: { name: 'K', full_name: 'Kew' } },
  ]);
  await importing(bench, 'biocollections', lines('acronym,name', 'K,Kew Gardens'), ['--if-exists', 'update']);
  const last = (await bench.run(['job', 'show', 'last', '--json'])).json() as { id: number };
  expect(one(bench, 'select job_id from audit order by seq desc limit 1')).toBe(last.id);
  expect(JSON.parse(String(one(bench, 'select before from audit order by seq desc limit 1')))).toEqual({ name: 'Kew' });
  expect(one(bench, 'select before from job_change where job_id = ?', last.id)).toBe('{"name":"Kew"}');
  await refused(bench, 'biocollections', lines('acronym,name', 'X,'));
  expect((await bench.run(['job', 'show', 'last', '--json'])).json()).toMatchObject({
    status: 'failed',
    rejected: 1,
    exit_code: 5,
  });
  expect((await bench.run(['job', 'log', 'last', '--json'])).out).toContain('missing-value');
});

test('the export imports into another database, and again unchanged', async () => {
  await stored(bench, 'biocollections', herbaria);
  await stored(bench, 'biocollections', lines('acronym,name', '=X,"a ""b"", =c"'));
  const { out, err } = await bench.must('export', 'biocollections');
  expect(out).toBe(
    lines(
      'acronym,name,irn,url',
      '=X,"a ""b"", =c",,',
      'INPA,Instituto Nacional de Pesquisas da Amazônia,124769,https://www.gov.br/inpa',
      'K,"Royal Botanic Gardens, Kew",124770,',
    ),
  );
  expect(err).toContain('1 cell begins like a formula');
  expect(err).toContain('exported 3 biocollections\n');
  const other = await world();
  await stored(other, 'biocollections', out);
  expect((await other.must('export', 'biocollections')).out).toBe(out);
  expect((await importing(other, 'biocollections', out)).counts).toMatchObject({ read: 3, unchanged: 3 });
  const safe = (await bench.must('export', 'biocollections', '--spreadsheet-safe')).out;
  expect(safe).toContain("'=X");
  expect((await importing(bench, 'biocollections', safe, ['--spreadsheet-safe'])).counts).toMatchObject({
    unchanged: 3,
  });
});

test('the export has formats, fields and a file like others, and a job', async () => {
  await stored(bench, 'biocollections', herbaria);
  expect(
    (await bench.run(['export', 'biocollections', '--json', '--fields', 'irn,acronym'], { as: null })).json(),
  ).toEqual([
    { irn: 124_769, acronym: 'INPA' },
    { irn: 124_770, acronym: 'K' },
  ]);
  expect((await bench.must('export', 'biocollections', '--fields', 'simple')).out.split('\n')[0]).toBe(
    'acronym,name,irn',
  );
  expect((await bench.must('export', 'biocollections', '--fields', '?')).out).toBe('acronym\nname\nirn\nurl\n');
  const file = await bench.run(['export', 'biocollections', '--output', 'out.csv', '--json']);
  expect(file.json()).toMatchObject({ rows: 2, file: join(bench.dir, 'out.csv') });
  expect((await bench.run(['export', 'biocollections', '--output', 'out.csv'])).code).toBe(6);
  expect((await bench.run(['job', 'show', 'last', '--json'])).json()).toMatchObject({
    kind: 'export biocollections',
    read: 2,
  });
  for (const wrong of [
    ['--wide'],
    ['--dataset', 'plot-1'],
    ['--filter', 'irn=1'],
    ['--fields', 'managed'],
    ['K'],
    ['--group', 'neuro'],
    ['-o', 'bibtex'],
  ])
    expect([wrong, (await bench.run(['export', 'biocollections', ...wrong])).code]).toEqual([wrong, 2]);
});

test('a file of herbaria is known when it is inspected', async () => {
  bench.write('in.csv', herbaria);
  const found = (await bench.run(['import', '--inspect', 'in.csv', '--json'])).json() as {
    kind: string;
    command: string;
  };
  expect(found).toMatchObject({ kind: 'biocollections', command: 'vasculum import biocollections in.csv' });
});
