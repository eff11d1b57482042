import { asOf, type Moment } from '../../access/history.ts';
import {
  curatorsOf,
  endsOf,
  leastRoleFor,
  may,
  pathKey,
  strongest,
  underRightsOf,
  type Cell,
} from '../../access/questions.ts';
import type { Reading } from '../../access/session.ts';
import { listUsers, type UserRow } from '../../access/users.ts';
import { Forbidden } from '../../domain/errors.ts';
import { parseRole, rank, roleWord } from '../../domain/vocabulary.ts';
import { kindNamed } from '../../kinds/index.ts';
import { hiddenGroupRows, namesForVia, viaText, type Names } from './names.ts';
import { findObject, mayAsk, parseAction } from './question.ts';

export interface WhoRow {
  user: string;
  role: string;
  via: string;
  /** When the path ends by itself. */
  until: string | null;
}

/** Everybody with a role by membership, the superadmins, and one row for what privacy opens to all; with an action, those who may do it. */
export async function who(
  reading: Reading,
  objectText: string,
  actionText: string | undefined,
  at?: Moment,
): Promise<WhoRow[]> {
  const action = actionText === undefined ? 'read' : parseAction(actionText);
  const object = await findObject(reading, objectText, false);
  if (!(await mayAsk(reading, { user: someoneElse, governors: object.governors })))
    throw new Forbidden(`you may not ask who may use ${object.object}`, 'That is for those who may share it.');
  const names = await namesForVia(reading);
  return asOf(reading, at, async () => reaching(reading, object, action, names));
}

async function reaching(
  reading: Reading,
  object: Awaited<ReturnType<typeof findObject>>,
  action: ReturnType<typeof parseAction>,
  names: Names,
): Promise<WhoRow[]> {
  const users = (await listUsers(reading)).filter(({ disabled_at }) => disabled_at === null);
  const readers =
    kindNamed(object.subject)?.governedBy === 'project'
      ? await reachingAny(reading, object.governors, names.hidden)
      : await reachingAll(reading, object.governors, names.hidden);
  const deciding = (await curatorsOf(reading, action, object.subject, object.id)).map(({ id }) => id);
  const cells = deciding.length === 0 ? readers : await bestOf(reading, deciding, readers, names.hidden);
  const ends = new Map<string, string>();
  for (const container of new Set([...cells.values()].map(({ containerId }) => containerId)))
    for (const [key, until] of await endsOf(reading, container)) ends.set(`${container} ${key}`, until);
  const needed = leastRoleFor(action, object.subject);
  const kind = object.subject;
  const rows = new Map<string, WhoRow>();
  const floors = new Set<string>();
  for (const user of users) {
    const cell = cells.get(user.id);
    const asked = await underRightsOf(reading, user, () => may(reading, action, object.subject, object.id));
    if (asked !== true) continue;
    // What a hidden group gives is shown as the group's; without that path the user may have less.
    if (
      names.hidden.length > 0 &&
      object.governors.length > 0 &&
      (cell === undefined || (needed !== undefined && rank(cell.role) < rank(needed)))
    )
      continue;
    if (cell === undefined)
      rows.set(user.login, { user: user.login, role: 'none', via: `level ${user.level}`, until: null });
    else if (cell.via === 'public' || cell.via === 'registered') floors.add(cell.via);
    else
      rows.set(user.login, {
        user: user.login,
        role: roleWord(cell.role, kind),
        via: viaText(cell, names),
        until: ends.get(`${cell.containerId} ${pathKey(cell)}`) ?? null,
      });
  }
  const governor = deciding[0] ?? object.governors[0];
  for (const row of await hiddenGroupRows(reading, names, governor))
    if (
      object.governors.length > 0 &&
      (needed === undefined || rank(parseRole(row.role, kind) ?? 'viewer') >= rank(needed))
    )
      rows.set(row.user, { user: row.user, role: row.role, via: row.via, until: row.until });
  if (
    object.governors.length > 0 &&
    (await underRightsOf(reading, null, () => may(reading, action, object.subject, object.id))) === true
  )
    floors.add('public');
  const floor = floors.has('public') ? 'anonymous' : floors.has('registered') ? 'registered' : undefined;
  const listed = [...rows.values()].toSorted((a, b) => (a.user < b.user ? -1 : 1));
  return floor === undefined
    ? listed
    : [
        ...listed,
        {
          user: floor,
          role: roleWord('viewer', kind),
          via: floor === 'anonymous' ? 'public' : 'registered',
          until: null,
        },
      ];
}

const someoneElse: UserRow = {
  id: -1,
  login: '',
  email: null,
  name: null,
  level: 'registered',
  disabled_at: null,
  person_id: null,
  default_project_id: null,
  default_dataset_id: null,
  created_at: '',
  updated_at: '',
  os_uid: null,
};

/** By user, the strongest path in any of the containers. */
async function reachingAny(
  reading: Reading,
  governors: readonly number[],
  hidden: readonly number[],
): Promise<Map<number, Cell>> {
  const best = new Map<number, Cell>();
  for (const container of governors)
    for (const cell of await strongest(reading, { container, hidden })) {
      const known = best.get(cell.userId);
      if (known === undefined || rank(cell.role) > rank(known.role)) best.set(cell.userId, cell);
    }
  return best;
}

/** By user, the strongest path in the first container, of those who have one in each. */
async function reachingAll(
  reading: Reading,
  governors: readonly number[],
  hidden: readonly number[],
): Promise<Map<number, Cell>> {
  const [own, ...others] = governors;
  if (own === undefined) return new Map();
  const cells = new Map((await strongest(reading, { container: own, hidden })).map((cell) => [cell.userId, cell]));
  for (const other of others) {
    const ids = new Set((await strongest(reading, { container: other, hidden })).map(({ userId }) => userId));
    for (const id of cells.keys()) if (!ids.has(id)) cells.delete(id);
  }
  return cells;
}

/** By user who reads the record, the strongest path in any of the biocollections that decide over it. */
async function bestOf(
  reading: Reading,
  deciding: readonly number[],
  readers: ReadonlyMap<number, Cell>,
  hidden: readonly number[],
): Promise<Map<number, Cell>> {
  const best = new Map<number, Cell>();
  for (const container of deciding)
    for (const cell of await strongest(reading, { container, hidden })) {
      const known = best.get(cell.userId);
      if (readers.has(cell.userId) && (known === undefined || rank(cell.role) > rank(known.role)))
        best.set(cell.userId, cell);
    }
  return best;
}
