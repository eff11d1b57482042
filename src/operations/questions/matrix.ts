import { asOf, type Moment } from '../../access/history.ts';
import { strongest } from '../../access/questions.ts';
import type { Reading } from '../../access/session.ts';
import { listUsers, type UserRow } from '../../access/users.ts';
import { roleWord } from '../../domain/vocabulary.ts';
import { hiddenGroupRows, namesForVia, viaText, withDeleted, type Names } from './names.ts';

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
    return tabulate(reading, await withDeleted(reading, names, options.at), users, options);
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
  const objects = [...names.containers].toSorted(([, a], [, b]) => (a < b ? -1 : 1));
  const kinds = new Map(objects.map(([id, object]) => [id, object.slice(0, object.indexOf('/'))]));
  // By user, then by container: half a million rows under one key each, and sorted by their names, take as long as the question.
  const found = new Map<string, Map<number, MatrixRow>>();
  const rowsOfUser = (user: string): Map<number, MatrixRow> => {
    const known = found.get(user);
    if (known !== undefined) return known;
    const rows = new Map<number, MatrixRow>();
    found.set(user, rows);
    return rows;
  };
  const logins = new Map(users.map(({ id, login }) => [id, login]));
  for (const cell of await strongest(reading, { rosters: names.rosters })) {
    const object = names.containers.get(cell.containerId);
    const user = logins.get(cell.userId);
    if (object === undefined || user === undefined || (!isOwn(cell.userId) && !names.shares.has(cell.containerId)))
      continue;
    const role = roleWord(cell.role, kinds.get(cell.containerId) ?? '');
    rowsOfUser(user).set(cell.containerId, { user, object, role, via: viaText(cell, names) });
  }
  const unseen = new Set<number>();
  for (const { user, object: id, role, via } of await hiddenGroupRows(reading, names)) {
    const object = names.containers.get(id);
    if (object === undefined || !names.shares.has(id)) continue;
    unseen.add(id);
    rowsOfUser(user).set(id, { user, object, role, via });
  }
  const isTold = (user: number, container: number): boolean =>
    // Who has none may be in a group whose people are hidden: its row stands for them.
    isOwn(user) || (names.shares.has(container) && !unseen.has(container));
  if (all)
    for (const { id, login } of users) {
      const rows = rowsOfUser(login);
      for (const [container, object] of objects)
        if (!rows.has(container) && isTold(id, container))
          rows.set(container, { user: login, object, role: null, via: null });
    }
  const places = new Map(objects.map(([id], place) => [id, place]));
  return [...found]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, rows]) =>
      [...rows].toSorted(([a], [b]) => (places.get(a) ?? 0) - (places.get(b) ?? 0)).map(([, row]) => row),
    );
}

export const isComplete = ({ shares, all, rosters }: Names): boolean =>
  shares.size === all.length &&
  (rosters === 'all' || all.every(({ id, kind }) => kind !== 'group' || rosters.includes(id)));
