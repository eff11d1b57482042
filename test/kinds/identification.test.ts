import { copyFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything, one } from '../import/importing.ts';
import { deed } from './deeds.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await world();
});

const edit = (as: string, now: string, ...argv: string[]) =>
  bench.run(['individual', 'edit', ...argv], { as, now: `${now}T12:00:00Z` });
const shown = async (as: string | null, ref: string) =>
  (await deed(bench, as, 'individual', 'show', ref)).record['identifications'];
const was = (id: number | null, taxon: string, more: Record<string, unknown> = {}) => ({
  id,
  taxon,
  identifier: null,
  date: null,
  modifier: null,
  notes: null,
  biocollection: null,
  biocollection_number: null,
  replaced_at: null,
  replaced_by: null,
  ...more,
});

test('a new identification is current, and what was current stands in the history with who replaced it and when', async () => {
  expect(await shown('vera', 'P1')).toEqual([was(null, 'Pygoscelis adeliae')]);
  await edit(
    'col',
    '2026-05-01',
    'P1',
    '--taxon',
    'Pygoscelis',
    '--identifier',
    'LIMA B',
    '--identification-date',
    '2009',
    '--modifier',
    'cf.',
  );
  await edit('ana', '2026-05-02', 'P1', '--modifier', 'aff.');
  expect(await shown('vera', 'P1')).toEqual([
    was(null, 'Pygoscelis', { identifier: 'LIMA B', date: '2009', modifier: 'aff.' }),
    was(2, 'Pygoscelis', {
      identifier: 'LIMA B',
      date: '2009',
      modifier: 'cf.',
      replaced_at: '2026-05-02T12:00:00.000Z',
      replaced_by: 'ana',
    }),
    was(1, 'Pygoscelis adeliae', { replaced_at: '2026-05-01T12:00:00.000Z', replaced_by: 'col' }),
  ]);
});

test('an edit of anything else, or to what it is already, leaves the history as it is', async () => {
  await edit('col', '2026-05-01', 'P1', '--notes', 'seen');
  await edit('col', '2026-05-01', 'P1', '--taxon', 'Pygoscelis adeliae');
  expect(one(bench, 'select count(*) from past_identification')).toBe(0);
});

test('an individual without a taxon has no identification, and one that loses it keeps the former', async () => {
  await edit('col', '2026-05-01', 'P1', '--unset', 'taxon');
  expect(await shown('col', 'P1')).toEqual([
    was(1, 'Pygoscelis adeliae', { replaced_at: '2026-05-01T12:00:00.000Z', replaced_by: 'col' }),
  ]);
  await edit('col', '2026-05-02', 'P1', '--taxon', 'Pygoscelis');
  expect(one(bench, 'select count(*) from past_identification')).toBe(1);
});

test('a batch identification keeps what each individual was', async () => {
  await edit('col', '2026-05-01', 'P2', '--modifier', 'cf.');
  await edit('ana', '2026-05-02', '--filter', 'location=Torgersen', '--taxon', 'Pygoscelis', '--yes');
  expect(one(bench, 'select count(*) from past_identification')).toBe(5);
  expect(await shown('ana', 'P2')).toMatchObject([
    // Nobody said of this taxon that it is doubtful: that was said of the former one.
    { taxon: 'Pygoscelis', modifier: null },
    { taxon: 'Pygoscelis adeliae', modifier: 'cf.' },
    { taxon: 'Pygoscelis adeliae', modifier: null },
  ]);
});

