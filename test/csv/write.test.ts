import * as fc from 'fast-check';
import { stringify } from 'csv-stringify/sync';
import { expect, test } from 'vitest';
import { type Cell, csvWriter, tsvLine } from '../../src/csv/write.ts';
import { readAll } from './memory.ts';

async function written(rows: readonly (readonly Cell[])[], delimiter?: string): Promise<string> {
  let text = '';
  const writer = csvWriter((chunk) => void (text += chunk), delimiter === undefined ? {} : { delimiter });
  for (const row of rows) await writer.row(row);
  await writer.end();
  return text;
}

const cell = fc.oneof(
  fc
    .array(
      fc.constantFrom(
        'a',
        'é',
        '🌳',
        '"',
        '""',
        ',',
        ';',
        '\t',
        '|',
        '\n',
        '\r',
        '\r\n',
        ' ',
        '\u00a0',
        '\ufeff',
        '\u2028',
        "'",
        '=',
        'sep=',
        '\\',
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
);
const delimiters = { comma: ',', semicolon: ';', tab: '\t', pipe: '|', '¦': '¦' } as const;
type Name = keyof typeof delimiters;
const name: fc.Arbitrary<Name> = fc.constantFrom<Name>('comma', 'semicolon', 'tab', 'pipe', '¦');

test('a table that was written reads back the same, whatever its cells contain', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc
        .integer({ min: 1, max: 5 })
        .chain((width) =>
          fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
        ),
      name,
      fc.constantFrom(1, 5, 65_536),
      async (rows, delimiter, chunk) => {
        const header = (rows[0] ?? []).map((_, index) => `column ${index}`);
        const text = await written([header, ...rows], delimiters[delimiter]);
        const read = await readAll(text, { delimiter, chunk });
        expect(read).toMatchObject({ header, rows, problems: [], cut: false });
      },
    ),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 2000) },
  );
});

test('a row is written as csv-stringify writes it, if told to quote what other readers would strip', async () => {
  const quoted_match = /[\r\n]|^\ufeff|^\s|\s$|^sep=/i;
  await fc.assert(
    fc.asyncProperty(fc.array(cell, { minLength: 2, maxLength: 5 }), async (row) => {
      expect(await written([row])).toBe(stringify([row], { quoted_match }));
    }),
  );
});

test('null is an empty cell, a number its shortest text, and lines end in a line feed', async () => {
  expect(
    await written([
      ['id', 'dbh', 'note'],
      [1, 12.5, null],
      [2, -0.1, 'a "b"'],
    ]),
  ).toBe('id,dbh,note\n1,12.5,\n2,-0.1,"a ""b"""\n');
});

test('an empty cell that is a row of its own is not a blank line', async () => {
  expect(await written([['note'], [null], ['']])).toBe('note\n""\n""\n');
});

test('a header that looks like a separator line reads back as a header', async () => {
  const text = await written(
    [
      ['sep=', 'b'],
      ['1', '2'],
    ],
    '|',
  );
  expect(text).toBe('"sep="|b\n1|2\n');
  expect((await readAll(text, { delimiter: 'pipe' })).header).toEqual(['sep=', 'b']);
});

test('the writer waits for a slow destination and hands out whole rows, in order', async () => {
  const chunks: string[] = [];
  const writer = csvWriter(async (chunk) => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    chunks.push(chunk);
  });
  await writer.header(['n', 'text']);
  for (let n = 0; n < 5000; n++) await writer.row([n, 'x'.repeat(50)]);
  await writer.end();
  expect(chunks.length).toBeGreaterThan(3);
  expect(chunks.every((chunk) => chunk.endsWith('\n') && chunk.length < 70_000)).toBe(true);
  expect((await readAll(chunks.join(''))).rows.map(([n]) => Number(n))).toEqual(
    Array.from({ length: 5000 }, (_, n) => n),
  );
});

test('a TSV line keeps one record on one line and one tab between columns', () => {
  expect(tsvLine(['a\tb', 'c\nd\r', 'e\\n', 5, null, 'f'])).toBe('a\\tb\tc\\nd\\r\te\\\\n\t5\t\tf');
});
