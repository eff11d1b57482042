import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../db/schema.ts';
import type { Handle } from '../db/open.ts';
import { Forbidden } from '../domain/errors.ts';
import { nameKey } from '../domain/name-key.ts';
import { levelOf, type Level } from '../domain/vocabulary.ts';

/** Who acts, as the configuration says; what the database knows of them is read anew in every transaction. */
export interface Identity {
  login: string | null;
  /** The identity that would act without --as. */
  configured: string | null;
  osUid: number | null;
  pid: number;
  /** The command as the audit log names it. */
  command: string;
}

export interface Actor {
  /** 0 for anonymous. */
  id: number;
  login: string;
  level: Level;
  personId: number | null;
}

export const anonymous: Actor = { id: 0, login: 'anonymous', level: 'anonymous', personId: null };

/** What a transaction knows; access/ modules reach the database through it, and nobody else sees it. */
export interface Session {
  trx: Transaction<Database> | Kysely<Database>;
  handle: Handle;
  /** Whose rights count: the acting user, or the one that a question is about. */
  actor: Actor;
  identity: Identity;
  now: string;
  /** Whether temp.reach, temp.readable_scope hold this actor's rows of this moment. */
  reached: boolean;
  scoped: boolean;
  /** An access object was changed, so the invariants are asked before the commit. */
  touched: boolean;
  /** Containers that the actor was shown in this transaction, so may be named to them even after they lost sight of one. */
  shown: Set<number>;
}

const sessions = new WeakMap<Reading, Session>();

/** A consistent snapshot, seen as one actor. */
export class Reading {
  constructor(session: Session) {
    sessions.set(this, session);
  }
  get actor(): Actor {
    return sessionOf(this).actor;
  }
  get now(): string {
    return sessionOf(this).now;
  }
}

/** A transaction that began as a writer: what it checks still holds when it acts. */
export class Writing extends Reading {
  readonly #writes = true;
  get writes(): boolean {
    return this.#writes;
  }
}

export function sessionOf(reading: Reading): Session {
  const session = sessions.get(reading);
  if (session === undefined) throw new Error('this transaction has ended');
  return session;
}

/** After this the handle given to the callback is of no use to anybody who kept it. */
export const endSession = (reading: Reading): boolean => sessions.delete(reading);

/** The user who acts. Errors: Forbidden when the login is unknown or disabled. */
export async function actorOf(trx: Kysely<Database>, login: string | null): Promise<Actor> {
  if (login === null) return anonymous;
  const user = await trx
    .selectFrom('lab_user')
    .select(['id', 'login', 'level', 'disabled_at', 'person_id'])
    .where('login_key', '=', nameKey(login))
    .executeTakeFirst();
  if (user === undefined)
    throw new Forbidden(
      `you act as ${login}, and this database has no such user`,
      'See where that name comes from: vasculum whoami --explain',
    );
  if (user.disabled_at !== null)
    throw new Forbidden(`you act as ${login}, who is disabled`, 'A superadmin can enable the user again.');
  return { id: user.id, login: user.login, level: levelOf(user.level), personId: user.person_id };
}
