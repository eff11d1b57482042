import { randomBytes } from 'node:crypto';
import { sql, type Updateable } from 'kysely';
import type { Database } from '../db/schema.ts';
import { Conflict, NotFound } from '../domain/errors.ts';
import { nameKey } from '../domain/name-key.ts';
import { parseReference } from '../domain/reference.ts';
import { closest } from '../domain/suggest.ts';
import { levelOf, levelRank, reservedLogins, type Level } from '../domain/vocabulary.ts';
import { record } from './audit.ts';
import { allowed } from './conditions.ts';
import { demand } from './permit.ts';
import { forgetReach } from './reach.ts';
import { sessionOf, type Reading, type Session, type Writing } from './session.ts';

export interface UserRow {
  id: number;
  login: string;
  /** Null where the actor may not see it. */
  email: string | null;
  name: string | null;
  level: Level;
  disabled_at: string | null;
  person_id: number | null;
  default_project_id: number | null;
  default_dataset_id: number | null;
  created_at: string;
  updated_at: string;
  /** The account that they are bound to; null also where the actor may not see it. */
  os_uid: number | null;
}

/** All users that the actor may list, by login; none for anonymous. */
export async function listUsers(reading: Reading, id?: number): Promise<UserRow[]> {
  const session = sessionOf(reading);
  const readable = await allowed(session, 'read', 'user');
  const seesEmail = await allowed(session, 'email', 'user');
  const seesAccount = await allowed(session, 'details', 'user');
  let query = session.trx
    .selectFrom('lab_user as t')
    .select([
      't.id',
      't.login',
      't.name',
      't.level',
      't.disabled_at',
      't.person_id',
      't.default_project_id',
      't.default_dataset_id',
      't.created_at',
      't.updated_at',
    ])
    .select(sql<string | null>`case when ${seesEmail} then t.email end`.as('email'))
    .select(sql<number | null>`case when ${seesAccount} then t.os_uid end`.as('os_uid'))
    .where(readable);
  if (id !== undefined) query = query.where('t.id', '=', id);
  const rows = await query.orderBy('t.login_key').execute();
  return rows.map((row) => ({ ...row, level: levelOf(row.level) }));
}

/** The user a person named, or `me`. Errors: NotFound, also for anonymous, who sees no user at all. */
export async function findUser(reading: Reading, text: string): Promise<UserRow> {
  const { trx, actor } = sessionOf(reading);
  const ref = text === 'me' && actor.id !== 0 ? { id: actor.id } : parseReference(text, 'user');
  const id =
    'id' in ref
      ? ref.id
      : (await trx.selectFrom('lab_user').select('id').where('login_key', '=', nameKey(ref.name)).executeTakeFirst())
          ?.id;
  const [found] = id === undefined ? [] : await listUsers(reading, id);
  if (found !== undefined) return found;
  const suggestion = closest(
    text,
    (await listUsers(reading)).map(({ login }) => login),
  );
  throw new NotFound(
    `there is no user ${text} that you can see`,
    suggestion === undefined ? 'vasculum user list' : `Did you mean ${suggestion}?`,
  );
}

/** The one answer for a login or an e-mail that cannot be had, whatever the reason. */
const unavailable = (what: 'login' | 'email'): Conflict =>
  new Conflict(`this ${what} cannot be used`, 'Choose another.', 'name-unavailable');

/** Some words can never be logins; the answer is the one for a login that is taken. */
export function refuseReserved(login: string): void {
  if (reservedLogins.includes(nameKey(login))) throw unavailable('login');
}

export const demandUserRight = async (writing: Writing, how: 'create' | 'register'): Promise<void> =>
  demand(sessionOf(writing), how, 'user', null, how === 'create' ? 'create users' : registering(sessionOf(writing)));
/** A token with a scope registers nobody, also while registration is open. */
const registering = ({ actor }: Session): string =>
  actor.scope === undefined ? 'register: registration is closed' : 'register users';

export const demandUserEdit = async (writing: Writing, user: UserRow): Promise<void> =>
  demand(sessionOf(writing), 'edit', 'user', user.id, `change user ${user.login}`);

export const demandAdminister = async (writing: Writing, user: UserRow): Promise<void> =>
  demand(
    sessionOf(writing),
    'administer',
    'user',
    user.id,
    `change login, level, account or state of user ${user.login}`,
  );

