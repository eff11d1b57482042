import { describe, expect, it } from 'vitest';

import * as oracle from './oracle.ts';
import type { Container, GrantedRole, Level, Membership, Privacy, World } from './oracle.ts';
import { randomWorld, seededRandom } from './worlds.ts';

const NOW = '2025-06-01T12:00:00.000Z';

const users: World['users'] = [
  { login: 'root', level: 'superadmin', disabled: false },
  { login: 'ana', level: 'full', disabled: false },
  { login: 'bob', level: 'full', disabled: false },
  { login: 'reg', level: 'registered', disabled: false },
  { login: 'gone', level: 'full', disabled: true },
];
const world = (containers: Container[], memberships: Membership[] = [], rest: Partial<World> = {}): World => ({
  now: NOW,
  users,
  containers,
  memberships,
  individuals: [],
  vouchers: [],
  measurements: [],
  equipment: [],
  stocks: [],
  sessions: [],
  behaviors: [],
  ...rest,
});
const group = (privacy: Privacy = 'authorized', ref = 'group/g'): Container => ({
  ref,
  kind: 'group',
  privacy,
  project: null,
  workspaceOf: null,
});
const project = (privacy: Privacy = 'authorized', workspaceOf: string | null = null): Container => ({
  ref: 'project/p',
  kind: 'project',
  privacy,
  project: null,
  workspaceOf,
});
const dataset = (privacy: Privacy = 'authorized', inProject: string | null = null, ref = 'dataset/d'): Container => ({
  ref,
  kind: 'dataset',
  privacy,
  project: inProject,
  workspaceOf: null,
});
/** A member starting with 'group/' is a group. */
const row = (container: string, member: string, role: GrantedRole, until: string | null = null): Membership =>
  member.startsWith('group/')
    ? { container, user: null, group: member, role, until }
    : { container, user: member, group: null, role, until };
const allowed = (model: World, actor: string, container: string): string[] =>
  oracle.actions.filter((action) => oracle.may(model, actor, action, container));

const logins = [...users.map(({ login }) => login), 'anonymous'];
const readers = (model: World, container: string): string[] =>
  logins.filter((login) => oracle.may(model, login, 'read', container));
const rosterReaders = (model: World, container: string): string[] =>
  logins.filter((login) => oracle.may(model, login, 'members', container));

describe('effective role', () => {
  it('is nothing for a stranger in an authorized container', () => {
    expect(oracle.effectiveRole(world([project()]), 'ana', 'project/p')).toBe(0);
  });

  it('is the direct role of a full user', () => {
    expect(oracle.effectiveRole(world([project()], [row('project/p', 'ana', 3)]), 'ana', 'project/p')).toBe(3);
  });

  it('is the highest of the direct role and the roles of the groups that the actor belongs to', () => {
    const rows = [row('project/p', 'ana', 2), row('project/p', 'group/g', 4), row('group/g', 'ana', 1)];
    const model = world([project(), group()], rows);
    expect(oracle.effectiveRole(model, 'ana', 'project/p')).toBe(4);
    expect(oracle.paths(model, 'ana', 'project/p')).toEqual([
      { via: 'direct', role: 2 },
      { via: 'group/g', role: 4 },
    ]);
  });

  it('does not depend on the role inside the group', () => {
    const model = world([project(), group()], [row('project/p', 'group/g', 2), row('group/g', 'ana', 5)]);
    expect(oracle.effectiveRole(model, 'ana', 'project/p')).toBe(2);
  });

  it('gives a reader of a public group nothing of what the group holds: privacy never makes anybody a member', () => {
    const model = world([project(), group('public')], [row('project/p', 'group/g', 5)]);
    expect(oracle.effectiveRole(model, 'ana', 'project/p')).toBe(0);
  });

  it('lists no group path for a superadmin outside the group: superadmin never makes anybody a member', () => {
    const model = world([project(), group()], [row('project/p', 'group/g', 5)]);
    expect(oracle.paths(model, 'root', 'project/p')).toEqual([{ via: 'superadmin', role: 5 }]);
  });

  it('is at most viewer for a registered user, directly and through a group', () => {
    const rows = [row('project/p', 'reg', 5), row('project/p', 'group/g', 4), row('group/g', 'reg', 4)];
    const model = world([project(), group()], rows);
    expect(oracle.effectiveRole(model, 'reg', 'project/p')).toBe(1);
    expect(oracle.effectiveRole(model, 'reg', 'group/g')).toBe(1);
    expect(oracle.paths(model, 'reg', 'project/p').map(({ role }) => role)).toEqual([1, 1]);
  });

  it('is owner everywhere for a superadmin', () => {
    const model = world([project(), group(), dataset()]);
    expect(model.containers.map(({ ref }) => oracle.effectiveRole(model, 'root', ref))).toEqual([5, 5, 5]);
  });

  it('has a floor of viewer for everybody where privacy is public', () => {
    const model = world([dataset('public')]);
    expect(readers(model, 'dataset/d')).toEqual(['root', 'ana', 'bob', 'reg', 'anonymous']);
    expect(oracle.paths(model, 'anonymous', 'dataset/d')).toEqual([{ via: 'public', role: 1 }]);
  });

  it('has a floor of viewer for users, not for anonymous, where privacy is registered', () => {
    const model = world([dataset('registered')]);
    expect(readers(model, 'dataset/d')).toEqual(['root', 'ana', 'bob', 'reg']);
    expect(oracle.paths(model, 'reg', 'dataset/d')).toEqual([{ via: 'registered', role: 1 }]);
  });

  it('is not lowered by the floor', () => {
    const model = world([dataset('public')], [row('dataset/d', 'ana', 4)]);
    expect(oracle.effectiveRole(model, 'ana', 'dataset/d')).toBe(4);
  });

  it('leaves the floor out of the held role', () => {
    const model = world([dataset('public')], [row('dataset/d', 'reg', 4)]);
    expect(logins.map((login) => oracle.heldRole(model, login, 'dataset/d'))).toEqual([5, 0, 0, 1, 0, 0]);
  });

  it('is nothing for a disabled user, even where privacy is public and the user owns', () => {
    const model = world([dataset('public')], [row('dataset/d', 'gone', 5)]);
    expect(oracle.effectiveRole(model, 'gone', 'dataset/d')).toBe(0);
    expect(oracle.paths(model, 'gone', 'dataset/d')).toEqual([]);
    expect(allowed(model, 'gone', 'dataset/d')).toEqual([]);
    expect(oracle.readableContainers(model, 'gone')).toEqual([]);
  });

  it('counts an unknown user and an unknown container as nothing', () => {
    const model = world([dataset('public')]);
    expect(oracle.effectiveRole(model, 'nobody', 'dataset/d')).toBe(0);
    expect(oracle.effectiveRole(model, 'root', 'dataset/other')).toBe(0);
  });
});

