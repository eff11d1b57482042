import { expect, test } from 'vitest';
import { readTable } from '../../src/csv/read.ts';
import { memory, readAll } from './memory.ts';

const noProblems = { problems: [], refused: [], cut: false };

test.each([
  ['LF', 'a,b\n1,2\n3,4\n'],
  ['CRLF', 'a,b\r\n1,2\r\n3,4\r\n'],
  ['CR', 'a,b\r1,2\r3,4\r'],
  ['a header with CRLF and rows with LF', 'a,b\r\n1,2\n3,4\n'],
  ['a header with LF and rows with CRLF', 'a,b\n1,2\r\n3,4\r\n'],
  ['a mixture', 'a,b\r1,2\r\n3,4\n'],
  ['quoted cells before each of them', '"a","b"\r"1","2"\r\n"3","4"\n'],
  ['no line end after the last row', 'a,b\n1,2\r\n3,4'],
])('%s ends a line and leaves nothing in the last cell', async (_, text) => {
  for (const chunk of [1, 65_536]) {
    const rows = [
      ['1', '2'],
      ['3', '4'],
    ];
    expect(await readAll(text, { chunk })).toEqual({ header: ['a', 'b'], rows, lines: [2, 3], ...noProblems });
  }
});

test('a line end inside quotes is kept as it is, and the next row starts on the line where it starts', async () => {
  const text = '"a\nx",b\n1,"p\r\nq\rr\n\ns"\n2,z\n"3","\r\n"\r\n4,"y"\n';
  expect(await readAll(text)).toEqual({
    header: ['a\nx', 'b'],
    rows: [
      ['1', 'p\r\nq\rr\n\ns'],
      ['2', 'z'],
      ['3', '\r\n'],
      ['4', 'y'],
    ],
    lines: [3, 8, 9, 11],
    ...noProblems,
  });
});

test('blank lines are skipped and counted, before the header too', async () => {
  const { headerLine } = await readTable(memory('\n\r\n\ra,b\n'));
  expect(headerLine).toBe(4);
  expect(await readAll('\n\r\n\ra,b\n\n1,2\r\n\r\n\r\n3,4\n\n')).toEqual({
    header: ['a', 'b'],
    rows: [
      ['1', '2'],
      ['3', '4'],
    ],
    lines: [6, 9],
    ...noProblems,
  });
});

test('in a table of one column a blank line is no row, but blanks are and so is an empty cell in quotes', async () => {
  expect(await readAll('a\n\n  \n""\nx\n')).toMatchObject({ rows: [['  '], [''], ['x']], lines: [3, 4, 5] });
});

test('cells are kept exactly: blanks, controls, marks in the middle, formulas, comments and unusual characters', async () => {
  const cells = [
    ' a ',
    '\u00a0b\t',
    '\u001b[31m',
    '\ufeffc',
    '\u200b',
    '\u202e',
    '=1+1',
    '# no comment',
    '\u2028',
    '🌳',
    '“smart”',
    'é',
    '007',
    '1e5',
    'NA',
    "'",
  ];
  const header = cells.map((_, index) => `c${index}`);
  expect((await readAll(`${header.join()}\n${cells.join()}\n#,${cells.slice(1).join()}\n`)).rows).toEqual([
    cells,
    ['#', ...cells.slice(1)],
  ]);
});

test('a quoted cell may be empty, and may contain quotes and delimiters', async () => {
  expect((await readAll('a,b,c,d\n"","""","x ""y"", z",","\n')).rows).toEqual([['', '"', 'x "y", z', ',']]);
});

test('a NUL is reported with line and column, and reading goes on', async () => {
  expect(await readAll('a,b\n1,x\0y\n"2\0",3\n4,5\n')).toEqual({
    header: ['a', 'b'],
    rows: [['4', '5']],
    lines: [4],
    problems: [
      { code: 'bad-character', line: 2, column: 'b', value: 'x\0y', message: 'contains a NUL character' },
      { code: 'bad-character', line: 3, column: 'a', value: '2\0', message: 'contains a NUL character' },
    ],
    refused: [
      ['1', 'x\0y'],
      ['2\0', '3'],
    ],
    cut: false,
  });
});

test('a big table comes in batches of a few thousand rows with every line right, and may be read again', async () => {
  const rows = Array.from({ length: 50_000 }, (_, n) => [`${n}`, n % 7 === 0 ? `"p\n${n}"` : `plain ${n}`]);
  const { batches } = await readTable(memory(`n,text\n${rows.map((row) => `${row.join()}\n`).join('')}`));
  const pass = async (): Promise<{ sizes: number[]; lines: number[]; numbers: number[] }> => {
    const got = { sizes: [] as number[], lines: [] as number[], numbers: [] as number[] };
    for await (const batch of batches()) {
      got.sizes.push(batch.rows.length);
      got.lines.push(...batch.lines);
      got.numbers.push(...batch.rows.map(([n]) => Number(n)));
    }
    return got;
  };
  const first = await pass();
  expect(Math.max(...first.sizes)).toBeLessThan(30_000);
  expect(first.numbers).toEqual(rows.map((_, n) => n));
  expect(first.lines).toEqual(rows.map((_, n) => 2 + n + Math.ceil(n / 7)));
  expect(await pass()).toEqual(first);
});
