import { existsSync, statSync } from 'node:fs';
import { fingerprints, migrations } from '../../migrations/index.ts';
import { migrateFile, migrateNew, type Migrated } from '../db/migrate.ts';
import { checkFile, fingerprint, openHandle, schemaVersion, type Handle } from '../db/open.ts';
import { Forbidden, Unusable } from '../domain/errors.ts';
import { admit, authModeOf } from './admit.ts';
import { seesAll, type Identity } from './session.ts';
import { storageFailure } from './storage-failure.ts';

/** The database that a command means is not there; cli/run.ts says which one may be meant. */
export class Missing extends Unusable {
  override name = 'Missing';
}

/** Opens an existing file for `use`, which keeps it open; when anything fails the file is closed and left as it was. */
export function opened<T>(path: string, use: (handle: Handle) => T): T {
  if (!existsSync(path))
    throw new Missing(`there is no database at ${path}`, 'Make one with vasculum init, or name another with --db.');
  let handle: Handle | undefined;
  try {
    handle = openHandle(checkFile(path));
    return use(handle);
  } catch (error) {
    handle?.close();
    throw storageFailure(error, path);
  }
}

/** Errors: Unusable unless the schema is exactly the one this version made. */
export function checkSchema(handle: Handle, path: string): void {
  const version = schemaVersion(handle);
  refuseNewer(version, path);
  if (version < migrations.length)
    throw new Unusable(
      `${path} has schema ${version}, and this Vasculum needs ${migrations.length}`,
      'Run `vasculum migrate`; it makes a backup first.',
    );
  refuseStranger(handle, version, path);
}

function refuseNewer(version: number, path: string): void {
  if (version > migrations.length)
    throw new Unusable(
      `${path} was written by a newer Vasculum (schema ${version}, this one knows ${migrations.length})`,
      'Update Vasculum; the file was left as it is.',
    );
}

function refuseStranger(handle: Handle, version: number, path: string): void {
  if (fingerprint(handle) !== fingerprints[version])
    throw new Unusable(
      `the tables of ${path} are not those that Vasculum made: something was added or changed by another program`,
      'Restore a backup.',
    );
}

/**
 * Whether there is a database whose owner, this account, gives commands for others (auth service).
 * Errors: Unusable for a file of this account that is none.
 */
export function isServiceAt(path: string, uid: number | null): boolean {
  if (!existsSync(path) || statSync(path).uid !== uid) return false;
  return opened(path, (handle) => {
    const mode = authModeOf(handle);
    handle.close();
    return mode === 'service';
  });
}

/** Gives an empty file its tables. */
export function createFile(path: string): void {
  let handle: Handle | undefined;
  try {
    handle = openHandle(path, { create: true });
    migrateNew(handle);
  } catch (error) {
    throw storageFailure(error, path);
  } finally {
    handle?.close();
  }
}

/**
 * Brings an older database to this version's schema, after a backup. Migrating is a superadmin's, and has to be asked of a schema
 * that this version does not otherwise open: who acts is asked of what every version has, and of what came with the setting `auth`.
 */
export function migrateDatabase(path: string, identity: Identity, clock: () => Date, dryRun: boolean): Migrated {
  opened(path, (handle) => {
    const found = schemaVersion(handle);
    refuseNewer(found, path);
    refuseStranger(handle, found, path);
    if (!seesAll(admit(handle, who(identity, found), clock().toISOString()).actor))
      throw new Forbidden('you may not migrate the database', 'This needs the level superadmin.');
    handle.close();
  });
  try {
    // The backup is named by the schema it has and this moment.
    return migrateFile(path, clock().toISOString().replaceAll(/[-:]/g, '').slice(0, 15), dryRun);
  } catch (error) {
    throw storageFailure(error, path);
  }
}

/** Before there were tokens, one that is given for another database says nothing. */
function who({ token, ...identity }: Identity, version: number): Identity {
  const known = migrations.findIndex(({ name }) => name.endsWith('-identity')) + 1;
  return token === undefined || version < known ? identity : { ...identity, token };
}
