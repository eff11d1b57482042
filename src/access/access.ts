import { existsSync } from 'node:fs';
import { Kysely } from 'kysely';
import { sqliteDialect, insideTransaction } from '../db/dialect.ts';
import { migrateFile, migrateNew, type Migrated } from '../db/migrate.ts';
import { checkFile, openHandle, schemaVersion, fingerprint, type Handle } from '../db/open.ts';
import { fingerprints, migrations } from '../../migrations/index.ts';
import type { Database } from '../db/schema.ts';
import { Conflict, Forbidden, Unusable } from '../domain/errors.ts';
import { nameKey } from '../domain/name-key.ts';
import { checkInvariants } from './invariants.ts';
import { temporaryTables } from './reach.ts';
import { actorOf, anonymous, endSession, Reading, sessionOf, Writing, type Identity, type Session } from './session.ts';
import { storageFailure } from './storage-failure.ts';

/** Thrown to end a dry run; never seen outside. */
class RolledBack extends Error {}

export interface AccessOptions {
  dryRun?: boolean;
  clock?: () => Date;
  /** How long a writer waits for another, in milliseconds. */
  patience?: number;
}

/** The only door to the data: every read and write goes through a transaction that belongs to one actor. */
export class Access {
  readonly #handle: Handle;
  readonly #db: Kysely<Database>;
  readonly #identity: Identity;
  readonly #clock: () => Date;
  readonly dryRun: boolean;

  private constructor(handle: Handle, identity: Identity, options: AccessOptions) {
    this.#handle = handle;
    this.#db = new Kysely<Database>({ dialect: sqliteDialect(handle, options.patience ?? 30_000) });
    this.#identity = identity;
    this.#clock = options.clock ?? (() => new Date());
    this.dryRun = options.dryRun === true;
    handle.exec(temporaryTables);
  }

  /** Opens a database that `init` made. Errors: Unusable when it is absent, not ours, newer, older or damaged. */
  static open(path: string, identity: Identity, options: AccessOptions = {}): Access {
    if (!existsSync(path)) throw new Unusable(`there is no database at ${path}`);
    let handle: Handle | undefined;
    try {
      const real = checkFile(path);
      handle = openHandle(real);
      checkSchema(handle, path);
      return new Access(handle, identity, options);
    } catch (error) {
      handle?.close();
      throw storageFailure(error, path);
    }
  }

  /** One consistent snapshot. */
  async read<T>(run: (reading: Reading) => Promise<T>): Promise<T> {
    return this.#transact(true, (session) => new Reading(session), run);
  }

  /** One transaction that holds the write lock from its first statement; its invariants are checked before it commits. */
  async write<T>(run: (writing: Writing) => Promise<T>): Promise<T> {
    return this.#transact(false, (session) => new Writing(session), run);
  }

  /**
   * The first transaction of a database without users: it has no actor yet, and the rights of a superadmin.
   * Errors: Conflict as soon as there is a user.
   */
  async found<T>(run: (writing: Writing) => Promise<T>): Promise<T> {
    return this.write(async (writing) => {
      const session = sessionOf(writing);
      const { users } = await session.trx
        .selectFrom('lab_user')
        .select(({ fn }) => fn.countAll<number>().as('users'))
        .executeTakeFirstOrThrow();
      if (users > 0) throw new Conflict('this database has users already');
      session.actor = { ...anonymous, level: 'superadmin' };
      return run(writing);
    });
  }

  async #transact<T, R extends Reading>(
    reads: boolean,
    open: (session: Session) => R,
    run: (reading: R) => Promise<T>,
  ): Promise<T> {
    let result: { value: T } | undefined;
    try {
      await this.#db
        .transaction()
        .setAccessMode(reads ? 'read only' : 'read write')
        .execute((trx) =>
          insideTransaction.run(true, async () => {
            const actor = await actorOf(trx, this.#identity.login);
            const session: Session = {
              trx,
              handle: this.#handle,
              actor,
              identity: this.#identity,
              now: this.#clock().toISOString(),
              reached: false,
              scoped: false,
              touched: false,
              shown: new Set(),
            };
            const reading = open(session);
            try {
              result = { value: await run(reading) };
              if (session.touched) await checkInvariants(session);
              if (!reads && this.dryRun) throw new RolledBack();
            } finally {
              endSession(reading);
            }
          }),
        );
    } catch (error) {
      if (!(error instanceof RolledBack)) throw storageFailure(error, this.#handle.name);
    }
    if (result === undefined) throw new Error('a transaction ended without a result');
    return result.value;
  }

  async close(): Promise<void> {
    await this.#db.destroy();
    if (this.#handle.open) this.#handle.close();
  }
}

function checkSchema(handle: Handle, path: string): void {
  const version = schemaVersion(handle);
  if (version > migrations.length)
    throw new Unusable(
      `${path} was written by a newer Vasculum (schema ${version}, this one knows ${migrations.length})`,
      'Update Vasculum; the file was left as it is.',
    );
  if (version < migrations.length)
    throw new Unusable(
      `${path} has schema ${version}, and this Vasculum needs ${migrations.length}`,
      'Run `vasculum migrate`; it makes a backup first.',
    );
  if (fingerprint(handle) !== fingerprints[version])
    throw new Unusable(
      `the tables of ${path} are not those that Vasculum made: something was added or changed by another program`,
      'Restore a backup.',
    );
}

/** Gives an empty file its tables. */
export function createFile(path: string): void {
  const handle = openHandle(path, { create: true });
  try {
    migrateNew(handle);
  } finally {
    handle.close();
  }
}

export const schemaVersionOf = (reading: Reading): number => schemaVersion(sessionOf(reading).handle);

/**
 * Migrating is a superadmin's, and has to be asked of a schema that this version does not otherwise open: of user tables only
 * login, level and state are relied on, which every version has. Errors: Forbidden.
 */
export function demandMigrator(path: string, identity: Identity): void {
  if (!existsSync(path)) throw new Unusable(`there is no database at ${path}`);
  const handle = openHandle(checkFile(path));
  try {
    const row = handle
      .prepare<[string], { level: number; disabled_at: string | null }>(
        'select level, disabled_at from lab_user where login_key = ?',
      )
      .get(nameKey(identity.login ?? ''));
    if (row?.level !== 3 || row.disabled_at !== null)
      throw new Forbidden('you may not migrate the database', 'This needs the level superadmin.');
  } catch (error) {
    throw storageFailure(error, path);
  } finally {
    handle.close();
  }
}

/** Brings an older database to this version's schema, after a backup. */
export function migrateDatabase(path: string, stamp: string, dryRun: boolean): Migrated {
  if (!existsSync(path)) throw new Unusable(`there is no database at ${path}`);
  try {
    return migrateFile(checkFile(path), stamp, dryRun);
  } catch (error) {
    throw storageFailure(error, path);
  }
}
