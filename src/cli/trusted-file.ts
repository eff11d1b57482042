/** Files of the caller's own that say who they are: read only where nobody else could have written them, or read a secret. */
import * as fs from 'node:fs';

export interface Absent {
  state: 'absent';
}
export interface Ignored {
  state: 'ignored';
  reason: string;
  hint: string;
}
interface Found {
  state: 'found';
  text: string;
  mode: number;
}

const OTHERS_MAY_WRITE = 0o022;
const OTHERS_MAY_DO_ANYTHING = 0o077;

/** The text of a regular file that belongs to the caller or root, and that nobody else may write; a secret one, nor read. */
export function readTrusted(path: string, uid: number | undefined, secret = false): Absent | Ignored | Found {
  const entry = entryAt(path);
  if (entry === undefined) return { state: 'absent' };
  // Whoever owns a link chooses what it points to, so a stranger's link to a file of ours is still a stranger's choice.
  const linkFault = entry.isSymbolicLink() ? strangerFault(entry, uid) : undefined;
  if (linkFault !== undefined) return linkFault;
  let handle: number;
  try {
    // Without O_NONBLOCK, opening a named pipe waits for ever. Checks go to the handle: a path may be swapped meanwhile.
    handle = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
  } catch (error) {
    const code = errorCode(error);
    return code === 'ENOENT'
      ? ignored('it is a link to a file that does not exist', 'Remove the link, or restore what it points to.')
      : ignored(`it cannot be opened (${code})`, 'Make the file readable, or remove it.');
  }
  try {
    const stats = fs.fstatSync(handle);
    if (!stats.isFile()) return ignored('it is not a regular file', 'Move it out of the way.');
    return (
      strangerFault(stats, uid) ??
      modeFault(stats, uid, secret) ?? {
        state: 'found',
        text: fs.readFileSync(handle, 'utf8'),
        mode: stats.mode & 0o777,
      }
    );
  } finally {
    fs.closeSync(handle);
  }
}

/** A directory that may not be searched shows us no file, which is the same as there being none. */
export function entryAt(path: string): fs.Stats | undefined {
  try {
    return fs.lstatSync(path);
  } catch {
    return undefined;
  }
}

function strangerFault(stats: fs.Stats, uid: number | undefined): Ignored | undefined {
  if (uid === undefined || stats.uid === uid || stats.uid === 0) return undefined;
  return ignored(
    `it belongs to another account (uid ${stats.uid}), not to you (uid ${uid}) or root`,
    'Have its owner remove it, or work in another directory.',
  );
}

function modeFault(stats: fs.Stats, uid: number | undefined, secret: boolean): Ignored | undefined {
  if (uid === undefined || (stats.mode & (secret ? OTHERS_MAY_DO_ANYTHING : OTHERS_MAY_WRITE)) === 0) return undefined;
  const mode = (stats.mode & 0o777).toString(8).padStart(4, '0');
  return secret
    ? ignored(`its group or others may read or write it (mode ${mode})`, 'Run chmod 600 on it.')
    : ignored(`its group or others may write it (mode ${mode})`, 'Run chmod go-w on it.');
}

export const ignored = (reason: string, hint: string): Ignored => ({ state: 'ignored', reason, hint });

export const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
