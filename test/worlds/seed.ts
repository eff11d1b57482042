import { copyFileSync } from 'node:fs';
import { openHandle, type Handle } from '../../src/db/open.ts';
import { nameKey } from '../../src/domain/name-key.ts';
import type { Identity } from '../../src/access/session.ts';
import type { Level, User, World } from '../oracle/oracle.ts';
import type { NumberedWorld } from './numbered.ts';
import { Rows } from './rows.ts';

/** A world as it lies in a file: what the oracle calls by name, and the ids it got there. */
export interface SeededWorld extends NumberedWorld {
  /** Before every name of this world. */
  prefix: string;
  /** Before its logins, which it may have in common with others. */
  userPrefix: string;
  /** By the oracle's login. */
  users: ReadonlyMap<string, number>;
  /** By the oracle's ref, as `project/p1`. */
  containers: ReadonlyMap<string, number>;
  refs: ReadonlyMap<number, string>;
  individuals: ReadonlyMap<string, number>;
  vouchers: ReadonlyMap<string, number>;
  measurements: ReadonlyMap<string, number>;
  equipment: ReadonlyMap<string, number>;
  stocks: ReadonlyMap<string, number>;
  sessions: ReadonlyMap<string, number>;
  behaviors: ReadonlyMap<string, number>;
}

export const identityOf = (login: string | null): Identity => ({
  login,
  configured: null,
  osUid: null,
  pid: 1,
  command: 'test',
});

/** An enabled superadmin outside every world, who asks the questions. */
export const asker = 'asker';
const askerId = 1;

const levels: Readonly<Record<Level, number>> = { registered: 1, full: 2, superadmin: 3 };
const stamp = '2025-01-01T00:00:00.000Z';
/** Outsiders may read anything of a world, so it all has what invariant 4 asks for: the oracle knows no titles. */
const details = { title: 'A title', licence: 'CC-BY-4.0' };

/** Numbers rows, and remembers under which key. */
class Ids {
  #last: number;
  constructor(last = 0) {
    this.#last = last;
  }
  next(): number {
    this.#last += 1;
    return this.#last;
  }
  number<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, number> {
    return new Map(items.map((item) => [keyOf(item), this.next()]));
  }
}

export function known(ids: ReadonlyMap<string, number>, key: string): number {
  const id = ids.get(key);
  if (id === undefined) throw new Error(`the world has no ${key}`);
  return id;
}

const orNull = (ids: ReadonlyMap<string, number>, key: string | null): number | null =>
  key === null ? null : known(ids, key);

function uuids(after = 0n): () => Buffer {
  let last = after;
  return () => {
    last += 1n;
    const bytes = Buffer.alloc(16);
    bytes.writeBigUInt64BE(last, 8);
    return bytes;
  };
}

/**
 * Writes worlds into a copy of an empty database by plain inserts, because they may break invariants. Nothing here is
 * shared with the engine but the way to open a file and to fold a name; scopes are worked out anew.
 */
export function seedFile(
  template: string,
  path: string,
  worlds: readonly NumberedWorld[],
  options: { asker: boolean },
): SeededWorld[] {
  copyFileSync(template, path);
  const handle = openHandle(path);
  try {
    // The file is thrown away after the test, and nobody minds if a power cut does it earlier.
    handle.pragma('synchronous = off');
    return handle
      .transaction(() => {
        seedBase(handle, options);
        return seedWorlds(handle, worlds, options);
      })
      .immediate();
  } finally {
    handle.close();
  }
}

/** The very same users: made once for several worlds. */
const isSame = (some: readonly User[], others: readonly User[]): boolean =>
  some.length === others.length && some.every((user, at) => user === others[at]);

const homeOf = (world: World, individual: string): string =>
  world.individuals.find(({ id }) => id === individual)?.dataset ?? '';

/** The datasets of what a measurement hangs on: an individual's, or a voucher's and its individual's. */
function homesOf(world: World, on: string | null): string[] {
  const voucher = world.vouchers.find(({ id }) => id === on);
  const homes =
    voucher === undefined ? [homeOf(world, on ?? '')] : [voucher.dataset, homeOf(world, voucher.individual)];
  return homes.filter((home) => home !== '');
}

const times = { created_at: stamp, updated_at: stamp };
type Insert = Rows['add'];
type Uuid = ReturnType<typeof uuids>;

