import type { Access } from '../../access/access.ts';
import { freeName, insertContainer } from '../../access/container-changes.ts';
import type { Writing } from '../../access/session.ts';
import {
  demandUserRight,
  findUser,
  insertUser,
  refuseReserved,
  type NewUser,
  type UserRow,
} from '../../access/users.ts';
import { Conflict, Invalid, NotFound } from '../../domain/errors.ts';
import { loginName, newName } from '../../domain/name-key.ts';
import { parseEmail } from '../../domain/people.ts';
import { closest } from '../../domain/suggest.ts';
import { levels, type Level } from '../../domain/vocabulary.ts';
import { containerKindOf } from '../../kinds/containers.ts';
import { showUser, type ShownUser } from './show-users.ts';

export interface UserWishes {
  login: string;
  email: string;
  name?: string;
  level?: string;
}

/** `create` by a superadmin, `register` by anybody while registration is open. The same command again is `unchanged`. */
export async function createUser(
  access: Access,
  wishes: UserWishes,
  how: 'create' | 'register',
): Promise<ShownUser & { result: 'created' | 'unchanged' }> {
  return access.write(async (writing) => {
    await demandUserRight(writing, how);
    refuseReserved(wishes.login);
    const user = parseUser(wishes);
    const there = how === 'create' ? await existing(writing, user.login) : undefined;
    if (there !== undefined) {
      const stated = {
        email: user.email,
        ...(wishes.name === undefined ? {} : { name: user.name }),
        ...(wishes.level === undefined ? {} : { level: user.level }),
      };
      const differs = Object.entries(stated).filter(([key, value]) => there[key as keyof UserRow] !== value);
      if (differs.length > 0)
        throw new Conflict(
          `user ${there.login} is there already, with other ${differs.map(([key]) => key).join(', ')}`,
          `To change it: vasculum user edit ${there.login}`,
          'exists',
        );
      return { ...(await showUser(writing, user.login)), result: 'unchanged' };
    }
    const id = await addUser(writing, user, how);
    // Who registers as anonymous may not list users, but may see what they just made.
    const shown =
      writing.actor.id === 0
        ? {
            id,
            login: user.login,
            email: user.email,
            name: user.name,
            level: 'registered' as const,
            disabled_at: null,
            person: null,
            default_project: null,
            default_dataset: null,
            created_at: writing.now,
            updated_at: writing.now,
            os_uid: null,
          }
        : await showUser(writing, user.login);
    return { ...shown, result: 'created' };
  });
}

async function existing(writing: Writing, login: string): Promise<UserRow | undefined> {
  try {
    return await findUser(writing, login);
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

export function parseUser(wishes: UserWishes): NewUser {
  const login = loginName(wishes.login);
  if (!login.ok)
    throw new Invalid(
      `a login cannot be ${wishes.login}: ${login.message}`,
      login.suggestion === undefined ? undefined : `Did you mean ${login.suggestion}?`,
    );
  return {
    login: login.value,
    email: parsedEmail(wishes.email),
    name: wishes.name === undefined ? null : parsedName(wishes.name),
    level: parseLevel(wishes.level ?? 'registered'),
  };
}

export function parsedEmail(text: string): string {
  const email = parseEmail(text);
  if (!email.ok) throw new Invalid(`an e-mail address cannot be ${text}: ${email.message}`);
  return email.value;
}

export function parsedName(text: string): string {
  const name = newName(text);
  if (!name.ok) throw new Invalid(`a name cannot be ${text}: ${name.message}`);
  return name.value;
}

export function parseLevel(text: string): Exclude<Level, 'anonymous'> {
  const typed = text.trim().toLowerCase();
  const choices = levels.filter((level) => level !== 'anonymous');
  const level = choices.find((known) => known === typed);
  if (level !== undefined) return level;
  const suggestion = closest(typed, choices);
  throw new Invalid(
    `there is no level ${text}`,
    `The levels: ${choices.join(', ')}${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`,
  );
}

/** The user with the workspace that every user has: a private project and a dataset in it. */
export async function addUser(writing: Writing, user: NewUser, how: 'create' | 'register'): Promise<number> {
  const id = await insertUser(writing, user, how);
  const [projects, datasets] = [containerKindOf('project'), containerKindOf('dataset')];
  const wished = `${user.login}-workspace`;
  const project = await insertContainer(
    writing,
    projects,
    await freeName(writing, projects, wished),
    { container: {}, own: {}, lists: {} },
    { workspaceOf: id },
  );
  await insertContainer(
    writing,
    datasets,
    await freeName(writing, datasets, wished),
    { container: { project_id: project }, own: {}, lists: {} },
    { workspaceOf: id },
  );
  return id;
}
