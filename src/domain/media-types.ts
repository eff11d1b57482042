import { bad, good, type Parsed } from './parsed.ts';

const begins = (head: Uint8Array, at: number, ...codes: readonly number[]): boolean =>
  codes.every((code, index) => head[at + index] === code);
const ascii = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0));
const says = (head: Uint8Array, at: number, text: string): boolean => begins(head, at, ...ascii(text));

const isPng = (head: Uint8Array): boolean => begins(head, 0, 0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a);
const isJpeg = (head: Uint8Array): boolean => begins(head, 0, 0xff, 0xd8, 0xff);
const isOgg = (head: Uint8Array): boolean => says(head, 0, 'OggS');
const isTiff = (head: Uint8Array): boolean =>
  begins(head, 0, 0x49, 0x49, 0x2a, 0) || begins(head, 0, 0x4d, 0x4d, 0, 0x2a);
/** A tag of ID3, or the eleven bits with which every frame begins. */
const isMp3 = (head: Uint8Array): boolean =>
  says(head, 0, 'ID3') || (head[0] === 0xff && ((head[1] ?? 0) & 0xe0) === 0xe0);
const isSvg = (head: Uint8Array): boolean =>
  /^\uFEFF?\s*<(\?xml|!--|!doctype|svg)[\s\S]*?<svg[\s>]|^\uFEFF?\s*<svg[\s>]/i.test(new TextDecoder().decode(head));

/** OpenDataBio's file types: by extension, the media type and how such a file begins. */
const types: Readonly<Record<string, readonly [type: string, is: (head: Uint8Array) => boolean]>> = {
  apng: ['image/apng', isPng],
  gif: ['image/gif', (head) => says(head, 0, 'GIF87a') || says(head, 0, 'GIF89a')],
  jpeg: ['image/jpeg', isJpeg],
  jpg: ['image/jpeg', isJpeg],
  png: ['image/png', isPng],
  svg: ['image/svg+xml', isSvg],
  tif: ['image/tiff', isTiff],
  tiff: ['image/tiff', isTiff],
  mp4: ['video/mp4', (head) => says(head, 4, 'ftyp')],
  ogv: ['video/ogg', isOgg],
  webm: ['video/webm', (head) => begins(head, 0, 0x1a, 0x45, 0xdf, 0xa3)],
  mp3: ['audio/mpeg', isMp3],
  oga: ['audio/ogg', isOgg],
  wav: ['audio/wav', (head) => says(head, 0, 'RIFF') && says(head, 8, 'WAVE')],
};

/** How much of a file tells its type. */
export const headLength = 4096;

/** The media type of a file by its name, which its first bytes must bear out. Code `bad-file`. */
export function mediaTypeOf(name: string, head: Uint8Array): Parsed<string> {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const known = Object.hasOwn(types, extension) ? types[extension] : undefined;
  if (known === undefined)
    return bad('bad-file', `is no image, video or sound that can be stored: ${Object.keys(types).join(', ')}`);
  if (head.length === 0) return bad('bad-file', 'the file is empty');
  const [type, is] = known;
  return is(head) ? good(type) : bad('bad-file', `is called .${extension}, and its contents are something else`);
}
