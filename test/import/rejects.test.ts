import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything, importFile, importing, one, records, type Imported } from './importing.ts';

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;
const read = (bench: Bench, name = 'bad.csv'): string => readFileSync(join(bench.dir, name), 'utf8');
const there = (bench: Bench, name = 'bad.csv'): boolean => existsSync(join(bench.dir, name));

const people = lines('full_name,email', 'Eva Good,', 'Bad Mail,nomail', 'Ana Silva,', 'Ivo Good,');

test('--on-invalid skip stores the good rows, and the others are rejected', async () => {
  const bench = await world();
  const { code, counts, result, err } = await importing(bench, 'persons', people, ['--on-invalid', 'skip']);
  expect(code).toBe(0);
  expect(counts).toEqual({ read: 4, created: 2, updated: 0, unchanged: 1, skipped: 0, rejected: 1 });
  expect(result).toMatchObject({ status: 'success', error_count: 1, errors: [{ line: 3, code: 'bad-email' }] });
  expect(err).toBe('stored 2 of 4 persons; 1 were there already, unchanged; 1 rejected\n');
  expect(one(bench, 'select status from job where id = ?', result.job)).toBe('success');
});

test('--on-invalid skip without a single good row is exit 5', async () => {
  const bench = await world();
  const before = records(bench);
  const { code, counts, result } = await importing(bench, 'persons', lines('full_name,email', 'A B,x', 'C D,y'), [
    '--on-invalid',
    'skip',
  ]);
  expect(code).toBe(5);
  expect(counts).toEqual({ read: 2, created: 0, updated: 0, unchanged: 0, skipped: 0, rejected: 2 });
  expect(result.status).toBe('failed');
  expect(records(bench)).toEqual(before);
});

test('--on-invalid skip ends well when every good row is unchanged', async () => {
  const bench = await world();
  const { code, counts } = await importing(bench, 'persons', lines('full_name,email', 'Ana Silva,', 'C D,y'), [
    '--on-invalid',
    'skip',
  ]);
  expect({ code, ...counts }).toMatchObject({ code: 0, unchanged: 1, rejected: 1 });
});

test('a row that refers to a rejected one of the file is rejected too', async () => {
  const bench = await world();
  const file = lines(
    'name,level,parent',
    'Spheniscus magellanicus,,Spheniscus',
    'Spheniscus,no-rank,',
    'Eudyptes,genus,',
  );
  const { code, counts, errors } = await importing(bench, 'taxa', file, ['--on-invalid', 'skip']);
  expect({ code, ...counts }).toMatchObject({ code: 0, created: 1, rejected: 2 });
  expect(errors.map(({ line, code: word }) => [line, word])).toEqual([
    [2, 'unknown-reference'],
    [3, expect.any(String)],
  ]);
});

test('after an abort --rejects has the bad rows alone, each once, with what is wrong with it', async () => {
  const bench = await world();
  const file = lines(
    'notes,full_name,email,orcid',
    '"two',
    'lines",Eva Good,nomail,x',
    ',Ada Ok,,',
    'plain,Ivo Bad,no,',
  );
  const { code, counts, result, err } = await importing(bench, 'persons', file, ['--rejects', 'bad.csv']);
  expect({ code, ...counts }).toMatchObject({ code: 5, created: 0, skipped: 1, rejected: 2 });
  expect(read(bench)).toBe(
    lines(
      'notes,full_name,email,orcid,_line,_column,_code,_message',
      '"two',
      'lines",Eva Good,nomail,x,2,email | orcid,bad-email | bad-orcid,not an e-mail address; write it like ana@lab.org | not an ORCID; write it like 0000-0002-1825-0097',
      'plain,Ivo Bad,no,,5,email,bad-email,not an e-mail address; write it like ana@lab.org',
    ),
  );
  expect(result).toMatchObject({ rejects: { file: 'bad.csv', rows: 2 } });
  expect(err).toContain('2 rejected rows are in bad.csv\n');
});

test('corrected, the rejected rows import with the same options', async () => {
  const bench = await world();
  const file = lines('Who;Mail', 'Eva Good;nomail', 'Ivo Good;');
  const options = ['--map', 'Who=full_name', '--map', 'Mail=email', '--delimiter', 'semicolon', '--on-invalid', 'skip'];
  expect((await importing(bench, 'persons', file, [...options, '--rejects', 'bad.csv'])).code).toBe(0);
  expect(read(bench)).toMatch(/^Who;Mail;_line;_column;_code;_message\nEva Good;nomail;2;email;bad-email;/);
  bench.write('bad.csv', read(bench).replace('nomail', 'eva@lab.org'));
  const again = await importFile(bench, 'persons', 'bad.csv', options);
  expect({ code: again.code, ...again.counts }).toMatchObject({ code: 0, read: 1, created: 1 });
});

