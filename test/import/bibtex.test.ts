import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything, importFile, importing, records } from './importing.ts';

const entry = '@misc{A2001, title = {Über alles}}\n';

let bench: Bench;
beforeEach(async () => {
  bench = await world();
});
const titles = async (): Promise<unknown[]> =>
  ((await bench.must('reference', 'list', '--json')).json() as { title: string }[]).map(({ title }) => title);

describe('BibTeX is known by how it begins:', () => {
  test.each<[what: string, text: string | Buffer, ...options: string[]]>([
    ['an entry', entry],
    ['blank lines', `\n\n  ${entry}`],
    ['comments', `% Encoding: UTF-8\r\n\r\n%%% mine @home\r\n${entry}`],
    ['a definition', `@string{x = {y}}\n${entry}`],
    ['round brackets', entry.replace('{A', ' ( A').replace(/\}\n$/, ')\n')],
    ['a byte order mark', `\ufeff${entry}`],
    ['UTF-16', Buffer.from(`\ufeff${entry}`, 'utf16le')],
    ['gzip', gzipSync(entry)],
    ['latin1', Buffer.from(entry, 'latin1'), '--encoding', 'latin1'],
  ])('%s', async (_what, text, ...options) => {
    for (const name of ['refs.txt', 'refs.csv']) {
      bench.write(name, text);
      const { code, errors, counts } = await importFile(bench, 'references', name, options);
      expect({ code, errors, counts }).toMatchObject({ code: 0, errors: [], counts: { read: 1 } });
    }
    expect(await titles()).toEqual(['Über alles']);
  });

  test('on standard input', async () => {
    const { code, counts, result } = await importFile(bench, 'references', '-', [], { stdin: entry });
    expect({ code, counts, file: result.file }).toMatchObject({
      code: 0,
      counts: { created: 1 },
      file: 'standard input',
    });
    expect(await titles()).toEqual(['Über alles']);
  });
});

test('a table whose cells are entries is a table', async () => {
  const file = 'bibtex;doi\n@misc{A, title = {x}};\n"@misc{B, title = {y}}";\n';
  expect((await importing(bench, 'references', file, ['--delimiter', 'semicolon'])).counts).toMatchObject({
    created: 2,
  });
});

test.each([
  ['empty', ''],
  ['blank', ' \n\n'],
  ['text', 'full_name,email\nEva Good,\n'],
  ['definitions alone', '% mine\n@string{x = {y}}\n@comment{z}\n'],
])('a file .bib without an entry is refused with exit 5, as an empty table is: %s', async (_what, text) => {
  const before = records(bench);
  bench.write('refs.bib', text);
  const { code, errors, counts, err } = await importFile(bench, 'references', 'refs.bib');
  expect({ code, ...counts }).toMatchObject({ code: 5, read: 0, created: 0 });
  const message = 'refs.bib has no BibTeX entry; one begins like @article{Gorman2014,';
  expect(errors).toMatchObject([{ line: 1, code: 'bad-bibtex', message }]);
  expect(err).toContain('nothing was stored: the file cannot be used\n');
  expect(records(bench)).toEqual(before);
});

test('an entry does not take the comments below it along', async () => {
  bench.write(
    'refs.bib',
    '@misc{A, title = {x}} % done\n\n% --- others {new}\n%\n@misc{B,\n% not mine\ntitle = {y}}\n% end\n',
  );
  expect((await importFile(bench, 'references', 'refs.bib')).counts).toMatchObject({ created: 2 });
  const rows = (await bench.must('reference', 'list', '--json', '--fields', 'bibtex')).json();
  expect(rows).toEqual([{ bibtex: '@misc{A, title = {x}}' }, { bibtex: '@misc{B,\n% not mine\ntitle = {y}}' }]);
});

test('a BibTeX file is not taken for another kind, and the command that imports it is said', async () => {
  const before = everything(bench);
  bench.write('refs.bib', entry);
  bench.write('refs.txt', entry);
  for (const kind of ['persons', 'measurements'])
    for (const file of ['refs.bib', 'refs.txt']) {
      const { code, err } = await bench.run(['import', kind, file]);
      expect({ code, err }).toEqual({
        code: 2,
        err: `error: ${file} is a BibTeX file, which has references, not ${kind}\nhint: vasculum import references ${file}\n`,
      });
    }
  expect((await bench.run(['import', 'persons', '-'], { stdin: entry })).err).toContain(
    'hint: vasculum import references -\n',
  );
  expect(everything(bench)).toEqual(before);
});

test.each([['{"full_name": "Eva Good"}\n'], ['[\n {"full_name": "Eva Good"}]'], ['[]']])(
  'JSON is named, and not read as a table: %j',
  async (text) => {
    const { code, errors } = await importing(bench, 'persons', text);
    expect({ code, errors }).toMatchObject({
      code: 5,
      errors: [{ line: 1, code: 'bad-file', message: 'rows.csv is JSON, not a table as text' }],
    });
  },
);
