import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../db/schema.ts';
import type { Handle } from '../db/open.ts';
import type { Scope } from './scope.ts';
import type { Level } from '../domain/vocabulary.ts';

/** Who somebody says they are, and what else there is to go by; what the database makes of it is settled in every transaction anew. */
export interface Identity {
  login: string | null;
  /** The identity that would act without --as. */
  configured: string | null;
  /** Where the claim comes from; `flag` is --as. */
  source?: string;
  /** A token that decides instead, or why there is none to be had from the file that should hold it. */
  token?: { secret: string } | { path: string; fault: string; hint: string };
  /** Who stands behind a service account: an account that came by sudo, or whom an ssh key stands for. */
  behind?: { sudoUid: number | null; keyUser: string | null };
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
  /** What the token allows by which they act. */
  scope?: Scope;
}

export const anonymous: Actor = { id: 0, login: 'anonymous', level: 'anonymous', personId: null };

/** Somebody to whom nothing is closed: a superadmin, unless a token holds them back. */
export const seesAll = ({ level, scope }: Actor): boolean => level === 'superadmin' && scope === undefined;

/** How a database settles who somebody is: its setting `auth`. */
export const authModes = ['asserted', 'os', 'token', 'service'] as const;
export type AuthMode = (typeof authModes)[number];

/** Who was let in, and on what grounds. */
export interface Admitted {
  actor: Actor;
  /** The setting of the database. */
  mode: AuthMode;
  /** What the actor's identity rests on. */
  auth: AuthMode | 'none';
  /** What said so. */
  source: string;
  /** Who would have acted without --as. */
  configured: string | null;
  token?: { id: number; expires_at: string | null };
}

/** What is taken for true about who is in which group. */
export interface Belonging {
  /** The groups in which the actor is if they are. */
  seen: readonly number[];
  /** Those in which the actor is taken to be, whether so or not. */
  assumed: readonly number[];
}

/** What a transaction knows; access/ modules reach the database through it, and nobody else sees it. */
export interface Session {
  trx: Transaction<Database> | Kysely<Database>;
  handle: Handle;
  /** Whose rights count: the acting user, or the one that a question is about. */
  actor: Actor;
  admitted: Admitted;
  identity: Identity;
  now: string;
  /** Whose belonging to groups counts; absent: everybody's, as it is. */
  belonging?: Belonging | undefined;
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
  get admitted(): Admitted {
    return sessionOf(this).admitted;
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