describe('another taxon is another identification:', () => {
  const expert = {
    identifier: 'LIMA B',
    date: '2009',
    modifier: 'cf.',
    notes: 'by its bill',
    biocollection: 'INPA',
    biocollection_number: '7',
  };
  const former = was(2, 'Pygoscelis adeliae', expert);
  const latest = async () => ((await shown('ana', 'P1')) as unknown[]).slice(0, 2);
  const importing = async (header: string, row: string) => {
    bench.write(
      'again.csv',
      `tag,dataset,collector,date,location,${header}\nP1,plot-1,SILVA A,2007-11-11,Torgersen,${row}\n`,
    );
    return bench.run(['import', 'individuals', 'again.csv', '--if-exists', 'update', '--json']);
  };
  /** Each call puts the records back as they were at the first. */
  const winding = () => {
    copyFileSync(bench.db, `${bench.db}.start`);
    return () => copyFileSync(`${bench.db}.start`, bench.db);
  };
  beforeEach(async () => {
    await bench.run(['biocollection', 'create', 'INPA', '--name', 'Herbarium'], { as: 'sara' });
    const sources =
      'taxon,identifier,identification_date,modifier,identification_notes,identification_biocollection,identification_biocollection_number';
    const first = await importing(sources, 'Pygoscelis adeliae,LIMA B,2009,cf.,by its bill,INPA,7');
    if (first.code !== 0) throw new Error(first.err);
  });

  test('of the former one nothing holds, by name, by filter and by file, and the history has it whole', async () => {
    const rewind = winding();
    for (const change of [
      () => bench.run(['individual', 'edit', 'P1', '--taxon', 'Pygoscelis']),
      () => bench.run(['individual', 'edit', '--filter', 'tag=P1', '--taxon', 'Pygoscelis', '--yes']),
      () => importing('taxon', 'Pygoscelis'),
      () => importing('taxon,identifier,identification_date_year', 'Pygoscelis,,'),
    ]) {
      rewind();
      expect((await change()).code).toBe(0);
      expect(await latest()).toMatchObject([
        was(null, 'Pygoscelis'),
        { ...former, replaced_at: expect.any(String), replaced_by: 'ana' },
      ]);
    }
  });

  test('what is given with it holds, and nothing else', async () => {
    const rewind = winding();
    await bench.must(
      'individual',
      'edit',
      'P1',
      '--taxon',
      'Pygoscelis',
      '--identifier',
      'SILVA A',
      '--modifier',
      'aff.',
    );
    expect(await latest()).toMatchObject([
      was(null, 'Pygoscelis', { identifier: 'SILVA A', modifier: 'aff.' }),
      expert,
    ]);
    rewind();
    const file = await importing('taxon,identifier,identification_date_year', 'Pygoscelis,SILVA A,2011');
    expect(file.code).toBe(0);
    expect(await latest()).toMatchObject([was(null, 'Pygoscelis', { identifier: 'SILVA A', date: '2011' }), expert]);
  });

  test('the same taxon again, in other words or by its id, or none changes only what is given', async () => {
    const rewind = winding();
    const id = one(bench, "select id from taxon where name = 'Pygoscelis adeliae'");
    for (const taxon of [[], ['--taxon', ' pygoscelis  adeliae'], ['--taxon', `id:${String(id)}`]]) {
      rewind();
      await bench.must('individual', 'edit', 'P1', ...taxon, '--modifier', 'aff.');
      expect(await latest()).toMatchObject([was(null, 'Pygoscelis adeliae', { ...expert, modifier: 'aff.' }), expert]);
    }
    rewind();
    expect((await importing('taxon,modifier', 'Pygoscelis adeliae,aff.')).code).toBe(0);
    expect(await latest()).toMatchObject([was(null, 'Pygoscelis adeliae', { ...expert, modifier: 'aff.' }), expert]);
  });

  test('to take the taxon away needs its expert taken away too', async () => {
    const ran = await bench.run(['individual', 'edit', 'P1', '--unset', 'taxon']);
    expect(ran.code).toBe(5);
    expect(ran.err).toContain('identifier says how the taxon was found, and there is no taxon');
  });
});

test('the list of identifications holds those of the individuals that the reader sees, and logins only for users', async () => {
  await edit('ana', '2026-05-01', '--filter', 'location=Torgersen', '--taxon', 'Pygoscelis', '--yes');
  const listed = async (as: string | null, ...filters: string[]) =>
    (await deed(bench, as, 'identification', 'list', ...filters)).record as unknown as Record<string, unknown>[];
  expect((await listed('ana')).map(({ individual }) => individual)).toEqual([
    'P1',
    'P1',
    'P2',
    'P2',
    'S1',
    'S1',
    'O1',
    'O1',
  ]);
  expect((await listed('vera')).map(({ individual, taxon }) => [individual, taxon])).toEqual([
    ['P1', 'Pygoscelis'],
    ['P1', 'Pygoscelis adeliae'],
    ['P2', 'Pygoscelis'],
    ['P2', 'Pygoscelis adeliae'],
    ['O1', 'Pygoscelis'],
    ['O1', 'Pygoscelis adeliae'],
  ]);
  expect(await listed(null)).toEqual([
    { individual: 'O1', individual_id: 8, dataset: 'open', ...was(null, 'Pygoscelis') },
    {
      individual: 'O1',
      individual_id: 8,
      dataset: 'open',
      ...was(4, 'Pygoscelis adeliae', { replaced_at: '2026-05-01T12:00:00.000Z' }),
    },
  ]);
  expect(await listed('vera', '--filter', 'individual=P2', '--filter', 'dataset=plot-1')).toHaveLength(2);
  expect(await listed('vera', '--filter', 'individual=S1')).toEqual([]);
});