function insertUser(insert: Insert, uuid: Uuid, id: number, login: string, level: Level, disabled: boolean): void {
  insert('lab_user', {
    id,
    uuid: uuid(),
    login,
    login_key: nameKey(login),
    email: `${login}@lab.org`,
    email_key: nameKey(`${login}@lab.org`),
    level: levels[level],
    disabled_at: disabled ? stamp : null,
    ...times,
  });
}

/** Ids of what every file has beside its worlds. */
const [person, location, taxon, traits] = [1, 1, 2, [1, 2]] as const;

/** What the worlds of a file have in common: the asker, a person, two traits, a place and a taxon. */
export function seedBase(handle: Handle, options: { asker: boolean }): void {
  const rows = new Rows();
  const insert = rows.add;
  const uuid = uuids();
  if (options.asker) insertUser(insert, uuid, askerId, asker, 'superadmin', false);
  insert('person', {
    id: person,
    uuid: uuid(),
    full_name: 'Ana Silva',
    full_name_key: 'ana silva',
    abbreviation: 'SILVA A',
    abbreviation_key: 'silva a',
    ...times,
  });
  for (const id of traits)
    insert('trait', {
      id,
      uuid: uuid(),
      export_name: `mass${id}`,
      export_name_key: `mass${id}`,
      type: 'real',
      name: 'Mass',
      description: 'the mass',
      objects: 'individual|voucher|location|taxon',
      ...times,
    });
  insert('object', { id: location, uuid: uuid(), kind: 'location' });
  insert('location', { id: location, name: 'Torgersen', name_key: 'torgersen', adm_level: 999, ...times });
  insert('object', { id: taxon, uuid: uuid(), kind: 'taxon' });
  insert('taxon', { id: taxon, name: 'Pygoscelis', name_key: 'pygoscelis', valid: 1, ...times });
  rows.write(handle);
}

