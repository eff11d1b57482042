import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseBlock } from '../../src/csv/parse.ts';
import { recordBlocks } from '../../src/csv/records.ts';
import { collect } from './memory.ts';
import { rfc4180 } from './rfc4180.ts';

async function* pieces(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function parsed(text: string, size: number, maxRecord = 1000) {
  const records: { line: number; cells: string[] }[] = [];
  for await (const block of recordBlocks(pieces(text, size), { maxRecord, firstLine: 1 })) {
    const { rows, lines, fault } = parseBlock(block, ',');
    for (const [index, cells] of rows.entries()) records.push({ line: lines[index] ?? 0, cells });
    if (fault !== undefined) return { records, wrong: fault.line };
  }
  return { records };
}

const part = fc.constantFrom(
  'a',
  'é',
  ',',
  '"',
  '""',
  '"b",',
  ',"c',
  '"\r\n"',
  '\n',
  '\r\n',
  '\r',
  '\n\r',
  '\n\n',
  '1,2\n',
  'x\r\n',
);

test('records are the same wherever the text is cut into blocks', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 50 }), fc.integer({ min: 1, max: 40 }), async (parts, size) => {
      const text = parts.join('');
      expect(await parsed(text, size)).toEqual(rfc4180(text));
    }),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 2000) },
  );
});

test('a record longer than allowed ends the reading on its first line, with or without quotes, complete or not', async () => {
  const long = 'x'.repeat(20);
  const before = [
    { line: 1, cells: ['a'] },
    { line: 2, cells: ['b', 'c'] },
  ];
  for (const record of [long, `"${long}"`, `"\n\n${long}`, `${long}\nd`, `"${long}"\nd\n"e"`]) {
    for (const size of [1, 3, 1000]) {
      expect(await parsed(`a\n"b",c\n${record}`, size, 19)).toEqual({ records: before, wrong: 3 });
    }
  }
});

test('a stray quote in a record that is too long is named for what it is', async () => {
  const [block] = await collect(recordBlocks(pieces(`ab"c\n${'x'.repeat(30)}`, 1000), { maxRecord: 20, firstLine: 1 }));
  expect(block && parseBlock(block, ',').fault?.message).toBe(
    'a quote stands inside a cell that does not begin with one',
  );
});
