import { Conflict, Forbidden } from '../domain/errors.ts';
import { admit } from './admit.ts';
import { record } from './audit.ts';
import { demand } from './permit.ts';
import { forgetReach } from './reach.ts';
import { authModes, sessionOf, type AuthMode, type Reading, type Session, type Writing } from './session.ts';

/** Settings that live in the database, their choices and what holds while they are not set. */
export const databaseSettings: Readonly<Record<string, { choices: readonly string[]; initial: string }>> = {
  registration: { choices: ['open', 'closed'], initial: 'open' },
  auth: { choices: authModes, initial: 'asserted' },
};

export async function readSettings(reading: Reading): Promise<Record<string, string>> {
  const rows = await sessionOf(reading).trx.selectFrom('setting').selectAll().execute();
  const stored = new Map(rows.map(({ name, value }) => [name, value]));
  return Object.fromEntries(
    Object.entries(databaseSettings).map(([name, { initial }]) => [name, stored.get(name) ?? initial]),
  );
}

export const demandSettings = async (writing: Writing, name: string): Promise<void> =>
  demand(sessionOf(writing), 'administer', 'system', null, `change the setting ${name} of the database`);

/** Stores a setting, or with null returns it to its initial value. */
export async function writeSetting(
  writing: Writing,
  name: string,
  value: string | null,
): Promise<{ was: string; changed: boolean }> {
  const session = sessionOf(writing);
  await demandSettings(writing, name);
  const initial = databaseSettings[name]?.initial ?? '';
  const was = (await readSettings(writing))[name] ?? initial;
  const next = value ?? initial;
  if (was === next) return { was, changed: false };
  await session.trx
    .insertInto('setting')
    .values({ name, value: next })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: next }))
    .execute();
  if (name === 'auth') {
    demandStillActing(session, next);
    forgetReach(session);
  }
  await record(session, { kind: 'setting', id: null, before: { [name]: was }, after: { [name]: next } });
  return { was, changed: true };
}

const firstSteps: Readonly<Record<AuthMode, (login: string, uid: number | null) => string>> = {
  asserted: () => 'Name yourself with --as or VASCULUM_USER.',
  os: (login, uid) => `Bind your account first: vasculum user edit ${login} --os-uid ${uid ?? 'NUMBER'}`,
  service: () => 'Give the command by sudo or by an ssh key, once that works: vasculum help service',
  token: (login) => `Make a token first, and give the command with it: vasculum user token create ${login}`,
};

/** Nobody shuts the door behind which they stand. Errors: Conflict where the next command would not be the same user's. */
function demandStillActing({ handle, identity, actor, now }: Session, next: string): void {
  let reason = 'nothing would say who you are';
  try {
    if (admit(handle, identity, now).actor.id === actor.id) return;
  } catch (error) {
    if (!(error instanceof Forbidden)) throw error;
    reason = error.message;
  }
  const mode = authModes.find((known) => known === next) ?? 'asserted';
  throw new Conflict(
    `with auth ${mode} you could not act as ${actor.login} any more: ${reason}`,
    firstSteps[mode](actor.login, identity.osUid),
    'invariant',
  );
}
