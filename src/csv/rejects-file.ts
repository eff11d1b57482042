import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { Conflict, NotFound, type Problem, Usage } from '../domain/errors.ts';
import { rejectColumns } from './delimiter.ts';
import { codings } from './encoding.ts';
import { readTable, type Table } from './read.ts';
import { type Source, StoredSource } from './stored.ts';
import { csvWriter } from './write.ts';

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
  static async at(path: string, input: Source, never: readonly string[]): Promise<RejectsFile> {
    const file = new RejectsFile(path);
    const there = statSync(path, { throwIfNoEntry: false });
    if (there === undefined) {
      if (!existsSync(dirname(path))) throw new NotFound(`${path} cannot be written: its directory is missing`);
      return file;
    }
    if (input.isFile(there)) throw new Usage('--rejects names the file that is imported', 'Name another file.');
    const ours = never.some((other) => statSync(other, { throwIfNoEntry: false })?.ino === there.ino);
    if (ours || !there.isFile() || !(await isRejects(path)))
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
      if (table.separated) put(`sep=${table.delimiter}\n`);
      const csv = csvWriter(put, { delimiter: table.delimiter });
      const kept = [...table.header.keys()].filter((at) => !rejectColumns.includes(table.header[at] ?? ''));
      await csv.header([...kept.map((at) => table.header[at] ?? ''), ...rejectColumns]);
      let rows = 0;
      const reject = async (row: readonly string[], line: number): Promise<void> => {
        const wrong = byLine.get(line);
        if (wrong === undefined) return;
        rows += 1;
        // A row that is too long or too short stays one, until somebody has looked at it.
        const surplus =
          row.length > table.header.length
            ? row.slice(table.header.length)
            : row.length < table.header.length
              ? ['']
              : [];
        await csv.row([...kept.map((at) => row[at] ?? ''), ...described(line, wrong), ...surplus]);
      };
      for await (const batch of byLine.size === 0 ? [] : table.batches()) {
        let next = 0;
        for (const [at, problem] of batch.problems.entries()) {
          // Both lists are in the order of the file.
          for (; (batch.lines[next] ?? Infinity) < (problem.line ?? 0); next += 1)
            await reject(batch.rows[next] ?? [], batch.lines[next] ?? 0);
          await reject(batch.refused[at] ?? [], problem.line ?? 0);
        }
        for (; next < batch.rows.length; next += 1) await reject(batch.rows[next] ?? [], batch.lines[next] ?? 0);
      }
      await csv.end();
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

const described = (line: number, problems: readonly Problem[]): string[] => {
  const joined = (of: (problem: Problem) => string): string => [...new Set(problems.map(of))].join(' | ');
  return [
    String(line),
    joined(({ column }) => column ?? ''),
    joined(({ code }) => code),
    joined(({ message, suggestion }) =>
      suggestion === undefined ? message : `${message} (did you mean ${suggestion}?)`,
    ),
  ];
};

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
}

async function isRejects(path: string): Promise<boolean> {
  const source = new StoredSource({ name: path, path });
  try {
    const { header } = await readTable(source);
    return rejectColumns.every((name, at) => header.at(at - rejectColumns.length) === name);
  } catch {
    return false;
  } finally {
    source.close();
  }
}
