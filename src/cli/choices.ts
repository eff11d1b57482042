import type { Access } from '../access/access.ts';
import { containerKinds } from '../kinds/containers.ts';
import { kindNamed, kinds } from '../kinds/index.ts';
import { listContainers } from '../operations/containers/show-containers.ts';
import { listShown } from '../operations/records/show-records.ts';
import { listShownUsers } from '../operations/users/show-users.ts';

/** What may stand in the place of an argument or option, of what the actor sees; undefined where anything may. */
export async function choicesFor(what: string, open: () => Promise<Access>): Promise<readonly string[] | undefined> {
  const word = what.replace(/^--/, '');
  if (word === 'kind') return [...kinds.map(({ plural }) => plural), 'members'];
  const container = containerKinds.find(({ name }) => name === word);
  const record = kindNamed(word === 'collector' || word === 'identifier' ? 'person' : word);
  if (container === undefined && record === undefined && word !== 'user' && word !== 'member') return undefined;
  const access = await open();
  return access.read(async (reading) => {
    if (container !== undefined) return (await listContainers(reading, container)).map(({ name }) => name);
    if (record !== undefined)
      return (await listShown(reading, record, { filters: [], limit: 1000 })).rows.map((row) =>
        record.naming === undefined ? `id:${row.id}` : String(row[record.naming]),
      );
    const users = (await listShownUsers(reading)).map(({ login }) => login);
    const [groups] = containerKinds;
    return word === 'member' && groups !== undefined
      ? [...users, ...(await listContainers(reading, groups)).map(({ name }) => `group/${name}`)]
      : users;
  });
}
