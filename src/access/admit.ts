import { statSync } from 'node:fs';
import type { Handle } from '../db/open.ts';
import { Forbidden, Unusable } from '../domain/errors.ts';
import { nameKey } from '../domain/name-key.ts';
import { levelOf } from '../domain/vocabulary.ts';
import { digestOf } from './token-secret.ts';
import { scopeOf } from './scope.ts';
import { anonymous, authModes, type Actor, type Admitted, type AuthMode, type Identity } from './session.ts';

interface UserEntry {
  id: number;
  login: string;
  level: number;
  disabled_at: string | null;
  person_id: number | null;
}
const columns = 'select id, login, level, disabled_at, person_id from lab_user';

/** How this database settles who somebody is. Errors: Unusable for a way that only a newer program knows. */
export function authModeOf(handle: Handle): AuthMode {
  const stored = handle.prepare<[], string>("select value from setting where name = 'auth'").pluck().get();
  if (stored === undefined) return 'asserted';
  const mode = authModes.find((known) => known === stored);
  if (mode === undefined)
    throw new Unusable(`this database has auth ${stored}, which this Vasculum does not know`, 'Update Vasculum.');
  return mode;
}

/**
 * Who acts. Asked in every transaction, of the state that it sees, and of an older schema before its migration.
 * Errors: Forbidden where a claim is not borne out, or is that of an unknown or a disabled user.
 */
export function admit(handle: Handle, identity: Identity, now: string): Admitted {
  const mode = authModeOf(handle);
  const { login, configured, source = 'none' } = identity;
  const nobody: Admitted = { actor: anonymous, mode, auth: 'none', source, configured };
  const bearer = byToken(handle, identity, now);
  if (bearer === undefined && mode === 'token') {
    if (login === null) return nobody;
    throw noToken();
  }
  if (mode === 'asserted' || mode === 'token') {
    if (bearer !== undefined) return { ...nobody, ...bearer };
    return login === null ? nobody : { ...nobody, actor: enabled(userNamed(handle, login), login), auth: mode };
  }
  const vouched = byAccount(handle, identity, nobody);
  // A token narrows what the account may do, and makes nobody another.
  if (bearer !== undefined && bearer.actor.id !== vouched.actor.id)
    throw new Forbidden(
      'the token is that of another user than your account',
      'Here a token narrows what your account may do. Leave it out, or make one of your own: vasculum user token create',
    );
  return { ...vouched, ...bearer };
}

/** One answer, whether there is none, it is not ours, it has ended, was revoked, or its user was disabled. */
const noToken = (): Forbidden =>
  new Forbidden(
    'no valid token was given',
    'One comes from `vasculum user token create`, and is given in VASCULUM_TOKEN or in the file token beside your user settings.',
  );

type Bearer = Required<Pick<Admitted, 'actor' | 'auth' | 'source' | 'token'>>;

function byToken(handle: Handle, { token, source }: Identity, now: string): Bearer | undefined {
  if (token === undefined) return undefined;
  if ('fault' in token) throw new Forbidden(`the token in ${token.path} is not used: ${token.fault}`, token.hint);
  if (source === 'flag')
    throw new Forbidden('a token says who acts, so there is no --as', 'Leave --as out, or the token.');
  // Looked up by its digest, so that how long it takes says nothing of the secret.
  const row = handle
    .prepare<[Buffer, string], UserEntry & { token_id: number; scope: string | null; expires_at: string | null }>(
      `select u.id, u.login, u.level, u.disabled_at, u.person_id, t.id as token_id, t.scope, t.expires_at
        from access_token t join lab_user u on u.id = t.user_id
        where t.hash = ? and t.revoked_at is null and (t.expires_at is null or t.expires_at > ?) and u.disabled_at is null`,
    )
    .get(digestOf(token.secret), now);
  if (row === undefined) throw noToken();
  const scope = row.scope === null ? {} : { scope: scopeOf(row.scope) };
  return {
    actor: { ...enabled(row, row.login), ...scope },
    auth: 'token',
    source: 'token',
    token: { id: row.token_id, expires_at: row.expires_at },
  };
}

