import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything, importing, one } from '../import/importing.ts';
import { deed, options } from './deeds.ts';
import { scopes } from './scopes.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await world();
  bench.write('a.jpg', jpeg('a'));
  bench.write('b.jpg', jpeg('b'));
});

const jpeg = (text: string): Buffer => Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.from(text)]);
const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const folder = (): string => `${bench.db}.media`;
const blobs = (): string[] =>
  existsSync(folder())
    ? readdirSync(folder(), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .toSorted()
    : [];

type Fields = Record<string, string | number | readonly string[]>;
const create = async (fields: Fields = {}, as = 'col') =>
  deed(bench, as, 'media', 'create', ...options({ individual: 'P1', file: 'a.jpg', licence: 'CC0', ...fields }));

test('a picture of an individual is stored in its dataset, and its file beside the database, closed to others', async () => {
  const made = await create({
    licence: 'CC-BY-4.0',
    collector: ['LIMA B', 'SILVA A'],
    date: '2007-11-11',
    description: 'left wing',
  });
  expect(made.record).toEqual({
    result: 'created',
    id: 1,
    object: 'P1',
    object_type: 'individual',
    individual_dataset: 'plot-1',
    individual_collector: 'SILVA A',
    individual_location: 'Torgersen',
    biocollection: null,
    biocollection_number: null,
    file: 'a.jpg',
    licence: 'CC-BY-4.0',
    collector: ['LIMA B', 'SILVA A'],
    dataset: 'plot-1',
    date: '2007-11-11',
    description: 'left wing',
    notes: null,
    tag: null,
    media_type: 'image/jpeg',
    size: 5,
    sha256: sha(jpeg('a')),
  });
  const path = join(folder(), sha(jpeg('a')).slice(0, 2), sha(jpeg('a')));
  expect(readFileSync(path)).toEqual(jpeg('a'));
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(folder()).mode & 0o777).toBe(0o700);
});

test('the same contents are kept once, and a file of one name is of one object once', async () => {
  await create();
  expect((await create()).record['result']).toBe('unchanged');
  expect((await create({ individual: 'P2' })).record['result']).toBe('created');
  bench.write('copy.jpg', jpeg('a'));
  expect((await create({ file: 'copy.jpg' })).record['result']).toBe('created');
  expect(blobs()).toEqual([sha(jpeg('a'))]);
  bench.write('a.jpg', jpeg('other'));
  const other = await create();
  expect({ code: other.code, message: other.message }).toEqual({
    code: 6,
    message: 'this media is there already, with other file',
  });
  expect((await create({ licence: 'CC-BY-4.0', collector: 'LIMA B', file: 'copy.jpg' })).code).toBe(6);
  expect(blobs()).toEqual([sha(jpeg('a'))]);
});

test.each([
  [{ licence: 'CC-BY-4.0' }, [['missing-value', 'collector']]],
  [{ licence: 'free' }, [['unknown-licence', 'licence']]],
  [{ file: 'none.jpg' }, [['bad-file', 'file']]],
  [{ file: 'notes.pdf' }, [['bad-file', 'file']]],
  [{ file: 'lying.png' }, [['bad-file', 'file']]],
  [{ file: 'empty.jpg' }, [['bad-file', 'file']]],
  [{ file: '.' }, [['bad-file', 'file']]],
  [{ date: '2007-11' }, [['bad-date', 'date']]],
  [{ date: '2999-01-01' }, [['future-date', 'date']]],
])('media with %j are refused, and leave no file behind', async (fields, problems) => {
  bench.write('notes.pdf', '%PDF-1.4');
  bench.write('lying.png', jpeg('x'));
  bench.write('empty.jpg', '');
  const before = everything(bench);
  const made = await create(fields);
  expect({ code: made.code, problems: made.problems }).toEqual({ code: 5, problems });
  expect(everything(bench)).toEqual(before);
  expect(existsSync(folder())).toBe(false);
});

test('media of an open record need a dataset, and are read by who reads that', async () => {
  const about = ['media', 'create', '--taxon', 'Pygoscelis', '--file', 'a.jpg', '--licence', 'CC0'];
  expect((await deed(bench, 'col', ...about)).problems).toEqual([['missing-value', 'dataset']]);
  expect((await deed(bench, 'col', ...about, '--dataset', 'plot-1')).record).toMatchObject({
    object: 'Pygoscelis',
    object_type: 'taxon',
    dataset: 'plot-1',
  });
  expect((await deed(bench, 'vera', 'media', 'show', 'id:1')).code).toBe(0);
  expect((await deed(bench, 'olga', 'media', 'show', 'id:1')).code).toBe(3);
  expect((await deed(bench, 'ana', 'taxon', 'edit', 'Pygoscelis', '--notes', 'x')).code).toBe(4);
});

