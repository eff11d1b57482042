import { Invalid } from '../domain/errors.ts';
import { codings } from './encoding.ts';
import type { Form } from './sniff.ts';

const blockSize = 256 * 1024;

type Text = Pick<Form, 'encoding' | 'bom'>;

/**
 * Stored bytes → valid UTF-8 without its byte order mark, in blocks of about 256 KiB cut between characters; what is
 * UTF-8 already passes untouched. Bytes that do not decode are Invalid, and only then is the input opened a second time,
 * to count the lines before them.
 */
export async function* decode(open: () => AsyncIterable<Buffer>, form: Text): AsyncGenerator<Buffer> {
  const { whole, toUtf8 } = codings[form.encoding];
  let offset = form.bom;
  let rest: Buffer = Buffer.alloc(0);
  for await (const block of regrouped(open(), form.bom)) {
    const bytes = rest.length === 0 ? block : Buffer.concat([rest, block]);
    const end = whole(bytes);
    const text = toUtf8(bytes.subarray(0, end));
    if (typeof text === 'number') throw await undecodable(open, form, offset + text, bytes[text]);
    if (text.length > 0) yield text;
    offset += end;
    rest = bytes.subarray(end);
  }
  if (rest.length > 0) throw await undecodable(open, form, offset, rest[0]);
}

async function* regrouped(chunks: AsyncIterable<Buffer>, skip: number): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let [size, from] = [0, skip];
  const join = (): Buffer => {
    const [first = Buffer.alloc(0)] = parts;
    const bytes = (parts.length === 1 ? first : Buffer.concat(parts)).subarray(from);
    [parts, size, from] = [[], 0, 0];
    return bytes;
  };
  for await (const chunk of chunks) {
    parts.push(chunk);
    size += chunk.length;
    if (size >= blockSize) yield join();
  }
  yield join();
}

async function undecodable(open: () => AsyncIterable<Buffer>, form: Text, offset: number, byte = 0): Promise<Invalid> {
  const line = await countLines(decode(() => upTo(open(), offset), form));
  const message = `byte 0x${byte.toString(16).toUpperCase().padStart(2, '0')} at offset ${offset} is not ${form.encoding}`;
  const hint =
    form.encoding === 'utf-8'
      ? 'If an older Windows program wrote the file: --encoding latin1.'
      : 'Give another --encoding.';
  return new Invalid(`line ${line}: ${message}`, hint, [{ code: 'bad-encoding', line, message }]);
}

async function* upTo(chunks: AsyncIterable<Buffer>, end: number): AsyncGenerator<Buffer> {
  let left = end;
  for await (const chunk of chunks) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) return;
  }
}

/** The line on which the text ends, counted from 1. */
async function countLines(text: AsyncIterable<Buffer>): Promise<number> {
  let line = 1;
  let previous = 0;
  for await (const block of text) {
    for (const byte of block) {
      if (byte === 13 || (byte === 10 && previous !== 13)) line++;
      previous = byte;
    }
  }
  return line;
}
