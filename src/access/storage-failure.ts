import { Busy, Unusable } from '../domain/errors.ts';

/** SQLite's own error codes become ours, so that no `SQLITE_…` is ever shown; anything else passes unchanged. */
export function storageFailure(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error.name !== 'SqliteError' || !('code' in error)) return error;
  const code = String(error.code);
  const is = (...families: string[]): boolean => families.some((family) => code.startsWith(`SQLITE_${family}`));
  const nothing = 'Nothing was changed.';
  if (is('BUSY', 'LOCKED'))
    return new Busy('another command holds the database', 'Nothing was changed; give the command again.');
  if (is('FULL')) return new Unusable(`the disk that holds ${path} is full`, nothing);
  if (is('READONLY', 'PERM', 'AUTH'))
    return new Unusable(`${path} cannot be written to`, 'The file and its directory must both be writable.');
  if (is('CANTOPEN'))
    return new Unusable(`${path} cannot be opened`, 'The file and its directory must both be readable and writable.');
  if (is('NOTADB')) return new Unusable(`${path} is not a SQLite database; it was left as it is`);
  if (is('CORRUPT', 'IOERR_SHORT_READ')) return new Unusable(`${path} is damaged`, 'Restore a backup.');
  if (is('IOERR'))
    return new Unusable(
      `reading or writing ${path} failed`,
      `${nothing} Is the disk full, or the file too large for it?`,
    );
  return error;
}