/** Writes worlds beside that, in a transaction of the caller's, who may roll it back. */
export function seedWorlds(
  handle: Handle,
  worlds: readonly NumberedWorld[],
  options: { asker: boolean },
): SeededWorld[] {
  handle.pragma('defer_foreign_keys = on');
  const rows = new Rows();
  const insert = rows.add;
  const uuid = uuids(1000n);
  const objects = new Ids(taxon);
  const object = (id: number, kind: string, dataset: number | null): void =>
    insert('object', { id, uuid: uuid(), kind, dataset_id: dataset });
  const userIds = new Ids(options.asker ? askerId : 0);
  const containerIds = new Ids();
  const measurementIds = new Ids();
  const [equipmentIds, stockIds, sessionIds, behaviorIds] = [new Ids(), new Ids(), new Ids(), new Ids()];
  const scopes = new Map<string, number>();
  const scopeOf = (datasets: ReadonlySet<number>): number => {
    const [d1 = 0, d2 = 0, d3 = 0] = [...datasets].toSorted((a, b) => a - b);
    const key = `${d1} ${d2} ${d3}`;
    const found = scopes.get(key);
    if (found !== undefined) return found;
    const id = scopes.size + 1;
    scopes.set(key, id);
    insert('scope', { id, d1, d2, d3 });
    return id;
  };

  let last: { of: readonly User[]; prefix: string; ids: ReadonlyMap<string, number> } | undefined;
  const usersOf = (world: World, prefix: string): NonNullable<typeof last> => {
    if (last !== undefined && isSame(last.of, world.users)) return last;
    const ids = userIds.number(world.users, ({ login }) => login);
    for (const { login, level, disabled } of world.users)
      insertUser(insert, uuid, known(ids, login), `${prefix}${login}`, level, disabled);
    return (last = { of: world.users, prefix, ids });
  };

  const seeded = worlds.map(({ number, seed, world }) => {
    const prefix = `w${number}-`;
    const { ids: users, prefix: userPrefix } = usersOf(world, prefix);
    const containers = containerIds.number(world.containers, ({ ref }) => ref);
    const individuals = objects.number(world.individuals, ({ id }) => id);
    const vouchers = objects.number(world.vouchers, ({ id }) => id);
    const measurements = measurementIds.number(world.measurements, ({ id }) => id);
    const equipment = equipmentIds.number(world.equipment, ({ id }) => id);
    const stocks = stockIds.number(world.stocks, ({ id }) => id);
    const sessions = sessionIds.number(world.sessions, ({ id }) => id);
    const behaviors = behaviorIds.number(world.behaviors, ({ id }) => id);
    for (const { ref, kind, privacy, project, workspaceOf, managed } of world.containers) {
      const id = known(containers, ref);
      const name = `${prefix}${ref.slice(ref.indexOf('/') + 1)}`;
      insert('container', {
        id,
        uuid: uuid(),
        kind,
        name,
        name_key: nameKey(name),
        ...details,
        privacy,
        project_id: orNull(containers, project),
        workspace_of: orNull(users, workspaceOf),
        managed: managed === true ? 1 : 0,
        ...times,
      });
      insert(kind === 'group' ? 'lab_group' : kind, kind === 'biocollection' ? { id, full_name: name } : { id });
    }
    for (const { container, user: member, group, role, until } of world.memberships)
      insert('membership', {
        container_id: known(containers, container),
        user_id: orNull(users, member),
        group_id: orNull(containers, group),
        role,
        granted_at: stamp,
        until,
      });
    for (const { id, dataset } of world.individuals) {
      const own = known(containers, dataset);
      const at = known(individuals, id);
      object(at, 'individual', own);
      insert('individual', {
        id: at,
        dataset_id: own,
        scope_id: scopeOf(new Set([own])),
        tag: `${prefix}${id}`,
        tag_key: `${prefix}${id}`,
        collector_id: person,
        date: 20250101,
        location_id: location,
        place_key: `#${location}`,
        ...times,
      });
    }
    for (const { id, dataset, individual, biocollection } of world.vouchers) {
      const own = known(containers, dataset);
      const at = known(vouchers, id);
      object(at, 'voucher', own);
      insert('voucher', {
        id: at,
        dataset_id: own,
        scope_id: scopeOf(new Set([own, known(containers, homeOf(world, individual))])),
        individual_id: known(individuals, individual),
        biocollection_id: known(containers, biocollection),
        biocollection_number: id,
        biocollection_number_key: id,
        ...times,
      });
    }
    for (const [index, { id, dataset, object: on }] of world.measurements.entries()) {
      const own = known(containers, dataset);
      const homes = homesOf(world, on).map((home) => known(containers, home));
      insert('measurement', {
        id: known(measurements, id),
        dataset_id: own,
        scope_id: scopeOf(new Set([own, ...homes])),
        object_id: on === null ? (index % 2 === 0 ? location : taxon) : (individuals.get(on) ?? known(vouchers, on)),
        trait_id: traits[index % traits.length] ?? 1,
        person_id: person,
        date: 20250101,
        value: index,
      });
    }
    const named = (id: string) => ({
      uuid: uuid(),
      name: `${prefix}${id}`,
      name_key: nameKey(`${prefix}${id}`),
      ...times,
    });
    for (const { id, container } of world.equipment)
      insert('equipment', {
        id: known(equipment, id),
        setup_id: known(containers, container),
        type: 'Camera',
        ...named(id),
      });
    for (const { id, container } of world.stocks)
      insert('stock', {
        id: known(stocks, id),
        inventory_id: known(containers, container),
        type: 'TracerDye',
        ...named(id),
      });
    for (const { id, projects, storages } of world.sessions) {
      const session = known(sessions, id);
      insert('session', { id: session, ...named(id) });
      for (const [position, project] of projects.entries())
        insert('session_project', { session_id: session, position, project_id: known(containers, project) });
      for (const [position, storage] of storages.entries())
        insert('session_storage', { session_id: session, position, storage_id: known(containers, storage) });
    }
    for (const [index, { id, session, setup, paradigm }] of world.behaviors.entries())
      insert('behavior', {
        id: known(behaviors, id),
        uuid: uuid(),
        session_id: known(sessions, session),
        setup_id: known(containers, setup),
        paradigm_id: known(containers, paradigm),
        number: index + 1,
        ...times,
      });
    return {
      number,
      seed,
      world,
      prefix,
      userPrefix,
      users,
      containers,
      refs: new Map([...containers].map(([ref, id]) => [id, ref])),
      individuals,
      vouchers,
      measurements,
      equipment,
      stocks,
      sessions,
      behaviors,
    };
  });
  rows.write(handle);
  return seeded;
}
