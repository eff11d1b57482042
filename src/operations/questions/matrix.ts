import { asOf, type Moment } from '../../access/history.ts';
import { strongest } from '../../access/questions.ts';
import type { Reading } from '../../access/session.ts';
import { listUsers, type UserRow } from '../../access/users.ts';
import { roleWord } from '../../domain/vocabulary.ts';
import { hiddenGroupRows, namesForVia, viaText, type Names } from './names.ts';

export interface MatrixRow {
  user: string;
  object: string;
  role: string | null;
  via: string | null;
}

/** One row for each enabled user and container with a role, of what the asker may know; `complete` is false where that is not all. */
export async function matrix(
  reading: Reading,
  options: { all: boolean; at?: Moment },
): Promise<{ rows: MatrixRow[]; complete: boolean }> {
  const names = await namesForVia(reading);
  const rows = await asOf(reading, options.at, async () => {
    const users = (await listUsers(reading)).filter(({ disabled_at }) => disabled_at === null);
    return tabulate(reading, names, users, options);
  });
  return { rows, complete: isComplete(names) };
}

async function tabulate(
  reading: Reading,
  names: Names,
  users: readonly UserRow[],
  { all, at }: { all: boolean; at?: Moment },
): Promise<MatrixRow[]> {
  const isOwn = (user: number): boolean => at === undefined && user === reading.actor.id;
  const cells = await strongest(reading, { rosters: names.rosters });
  const logins = new Map(users.map(({ id, login }) => [id, login]));
  const rows = new Map<string, MatrixRow>();
  const add = (row: MatrixRow): void => void rows.set(`${row.user}\u0000${row.object}`, row);
  const known = new Set<string>();
  const unseen = new Set<number>();
  for (const cell of cells) {
    const object = names.containers.get(cell.containerId);
    const login = logins.get(cell.userId);
    if (object === undefined || login === undefined || (!isOwn(cell.userId) && !names.shares.has(cell.containerId)))
      continue;
    known.add(`${login}\u0000${object}`);
    const [kind = ''] = object.split('/');
    add({ user: login, object, role: roleWord(cell.role, kind), via: viaText(cell, names) });
  }
  for (const row of await hiddenGroupRows(reading, names)) {
    const object = names.containers.get(row.object);
    if (object === undefined || !names.shares.has(row.object)) continue;
    unseen.add(row.object);
    add({ user: row.user, object, role: row.role, via: row.via });
  }
  if (all)
    for (const [id, object] of names.containers)
      for (const user of users)
        if (
          !known.has(`${user.login}\u0000${object}`) &&
          // Who has none may be in a group whose people are hidden: its row stands for them.
          (isOwn(user.id) || (names.shares.has(id) && !unseen.has(id)))
        )
          add({ user: user.login, object, role: null, via: null });
  return [...rows.values()].toSorted((a, b) =>
    a.user < b.user ? -1 : a.user > b.user ? 1 : a.object < b.object ? -1 : 1,
  );
}

export const isComplete = ({ shares, all, rosters }: Names): boolean =>
  shares.size === all.length &&
  (rosters === 'all' || all.every(({ id, kind }) => kind !== 'group' || rosters.includes(id)));
