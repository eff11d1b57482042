import { everybody, type AskedOfAll, type Somebody } from '../../access/everybody.ts';
import { asOf, type Moment } from '../../access/history.ts';
import { curatorsOf, stranger } from '../../access/questions.ts';
import { anonymous, type Reading } from '../../access/session.ts';
import { rolesOfUnseen, type GroupRole } from '../../access/unseen-groups.ts';
import { listUsers } from '../../access/users.ts';
import { Forbidden } from '../../domain/errors.ts';
import { rank, roleWord } from '../../domain/vocabulary.ts';
import { kindNamed } from '../../kinds/index.ts';
import { decisiveGroups } from './decisive-groups.ts';
import { namesForVia, viaText, withDeleted, wordsFor, type Names } from './names.ts';
import { inShort, openReasons } from './open-reasons.ts';
import { asItWas, findObject, mayAskAsItWas, parseAction, recordOf, standingThen } from './question.ts';
import { limitsOf, outOfSight } from './verdict.ts';

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
): Promise<{ rows: WhoRow[]; complete: boolean; notes: string[] }> {
  const action = actionText === undefined ? 'read' : parseAction(actionText);
  const object = await findObject(reading, objectText, false, at);
  const then = await asItWas(reading, object, at);
  if (!(await mayAskAsItWas(reading, { ...object, user: stranger }, then, at)))
    throw new Forbidden(`you may not ask who may use ${object.object}`, 'That is for those who may share it.');
  const limits = await limitsOf(reading, { ...object, user: stranger, action });
  const names = limits?.names ?? (await namesForVia(reading));
  const { isThere, notes } = await standingThen(reading, then, action, at);
  if (!isThere) return { rows: [], complete: true, notes };
  const answer = await asOf(
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
  return { ...answer, notes };
}

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
  const { subject: kind, id, governors } = object;
  const { rosters } = names;
  const containers = [...deciding, ...governors, ...object.projects];
  const asked: AskedOfAll = { action, subject: kind, id: id ?? 0, containers, rosters };
  const all = everybody(reading, asked);
  const inAny = kindNamed(kind)?.governedBy === 'project';
  const opened = floorOf(roleWord('viewer', kind), all);
  // What lies in no container has no privacy: its rules go by level.
  const floor =
    governors.length > 0
      ? opened
      : opened?.user === 'anonymous'
        ? { user: 'anonymous', role: 'none', via: 'level anonymous', until: null }
        : undefined;
  const rows = new Map<string, WhoRow>();
  const known = governors.length > 0 ? [] : await listUsers(reading);
  const reasonFor = async (userId: number, level: string): Promise<string> => {
    const user = known.find((one) => one.id === userId);
    return user === undefined ? `level ${level}` : inShort(await openReasons(reading, user, { ...object, action }));
  };
  for (const { userId, login, level, may, cells } of all) {
    if (!may || isNobody(userId)) continue;
    const reader = inAny ? strongestOf(governors, cells) : inEach(governors, cells);
    const cell = deciding.length === 0 || reader === undefined ? reader : strongestOf(deciding, cells);
    const isOpen = cell?.via === 'public' || cell?.via === 'registered';
    if (isOpen && floor !== undefined) continue;
    rows.set(
      login,
      cell === undefined
        ? { user: login, role: 'none', via: await reasonFor(userId, level), until: null }
        : { user: login, role: roleWord(cell.role, kind), via: viaText(cell, names), until: cell.until },
    );
  }
  const own = deciding.length > 0 ? deciding : inAny ? governors : governors.slice(0, 1);
  const unseen = await rolesOfUnseen(reading, rosters, containers);
  const isOwn = ({ containerId }: GroupRole): boolean => own.includes(containerId);
  const decisive = decisiveGroups(reading, unseen, { asked, all });
  for (const held of [...unseen.filter((role) => !isOwn(role)), ...unseen.filter(isOwn)]) {
    if (!decisive.has(held.groupId)) continue;
    // Each by itself, as in the list of members: several of them may have no name for the asker.
    for (const { group, user, role, via, until } of wordsFor([isOwn(held) ? held : { ...held, role: 'viewer' }], names))
      rows.set(`group ${group}`, { user, role, via, until });
  }
  return {
    rows: [
      ...[...rows.values()].toSorted((a, b) => (inOrder(a) < inOrder(b) ? -1 : 1)),
      ...(floor === undefined ? [] : [floor]),
    ],
    complete: unseen.length === 0,
  };
}

/** Groups without a name are told apart by nothing but what is printed. */
const inOrder = ({ user, role, via, until }: WhoRow): string => [user, role, via, until].join('\n');

const isNobody = (user: number): boolean => user === anonymous.id || user === stranger.id;

/** What privacy opens to everybody, or to every user, as one row. */
function floorOf(role: string, all: readonly Somebody[]): WhoRow | undefined {
  const may = (user: number): boolean => all.some((one) => one.userId === user && one.may);
  if (may(anonymous.id)) return { user: 'anonymous', role, via: 'public', until: null };
  if (may(stranger.id)) return { user: 'registered', role, via: 'registered', until: null };
  return undefined;
}

type Cells = Somebody['cells'];

/** The strongest path in any of the containers, the first of them first. */
function strongestOf(containers: readonly number[], cells: Cells) {
  let best: ReturnType<Cells['get']>;
  for (const container of containers) {
    const cell = cells.get(container);
    if (cell !== undefined && (best === undefined || rank(cell.role) > rank(best.role))) best = cell;
  }
  return best;
}

/** The strongest path in the first container, where they have one in each. */
const inEach = (containers: readonly number[], cells: Cells) =>
  containers.every((container) => cells.has(container)) ? cells.get(containers[0] ?? 0) : undefined;
