import { asOf, type Moment } from '../../access/history.ts';
import { strongest } from '../../access/questions.ts';
import type { Reading } from '../../access/session.ts';
import { findUser, listUsers, type UserRow } from '../../access/users.ts';
import { Forbidden } from '../../domain/errors.ts';
import { roleWord } from '../../domain/vocabulary.ts';
import { may, underRightsOf } from '../../access/questions.ts';
import { hiddenGroupRows, namesForVia, viaText, type Names } from './names.ts';
import { parseAction } from './question.ts';

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
  return { rows, complete: names.shares.size === names.all.length };
}

async function tabulate(
  reading: Reading,
  names: Names,
  users: readonly UserRow[],
  { all, at }: { all: boolean; at?: Moment },
): Promise<MatrixRow[]> {
  const isOwn = (user: number): boolean => at === undefined && user === reading.actor.id;
  const cells = await strongest(reading, { hidden: names.hidden });
  const logins = new Map(users.map(({ id, login }) => [id, login]));
  const rows = new Map<string, MatrixRow>();
  const add = (row: MatrixRow): void => void rows.set(`${row.user}\u0000${row.object}`, row);
  const known = new Set<string>();
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
    if (object !== undefined && names.shares.has(row.object))
      add({ user: row.user, object, role: row.role, via: row.via });
  }
  if (all)
    for (const [id, object] of names.containers)
      for (const user of users)
        if (!known.has(`${user.login}\u0000${object}`) && (isOwn(user.id) || names.shares.has(id)))
          add({ user: user.login, object, role: null, via: null });
  return [...rows.values()].toSorted((a, b) =>
    a.user < b.user ? -1 : a.user > b.user ? 1 : a.object < b.object ? -1 : 1,
  );
}

/** What one user has, of what the asker may know; with an action, only where they may do it. */
export async function what(
  reading: Reading,
  who: string,
  actionText: string | undefined,
  at?: Moment,
): Promise<{ rows: MatrixRow[]; complete: boolean }> {
  const action = actionText === undefined ? undefined : parseAction(actionText);
  const user = who === 'anonymous' || (who === 'me' && reading.actor.id === 0) ? null : await findUser(reading, who);
  const isOwn = at === undefined && (user?.id ?? 0) === reading.actor.id;
  const names = await namesForVia(reading);
  if (!isOwn && names.shares.size === 0)
    throw new Forbidden(
      `you may not ask what ${user?.login ?? 'anonymous'} has`,
      'Others are yours to ask about where you may share.',
    );
  const shown = await asOf(reading, at, async () => {
    const then = user === null ? null : (await listUsers(reading, user.id))[0];
    const cells =
      then === undefined || then?.disabled_at != null
        ? []
        : await strongest(reading, { user: user?.id ?? 0, ...(isOwn ? {} : { hidden: names.hidden }) });
    const rows: MatrixRow[] = [];
    for (const cell of cells) {
      const object = names.containers.get(cell.containerId);
      if (object === undefined || (!isOwn && !names.shares.has(cell.containerId))) continue;
      const [kind = ''] = object.split('/');
      if (
        action !== undefined &&
        (await underRightsOf(reading, then ?? null, () =>
          may(reading, action, kind as 'project', cell.containerId),
        )) !== true
      )
        continue;
      rows.push({
        user: user?.login ?? 'anonymous',
        object,
        role: roleWord(cell.role, kind),
        via: viaText(cell, names),
      });
    }
    return rows;
  });
  return {
    rows: shown.toSorted((a, b) => (a.object < b.object ? -1 : 1)),
    complete: isOwn || (names.shares.size === names.all.length && names.hidden.length === 0),
  };
}