test.each([
  ['a name that says tab', 'data.tsv', 'full_name\temail\nEva Good\tnomail\n'],
  ['a first line sep=', 'data.csv', 'sep=;\nfull_name;email\nEva Good;nomail\n'],
  ['UTF-16 with its mark', 'data.csv', Buffer.from('\ufefffull_name,email\nEvá Good,nomail\n', 'utf16le')],
  ['UTF-8 with its mark', 'data.csv', '\ufefffull_name,email\nEvá Good,nomail\n'],
])('a file that needs no options is rejected into one that needs none: %s', async (_what, name, text) => {
  const bench = await world();
  bench.write(name, text);
  expect((await importFile(bench, 'persons', name, ['--rejects', 'bad.csv'])).code).toBe(5);
  const rejects = readFileSync(join(bench.dir, 'bad.csv'));
  const [wrong, right] = ['nomail', 'e@la.b'].map((word) =>
    Buffer.from(word, Buffer.isBuffer(text) ? 'utf16le' : 'utf8'),
  ) as [Buffer, Buffer];
  right.copy(rejects, rejects.indexOf(wrong));
  bench.write('bad.csv', rejects);
  const { code, counts, errors } = await importFile(bench, 'persons', 'bad.csv');
  expect(errors).toEqual([]);
  expect({ code, ...counts }).toMatchObject({ code: 0, created: 1 });
});

test('rejected rows are in the encoding of their file', async () => {
  const bench = await world();
  const latin = Buffer.from('full_name,email\nJosé Nuñez,nomail\n', 'latin1');
  await importing(bench, 'persons', latin, ['--encoding', 'latin1', '--rejects', 'bad.csv']);
  expect(readFileSync(join(bench.dir, 'bad.csv')).toString('latin1')).toContain('José Nuñez,nomail,2,email');
});

test('nothing rejected leaves a header alone, and an older file of rejects is replaced', async () => {
  const bench = await world();
  await importing(bench, 'persons', people, ['--rejects', 'bad.csv']);
  expect(read(bench)).toContain('nomail');
  await importing(bench, 'persons', people.replace('nomail', ''), ['--rejects', 'bad.csv']);
  expect(read(bench)).toBe('full_name,email,_line,_column,_code,_message\n');
  expect(readdirSync(bench.dir).filter((name) => name.endsWith('.part'))).toEqual([]);
});

const refusedRejects = async (bench: Bench, file: string, path: string): Promise<Imported> => {
  const before = everything(bench);
  const imported = await importFile(bench, 'persons', file, ['--rejects', path]);
  expect(everything(bench)).toEqual(before);
  return imported;
};

test('the input is never the file of rejects, by whatever name', async () => {
  const bench = await world();
  const rejects = lines('full_name,email,_line,_column,_code,_message', 'Eva Good,nomail,2,email,bad-email,no');
  bench.write('in.csv', rejects);
  linkSync(join(bench.dir, 'in.csv'), join(bench.dir, 'same.csv'));
  for (const path of ['in.csv', './in.csv', 'same.csv']) {
    const { code, err } = await refusedRejects(bench, 'in.csv', path);
    expect(code).toBe(2);
    expect(err).toContain('--rejects names the file that is imported');
  }
  expect(read(bench, 'in.csv')).toBe(rejects);
});

test('a file that holds anything else is not replaced, nor the database itself', async () => {
  const bench = await world();
  bench.write('in.csv', people);
  bench.write('precious.csv', 'full_name,email\nEva,\n');
  bench.write('empty.csv', '');
  mkdirSync(join(bench.dir, 'folder'));
  for (const path of ['precious.csv', 'empty.csv', 'folder', 'lab.db'])
    expect({ path, code: (await refusedRejects(bench, 'in.csv', path)).code }).toEqual({ path, code: 6 });
  expect(read(bench, 'precious.csv')).toBe('full_name,email\nEva,\n');
  expect((await refusedRejects(bench, 'in.csv', 'nowhere/bad.csv')).code).toBe(3);
  expect((await refusedRejects(bench, 'in.csv', '-')).code).toBe(2);
});

test('a dry run says how many rows would be rejected, and writes no file', async () => {
  const bench = await world();
  const { code, result, err } = await importing(bench, 'persons', people, ['--rejects', 'bad.csv', '--dry-run']);
  expect({ code, rejects: result }).toMatchObject({ code: 5, rejects: { rejects: { rows: 1 } } });
  expect(err).toContain('1 rejected row would be in');
  expect(there(bench)).toBe(false);
  expect(readdirSync(bench.dir).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('a file that cannot be used as a whole leaves no file of rejects', async () => {
  const bench = await world();
  const { code, result } = await importing(bench, 'persons', lines('fullname', 'Eva'), ['--rejects', 'bad.csv']);
  expect({ code, result }).toMatchObject({ code: 5, result: { rejects: null } });
  expect(there(bench)).toBe(false);
});

test('broken quotes hide the rest of the file, so --on-invalid skip stores nothing of it', async () => {
  const bench = await world();
  const before = records(bench);
  const file = lines('full_name,email', 'Eva Good,', 'Ivo "Good",', 'Ada Ok,');
  const { code, counts, errors } = await importing(bench, 'persons', file, ['--on-invalid', 'skip']);
  expect(code).toBe(5);
  expect(errors).toMatchObject([{ line: 3, code: 'bad-quoting' }]);
  expect(counts).toMatchObject({ created: 0, skipped: 1, rejected: 1 });
  expect(records(bench)).toEqual(before);
});

test('a viewer is refused before anything is said of the file of rejects', async () => {
  const bench = await world();
  bench.write('in.csv', lines('trait,individual,person,date,value', 'mass,P1,SILVA A,2009-01-01,1'));
  bench.write('precious.csv', 'a,b\n');
  const options = ['--dataset', 'plot-1', '--rejects', 'precious.csv'];
  expect((await importFile(bench, 'measurements', 'in.csv', options, { as: 'vera' })).code).toBe(4);
  expect((await importFile(bench, 'measurements', 'in.csv', options, { as: 'olga' })).code).toBe(3);
});
