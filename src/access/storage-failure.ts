import { Busy, Unusable } from '../domain/errors.ts';

/** SQLite's own error codes become ours, so that no `SQLITE_…` is ever shown; anything else passes unchanged. */
export function storageFailure(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  if (/^E[A-Z]+$/.test(code) && 'syscall' in error) return fileFailure(code, path, error);
  if (error.name !== 'SqliteError') return error;
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
  if (code === 'SQLITE_ERROR' && /no such (table|column)|already exists/.test(error.message))
    return new Unusable(`${path} has not the tables of a Vasculum database`, 'Restore a backup.');
  return error;
}

function fileFailure(code: string, path: string, error: Error): Error {
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG')
    return new Unusable(`the disk that holds ${path} is full`, 'Nothing was changed.');
  if (/^(EACCES|EPERM|EROFS)$/.test(code))
    return new Unusable(`${path} cannot be opened: you have no right to its file or directory`);
  return new Unusable(`${path} cannot be opened: ${error.message}`);
}