test('a taxon or a person that only the history names is in use', async () => {
  await bench.must('taxon', 'create', 'Eudyptes', '--level', 'genus');
  await bench.must('person', 'create', 'Carla Novo');
  await bench.must('individual', 'edit', 'P1', '--taxon', 'Eudyptes', '--identifier', 'NOVO C');
  await bench.must('individual', 'edit', 'P1', '--taxon', 'Pygoscelis', '--unset', 'identifier');
  const before = everything(bench);
  expect((await deed(bench, 'ana', 'taxon', 'delete', 'Eudyptes', '--yes')).code).toBe(6);
  expect((await deed(bench, 'ana', 'taxon', 'edit', 'Eudyptes', '--notes', 'x')).code).toBe(4);
  expect((await deed(bench, 'ana', 'person', 'delete', 'NOVO C', '--yes')).code).toBe(6);
  expect(everything(bench)).toEqual(before);
});

test('the history goes with its individual', async () => {
  await edit('col', '2026-05-01', 'P2', '--taxon', 'Pygoscelis');
  await bench.must('individual', 'delete', 'P2', '--yes');
  expect(one(bench, 'select count(*) from past_identification')).toBe(0);
});

test('the list can be sorted and cut, and has its header also when it is empty', async () => {
  await edit('col', '2026-05-01', 'P1', '--taxon', 'Pygoscelis');
  const list = async (...more: string[]) => bench.run(['identification', 'list', ...more], { as: 'col' });
  const taxa = async (...more: string[]) =>
    ((await list('--filter', 'individual=P1', '--json', ...more)).json() as { taxon: string }[]).map(
      ({ taxon }) => taxon,
    );
  expect(await taxa('--sort', 'taxon')).toEqual(['Pygoscelis', 'Pygoscelis adeliae']);
  expect(await taxa('--sort', '-taxon', '--limit', '1')).toEqual(['Pygoscelis adeliae']);
  expect((await list('--limit', '1')).err).toContain('the list was cut');
  expect((await list('--sort', 'colour')).code).toBe(2);
  const header = 'individual,individual_id,dataset,id,taxon,';
  const none = await list('--filter', 'individual=absent', '-o', 'csv');
  expect([none.code, none.out.startsWith(header), none.out.trimEnd().includes('\n')]).toEqual([0, true, false]);
});

test('the list goes on after a current or a former identification, in any order, and not after what is not in it', async () => {
  await edit('col', '2026-05-01', 'P1', '--taxon', 'Pygoscelis');
  await edit('col', '2026-05-02', 'P1', '--taxon', 'Pygoscelis adeliae');
  type Row = { individual_id: number; id: number | null; individual: string };
  const list = async (as: string, ...more: string[]): Promise<Row[]> =>
    (await bench.run(['identification', 'list', '--json', ...more], { as })).json() as Row[];
  const all = await list('col');
  expect(all.map(({ individual, id }) => [individual, id === null])).toEqual([
    ['P1', true],
    ['P1', false],
    ['P1', false],
    ['P2', true],
    ['O1', true],
  ]);
  const ref = ({ id, individual_id: of }: Row): string => (id === null ? `individual/id:${of}` : `id:${id}`);
  for (const order of [[], ['--sort', '-date'], ['--filter', 'individual=P1']]) {
    const whole = await list('col', ...order);
    const paged: Row[] = [];
    for (let page = await list('col', '--limit', '2', ...order); page.length > 0;) {
      paged.push(...page);
      page = await list('col', '--limit', '2', '--after', ref(page.at(-1) as Row), ...order);
    }
    expect(paged).toEqual(whole);
  }
  const [hidden] = await list('ana', '--filter', 'individual=S1');
  for (const after of [ref(hidden as Row), 'individual/id:999', 'id:999', 'P1', '1'])
    expect(await bench.run(['identification', 'list', '--after', after], { as: 'col' })).toMatchObject({
      code: 3,
      out: '',
      err: expect.stringContaining(`${after} is not in the list`),
    });
});
