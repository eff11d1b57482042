import type { User, World } from '../oracle/oracle.ts';
import { randomUsers, randomWorld, seededRandom } from '../oracle/worlds.ts';

/** A world of the oracle with its place in the run. The seed alone makes it again: WORLDS_SEED=seed WORLDS=1. */
export interface NumberedWorld {
  number: number;
  seed: number;
  world: World;
}

/** The generator of the samples asked of a world: another than the world's own, and as repeatable. */
export const samplesOf = ({ seed }: NumberedWorld): (() => number) => seededRandom(seed ^ 0x5eed);

export const fromEnv = (name: string, otherwise: number): number => {
  const text = process.env[name];
  return text === undefined || text === '' ? otherwise : Number(text);
};
/** A run takes the worlds of consecutive seeds. */
export const firstSeed = fromEnv('WORLDS_SEED', 20250601);
export const worldCount = fromEnv('WORLDS', 100_000);
/** Whether every question is asked of every world, as in the soak and of mutants; else the dear ones of a part of them, so that CI has time for many. */
export const asksAll = process.env['WORLDS_ASK'] === 'all';
/** With users of its own. Every fortieth world is of double size, unless another is asked for; which, follows from the seed. */
export function worldAt(index: number, size?: number): NumberedWorld {
  const seed = firstSeed + index;
  return { number: index, seed, world: randomWorld(seededRandom(seed), size ?? (seed % 40 === 39 ? 2 : 1)) };
}

/** In most worlds there are few things, in some there are more, and all the odd combinations occur in each sort. */
const sizes = [
  0.3, 0.4, 0.3, 0.3, 0.5, 0.3, 0.3, 0.4, 0.3, 1, 0.3, 0.4, 0.3, 0.3, 0.5, 0.3, 0.3, 0.4, 0.3, 0.3,
] as const;
const sizeOf = (seed: number): number => (seed % 40 === 39 ? 2 : (sizes[seed % sizes.length] ?? 1));
/** Consecutive seeds whose worlds have their users in common. */
export const perFile = fromEnv('WORLDS_PER_FILE', 40);
const sharedUsers = new Map<number, User[]>();

/** A world that has its users in common with its neighbours: one question by a user then is about them all. */
export function neighbourAt(index: number): NumberedWorld {
  const seed = firstSeed + index;
  const block = Math.floor(seed / perFile);
  let users = sharedUsers.get(block);
  if (users === undefined) {
    sharedUsers.clear();
    sharedUsers.set(block, (users = randomUsers(seededRandom(block ^ 0xb10c), 0.7)));
  }
  return { number: index, seed, world: randomWorld(seededRandom(seed), sizeOf(seed), users) };
}

export function pickOne<T>(random: () => number, from: readonly T[]): T {
  const chosen = from[Math.floor(random() * from.length)];
  if (chosen === undefined) throw new Error('there is nothing to choose from');
  return chosen;
}

/** The clock stands still at the world's moment. */
export const optionsAt = ({ world }: NumberedWorld): { clock: () => Date } => ({ clock: () => new Date(world.now) });