describe('until', () => {
  it('counts a membership past its until as absent', () => {
    const model = world([project()], [row('project/p', 'ana', 4, '2025-06-01T11:59:59.999Z')]);
    expect(oracle.effectiveRole(model, 'ana', 'project/p')).toBe(0);
  });

  it('ends a membership at the very moment of its until', () => {
    const model = world([project()], [row('project/p', 'ana', 4, NOW)]);
    expect(oracle.effectiveRole(model, 'ana', 'project/p')).toBe(0);
  });

  it('counts a membership that ends later', () => {
    const model = world([project()], [row('project/p', 'ana', 4, '2025-06-01T12:00:00.001Z')]);
    expect(oracle.effectiveRole(model, 'ana', 'project/p')).toBe(4);
  });

  it('ends access through a group when either the group or the user in it has ended', () => {
    const past = '2025-01-01T00:00:00Z';
    const groupEnded = [row('project/p', 'group/g', 3, past), row('group/g', 'ana', 1)];
    const userEnded = [row('project/p', 'group/g', 3), row('group/g', 'ana', 1, past)];
    expect(oracle.effectiveRole(world([project(), group()], groupEnded), 'ana', 'project/p')).toBe(0);
    expect(oracle.effectiveRole(world([project(), group()], userEnded), 'ana', 'project/p')).toBe(0);
  });
});

