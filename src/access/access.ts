import { checkSchema, opened } from './file.ts';
import { Kysely } from 'kysely';
import { sqliteDialect, insideTransaction } from '../db/dialect.ts';
import { schemaVersion, type Handle } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { nameKey } from '../domain/name-key.ts';
import { Conflict, type Problem } from '../domain/errors.ts';
import { insertProblems } from './jobs.ts';
import { checkInvariants } from './invariants.ts';
import { temporaryTables } from './reach.ts';
import { admit } from './admit.ts';
import { anonymous, endSession, Reading, sessionOf, Writing, type Identity, type Session } from './session.ts';
import { storageFailure } from './storage-failure.ts';

/** Thrown to end a dry run; never seen outside. */
class RolledBack extends Error {}

export interface AccessOptions {
  dryRun?: boolean;
  clock?: () => Date;
  /** How long a writer waits for another, in milliseconds. */
  patience?: number;
}

/** Whoever runs a change: a transaction that is kept, or one that is only tried. */
export type Writer = Pick<Access, 'write'>;

/** The only door to the data: every read and write goes through a transaction that belongs to one actor. */
export class Access {
  readonly #handle: Handle;
  readonly #db: Kysely<Database>;
  readonly #identity: Identity;
  readonly #clock: () => Date;
  readonly dryRun: boolean;
  /** Who acted as somebody else, as the last transaction saw it. */
  standIn: { actor: string; configured: string } | undefined;

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
    return opened(path, (handle) => {
      checkSchema(handle, path);
      return new Access(handle, identity, options);
    });
  }

  /** One consistent snapshot. */
  async read<T>(run: (reading: Reading) => Promise<T>): Promise<T> {
    return this.#transact('read', (session) => new Reading(session), run);
  }

  /** One transaction that holds the write lock from its first statement; its invariants are checked before it commits. */
  async write<T>(run: (writing: Writing) => Promise<T>): Promise<T> {
    return this.#transact(this.dryRun ? 'rehearse' : 'write', (session) => new Writing(session), run);
  }

  /** Does what a write would do, and undoes it: for asking before the deed. Errors: those of the deed. */
  readonly rehearsal: Writer = {
    write: (run) => this.#transact('rehearse', (session) => new Writing(session), run),
  };

  /**
   * The same for many rows whose references were found in this very state of the database, so that SQLite need not look them up
   * once more, row by row.
   */
  async writeMany<T>(run: (writing: Writing) => Promise<T>): Promise<T> {
    // Inside a transaction this pragma does nothing.
    this.#handle.pragma('foreign_keys = off');
    this.#handle.pragma('threads = 1');
    try {
      return await this.write(run);
    } finally {
      this.#handle.pragma('foreign_keys = on');
    }
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

  /**
   * Ends a job of this process as failed, whatever has become of its owner: only the job's own state and log are written.
   */
  async abandon(job: number, problems: readonly Problem[]): Promise<void> {
    const now = this.#clock().toISOString();
    await this.#db.transaction().execute(async (trx) => {
      const ended = await trx
        .updateTable('job')
        .set({ status: 'failed', finished_at: now })
        .where('id', '=', job)
        .where('status', '=', 'processing')
        .where('lease_pid', '=', this.#identity.pid)
        .executeTakeFirst();
      if (ended.numUpdatedRows === 1n) insertProblems(this.#handle, now, job, problems);
    });
  }

  async #transact<T, R extends Reading>(
    how: 'read' | 'write' | 'rehearse',
    open: (session: Session) => R,
    run: (reading: R) => Promise<T>,
  ): Promise<T> {
    let result: { value: T } | undefined;
    try {
      await this.#db
        .transaction()
        .setAccessMode(how === 'read' ? 'read only' : 'read write')
        .execute((trx) =>
          insideTransaction.run(true, async () => {
            const now = this.#clock().toISOString();
            const admitted = admit(this.#handle, this.#identity, now);
            const { actor, configured } = admitted;
            this.standIn =
              configured === null || nameKey(configured) === nameKey(actor.login)
                ? undefined
                : { actor: actor.login, configured };
            const session: Session = {
              trx,
              handle: this.#handle,
              actor,
              admitted,
              identity: this.#identity,
              now,
              reached: false,
              scoped: false,
              touched: false,
              shown: new Set(),
            };
            const reading = open(session);
            try {
              result = { value: await run(reading) };
              if (session.touched) await checkInvariants(session);
              if (how === 'rehearse') throw new RolledBack();
            } finally {
              endSession(reading);
            }
          }),
        );
    } catch (error) {
      if (error instanceof RolledBack) {
        if (result !== undefined) return result.value;
      }
      throw storageFailure(error, this.#handle.name);
    }
    if (result === undefined) throw new Error('a transaction ended without a result');
    return result.value;
  }

  async close(): Promise<void> {
    await this.#db.destroy();
    if (this.#handle.open) this.#handle.close();
  }
}

export const schemaVersionOf = (reading: Reading): number => schemaVersion(sessionOf(reading).handle);
