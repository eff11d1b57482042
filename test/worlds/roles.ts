import type { Cell } from '../../src/access/cells.ts';
import { everybody, type Somebody } from '../../src/access/everybody.ts';
import { strongest } from '../../src/access/questions.ts';
import type { Reading } from '../../src/access/session.ts';
import { rank } from '../../src/domain/vocabulary.ts';
import * as oracle from '../oracle/oracle.ts';
import { kindOf, pick, recordKinds, type Random } from './file.ts';
import { asksAll, pickOne } from './numbered.ts';
import { asker, known, type SeededWorld } from './seed.ts';
import type { Tallies } from './tally.ts';

const viaOrder = ['public', 'registered', 'project', 'group', 'direct', 'superadmin'];
const wordOf = (via: string): string => (via.includes('/') ? via.slice(0, via.indexOf('/')) : via);

interface Best {
  role: number;
  via: string;
  through: number;
}

/** The oracle's strongest path: role, then kind of path, then the oldest group or project. */
function strongestPath({ world, containers }: SeededWorld, login: string, ref: string): Best | undefined {
  let best: Best | undefined;
  for (const path of oracle.paths(world, login, ref)) {
    const via = wordOf(path.via);
    const found = { role: path.role, via, through: via === path.via ? 0 : known(containers, path.via) };
    if (best === undefined || isStronger(found, best)) best = found;
  }
  return best;
}
const isStronger = (one: Best, other: Best): boolean =>
  one.role !== other.role
    ? one.role > other.role
    : one.via !== other.via
      ? viaOrder.indexOf(one.via) > viaOrder.indexOf(other.via)
      : one.through < other.through;

const inWords = ({ refs }: SeededWorld, best: Best | undefined): string =>
  best === undefined
    ? 'none'
    : `${best.role} via ${best.through === 0 ? best.via : (refs.get(best.through) ?? 'elsewhere')}`;

type Cells = ReadonlyMap<number, Cell>;
/** No file has so many containers. */
const beyond = 100_000;
const keyOf = (user: number, container: number): number => user * beyond + container;
const byUserAndContainer = (cells: readonly Cell[]): Cells =>
  new Map(cells.map((cell) => [keyOf(cell.userId, cell.containerId), cell]));

const askerId = 1;
const everybodyIn = ({ users }: SeededWorld): (readonly [string, number])[] => [
  ...users,
  [asker, askerId],
  ['anonymous', 0],
];

function same(
  tallies: Tallies,
  property: 'matrix' | 'who' | 'what',
  seeded: SeededWorld,
  [login, user]: readonly [string, number],
  [ref, id]: readonly [string, number],
  cells: Cells,
): boolean {
  const cell = cells.get(keyOf(user, id));
  const expected: Best | undefined =
    login === asker ? { role: 5, via: 'superadmin', through: 0 } : strongestPath(seeded, login, ref);
  const got = cell === undefined ? undefined : { role: rank(cell.role), via: cell.via, through: cell.through };
  const tally = tallies.of[property];
  const [wanted, had] = [expected?.role ?? 0, got?.role ?? 0];
  if (wanted === had && expected?.via === got?.via && expected?.through === got?.through) tally.compared += 1;
  else tally.same(seeded, `the role of ${login} in ${ref}`, inWords(seeded, expected), inWords(seeded, got));
  if (property === 'matrix') tallies.saw(`path ${expected?.via ?? 'none'}`);
  return expected !== undefined;
}

/** The matrix of a whole file against the oracle: every user and anonymous in every container of every world. */
export async function compareMatrix(tallies: Tallies, reading: Reading, file: readonly SeededWorld[]): Promise<Cell[]> {
  const cells = [...(await strongest(reading, {})), ...(await strongest(reading, { user: 0 }))];
  const byKey = byUserAndContainer(cells);
  let expected = 0;
  for (const seeded of file)
    for (const user of everybodyIn(seeded))
      for (const container of seeded.containers)
        if (same(tallies, 'matrix', seeded, user, container, byKey)) expected += 1;
  const [first] = file;
  if (first !== undefined) tallies.of.matrix.same(first, 'the roles of the whole file', expected, cells.length);
  compareLaws(tallies, file, cells);
  return cells;
}

/** Registered is never beyond viewer, by any path; what privacy gives is viewer; anonymous has that alone, the disabled nothing. */
function compareLaws(tallies: Tallies, file: readonly SeededWorld[], cells: readonly Cell[]): void {
  const [first] = file;
  if (first === undefined) return;
  const users = new Map(first.world.users.map((user) => [known(first.users, user.login), user]));
  for (const { userId, containerId, role, via } of cells) {
    const user = users.get(userId);
    const isFloor = via === 'public' || via === 'registered';
    const most = isFloor || user?.level === 'registered' ? 1 : 5;
    const isFor = userId === 0 ? via === 'public' : user?.disabled !== true;
    tallies.of.laws.same(
      first,
      () => `role ${role} via ${via} of user id ${userId} in container id ${containerId}`,
      'lawful',
      rank(role) <= most && isFor ? 'lawful' : 'beyond it',
    );
  }
}

