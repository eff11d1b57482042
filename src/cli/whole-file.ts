import { createHash, randomUUID } from 'node:crypto';
import { closeSync, existsSync, linkSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Conflict, NotFound } from '../domain/errors.ts';

/** A file that appears under its name whole, or not at all; opened when there is something to write, so after every question of rights. */
export class WholeFile {
  readonly #path: string;
  readonly #draft: string;
  readonly #force: boolean;
  readonly #never: readonly string[];
  readonly #hash = createHash('sha256');
  #descriptor: number | undefined;
  constructor(path: string, force: boolean, never: readonly string[]) {
    this.#path = path;
    this.#draft = `${path}.${randomUUID()}.part`;
    this.#force = force;
    this.#never = never;
  }
  write(chunk: string | Uint8Array): void {
    this.#descriptor ??= this.#open();
    this.#hash.update(chunk);
    if (typeof chunk === 'string') writeSync(this.#descriptor, chunk);
    else writeSync(this.#descriptor, chunk);
  }
  /** Returns the digest of what was written. */
  keep(): string {
    this.#descriptor ??= this.#open();
    this.#close();
    // A link, unlike a rename, fails where a file of that name has appeared meanwhile.
    if (this.#force) renameSync(this.#draft, this.#path);
    else linkSync(this.#draft, this.#path);
    return this.#hash.digest('hex');
  }
  discard(): void {
    this.#close();
    rmSync(this.#draft, { force: true });
  }
  /** Errors: Conflict where the file is there, or is the database's own; NotFound where none can be made. */
  check(): void {
    const there = statSync(this.#path, { throwIfNoEntry: false });
    if (there !== undefined && this.#never.some((file) => statSync(file, { throwIfNoEntry: false })?.ino === there.ino))
      throw new Conflict(`${this.#path} belongs to the database itself`, 'Choose another file.');
    const database = this.#never[0];
    if (database !== undefined && resolve(this.#path).startsWith(`${resolve(database)}.media/`))
      throw new Conflict(`${this.#path} lies among the media of the database`, 'Choose another file.');
    if (there?.isDirectory() === true) throw new Conflict(`${this.#path} is a directory`, 'Name a file in it.');
    if (there !== undefined && !this.#force)
      throw new Conflict(`${this.#path} is there already`, 'With --force it is replaced.', 'exists');
    if (!existsSync(dirname(this.#path)))
      throw new NotFound(`${this.#path} cannot be written: its directory is missing`);
  }
  #open(): number {
    this.check();
    try {
      return openSync(this.#draft, 'wx');
    } catch {
      throw new NotFound(`${this.#path} cannot be written: its directory is closed to you`);
    }
  }
  #close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}
