import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { gunzip } from '../../src/csv/gzip.ts';
import { Usage } from '../../src/domain/errors.ts';
import { memory, readAll, refusal } from './memory.ts';

const text = 'id,nomé\n1,Ocoteá 🌳\n';
const table = { header: ['id', 'nomé'], rows: [['1', 'Ocoteá 🌳']], lines: [2], problems: [] };
const bigEndian = (content: string): Buffer => Buffer.from(content, 'utf16le').swap16();
const latin1 = (content: string): Buffer => Buffer.from(content, 'latin1');

describe.each([1, 2, 3, 65_536])('in chunks of %i bytes', (chunk) => {
  test.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-8 with a byte order mark before a quoted header', Buffer.from(`\ufeff"id","nomé"\n1,Ocoteá 🌳`)],
    ['UTF-16LE with a byte order mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16BE with a byte order mark', bigEndian(`\ufeff${text}`)],
    ['gzip', gzipSync(text)],
    ['gzip of two members', Buffer.concat([gzipSync(text.slice(0, 9)), gzipSync(text.slice(9))])],
    ['gzip of UTF-16BE', gzipSync(bigEndian(`\ufeff${text}`))],
  ])('%s is read', async (_, bytes) => {
    expect(await readAll(bytes, { chunk })).toMatchObject(table);
  });

  test('an encoding without a mark is read when it is named', async () => {
    expect(await readAll(Buffer.from(text, 'utf16le'), { chunk, encoding: 'utf-16le' })).toMatchObject(table);
    expect(await readAll(bigEndian(text), { chunk, encoding: 'UTF-16BE' })).toMatchObject(table);
    const western = { header: ['nomé'], rows: [['5 €, “big”']] };
    const cp1252 = latin1('nom\xe9\n"5 \x80, \x93big\x94"');
    expect(await readAll(cp1252, { chunk, encoding: 'latin1' })).toMatchObject(western);
    expect(await readAll(cp1252, { chunk, encoding: 'windows-1252' })).toMatchObject(western);
  });

  test.each([
    ['Latin-1', latin1('id,nome\r\n1,a\r\n2,Ocote\xe1\r\n'), 3, 21, '0xE1 at offset 21 is not utf-8'],
    ['an overlong form', latin1('id\n1\n\xc0\xaf\n'), 3, 5, '0xC0 at offset 5 is not utf-8'],
    ['a surrogate', latin1('id\r1\r\xed\xa0\x80\n'), 3, 5, '0xED at offset 5 is not utf-8'],
    ['a sequence that the end cuts', latin1('id\n1\n\xe2\x82'), 3, 5, '0xE2 at offset 5 is not utf-8'],
    ['a stray continuation', latin1('\xef\xbb\xbfid\n\n1\x80\n'), 3, 8, '0x80 at offset 8 is not utf-8'],
    ['a wrong continuation', latin1('id\n\xf0\x9f\x8c,\n'), 2, 3, '0xF0 at offset 3 is not utf-8'],
  ])('%s is refused with its line and offset, never replaced', async (_, bytes, line, _offset, message) => {
    const refused = await refusal(readAll(bytes, { chunk }));
    expect(refused.problems).toEqual([{ code: 'bad-encoding', line, message: `byte ${message}` }]);
    expect(refused.hint).toContain('--encoding latin1');
  });

  test('UTF-16 with half a character is refused with its line and offset', async () => {
    const lone = bigEndian('\ufeffid\r\n\ud83c,1\r\n');
    expect((await refusal(readAll(lone, { chunk }))).problems).toMatchObject([
      { code: 'bad-encoding', line: 2, message: 'byte 0xD8 at offset 10 is not utf-16be' },
    ]);
    const odd = Buffer.from('\ufeffid\n1\n\ud83c\udf33', 'utf16le').subarray(0, -1);
    expect((await refusal(readAll(odd, { chunk }))).problems).toMatchObject([
      { code: 'bad-encoding', line: 3, message: 'byte 0x3C at offset 12 is not utf-16le' },
    ]);
  });

  test('a byte that windows-1252 does not use is refused', async () => {
    const refused = await refusal(readAll(latin1('id\n1\n\x81'), { chunk, encoding: 'latin1' }));
    expect(refused.problems).toMatchObject([
      { code: 'bad-encoding', line: 3, message: 'byte 0x81 at offset 5 is not windows-1252' },
    ]);
  });
});

