/**
 * A naive model of access.md, written from its text alone, so that the engine has something independent to agree with.
 * Nothing is shared with src/. Tokens and cards are not in it: hand-written tables hold those. A world does not change once it was asked about: its rows are put in order then.
 */
export type Level = 'registered' | 'full' | 'superadmin';
export type Privacy = 'public' | 'registered' | 'authorized' | 'project';
export type ContainerKind =
  'group' | 'project' | 'dataset' | 'biocollection' | 'setup' | 'inventory' | 'storage' | 'paradigm';
/** 1 viewer (in a group: member), 2 collaborator, 3 contributor, 4 manager, 5 owner. */
export type GrantedRole = 1 | 2 | 3 | 4 | 5;
export type Role = 0 | GrantedRole;
export type CreatableKind = ContainerKind | 'person' | 'location' | 'taxon' | 'trait';
/** `move` is to take a record away from where it is. */
export type RecordAction = 'read' | 'edit' | 'delete' | 'move';
/** Those that a user can ask about by name. */
// prettier-ignore
export const askable = ['read', 'members', 'insert', 'edit', 'delete', 'share', 'govern', 'configure', 'remove', 'leave'] as const;
export const actions = [...askable, 'owners'] as const;
export type Action = (typeof actions)[number];

export type User = { login: string; level: Level; disabled: boolean };
/** `project` is the ref of the project a dataset is attached to; `workspaceOf` is a login. */
export type Container = {
  ref: string;
  kind: ContainerKind;
  privacy: Privacy;
  project: string | null;
  workspaceOf: string | null;
  /** Of a biocollection. */
  managed?: boolean;
};
/** Exactly one of `user` (a login) and `group` (a ref) is set. */
export type Membership = {
  container: string;
  user: string | null;
  group: string | null;
  role: GrantedRole;
  until: string | null;
};
export type Individual = { id: string; dataset: string };
/** Taken from the individual of that id, kept by the biocollection of that ref. */
export type Voucher = { id: string; dataset: string; individual: string; biocollection: string };
/** `object` is the id of an individual or a voucher, or null when the measurement hangs on an open record. */
export type Measurement = { id: string; dataset: string; object: string | null };
/** Equipment in a setup, or a stock in an inventory. */
export type Held = { id: string; container: string };
export type Session = { id: string; projects: string[]; storages: string[] };
/** What was done in the session of that id. */
export type Behavior = { id: string; session: string; setup: string; paradigm: string };
export type World = {
  now: string;
  users: User[];
  containers: Container[];
  memberships: Membership[];
  individuals: Individual[];
  vouchers: Voucher[];
  measurements: Measurement[];
  equipment: Held[];
  stocks: Held[];
  sessions: Session[];
  behaviors: Behavior[];
};
export type Path = { via: string; role: Role };
export type HeldKind = 'equipment' | 'stock';
export type RecordKind = 'individual' | 'voucher' | 'measurement' | HeldKind | 'session' | 'behavior';
export type RecordRef = { kind: RecordKind; id: string };

const highest = (roles: Role[]): Role => roles.reduce((best, role) => (role > best ? role : best), 0);
const lowest = (a: Role, b: Role): Role => (a < b ? a : b);

/** The rows of a world by what they are looked for. */
interface Ordered {
  users: ReadonlyMap<string, User>;
  containers: ReadonlyMap<string | null, Container>;
  groups: readonly Container[];
  individuals: ReadonlyMap<string, Individual>;
  vouchers: ReadonlyMap<string, Voucher>;
  measurements: ReadonlyMap<string, Measurement>;
  sessions: ReadonlyMap<string, Session>;
  /** Of memberships that have not ended, by container. */
  current: ReadonlyMap<string, Membership[]>;
  /** By actor and container, as they are first asked for. */
  paths: Map<string, Map<string, Path[]>>;
}