describe('dataset and project', () => {
  it('gives the effective role in the project to a dataset whose privacy is project', () => {
    const model = world([project(), dataset('project', 'project/p')], [row('project/p', 'ana', 4)]);
    expect(oracle.paths(model, 'ana', 'dataset/d')).toEqual([{ via: 'project/p', role: 4 }]);
  });

  it('counts a group of the project as the path through the project', () => {
    const rows = [row('project/p', 'group/g', 3), row('project/p', 'ana', 2), row('group/g', 'ana', 1)];
    const model = world([project(), group(), dataset('project', 'project/p')], rows);
    expect(oracle.paths(model, 'ana', 'dataset/d')).toEqual([{ via: 'project/p', role: 3 }]);
  });

  it('adds a role of the dataset itself to the one through the project', () => {
    const rows = [row('project/p', 'ana', 2), row('dataset/d', 'ana', 5)];
    const model = world([project(), dataset('project', 'project/p')], rows);
    expect(oracle.effectiveRole(model, 'ana', 'dataset/d')).toBe(5);
    expect(oracle.effectiveRole(model, 'ana', 'project/p')).toBe(2);
  });

  it('caps a registered user through the project too', () => {
    const model = world([project(), dataset('project', 'project/p')], [row('project/p', 'reg', 5)]);
    expect(oracle.paths(model, 'reg', 'dataset/d')).toEqual([{ via: 'project/p', role: 1 }]);
  });

  it('gives nothing to a dataset with a privacy of its own, attached or not', () => {
    const model = world([project('public'), dataset('authorized', 'project/p')], [row('project/p', 'ana', 5)]);
    expect(readers(model, 'dataset/d')).toEqual(['root']);
  });

  it("lets a project dataset take its project's privacy as floor", () => {
    const open = world([project('public'), dataset('project', 'project/p')]);
    const closed = world([project('registered'), dataset('project', 'project/p')]);
    expect(oracle.paths(open, 'anonymous', 'dataset/d')).toEqual([{ via: 'public', role: 1 }]);
    expect(oracle.paths(closed, 'reg', 'dataset/d')).toEqual([{ via: 'registered', role: 1 }]);
    expect(readers(closed, 'dataset/d')).toEqual(['root', 'ana', 'bob', 'reg']);
  });

  it('shows who is a superadmin once, not again through the project', () => {
    const model = world([project(), dataset('project', 'project/p')]);
    expect(oracle.paths(model, 'root', 'dataset/d')).toEqual([{ via: 'superadmin', role: 5 }]);
  });
});

describe('container actions', () => {
  const ladder: [GrantedRole, string[]][] = [
    [1, ['read', 'members', 'leave']],
    [2, ['read', 'members', 'insert', 'edit', 'leave']],
    [3, ['read', 'members', 'insert', 'edit', 'delete', 'leave']],
    [4, ['read', 'members', 'insert', 'edit', 'delete', 'share', 'leave']],
    [5, [...oracle.actions]],
  ];
  it.each(ladder)('allows role %i of a dataset %j', (role, expected) => {
    expect(allowed(world([dataset()], [row('dataset/d', 'ana', role)]), 'ana', 'dataset/d')).toEqual(expected);
  });

  const groupLadder: [GrantedRole, string[]][] = [
    [1, ['read', 'members', 'leave']],
    [4, ['read', 'members', 'share', 'leave']],
    [5, ['read', 'members', 'share', 'govern', 'configure', 'remove', 'leave', 'owners']],
  ];
  it.each(groupLadder)('allows role %i of a group %j', (role, expected) => {
    expect(allowed(world([group()], [row('group/g', 'ana', role)]), 'ana', 'group/g')).toEqual(expected);
  });

  it('lets owners of a dataset by a row of it change its owners, not those by its project', () => {
    const model = (...rows: Membership[]): World =>
      world([project(), group(), dataset('project', 'project/p')], [row('group/g', 'ana', 1), ...rows]);
    const byProject = allowed(model(row('project/p', 'ana', 5)), 'ana', 'dataset/d');
    expect(byProject).toEqual(oracle.actions.filter((action) => action !== 'owners' && action !== 'leave'));
    for (const member of ['ana', 'group/g'])
      expect(oracle.may(model(row('dataset/d', member, 5)), 'ana', 'owners', 'dataset/d')).toBe(true);
    expect(oracle.may(model(row('dataset/d', 'reg', 5)), 'reg', 'owners', 'dataset/d')).toBe(false);
    expect(oracle.may(model(), 'root', 'owners', 'dataset/d')).toBe(true);
  });

  it('leaves a registered owner with what a viewer may, and leaving', () => {
    const model = world([project()], [row('project/p', 'reg', 5)]);
    expect(allowed(model, 'reg', 'project/p')).toEqual(['read', 'members', 'leave']);
  });

  it('makes public read read-only, and hides the members from readers by privacy alone', () => {
    const model = world([project('public')]);
    expect(['ana', 'reg', 'anonymous'].map((login) => allowed(model, login, 'project/p'))).toEqual([
      ['read'],
      ['read'],
      ['read'],
    ]);
  });

  it('shows members to everyone with a stored role, through a group or the project too, and to superadmins', () => {
    const rows = [row('project/p', 'group/g', 1), row('group/g', 'ana', 1), row('dataset/d', 'reg', 1)];
    const model = world([project('public'), group(), dataset('project', 'project/p')], rows);
    expect(rosterReaders(model, 'dataset/d')).toEqual(['root', 'ana', 'reg']);
    expect(rosterReaders(model, 'project/p')).toEqual(['root', 'ana']);
  });

  it("shows a group's roster by its privacy, and no user ever to anonymous", () => {
    expect(rosterReaders(world([group('public')]), 'group/g')).toEqual(['root', 'ana', 'bob', 'reg']);
    expect(readers(world([group('public')]), 'group/g')).toContain('anonymous');
    expect(rosterReaders(world([group('registered')]), 'group/g')).toEqual(['root', 'ana', 'bob', 'reg']);
    expect(rosterReaders(world([group()], [row('group/g', 'reg', 1)]), 'group/g')).toEqual(['root', 'reg']);
  });

  it('lets only a direct member leave: not one through a group, not a superadmin, not after the end', () => {
    const rows = [row('project/p', 'group/g', 5), row('group/g', 'ana', 1), row('project/p', 'bob', 1, NOW)];
    const model = world([project(), group()], rows);
    expect(logins.filter((login) => oracle.may(model, login, 'leave', 'project/p'))).toEqual([]);
    expect(oracle.may(model, 'ana', 'leave', 'group/g')).toBe(true);
  });

  it('lets full users and superadmins create containers and open records, nobody else', () => {
    const kinds = ['group', 'project', 'dataset', 'person', 'location', 'taxon', 'trait'] as const;
    for (const kind of kinds)
      expect(logins.filter((login) => oracle.mayCreate(world([]), login, kind))).toEqual(['root', 'ana', 'bob']);
  });
});

