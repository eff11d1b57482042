import { brokenInvariants } from './oracle.ts';
import type { Container, GrantedRole, Held, Level, Membership, Privacy, User, World } from './oracle.ts';

const NOW = '2025-06-01T12:00:00.000Z';
const PAST = '2025-05-31T12:00:00.000Z';
const FUTURE = '2025-06-02T12:00:00.000Z';

/** A small generator (mulberry32), so that a failing world is found again by its seed. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Chooses by the generator. */
function chooser(random: () => number) {
  const between = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  return {
    between,
    chance: (probability: number): boolean => random() < probability,
    pick: <T>(...from: readonly [T, ...T[]]): T => from[Math.floor(random() * from.length)] ?? from[0],
    pickFrom: <T>(from: readonly T[]): T => {
      const chosen = from[Math.floor(random() * from.length)];
      if (chosen === undefined) throw new Error('there is nothing to choose from');
      return chosen;
    },
    names: (prefix: string, low: number, high: number, size: number): string[] =>
      Array.from({ length: Math.max(1, Math.round(between(low, high) * size)) }, (_, index) => `${prefix}${index + 1}`),
  };
}

/** One of each level at least; `firstEnabled` of them are enabled for certain. */
export function randomUsers(random: () => number, size = 1, firstEnabled = 0): User[] {
  const { chance, pick, names } = chooser(random);
  return names('u', 3, 7, size).map((login, index) => {
    const first: Level | undefined = (['superadmin', 'full', 'registered'] as const)[index];
    return {
      login,
      level: first ?? pick('registered', 'registered', 'full', 'full', 'full', 'superadmin'),
      disabled: chance(0.15) && index >= firstEnabled,
    };
  });
}

/**
 * A small world full of odd combinations: registered owners, owners by group, rows that ended a day or a moment ago,
 * vouchers and measurements that live apart from their object, in managed biocollections and others, attributes that sessions
 * use, some of them in several projects. A third of the worlds are tidy, and mostly sound. The others may break any invariant except that privacy 'project' always
 * has a project; a member has one row per container; owner rows never end. `size` multiplies the counts; the users are the world's own
 * unless some are given.
 */
