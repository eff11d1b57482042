import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { fingerprints, migrations } from '../../migrations/index.ts';
import { Unusable } from '../domain/errors.ts';
import { fingerprint, openHandle, schemaVersion, type Handle } from './open.ts';

const newest = migrations.length;

/** Runs what is missing, in the caller's transaction. */
function raise(handle: Handle): void {
  for (const migration of migrations.slice(schemaVersion(handle))) handle.exec(migration.sql);
  handle.pragma(`user_version = ${newest}`);
  if (fingerprint(handle) !== fingerprints[newest])
    throw new Unusable(
      'the migrations have not led to the schema of this version',
      'Nothing was changed; please report this.',
    );
  const broken = handle.pragma('foreign_key_check');
  if (Array.isArray(broken) && broken.length > 0) throw new Error(`the migration broke ${broken.length} foreign keys`);
}

/** Gives a database that was just created its tables. */
export const migrateNew = (handle: Handle): void => handle.transaction(raise).immediate(handle);

export interface Migrated {
  from: number;
  to: number;
  backup: string | null;
  result: 'updated' | 'unchanged';
}

/**
 * Brings an older file to the newest schema. One connection holds the write lock, so that nobody changes anything between
 * the backup, which a second connection makes (VACUUM INTO cannot run in a transaction), and the first new statement.
 */
export function migrateFile(path: string, stamp: string, dryRun: boolean): Migrated {
  const handle = openHandle(path);
  try {
    const seen = schemaVersion(handle);
    if (dryRun || seen >= newest)
      return { from: seen, to: Math.max(seen, newest), backup: null, result: seen < newest ? 'updated' : 'unchanged' };
    handle.pragma('foreign_keys = off');
    handle.pragma('busy_timeout = 30000');
    handle.exec('begin immediate');
    try {
      const from = schemaVersion(handle);
      if (from >= newest) {
        handle.exec('rollback');
        return { from, to: from, backup: null, result: 'unchanged' };
      }
      const backup = makeBackup(path, `${path}.v${from}-${stamp}.bak`);
      raise(handle);
      handle.exec('commit');
      return { from, to: newest, backup, result: 'updated' };
    } catch (error) {
      if (handle.inTransaction) handle.exec('rollback');
      throw error;
    }
  } finally {
    handle.close();
  }
}

/** A copy in one file, opened again and checked before anybody relies on it. */
function makeBackup(path: string, target: string): string {
  if (existsSync(target))
    throw new Unusable(`the backup ${target} is there already`, 'Move it away and run `vasculum migrate` again.');
  // VACUUM INTO takes an empty file, and so the backup is closed to others from its first byte.
  closeSync(openSync(target, 'wx', 0o600));
  const source = openHandle(path);
  try {
    source.prepare('vacuum into ?').run(target);
  } finally {
    source.close();
  }
  const copy = openHandle(target);
  const verdict = copy.pragma('quick_check', { simple: true });
  copy.close();
  if (verdict !== 'ok') {
    rmSync(target);
    throw new Unusable(`the backup of ${path} is damaged, and so, it seems, is the database`, 'Nothing was changed.');
  }
  return target;
}