const rights = (model: World, actor: string, record: oracle.RecordRef): string[] =>
  (['read', 'edit', 'delete', 'move'] as const).filter((action) => oracle.mayRecord(model, actor, action, record));

describe('records', () => {
  const individuals = [{ id: 'i', dataset: 'dataset/d' }];
  const across = [{ id: 'm', dataset: 'dataset/e', object: 'i' }];
  const ranked = (role: GrantedRole): World => world([dataset()], [row('dataset/d', 'ana', role)], { individuals });
  const individual = { kind: 'individual', id: 'i' } as const;
  const measurement = { kind: 'measurement', id: 'm' } as const;
  const both = [dataset(), dataset('authorized', null, 'dataset/e')];

  it('lets a viewer read, a collaborator insert and edit, a contributor also delete', () => {
    expect(rights(ranked(1), 'ana', individual)).toEqual(['read']);
    expect(oracle.mayInsertInto(ranked(1), 'ana', 'dataset/d')).toBe(false);
    expect(rights(ranked(2), 'ana', individual)).toEqual(['read', 'edit']);
    expect(oracle.mayInsertInto(ranked(2), 'ana', 'dataset/d')).toBe(true);
    expect(rights(ranked(3), 'ana', individual)).toEqual(['read', 'edit', 'delete', 'move']);
  });

  it('hides a measurement whose own dataset or whose object the actor may not read', () => {
    const one = { individuals, measurements: across };
    expect(rights(world(both, [row('dataset/e', 'ana', 5)], one), 'ana', measurement)).toEqual([]);
    expect(rights(world(both, [row('dataset/d', 'ana', 5)], one), 'ana', measurement)).toEqual([]);
  });

  it('decides edit and delete of a measurement by its own dataset once both are readable', () => {
    const rows = [row('dataset/e', 'ana', 2), row('dataset/d', 'ana', 1)];
    const model = world(both, rows, { individuals, measurements: across });
    expect(rights(model, 'ana', measurement)).toEqual(['read', 'edit']);
    const reversed = [row('dataset/e', 'ana', 1), row('dataset/d', 'ana', 5)];
    const other = world(both, reversed, { individuals, measurements: across });
    expect(rights(other, 'ana', measurement)).toEqual(['read']);
  });

  it('reads a measurement on an open record by its dataset alone', () => {
    const measurements = [{ id: 'm', dataset: 'dataset/d', object: null }];
    const model = world([dataset('public')], [], { measurements });
    expect(oracle.readableMeasurements(model, 'anonymous')).toEqual(['m']);
    expect(rights(model, 'ana', measurement)).toEqual(['read']);
  });

  it('finds no record that does not exist, nor a dataset that is a project', () => {
    expect(rights(world([]), 'root', individual)).toEqual([]);
    expect(rights(world([]), 'root', measurement)).toEqual([]);
    expect(oracle.mayInsertInto(world([project()]), 'root', 'project/p')).toBe(false);
  });
});