/** One container of each world asked by itself, and each user: the very same cells. */
export async function compareWhoAndWhat(
  tallies: Tallies,
  reading: Reading,
  file: readonly SeededWorld[],
  randomOf: (world: SeededWorld) => Random,
): Promise<void> {
  for (const seeded of file) {
    // What they may by it, and who may do something with a record, are the dearest of the questions.
    const turn = seeded.number % 16;
    if (asksAll || turn === 8) compareWhoOfRecord(tallies, reading, seeded, randomOf(seeded));
    for (const container of pick(randomOf(seeded), [...seeded.containers])) {
      if (asksAll || turn === 0) compareWhoMay(tallies, reading, seeded, container, randomOf(seeded));
      compareWho(tallies, seeded, container, await strongest(reading, { container: container[1] }));
    }
  }
  for (const login of [...(file[0]?.users.keys() ?? []), 'anonymous']) {
    const user = [
      login,
      login === 'anonymous' ? 0 : known(file[0]?.users ?? new Map<string, number>(), login),
    ] as const;
    const cells = await strongest(reading, { user: user[1] });
    const byKey = byUserAndContainer(cells);
    let expected = 0;
    for (const seeded of file)
      for (const container of seeded.containers)
        if (same(tallies, 'what', seeded, user, container, byKey)) expected += 1;
    if (file[0] !== undefined) tallies.of.what.same(file[0], `how many roles ${login} has`, expected, cells.length);
  }
}

function compareWho(
  tallies: Tallies,
  seeded: SeededWorld,
  container: readonly [string, number],
  cells: readonly Cell[],
): void {
  const byKey = byUserAndContainer(cells);
  const users = everybodyIn(seeded).filter(([, id]) => id !== 0);
  const expected = users.filter((user) => same(tallies, 'who', seeded, user, container, byKey)).length;
  tallies.of.who.same(seeded, () => `how many have a role in ${container[0]}`, expected, cells.length);
}

/** Who may do something in one container, and by what: every user and anonymous, of whom it is asked at once. */
function compareWhoMay(
  tallies: Tallies,
  reading: Reading,
  seeded: SeededWorld,
  container: readonly [string, number],
  random: Random,
): void {
  const [ref, id] = container;
  const action = pickOne(random, oracle.actions);
  const all = everybody(reading, { action, subject: kindOf(ref), id, containers: [id], rosters: 'all' });
  const cells = all.filter(({ userId }) => userId > 0).flatMap((one) => [...one.cells.values()]);
  compareWho(tallies, seeded, container, cells);
  compareMay(tallies, seeded, all, `${action} ${ref}`, (login) => oracle.may(seeded.world, login, action, ref));
}

function compareWhoOfRecord(tallies: Tallies, reading: Reading, seeded: SeededWorld, random: Random): void {
  const action = pickOne(random, ['read', 'edit', 'delete'] as const);
  const records = recordKinds.flatMap(([kind, list]) => [...seeded[list]].map(([id, row]) => ({ kind, id, row })));
  for (const { kind, id, row } of pick(random, records)) {
    const containers = [...seeded.containers.values()];
    const all = everybody(reading, { action, subject: kind, id: row, containers, rosters: 'all' });
    compareMay(tallies, seeded, all, `${action} ${kind} ${id}`, (login) =>
      oracle.mayRecord(seeded.world, login, action, { kind, id }),
    );
  }
}

function compareMay(
  tallies: Tallies,
  seeded: SeededWorld,
  all: readonly Somebody[],
  deed: string,
  mayThey: (login: string) => boolean,
): void {
  const may = new Set(all.flatMap((one) => (one.may ? [one.userId] : [])));
  for (const [login, user] of everybodyIn(seeded))
    if (login !== asker)
      tallies.of.who.same(seeded, () => `whether ${login} is of those who may ${deed}`, mayThey(login), may.has(user));
}

/** Whether everybody has every role that they had, or a higher one. */
export function compareGrown(tallies: Tallies, seeded: SeededWorld, before: readonly Cell[], after: readonly Cell[]) {
  const now = byUserAndContainer(after);
  for (const { userId, containerId, role } of before) {
    const cell = now.get(keyOf(userId, containerId));
    tallies.of.monotone.same(
      seeded,
      () => `the role of user id ${userId} in container id ${containerId} after grants, once ${role}`,
      'kept',
      cell !== undefined && rank(cell.role) >= rank(role) ? 'kept' : (cell?.role ?? 'none'),
    );
  }
}
