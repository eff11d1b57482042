import { beforeEach, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything, one } from '../import/importing.ts';
import { deed, options } from './deeds.ts';
import { scopes } from './scopes.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await world();
  // carl may take out of plot-1, and put into aim; aim is hidden from the others.
  await bench.must('dataset', 'create', 'aim');
  await bench.must('dataset', 'grant', 'aim', 'carl', '--role', 'collaborator');
});

const move = (as: string | null, ...argv: string[]) => bench.run([...argv, '--yes'], { as });
const datasetOf = (tag: string): unknown =>
  one(bench, `select c.name from individual i join container c on c.id = i.dataset_id where i.tag = '${tag}'`);
const measure = (tag: string, dataset: string, value: number, as = 'ana') =>
  deed(
    bench,
    as,
    'measurement',
    'create',
    ...options({ trait: 'mass', individual: tag, dataset, person: 'SILVA A', date: '2009', value }),
  );
const soundScopes = (): void => {
  const all = scopes(bench);
  expect(all.length).toBeGreaterThan(6);
  expect(all.filter(({ stored, naive }) => stored !== naive)).toEqual([]);
};

test('an individual goes to another dataset with its occurrences; what is measured on it stays where it is, and is read by who reads both', async () => {
  await bench.must('occurrence', 'create', ...options({ individual: 'P1', dateTime: '2008-01-01', location: 'Dream' }));
  await measure('P1', 'open', 3000);
  soundScopes();
  const ran = await move('carl', 'individual', 'move', 'P1', '--to', 'dataset/aim', '--json');
  expect(ran.json()).toEqual({
    dry_run: false,
    results: [{ result: 'updated', ref: 'individual/id:5', from: ['dataset/plot-1'], to: 'dataset/aim' }],
    warnings: [
      'what depends on it is then read by those who also read dataset/aim: 1 occurrence (id:1), 2 measurements (id:1, id:4)',
    ],
  });
  expect(datasetOf('P1')).toBe('aim');
  expect(one(bench, 'select c.name from occurrence o join container c on c.id = o.dataset_id')).toBe('aim');
  soundScopes();
  // vera reads plot-1 and open, and not aim.
  expect((await deed(bench, 'vera', 'individual', 'show', 'P1')).code).toBe(3);
  expect(
    ((await deed(bench, 'vera', 'measurement', 'list')).record as unknown as { object: string }[]).map(
      ({ object }) => object,
    ),
  ).toEqual(['O1']);
  expect(
    ((await deed(bench, 'carl', 'measurement', 'list')).record as unknown as { object: string }[]).map(
      ({ object }) => object,
    ),
  ).toEqual(['O1', 'P1', 'P1']);
});

test('a measurement goes alone', async () => {
  expect((await move('carl', 'measurement', 'move', 'id:1', '--to', 'aim')).err).toBe(
    'moved: 1 measurement from dataset/plot-1 to dataset/aim\n',
  );
  expect(one(bench, 'select c.name from measurement m join container c on c.id = m.dataset_id where m.id = 1')).toBe(
    'aim',
  );
  soundScopes();
  expect((await deed(bench, 'col', 'measurement', 'show', 'id:1')).code).toBe(3);
});

test('all that a filter means are moved, or none of them, and a second time it is unchanged', async () => {
  expect((await move('carl', 'individual', 'move', '--filter', 'dataset=plot-1', '--to', 'aim')).err).toContain(
    'moved: 2 individuals from dataset/plot-1 to dataset/aim\n',
  );
  expect([datasetOf('P1'), datasetOf('P2')]).toEqual(['aim', 'aim']);
  soundScopes();
  const before = everything(bench);
  expect((await move('ana', 'individual', 'move', 'P1', 'P2', '--to', 'aim')).err).toBe('unchanged: 2 individuals\n');
  expect(everything(bench)).toEqual(before);
});

test.each([
  ['carl', ['P1', '--to', 'secret'], 3],
  ['carl', ['S1', '--to', 'aim'], 3],
  ['carl', ['P1', '--to', 'nowhere'], 3],
  // To read open is not to insert into it.
  ['carl', ['P1', '--to', 'open'], 4],
  ['col', ['P1', '--to', 'aim'], 3],
  ['max', ['P1', '--to', 'aim'], 3],
  ['vera', ['P1', '--to', 'plot-1'], 4],
  ['carl', ['O1', '--to', 'aim'], 4],
  ['carl', ['P1', 'O1', '--to', 'aim'], 4],
  ['carl', ['--filter', 'location=Torgersen', '--to', 'aim'], 4],
  ['ana', ['P1', '--to', 'project/wetlands'], 2],
  ['ana', ['P1', '--to', 'group/neuro'], 2],
  ['ana', ['P1', '--filter', 'tag=P2', '--to', 'aim'], 2],
  ['ana', ['--to', 'aim'], 2],
  ['ana', ['P1'], 2],
] as const)('%s who moves %j is refused with %i, and nothing changes', async (as, argv, code) => {
  const before = everything(bench);
  const ran = await move(as, 'individual', 'move', ...argv);
  expect({ code: ran.code, out: ran.out }).toEqual({ code, out: '' });
  expect(everything(bench)).toEqual(before);
});