const ordered = new WeakMap<World, Ordered>();
function inOrder(world: World): Ordered {
  const known = ordered.get(world);
  if (known !== undefined) return known;
  const byId = <T extends { id: string }>(rows: T[]): Map<string, T> => new Map(rows.map((row) => [row.id, row]));
  const current = new Map<string, Membership[]>();
  for (const row of world.memberships)
    if (row.until === null || row.until > world.now) {
      const others = current.get(row.container);
      if (others === undefined) current.set(row.container, [row]);
      else others.push(row);
    }
  const made = {
    users: new Map(world.users.map((user) => [user.login, user])),
    containers: new Map(world.containers.map((container) => [container.ref, container])),
    groups: world.containers.filter(({ kind }) => kind === 'group'),
    individuals: byId(world.individuals),
    vouchers: byId(world.vouchers),
    measurements: byId(world.measurements),
    sessions: byId(world.sessions),
    current,
    paths: new Map<string, Map<string, Path[]>>(),
  };
  ordered.set(world, made);
  return made;
}
const find = (world: World, ref: string | null) => inOrder(world).containers.get(ref);

/** What the actor acts as; undefined for a disabled or unknown user, who acts as nobody. */
function levelOf(world: World, actor: string): Level | 'anonymous' | undefined {
  if (actor === 'anonymous') return 'anonymous';
  const user = inOrder(world).users.get(actor);
  return user === undefined || user.disabled ? undefined : user.level;
}

function cap(world: World, actor: string): Role {
  const level = levelOf(world, actor);
  if (level === undefined || level === 'anonymous') return 0;
  return level === 'registered' ? 1 : 5;
}

const currentRows = (world: World, container: string): Membership[] => inOrder(world).current.get(container) ?? [];
const directRole = (world: World, login: string, container: string): Role =>
  highest(currentRows(world, container).flatMap((row) => (row.user === login ? [row.role] : [])));
const belongsTo = (world: World, login: string, group: string): boolean => directRole(world, login, group) > 0;

/** Roles by membership rows of this very container, before the level cap: the user's own and those of the user's groups. */
function rowPaths(world: World, login: string, container: string): Path[] {
  const own = directRole(world, login, container);
  const result: Path[] = own > 0 ? [{ via: 'direct', role: own }] : [];
  if (find(world, container)?.kind === 'group') return result; // a group has no groups as members
  for (const group of inOrder(world).groups) {
    const rows = currentRows(world, container).filter((row) => row.group === group.ref);
    if (rows.length > 0 && belongsTo(world, login, group.ref))
      result.push({ via: group.ref, role: highest(rows.map((row) => row.role)) });
  }
  return result;
}

/** The project that a dataset takes roles and floor from: only with privacy 'project'. */
function inheritsFrom(world: World, container: Container): Container | undefined {
  if (container.kind !== 'dataset' || container.privacy !== 'project') return undefined;
  const project = find(world, container.project);
  return project?.kind === 'project' ? project : undefined;
}

/** Every way in, with the role it gives after the level cap. */
export function paths(world: World, actor: string, container: string): Path[] {
  const { paths: asked } = inOrder(world);
  let own = asked.get(actor);
  if (own === undefined) asked.set(actor, (own = new Map()));
  let found = own.get(container);
  if (found === undefined) own.set(container, (found = pathsOf(world, actor, container)));
  return found;
}

function pathsOf(world: World, actor: string, container: string): Path[] {
  const level = levelOf(world, actor);
  const target = find(world, container);
  if (level === undefined || target === undefined) return [];
  const result: Path[] = [];
  if (level === 'superadmin') result.push({ via: 'superadmin', role: 5 });
  const project = inheritsFrom(world, target);
  if (level !== 'anonymous') {
    const stored = rowPaths(world, actor, container);
    if (project !== undefined) {
      const inProject = rowPaths(world, actor, project.ref);
      if (inProject.length > 0) stored.push({ via: project.ref, role: highest(inProject.map(({ role }) => role)) });
    }
    for (const { via, role } of stored) result.push({ via, role: lowest(role, cap(world, actor)) });
  }
  // Privacy does not apply to a biocollection: everybody reads it.
  const privacy = target.kind === 'biocollection' ? 'public' : (project ?? target).privacy;
  if (privacy === 'registered' && level !== 'anonymous') result.push({ via: 'registered', role: 1 });
  if (privacy === 'public') result.push({ via: 'public', role: 1 });
  return result;
}

