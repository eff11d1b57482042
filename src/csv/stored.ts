import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, read, rmSync, type Stats } from 'node:fs';
import { promisify } from 'node:util';
import { Invalid } from '../domain/errors.ts';

const chunkSize = 256 * 1024;
const readAt = promisify(read);

/** An input that can be read more than once. */
export interface Source {
  /** The path as given, or `standard input`. */
  readonly name: string;
  /** In bytes, as stored: packed if the input is packed. */
  readonly size: number;
  /** Bytes handed out by the latest pass, for a progress bar. */
  readonly position: number;
  /** A new pass over the raw bytes from the beginning. */
  open(): AsyncIterable<Buffer>;
  /** In hex; a by-product of the first pass that reached the end, else one more pass. */
  sha256(): Promise<string>;
  /** Whether it is read from this very file, by whatever name. */
  isFile(stats: Stats): boolean;
  close(): void;
}

interface Stored {
  name: string;
  path: string;
  /** Set for a private copy, which goes away with close(). */
  spooled?: { sha256: string };
}

/** A regular file, held by one descriptor: a file renamed over it meanwhile is not noticed, a file written to is refused. */
export class StoredSource implements Source {
  readonly name: string;
  readonly size: number;
  position = 0;
  readonly #descriptor: number;
  readonly #modified: number;
  readonly #remove: string | undefined;
  #sha256: string | undefined;

  constructor({ name, path, spooled }: Stored) {
    this.name = name;
    this.#descriptor = openSync(path, 'r');
    const { size, mtimeMs } = fstatSync(this.#descriptor);
    this.size = size;
    this.#modified = mtimeMs;
    this.#remove = spooled && path;
    this.#sha256 = spooled?.sha256;
  }

  async *open(): AsyncGenerator<Buffer> {
    const hash = this.#sha256 === undefined ? createHash('sha256') : undefined;
    for (let position = (this.position = 0); ; this.position = position) {
      const buffer = Buffer.allocUnsafeSlow(chunkSize);
      const { bytesRead } = await readAt(this.#descriptor, buffer, 0, chunkSize, position);
      this.#refuseChange();
      if (bytesRead === 0) break;
      const chunk = buffer.subarray(0, bytesRead);
      hash?.update(chunk);
      position += bytesRead;
      yield chunk;
    }
    this.#sha256 ??= hash?.digest('hex');
  }

  async sha256(): Promise<string> {
    if (this.#sha256 !== undefined) return this.#sha256;
    const hash = createHash('sha256');
    for await (const chunk of this.open()) hash.update(chunk);
    return (this.#sha256 = hash.digest('hex'));
  }

  isFile({ ino, dev }: Stats): boolean {
    const own = fstatSync(this.#descriptor);
    return own.ino === ino && own.dev === dev;
  }

  close(): void {
    closeSync(this.#descriptor);
    if (this.#remove !== undefined) rmSync(this.#remove, { force: true });
  }

  #refuseChange(): void {
    const { size, mtimeMs } = fstatSync(this.#descriptor);
    if (size === this.size && mtimeMs === this.#modified) return;
    throw new Invalid(`${this.name} changed while it was being read`, 'Try again when no program writes to it.');
  }
}
