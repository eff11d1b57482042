import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Conflict, Unusable } from '../../domain/errors.ts';
import { headLength } from '../../domain/media-types.ts';

const chunkLength = 1 << 20;
/** A draft that old was left by a program that was killed. */
const staleAfter = 24 * 60 * 60 * 1000;

/** The folder beside the database that keeps the files of media, each once, under the digest of its contents. */
export class Blobs {
  readonly #root: string;
  /** Whole copies that wait for the transaction that refers to them, by digest. */
  readonly #drafts = new Map<string, string>();
  constructor(database: string) {
    this.#root = `${existsSync(database) ? realpathSync(database) : database}.media`;
  }

  pathOf(sha256: string): string {
    return join(this.#root, sha256.slice(0, 2), sha256);
  }

  /** Copies a file in, and makes sure that it reached the disk. Errors: Conflict where it is not any more what was checked. */
  copy(path: string, sha256: string): void {
    if (this.#drafts.has(sha256) || existsSync(this.pathOf(sha256))) return;
    try {
      this.#copy(path, sha256);
    } catch (error) {
      throw storageError(error, this.#root);
    }
  }

  #copy(path: string, sha256: string): void {
    mkdirSync(this.#draftDir, { recursive: true, mode: 0o700 });
    const draft = join(this.#draftDir, randomUUID());
    const to = openSync(draft, 'wx', 0o600);
    this.#drafts.set(sha256, draft);
    try {
      const { sha256: copied } = readWhole(path, (chunk) => void writeSync(to, chunk));
      if (copied !== sha256) throw new Conflict(`${path} was changed while it was read`, 'Give the command again.');
      fsyncSync(to);
    } finally {
      closeSync(to);
    }
  }

  /** Gives the copies their names; to be called in the transaction that refers to them, so that no sweep comes between. */
  place(): void {
    for (const [sha256, draft] of this.#drafts) {
      const path = this.pathOf(sha256);
      try {
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
        renameSync(draft, path);
        syncFolder(dirname(path));
      } catch (error) {
        throw storageError(error, this.#root);
      }
    }
    this.#drafts.clear();
  }

  /** Leaves nothing behind of what was not placed. */
  discard(): void {
    for (const draft of this.#drafts.values()) rmSync(draft, { force: true });
    this.#drafts.clear();
    for (const folder of [this.#draftDir, this.#root])
      try {
        rmdirSync(folder);
      } catch {
        // It is not empty, or not there.
      }
  }

  /** Removes every file that is not kept, and drafts that nobody will finish. */
  sweep(isKept: (sha256: string) => boolean): void {
    for (const folder of namesIn(this.#root)) {
      const inside = join(this.#root, folder);
      for (const name of namesIn(inside))
        if (inside === this.#draftDir ? ageOf(join(inside, name)) > staleAfter : !isKept(name))
          rmSync(join(inside, name));
    }
  }

  /** Hands the bytes on. Errors: Unusable where the file is gone or is not what it was. */
  read(sha256: string, take: (chunk: Uint8Array) => void): void {
    const path = this.pathOf(sha256);
    if (!existsSync(path))
      throw new Unusable(`${path} is missing`, 'The folder belongs to the database: bring it back from a backup.');
    if (readWhole(path, take).sha256 !== sha256)
      throw new Unusable(`${path} is damaged: it is not what was stored`, 'Bring it back from a backup.');
  }

  get #draftDir(): string {
    return join(this.#root, 'drafts');
  }
}

export interface Whole {
  sha256: string;
  size: number;
  head: Uint8Array;
}

/** Digest, size and beginning of a file, which is read in pieces. */
export function readWhole(path: string, take?: (chunk: Uint8Array) => void): Whole {
  const from = openSync(path, 'r');
  const hash = createHash('sha256');
  let head: Uint8Array = new Uint8Array();
  let size = 0;
  try {
    const chunk = Buffer.allocUnsafe(chunkLength);
    for (;;) {
      const length = readSync(from, chunk, 0, chunkLength, null);
      if (length === 0) break;
      const piece = chunk.subarray(0, length);
      if (size === 0) head = Uint8Array.from(piece.subarray(0, headLength));
      size += length;
      hash.update(piece);
      take?.(piece);
    }
  } finally {
    closeSync(from);
  }
  return { sha256: hash.digest('hex'), size, head };
}

/** What the operating system refuses, in words. */
function storageError(error: unknown, root: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof Conflict) return error;
  return new Unusable(
    `${root} cannot be written: ${error.code === 'ENOSPC' ? 'the disk is full' : 'it is closed to you, or its disk has failed'}`,
    'Nothing was stored.',
  );
}

const namesIn = (folder: string): string[] =>
  statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? readdirSync(folder) : [];
const ageOf = (path: string): number => Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());

/** A name is on the disk only when its folder is. */
function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
