import { isUtf8 } from 'node:buffer';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Invalid } from '../../src/domain/errors.ts';
import { type Everything, readAll } from './memory.ts';
import { relaxedCells } from '../../src/csv/relaxed.ts';
import { rfc4180 } from './rfc4180.ts';

const runs = Number(process.env['FUZZ_RUNS'] ?? 5000);

const piece = fc.constantFrom(
  'a',
  'é',
  '🌳',
  ' ',
  '“',
  ',',
  ',',
  '"',
  '"',
  '""',
  '"b",',
  ',"c',
  '\n',
  '\n',
  '\r\n',
  '\r',
  '\n\n',
  '# x',
  ';',
  '\u2028',
  '\ufeff',
);
const chunk = fc.constantFrom(1, 2, 3, 7, 65_536);

/** The outcome that the second parser leads to, given a header without fault. */
function expected(text: string): Everything {
  const { records, wrong } = rfc4180(text);
  const [header, ...rest] = records;
  const width = header?.cells.length ?? 0;
  const good = rest.filter(({ cells }) => cells.length === width);
  const ragged = rest.filter(({ cells }) => cells.length !== width);
  return {
    header: (header?.cells ?? []).map((cell) => cell.trim()),
    rows: good.map(({ cells }) => cells),
    lines: good.map(({ line }) => line),
    problems: [
      ...ragged.map(({ line }) => expect.objectContaining({ code: 'ragged-row', line })),
      ...[wrong ?? []].flat().map((line) => expect.objectContaining({ code: 'bad-quoting', line })),
    ],
    refused: [...ragged.map(({ cells }) => cells), ...[wrong ?? []].flat().map(() => expect.any(Array))],
    cut: wrong !== undefined,
  };
}

test('any text under a good header is read as a second parser reads it, cell by cell and line by line', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 60 }), chunk, async (pieces, size) => {
      const text = `x,y\n${pieces.join('')}`;
      expect(await readAll(text, { chunk: size })).toEqual(expected(text));
    }),
    { numRuns: runs },
  );
});

test('any text at all is read as a second parser reads it, or refused', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 40 }), chunk, async (pieces, size) => {
      const text = pieces.join('');
      const { got, wanted } = await compared(Buffer.from(text), size);
      expect(got).toEqual(wanted);
    }),
    { numRuns: runs },
  );
});

const table = 'id,species,dbh,notes\r\n1,"Vochysia, sp.",12.5,"he said ""big"""\n\n2,Ocoteá,,"two\r\nlines"\r3,🌳,1,\n';
const mutation = fc.record({
  at: fc.nat(Buffer.byteLength(table)),
  removed: fc.nat(3),
  inserted: fc.oneof(
    fc.uint8Array({ maxLength: 3 }),
    fc
      .constantFrom('"', ',', '\n', '\r', '\0', '\u00ef\u00bb\u00bf', '\u001f\u008b')
      .map((text) => Buffer.from(text, 'latin1')),
  ),
});

test('a damaged table is read as a second parser reads it, or refused with a reason', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), chunk, async (mutations, size) => {
      let bytes = Buffer.from(table);
      for (const { at, removed, inserted } of mutations) {
        bytes = Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + removed)]);
      }
      const { got, wanted } = await compared(bytes, size);
      expect(got).toEqual(wanted);
    }),
    { numRuns: runs },
  );
});

const broken = fc
  .array(piece, { minLength: 1, maxLength: 20 })
  .map((pieces) => pieces.join('').replace(/^[\r\n]+/, 'a'));

test('what a record probably meant is what it says, where its quotes are well', () => {
  const isWhole = (text: string): boolean => rfc4180(text).wrong === undefined && rfc4180(text).records.length === 1;
  fc.assert(
    fc.property(broken.filter(isWhole), (text) => {
      expect(relaxedCells(text, ',')).toEqual(rfc4180(text).records[0]?.cells);
    }),
    { numRuns: runs },
  );
});

test('what a broken record probably meant has all that its first line has', () => {
  const bare = (text: string): string => text.replaceAll(/[",]/g, '');
  fc.assert(
    fc.property(broken, (text) => {
      const [line = ''] = text.split(/[\r\n]/);
      expect(bare(relaxedCells(text, ',').join(''))).toMatch(
        new RegExp(`^${bare(line).replaceAll(/[^]/gu, '[$&]')}`, 'u'),
      );
    }),
    { numRuns: runs },
  );
});

const refusals = [
  'bad-file',
  'bad-encoding',
  'bad-quoting',
  'oversized-row',
  'bad-character',
  'duplicate-column',
  'unknown-column',
  'missing-column',
];

/** The outcome and what it should be; that a refusal is refused for a reason. */
async function compared(bytes: Buffer, size: number): Promise<{ got: unknown; wanted: unknown }> {
  const outcome = await readAll(bytes, { chunk: size, delimiter: 'comma' }).catch((error: unknown) => error);
  if (outcome instanceof Invalid) {
    const codes = outcome.problems.map(({ code }) => code);
    const known = codes.filter((code) => refusals.includes(code) && !(code === 'bad-encoding' && isUtf8(bytes)));
    return { got: codes, wanted: known.length > 0 ? known : ['a known code'] };
  }
  if (outcome instanceof Error) throw outcome;
  // A NUL behind a closing quote is bad-character to one parser and bad-quoting to the other; what is accepted without
  // being UTF-8 has got the mark of UTF-16.
  const isComparable = !bytes.includes(0) && isUtf8(bytes);
  return { got: outcome, wanted: isComparable ? expected(bytes.toString().replace(/^\ufeff/, '')) : outcome };
}
