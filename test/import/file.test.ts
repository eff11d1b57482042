import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { world } from '../helpers/world.ts';
import { everything, importFile, importing, noRows, one, problem, records, refused, stored } from './importing.ts';

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;

test('the result has the keys of the specification, and each error all six of its own', async () => {
  const bench = await world();
  const { result } = await importing(bench, 'persons', lines('full_name,email', 'Eva Good,', 'Bad Mail,nomail'));
  expect(Object.keys(result)).toEqual(
    expect.arrayContaining([
      'job',
      'status',
      'kind',
      'file',
      'dry_run',
      'read',
      'created',
      'updated',
      'unchanged',
      'skipped',
      'rejected',
      'empty',
      'seconds',
      'error_count',
      'errors',
      'error_groups',
      'warnings',
    ]),
  );
  expect(result).toMatchObject({
    job: 1,
    status: 'failed',
    kind: 'persons',
    file: 'rows.csv',
    dry_run: false,
    empty: 0,
    error_count: 1,
    error_groups: [{ code: 'bad-email', column: 'email', value: 'nomail', count: 1, first_line: 3 }],
    warnings: [],
  });
  expect(result.seconds).toBeGreaterThanOrEqual(0);
  expect(result.errors).toEqual([
    {
      line: 3,
      column: 'email',
      code: 'bad-email',
      value: 'nomail',
      message: 'not an e-mail address; write it like ana@lab.org',
      suggestion: null,
    },
  ]);
});

test('an abort stores nothing: the good rows are skipped, the known ones unchanged, and message and JSON say so', async () => {
  const bench = await world();
  const before = records(bench);
  const file = lines('full_name,email', 'Eva Good,', 'Bad Mail,nomail', 'Ana Silva,', 'Ivo Good,');
  const { code, counts, result, err } = await importing(bench, 'persons', file);
  expect(code).toBe(5);
  expect(counts).toEqual({ read: 4, created: 0, updated: 0, unchanged: 1, skipped: 2, rejected: 1 });
  expect(err).toMatch(/^nothing was stored: 1 of 4 rows cannot be.* 2 .*not stored either$/m);
  expect(records(bench)).toEqual(before);
  expect(one(bench, 'select status from job where id = ?', result.job)).toBe('failed');
});

test('people are shown file, line, column, value, message and code of each problem', async () => {
  const bench = await world();
  bench.write(
    'people.csv',
    lines('notes,full_name,email,orcid', '"two', 'lines",Eva Good,nomail,', ',Ada Ok,,x', ',Ivo Ok,,'),
  );
  const { code, out, err } = await bench.run(['import', 'persons', 'people.csv'], { tty: true });
  expect({ code, out }).toEqual({ code: 5, out: '' });
  const [first, second, last] = err.split('\n');
  expect([first, second]).toEqual([
    'people.csv:2 email: "nomail": not an e-mail address; write it like ana@lab.org [bad-email]',
    'people.csv:4 orcid: "x": not an ORCID; write it like 0000-0002-1825-0097 [bad-orcid]',
  ]);
  expect(last).toMatch(/^nothing was stored: 2 of 3 rows cannot be/);
});

test('a second run of the same file changes nothing and succeeds', async () => {
  const bench = await world();
  const file = lines('full_name,institution', 'Eva Good,INPA', 'Ivo Good,');
  await stored(bench, 'persons', file);
  const before = records(bench);
  const again = await importing(bench, 'persons', file);
  expect(again.code).toBe(0);
  expect(again.counts).toEqual({ read: 2, created: 0, updated: 0, unchanged: 2, skipped: 0, rejected: 0 });
  expect(again.result.status).toBe('success');
  expect(records(bench)).toEqual(before);
});

test('a column that the file leaves out is not compared, and an empty cell is', async () => {
  const bench = await world();
  await stored(bench, 'persons', lines('full_name,institution', 'Eva Good,INPA'));
  expect((await importing(bench, 'persons', lines('full_name', 'Eva Good'))).counts).toMatchObject({ unchanged: 1 });
  expect(await refused(bench, 'persons', lines('full_name,institution', 'Eva Good,'))).toEqual([
    problem(
      2,
      'duplicate-in-database',
      'institution',
      null,
      'the person is stored already, with other institution: id:3',
    ),
  ]);
});