test('characters stay whole where the reader cuts its blocks, and the offset counts on behind them', async () => {
  for (const pad of ['', 'x', 'xx', 'xxx']) {
    const cell = `${pad}${'🌳'.repeat(200)}`;
    const big = `id\n${`${cell}\n`.repeat(1000)}`;
    const { rows } = await readAll(big);
    expect(rows).toEqual(Array.from({ length: 1000 }, () => [cell]));
    const utf16 = await readAll(Buffer.from(`\ufeff${big}`, 'utf16le'), { chunk: 1001 });
    expect(utf16.rows).toEqual(rows);
    const refused = await refusal(readAll(Buffer.concat([Buffer.from(big), latin1('a\xff')])));
    expect(refused.problems).toMatchObject([
      { line: 1002, message: `byte 0xFF at offset ${Buffer.byteLength(big) + 1} is not utf-8` },
    ]);
  }
});

test.each([
  ['utf-16le', Buffer.from(text, 'utf16le')],
  ['utf-16be', bigEndian(text)],
])('%s without a mark is recognised and said', async (name, bytes) => {
  const refused = await refusal(readAll(bytes));
  expect(refused.problems).toEqual([{ code: 'bad-encoding', line: 1, message: 'rows.csv looks like UTF-16' }]);
  expect(refused.hint).toBe(`Give --encoding ${name}.`);
});

test('an encoding that contradicts the byte order mark, or that nobody knows, is refused', async () => {
  const refused = await refusal(readAll(`\ufeff${text}`, { encoding: 'latin1' }));
  expect(refused.message).toBe('rows.csv begins with the byte order mark of utf-8, but --encoding says windows-1252');
  await expect(readAll(text, { encoding: 'ebcdic' })).rejects.toThrow(Usage);
  expect((await refusal(readAll(latin1('\xff\xfe\0\0i\0\0\0')))).message).toBe('rows.csv is in UTF-32');
});

test.each([
  ['an Excel workbook', 'PK\x03\x04\x14\0\x06\0[Content_Types].xml'],
  ['an OpenDocument spreadsheet', 'PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet'],
  ['a zip archive', 'PK\x03\x04anything'],
  ['a zip archive', 'PK\x05\x06'],
  ['an old Excel workbook or other Office document', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  ['a PDF', '%PDF-1.7\n'],
  ['an SQLite database', 'SQLite format 3\0'],
  ['a PNG image', '\x89PNG\r\n\x1a\n'],
  ['a JPEG image', '\xff\xd8\xff\xe0'],
  ['a GIF image', 'GIF89a'],
])('%s is named and refused, also inside gzip', async (name, bytes) => {
  const expected = [{ code: 'bad-file', line: 1, message: `rows.csv is ${name}, not a table as text` }];
  expect((await refusal(readAll(latin1(bytes), { chunk: 1 }))).problems).toEqual(expected);
  expect((await refusal(readAll(gzipSync(latin1(bytes))))).problems).toEqual(expected);
});

test('gzip in gzip is refused', async () => {
  const refused = await refusal(readAll(gzipSync(gzipSync(text))));
  expect(refused.message).toBe('rows.csv is packed twice, not a table as text');
});

test('gzip that is cut off or damaged is refused', async () => {
  const packed = gzipSync(`id\n${Array.from({ length: 2000 }, (_, n) => `${n * 7919}\n`).join('')}`);
  const cut = await refusal(readAll(packed.subarray(0, -20)));
  expect(cut.problems).toMatchObject([
    { code: 'bad-file', message: 'the gzip file is damaged: unexpected end of file' },
  ]);
  packed.writeUInt32LE(0, packed.length - 8);
  expect((await refusal(readAll(packed))).message).toBe('the gzip file is damaged: incorrect data check');
});

test('gzip that unpacks to far too much is refused before it is unpacked', async () => {
  const bomb = gzipSync(Buffer.alloc(4_000_000, 'a,b\n'));
  const unpack = async (limits?: { bytes: number; ratio: number; spared: number }): Promise<number> => {
    let size = 0;
    for await (const chunk of gunzip(memory(bomb).open(), limits)) size += chunk.length;
    return size;
  };
  expect(await unpack()).toBe(4_000_000);
  expect((await refusal(unpack({ bytes: 2_000_000, ratio: 1e6, spared: 0 }))).problems).toMatchObject([
    { code: 'bad-file' },
  ]);
  expect((await refusal(unpack({ bytes: 1e9, ratio: 200, spared: 1_000_000 }))).problems).toMatchObject([
    { code: 'bad-file' },
  ]);
  expect(await unpack({ bytes: 1e9, ratio: 200, spared: 5_000_000 })).toBe(4_000_000);
});