const isFloor = ({ via }: Path): boolean => via === 'registered' || via === 'public';

export const effectiveRole = (world: World, actor: string, container: string): Role =>
  paths(world, actor, container).reduce<Role>((best, { role }) => (role > best ? role : best), 0);

/** The stored role after the level cap, without what privacy alone gives; 5 for a superadmin. */
export const heldRole = (world: World, actor: string, container: string): Role =>
  paths(world, actor, container).reduce<Role>(
    (best, path) => (path.role > best && !isFloor(path) ? path.role : best),
    0,
  );

export function may(world: World, actor: string, action: Action, container: string): boolean {
  const level = levelOf(world, actor);
  const target = find(world, container);
  if (level === undefined || target === undefined) return false;
  const isGroup = target.kind === 'group';
  const role = effectiveRole(world, actor, container);
  if (action === 'read') return role >= 1;
  if (action === 'leave') return directRole(world, actor, container) > 0;
  if (action === 'share') return role >= 4;
  if (action === 'owners') return mayChangeOwners(world, actor, target);
  if (action === 'govern' || action === 'configure' || action === 'remove') return role >= 5;
  if (target.kind === 'biocollection') return mayInBiocollection(target, level, role, action);
  if (action === 'members' && isGroup) return level !== 'anonymous' && role >= 1;
  if (action === 'members') return heldRole(world, actor, container) >= 1;
  return !isGroup && role >= leastOnRecords[action];
}

const leastOnRecords = { insert: 2, edit: 2, delete: 3 } as const;

/** Only owners by a row of the dataset itself (direct or group), or a superadmin, change the dataset's owner rows. */
function mayChangeOwners(world: World, actor: string, { ref, kind }: Container): boolean {
  if (kind !== 'dataset' || levelOf(world, actor) === 'superadmin') return effectiveRole(world, actor, ref) >= 5;
  return cap(world, actor) === 5 && rowPaths(world, actor, ref).some(({ role }) => role === 5);
}

/** "Members: everybody", of whom anonymous sees no user in any list; its records by its roles, "managed only". */
function mayInBiocollection(
  { managed }: Container,
  level: Level | 'anonymous',
  role: Role,
  action: 'members' | keyof typeof leastOnRecords,
): boolean {
  if (action === 'members') return level !== 'anonymous';
  return managed === true && role >= leastOnRecords[action];
}

/** Containers and open records alike are made by full users; the kind never matters, and says so by being ignored. */
export const mayCreate = (world: World, actor: string, _kind: CreatableKind): boolean => cap(world, actor) === 5;

export const mayInsertInto = (world: World, actor: string, dataset: string): boolean =>
  find(world, dataset)?.kind === 'dataset' && may(world, actor, 'insert', dataset);

/** Rights only: whether other records still hang on a record is a conflict, not a permission. */
export function mayRecord(world: World, actor: string, action: RecordAction, record: RecordRef): boolean {
  if (record.kind === 'individual') return mayIndividual(world, actor, action, record.id);
  if (record.kind === 'voucher') return mayVoucher(world, actor, action, record.id);
  if (record.kind === 'equipment' || record.kind === 'stock') {
    const stored = heldOf(world, record.kind).find(({ id }) => id === record.id);
    return stored !== undefined && reaches(world, actor, stored.container, action);
  }
  if (record.kind === 'session') return maySession(world, actor, action, record.id);
  if (record.kind === 'behavior') {
    const stored = world.behaviors.find(({ id }) => id === record.id);
    return stored !== undefined && maySession(world, actor, action, stored.session);
  }
  const measurement = inOrder(world).measurements.get(record.id);
  if (measurement === undefined) return false;
  const { object, dataset } = measurement;
  const readsObject =
    object === null ||
    mayRecord(world, actor, 'read', { kind: 'individual', id: object }) ||
    mayRecord(world, actor, 'read', { kind: 'voucher', id: object });
  return readsObject && reaches(world, actor, dataset, action);
}

