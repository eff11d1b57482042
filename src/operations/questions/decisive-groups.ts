import { strongest, stranger, underRightsOf } from '../../access/questions.ts';
import type { Belonging, Reading } from '../../access/session.ts';
import { belonging, type GroupRole, type Rosters } from '../../access/unseen-groups.ts';
import type { UserRow } from '../../access/users.ts';

type Somebody = Parameters<typeof underRightsOf>[1];
interface Asked {
  mayThey: (user: Somebody, counted?: Belonging) => Promise<boolean>;
  rosters: Rosters;
  users: readonly UserRow[];
  /** On whose roles the answer depends. */
  containers: readonly number[];
}

/**
 * Of the groups whose people the asker may not see, those that let somebody do it: by themselves, with a role that somebody
 * is known to have elsewhere, or with another such group.
 */
export async function decisiveGroups(
  reading: Reading,
  unseen: readonly GroupRole[],
  { mayThey, rosters, users, containers }: Asked,
): Promise<Set<number>> {
  const groups = new Map<number, GroupRole>(unseen.map((role) => [role.groupId, role]));
  const found = new Set<number>();
  const look = async (user: Somebody, known: Rosters): Promise<void> => {
    const may = (roles: readonly GroupRole[]): Promise<boolean> => mayThey(user, belonging(known, roles));
    const open = [...groups.values()].filter(({ groupId }) => !found.has(groupId));
    if (open.length === 0 || (await may([])) || !(await may(unseen))) return;
    for (const role of open) {
      const others = [...groups.values()].filter((other) => other !== role);
      const isDecisive =
        (await may([role])) ||
        !(await may(others)) ||
        (await anyOf(others, async (other) => !(await may([other])) && (await may([role, other]))));
      if (isDecisive) found.add(role.groupId);
    }
  };
  await look(stranger, []);
  if (found.size === groups.size) return found;
  const among = await rolesApart(reading, containers, rosters);
  for (const user of users) if (among.has(user.id) && user.id !== reading.actor.id) await look(user, rosters);
  return found;
}

/** Whoever is known to have a role of their own there; all others are as strangers are. */
export async function rolesApart(
  reading: Reading,
  containers: readonly number[],
  rosters: Rosters,
): Promise<Set<number>> {
  const found = new Set<number>();
  for (const container of new Set(containers))
    for (const { userId, via } of await strongest(reading, { container, rosters }))
      if (via === 'direct' || via === 'group' || via === 'project') found.add(userId);
  return found;
}

async function anyOf<T>(items: readonly T[], holds: (item: T) => Promise<boolean>): Promise<boolean> {
  for (const item of items) if (await holds(item)) return true;
  return false;
}
