import type { Cell } from '../../access/cells.ts';
import { asOf, type Moment } from '../../access/history.ts';
import { idsWhere, strongest, underRightsOf } from '../../access/questions.ts';
import type { RuleAction } from '../../access/rules.ts';
import { seesAll, type Reading } from '../../access/session.ts';
import { belonging, rolesOfUnseen, type GroupRole, type Rosters } from '../../access/unseen-groups.ts';
import { findUser, listUsers, type UserRow } from '../../access/users.ts';
import { Forbidden } from '../../domain/errors.ts';
import { rank, roleWord } from '../../domain/vocabulary.ts';
import { containerKinds } from '../../kinds/containers.ts';
import { isComplete, type MatrixRow } from './matrix.ts';
import { namesForVia, viaText, withDeleted, wordsFor, type Names } from './names.ts';
import { parseAction } from './question.ts';

/**
 * What one user has, of what the asker may know; with an action, only where they may do it. Where a group whose people the
 * asker may not see could give more, its row follows, whether the user is in it or not.
 */
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
  if (!isOwn && names.shares.size === 0 && !seesAll(reading.actor))
    throw new Forbidden(
      `you may not ask what ${user?.login ?? 'anonymous'} has`,
      'Others are yours to ask about where you may share.',
    );
  const isFull = seesAll(reading.actor) || (user?.id ?? 0) === reading.actor.id;
  const rosters = isFull ? 'all' : names.rosters;
  const rows = await asOf(reading, at, async () => {
    const past = await withDeleted(reading, names, at);
    const isAsked = (container: number): boolean =>
      past.containers.has(container) && (isOwn || past.shares.has(container));
    const then = user === null ? null : (await listUsers(reading, user.id))[0];
    return then === undefined || then?.disabled_at != null
      ? []
      : rowsAbout(reading, then, action, { names: past, rosters, isAsked });
  });
  return { rows: rows.toSorted(inOrder), complete: isOwn || isComplete(names) };
}

const inOrder = (a: MatrixRow, b: MatrixRow): number =>
  a.object === b.object ? (a.user < b.user ? -1 : 1) : a.object < b.object ? -1 : 1;

async function rowsAbout(
  reading: Reading,
  user: UserRow | null,
  action: RuleAction | undefined,
  { names, rosters, isAsked }: { names: Names; rosters: Rosters; isAsked: (container: number) => boolean },
): Promise<MatrixRow[]> {
  const where = async (assumed: readonly GroupRole[]): Promise<(container: number) => boolean> => {
    if (action === undefined) return () => true;
    const kinds = containerKinds.map(({ name }) => name);
    const ids = await underRightsOf(reading, user, () => idsWhere(reading, action, kinds), belonging(rosters, assumed));
    return (container) => ids?.has(container) === true;
  };
  const rows = new Map<string, MatrixRow>();
  const add = (row: Omit<MatrixRow, 'object'>, container: number): void => {
    const object = names.containers.get(container) ?? '';
    rows.set(`${object} ${row.user}`, { ...row, object });
  };
  const known = new Map<number, Cell>();
  const may = await where([]);
  for (const cell of await strongest(reading, { user: user?.id ?? 0, rosters })) {
    if (!isAsked(cell.containerId) || !may(cell.containerId)) continue;
    known.set(cell.containerId, cell);
    const role = roleWord(cell.role, names.containers.get(cell.containerId)?.split('/')[0] ?? '');
    add({ user: user?.login ?? 'anonymous', role, via: viaText(cell, names) }, cell.containerId);
  }
  if (user === null) return [...rows.values()];
  const unseen = (await rolesOfUnseen(reading, rosters)).filter(({ containerId }) => isAsked(containerId));
  for (const id of new Set(unseen.map(({ groupId }) => groupId))) {
    const held = unseen.filter(({ groupId }) => groupId === id);
    const mayAsMember = await where(held);
    for (const role of held) {
      const has = known.get(role.containerId);
      const gives = user.level === 'registered' ? 1 : rank(role.role);
      if (has !== undefined && (action !== undefined || gives <= rank(has.role))) continue;
      if (mayAsMember(role.containerId))
        for (const { user: group, object, via } of wordsFor([role], names))
          add({ user: group, role: role.role, via }, object);
    }
  }
  return [...rows.values()];
}
