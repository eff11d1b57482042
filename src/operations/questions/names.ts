import { allContainers, idsWhere, rolesOfGroups, type Cell, type ContainerName } from '../../access/questions.ts';
import type { Reading } from '../../access/session.ts';
import { roleWord } from '../../domain/vocabulary.ts';
import { containerKinds } from '../../kinds/containers.ts';

/** What the asker may be told about containers. */
export interface Names {
  /** `kind/name` of those the asker reads. */
  containers: ReadonlyMap<number, string>;
  /** Groups whose members the asker may not see: they appear as the group, never as its people. */
  hidden: readonly number[];
  /** Containers whose roles are the asker's to ask about. */
  shares: ReadonlySet<number>;
  all: readonly ContainerName[];
}

export async function namesForVia(reading: Reading): Promise<Names> {
  const kinds = containerKinds.map(({ name }) => name);
  const all = await allContainers(reading);
  const readable = await idsWhere(reading, 'read', kinds);
  const rosters = await idsWhere(reading, 'members', ['group']);
  return {
    all,
    containers: new Map(all.filter(({ id }) => readable.has(id)).map(({ id, kind, name }) => [id, `${kind}/${name}`])),
    hidden: all.filter(({ id, kind }) => kind === 'group' && !rosters.has(id)).map(({ id }) => id),
    shares: await idsWhere(reading, 'share', kinds),
  };
}

/** One row for each hidden group with a role, in words. */
export async function hiddenGroupRows(
  reading: Reading,
  names: Names,
  container?: number,
): Promise<{ user: string; object: number; role: string; via: string; until: string | null }[]> {
  const kinds = new Map(names.all.map(({ id, kind }) => [id, kind]));
  const rows = await rolesOfGroups(reading, names.hidden, container);
  return rows.map(({ groupId, containerId, role, projectId, until }) => ({
    user: names.containers.get(groupId) ?? 'a group',
    object: containerId,
    role: roleWord(role, kinds.get(containerId) ?? ''),
    via: projectId === null ? 'direct' : (names.containers.get(projectId) ?? 'its project'),
    until,
  }));
}

/** The path as a word: a group or project that the asker does not see is not named. */
export function viaText({ via, through }: Pick<Cell, 'via' | 'through'>, { containers }: Names): string {
  if (via !== 'group' && via !== 'project') return via;
  return containers.get(through) ?? (via === 'group' ? 'a group' : 'its project');
}
