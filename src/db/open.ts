import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { closeSync, existsSync, openSync, readdirSync, readSync, realpathSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { Unusable } from '../domain/errors.ts';

/** "VASC" in the file header, so that a foreign SQLite file is told from ours without opening it. */
export const applicationId = 0x56415343;

export type Handle = BetterSqlite3.Database;

/** Refuses, without opening it as a database, anything that is not a Vasculum file. */
export function checkFile(path: string): string {
  const real = realpathSync(path);
  const stat = statSync(real);
  if (!stat.isFile())
    throw new Unusable(`${path} is ${stat.isDirectory() ? 'a directory' : 'not a regular file'}, not a database`);
  if (stat.nlink > 1 && !dropDraft(real, stat.ino))
    throw new Unusable(
      `${path} has a second name (hard link)`,
      'SQLite loses data when one file is opened by two names; remove the other.',
    );
  const { header, length } = headerOf(real);
  if (length === 0) throw new Unusable(`${path} is empty, not a Vasculum database`, 'Only `vasculum init` makes one.');
  if (length < 100 || header.toString('latin1', 0, 16) !== 'SQLite format 3\0')
    throw new Unusable(`${path} is not a SQLite database; it was left as it is`);
  if (header.readInt32BE(68) !== applicationId)
    throw new Unusable(`${path} is a SQLite database of another program; it was left as it is`);
  refuseCut(real, path);
  return real;
}

function headerOf(real: string): { header: Buffer; length: number } {
  const header = Buffer.alloc(100);
  const file = openSync(real, 'r');
  // Read and closed before SQLite opens it: closing later would drop the locks SQLite holds on the file.
  const length = readSync(file, header, 0, 100, 0);
  closeSync(file);
  return { header, length };
}

/**
 * A file that lost its end still opens, and even takes writes. Beside a journal the length is not yet what the header says, and
 * while others write the two may be seen at different moments; a file that is cut is so at every look.
 */
function refuseCut(real: string, path: string): void {
  for (let look = 0; look < 3; look += 1) {
    if (existsSync(`${real}-wal`) || existsSync(`${real}-journal`)) return;
    const { header } = headerOf(real);
    const stored = header.readUInt16BE(16);
    const page = stored === 1 ? 65_536 : stored;
    if (page >= 512 && statSync(real).size === page * header.readUInt32BE(28)) return;
  }
  throw new Unusable(`${path} is damaged: its end is missing, or something was added to it`, 'Restore a backup.');
}

/** An `init` that was killed at its last step has left its draft's name on the same file. */
function dropDraft(real: string, inode: number): boolean {
  const draft = `${basename(real)}.init-`;
  for (const name of readdirSync(dirname(real))) {
    const path = join(dirname(real), name);
    if (!name.startsWith(draft) || statSync(path).ino !== inode) continue;
    rmSync(path, { force: true });
    return statSync(real).nlink === 1;
  }
  return false;
}

const require = createRequire(import.meta.url);
// Required, not imported: Node reads a CommonJS module twice to import it.
const Sqlite = require('better-sqlite3') as typeof BetterSqlite3;

/** Where npm builds it; told to better-sqlite3, which else tries a dozen places. */
const addon = ((): string | undefined => {
  try {
    return require.resolve('better-sqlite3/build/Release/better_sqlite3.node');
  } catch {
    return undefined;
  }
})();

/** Opens the file with every pragma the program relies on. It is the only caller of better-sqlite3's constructor. */
export function openHandle(path: string, options: { create?: boolean } = {}): Handle {
  let handle: Handle;
  try {
    // The wait for a lock is short here; db/dialect.ts repeats it without blocking the event loop.
    handle = new Sqlite(path, {
      fileMustExist: options.create !== true,
      timeout: 100,
      ...(addon === undefined ? {} : { nativeBinding: addon }),
    });
  } catch (error) {
    if (error instanceof Error && /NODE_MODULE_VERSION|was compiled against/.test(error.message))
      throw new Unusable('better-sqlite3 was built for another version of Node', 'Run `npm rebuild better-sqlite3`.');
    throw error;
  }
  try {
    arrange(handle, options.create === true);
  } catch (error) {
    handle.close();
    throw error;
  }
  return handle;
}

function arrange(handle: Handle, create: boolean): void {
  if (create) {
    handle.pragma(`application_id = ${applicationId}`);
    handle.pragma('journal_mode = wal');
  }
  handle.pragma('foreign_keys = on');
  handle.pragma('trusted_schema = off');
  handle.pragma('cell_size_check = on');
  // In WAL mode this is NORMAL unless set, which may lose an acknowledged commit at a power cut.
  handle.pragma('synchronous = full');
  handle.pragma('temp_store = file');
}

export const schemaVersion = (handle: Handle): number => Number(handle.pragma('user_version', { simple: true }));

/** A digest of every table, index and trigger: a planted trigger or a dropped guard changes it. */
export function fingerprint(handle: Handle): string {
  const hash = createHash('sha256');
  const rows = handle
    .prepare<[], [string, string, string | null]>(
      `select type, name, sql from sqlite_schema where name not like 'sqlite\\_%' escape '\\' order by type, name`,
    )
    .raw()
    .all();
  for (const row of rows) hash.update(JSON.stringify(row));
  return hash.digest('hex');
}
