import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, rmSync, statSync, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { Invalid, NotFound, Unusable, Usage } from '../domain/errors.ts';
import { type Source, StoredSource } from './stored.ts';

export type { Source } from './stored.ts';

export interface Surroundings {
  stdin: Readable & { isTTY?: boolean };
  spoolDir: string;
  /** Where a relative path begins, if not in the working directory of the process. */
  cwd?: string;
  /** Files that must not even be opened: closing one drops the locks that SQLite holds on it in this process. */
  never?: readonly string[];
}

/** A regular file is read in place; a pipe is first copied to a private file in `spoolDir`, which close() removes. */
export async function openSource(
  name: string,
  { stdin, spoolDir, cwd = '', never = [] }: Surroundings,
): Promise<Source> {
  if (name === '-') {
    if (stdin.isTTY === true) throw new Usage('standard input is a terminal', 'Give a file, or pipe the rows in.');
    return spool('standard input', stdin, spoolDir);
  }
  const path = resolve(cwd, name);
  const stats = attempt(name, () => statSync(path, { throwIfNoEntry: false }));
  if (stats === undefined) throw new NotFound(`there is no file ${name}`);
  if (stats.isFIFO()) return spool(name, createReadStream(path), spoolDir);
  if (!stats.isFile()) throw unfit(`${name} is ${kindOf(stats)}, not a file`);
  if (never.some((other) => isSame(stats, statSync(other, { throwIfNoEntry: false })))) {
    throw unfit(`${name} belongs to the database itself`);
  }
  return attempt(name, () => new StoredSource({ name, path }));
}

async function spool(name: string, stream: Readable, directory: string): Promise<Source> {
  const path = join(directory, `input-${randomUUID()}.spool`);
  const hash = createHash('sha256');
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      for await (const part of stream) {
        const chunk = Buffer.from(part);
        hash.update(chunk);
        await file.appendFile(chunk);
      }
    } finally {
      await file.close();
    }
    return new StoredSource({ name, path, spooled: { sha256: hash.digest('hex') } });
  } catch (error) {
    rmSync(path, { force: true });
    if (codeOf(error) === 'ENOSPC') throw new Unusable(`there is no room in ${directory} for a copy of ${name}`);
    throw error;
  }
}

function attempt<T>(name: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR') throw new NotFound(`there is no file ${name}`);
    throw unfit(`${name} cannot be read: ${codeOf(error) ?? String(error)}`);
  }
}

const unfit = (message: string): Invalid => new Invalid(message, undefined, [{ code: 'bad-file', message }]);

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

const isSame = (one: Stats, other: Stats | undefined): boolean => one.ino === other?.ino && one.dev === other.dev;

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a directory';
  return stats.isSocket() ? 'a socket' : 'a device';
}
