import { asOf, type Moment } from '../../access/history.ts';
import {
  curatorsOf,
  endsOf,
  may,
  pathKey,
  stranger,
  strongest,
  underRightsOf,
  type Cell,
} from '../../access/questions.ts';
import type { Belonging, Reading } from '../../access/session.ts';
import { belonging, rolesOfUnseen, type GroupRole, type Rosters } from '../../access/unseen-groups.ts';
import { listUsers, type UserRow } from '../../access/users.ts';
import { Forbidden } from '../../domain/errors.ts';
import { rank, roleWord } from '../../domain/vocabulary.ts';
import { kindNamed } from '../../kinds/index.ts';
import { decisiveGroups, rolesApart } from './decisive-groups.ts';
import { limitsOf, outOfSight } from './verdict.ts';
import { namesForVia, viaText, withDeleted, wordsFor, type Names } from './names.ts';
import { asItWas, findObject, mayAskAsItWas, parseAction, recordOf } from './question.ts';

export interface WhoRow {
  user: string;
  role: string;
  via: string;
  /** When the path ends by itself. */
  until: string | null;
}

/**
 * Everybody with a role by membership, the superadmins, and one row for what privacy opens to all; with an action, those who may
 * do it. A group whose people the asker may not see is a row of its own, and then the answer is not complete.
 */
export async function who(
  reading: Reading,
  objectText: string,
  actionText: string | undefined,
  at?: Moment,
): Promise<{ rows: WhoRow[]; complete: boolean }> {
  const action = actionText === undefined ? 'read' : parseAction(actionText);
  const object = await findObject(reading, objectText, false);
  const then = await asItWas(reading, object, at);
  if (!(await mayAskAsItWas(reading, { ...object, user: stranger }, then, at)))
    throw new Forbidden(`you may not ask who may use ${object.object}`, 'That is for those who may share it.');
  const limits = await limitsOf(reading, { ...object, user: stranger, action });
  const names = limits?.names ?? (await namesForVia(reading));
  return asOf(
    reading,
    at,
    async () => {
      const deciding = (await curatorsOf(reading, action, then.subject, then.id)).map((keeper) => keeper.id);
      if (limits !== undefined && deciding.some((keeper) => !limits.keepers.has(keeper)))
        throw new Forbidden(
          `who may ${action} ${object.object} is not yours to ask: it depends on ${outOfSight}`,
          'Superadmins are answered in full, and everybody about themselves.',
        );
      return reaching(reading, { object: then, action, deciding }, await withDeleted(reading, names, at));
    },
    recordOf(object),
  );
}

type Somebody = Parameters<typeof underRightsOf>[1];

