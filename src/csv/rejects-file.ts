import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { Conflict, NotFound, type Problem, Usage } from '../domain/errors.ts';
import { codings } from './encoding.ts';
import type { Table } from './read.ts';
import { beginsLikeRejects } from './rejects-columns.ts';
import { rejectsForm } from './rejects-form.ts';
import type { Source } from './stored.ts';

/**
 * The rows that an import refused, as they stood in their file and with what is wrong with them. It appears under its name
 * whole or not at all, and takes the place of nothing but an older file of rejected rows.
 */
export class RejectsFile {
  readonly #path: string;
  readonly #draft: string;
  #replaces = false;

  private constructor(path: string) {
    this.#path = path;
    this.#draft = `${path}.${randomUUID()}.part`;
  }

  /**
   * Errors: Usage when it is the input; Conflict for a file that holds anything else, or belongs to the database (`never`);
   * NotFound where no file can be made.
   */
  static at(path: string, input: Source, never: readonly string[]): RejectsFile {
    const file = new RejectsFile(path);
    const there = statSync(path, { throwIfNoEntry: false });
    if (there === undefined) {
      if (!existsSync(dirname(path))) throw new NotFound(`${path} cannot be written: its directory is missing`);
      return file;
    }
    if (input.isFile(there)) throw new Usage('--rejects names the file that is imported', 'Name another file.');
    const ours = never.some((other) => statSync(other, { throwIfNoEntry: false })?.ino === there.ino);
    if (ours || !there.isFile() || !isRejects(path))
      throw new Conflict(`${path} is there already, and is no file of rejected rows`, 'Name another file.', 'exists');
    file.#replaces = true;
    return file;
  }

  /** Writes the rows with problems beside the place where the file will stand; returns how many. */
  async write(table: Table, problems: readonly Problem[]): Promise<number> {
    const byLine = new Map<number, Problem[]>();
    for (const problem of problems) {
      const line = problem.line ?? table.headerLine;
      const same = byLine.get(line);
      if (same === undefined) byLine.set(line, [problem]);
      else same.push(problem);
    }
    const descriptor = this.#open();
    try {
      const { fromText } = codings[table.encoding];
      const put = (text: string): void => writeAll(descriptor, fromText(text));
      if (table.marked) put('\ufeff');
      const form = rejectsForm(table, put);
      await form.begin();
      let rows = 0;
      const reject = async (row: readonly string[], line: number, asRead = false): Promise<void> => {
        const wrong = byLine.get(line);
        if (wrong === undefined) return;
        rows += 1;
        await form.row(row, line, wrong, asRead);
      };
      for await (const batch of byLine.size === 0 ? [] : table.batches()) {
        let next = 0;
        for (const [at, problem] of batch.problems.entries()) {
          // Both lists are in the order of the file.
          for (; (batch.lines[next] ?? Infinity) < (problem.line ?? 0); next += 1)
            await reject(batch.rows[next] ?? [], batch.lines[next] ?? 0);
          await reject(batch.refused[at] ?? [], problem.line ?? 0, true);
        }
        for (; next < batch.rows.length; next += 1) await reject(batch.rows[next] ?? [], batch.lines[next] ?? 0);
      }
      await form.end();
      fsyncSync(descriptor);
      return rows;
    } finally {
      closeSync(descriptor);
    }
  }

  /** Puts the file in its place. Errors: Conflict where another has appeared there meanwhile. */
  keep(): void {
    if (this.#replaces) return renameSync(this.#draft, this.#path);
    try {
      // A link, unlike a rename, fails where a file of that name has appeared meanwhile.
      linkSync(this.#draft, this.#path);
    } catch {
      throw new Conflict(`${this.#path} has appeared meanwhile`, 'Name another file, and import again.', 'exists');
    }
  }

  discard(): void {
    rmSync(this.#draft, { force: true });
  }

  #open(): number {
    try {
      return openSync(this.#draft, 'w', 0o600);
    } catch {
      throw new NotFound(`${this.#path} cannot be written: its directory is closed to you`);
    }
  }
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
}

function isRejects(path: string): boolean {
  const head = Buffer.alloc(64 * 1024);
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    return false;
  }
  try {
    return beginsLikeRejects(head.subarray(0, readSync(descriptor, head)));
  } finally {
    closeSync(descriptor);
  }
}
