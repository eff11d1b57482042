import { Invalid, Usage } from '../domain/errors.ts';
import { type Encoding, encodingNames, encodingOf } from './encoding.ts';
import { gunzip } from './gzip.ts';
import { nameOfMagic } from './magic.ts';
import type { Source } from './stored.ts';

const headSize = 4096;

/** How the bytes of an input become text. */
export interface Form {
  /** Through gzip. */
  packed: boolean;
  encoding: Encoding;
  /** Bytes of byte order mark to drop, counted after unpacking. */
  bom: number;
}

const marks: readonly [Buffer, Encoding | undefined][] = [
  [Buffer.of(0xef, 0xbb, 0xbf), 'utf-8'],
  [Buffer.of(0xff, 0xfe, 0, 0), undefined],
  [Buffer.of(0xff, 0xfe), 'utf-16le'],
  [Buffer.of(0xfe, 0xff), 'utf-16be'],
];

/** Looks at the first bytes; what is not text, or not in the encoding asked for, is Invalid. */
export async function sniff(source: Source, wish?: string): Promise<Form> {
  const wished = wish === undefined ? undefined : encodingOf(wish);
  if (wish !== undefined && wished === undefined) {
    throw new Usage(`unknown encoding ${wish}`, `Known are ${encodingNames.join(', ')}.`);
  }
  let head = await headOf(source.open());
  const packed = nameOfMagic(head) === 'gzip';
  if (packed) head = await headOf(gunzip(source.open()));
  const other = nameOfMagic(head);
  if (other !== undefined) {
    const what = other === 'gzip' ? 'packed twice' : other;
    throw invalid('bad-file', `${source.name} is ${what}, not a table as text`, 'Save it as CSV (UTF-8) first.');
  }
  const [mark, marked] = marks.find(([bytes]) => head.subarray(0, bytes.length).equals(bytes)) ?? [];
  if (mark === undefined) return { packed, encoding: wished ?? unmarked(head, source.name), bom: 0 };
  if (marked === undefined) throw invalid('bad-encoding', `${source.name} is in UTF-32`, 'Save it as UTF-8.');
  if (wished !== undefined && wished !== marked) {
    const message = `${source.name} begins with the byte order mark of ${marked}, but --encoding says ${wished}`;
    throw invalid('bad-encoding', message, 'Leave --encoding out.');
  }
  return { packed, encoding: marked, bom: mark.length };
}

/** UTF-16 without a mark shows by its NUL bytes: in Latin text every second byte. */
function unmarked(head: Buffer, name: string): Encoding {
  const nuls = head.reduce((count, byte) => count + Number(byte === 0), 0);
  if (nuls === 0 || nuls < 0.3 * head.length) return 'utf-8';
  const odd = head.reduce((count, byte, index) => count + Number(byte === 0 && index % 2 === 1), 0);
  const likely: Encoding = odd * 2 >= nuls ? 'utf-16le' : 'utf-16be';
  throw invalid('bad-encoding', `${name} looks like UTF-16`, `Give --encoding ${likely}.`);
}

async function headOf(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    size += chunk.length;
    if (size >= headSize) break;
  }
  return Buffer.concat(parts).subarray(0, headSize);
}

const invalid = (code: string, message: string, hint: string): Invalid =>
  new Invalid(message, hint, [{ code, line: 1, message }]);
