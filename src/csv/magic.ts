const bytes = (...parts: (string | number)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.of(part))));

const magics: readonly [Buffer, string][] = [
  [bytes(0x1f, 0x8b), 'gzip'],
  [bytes('%PDF-'), 'a PDF'],
  [bytes('SQLite format 3', 0), 'an SQLite database'],
  [bytes(0x89, 'PNG\r\n'), 'a PNG image'],
  [bytes(0xff, 0xd8, 0xff), 'a JPEG image'],
  [bytes('GIF87a'), 'a GIF image'],
  [bytes('GIF89a'), 'a GIF image'],
  [bytes(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1), 'an old Excel workbook or other Office document'],
  [bytes('BZh91AY&SY'), 'packed with bzip2'],
  [bytes(0xfd, '7zXZ', 0), 'packed with xz'],
  [bytes(0x28, 0xb5, 0x2f, 0xfd), 'packed with zstd'],
  [bytes('7z', 0xbc, 0xaf, 0x27, 0x1c), 'a 7z archive'],
];

/** What a file that begins like this is, when it is not text: `gzip`, or words that follow "is". */
export function nameOfMagic(head: Buffer): string | undefined {
  const begins = (magic: Buffer): boolean => head.subarray(0, magic.length).equals(magic);
  if (begins(bytes('PK', 3, 4)) || begins(bytes('PK', 5, 6))) return nameOfZip(head);
  return magics.find(([magic]) => begins(magic))?.[1];
}

function nameOfZip(head: Buffer): string {
  if (head.includes('opendocument.spreadsheet')) return 'an OpenDocument spreadsheet';
  return head.includes('[Content_Types].xml') || head.includes('xl/') ? 'an Excel workbook' : 'a zip archive';
}
