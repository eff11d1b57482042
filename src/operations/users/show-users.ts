import { readableNames } from '../../access/containers.ts';
import { lookupOf } from '../../access/lookup.ts';
import type { Reading } from '../../access/session.ts';
import { findUser, listUsers, type UserRow } from '../../access/users.ts';
import { containerKindOf } from '../../kinds/containers.ts';

export type ShownUser = Record<string, unknown> & { id: number; login: string };

/** Users with every field; an e-mail address, or a default that the actor may not see, is null or `withheld`. */
export async function presentUsers(reading: Reading, users: readonly UserRow[]): Promise<ShownUser[]> {
  const ids = (key: 'default_project_id' | 'default_dataset_id'): number[] => users.flatMap((user) => user[key] ?? []);
  const projects = await readableNames(reading, containerKindOf('project'), ids('default_project_id'));
  const datasets = await readableNames(reading, containerKindOf('dataset'), ids('default_dataset_id'));
  const persons = await lookupOf(reading, 'person');
  const named = (kind: string, id: number | null, names: ReadonlyMap<number, string>): string | null =>
    id === null ? null : names.has(id) ? `${kind}/${names.get(id)}` : 'withheld';
  return users.map((user) => ({
    id: user.id,
    login: user.login,
    email: user.email,
    name: user.name,
    level: user.level,
    disabled_at: user.disabled_at,
    person: user.person_id === null ? null : (persons.byId(user.person_id)?.['abbreviation'] ?? null),
    default_project: named('project', user.default_project_id, projects),
    default_dataset: named('dataset', user.default_dataset_id, datasets),
    created_at: user.created_at,
    updated_at: user.updated_at,
    os_uid: user.os_uid,
  }));
}

export const listShownUsers = async (reading: Reading): Promise<ShownUser[]> =>
  presentUsers(reading, await listUsers(reading));

export async function showUser(reading: Reading, ref: string): Promise<ShownUser> {
  const [shown] = await presentUsers(reading, [await findUser(reading, ref)]);
  if (shown === undefined) throw new Error('a found user was not shown');
  return shown;
}