async function reaching(
  reading: Reading,
  {
    object,
    action,
    deciding,
  }: {
    object: Awaited<ReturnType<typeof findObject>>;
    action: ReturnType<typeof parseAction>;
    deciding: readonly number[];
  },
  names: Names,
): Promise<{ rows: WhoRow[]; complete: boolean }> {
  const users = (await listUsers(reading)).filter(({ disabled_at }) => disabled_at === null);
  const { subject: kind, id, governors } = object;
  const { rosters } = names;
  const inAny = kindNamed(kind)?.governedBy === 'project';
  const readers = await (inAny ? reachingAny : reachingAll)(reading, governors, rosters);
  const cells = deciding.length === 0 ? readers : await bestOf(reading, deciding, readers, rosters);
  const ends = new Map<string, string>();
  for (const container of new Set([...cells.values()].map(({ containerId }) => containerId)))
    for (const [key, until] of await endsOf(reading, { container, rosters })) ends.set(`${container} ${key}`, until);
  const mayThey = async (user: Somebody, counted?: Belonging): Promise<boolean> =>
    (await underRightsOf(reading, user, () => may(reading, action, kind, id), counted)) === true;
  const floor = governors.length === 0 ? undefined : await floorOf(roleWord('viewer', kind), mayThey);
  // Who has no role of their own there is as anybody of their level: asked once for each level.
  const apart = await rolesApart(reading, [...deciding, ...governors, ...object.projects], 'all');
  const plain = new Map<string, boolean>();
  const mayPlain = async (level: UserRow['level']): Promise<boolean> => {
    const known = plain.get(level) ?? (await mayThey({ ...stranger, level }));
    plain.set(level, known);
    return known;
  };
  const rows = new Map<string, WhoRow>();
  for (const user of users) {
    const cell = cells.get(user.id);
    const isOpen = cell?.via === 'public' || cell?.via === 'registered';
    if (isOpen && floor !== undefined) continue;
    const counted = user.id === reading.actor.id ? undefined : belonging(rosters);
    const isPlain = governors.length > 0 && user.level !== 'superadmin' && !apart.has(user.id);
    if (!(await (isPlain ? mayPlain(user.level) : mayThey(user, counted)))) continue;
    rows.set(
      user.login,
      cell === undefined
        ? { user: user.login, role: 'none', via: `level ${user.level}`, until: null }
        : {
            user: user.login,
            role: roleWord(cell.role, kind),
            via: viaText(cell, names),
            until: ends.get(`${cell.containerId} ${pathKey(cell)}`) ?? null,
          },
    );
  }
  const own = deciding.length > 0 ? deciding : inAny ? governors : governors.slice(0, 1);
  const containers = [...deciding, ...governors, ...object.projects];
  const unseen = await rolesOfUnseen(reading, rosters, containers);
  const isOwn = ({ containerId }: GroupRole): boolean => own.includes(containerId);
  const decisive = await decisiveGroups(reading, unseen, { mayThey, rosters, users, containers });
  for (const held of [...unseen.filter((role) => !isOwn(role)), ...unseen.filter(isOwn)]) {
    if (!decisive.has(held.groupId)) continue;
    for (const { user, role, via, until } of wordsFor([isOwn(held) ? held : { ...held, role: 'viewer' }], names))
      rows.set(user, { user, role, via, until });
  }
  return {
    rows: [
      ...[...rows.values()].toSorted((a, b) => (a.user < b.user ? -1 : 1)),
      ...(floor === undefined ? [] : [floor]),
    ],
    complete: unseen.length === 0,
  };
}

/** What privacy opens to everybody, or to every user, as one row. */
async function floorOf(role: string, mayThey: (user: Somebody) => Promise<boolean>): Promise<WhoRow | undefined> {
  if (await mayThey(null)) return { user: 'anonymous', role, via: 'public', until: null };
  if (await mayThey(stranger)) return { user: 'registered', role, via: 'registered', until: null };
  return undefined;
}

/** By user, the strongest path in any of the containers. */
async function reachingAny(
  reading: Reading,
  governors: readonly number[],
  rosters: Rosters,
): Promise<Map<number, Cell>> {
  const best = new Map<number, Cell>();
  for (const container of governors)
    for (const cell of await strongest(reading, { container, rosters })) {
      const known = best.get(cell.userId);
      if (known === undefined || rank(cell.role) > rank(known.role)) best.set(cell.userId, cell);
    }
  return best;
}

/** By user, the strongest path in the first container, of those who have one in each. */
async function reachingAll(
  reading: Reading,
  governors: readonly number[],
  rosters: Rosters,
): Promise<Map<number, Cell>> {
  const [own, ...others] = governors;
  if (own === undefined) return new Map();
  const cells = new Map((await strongest(reading, { container: own, rosters })).map((cell) => [cell.userId, cell]));
  for (const other of others) {
    const ids = new Set((await strongest(reading, { container: other, rosters })).map(({ userId }) => userId));
    for (const id of cells.keys()) if (!ids.has(id)) cells.delete(id);
  }
  return cells;
}

/** By user who reads the record, the strongest path in any of the biocollections that decide over it. */
async function bestOf(
  reading: Reading,
  deciding: readonly number[],
  readers: ReadonlyMap<number, Cell>,
  rosters: Rosters,
): Promise<Map<number, Cell>> {
  const best = new Map<number, Cell>();
  for (const container of deciding)
    for (const cell of await strongest(reading, { container, rosters })) {
      const known = best.get(cell.userId);
      if (readers.has(cell.userId) && (known === undefined || rank(cell.role) > rank(known.role)))
        best.set(cell.userId, cell);
    }
  return best;
}
