import { createHash, randomUUID } from 'node:crypto';
import { closeSync, existsSync, linkSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { Conflict, NotFound } from '../domain/errors.ts';
import { refuseDatabaseFile } from './named-files.ts';

/** A file that appears under its name whole, or not at all; opened when there is something to write, so after every question of rights. */
export class WholeFile {
  readonly #path: string;
  readonly #draft: string;
  readonly #force: boolean;
  readonly #db: string;
  readonly #hash = createHash('sha256');
  #descriptor: number | undefined;
  /** `db` is the database, whose files it never takes the place of. */
  constructor(path: string, force: boolean, db: string) {
    this.#path = path;
    this.#draft = `${path}.${randomUUID()}.part`;
    this.#force = force;
    this.#db = db;
  }
  write(chunk: string | Uint8Array): void {
    this.#descriptor ??= this.#open();
    this.#hash.update(chunk);
    if (typeof chunk === 'string') writeSync(this.#descriptor, chunk);
    else writeSync(this.#descriptor, chunk);
  }
  /** Returns the digest of what was written. Errors: Conflict where a file of that name has appeared meanwhile. */
  keep(): string {
    this.#descriptor ??= this.#open();
    this.#close();
    if (this.#force) renameSync(this.#draft, this.#path);
    else this.#place();
    return this.#hash.digest('hex');
  }
  discard(): void {
    this.#close();
    rmSync(this.#draft, { force: true });
  }
  /** Errors: Conflict where the file is there, or is the database's own; NotFound where none can be made. */
  check(): void {
    refuseDatabaseFile(this.#path, this.#db);
    const there = statSync(this.#path, { throwIfNoEntry: false });
    if (there?.isDirectory() === true) throw new Conflict(`${this.#path} is a directory`, 'Name a file in it.');
    if (there !== undefined && !this.#force)
      throw new Conflict(`${this.#path} is there already`, 'With --force it is replaced.', 'exists');
    if (!existsSync(dirname(this.#path)))
      throw new NotFound(`${this.#path} cannot be written: its directory is missing`);
  }
  #place(): void {
    try {
      // A link, unlike a rename, fails where there is a file of that name.
      linkSync(this.#draft, this.#path);
    } catch {
      throw new Conflict(`${this.#path} has appeared meanwhile`, 'With --force it is replaced.', 'exists');
    }
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
