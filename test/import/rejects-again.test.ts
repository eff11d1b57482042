import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { importFile, importing, noRows, problem, records } from './importing.ts';

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;

let bench: Bench;
beforeEach(async () => {
  bench = await world();
});
const path = (name = 'bad.csv'): string => join(bench.dir, name);
const read = (name = 'bad.csv'): string => readFileSync(path(name), 'utf8');
const mend = (change: (text: string) => string, name = 'bad.csv'): void =>
  writeFileSync(path(name), change(read(name)));
const names = async (): Promise<string[]> => {
  const listed = await bench.run(['person', 'list', '--json', '--fields', 'full_name']);
  return (listed.json() as { full_name: string }[]).map((row) => row.full_name);
};

const people = 'full_name,email\nEvá Good,nomail\nIvo Good,\n';
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

describe('a file of rejected rows is replaced by that of the next import, and imports when it is mended:', () => {
  test.each([
    ['latin1', Buffer.from(people, 'latin1'), 'latin1', ['--encoding', 'latin1']],
    ['UTF-16 without a mark', Buffer.from(people, 'utf16le'), 'utf16le', ['--encoding', 'utf-16le']],
    ['big-endian UTF-16 without a mark', utf16be(people), 'utf16be', ['--encoding', 'utf-16be']],
    ['UTF-16 with its mark', Buffer.from(`\ufeff${people}`, 'utf16le'), 'utf16le', []],
    ['big-endian UTF-16 with its mark', utf16be(`\ufeff${people}`), 'utf16be', []],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${people}`), 'utf8', []],
    ['semicolons', Buffer.from(people.replaceAll(',', ';')), 'utf8', ['--delimiter', 'semicolon']],
    ['tabs', Buffer.from(people.replaceAll(',', '\t')), 'utf8', ['--delimiter', 'tab']],
    ['a sign beyond ASCII', Buffer.from(people.replaceAll(',', '§')), 'utf8', ['--delimiter', '§']],
    [
      'that sign in latin1',
      Buffer.from(people.replaceAll(',', '§'), 'latin1'),
      'latin1',
      ['--delimiter', '§', '--encoding', 'latin1'],
    ],
    ['a letter', Buffer.from(people.replaceAll(',', 'x')), 'utf8', ['--delimiter', 'x']],
    ['a line sep=', Buffer.from(`sep=|\n${people.replaceAll(',', '|')}`), 'utf8', []],
    ['gzip', gzipSync(people), 'utf8', []],
    ['gzip in latin1', gzipSync(Buffer.from(people, 'latin1')), 'latin1', ['--encoding', 'latin1']],
    ['a header of two lines', Buffer.from(people.replace('email', '"e\nmail"')), 'utf8', ['--map', 'e\nmail=email']],
  ])('%s', async (_what, file, encoding, options) => {
    bench.write('in.csv', file);
    for (const round of ['first', 'second']) {
      const { code, errors, result } = await importFile(bench, 'persons', 'in.csv', [
        ...options,
        '--rejects',
        'bad.csv',
      ]);
      expect(errors).toMatchObject([{ line: expect.any(Number), column: expect.any(String), code: 'bad-email' }]);
      expect({ round, code, result }).toMatchObject({ code: 5, result: { rejects: { file: 'bad.csv', rows: 1 } } });
    }
    const bytes = readFileSync(path());
    const [wrong, right] = ['nomail', 'e@la.b'].map((text) =>
      encoding === 'utf16be' ? utf16be(text) : Buffer.from(text, encoding as 'utf8'),
    ) as [Buffer, Buffer];
    right.copy(bytes, bytes.indexOf(wrong));
    writeFileSync(path(), bytes);
    const again = await importFile(bench, 'persons', 'bad.csv', options);
    expect(again.errors).toEqual([]);
    expect({ code: again.code, ...again.counts }).toMatchObject({ code: 0, created: 1 });
    expect(await names()).toContain('Evá Good');
  });
});

test('a text that only speaks of the four columns is no file of rejected rows', async () => {
  bench.write('in.csv', people);
  for (const text of [
    'notes\nfull_name,_line,_column,_code,_message\n',
    'full_name,_line,_column,_code\n',
    '"a,_line,_column,_code,_message',
  ]) {
    bench.write('notes.csv', text);
    expect((await importFile(bench, 'persons', 'in.csv', ['--rejects', 'notes.csv'])).code).toBe(6);
    expect(read('notes.csv')).toBe(text);
  }
});

describe('a row of another length', () => {
  const file = lines('full_name,email,notes', 'Eva Good', 'Ivo Good,,a,b', 'Ada Ok,,');
  const rejected = async (): Promise<void> => {
    expect((await importing(bench, 'persons', file, ['--rejects', 'bad.csv'])).code).toBe(5);
  };

  test('is rejected into its own columns, with the cells that were read of it', async () => {
    await rejected();
    expect(read()).toBe(
      lines(
        'full_name,email,notes,_line,_column,_code,_message',
        'Eva Good,,,2,,ragged-row,"has 1 cell, the header has 3: [""Eva Good""]"',
        'Ivo Good,,a,3,,ragged-row,"has 4 cells, the header has 3: [""Ivo Good"","""",""a"",""b""]"',
      ),
    );
  });

  test('stays rejected, and as it was, until somebody has looked at it', async () => {
    await rejected();
    const before = [read(), records(bench)];
    const message = 'is as it was when it was rejected; mend it in its own columns, or empty its _code if it is right';
    const again = await importFile(bench, 'persons', 'bad.csv', ['--on-invalid', 'skip', '--rejects', 'worse.csv']);
    expect(again.errors).toEqual([
      problem(2, 'ragged-row', null, null, message),
      problem(3, 'ragged-row', null, null, message),
    ]);
    expect(again.code).toBe(5);
    expect(read('worse.csv').replaceAll(message, '')).toContain('[""Ivo Good"","""",""a"",""b""]');
    expect([read(), records(bench)]).toEqual(before);
    expect((await importFile(bench, 'persons', 'worse.csv')).errors).toHaveLength(2);
  });

  test('imports when it is mended in its own columns', async () => {
    await rejected();
    mend((text) => text.replace('Eva Good,,,', 'Eva Good,,tall,').replace('Ivo Good,,a,', 'Ivo Good,,"a,b",'));
    expect(await importFile(bench, 'persons', 'bad.csv')).toMatchObject({
      code: 0,
      errors: [],
      counts: { created: 2 },
    });
    const { json } = await bench.must('person', 'show', 'GOOD I', '--json');
    expect(json()).toMatchObject({ notes: 'a,b' });
  });

  test('imports as it is when its code is taken away, or all four columns are', async () => {
    await rejected();
    mend((text) => text.replace('2,,ragged-row', '2,,').replace(/Ivo Good,,a.*/, 'Ivo Good,,a'));
    expect(await importFile(bench, 'persons', 'bad.csv')).toMatchObject({
      code: 0,
      errors: [],
      counts: { created: 2 },
    });
  });

  test('imports from a spreadsheet that padded every row', async () => {
    await rejected();
    mend((text) =>
      text.replace('Eva Good,,,', 'Eva Good,,tall,').replace('Ivo Good,,a,', 'Ivo Good,,ab,').replaceAll('\n', ',,\n'),
    );
    expect(await importFile(bench, 'persons', 'bad.csv')).toMatchObject({
      code: 0,
      errors: [],
      counts: { created: 2 },
    });
  });

  test('that still has a cell too many is one still', async () => {
    await rejected();
    mend((text) =>
      text.replace(/Ivo Good,,a.*/, 'Ivo Good,,a,b,3,,ragged-row,x').replace(/Eva Good.*/, 'Eva Good,,,b'),
    );
    const { errors } = await importFile(bench, 'persons', 'bad.csv');
    expect(errors.map(({ line, code }) => [line, code])).toEqual([
      [2, 'ragged-row'],
      [3, 'ragged-row'],
    ]);
  });
});

describe('a row whose quotes are broken', () => {
  test.each([
    ['a quote inside', 'Ivo "Good",,5" tall', '"Ivo ""Good""",,"5"" tall"'],
    ['text behind a quote', 'Ivo Good,,"tall" he said', 'Ivo Good,,"""tall"" he said"'],
    ['a quote that is not closed', 'Ivo Good,,"tall', 'Ivo Good,,"""tall"'],
  ])('is rejected with its text, in its own columns: %s', async (_what, row, own) => {
    const file = lines('full_name,email,notes', 'Eva Good,,', row, 'Ada Ok,,');
    const { code, counts } = await importing(bench, 'persons', file, ['--rejects', 'bad.csv']);
    expect({ code, ...counts }).toMatchObject({ code: 5, created: 0, rejected: 1 });
    expect(read()).toContain(`\n${own},3,`);
    const again = await importFile(bench, 'persons', 'bad.csv');
    expect(again.errors).toMatchObject([{ line: 2, code: 'bad-quoting' }]);
    mend((text) => text.replace(own, 'Ivo Good,,tall'));
    expect(await importFile(bench, 'persons', 'bad.csv')).toMatchObject({ code: 0, counts: { created: 1 } });
    expect(await names()).toContain('Ivo Good');
  });

  test('keeps the lines of a cell that is quoted well', async () => {
    const file = lines('full_name,email,notes', '"Eva', 'Good",no"ma"il,"a', 'b"');
    await importing(bench, 'persons', file, ['--rejects', 'bad.csv']);
    expect(read()).toContain('"Eva\nGood","no""ma""il","a\nb",2,email,bad-quoting,');
  });
});

test('a row that is too large is rejected with its place, and stays rejected until it is written anew', async () => {
  const file = lines('full_name,notes', `Eva Good,${'x'.repeat(1_200_000)}`);
  await importing(bench, 'persons', file, ['--rejects', 'bad.csv']);
  expect(read()).toBe(
    lines(
      'full_name,notes,_line,_column,_code,_message',
      ',,2,notes,oversized-row,"the row is larger than 1 MiB, and this is its largest cell; the file was read up to here: []"',
    ),
  );
  expect((await importFile(bench, 'persons', 'bad.csv')).errors).toMatchObject([{ line: 2, code: 'oversized-row' }]);
  mend((text) => text.replace('\n,,2', '\nEva Good,shorter,2'));
  expect((await importFile(bench, 'persons', 'bad.csv')).counts).toMatchObject({ created: 1 });
});

describe('entries of BibTeX', () => {
  const bib = `@string{plos = {PLoS ONE}}
@article{One2001, title = {One}, journal = plos, year = 2001}
@article{-Two2002, title = {Two}, journal = plos}
@article{Broken, title = {x}

@misc{One2001, title = {Mail me @home{x}}}
`;
  const rejected = async (name = 'refs.bib', options: string[] = []): Promise<void> => {
    bench.write(name, bib);
    const { code, counts } = await importFile(bench, 'references', name, [...options, '--rejects', 'bad.bib']);
    expect({ code, ...counts }).toMatchObject({ code: 5, rejected: 3 });
  };

  test('are rejected as BibTeX, each under a comment that says what is wrong', async () => {
    await rejected();
    expect(read('bad.bib')).toBe(`% Entries that vasculum did not import.
% Mend them, and import this file in place of the one they were in.

% line 3, bibtex: the key -Two2002 cannot be used: it has none of | ; , { } and begins with neither - nor (at) [bad-bibtex]
@string{plos = {PLoS ONE}}
@article{-Two2002, title = {Two}, journal = plos}

% line 4, bibtex: the BibTeX cannot be read: Token mismatch, expected "}", found "(at)misc{One2001, title" [bad-bibtex]
@article{Broken, title = {x}

% line 6, key: the same reference stands on line 2 [duplicate-in-file]
@misc{One2001, title = {Mail me @home{x}}}
`);
  });

  test('that are mended are imported with the same options, whatever the file is called', async () => {
    await rejected();
    mend(
      (text) =>
        text.replace('{-Two2002', '{Two2002').replace('{x}\n', '{x}}\n').replace('@misc{One2001', '@misc{Three2003'),
      'bad.bib',
    );
    bench.write('bad.txt', read('bad.bib'));
    expect(await importFile(bench, 'references', 'bad.txt')).toMatchObject({
      code: 0,
      counts: { read: 3, created: 3 },
    });
    expect((await bench.must('reference', 'show', 'Two2002', '--json')).json()).toMatchObject({
      bibtex: '@string{plos = {PLoS ONE}}\n@article{Two2002, title = {Two}, journal = plos}',
    });
  });

  test('replace a file of rejected entries, and no other', async () => {
    await rejected();
    await rejected();
    bench.write('mine.bib', bib);
    expect((await importFile(bench, 'references', 'refs.bib', ['--rejects', 'mine.bib'])).code).toBe(6);
    expect(read('mine.bib')).toBe(bib);
  });

  test('of which none is rejected leave a file that imports nothing, with a warning', async () => {
    bench.write('good.bib', '@misc{A, title = {x}}\n');
    expect((await importFile(bench, 'references', 'good.bib', ['--rejects', 'bad.bib'])).code).toBe(0);
    const { code, counts, result } = await importFile(bench, 'references', 'bad.bib');
    expect({ code, ...counts, warnings: result.warnings }).toMatchObject({
      code: 0,
      read: 0,
      warnings: [noRows],
    });
  });

  test('are rejected in the encoding of their file', async () => {
    bench.write('refs.bib', Buffer.from('@misc{a|b, title = {Über}}\n', 'latin1'));
    const options = ['--encoding', 'latin1', '--rejects', 'bad.bib'];
    for (const round of ['first', 'second']) {
      const { code } = await importFile(bench, 'references', 'refs.bib', options);
      expect({ round, code }).toEqual({ round, code: 5 });
    }
    expect(readFileSync(path('bad.bib')).toString('latin1')).toContain('@misc{a|b, title = {Über}}');
  });
});
