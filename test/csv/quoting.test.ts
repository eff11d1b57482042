import { describe, expect, test } from 'vitest';
import { readTable } from '../../src/csv/read.ts';
import { collect, memory, readAll, refusal } from './memory.ts';

describe('a row with too few or too many cells', () => {
  test('is reported with its line, and reading goes on', async () => {
    const text = 'a,b,c\n1,2\n1,2,3\n"1\n",2,3,4\nx\n4,5,6\n';
    expect(await readAll(text)).toEqual({
      header: ['a', 'b', 'c'],
      rows: [
        ['1', '2', '3'],
        ['4', '5', '6'],
      ],
      lines: [3, 7],
      problems: [
        { code: 'ragged-row', line: 2, message: 'has 2 cells, the header has 3' },
        { code: 'ragged-row', line: 4, message: 'has 4 cells, the header has 3' },
        { code: 'ragged-row', line: 6, message: 'has 1 cell, the header has 3' },
      ],
      refused: [['1', '2'], ['1\n', '2', '3', '4'], ['x']],
      cut: false,
    });
  });

  test('gets a hint when typographic quotes were taken for CSV quotes', async () => {
    expect((await readAll('a,b\n1,“x, y”\n')).problems).toEqual([
      {
        code: 'ragged-row',
        line: 2,
        message: 'has 3 cells, the header has 2',
        suggestion: '“ and ” do not quote a cell, only " does',
      },
    ]);
  });
});

describe('broken quoting', () => {
  const upToHere = '; the file was read up to here';
  const before = {
    header: ['a', 'b'],
    rows: [
      ['1', 'x\ny'],
      ['2', ''],
    ],
    lines: [2, 4],
    cut: true,
  };
  const good = 'a,b\n1,"x\ny"\n2,\n';

  test.each([
    ['a stray quote', '3,ab"c\n4,5\n', 'b', 'a quote stands inside a cell that does not begin with one', ['3', 'ab"c']],
    [
      'a blank before the quote',
      ' "3",4\n5,6\n',
      'a',
      'a quote stands inside a cell that does not begin with one',
      [' "3"', '4'],
    ],
    [
      'text after a closing quote',
      '3,"ab"c\n4,"5"\n',
      'b',
      'text follows a closing quote; a quote inside a quoted cell is written twice',
      ['3', '"ab"c'],
    ],
    [
      'a quote closed by the next row',
      '3,"x\n4,"y"\n',
      'b',
      'text follows a closing quote; a quote inside a quoted cell is written twice',
      ['3', '"x'],
    ],
    ['a quote that is never closed', '3,"x\n4,5\n6,7\n', 'b', 'a quote is opened and never closed', ['3', '"x']],
  ])(
    '%s is reported on the line where its record began with what it probably meant, and reading ends',
    async (_, rest, column, message, cells) => {
      for (const chunk of [1, 65_536]) {
        const problems = [{ code: 'bad-quoting', line: 5, column, message: message + upToHere }];
        expect(await readAll(good + rest, { chunk })).toEqual({ ...before, problems, refused: [cells] });
      }
    },
  );

  test('ragged rows before it are reported as well', async () => {
    const { problems } = await readAll('a,b\n1\n"2"\n3,4"\n');
    expect(problems).toMatchObject([
      { code: 'ragged-row', line: 2 },
      { code: 'ragged-row', line: 3 },
      { code: 'bad-quoting', line: 4 },
    ]);
  });

  test('in the header it is thrown', async () => {
    const refused = await refusal(readAll('a,b"\n1,2\n'));
    expect(refused.problems).toMatchObject([{ code: 'bad-quoting', line: 1 }]);
  });

  test('a quote left open at the top of a huge file is found without reading on', async () => {
    const source = memory(`a,b\n1,"x\n${'2,y\n'.repeat(5_000_000)}`, { chunk: 262_144 });
    let read = 0;
    const counted = {
      ...source,
      async *open() {
        for await (const bytes of source.open()) {
          read += bytes.length;
          yield bytes;
        }
      },
    };
    const { batches } = await readTable(counted);
    read = 0;
    const [batch] = await collect(batches());
    expect(batch).toMatchObject({ rows: [], cut: true, problems: [{ code: 'bad-quoting', line: 2 }] });
    expect(batch?.problems[0]?.message).toBe(`a quote is opened and not closed within 1 MiB${upToHere}`);
    expect(read).toBeLessThan(2_000_000);
  });

  test('a cell of 3 MB is refused by default and read when that is allowed', async () => {
    const text = `a\n"${'x'.repeat(3_000_000)}"\n`;
    const { problems, refused } = await readAll(text);
    expect(problems).toEqual([
      {
        code: 'oversized-row',
        line: 2,
        column: 'a',
        message: `the row is larger than 1 MiB, and this is its largest cell${upToHere}`,
      },
    ]);
    expect(refused).toEqual([[]]);
    expect((await readAll(text, { maxRecord: 4_000_000 })).rows[0]?.[0]).toHaveLength(3_000_000);
  });

  test.each([
    ['without quotes', (big: string) => `2,${big},3\n4,5,6\n`],
    ['in quotes', (big: string) => `2,"${big}",3\n4,5,6\n`],
    ['in quotes, with a line end at its end', (big: string) => `2,"${big}\n",3\n4,5,6\n`],
    ['without quotes, behind a quoted cell', (big: string) => `"2",${big},3\n4,5,6\n`],
  ])('a cell of 1.2 MB %s has a code of its own, and names its column', async (_, rows) => {
    const { problems, rows: read } = await readAll(`a,b,c\n1,2,3\n${rows('x'.repeat(1_200_000))}`, { chunk: 65_536 });
    expect(problems).toMatchObject([{ code: 'oversized-row', line: 3, column: 'b' }]);
    expect(read).toEqual([['1', '2', '3']]);
  });
});