describe('vouchers and biocollections', () => {
  const biocollection = (managed: boolean, ref = 'biocollection/b'): Container => ({
    ref,
    kind: 'biocollection',
    privacy: 'public',
    project: null,
    workspaceOf: null,
    managed,
  });
  const individuals = [{ id: 'i', dataset: 'dataset/d' }];
  const voucher = { id: 'v', dataset: 'dataset/e', individual: 'i', biocollection: 'biocollection/b' };
  const both = [dataset(), dataset('authorized', null, 'dataset/e')];
  const kept = (managed: boolean, ...rows: Membership[]): World =>
    world([...both, biocollection(managed), biocollection(true, 'biocollection/c')], rows, {
      individuals,
      vouchers: [voucher],
    });
  const reads = [row('dataset/d', 'ana', 1), row('dataset/e', 'ana', 1)];
  const [individual, its] = [{ kind: 'individual', id: 'i' } as const, { kind: 'voucher', id: 'v' } as const];

  it('shows the biocollection to everybody, and its records to no curator who reads not both datasets', () => {
    expect(readers(kept(true), 'biocollection/b')).toEqual(['root', 'ana', 'bob', 'reg', 'anonymous']);
    const curator = row('biocollection/b', 'ana', 5);
    for (const read of reads) expect(rights(kept(true, curator, read), 'ana', its)).toEqual([]);
    expect(rights(kept(true, curator, ...reads), 'ana', its)).toEqual(['read', 'edit', 'delete']);
  });

  it('decides by a managed biocollection instead of the dataset, but on moving and on deleting the individual', () => {
    const owner = [row('dataset/d', 'ana', 5), row('dataset/e', 'ana', 5)];
    expect(rights(kept(false, ...owner), 'ana', its)).toEqual(['read', 'edit', 'delete', 'move']);
    expect(rights(kept(true, ...owner), 'ana', its)).toEqual(['read', 'move']);
    expect(rights(kept(true, ...owner), 'ana', individual)).toEqual(['read', 'delete', 'move']);
    const collaborator = row('biocollection/b', 'ana', 2);
    expect(rights(kept(true, ...reads, collaborator), 'ana', its)).toEqual(['read', 'edit']);
    expect(rights(kept(true, ...reads, collaborator), 'ana', individual)).toEqual(['read', 'edit']);
    // Roles in one that is not managed count for nothing.
    for (const record of [individual, its])
      expect(rights(kept(false, ...reads, row('biocollection/b', 'ana', 5)), 'ana', record)).toEqual(['read']);
  });

  it('lets any of several managed biocollections decide on the individual, and each on its own voucher', () => {
    const second = { id: 'w', dataset: 'dataset/e', individual: 'i', biocollection: 'biocollection/c' };
    const model = { ...kept(true, ...reads, row('biocollection/c', 'ana', 3)), vouchers: [voucher, second] };
    expect(rights(model, 'ana', individual)).toEqual(['read', 'edit']);
    expect(rights(model, 'ana', its)).toEqual(['read']);
    expect(rights(model, 'ana', { kind: 'voucher', id: 'w' })).toEqual(['read', 'edit', 'delete']);
  });

  it('asks for three rights to register in a managed biocollection, and for the dataset alone in another', () => {
    const one = { dataset: 'dataset/e', individual: 'i', biocollection: 'biocollection/b' };
    const registers = (managed: boolean, ...rows: Membership[]): boolean =>
      oracle.mayRegister({ ...kept(managed, ...rows), vouchers: [] }, 'ana', one);
    const all = [row('dataset/d', 'ana', 2), row('dataset/e', 'ana', 2), row('biocollection/b', 'ana', 2)] as const;
    expect(registers(true, ...all)).toBe(true);
    for (const missing of all)
      expect(registers(true, ...all.filter((other) => other !== missing), ...reads)).toBe(false);
    expect(registers(false, row('dataset/d', 'ana', 1), row('dataset/e', 'ana', 2))).toBe(true);
    expect(registers(false, row('dataset/e', 'ana', 2))).toBe(false);
    // Once another managed biocollection keeps a voucher of it, that one decides whether the individual may be edited.
    const second = { ...one, biocollection: 'biocollection/c' };
    expect(oracle.mayRegister(kept(true, ...all, row('biocollection/c', 'ana', 2)), 'ana', second)).toBe(true);
    const curator = [...reads, row('dataset/e', 'ana', 2), row('biocollection/c', 'ana', 5)];
    expect(oracle.mayRegister(kept(true, ...curator), 'ana', second)).toBe(false);
  });
});

