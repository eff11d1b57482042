import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Conflict, Usage } from '../domain/errors.ts';

/** Files that must not even be opened: closing one drops the locks that SQLite holds on it in this process. */
export const databaseFiles = (db: string): string[] => ['', '-wal', '-shm'].map((suffix) => db + suffix);

/** Whether two paths are one file, by whatever names; of files that are not there yet, whether they would be. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false }));
  if (a !== undefined && b !== undefined) return a.ino === b.ino && a.dev === b.dev;
  return a === undefined && b === undefined && placeOf(one) === placeOf(other);
}

function placeOf(path: string): string {
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    return resolve(path);
  }
}

/** Errors: Conflict for a path that the database needs for itself. */
export function refuseDatabaseFile(path: string, db: string): void {
  if (databaseFiles(db).some((file) => isSame(file, path)))
    throw new Conflict(`${path} belongs to the database itself`, 'Choose another file.');
  if (placeOf(path).startsWith(`${placeOf(db)}.media/`))
    throw new Conflict(`${path} lies among the media of the database`, 'Choose another file.');
}

/** A file by what names it on the command line, absolute; undefined where it is not named. */
export type NamedFile = readonly [what: string, path: string | undefined];

/** Errors: Usage when one of the files to be written is also another of those that are named. */
export function demandDistinct(written: readonly NamedFile[], read: readonly NamedFile[]): void {
  for (const [at, [what, path]] of written.entries())
    for (const [other, another] of [...read, ...written.slice(0, at)])
      if (path !== undefined && another !== undefined && isSame(path, another))
        throw new Usage(
          other === 'the input' ? `${what} names the file that is imported` : `${other} and ${what} name the same file`,
          'Name another file.',
        );
}
