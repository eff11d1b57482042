import { beforeEach, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything, one } from '../import/importing.ts';
import { deed } from './deeds.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await world();
});

const run = (as: string | null, ...argv: string[]) => bench.run([...argv, '--yes'], { as });
const tags = (where: string): string[] =>
  String(
    one(bench, `select group_concat(tag, ' ') from (select tag from individual where ${where} order by id)`),
  ).split(' ');

test('an edit by filter identifies all individuals of a place that the actor may edit, in one transaction and one audit row', async () => {
  const audits = Number(one(bench, 'select count(*) from audit'));
  const ran = await run(
    'ana',
    'individual',
    'edit',
    '--filter',
    'location=Torgersen',
    '--taxon',
    'Pygoscelis',
    '--identifier',
    'LIMA B',
    '--json',
  );
  expect(ran.code).toBe(0);
  expect(ran.json()).toEqual({
    dry_run: false,
    results: ['id:5', 'id:6', 'id:7', 'id:8'].map((ref) => ({ result: 'updated', ref: `individual/${ref}` })),
    warnings: [],
  });
  expect(tags("identifier_id = (select id from person where abbreviation = 'LIMA B')")).toEqual([
    'P1',
    'P2',
    'S1',
    'O1',
  ]);
  expect(one(bench, 'select count(*) from audit')).toBe(audits + 1);
  expect(JSON.parse(String(one(bench, 'select before from audit order by seq desc limit 1')))).toEqual({
    filters: ['location=Torgersen'],
    ids: [[5, 8]],
  });
});

test('what is so already is said to be unchanged, and a second run changes nothing', async () => {
  await bench.must('individual', 'edit', 'P1', '--notes', 'seen');
  const ran = await run('ana', 'individual', 'edit', '--filter', 'dataset=plot-1', '--notes', 'seen');
  expect(ran).toMatchObject({ code: 0, err: 'updated: 1 individual; unchanged: 1 individual\n' });
  expect(ran.out).toBe('result\tref\nunchanged\tindividual/id:5\nupdated\tindividual/id:6\n');
  const before = everything(bench);
  expect((await run('ana', 'individual', 'edit', '--filter', 'dataset=plot-1', '--notes', 'seen')).err).toBe(
    'unchanged: 2 individuals\n',
  );
  expect(everything(bench)).toEqual(before);
});

test('filters go together, and mean only what the actor reads', async () => {
  const ran = await run(
    'col',
    'individual',
    'edit',
    '--filter',
    'location=Torgersen',
    '--filter',
    'dataset=plot-1',
    '--notes',
    'x',
  );
  expect(ran.code).toBe(0);
  expect(tags("notes = 'x'")).toEqual(['P1', 'P2']);
  const none = await run('olga', 'individual', 'edit', '--filter', 'dataset=secret', '--notes', 'x');
  expect(none).toMatchObject({
    code: 0,
    out: 'result\tref\n',
    err: 'no individual that you can see is meant; nothing was changed\n',
  });
});

test('one record that may not be changed refuses them all, and no hidden one is named', async () => {
  const before = everything(bench);
  // col may edit those in plot-1, reads O1 in open, and does not see S1.
  const edited = await run('col', 'individual', 'edit', '--filter', 'location=Torgersen', '--notes', 'x');
  expect(edited.code).toBe(4);
  expect(edited.err).toContain('id:8 is one of those');
  expect(edited.err).not.toContain('id:7');
  expect((await run('col', 'measurement', 'delete', '--filter', 'trait=mass')).code).toBe(4);
  expect((await run('vera', 'measurement', 'delete', '--filter', 'dataset=plot-1')).code).toBe(4);
  expect(everything(bench)).toEqual(before);
});

