import type { Cell } from '../../access/cells.ts';
import { allContainers, idsWhere, type ContainerName } from '../../access/questions.ts';
import type { Moment } from '../../access/history.ts';
import { seesAll, type Reading } from '../../access/session.ts';
import { rolesOfUnseen, rostersSeen, type GroupRole, type Rosters } from '../../access/unseen-groups.ts';
import type { Role } from '../../domain/vocabulary.ts';
import { containerKinds } from '../../kinds/containers.ts';

/** What the asker may be told about containers. */
export interface Names {
  /** `kind/name` of those the asker reads. */
  containers: ReadonlyMap<number, string>;
  /** Groups whose members the asker may see; any other appears as the group, never as its people. */
  rosters: Rosters;
  /** Containers whose roles are the asker's to ask about. */
  shares: ReadonlySet<number>;
  all: readonly ContainerName[];
}

export async function namesForVia(reading: Reading): Promise<Names> {
  const kinds = containerKinds.map(({ name }) => name);
  const all = await allContainers(reading);
  const readable = await idsWhere(reading, 'read', kinds);
  return {
    all,
    containers: new Map(all.filter(({ id }) => readable.has(id)).map(({ id, kind, name }) => [id, `${kind}/${name}`])),
    rosters: await rostersSeen(reading),
    shares: await idsWhere(reading, 'share', kinds),
  };
}

/**
 * Within the past, the same with what has been deleted since, for those who may know of everything; marked where another has the
 * name now.
 */
export async function withDeleted(reading: Reading, names: Names, at: Moment | undefined): Promise<Names> {
  if (at === undefined || !seesAll(reading.actor)) return names;
  const taken = new Set(names.containers.values());
  const known = new Set(names.all.map(({ id }) => id));
  const deleted = (await allContainers(reading)).filter(({ id }) => !known.has(id));
  const word = (name: string): string => (taken.has(name) ? `${name} (deleted)` : name);
  return {
    ...names,
    containers: new Map([
      ...names.containers,
      ...deleted.map(({ id, kind, name }) => [id, word(`${kind}/${name}`)] as const),
    ]),
    shares: new Set([...names.shares, ...deleted.map(({ id }) => id)]),
  };
}

export interface GroupRow {
  group: number;
  user: string;
  object: number;
  /** Also the word for it: no group has a role in a group, where other words are used. */
  role: Role;
  via: string;
  until: string | null;
}

/** One row for each role of a group whose people are hidden, in words, the strongest last. */
export const hiddenGroupRows = async (
  reading: Reading,
  names: Names,
  containers?: readonly number[],
): Promise<GroupRow[]> => wordsFor(await rolesOfUnseen(reading, names.rosters, containers), names);

export const wordsFor = (roles: readonly GroupRole[], names: Names): GroupRow[] =>
  roles.map(({ groupId, containerId, role, projectId, until }) => ({
    group: groupId,
    user: names.containers.get(groupId) ?? 'a group',
    object: containerId,
    role,
    via: projectId === null ? 'direct' : (names.containers.get(projectId) ?? 'its project'),
    until,
  }));

/** The path as a word: a group or project that the asker does not see is not named. */
export function viaText({ via, through }: Pick<Cell, 'via' | 'through'>, { containers }: Names): string {
  if (via !== 'group' && via !== 'project') return via;
  return containers.get(through) ?? (via === 'group' ? 'a group' : 'its project');
}
