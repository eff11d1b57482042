import { expect, test } from 'vitest';
import { mediaTypeOf } from '../../src/domain/media-types.ts';

const hex = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex');
const text = (words: string): Uint8Array => Buffer.from(words, 'latin1');
const png = hex('89504e470d0a1a0a');

test.each([
  ['a.png', png, 'image/png'],
  ['a.apng', png, 'image/apng'],
  ['A.GIF', text('GIF89a…'), 'image/gif'],
  ['a.jpg', hex('ffd8ffe0'), 'image/jpeg'],
  ['a.b.jpeg', hex('ffd8ffdb'), 'image/jpeg'],
  ['a.tif', hex('49492a00'), 'image/tiff'],
  ['a.tiff', hex('4d4d002a'), 'image/tiff'],
  ['a.svg', text('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'],
  ['a.svg', text(' <svg>'), 'image/svg+xml'],
  ['a.mp4', text('\0\0\0\x18ftypmp42'), 'video/mp4'],
  ['a.ogv', text('OggS'), 'video/ogg'],
  ['a.oga', text('OggS'), 'audio/ogg'],
  ['a.webm', hex('1a45dfa3'), 'video/webm'],
  ['a.mp3', text('ID3'), 'audio/mpeg'],
  ['a.mp3', hex('fffb9064'), 'audio/mpeg'],
  ['a.wav', text('RIFF\0\0\0\0WAVE'), 'audio/wav'],
])('%s that begins as it should is %s', (name, head, type) => {
  expect(mediaTypeOf(name, head)).toEqual({ ok: true, value: type });
});

test.each([
  ['a.pdf', text('%PDF-1.4')],
  ['a.exe', text('MZ')],
  ['a', png],
  ['png', png],
  ['a.constructor', png],
  ['a.png', hex('ffd8ffe0')],
  ['a.jpg', png],
  ['a.svg', text('<html><body>')],
  ['a.wav', text('RIFF\0\0\0\0AVI ')],
  ['a.jpg', new Uint8Array()],
])('%s that begins otherwise is refused', (name, head) => {
  expect(mediaTypeOf(name, head)).toMatchObject({ ok: false, code: 'bad-file' });
});
