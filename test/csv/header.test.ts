import { describe, expect, test } from 'vitest';
import { readTable } from '../../src/csv/read.ts';
import { Usage } from '../../src/domain/errors.ts';
import { memory, readAll, refusal } from './memory.ts';

const noProblems = { problems: [], refused: [], cut: false };

describe('the header', () => {
  test('is trimmed', async () => {
    expect((await readAll(' id ,\u00a0dbh\t\n1,2\n')).header).toEqual(['id', 'dbh']);
  });

  test('may use names that JavaScript objects have', async () => {
    const text = '__proto__,constructor,toString\n1,2,3\n';
    expect(await readAll(text)).toMatchObject({
      header: ['__proto__', 'constructor', 'toString'],
      rows: [['1', '2', '3']],
    });
    expect(({} as Record<string, unknown>)['1']).toBeUndefined();
  });

  test('with equal or empty names is refused with all problems at once', async () => {
    const refused = await refusal(readAll('\nid, ID ,,nom\u00e9,NOME\u0301,\n1,2,3,4,5,6\n'));
    expect(refused.problems).toEqual([
      { code: 'duplicate-column', line: 2, column: 'ID', message: 'columns 1 and 2 are both named "ID"' },
      { code: 'unknown-column', line: 2, message: 'column 3 has no name' },
      {
        code: 'duplicate-column',
        line: 2,
        column: 'NOME\u0301',
        message: 'columns 4 and 5 are both named "NOME\u0301"',
      },
      { code: 'unknown-column', line: 2, message: 'column 6 has no name' },
    ]);
  });

  test.each([
    ['nothing', ''],
    ['a byte order mark', '\ufeff'],
    ['line ends', '\n\r\n\r'],
    ['a separator line', 'sep=;\n'],
  ])('is missed in a file of %s', async (_, text) => {
    const refused = await refusal(readAll(text));
    expect(refused.problems).toEqual([{ code: 'missing-column', line: 1, message: 'rows.csv has no header line' }]);
  });

  test('alone is a table without rows', async () => {
    for (const text of ['a,b', 'a,b\n', 'a,b\r\n\r\n']) {
      expect(await readAll(text)).toEqual({ header: ['a', 'b'], rows: [], lines: [], ...noProblems });
    }
  });
});

describe('the delimiter', () => {
  test.each([
    ['semicolon', 'id;dbh;note\n1;2,5;x'],
    ['tab', 'id\tdbh\n1\t2'],
    ['pipe', 'id|dbh\n1|2'],
    ['semicolon', '"id";"a,b"\n1;2'],
  ])('that is a %s instead is recognised and said', async (name, text) => {
    const refused = await refusal(readAll(text));
    expect(refused.problems).toMatchObject([{ code: 'unknown-column', line: 1 }]);
    expect(refused.hint).toBe(`Give --delimiter ${name}.`);
    expect((await readAll(text, { delimiter: name })).header.length).toBeGreaterThan(1);
  });

  test('is a tab where the name says so, and there too a wrong one is said', async () => {
    for (const name of ['x.tsv', 'x.TAB', 'x.tsv.gz'])
      expect((await readAll('a\tb\n1\t2,5\n', { name })).rows).toEqual([['1', '2,5']]);
    expect((await refusal(readAll('a,b\n1,2\n', { name: 'x.tsv' }))).hint).toBe('Give --delimiter comma.');
  });

  test('is obeyed when it is given, though one column results', async () => {
    expect((await readAll('a;b\n1;2\n', { delimiter: 'comma' })).header).toEqual(['a;b']);
    expect((await readAll('a|b\n', { delimiter: '\t' })).header).toEqual(['a|b']);
  });

  test('may be any one character, but not one that quotes or ends a line', async () => {
    expect(await readAll('a¦"b¦c"\n1¦2\n', { delimiter: '¦' })).toMatchObject({
      header: ['a', 'b¦c'],
      rows: [['1', '2']],
    });
    for (const delimiter of ['"', '\n', '', 'ab']) await expect(readAll('a\n', { delimiter })).rejects.toThrow(Usage);
  });

  test('is set by a first line sep=, which counts as a line', async () => {
    for (const [mark, end] of [
      ['', '\n'],
      ['\ufeff', '\r\n'],
      ['', '\r'],
    ] as const) {
      const text = `${mark}sep=;${end}a;b${end}1;2,5${end}`;
      for (const chunk of [1, 65_536])
        expect(await readAll(text, { chunk })).toEqual({
          header: ['a', 'b'],
          rows: [['1', '2,5']],
          lines: [3],
          ...noProblems,
        });
      expect(await readTable(memory(text))).toMatchObject({ delimiter: ';', headerLine: 2, encoding: 'utf-8' });
    }
  });

  test('on the command line wins over a line sep=, which is dropped all the same', async () => {
    expect((await readAll('sep=;\na,b\n', { delimiter: 'comma' })).header).toEqual(['a', 'b']);
  });

  test('is not set by a header that only begins like a line sep=', async () => {
    expect((await readAll('sep=a,b\n1,2\n')).header).toEqual(['sep=a', 'b']);
    expect((await readAll('"sep=;"\n1\n')).header).toEqual(['sep=;']);
  });
});