test('roles in the dataset decide, and what it shows must be read, too', async () => {
  await create();
  expect(
    (
      await deed(
        bench,
        'ana',
        'media',
        'create',
        ...options({ individual: 'S1', file: 'a.jpg', licence: 'CC0', dataset: 'open' }),
      )
    ).code,
  ).toBe(0);
  for (const [as, codes] of [
    ['olga', [3, 3, 3]],
    [null, [3, 3, 3]],
    ['vera', [0, 4, 4]],
    ['col', [0, 0, 4]],
    ['carl', [0, 0, 0]],
  ] as const) {
    expect((await deed(bench, as, 'media', 'show', 'id:2')).code, `in open, of S1, by ${as}`).toBe(3);
    expect((await deed(bench, as, 'media', 'show', 'id:1')).code, `show by ${as}`).toBe(codes[0]);
    expect((await deed(bench, as, 'media', 'edit', 'id:1', '--description', String(as))).code, `edit by ${as}`).toBe(
      codes[1],
    );
    expect((await deed(bench, as, 'media', 'delete', 'id:1', '--yes')).code, `delete by ${as}`).toBe(codes[2]);
  }
  expect((await create({ individual: 'O1' })).code).toBe(4);
  expect((await create({ individual: 'S1' })).code).toBe(3);
  expect((await create({}, 'vera')).code).toBe(4);
});

test('a file comes out as it went in, or not at all', async () => {
  await create();
  const fetch = (as: string, ...argv: string[]) => bench.run(['media', 'fetch', 'id:1', ...argv, '--json'], { as });
  expect((await fetch('vera', '--output', 'out.jpg')).json()).toEqual({
    file: join(bench.dir, 'out.jpg'),
    name: 'a.jpg',
    bytes: 5,
    sha256: sha(jpeg('a')),
  });
  expect(readFileSync(join(bench.dir, 'out.jpg'))).toEqual(jpeg('a'));
  expect((await fetch('vera', '--output', 'out.jpg')).code).toBe(6);
  expect((await fetch('vera', '--output', 'out.jpg', '--force')).code).toBe(0);
  expect((await fetch('vera', '--output', 'no/out.jpg')).code).toBe(3);
  expect((await fetch('olga', '--output', 'other.jpg')).code).toBe(3);
  expect((await fetch('vera', '--output', 'dry.jpg', '--dry-run')).code).toBe(0);
  const path = join(folder(), sha(jpeg('a')).slice(0, 2), sha(jpeg('a')));
  writeFileSync(path, jpeg('b'));
  expect((await fetch('vera', '--output', 'broken.jpg')).code).toBe(8);
  rmSync(path);
  expect((await fetch('vera', '--output', 'broken.jpg')).code).toBe(8);
  expect(['other.jpg', 'dry.jpg', 'broken.jpg'].filter((name) => existsSync(join(bench.dir, name)))).toEqual([]);
});

test('a file goes when the last row that refers to it is deleted', async () => {
  await create();
  await create({ individual: 'P2' });
  await create({ file: 'b.jpg' });
  expect(blobs()).toHaveLength(2);
  await bench.must('media', 'delete', 'id:1', '--yes');
  expect(blobs()).toHaveLength(2);
  await bench.must('media', 'delete', 'id:2', '--dry-run');
  expect(blobs()).toHaveLength(2);
  await bench.must('media', 'delete', 'id:2', '--yes');
  expect(blobs()).toEqual([sha(jpeg('b'))]);
  // What a program that was killed has left goes with the next deletion.
  mkdirSync(join(folder(), 'ff'), { recursive: true });
  writeFileSync(join(folder(), 'ff', 'f'.repeat(64)), 'orphan');
  await bench.must('media', 'delete', '--filter', 'file=b.jpg', '--yes');
  expect(blobs()).toEqual([]);
});

test('a dataset that is deleted with its records leaves no files, and until then its objects are in use', async () => {
  await create({ individual: 'P2' });
  expect((await deed(bench, 'carl', 'individual', 'delete', 'P2', '--yes')).code).toBe(6);
  await bench.must('dataset', 'delete', 'plot-1', '--cascade', '--yes');
  expect(blobs()).toEqual([]);
});

test('media have tags, each of which must be there', async () => {
  for (const tag of ['wing', 'left']) await bench.must('tag', 'create', tag);
  expect((await create({ tag: ['wing', 'rihgt'] })).code).toBe(3);
  expect((await create({ tag: ['wing', 'left'] })).record['tag']).toEqual(['wing', 'left']);
  expect((await deed(bench, 'ana', 'tag', 'delete', 'wing', '--yes')).code).toBe(6);
  await bench.must('media', 'edit', 'id:1', '--tag', 'left');
  expect((await deed(bench, 'col', 'media', 'show', 'id:1')).record['tag']).toEqual(['left']);
  const rows = 'individual,file,licence,tag\nP2,a.jpg,CC0,left|up\n';
  expect((await importing(bench, 'media', rows)).errors).toMatchObject([
    { code: 'unknown-reference', column: 'tag', value: 'up' },
  ]);
});