describe('attributes and sessions', () => {
  const setup = (privacy: Privacy = 'authorized'): Container => ({
    ref: 'setup/s',
    kind: 'setup',
    privacy,
    project: null,
    workspaceOf: null,
  });
  const paradigm: Container = { ...setup('public'), ref: 'paradigm/q', kind: 'paradigm' };
  const other: Container = { ...project('public'), ref: 'project/q' };
  const equipment = [{ id: 'q', container: 'setup/s' }];
  const sessions = [{ id: 'e', projects: ['project/p', 'project/q'], storages: [] }];
  const behaviors = [{ id: 'b', session: 'e', setup: 'setup/s', paradigm: 'paradigm/q' }];

  it('lets a viewer of the setup read its equipment, a collaborator edit and a contributor delete it', () => {
    const asRole = (role: GrantedRole): string[] =>
      rights(world([setup()], [row('setup/s', 'ana', role)], { equipment }), 'ana', { kind: 'equipment', id: 'q' });
    expect([asRole(1), asRole(2), asRole(3)]).toEqual([['read'], ['read', 'edit'], ['read', 'edit', 'delete', 'move']]);
    expect(rights(world([setup()], [], { equipment }), 'ana', { kind: 'equipment', id: 'q' })).toEqual([]);
  });

  it('asks one project to read and edit a session and what was done in it, and all to delete it', () => {
    const model = (...rows: Membership[]): World => world([project(), other], rows, { sessions, behaviors });
    for (const record of [{ kind: 'session', id: 'e' } as const, { kind: 'behavior', id: 'b' } as const]) {
      expect(rights(model(), 'anonymous', record)).toEqual(['read']);
      // On the other project ana has only what privacy gives: enough to move it away from the first, not to delete it.
      expect(rights(model(row('project/p', 'ana', 5)), 'ana', record)).toEqual(['read', 'edit', 'move']);
      const both = model(row('project/p', 'ana', 3), row('project/q', 'ana', 3));
      expect(rights(both, 'ana', record)).toEqual(['read', 'edit', 'delete', 'move']);
    }
    expect(oracle.mayInsertSession(model(row('project/p', 'ana', 2)), 'ana', ['project/p', 'project/q'])).toBe(false);
    expect(oracle.mayInsertBehavior(model(row('project/p', 'ana', 2)), 'ana', 'e')).toBe(true);
  });

  it('lets who reads an attribute use it where a group is shared, and a contributor anywhere', () => {
    const links = (...rows: Membership[]): boolean =>
      oracle.mayLink(world([setup(), project(), group()], rows), 'ana', 'setup/s', ['project/p']);
    const shared = [row('setup/s', 'group/g', 1), row('project/p', 'group/g', 1)];
    expect(links(...shared)).toBe(false);
    expect(links(...shared, row('setup/s', 'ana', 1))).toBe(true);
    expect(links(row('setup/s', 'ana', 2))).toBe(false);
    expect(links(row('setup/s', 'ana', 3))).toBe(true);
    const ended = row('project/p', 'group/g', 1, NOW);
    expect(links(row('setup/s', 'group/g', 1), ended, row('setup/s', 'ana', 1))).toBe(false);
  });

  it('wants what a public project uses to be public', () => {
    const owners = ['setup/s', 'project/p', 'project/q', 'paradigm/q'].map((ref) => row(ref, 'ana', 5));
    const broken = (privacy: Privacy): string[] =>
      oracle.brokenInvariants(world([setup(privacy), project(), other, paradigm], owners, { sessions, behaviors }));
    expect(broken('registered')).toEqual(['closed-use:setup/s']);
    expect(broken('public')).toEqual([]);
  });
});

/** What is broken where a group owns the project and the group's only member is a plain one. */
const brokenWithGroupOf = (member: string): string[] =>
  oracle.brokenInvariants(world([project(), group()], [row('project/p', 'group/g', 5), row('group/g', member, 1)]));