test('every record goes through the validator, and each different problem is said once', async () => {
  const before = everything(bench);
  const made = await deed(
    bench,
    'ana',
    'individual',
    'edit',
    '--filter',
    'location=Torgersen',
    '--angle',
    '361',
    '--distance',
    '1',
    '--yes',
  );
  expect(made).toMatchObject({ code: 5, problems: [['out-of-range', 'angle']] });
  expect(made.message).toBe('4 of 4 individuals cannot be changed so; nothing was changed');
  expect(
    (await deed(bench, 'ana', 'individual', 'edit', '--filter', 'tag=P1', '--taxon', 'Nonesuch', '--yes')).code,
  ).toBe(3);
  // The unknown name comes before the missing right, the missing right before the bad value.
  expect(
    (await deed(bench, 'col', 'individual', 'edit', '--filter', 'tag=O1', '--taxon', 'Nonesuch', '--yes')).code,
  ).toBe(3);
  expect((await deed(bench, 'col', 'individual', 'edit', '--filter', 'tag=O1', '--angle', '361', '--yes')).code).toBe(
    4,
  );
  expect(everything(bench)).toEqual(before);
});

test('records that would become the same as each other, or as one that is there, are refused', async () => {
  const before = everything(bench);
  expect((await run('ana', 'individual', 'edit', '--filter', 'dataset=plot-1', '--tag', 'New')).code).toBe(6);
  expect((await run('ana', 'individual', 'edit', '--filter', 'tag=P2', '--tag', 'P1')).code).toBe(6);
  expect(everything(bench)).toEqual(before);
});

test('a delete by filter deletes all that are meant, or, where others depend on one, none', async () => {
  const before = everything(bench);
  const bound = await run('ana', 'individual', 'delete', '--filter', 'dataset=plot-1');
  expect(bound).toMatchObject({ code: 6, out: '' });
  expect(everything(bench)).toEqual(before);
  const gone = await run(
    'carl',
    'measurement',
    'delete',
    '--filter',
    'trait=mass',
    '--filter',
    'dataset=plot-1',
    '--json',
  );
  expect(gone.json()).toEqual({
    dry_run: false,
    results: [{ result: 'deleted', ref: 'measurement/id:1' }],
    warnings: [],
  });
  expect((await run('carl', 'individual', 'delete', '--filter', 'dataset=plot-1')).err).toBe(
    'deleted: 2 individuals\n',
  );
  expect(tags('1')).toEqual(['S1', 'O1']);
  expect(one(bench, "select count(*) from object where kind = 'individual'")).toBe(2);
});

test('records that depend on each other go together', async () => {
  await bench.must('taxon', 'create', 'Eudyptes', '--level', 'genus', '--notes', 'wrong');
  await bench.must('taxon', 'create', 'Eudyptes robustus', '--parent', 'Eudyptes', '--notes', 'wrong');
  expect((await run('ana', 'taxon', 'delete', 'Eudyptes')).code).toBe(6);
  expect((await run('ana', 'taxon', 'delete', '--filter', 'notes=wrong')).err).toBe('deleted: 2 taxa\n');
});

test('a dry run foretells, and changes nothing', async () => {
  const before = everything(bench);
  const dry = await bench.run(['individual', 'edit', '--filter', 'dataset=plot-1', '--notes', 'x', '--dry-run'], {
    as: 'ana',
  });
  expect(dry.err).toBe('would be updated: 2 individuals\ndry run: nothing was changed\n');
  expect(
    (await bench.run(['measurement', 'delete', '--filter', 'trait=mass', '--dry-run'], { as: 'ana' })).err,
  ).toContain('would be deleted: 3 measurements');
  expect(everything(bench)).toEqual(before);
});

test.each([
  [['individual', 'edit', 'P1', '--filter', 'tag=P1', '--notes', 'x', '--yes'], 2],
  [['individual', 'edit', '--notes', 'x', '--yes'], 2],
  [['individual', 'edit', '--filter', 'tag=P1', '--yes'], 2],
  [['individual', 'edit', '--filter', 'tag=P1', '--notes', 'x'], 2],
  [['individual', 'delete', '--filter', 'tag=P1'], 2],
  [['individual', 'delete', '--yes'], 2],
  [['individual', 'delete', '--filter', 'colour=red', '--yes'], 2],
  [['individual', 'delete', '--filter', 'P1', '--yes'], 2],
])('%j ends with %i and changes nothing', async (argv, code) => {
  const before = everything(bench);
  expect((await bench.run(argv, { as: 'ana' })).code).toBe(code);
  expect(everything(bench)).toEqual(before);
});