test.each([
  ['good', ['Eva Good,', 'Ana Silva,']],
  ['bad', ['Eva Good,', 'Bad Mail,nomail', 'Ana Silva,']],
])('a dry run of a %s file tells what the real one would, leaves no job and changes nothing', async (_, rows) => {
  const bench = await world();
  const file = lines('full_name,email', ...rows);
  const before = everything(bench);
  const dry = await importing(bench, 'persons', file, ['--dry-run']);
  expect(everything(bench)).toEqual(before);
  const real = await importing(bench, 'persons', file);
  expect(dry.result).toEqual({ ...real.result, job: null, dry_run: true, seconds: dry.result.seconds });
  expect({ code: dry.code, counts: dry.counts, errors: dry.errors }).toEqual({
    code: real.code,
    counts: real.counts,
    errors: real.errors,
  });
});

test('every import is a job with its counts, also one whose header was refused', async () => {
  const bench = await world();
  const good = await stored(bench, 'persons', lines('full_name', 'Eva Good'));
  expect(one(bench, "select status || ' ' || kind || ' ' || read_count || ' ' || created_count from job")).toBe(
    'success import persons 1 1',
  );
  expect(good.job).toBe(1);
  const { result } = await importing(bench, 'persons', lines('fullname', 'Eva Good'));
  expect(result.job).toBe(2);
  expect(one(bench, 'select status from job where id = 2')).toBe('failed');
});

test('the job keeps every problem, and the JSON the first hundred and groups of equal ones', async () => {
  const bench = await world();
  const rows = Array.from({ length: 150 }, (_, at) => `Person Number${at},${at % 3 === 0 ? 'x' : 'y'}`);
  const { result, errors, err } = await importing(bench, 'persons', lines('full_name,email', ...rows));
  expect(result.error_count).toBe(150);
  expect(errors.map(({ line }) => line)).toEqual(Array.from({ length: 100 }, (_, at) => at + 2));
  expect(result.error_groups).toEqual([
    { code: 'bad-email', column: 'email', value: 'y', count: 100, first_line: 3 },
    { code: 'bad-email', column: 'email', value: 'x', count: 50, first_line: 2 },
  ]);
  expect(one(bench, 'select count(*) from job_log where job_id = ?', result.job)).toBe(150);
  expect(err).toContain('nothing was stored: 150 of 150 rows cannot be\n');
});

test('as JSON lines every problem is a line, and the result is the last', async () => {
  const bench = await world();
  const rows = Array.from({ length: 120 }, (_, at) => `Person Number${at},x`);
  bench.write('rows.csv', lines('full_name,email', ...rows));
  const { out } = await bench.run(['import', 'persons', 'rows.csv', '-o', 'jsonl']);
  const parsed = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(parsed).toHaveLength(121);
  expect(parsed[0]).toMatchObject({ line: 2, code: 'bad-email', column: 'email', value: 'x' });
  expect(parsed[119]).toMatchObject({ line: 121, code: 'bad-email', column: 'email', value: 'x' });
  expect(parsed[120]).toMatchObject({ status: 'failed', read: 120, rejected: 120, error_count: 120 });
});

test('a file with a header alone is a success with a warning', async () => {
  const bench = await world();
  const { code, counts, result, err } = await importing(bench, 'persons', 'full_name,email\n');
  expect(code).toBe(0);
  expect(counts).toEqual({ read: 0, created: 0, updated: 0, unchanged: 0, skipped: 0, rejected: 0 });
  expect(result).toMatchObject({ status: 'success', warnings: [noRows] });
  expect(err).toContain('warning: the file has a header and no rows [no-rows]\n');
});

test.each([
  ['no byte', ''],
  ['a byte order mark alone', '\ufeff'],
  ['blank lines alone', '\n\r\n\n'],
])('a file with %s is refused', async (_, text) => {
  const bench = await world();
  expect((await refused(bench, 'persons', text)).map(({ code, line }) => [code, line])).toEqual([
    ['missing-column', 1],
  ]);
});

