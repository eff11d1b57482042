import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type BetterSqlite3 from 'better-sqlite3';
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type TransactionSettings,
} from 'kysely';
import { Busy } from '../domain/errors.ts';

/** Set while a transaction's callback runs, so that a use of the outer handle, which would wait for itself for ever, throws. */
export const insideTransaction = new AsyncLocalStorage<true>();

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');

class ImmediateDriver extends SqliteDriver {
  readonly #handle: BetterSqlite3.Database;
  readonly #patience: number;
  constructor(handle: BetterSqlite3.Database, patience: number) {
    super({ database: async () => handle });
    this.#handle = handle;
    this.#patience = patience;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    if (insideTransaction.getStore()) throw new Error('the outer database handle was used inside a transaction');
    return super.acquireConnection();
  }

  /**
   * A writer takes the write lock at once: Kysely's own `begin` is deferred, and the upgrade from reader to writer fails
   * when somebody else has written meanwhile. The wait is cut into slices, because SQLite's own blocks the event loop.
   */
  override async beginTransaction(connection: DatabaseConnection, settings?: TransactionSettings): Promise<void> {
    const begin = CompiledQuery.raw(settings?.accessMode === 'read only' ? 'begin' : 'begin immediate');
    const giveUp = Date.now() + this.#patience;
    for (;;) {
      try {
        await connection.executeQuery(begin);
        return;
      } catch (error) {
        if (!isBusy(error)) throw error;
        if (Date.now() > giveUp)
          throw new Busy(
            'another command has been writing to the database all this time',
            'Nothing was changed; give the command again.',
          );
        await sleep(5 + Math.random() * 20);
      }
    }
  }

  /** After a full disk or an I/O error SQLite has rolled back by itself. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#handle.inTransaction) await super.rollbackTransaction(connection);
  }
}

/** Kysely's SQLite dialect with transactions that begin as writers. */
export const sqliteDialect = (handle: BetterSqlite3.Database, patience: number): Dialect => ({
  createAdapter: () => new SqliteAdapter(),
  createDriver: () => new ImmediateDriver(handle, patience),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
});
