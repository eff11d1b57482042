import type { Writer } from '../../access/access.ts';
import { findContainer } from '../../access/containers.ts';
import { demoteMemberships } from '../../access/demotion.ts';
import { giveBackWorkspace, handOver } from '../../access/handover.ts';
import { may } from '../../access/questions.ts';
import { findRecord } from '../../access/records.ts';
import type { Writing } from '../../access/session.ts';
import {
  demandAdminister,
  demandUserEdit,
  findUser,
  refuseReserved,
  updateUser,
  type UserChanges,
  type UserRow,
} from '../../access/users.ts';
import { cancelAsked } from '../../access/waiting.ts';
import { Conflict, Forbidden, Invalid } from '../../domain/errors.ts';
import { loginName } from '../../domain/name-key.ts';
import { containerKindOf } from '../../kinds/containers.ts';
import { kindOf } from '../../kinds/index.ts';
import { parsedEmail, parseLevel, parsedName } from './create-user.ts';
import { showUser, type ShownUser } from './show-users.ts';

/** Option texts; null clears. */
export type UserTexts = Readonly<
  Partial<
    Record<'login' | 'email' | 'name' | 'person' | 'default_project' | 'default_dataset' | 'os_uid', string | null>
  >
>;

type Outcome = ShownUser & { result: 'updated' | 'unchanged' };

export async function editUser(access: Writer, ref: string, texts: UserTexts): Promise<Outcome> {
  return access.write(async (writing) => {
    const user = await findUser(writing, ref);
    const changes: UserChanges = await namedChanges(writing, texts);
    const administers = texts.login !== undefined || texts.os_uid !== undefined;
    await (!administers ? demandUserEdit(writing, user) : demandAdminister(writing, user));
    if (changes.person_id != null && changes.person_id !== user.person_id) await demandLink(writing, changes.person_id);
    if (texts.name !== undefined) changes.name = texts.name === null ? null : parsedName(texts.name);
    if (texts.email === null || texts.login === null) throw new Invalid('login and e-mail cannot be empty');
    if (texts.email !== undefined) changes.email = parsedEmail(texts.email);
    if (texts.login !== undefined) changes.login = checkedLogin(texts.login, user);
    if (texts.os_uid !== undefined) changes.os_uid = texts.os_uid === null ? null : parsedUid(texts.os_uid);
    return save(writing, user, changes);
  });
}

/** What the options name, before any permission is asked. */
async function namedChanges(writing: Writing, texts: UserTexts): Promise<UserChanges> {
  const changes: UserChanges = {};
  if (texts.person !== undefined)
    changes.person_id = texts.person === null ? null : (await findRecord(writing, kindOf('person'), texts.person)).id;
  for (const kind of ['project', 'dataset'] as const) {
    const text = texts[`default_${kind}`];
    if (text !== undefined)
      changes[`default_${kind}_id`] =
        text === null ? null : (await findContainer(writing, containerKindOf(kind), text)).id;
  }
  return changes;
}

/** People link themselves to a person record that they made; anything else is a superadmin's to link. */
async function demandLink(writing: Writing, person: number): Promise<void> {
  if (await may(writing, 'link', 'person', person)) return;
  throw new Forbidden(
    'you may link only a person that you made and nobody is linked to',
    'A superadmin can link any other.',
  );
}

function parsedUid(text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new Invalid(`${text} is not the number of an account`, 'It is what `id -u NAME` prints.');
}

function checkedLogin(text: string, user: UserRow): string {
  if (text === user.login) return text;
  refuseReserved(text);
  const login = loginName(text);
  if (!login.ok) throw new Invalid(`a login cannot be ${text}: ${login.message}`);
  return login.value;
}

/**
 * Demotion to registered turns the user's direct roles into viewer (`lowered`), and ends what waits and would give more (`cancelled`);
 * promotion does not bring them back.
 */
export async function setLevel(
  access: Writer,
  ref: string,
  level: string,
  heir?: string,
): Promise<Outcome & { lowered: number; cancelled: number; transferred: string[] }> {
  const made = access.write(async (writing) => {
    const user = await findUser(writing, ref);
    await demandAdminister(writing, user);
    const next = parseLevel(level);
    if (heir !== undefined && next !== 'registered')
      throw new Invalid(`${user.login} keeps what is theirs at level ${next}`, 'Leave --transfer-to out.');
    const to = heir === undefined ? undefined : await findHeir(writing, user, heir);
    const falls = next === 'registered' && user.level !== 'registered';
    const lowered = falls ? await demoteMemberships(writing, user) : 0;
    const cancelled = falls ? await cancelAsked(writing, user, 2) : 0;
    // Whoever gave up their workspace while nobody asked for its owner has it again.
    if (next !== 'registered' && user.level === 'registered') await giveBackWorkspace(writing, user);
    const saved = await save(writing, user, { level: next });
    const handed = to === undefined ? [] : await handOver(writing, user, to);
    return { ...saved, lowered, cancelled, transferred: handed.map(({ container }) => container) };
  });
  return heir === undefined ? namingHeir(made) : made;
}

/** Where the refusal is for want of owners, its hint says how they are named. */
export async function namingHeir<T>(made: Promise<T>): Promise<T> {
  try {
    return await made;
  } catch (error) {
    if (!(error instanceof Conflict) || error.about.length === 0) throw error;
    const hint = 'Name with --transfer-to who shall own it; or grant another user or group the role owner first.';
    throw new Conflict(error.message, hint, error.code, error.about);
  }
}

/** Who takes over. Errors: NotFound; Invalid for the user in person. */
export async function findHeir(writing: Writing, user: UserRow, text: string): Promise<UserRow> {
  const heir = await findUser(writing, text);
  if (heir.id === user.id) throw new Invalid(`${user.login} cannot pass anything on to ${user.login}`);
  return heir;
}

export async function setDisabled(access: Writer, ref: string, disabled: boolean): Promise<Outcome> {
  return access.write(async (writing) => {
    const user = await findUser(writing, ref);
    await demandAdminister(writing, user);
    if (!disabled && user.disabled_at !== null) await giveBackWorkspace(writing, user);
    return save(writing, user, (user.disabled_at !== null) === disabled ? {} : { disabled });
  });
}

async function save(writing: Writing, user: UserRow, wishes: UserChanges): Promise<Outcome> {
  const changes = Object.fromEntries(
    Object.entries(wishes).filter(([key, value]) => key === 'disabled' || user[key as keyof UserRow] !== value),
  ) as UserChanges;
  const changed = Object.keys(changes).length > 0;
  if (changed) await updateUser(writing, user, changes);
  return { ...(await showUser(writing, `id:${user.id}`)), result: changed ? 'updated' : 'unchanged' };
}