async function demandFree(
  writing: Writing,
  login: string | undefined,
  email: string | undefined,
  except: number,
): Promise<void> {
  const { trx } = sessionOf(writing);
  if (login !== undefined) {
    const key = nameKey(login);
    const taken = await trx
      .selectFrom('lab_user')
      .select('id')
      .where('login_key', '=', key)
      .where('id', '<>', except)
      .executeTakeFirst();
    const retired = await trx.selectFrom('retired_login').selectAll().where('login_key', '=', key).executeTakeFirst();
    if (taken !== undefined || retired !== undefined) throw unavailable('login');
  }
  if (email !== undefined) {
    const taken = await trx
      .selectFrom('lab_user')
      .select('id')
      .where('email_key', '=', nameKey(email))
      .where('id', '<>', except)
      .executeTakeFirst();
    if (taken !== undefined) throw unavailable('email');
  }
}

export interface NewUser {
  login: string;
  email: string;
  name: string | null;
  level: Exclude<Level, 'anonymous'>;
}

/** `create` is for superadmins; `register` for anybody while registration is open, at level registered. */
export async function insertUser(writing: Writing, user: NewUser, how: 'create' | 'register'): Promise<number> {
  const session = sessionOf(writing);
  await demandUserRight(writing, how);
  await demandFree(writing, user.login, user.email, 0);
  const { id } = await session.trx
    .insertInto('lab_user')
    .values({
      uuid: randomBytes(16),
      login: user.login,
      login_key: nameKey(user.login),
      email: user.email,
      email_key: nameKey(user.email),
      name: user.name,
      level: levelRank(how === 'register' ? 'registered' : user.level),
      disabled_at: null,
      person_id: null,
      default_project_id: null,
      default_dataset_id: null,
      created_at: session.now,
      updated_at: session.now,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  forgetReach(session);
  await record(session, { kind: 'user', id, after: { ...user } });
  return id;
}

/** A person is linked to one user at most. */
async function demandUnlinked({ trx }: Session, person: number, user: number): Promise<void> {
  const other = await trx
    .selectFrom('lab_user')
    .select('login')
    .where('person_id', '=', person)
    .where('id', '<>', user)
    .executeTakeFirst();
  if (other !== undefined)
    throw new Conflict(
      'another user is linked to this person already',
      `Unlink first: vasculum user edit ${other.login} --unset person`,
      'exists',
    );
}

export interface UserChanges {
  login?: string;
  email?: string;
  name?: string | null;
  level?: Level;
  disabled?: boolean;
  person_id?: number | null;
  default_project_id?: number | null;
  default_dataset_id?: number | null;
  os_uid?: number | null;
}

/** An account is bound to one user at most. */
async function demandUnbound({ trx }: Session, uid: number, user: number): Promise<void> {
  const other = await trx
    .selectFrom('lab_user')
    .select('login')
    .where('os_uid', '=', uid)
    .where('id', '<>', user)
    .executeTakeFirst();
  if (other !== undefined)
    throw new Conflict(
      `the account with the uid ${uid} is bound to ${other.login}`,
      `Unbind it first: vasculum user edit ${other.login} --unset os-uid`,
      'exists',
    );
}

/** Own e-mail, name and defaults are one's own to change; level, login, state and account are a superadmin's. */
export async function updateUser(writing: Writing, user: UserRow, changes: UserChanges): Promise<void> {
  const session = sessionOf(writing);
  const { trx, now } = session;
  const administers = ['login', 'level', 'disabled', 'os_uid'].some((key) => key in changes);
  await (administers ? demandAdminister(writing, user) : demandUserEdit(writing, user));
  await demandFree(writing, changes.login, changes.email, user.id);
  if (changes.person_id != null) await demandUnlinked(session, changes.person_id, user.id);
  if (changes.os_uid != null) await demandUnbound(session, changes.os_uid, user.id);
  const { level, disabled, login, email, ...plain } = changes;
  const set: Updateable<Database['lab_user']> = { ...plain, updated_at: now };
  if (level !== undefined) set.level = levelRank(level);
  if (disabled !== undefined) set.disabled_at = disabled ? now : null;
  if (email !== undefined) Object.assign(set, { email, email_key: nameKey(email) });
  if (login !== undefined) {
    Object.assign(set, { login, login_key: nameKey(login) });
    await trx
      .insertInto('retired_login')
      .values({ login_key: nameKey(user.login) })
      .execute();
  }
  await trx.updateTable('lab_user').set(set).where('id', '=', user.id).execute();
  forgetReach(session);
  const before = Object.fromEntries(
    Object.keys(changes).map((key) => [
      key,
      key === 'disabled' ? user.disabled_at !== null : user[key as keyof UserRow],
    ]),
  );
  await record(session, { kind: 'user', id: user.id, before, after: changes });
}