interface Vouched {
  user: UserEntry | undefined;
  source: string;
  /** Of whom it speaks, as in "… is bound to no user". */
  account: string;
  /** What would bind it. */
  remedy: string;
}

function ofAccount(handle: Handle, uid: number | null, source: string, account: string): Vouched {
  const user = uid === null ? undefined : handle.prepare<[number], UserEntry>(`${columns} where os_uid = ?`).get(uid);
  if (uid === null) return { user, source, account, remedy: 'Only accounts with a number can be.' };
  const remedy = `A superadmin can bind it: vasculum user edit LOGIN --os-uid ${uid}`;
  return { user, source, account: `${account} (uid ${uid})`, remedy };
}

/** Who came to the service account. Errors: Forbidden for another account, and where nobody stands behind the command. */
function behindService(handle: Handle, { behind, osUid }: Identity): Vouched {
  if (osUid === null || statSync(handle.name).uid !== osUid)
    throw new Forbidden('this database is used through the account that owns it (auth service)', servicePage);
  if (behind?.keyUser != null) {
    const user = userNamed(handle, behind.keyUser);
    return { user, source: 'key', account: `your key, for ${behind.keyUser},`, remedy: servicePage };
  }
  const uid = behind?.sudoUid ?? null;
  if (uid === null || uid === osUid)
    throw new Forbidden(
      'nobody has come by sudo or by an ssh key, and this database asks for it (auth service)',
      servicePage,
    );
  return ofAccount(handle, uid, 'sudo', 'your account');
}
const servicePage = 'How it is reached: vasculum help service';

function byAccount(handle: Handle, identity: Identity, nobody: Admitted): Admitted {
  const { mode } = nobody;
  const { login, source: claimed = 'none' } = identity;
  const { user, source, account, remedy } =
    mode === 'service' ? behindService(handle, identity) : ofAccount(handle, identity.osUid, 'uid', 'your account');
  if (user === undefined) {
    // Who claims nothing is nobody, as everywhere.
    if (login === null) return nobody;
    throw new Forbidden(`${account} is bound to no user of this database`, remedy);
  }
  const actor = enabled(user, user.login);
  const admitted: Admitted = { ...nobody, actor, auth: mode, source, configured: actor.login };
  if (login === null || nameKey(login) === nameKey(actor.login)) return admitted;
  if (claimed === 'flag' && actor.level === 'superadmin')
    return { ...admitted, actor: enabled(userNamed(handle, login), login), source: claimed };
  throw new Forbidden(
    `${account} is that of ${actor.login}, and you would act as ${login}`,
    'Only a superadmin acts as somebody else, by --as. See where that name comes from: vasculum whoami --explain',
  );
}

const userNamed = (handle: Handle, login: string): UserEntry | undefined =>
  handle.prepare<[string], UserEntry>(`${columns} where login_key = ?`).get(nameKey(login));

function enabled(user: UserEntry | undefined, login: string): Actor {
  if (user === undefined)
    throw new Forbidden(
      `you act as ${login}, and this database has no such user`,
      'See where that name comes from: vasculum whoami --explain',
    );
  if (user.disabled_at !== null)
    throw new Forbidden(`you act as ${login}, who is disabled`, 'A superadmin can enable the user again.');
  return { id: user.id, login: user.login, level: levelOf(user.level), personId: user.person_id };
}

/** On what the identity rests, in the audit log. */
export const assuranceOf = ({ auth, source, token }: Admitted): string =>
  auth === 'none' ? auth : `${auth}:${token?.id ?? source}`;

/**
 * The account of who gives the command, for the audit log: of a service account whose database has let somebody in by sudo, theirs.
 * Anywhere else nobody has looked whether the variable of sudo is to be believed.
 */
export const accountOf = ({ mode }: Admitted, { behind, osUid }: Identity): number | null =>
  mode === 'service' ? (behind?.sudoUid ?? osUid) : osUid;
