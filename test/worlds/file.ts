import * as oracle from '../oracle/oracle.ts';
import { samplesOf } from './numbered.ts';
import { type SeededWorld } from './seed.ts';
import type { NameOf } from './tally.ts';

export type Random = () => number;

/** Worlds that lie in one file and have their users in common, as one of those users is asked about them. */
export interface Asking {
  file: readonly SeededWorld[];
  login: string;
  /** Which of the users it is, so that they take turns from world to world. */
  turn: number;
  /** For what is asked of the whole file. */
  random: Random;
  /** For what is asked of one world: it does not depend on the others. */
  randomOf: (world: SeededWorld) => Random;
}

/** The generators of the samples of a file's worlds. */
export function randomsOf(file: readonly SeededWorld[]): Asking['randomOf'] {
  const own = new Map(file.map((world) => [world.number, samplesOf(world)]));
  return ({ number }) => {
    const random = own.get(number);
    if (random === undefined) throw new Error(`world ${number} is not of this file`);
    return random;
  };
}

export const pick = <T>(random: Random, from: readonly T[]): T[] => {
  const chosen = from[Math.floor(random() * from.length)];
  return chosen === undefined ? [] : [chosen];
};

export const kindOf = (ref: string): oracle.ContainerKind => ref.slice(0, ref.indexOf('/')) as oracle.ContainerKind;

export const recordKinds = [
  ['individual', 'individuals'],
  ['voucher', 'vouchers'],
  ['measurement', 'measurements'],
  ['equipment', 'equipment'],
  ['stock', 'stocks'],
  ['session', 'sessions'],
  ['behavior', 'behaviors'],
] as const;

interface Found {
  seeded: SeededWorld;
  ref: string;
  id: number;
}
const byKind = new WeakMap<readonly SeededWorld[], Map<oracle.ContainerKind, Found[]>>();

/** The file's containers of a kind, world by world. */
export function containersOf(file: readonly SeededWorld[], kind: oracle.ContainerKind): readonly Found[] {
  let known = byKind.get(file);
  if (known === undefined) {
    byKind.set(file, (known = new Map<oracle.ContainerKind, Found[]>()));
    for (const seeded of file)
      for (const { ref, kind: own } of seeded.world.containers) {
        const found = { seeded, ref, id: seeded.containers.get(ref) ?? 0 };
        const others = known.get(own);
        if (others === undefined) known.set(own, [found]);
        else others.push(found);
      }
  }
  return known.get(kind) ?? [];
}

/** The ids of those that pass. */
export const containersWhere = (
  file: readonly SeededWorld[],
  kind: oracle.ContainerKind,
  passes: (world: oracle.World, ref: string) => boolean,
): number[] =>
  containersOf(file, kind)
    .filter(({ seeded, ref }) => passes(seeded.world, ref))
    .map(({ id }) => id);

/** Ids of the file's records of a kind on which the user may do it. */
export const recordsWhere = (
  file: readonly SeededWorld[],
  [kind, list]: (typeof recordKinds)[number],
  login: string,
  action: oracle.RecordAction,
): number[] =>
  file.flatMap((seeded) =>
    [...seeded[list]].flatMap(([id, row]) =>
      oracle.mayRecord(seeded.world, login, action, { kind, id }) ? [row] : [],
    ),
  );

type Ids = 'containers' | (typeof recordKinds)[number][1];
export const nameIn =
  (file: readonly SeededWorld[], ids: Ids): NameOf =>
  (id) => {
    for (const seeded of file)
      for (const [key, value] of seeded[ids]) if (value === id) return `${key} of world ${seeded.number}`;
    return `id ${id} of no world`;
  };