const leastRole: Readonly<Record<RecordAction, Role>> = { read: 1, edit: 2, delete: 3, move: 3 };
/** By the roles in what governs the record alone; to move it away is to delete it there. */
const reaches = (world: World, actor: string, container: string, action: RecordAction): boolean =>
  effectiveRole(world, actor, container) >= leastRole[action];

const heldOf = (world: World, kind: HeldKind): Held[] => (kind === 'equipment' ? world.equipment : world.stocks);

const projectsOf = (world: World, session: string): string[] => inOrder(world).sessions.get(session)?.projects ?? [];

/**
 * Viewer on at least one of its projects, collaborator on one of them, contributor on all of them; and of what is below it likewise.
 * To move it: contributor on a present project.
 */
function maySession(world: World, actor: string, action: RecordAction, session: string): boolean {
  const projects = projectsOf(world, session);
  const reads = projects.some((project) => may(world, actor, 'read', project));
  if (action === 'read') return reads;
  if (action === 'edit') return projects.some((project) => may(world, actor, 'edit', project));
  if (action === 'move') return projects.some((project) => may(world, actor, 'delete', project));
  return reads && projects.every((project) => may(world, actor, 'delete', project));
}

/** Collaborator on each project named. */
export const mayInsertSession = (world: World, actor: string, projects: string[]): boolean =>
  projects.every((project) => find(world, project)?.kind === 'project' && may(world, actor, 'insert', project));

/** It names no project: collaborator on one of its session's. */
export const mayInsertBehavior = (world: World, actor: string, session: string): boolean =>
  projectsOf(world, session).some((project) => may(world, actor, 'insert', project));

/** The groups with a role in the container at this moment. */
const groupsIn = (world: World, container: string): (string | null)[] =>
  currentRows(world, container).map(({ group }) => group);

/** Read the attribute, and either it shares a group with one of the session's projects, or be contributor on it. */
export function mayLink(world: World, actor: string, attribute: string, projects: string[]): boolean {
  if (!may(world, actor, 'read', attribute)) return false;
  const shares = projects.some((project) =>
    groupsIn(world, project).some((group) => group !== null && groupsIn(world, attribute).includes(group)),
  );
  return shares || effectiveRole(world, actor, attribute) >= 3;
}

/** What anything of the project uses. */
function usedBy(world: World, project: string): string[] {
  const sessions = world.sessions.filter(({ projects }) => projects.includes(project));
  const behaviors = world.behaviors.filter(({ session }) => sessions.some(({ id }) => id === session));
  return [
    ...sessions.flatMap(({ storages }) => storages),
    ...behaviors.flatMap(({ setup, paradigm }) => [setup, paradigm]),
  ];
}

/** "Viewer on its dataset": where its vouchers are kept neither hides nor shows an individual. */
const readsIndividual = (world: World, actor: string, { dataset }: Individual): boolean =>
  effectiveRole(world, actor, dataset) >= 1;

function mayIndividual(world: World, actor: string, action: RecordAction, id: string): boolean {
  const individual = inOrder(world).individuals.get(id);
  if (individual === undefined || !readsIndividual(world, actor, individual)) return false;
  return action === 'edit'
    ? editsIndividual(world, actor, individual)
    : reaches(world, actor, individual.dataset, action);
}

/** "Editing the individual behind it is decided by roles in the biocollection instead of the dataset's (with several, any of them)". */
function editsIndividual(world: World, actor: string, { id, dataset }: Individual): boolean {
  const deciding = new Set<string>();
  for (const { individual, biocollection } of world.vouchers)
    if (individual === id && find(world, biocollection)?.managed === true) deciding.add(biocollection);
  if (deciding.size === 0) deciding.add(dataset);
  return [...deciding].some((container) => effectiveRole(world, actor, container) >= 2);
}

/** What decides editing and deleting a voucher: "each its own voucher", and "unmanaged: the dataset decides". */
const decidingOn = (world: World, { biocollection, dataset }: Voucher): string =>
  find(world, biocollection)?.managed === true ? biocollection : dataset;