test('broken quoting, ragged rows and NUL are problems of their rows, among those of values', async () => {
  const bench = await world();
  const file = lines(
    'full_name,email',
    '"Eva, Good",',
    'One Cell',
    'Three Cells,,x',
    'Bad Mail,nomail',
    'Bad "Quote",',
    'Never Read,nomail',
  );
  const { counts, errors } = await importing(bench, 'persons', file);
  expect(errors).toEqual([
    problem(3, 'ragged-row', null, null, 'has 1 cell, the header has 2'),
    problem(4, 'ragged-row', null, null, 'has 3 cells, the header has 2'),
    problem(5, 'bad-email', 'email', 'nomail', 'not an e-mail address; write it like ana@lab.org'),
    problem(
      6,
      'bad-quoting',
      'full_name',
      null,
      'a quote stands inside a cell that does not begin with one; the file was read up to here',
    ),
  ]);
  expect(counts).toEqual({ read: 5, created: 0, updated: 0, unchanged: 0, skipped: 1, rejected: 4 });
});

test('the line of a problem is the one where its record starts', async () => {
  const bench = await world();
  const errors = await refused(
    bench,
    'persons',
    'full_name,email,notes\r\nEva Good,,"one\r\ntwo\nthree"\r\n\r\n\r\nBad Mail,nomail,"one\n\ntwo"\r\nBad Mail2,nomail,\r\n',
  );
  expect(errors.map(({ line }) => line)).toEqual([7, 10]);
});

test('bytes that do not decode are an error with line and offset, and never another character', async () => {
  const bench = await world();
  const latin = Buffer.from('full_name\nEva Good\nJosé Peña\n', 'latin1');
  expect(await refused(bench, 'persons', latin)).toEqual([
    problem(3, 'bad-encoding', null, null, 'byte 0xE9 at offset 22 is not utf-8'),
  ]);
  await stored(bench, 'persons', latin, ['--encoding', 'latin1']);
  expect((await bench.run(['person', 'list', '--json', '--fields', 'full_name'])).json()).toEqual([
    { full_name: 'Ana Silva' },
    { full_name: 'Beto Lima' },
    { full_name: 'Eva Good' },
    { full_name: 'José Peña' },
  ]);
});

test.each([
  ['UTF-8 with a byte order mark', Buffer.from('\ufefffull_name,notes\nJosé Peña,ñ\n'), []],
  ['UTF-16 with a byte order mark', Buffer.from('\ufefffull_name,notes\nJosé Peña,ñ\n', 'utf16le'), []],
  ['UTF-16 named by an option', Buffer.from('full_name,notes\nJosé Peña,ñ\n', 'utf16le'), ['--encoding', 'utf-16le']],
  ['gzip', gzipSync('full_name,notes\nJosé Peña,ñ\n'), []],
  ['a first line sep=;', 'sep=;\nfull_name;notes\nJosé Peña;ñ\n', []],
  ['semicolons named by an option', 'full_name;notes\nJosé Peña;ñ\n', ['--delimiter', 'semicolon']],
  ['tabs named by an option', 'full_name\tnotes\nJosé Peña\tñ\n', ['--delimiter', 'tab']],
  ['another character as delimiter', 'full_name^notes\nJosé Peña^ñ\n', ['--delimiter', '^']],
  ['CR as line end', 'full_name,notes\rJosé Peña,ñ\r', []],
])('%s is read', async (_, file, options) => {
  const bench = await world();
  await stored(bench, 'persons', file, options);
  const shown = await bench.run(['person', 'show', 'PEÑA J', '--json', '--fields', 'full_name,notes']);
  expect(shown.json()).toEqual({ full_name: 'José Peña', notes: 'ñ' });
});

test('a file named .tsv is separated by tabs', async () => {
  const bench = await world();
  bench.write('people.tsv', 'full_name\tnotes\nEva Good\ta,b\n');
  expect((await importFile(bench, 'persons', 'people.tsv')).counts).toMatchObject({ created: 1 });
});

test('standard input is read under the name of a dash', async () => {
  const bench = await world();
  const done = await importFile(bench, 'persons', '-', [], { stdin: 'full_name\nEva Good\n' });
  expect(done.counts).toMatchObject({ read: 1, created: 1 });
  expect(done.result.file).toBe('standard input');
});

