import { asOf, type Moment } from '../../access/history.ts';
import type { Cell } from '../../access/cells.ts';
import { strongest } from '../../access/questions.ts';
import { seesAll, type Reading } from '../../access/session.ts';
import { listUsers, type UserRow } from '../../access/users.ts';
import { Forbidden } from '../../domain/errors.ts';
import { rank, roleWord, type Role } from '../../domain/vocabulary.ts';
import { isComplete } from './matrix.ts';
import { hiddenGroupRows, namesForVia, viaText, withDeleted, type GroupRow, type Names } from './names.ts';

export interface DiffRow {
  user: string;
  object: string;
  from: string | null;
  to: string | null;
  from_via: string | null;
  to_via: string | null;
}

/**
 * Who gained and who lost a role since a moment, by whatever path, in the containers that the asker may share now.
 * Errors: Forbidden for those who share nothing.
 */
export async function accessDiff(reading: Reading, since: Moment): Promise<{ rows: DiffRow[]; complete: boolean }> {
  const names = await namesForVia(reading);
  if (!seesAll(reading.actor) && names.shares.size === 0)
    throw new Forbidden('you may not ask who gained and lost what', 'That is for those who may share something.');
  const logins = new Map((await listUsers(reading)).map(({ id, login }) => [id, login]));
  const held = async (then: Names): Promise<Sides> => {
    const there = (await listUsers(reading)).filter(({ disabled_at }) => disabled_at === null);
    // They go by their names of now; of those who are gone nothing is said.
    const users = there.flatMap((user) => {
      const login = logins.get(user.id);
      return login === undefined ? [] : [{ ...user, login }];
    });
    const ofUsers = await strongest(reading, { rosters: names.rosters });
    const cells = [...ofUsers, ...(await strongest(reading, { user: 0 }))];
    return sides(cells, { users, groups: await hiddenGroupRows(reading, names), names: then, asker: reading.actor.id });
  };
  const after = await held(names);
  const [before, { containers: objects, shares }] = await asOf(reading, since, async () => {
    const past = await withDeleted(reading, names, since);
    return [await held(past), past];
  });
  const rows = [...new Set([...before.known.keys(), ...after.known.keys()])].flatMap((key): DiffRow[] => {
    const [was, is] = [before.known.get(key), after.known.get(key)];
    const side = is ?? was;
    const object = objects.get(side?.container ?? 0);
    if (side === undefined || object === undefined || !shares.has(side.container) || was?.role === is?.role) return [];
    const word = (one: Side | undefined) => (one === undefined ? null : roleWord(one.role, object.split('/')[0] ?? ''));
    const [from, to] = [before.via(side, was), after.via(side, is)];
    return [{ user: side.user, object, from: word(was), to: word(is), from_via: from, to_via: to }];
  });
  rows.sort((a, b) => (a.user < b.user ? -1 : a.user > b.user ? 1 : a.object < b.object ? -1 : 1));
  return { rows, complete: isComplete(names) };
}

interface Side {
  /** Absent of a group. */
  userId?: number;
  user: string;
  container: number;
  role: Role;
  via: string;
}

/** How things are at one moment, as far as the asker may know. */
interface Sides {
  /** By who and where: what people have, and groups in the place of theirs. */
  known: ReadonlyMap<string, Side>;
  /** The path in words; where somebody may have more by a group whose people are hidden, it says so: it is not known. */
  via: (who: Side, known: Side | undefined) => string | null;
}

function sides(
  cells: readonly Cell[],
  {
    users,
    groups,
    names,
    asker,
  }: { users: readonly UserRow[]; groups: readonly GroupRow[]; names: Names; asker: number },
): Sides {
  const known = new Map<string, Side>();
  const enabled = new Map(users.map((user) => [user.id, user]));
  for (const cell of cells) {
    const { userId, containerId: container, role } = cell;
    const user = userId === 0 ? 'anonymous' : enabled.get(userId)?.login;
    if (user !== undefined)
      known.set(`user ${userId} ${container}`, { userId, user, container, role, via: viaText(cell, names) });
  }
  for (const { group, user, object: container, role, via } of groups)
    known.set(`group ${group} ${container}`, { user, container, role, via });
  const perhapsBy = ({ userId, container }: Side, role: Role | undefined): string => {
    const user = enabled.get(userId ?? 0);
    if (user === undefined || user.id === asker) return '';
    const more = groups.filter((held) => {
      const gives = user.level === 'registered' ? 1 : rank(held.role);
      return held.object === container && gives > (role === undefined ? 0 : rank(role));
    });
    return [...new Set(more.map((held) => held.user))].toSorted().join(' or ');
  };
  const via: Sides['via'] = (who, side) => {
    const perhaps = perhapsBy(who, side?.role);
    if (perhaps === '') return side?.via ?? null;
    return side === undefined ? `unless by ${perhaps}` : `${side.via}, unless more by ${perhaps}`;
  };
  return { known, via };
}