/** "Viewer on its dataset and read on its individual" first; "reading, moving, privacy stay with the dataset". */
function mayVoucher(world: World, actor: string, action: RecordAction, id: string): boolean {
  const voucher = inOrder(world).vouchers.get(id);
  if (voucher === undefined || effectiveRole(world, actor, voucher.dataset) < 1) return false;
  if (!mayIndividual(world, actor, 'read', voucher.individual)) return false;
  const decides = action === 'edit' || action === 'delete' ? decidingOn(world, voucher) : voucher.dataset;
  return reaches(world, actor, decides, action);
}

/**
 * Insert on the voucher's dataset, and read on the individual that it refers to. Where the biocollection is managed, "collaborator there *and*
 * … edit on the individual", which may be for another biocollection to decide that keeps a voucher of it.
 */
export function mayRegister(
  world: World,
  actor: string,
  { dataset, individual, biocollection }: Omit<Voucher, 'id'>,
): boolean {
  const inserts = effectiveRole(world, actor, dataset) >= 2 && mayIndividual(world, actor, 'read', individual);
  if (find(world, biocollection)?.managed !== true) return inserts;
  const curates = effectiveRole(world, actor, biocollection) >= 2;
  return inserts && curates && mayIndividual(world, actor, 'edit', individual);
}

export const readableContainers = (world: World, actor: string): string[] =>
  world.containers.map(({ ref }) => ref).filter((ref) => may(world, actor, 'read', ref));

export const readableMeasurements = (world: World, actor: string): string[] =>
  world.measurements.map(({ id }) => id).filter((id) => mayRecord(world, actor, 'read', { kind: 'measurement', id }));

export const readableRecords = (world: World, actor: string, kind: HeldKind | 'session' | 'behavior'): string[] => {
  const all = { equipment: world.equipment, stock: world.stocks, session: world.sessions, behavior: world.behaviors };
  return all[kind].map(({ id }) => id).filter((id) => mayRecord(world, actor, 'read', { kind, id }));
};

/** An enabled user of level full or above, owner by a row of the user's own or of a group: being superadmin is not enough. */
const hasEffectiveOwner = (world: World, container: string): boolean =>
  world.users.some(
    ({ login, level, disabled }) =>
      !disabled && level !== 'registered' && rowPaths(world, login, container).some(({ role }) => role === 5),
  );

function needsOwner(world: World, container: Container): boolean {
  if (container.kind === 'dataset' && container.privacy === 'project') return false;
  if (container.kind === 'biocollection') return container.managed === true;
  const user = inOrder(world).users.get(container.workspaceOf ?? '');
  const isDormant = user !== undefined && (user.level === 'registered' || user.disabled);
  return !isDormant || currentRows(world, container.ref).some((row) => row.user !== user.login);
}

export function brokenInvariants(world: World): string[] {
  const broken = new Set<string>();
  if (!world.users.some(({ level, disabled }) => level === 'superadmin' && !disabled)) broken.add('no-superadmin');
  for (const container of world.containers) {
    const { ref } = container;
    if (needsOwner(world, container) && !hasEffectiveOwner(world, ref)) broken.add(`no-owner:${ref}`);
    for (const { login, level } of world.users)
      if (level === 'registered' && container.workspaceOf !== login && directRole(world, login, ref) > 1)
        broken.add(`registered-above-viewer:${ref}:${login}`);
    // Unmanaged: it has owners only.
    const unmanaged = container.kind === 'biocollection' && container.managed !== true;
    if (unmanaged && currentRows(world, ref).some(({ role }) => role < 5)) broken.add(`lesser-roles:${ref}`);
    // A public project's attributes in use are public.
    if (container.kind === 'project' && container.privacy === 'public')
      for (const used of usedBy(world, ref))
        if (find(world, used)?.privacy !== 'public') broken.add(`closed-use:${used}`);
    if (container.privacy === 'project' && inheritsFrom(world, container) === undefined)
      broken.add(`project-privacy-without-project:${ref}`);
  }
  return [...broken];
}
