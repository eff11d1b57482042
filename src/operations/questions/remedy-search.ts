import type { ContainerRow } from '../../access/containers.ts';
import type { UserRow } from '../../access/users.ts';
import { groupRoles, levelRank, levels, privacies, rank, roles, type Role } from '../../domain/vocabulary.ts';
import { containerKindOf } from '../../kinds/containers.ts';
import { enabling, granting, managing, opening, promoting, type Step } from './remedy-steps.ts';

/** What could be changed about one container. */
export interface Target {
  container: ContainerRow;
  /** Its project, where its members come in through that. */
  project: ContainerRow | undefined;
  /** What the user holds there directly. */
  held: Role | undefined;
  heldInProject: Role | undefined;
  /** Groups whose members come in, and which the user could join. */
  groups: readonly ContainerRow[];
}

export interface Search {
  /** Null for anonymous, about whom nothing can be changed. */
  user: UserRow | null;
  targets: readonly Target[];
  /** Ways that lie in no container. */
  links: readonly Step[];
  /** Whether roles decide at all, be they in containers that the asker does not see. */
  byRole: boolean;
}

/** Whether all of these changes together would allow it. */
export type Works = (steps: readonly Step[]) => Promise<boolean>;

/**
 * The smallest sets of changes that would allow it: single ones where one is enough, else sets of which none can be left out.
 * A promotion stands only where nothing else does, and to superadmin only where no role would do.
 */
export async function smallestSets({ user, targets, byRole, links }: Search, works: Works): Promise<Step[][]> {
  const begin = user === null || user.disabled_at === null ? [] : [enabling(user)];
  if (begin.length > 0 && (await works(begin))) return [begin];
  const ways = { targets, links };
  const found = await setsFrom(begin, user, ways, works);
  if (found.length > 0 || user === null) return found;
  for (const level of levels.slice(levelRank(user.level) + 1)) {
    if (level === 'superadmin' && byRole) break;
    const promoted = [...begin, promoting(user, level)];
    if (await works(promoted)) return [promoted];
    const sets = level === 'superadmin' ? [] : await setsFrom(promoted, { ...user, level }, ways, works);
    if (sets.length > 0) return sets;
  }
  return [];
}

async function setsFrom(
  begin: readonly Step[],
  user: UserRow | null,
  { targets, links }: Pick<Search, 'targets' | 'links'>,
  works: Works,
): Promise<Step[][]> {
  const enough: Works = (steps) => works([...begin, ...steps]);
  const ways = targets.map((target) => waysInto(user, target));
  const single = [];
  for (const ladder of [...ways.flat(), ...links.map((link) => [link])]) {
    const step = await lowest(ladder, (one) => enough([one]));
    if (step !== undefined) single.push([step]);
  }
  const sets = single.length > 0 ? single : await severalFrom(ways, enough);
  const distinct = new Map(
    sets.map((set) => [
      set
        .map(({ command }) => command)
        .toSorted()
        .join('\n'),
      set,
    ]),
  );
  return [...distinct.values()].map((set) => [...begin, ...set]);
}

/** Of the steps of a ladder, which begins with the least, the first that is enough. */
async function lowest(ladder: readonly Step[], isEnough: (step: Step) => Promise<boolean>): Promise<Step | undefined> {
  for (const step of ladder) if (await isEnough(step)) return step;
  return undefined;
}

/**
 * Where it takes several: a grant in each container that needs one, and the same with each other way into one of them. Containers of
 * which one is enough, as the projects of a subject, stand in sets of their own.
 */
async function severalFrom(ways: readonly Step[][][], enough: Works): Promise<Step[][]> {
  const grants = ways.map(([ladder = []]) => ladder);
  const sets: Map<number, Step>[] = [];
  for (const [seed, ladder] of grants.entries()) {
    if (ladder.length === 0 || sets.some((set) => set.has(seed))) continue;
    const chosen = new Map(grants.flatMap((steps, at) => (steps.length === 0 ? [] : [[at, steps.at(-1) ?? failed()]])));
    if (!(await enough([...chosen.values()]))) break;
    await leaveOut(chosen, [...chosen.keys()].filter((at) => at !== seed).concat(seed), enough);
    if (!chosen.has(seed)) continue;
    for (const [at] of chosen) {
      const others = [...chosen].filter(([other]) => other !== at).map(([, step]) => step);
      const least = await lowest(grants[at] ?? [], (step) => enough([...others, step]));
      if (least !== undefined) chosen.set(at, least);
    }
    sets.push(chosen);
  }
  const also: Step[][] = [];
  for (const set of sets)
    for (const at of set.keys())
      for (const ladder of (ways[at] ?? []).slice(1)) {
        const others = [...set].filter(([other]) => other !== at).map(([, step]) => step);
        const other = await lowest(ladder, (step) => enough([...others, step]));
        if (other === undefined) continue;
        const chosen = new Map([...set, [at, other]]);
        await leaveOut(
          chosen,
          [...set.keys()].filter((one) => one !== at),
          enough,
        );
        also.push([...chosen.values()]);
      }
  return [...sets.map((set) => [...set.values()]), ...also];
}

function failed(): never {
  throw new Error('a ladder has steps');
}

/** Takes out, one by one, what is not needed. */
async function leaveOut(chosen: Map<number, Step>, order: readonly number[], enough: Works): Promise<void> {
  for (const at of order) {
    const without = [...chosen].filter(([other]) => other !== at).map(([, step]) => step);
    if (await enough(without)) chosen.delete(at);
  }
}

/** The ways into a container, each as a ladder from less to more; the first are direct grants. */
function waysInto(user: UserRow | null, { container, project, held, heldInProject, groups }: Target): Step[][] {
  const byRole =
    user === null
      ? [[]]
      : [
          ladderOf(user, container, held),
          ...groups.map((group) => [granting(user, group, 'viewer')]),
          ...(project === undefined ? [] : [ladderOf(user, project, heldInProject)]),
        ];
  return [
    ...byRole,
    // From any other privacy the change would take something from others.
    ...(container.project_id !== null && container.privacy === 'authorized' ? [[opening(container, 'project')]] : []),
    ...(container.privacy === 'project' ? [] : [openings(container)]),
    ...(project === undefined ? [] : [openings(project)]),
  ];
}

/** What could be granted there, beyond what is held; a biocollection has other roles than owner only once it is managed. */
function ladderOf(user: UserRow, container: ContainerRow, held: Role | undefined): Step[] {
  const unmanaged = container.kind === 'biocollection' && container.managed === 0;
  const choices: readonly Role[] = container.kind === 'group' ? groupRoles : unmanaged ? ['owner'] : roles;
  const most = levelRank(user.level) < levelRank('full') ? 'viewer' : 'owner';
  return [
    ...choices
      .filter((role) => rank(role) <= rank(most) && (held === undefined || rank(role) > rank(held)))
      .map((role) => granting(user, container, role)),
    ...(unmanaged && most === 'owner' ? [managing(user, container)] : []),
  ];
}

function openings(container: ContainerRow): Step[] {
  const kind = containerKindOf(container.kind);
  return (['registered', 'public'] as const)
    .filter((privacy) => kind.privacies.includes(privacy) && kind.privacies.length > 1)
    .filter((privacy) => privacies.indexOf(privacy) > privacies.indexOf(container.privacy))
    .map((privacy) => opening(container, privacy));
}