test('a collaborator of the source may not take out of it, whatever role the target gives', async () => {
  await bench.must('dataset', 'grant', 'aim', 'col', '--role', 'owner');
  expect((await move('col', 'individual', 'move', 'P1', '--to', 'aim')).code).toBe(4);
  await bench.must('dataset', 'grant', 'plot-1', 'col', '--role', 'contributor');
  expect((await move('col', 'individual', 'move', 'P1', '--to', 'aim')).code).toBe(0);
});

test('one that would be in the target twice stays where it is', async () => {
  const found = options({ collector: 'SILVA A', date: '2007', location: 'Torgersen' });
  await bench.must('individual', 'create', 'P1', '--dataset', 'aim', ...found);
  const before = everything(bench);
  const ran = await move('carl', 'individual', 'move', '--filter', 'dataset=plot-1', '--to', 'aim');
  expect(ran.code).toBe(6);
  expect(ran.err).toContain('1 of 2 individuals would be in dataset/aim twice: id:5 is like id:9');
  expect(everything(bench)).toEqual(before);
  // Two that are the same but for their datasets cannot both come.
  await bench.must('individual', 'create', 'P2', '--dataset', 'open', ...found);
  expect((await move('ana', 'individual', 'move', '--filter', 'tag=P2', '--to', 'aim')).code).toBe(6);
});

test('what depends on it is counted as far as it is seen; of the rest it is said that there is some', async () => {
  await bench.must('dataset', 'grant', 'secret', 'max', '--role', 'viewer');
  await bench.must('dataset', 'grant', 'aim', 'max', '--role', 'collaborator');
  await measure('P1', 'secret', 3000);
  const dry = (as: string) => bench.run(['individual', 'move', 'P1', '--to', 'aim', '--dry-run'], { as });
  const known = 'warning: what depends on it is then read by those who also read dataset/aim:';
  const way = '1 individual from dataset/plot-1 to dataset/aim';
  expect((await dry('max')).err).toBe(
    `${known} 2 measurements (id:1, id:4)\nwould be moved: ${way}\ndry run: nothing was changed\n`,
  );
  expect((await dry('carl')).err).toBe(
    `${known} 1 measurement (id:1)\nwarning: others depend on it\nwould be moved: ${way}\ndry run: nothing was changed\n`,
  );
  expect(datasetOf('P1')).toBe('plot-1');
});

test('what is moved is told with where it comes from, of each source how many', async () => {
  const all = ['individual', 'move', '--filter', 'location=Torgersen', '--to', 'aim', '--dry-run'];
  const dry = await bench.run(all, { as: 'sara' });
  expect(dry.err).toContain(
    'would be moved: 4 individuals from dataset/plot-1 (2), dataset/secret (1), dataset/open (1) to dataset/aim\n',
  );
  expect(dry.out).toBe(
    [
      'result\tref\tfrom\tto',
      'updated\tindividual/id:5\tdataset/plot-1\tdataset/aim',
      'updated\tindividual/id:6\tdataset/plot-1\tdataset/aim',
      'updated\tindividual/id:7\tdataset/secret\tdataset/aim',
      'updated\tindividual/id:8\tdataset/open\tdataset/aim',
      '',
    ].join('\n'),
  );
});

test('a move into what others read says so', async () => {
  expect((await move('ana', 'individual', 'move', 'P2', '--to', 'open')).err).toContain(
    'warning: everybody reads dataset/open\n',
  );
  expect((await move('ana', 'individual', 'move', 'P2', '--to', 'lab-only')).err).toContain(
    'warning: every registered user reads dataset/lab-only\n',
  );
});

test('each source and the target has its own row in the audit log, and their contents have changed', async () => {
  const audits = Number(one(bench, 'select count(*) from audit'));
  await move('ana', 'individual', 'move', '--filter', 'location=Torgersen', '--to', 'aim');
  expect(one(bench, `select count(*) from audit where seq > ${audits} and object_kind = 'dataset'`)).toBe(4);
  expect(one(bench, `select count(*) from audit`)).toBe(audits + 4);
  const of = (name: string, column: string): unknown =>
    JSON.parse(
      String(
        one(
          bench,
          `select a.${column} from audit a join container c on c.id = a.object_id where a.seq > ${audits} and c.name = '${name}'`,
        ),
      ),
    );
  expect(of('plot-1', 'before')).toEqual({ individual: [[5, 6]], count: 2 });
  expect(of('aim', 'after')).toEqual({ individual: [[5, 8]], count: 4 });
  expect(
    one(
      bench,
      "select count(*) from dataset d join container c on c.id = d.id where c.name in ('plot-1', 'aim', 'secret', 'open') and d.contents_changed_at is null",
    ),
  ).toBe(0);
});

test('an occurrence goes with its individual and not otherwise', async () => {
  expect((await bench.run(['occurrence', 'move', 'id:1', '--to', 'aim', '--yes'])).code).toBe(2);
});

test('one that is named moves without a question, several do not', async () => {
  await bench.must(
    'individual',
    'create',
    'P9',
    ...options({ dataset: 'plot-1', collector: 'SILVA A', date: '2020', location: 'Dream' }),
  );
  const ran = (...argv: string[]) => bench.run(['individual', 'move', ...argv, '--to', 'aim'], { as: 'ana' });
  expect((await ran('P1', 'P9')).code).toBe(2);
  expect((await ran('--filter', 'tag=P9')).code).toBe(2);
  expect(datasetOf('P9')).toBe('plot-1');
  expect(await ran('P9')).toMatchObject({ code: 0 });
  expect(datasetOf('P9')).toBe('aim');
});