export function randomWorld(random: () => number, size = 1, given?: readonly User[]): World {
  const { between, chance, pick, pickFrom, names: sized } = chooser(random);
  const names = (prefix: string, low: number, high: number): string[] => sized(prefix, low, high, size);
  const tidy = chance(1 / 3);
  const users = given === undefined ? randomUsers(random, size, tidy ? 2 : 0) : [...given];

  const ownPrivacy = (): Privacy => pick('public', 'registered', 'authorized', 'authorized');
  const groups = names('group/g', 1, 3).map((ref): Container => ({
    ref,
    kind: 'group',
    privacy: ownPrivacy(),
    project: null,
    workspaceOf: null,
  }));
  const projects = names('project/p', 1, 3).map((ref): Container => ({
    ref,
    kind: 'project',
    privacy: ownPrivacy(),
    project: null,
    workspaceOf: null,
  }));
  const biocollections = names('biocollection/b', 1, 2).map((ref): Container => ({
    ref,
    kind: 'biocollection',
    privacy: 'public',
    project: null,
    workspaceOf: null,
    managed: chance(0.6),
  }));
  const someProject = (): string | null => projects[Math.floor(random() * projects.length)]?.ref ?? null;
  const datasets = names('dataset/d', 2, 5).map((ref, index): Container => {
    const privacy = index === 0 || chance(0.3) ? 'project' : ownPrivacy();
    const project = privacy === 'project' || chance(0.5) ? someProject() : null;
    return { ref, kind: 'dataset', privacy, project, workspaceOf: null };
  });

  const attributesOf = (kind: 'setup' | 'inventory' | 'storage' | 'paradigm', most: number): Container[] =>
    Array.from({ length: Math.round(between(0, most) * Math.min(1, size + 0.2)) }, (_, at): Container => ({
      ref: `${kind}/${kind[0]}${at + 1}`,
      kind,
      privacy: ownPrivacy(),
      project: null,
      workspaceOf: null,
    }));
  const [setups, inventories, storages, paradigms] = [
    attributesOf('setup', 2),
    attributesOf('inventory', 1),
    attributesOf('storage', 2),
    attributesOf('paradigm', 1),
  ];

  // At most one workspace project and one workspace dataset a user: both authorized, as they are made.
  for (const kind of [projects, datasets])
    for (const { login } of users) {
      const free = kind.find(({ privacy, workspaceOf }) => privacy === 'authorized' && workspaceOf === null);
      if (free !== undefined && chance(0.2)) free.workspaceOf = login;
    }

  const memberships: Membership[] = [];
  const grant = (container: string, user: string | null, group: string | null, role: GrantedRole): void => {
    const until = role === 5 ? null : pick(null, null, null, null, PAST, NOW, FUTURE);
    memberships.push({ container, user, group, role, until });
  };
  const attributes = [...setups, ...inventories, ...storages, ...paradigms];
  const all = [...groups, ...projects, ...datasets, ...biocollections, ...attributes];
  for (const { ref, kind, workspaceOf, managed } of all) {
    // One that is not managed has owners only, except in worlds that break that.
    const ownersOnly = managed === false && (tidy || chance(0.9));
    for (const { login, level } of users) {
      const isOwn = workspaceOf === login || (tidy && workspaceOf === null && login === 'u2');
      const some = kind === 'group' ? pick<GrantedRole>(1, 1, 4, 5) : pick<GrantedRole>(1, 2, 2, 3, 3, 4, 4, 5);
      if (isOwn && (tidy || chance(0.9))) grant(ref, login, null, 5);
      else if (ownersOnly && (level === 'registered' || chance(0.7))) continue;
      else if (chance(workspaceOf === null ? 0.35 : 0.1))
        grant(ref, login, null, ownersOnly ? 5 : tidy && level === 'registered' ? 1 : some);
    }
    if (kind !== 'group')
      for (const group of groups)
        if (chance(0.3)) grant(ref, null, group.ref, ownersOnly ? 5 : pick<GrantedRole>(1, 2, 2, 3, 3, 4, 4, 5));
  }

  const someDataset = (): string => datasets[Math.floor(random() * datasets.length)]?.ref ?? 'dataset/d1';
  const individuals = names('i', 2, 5).map((id) => ({ id, dataset: someDataset() }));
  const vouchers = names('v', 1, 4).map((id) => {
    const { id: individual, dataset } = pickFrom(individuals);
    return {
      id,
      dataset: chance(0.5) ? dataset : someDataset(),
      individual,
      biocollection: pickFrom(biocollections).ref,
    };
  });
  const measurements = names('m', 3, 8).map((id) => {
    const object = chance(0.25) ? undefined : pickFrom(chance(0.3) ? vouchers : individuals);
    const together = object !== undefined && chance(0.4);
    return { id, dataset: together ? object.dataset : someDataset(), object: object?.id ?? null };
  });

  const inSome = (containers: readonly Container[], prefix: string): Held[] =>
    containers.length === 0 ? [] : names(prefix, 1, 3).map((id) => ({ id, container: pickFrom(containers).ref }));
  const equipment = inSome(setups, 'q');
  const stocks = inSome(inventories, 'k');
  const sessions = names('e', 1, 3).map((id) => ({
    id,
    projects: [...new Set([pickFrom(projects).ref, pickFrom(projects).ref])],
    storages: storages.filter(() => chance(0.5)).map(({ ref }) => ref),
  }));
  const behaviors =
    setups.length === 0 || paradigms.length === 0
      ? []
      : names('b', 1, 3).map((id) => ({
          id,
          session: pickFrom(sessions).id,
          setup: pickFrom(setups).ref,
          paradigm: pickFrom(paradigms).ref,
        }));
  const records = { individuals, vouchers, measurements, equipment, stocks, sessions, behaviors };
  const world: World = { now: NOW, users, containers: all, memberships, ...records };
  // Mostly sound: what a public project uses is public.
  if (tidy)
    for (const broken of brokenInvariants(world)) {
      const used = attributes.find(({ ref }) => broken === `closed-use:${ref}`);
      if (used !== undefined && chance(0.9)) used.privacy = 'public';
    }
  // Another world than the one that was asked about.
  return { ...world };
}