test('a dry run stores no file', async () => {
  const ran = await bench.run([
    'media',
    'create',
    ...options({ individual: 'P1', file: 'a.jpg', licence: 'CC0' }),
    '--dry-run',
    '--json',
  ]);
  expect(ran.json()).toMatchObject({ result: 'created' });
  expect(existsSync(folder())).toBe(false);
});

test('a table of attributes names files beside it; all rows are good, or no file is stored', async () => {
  mkdirSync(join(bench.dir, 'photos'));
  writeFileSync(join(bench.dir, 'photos', 'p1.jpg'), jpeg('p1'));
  writeFileSync(join(bench.dir, 'photos', 'p2.jpg'), jpeg('p2'));
  const header = 'individual,filename,license,collector,date\n';
  bench.write(
    'photos/bad.csv',
    `${header}P1,p1.jpg,CC-BY-4.0,SILVA A,2007-11-11\nP2,p3.jpg,CC0,,\nP2,p2.jpg,CC-BY,,\n`,
  );
  const refused = await bench.run(['import', 'media', 'photos/bad.csv', '--json'], { as: 'col' });
  expect(refused.code).toBe(5);
  expect(
    (refused.json() as { errors: { line: number; code: string; column: string }[] }).errors.map(
      ({ line, code, column }) => [line, code, column],
    ),
  ).toEqual([
    [3, 'bad-file', 'file'],
    [4, 'missing-value', 'collector'],
  ]);
  expect(existsSync(folder())).toBe(false);
  bench.write('photos/good.csv', `${header}P1,p1.jpg,CC-BY-4.0,SILVA A,2007-11-11\nP2,p2.jpg,CC0,,\n`);
  const dry = await bench.run(['import', 'media', 'photos/good.csv', '--dry-run'], { as: 'col' });
  expect(dry.code).toBe(0);
  expect(existsSync(folder())).toBe(false);
  const done = await bench.run(['import', 'media', 'photos/good.csv', '--json'], { as: 'col' });
  expect(done.json()).toMatchObject({ status: 'success', created: 2 });
  expect(blobs()).toEqual([sha(jpeg('p1')), sha(jpeg('p2'))].toSorted());
  const { out } = await bench.run(['export', 'media'], { as: 'col' });
  expect(out).toBe(
    'object,object_type,individual_dataset,individual_collector,individual_location,biocollection,biocollection_number,file,licence,collector,dataset,date,description,notes,tag\n' +
      'P1,individual,plot-1,SILVA A,Torgersen,,,p1.jpg,CC-BY-4.0,SILVA A,plot-1,2007-11-11,,,\n' +
      'P2,individual,plot-1,SILVA A,Torgersen,,,p2.jpg,CC0-1.0,,plot-1,,,,\n',
  );
  bench.write('photos/again.csv', out);
  expect((await bench.run(['import', 'media', 'photos/again.csv', '--json'], { as: 'col' })).json()).toMatchObject({
    created: 0,
    unchanged: 2,
  });
});

test('with --on-invalid skip the files of the good rows alone are stored, and --if-exists update replaces a file', async () => {
  const rows = 'individual,file,licence\nP1,a.jpg,CC0\nP2,none.jpg,CC0\nP2,b.jpg,free\n';
  expect((await importing(bench, 'media', rows, ['--on-invalid', 'skip'], { as: 'col' })).counts).toMatchObject({
    created: 1,
    rejected: 2,
  });
  expect(blobs()).toEqual([sha(jpeg('a'))]);
  bench.write('a.jpg', jpeg('sharper'));
  const same = 'individual,file,licence\nP1,a.jpg,CC0\n';
  expect((await importing(bench, 'media', same, [], { as: 'col' })).code).toBe(5);
  expect((await importing(bench, 'media', same, ['--if-exists', 'update'], { as: 'col' })).counts).toMatchObject({
    updated: 1,
  });
  expect((await deed(bench, 'col', 'media', 'show', 'id:1')).record['sha256']).toBe(sha(jpeg('sharper')));
});

test('rows of a file that somebody may not insert are refused, and their files are not stored', async () => {
  const { code, errors } = await importing(
    bench,
    'media',
    'individual,file,licence\nO1,a.jpg,CC0\nS1,b.jpg,CC0\n',
    [],
    { as: 'col' },
  );
  expect(code).toBe(5);
  expect(errors.map((problem) => problem.code)).toEqual(['not-permitted', 'unknown-reference']);
  expect(existsSync(folder())).toBe(false);
});

test('media go with a move of their object as far as who reads them, and move themselves', async () => {
  await create();
  await bench.must('dataset', 'create', 'aim');
  await bench.must('individual', 'move', 'P1', '--to', 'aim', '--yes');
  const sound = () => expect(scopes(bench).filter(({ stored, naive }) => stored !== naive)).toEqual([]);
  sound();
  expect((await deed(bench, 'vera', 'media', 'show', 'id:1')).code).toBe(3);
  await bench.must('media', 'move', 'id:1', '--to', 'open', '--yes');
  sound();
  expect(one(bench, 'select c.name from media m join container c on c.id = m.dataset_id')).toBe('open');
});
