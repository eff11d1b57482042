import { supposing, type AskedOfAll, type Somebody, type Supposed } from '../../access/everybody.ts';
import { stranger } from '../../access/questions.ts';
import type { Reading } from '../../access/session.ts';
import type { GroupRole } from '../../access/unseen-groups.ts';

/**
 * Of the groups whose people the asker may not see, those that let somebody do it: by themselves, with a role that somebody
 * is known to have elsewhere, or with another such group.
 */
export function decisiveGroups(
  reading: Reading,
  unseen: readonly GroupRole[],
  { asked, all }: { asked: AskedOfAll; all: readonly Somebody[] },
): Set<number> {
  const groups = [...new Set(unseen.map(({ groupId }) => groupId))];
  if (groups.length === 0) return new Set();
  const users = [stranger.id, ...all.filter((user) => isApart(user) && user.userId !== reading.actor.id).map(idOf)];
  const sets = new Map(setsOf(groups).map((assumed) => [keyOf(assumed), assumed]));
  const supposed = users.flatMap((user) => [...sets.values()].map((assumed): Supposed => ({ user, assumed })));
  const answers = supposing(reading, asked, supposed);
  const might = new Set(
    supposed.flatMap(({ user, assumed }, at) => (answers[at] ? [`${user} ${keyOf(assumed)}`] : [])),
  );
  return new Set(groups.filter((group) => users.some((user) => isDecisive(group, user))));

  function isDecisive(group: number, user: number): boolean {
    const may = (assumed: readonly number[]): boolean => might.has(`${user} ${keyOf(assumed)}`);
    const others = groups.filter((other) => other !== group);
    if (may([]) || !may(groups)) return false;
    return may([group]) || !may(others) || others.some((other) => !may([other]) && may([group, other]));
  }
}

/** Whoever is known to have a role of their own there; all others are as strangers are. */
const isApart = ({ cells }: Somebody): boolean =>
  [...cells.values()].some(({ via }) => via === 'direct' || via === 'group' || via === 'project');

const idOf = ({ userId }: Somebody): number => userId;
const keyOf = (groups: readonly number[]): string => groups.toSorted((a, b) => a - b).join();

/** None, all, each, all but each, and every pair. */
const setsOf = (groups: readonly number[]): number[][] => [
  [],
  [...groups],
  ...groups.map((group) => [group]),
  ...groups.map((group) => groups.filter((other) => other !== group)),
  ...groups.flatMap((group, at) => groups.slice(at + 1).map((other) => [group, other])),
];
