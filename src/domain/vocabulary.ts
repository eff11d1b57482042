/** The words of spec/access.md, in their order: a later rung includes the earlier ones. */

export const levels = ['anonymous', 'registered', 'full', 'superadmin'] as const;
export type Level = (typeof levels)[number];

export const roles = ['viewer', 'collaborator', 'contributor', 'manager', 'owner'] as const;
export type Role = (typeof roles)[number];

/** A role's place on the ladder, 1 (viewer) to 5 (owner); this is what the database stores. */
export const rank = (role: Role): number => roles.indexOf(role) + 1;
export const roleOf = (stored: number): Role => {
  const role = roles[stored - 1];
  if (role === undefined) throw new RangeError(`no role has rank ${stored}`);
  return role;
};

export const levelRank = (level: Level): number => levels.indexOf(level);
export const levelOf = (stored: number): Level => {
  const level = levels[stored];
  if (level === undefined) throw new RangeError(`no level has rank ${stored}`);
  return level;
};

/** Words of OpenDataBio and BrainSTEM that are taken as input for one of our roles. */
const roleAliases: Readonly<Record<string, Role>> = {
  member: 'viewer',
  administrator: 'owner',
  admin: 'owner',
  curator: 'owner',
};

export const groupRoles: readonly Role[] = ['viewer', 'manager', 'owner'];

/** The role a person typed, or undefined; in a group only member, manager and owner exist. */
export function parseRole(text: string, containerKind: string): Role | undefined {
  const word = text.trim().toLowerCase();
  const role = roleAliases[word] ?? roles.find((known) => known === word);
  return role !== undefined && (containerKind !== 'group' || groupRoles.includes(role)) ? role : undefined;
}

/** The canonical word for output: a group's lowest rung is called member. */
export const roleWord = (role: Role, containerKind: string): string =>
  containerKind === 'group' && role === 'viewer' ? 'member' : role;

export const roleChoices = (containerKind: string): string[] =>
  (containerKind === 'group' ? groupRoles : roles).map((role) => roleWord(role, containerKind));

export const actions = [
  'read',
  'members',
  'insert',
  'edit',
  'delete',
  'move',
  'merge',
  'share',
  'govern',
  'configure',
  'manage',
  'remove',
  'leave',
  'create',
] as const;
export type Action = (typeof actions)[number];

/** What people ask of those who decide over a container. */
export const requestKinds = ['access', 'join', 'data', 'sample', 'change', 'register'] as const;
export type RequestKind = (typeof requestKinds)[number];

/** The role that a request asks for, also where its object is withheld: only groups are joined. */
export const askedRole = (role: Role, kind: RequestKind): string =>
  roleWord(role, kind === 'join' ? 'group' : 'project');

export const privacies = ['authorized', 'project', 'registered', 'public'] as const;
export type Privacy = (typeof privacies)[number];

export const reservedLogins: readonly string[] = ['me', 'anonymous', 'registered', 'withheld'];