test.each([
  ['a zip archive', Buffer.from('PK\u0003\u0004abcdefgh', 'latin1')],
  ['a PDF', Buffer.from('%PDF-1.7\n')],
  ['an SQLite database', Buffer.from('SQLite format 3\u0000')],
  ['a PNG image', Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1')],
])('%s is named and refused', async (name, file) => {
  const bench = await world();
  const [error, ...more] = await refused(bench, 'persons', file);
  expect(more).toEqual([]);
  expect(error).toMatchObject({ code: 'bad-file' });
  expect(error?.message).toContain(`is ${name}, not a table as text`);
});

test('a delimiter that leaves the header in one piece is recognised', async () => {
  const bench = await world();
  const { code, errors, err } = await importing(bench, 'persons', 'full_name;email\nEva Good;\n');
  expect(code).toBe(5);
  expect(errors).toEqual([
    problem(
      1,
      'unknown-column',
      null,
      'full_name;email',
      'the header is one column, "full_name;email"; it looks separated by semicolon',
    ),
  ]);
  expect(err).toContain('hint: Give --delimiter semicolon.\n');
});

test.each([
  ['--encoding', 'klingon', 'unknown encoding klingon'],
  ['--delimiter', 'ab', 'cannot be a delimiter'],
  ['--map', 'name', '--map takes HEADER=COLUMN, not name'],
  ['--set', '=x', '--set takes COLUMN=TEXT, not =x'],
])('%s %s is a usage error', async (option, value, message) => {
  const bench = await world();
  const before = everything(bench);
  const { code, err } = await importing(bench, 'persons', 'full_name\nEva Good\n', [option, value]);
  expect(code).toBe(2);
  expect(err).toContain(message);
  expect(everything(bench)).toEqual(before);
});

test('the files of the database itself are not read, and leave it usable', async () => {
  const bench = await world();
  const before = everything(bench);
  const { code, err } = await bench.run(['import', 'persons', 'lab.db']);
  expect(code).toBe(5);
  expect(err).toContain('lab.db belongs to the database itself');
  expect(everything(bench)).toEqual(before);
});

test('--quiet leaves out what went well, never what is wrong, on a terminal and off it', async () => {
  const bench = await world();
  bench.write('rows.csv', lines('full_name,email', 'Eva Good,', 'Bad Mail,nomail'));
  for (const tty of [false, true]) {
    const failed = await bench.run(['import', 'persons', 'rows.csv', '-q'], { tty });
    expect(failed).toMatchObject({
      code: 5,
      err:
        'rows.csv:3 email: "nomail": not an e-mail address; write it like ana@lab.org [bad-email]\n' +
        'nothing was stored: 1 of 2 rows cannot be; the good one is not stored either\n',
    });
  }
  const some = await bench.run(['import', 'persons', 'rows.csv', '-q', '--on-invalid', 'skip']);
  expect(some).toMatchObject({
    code: 0,
    err: 'rows.csv:3 email: "nomail": not an e-mail address; write it like ana@lab.org [bad-email]\n',
  });
  expect(await bench.run(['import', 'members', 'rows.csv', '-q'])).toMatchObject({
    code: 5,
    err: expect.stringContaining('rows.csv:1 email: members have no column email [unknown-column]\n'),
  });
});

test('what is wrong is said once, with the file where it has one, and as it can be read', async () => {
  const bench = await world();
  bench.write('packed.gz', Buffer.from([0x1f, 0x8b, 0x78]));
  bench.write('odd.yaml', 'colour: red\n');
  bench.write('rows.csv', 'full_name\n"Eva ""\u001b[31mGood"\n');
  expect((await bench.run(['import', 'persons', 'packed.gz'])).err).toContain('packed.gz: the gzip file is damaged');
  expect((await bench.run(['import', 'persons', 'rows.csv', '--mapping', 'odd.yaml'])).err).toBe(
    'error: odd.yaml:1: colour is no option of import and no kind\n',
  );
  expect((await bench.run(['import', 'persons', 'rows.csv'])).err).toContain(
    'rows.csv:2 full_name: "Eva \\"\\x1b[31mGood": a name cannot contain the character U+001B',
  );
  expect((await bench.run(['person', 'list', '--filter', 'colour=red'])).err).toContain(
    'error: persons have no field colour\n',
  );
});
