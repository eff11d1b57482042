import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Invalid } from '../domain/errors.ts';

const mebibyte = 1024 * 1024;

/** How much a packed file may become: `bytes` in all, and `ratio` times itself once it is beyond `spared` bytes. */
export const unpackLimits = { bytes: 4096 * mebibyte, ratio: 200, spared: 64 * mebibyte };

/** Unpacks gzip, of one member or several. */
export async function* gunzip(packed: AsyncIterable<Buffer>, limits = unpackLimits): AsyncGenerator<Buffer> {
  let [taken, given] = [0, 0];
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of packed) {
      taken += chunk.length;
      yield chunk;
    }
  }
  // The iteration below meets every error too; without a callback here it would be thrown a second time, uncaught.
  const unpacked = pipeline(counted, createGunzip({ chunkSize: 256 * 1024 }), () => undefined);
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      given += chunk.length;
      if (given > limits.bytes || (given > limits.spared && given > limits.ratio * taken)) throw tooMuch(limits.bytes);
      yield chunk;
    }
  } catch (error) {
    throw isZlib(error) ? refuse(`the gzip file is damaged: ${error.message}`) : error;
  }
}

const isZlib = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');

const tooMuch = (bytes: number): Invalid =>
  refuse(
    `the gzip file unpacks to suspiciously much; the limit is ${bytes / mebibyte} MiB`,
    'Unpack it first: gunzip FILE.',
  );

function refuse(message: string, hint?: string): Invalid {
  return new Invalid(message, hint, [{ code: 'bad-file', message }]);
}