describe('invariants', () => {
  it('wants one enabled superadmin', () => {
    const disabled = [{ login: 'root', level: 'superadmin', disabled: true } as const];
    expect(oracle.brokenInvariants(world([], [], { users: disabled }))).toEqual(['no-superadmin']);
    expect(oracle.brokenInvariants(world([]))).toEqual([]);
  });

  it('wants an enabled full owner by a row, not merely a superadmin, a registered or a disabled one', () => {
    const broken = (login: string): string[] =>
      oracle.brokenInvariants(world([project()], [row('project/p', login, 5)]));
    expect(oracle.brokenInvariants(world([project()]))).toEqual(['no-owner:project/p']);
    expect(broken('gone')).toEqual(['no-owner:project/p']);
    expect(broken('reg')).toEqual(['no-owner:project/p', 'registered-above-viewer:project/p:reg']);
    expect(broken('ana')).toEqual([]);
    expect(broken('root')).toEqual([]);
  });

  it('accepts a group as owner while it has an enabled full member of whatever role', () => {
    expect(brokenWithGroupOf('ana')).toEqual(['no-owner:group/g']);
    expect(brokenWithGroupOf('root')).toEqual(['no-owner:group/g']);
    expect(brokenWithGroupOf('gone')).toEqual(['no-owner:project/p', 'no-owner:group/g']);
    expect(brokenWithGroupOf('reg')).toEqual(['no-owner:project/p', 'no-owner:group/g']);
  });

  it('wants no owner of its own for a dataset whose privacy is project', () => {
    const model = world([project(), dataset('project', 'project/p')], [row('project/p', 'ana', 5)]);
    expect(oracle.brokenInvariants(model)).toEqual([]);
  });

  it('exempts a workspace while its user is registered or disabled and it has no other direct member', () => {
    const broken = (owner: string, ...more: Membership[]): string[] =>
      oracle.brokenInvariants(world([project('authorized', owner)], [row('project/p', owner, 5), ...more]));
    expect(broken('reg')).toEqual([]);
    expect(broken('gone')).toEqual([]);
    expect(broken('reg', row('project/p', 'bob', 1))).toEqual(['no-owner:project/p']);
    expect(broken('gone', row('project/p', 'group/g', 1))).toEqual(['no-owner:project/p']);
    expect(broken('reg', row('project/p', 'bob', 1, NOW))).toEqual([]);
    expect(oracle.brokenInvariants(world([project('authorized', 'ana')]))).toEqual(['no-owner:project/p']);
  });

  it('wants no direct role above viewer or member for a registered user', () => {
    const lowest = world([project()], [row('project/p', 'ana', 5), row('project/p', 'reg', 2)]);
    expect(oracle.brokenInvariants(lowest)).toEqual(['registered-above-viewer:project/p:reg']);
    const rows = [row('group/g', 'ana', 5), row('group/g', 'reg', 4)];
    expect(oracle.brokenInvariants(world([group()], rows))).toEqual(['registered-above-viewer:group/g:reg']);
    expect(oracle.brokenInvariants(world([group()], [row('group/g', 'ana', 5), row('group/g', 'reg', 1)]))).toEqual([]);
  });

  it('wants a project where privacy is project', () => {
    const broken = oracle.brokenInvariants(world([dataset('project')]));
    expect(broken).toEqual(['project-privacy-without-project:dataset/d']);
  });
});

const actorsOf = (model: World): string[] => [...model.users.map(({ login }) => login), 'anonymous'];

/** Everything that an actor may do, one line each; roles as one line for every rung reached. */
function rightsOf(model: World, actor: string): Set<string> {
  const found = new Set<string>(oracle.readableMeasurements(model, actor));
  for (const { ref } of model.containers) {
    for (const action of allowed(model, actor, ref)) found.add(`${action} ${ref}`);
    for (let rung = oracle.effectiveRole(model, actor, ref); rung > 0; rung -= 1) found.add(`${rung} in ${ref}`);
  }
  for (const kind of ['individual', 'measurement'] as const)
    for (const { id } of kind === 'individual' ? model.individuals : model.measurements)
      for (const action of rights(model, actor, { kind, id })) found.add(`${action} ${id}`);
  for (const kind of ['equipment', 'stock', 'session', 'behavior'] as const)
    for (const id of oracle.readableRecords(model, actor, kind))
      for (const action of rights(model, actor, { kind, id })) found.add(`${action} ${id}`);
  for (const { ref, kind } of model.containers)
    for (const { id, projects } of model.sessions)
      if (['setup', 'storage', 'paradigm'].includes(kind) && oracle.mayLink(model, actor, ref, projects))
        found.add(`link ${ref} ${id}`);
  return found;
}
const lost = (before: World, after: World, actor: string): string[] => {
  const kept = rightsOf(after, actor);
  return [...rightsOf(before, actor)].filter((right) => !kept.has(right));
};

