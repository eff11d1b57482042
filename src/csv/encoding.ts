import { isUtf8 } from 'node:buffer';

/** How one encoding is turned into UTF-8. */
export interface Coding {
  /** Length of the longest prefix that does not end within a character. */
  readonly whole: (bytes: Buffer) => number;
  /** The same text in UTF-8, or the place of the first byte that does not decode. */
  readonly toUtf8: (bytes: Buffer) => Buffer | number;
  /** The other way; a character that the encoding lacks becomes `?`. */
  readonly fromText: (text: string) => Buffer;
}

const utf8: Coding = {
  whole(bytes) {
    for (let back = 1; back <= Math.min(3, bytes.length); back++) {
      const byte = bytes[bytes.length - back] ?? 0;
      if (byte < 0x80) break;
      if (byte < 0xc0) continue;
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? bytes.length - back : bytes.length;
    }
    return bytes.length;
  },
  toUtf8: (bytes) => (isUtf8(bytes) ? bytes : firstBad(bytes)),
  fromText: (text) => Buffer.from(text),
};

/** Bisects for the shortest prefix that is wrong however it goes on; the bad character began where the one before it was whole. */
function firstBad(bytes: Buffer): number {
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    const prefix = bytes.subarray(0, middle);
    if (isUtf8(prefix.subarray(0, utf8.whole(prefix)))) good = middle;
    else bad = middle;
  }
  return utf8.whole(bytes.subarray(0, good));
}

const utf16 = (toLittle: (bytes: Buffer) => Buffer): Coding => ({
  whole(bytes) {
    const even = bytes.length - (bytes.length % 2);
    const last = toLittle(bytes.subarray(Math.max(0, even - 2), even));
    return last.length > 0 && (last.readUInt16LE() & 0xfc00) === 0xd800 ? even - 2 : even;
  },
  toUtf8(bytes) {
    const text = toLittle(bytes).toString('utf16le');
    // With the u flag a surrogate is one that stands alone.
    const lone = text.search(/\p{Surrogate}/u);
    return lone < 0 ? Buffer.from(text) : 2 * lone;
  },
  fromText: (text) => toLittle(Buffer.from(text, 'utf16le')),
});

// Own table: TextDecoder of Node 20.18.3 to 24 decodes windows-1252 as if it were latin1 (nodejs/node#60888).
const from0x80 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

const windows1252: Coding = {
  whole: (bytes) => bytes.length,
  toUtf8(bytes) {
    const text = bytes.toString('latin1');
    const unused = text.search(/[\u0081\u008d\u008f\u0090\u009d]/);
    if (unused >= 0) return unused;
    return Buffer.from(text.replace(/[\u0080-\u009f]/g, (char) => from0x80.charAt(char.charCodeAt(0) - 0x80)));
  },
  fromText: (text) => Buffer.from(text.replace(/[^\0-\u007f\u00a0-\u00ff]/gu, latin1Of), 'latin1'),
};

function latin1Of(char: string): string {
  const place = from0x80.indexOf(char);
  return place < 0 ? '?' : String.fromCharCode(0x80 + place);
}

/** As on the web, latin1 means windows-1252: the bytes in which the two differ are control characters in the former. */
export const codings = {
  'utf-8': utf8,
  'utf-16le': utf16((bytes) => bytes),
  'utf-16be': utf16((bytes) => Buffer.from(bytes).swap16()),
  'windows-1252': windows1252,
} as const satisfies Record<string, Coding>;
export type Encoding = keyof typeof codings;

const labels: ReadonlyMap<string, Encoding> = new Map([
  ['utf-8', 'utf-8'],
  ['utf8', 'utf-8'],
  ['latin1', 'windows-1252'],
  ['iso-8859-1', 'windows-1252'],
  ['windows-1252', 'windows-1252'],
  ['cp1252', 'windows-1252'],
  ['utf-16le', 'utf-16le'],
  ['utf-16be', 'utf-16be'],
]);
export const encodingNames = ['utf-8', 'latin1', 'windows-1252', 'utf-16le', 'utf-16be'] as const;
export const encodingOf = (label: string): Encoding | undefined => labels.get(label.trim().toLowerCase());