describe('over 500 random worlds', () => {
  const seeds = Array.from({ length: 500 }, (_, index) => index + 1);
  /** Violations of a law, each with the seed that shows it. */
  const violations = (law: (model: World, random: () => number) => string[]): string[] =>
    seeds.flatMap((seed) => {
      const random = seededRandom(seed);
      return law(randomWorld(random), random).map((text) => `seed ${seed}: ${text}`);
    });

  it('makes the same world from the same seed', () => {
    for (const seed of seeds) expect(randomWorld(seededRandom(seed))).toEqual(randomWorld(seededRandom(seed)));
  });

  it('makes worlds of every sort: each privacy, level, role and broken invariant occurs, and so does a sound world', () => {
    const worlds = seeds.map((seed) => randomWorld(seededRandom(seed)));
    const seen = new Set(
      worlds.flatMap((model) => [
        ...model.users.map(({ level, disabled }) => `${level}${disabled ? ' disabled' : ''}`),
        ...model.containers.map(
          ({ kind, privacy, project: inside }) => `${kind} ${privacy}${inside === null ? '' : ' in'}`,
        ),
        ...model.memberships.map(({ group: via, role }) => `${via === null ? 'user' : 'group'} ${role}`),
        ...oracle.brokenInvariants(model).map((broken) => broken.split(':')[0]),
        oracle.brokenInvariants(model).length === 0 ? 'sound' : 'broken',
      ]),
    );
    const privacies = ['public', 'registered', 'authorized'];
    const expected = [
      ...['registered', 'full', 'superadmin'].flatMap((level) => [level, `${level} disabled`]),
      ...['group', 'project', 'dataset'].flatMap((kind) => privacies.map((privacy) => `${kind} ${privacy}`)),
      ...[...privacies, 'project'].map((privacy) => `dataset ${privacy} in`),
      ...['user', 'group'].flatMap((member) => [1, 2, 3, 4, 5].map((role) => `${member} ${role}`)),
      'no-superadmin',
      'no-owner',
      'registered-above-viewer',
      'lesser-roles',
      'closed-use',
      'biocollection public',
      ...['setup', 'inventory', 'storage', 'paradigm'].flatMap((kind) =>
        privacies.map((privacy) => `${kind} ${privacy}`),
      ),
      'broken',
      'sound',
    ];
    expect(seen).toEqual(new Set(expected));
  });

  it('never lowers anything by adding a membership', () => {
    const found = violations((model, random) => {
      const some = <T>(list: T[]): T | undefined => list[Math.floor(random() * list.length)];
      const container = some(model.containers);
      const byGroup = container?.kind !== 'group' && random() < 0.4;
      const member = byGroup
        ? some(model.containers.filter(({ kind }) => kind === 'group'))?.ref
        : some(model.users)?.login;
      const role = some<GrantedRole>(container?.kind === 'group' ? [1, 4, 5] : [1, 2, 3, 4, 5]);
      if (container === undefined || member === undefined || role === undefined) return ['nothing to add'];
      const after = { ...model, memberships: [...model.memberships, row(container.ref, member, role)] };
      return actorsOf(model).flatMap((actor) => lost(model, after, actor).map((right) => `${actor} lost ${right}`));
    });
    expect(found).toEqual([]);
  });

  it('never lowers anything by raising a level', () => {
    const found = violations((model) =>
      model.users.flatMap(({ login, level }) => {
        const higher: Level = level === 'registered' ? 'full' : 'superadmin';
        const raised = model.users.map((user) => (user.login === login ? { ...user, level: higher } : user));
        return lost(model, { ...model, users: raised }, login).map((right) => `${login} lost ${right}`);
      }),
    );
    expect(found).toEqual([]);
  });

  it('keeps registered users and anonymous at viewer, by every path', () => {
    const found = violations((model) =>
      actorsOf(model)
        .filter((actor) => (model.users.find(({ login }) => login === actor)?.level ?? 'registered') === 'registered')
        .flatMap((actor) =>
          [...rightsOf(model, actor)].filter((right) =>
            /^([2-5] in|insert|edit|delete|share|govern|configure|remove)/.test(right),
          ),
        ),
    );
    expect(found).toEqual([]);
  });

  it('makes an enabled superadmin owner of all, and a disabled user nobody', () => {
    const found = violations((model) =>
      model.users.flatMap(({ login, level, disabled }) => {
        const wrong = (role: number): string[] =>
          model.containers.filter(({ ref }) => oracle.effectiveRole(model, login, ref) !== role).map(({ ref }) => ref);
        if (disabled) return [...wrong(0), ...rightsOf(model, login)];
        return level === 'superadmin' ? wrong(5) : [];
      }),
    );
    expect(found).toEqual([]);
  });

  it('agrees with itself: the best path is the role, and only privacy separates it from the held role', () => {
    const found = violations((model) =>
      actorsOf(model).flatMap((actor) =>
        model.containers.flatMap(({ ref }) => {
          const role = oracle.effectiveRole(model, actor, ref);
          const held = oracle.heldRole(model, actor, ref);
          const best = Math.max(0, ...oracle.paths(model, actor, ref).map((path) => path.role));
          return role === best && (held === role || (held === 0 && role === 1)) ? [] : [`${actor} in ${ref}`];
        }),
      ),
    );
    expect(found).toEqual([]);
  });
});
