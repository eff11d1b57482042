import { sql } from 'kysely';
import { allowed } from '../../src/access/conditions.ts';
import { readableContainers } from '../../src/access/containers.ts';
import { linkFaults } from '../../src/access/linking.ts';
import { closedProjects, insertable } from '../../src/access/lookup.ts';
import { explainPaths, idsWhere, may, type Cell } from '../../src/access/questions.ts';
import { countRecords, listRecords, streamRecords } from '../../src/access/records.ts';
import { rowsOf } from '../../src/access/rows.ts';
import { sessionOf, type Reading } from '../../src/access/session.ts';
import { rank } from '../../src/domain/vocabulary.ts';
import { containerKinds } from '../../src/kinds/containers.ts';
import { behavior } from '../../src/kinds/behavior.ts';
import { kindOf as recordKindOf } from '../../src/kinds/index.ts';
import { individual } from '../../src/kinds/individual.ts';
import type { RecordKind } from '../../src/kinds/kind.ts';
import { measurement } from '../../src/kinds/measurement.ts';
import { session as sessionKind } from '../../src/kinds/session.ts';
import { voucher } from '../../src/kinds/voucher.ts';
import * as oracle from '../oracle/oracle.ts';
import { known, type SeededWorld } from './seed.ts';

type NameOf = (id: number) => string;

/** What one property was asked, and where the engine and the oracle differ. */
export class Tally {
  compared = 0;
  readonly #wrong: string[] = [];

  same(world: SeededWorld, question: string, expected: unknown, got: unknown): void {
    this.compared += 1;
    const [wanted, had] = [JSON.stringify(expected), JSON.stringify(got)];
    if (wanted !== had)
      this.#wrong.push(
        `world ${world.number} (WORLDS_SEED=${world.seed} WORLDS=1), ${question}:\n    expected ${wanted}\n    got      ${had}`,
      );
  }

  /** The same ids, in any order; where not, those that differ are named. */
  sameIds(world: SeededWorld, question: string, expected: readonly number[], got: readonly number[], nameOf: NameOf) {
    const differing = new Set([...got, ...expected]).size;
    if (differing === expected.length && got.length === expected.length) this.compared += 1;
    else {
      const missing = expected.filter((id) => !got.includes(id)).map(nameOf);
      const surplus = got.filter((id, at) => !expected.includes(id) || got.indexOf(id) !== at).map(nameOf);
      this.same(world, question, { ids: expected.length }, { ids: got.length, missing, surplus });
    }
  }

  /** Empty where all agree. */
  report(): string {
    const rest = this.#wrong.length - 10;
    return [
      ...(this.#wrong.length === 0 ? [] : [`${this.#wrong.length} of ${this.compared} comparisons differ`]),
      ...this.#wrong.slice(0, 10),
      ...(rest > 0 ? [`and ${rest} more`] : []),
    ].join('\n');
  }
}

export const properties = [
  'roles',
  'lists',
  'actions',
  'records',
  'counts',
  'record actions',
  'inserts',
  'links',
  'paths',
  'identities',
] as const;
export type Tallies = Readonly<Record<(typeof properties)[number], Tally>>;
export const newTallies = (): Tallies => ({
  roles: new Tally(),
  lists: new Tally(),
  actions: new Tally(),
  records: new Tally(),
  counts: new Tally(),
  'record actions': new Tally(),
  inserts: new Tally(),
  links: new Tally(),
  paths: new Tally(),
  identities: new Tally(),
});

export interface Readable {
  containers: number[];
  individuals: number[];
  vouchers: number[];
  measurements: number[];
  equipment: number[];
  stocks: number[];
  sessions: number[];
  behaviors: number[];
}

/** Kinds that attributes and projects govern, with the list of their ids. */
const labKinds = [
  ['equipment', 'equipment'],
  ['stock', 'stocks'],
  ['session', 'sessions'],
  ['behavior', 'behaviors'],
] as const;

/** Ids that a user of the world reads, as the oracle has it. */
export function readableTo(seeded: SeededWorld, login: string): Readable {
  const { world, containers, individuals, vouchers, measurements } = seeded;
  const readable = (kind: (typeof labKinds)[number][0], ids: ReadonlyMap<string, number>): number[] =>
    oracle.readableRecords(world, login, kind).map((id) => known(ids, id));
  return {
    containers: oracle.readableContainers(world, login).map((ref) => known(containers, ref)),
    individuals: world.individuals
      .filter(({ id }) => oracle.mayRecord(world, login, 'read', { kind: 'individual', id }))
      .map(({ id }) => known(individuals, id)),
    vouchers: oracle.readableVouchers(world, login).map((id) => known(vouchers, id)),
    measurements: oracle.readableMeasurements(world, login).map((id) => known(measurements, id)),
    equipment: readable('equipment', seeded.equipment),
    stocks: readable('stock', seeded.stocks),
    sessions: readable('session', seeded.sessions),
    behaviors: readable('behavior', seeded.behaviors),
  };
}

/** What each world of a file shows to the users of the others: what its privacy opens, or all of it to a superadmin. */
export type Outsiders = Readonly<Record<'anonymous' | 'registered' | 'superadmin', Readable>>;
export function outsidersOf(seeded: SeededWorld): Outsiders {
  const strangers = (['registered', 'superadmin'] as const).map((level) => ({ login: level, level, disabled: false }));
  const world = { ...seeded.world, users: [...seeded.world.users, ...strangers] };
  const as = (login: string): Readable => readableTo({ ...seeded, world }, login);
  return { anonymous: as('anonymous'), registered: as('registered'), superadmin: as('superadmin') };
}

export interface Neighbour {
  seeded: SeededWorld;
  outsiders: Outsiders;
}

const viaOrder = ['public', 'registered', 'project', 'group', 'direct', 'superadmin'];
const wordOf = (via: string): string => (via.includes('/') ? via.slice(0, via.indexOf('/')) : via);

/** The oracle's strongest path in words: role, then kind of path, then the oldest group or project. */
function strongestPath({ world, containers }: SeededWorld, login: string, ref: string): string {
  const throughOf = (via: string): number => (via.includes('/') ? known(containers, via) : 0);
  const [best] = oracle
    .paths(world, login, ref)
    .toSorted(
      (a, b) =>
        b.role - a.role ||
        viaOrder.indexOf(wordOf(b.via)) - viaOrder.indexOf(wordOf(a.via)) ||
        throughOf(a.via) - throughOf(b.via),
    );
  return best === undefined ? 'none' : `${oracle.effectiveRole(world, login, ref)} via ${best.via}`;
}

/** The matrix of a whole file against the oracle: every user of every world, anonymous, and every container. */
export function compareRoles(tallies: Tallies, file: readonly Neighbour[], cells: readonly Cell[]): void {
  const byUser = new Map<number, Map<number, Cell>>();
  for (const cell of cells) {
    const own = byUser.get(cell.userId);
    if (own === undefined) byUser.set(cell.userId, new Map([[cell.containerId, cell]]));
    else own.set(cell.containerId, cell);
  }
  for (const { seeded } of file) {
    const { users, containers, refs } = seeded;
    for (const [login, userId] of [...users, ['anonymous', 0] as const])
      for (const [ref, id] of containers) {
        const cell = byUser.get(userId)?.get(id);
        const via = cell === undefined || cell.through === 0 ? cell?.via : (refs.get(cell.through) ?? 'elsewhere');
        const got = cell === undefined ? 'none' : `${rank(cell.role)} via ${via}`;
        tallies.roles.same(seeded, `the role of ${login} in ${ref}`, strongestPath(seeded, login, ref), got);
      }
  }
}

const kindNames = containerKinds.map(({ name }) => name);
const openKinds = ['person', 'location', 'taxon', 'trait'] as const;
const recordActions = ['edit', 'delete', 'read'] as const;
type Random = () => number;
const pick = <T>(random: Random, from: readonly T[]): T[] => {
  const chosen = from[Math.floor(random() * from.length)];
  return chosen === undefined ? [] : [chosen];
};
const kindOf = (ref: string): (typeof kindNames)[number] => kindNames.find((kind) => kind === wordOf(ref)) ?? 'dataset';

/** Everything that the actor of the transaction is shown in the file, exactly, whoever's it is. */
export async function compareLists(
  tallies: Tallies,
  reading: Reading,
  file: readonly Neighbour[],
  own: SeededWorld,
  login: string,
  random: Random,
): Promise<void> {
  const { level } = reading.actor;
  const asOutsider = level === 'full' ? 'registered' : level;
  const readable = readableTo(own, login);
  const everywhere = (list: keyof Readable): number[] =>
    file.flatMap(({ seeded, outsiders }) =>
      seeded === own && login !== 'anonymous' ? readable[list] : outsiders[asOutsider][list],
    );

  const named =
    (ids: keyof Readable) =>
    (id: number): string => {
      for (const { seeded } of file)
        for (const [key, value] of seeded[ids]) if (value === id) return `${key} of world ${seeded.number}`;
      return `id ${id} of no world`;
    };

  const shown: number[] = [];
  for (const kind of containerKinds)
    for (const row of await readableContainers(reading, kind)) if (row.kind === kind.name) shown.push(row.id);
  const question = `containers of the file that ${login} reads`;
  tallies.lists.sameIds(own, question, everywhere('containers'), shown, named('containers'));

  if (random() < 0.4) {
    const datasets = [...own.containers].filter(([ref]) => kindOf(ref) === 'dataset').map(([, id]) => id);
    const got = idsOf((await listRecords(reading, measurement, { narrowing: { datasets } })).rows);
    tallies.records.sameIds(own, `measurements that ${login} reads`, readable.measurements, got, named('measurements'));
  }
  const sampled = [
    ...(random() < 0.3 ? ([[measurement, 'measurements']] as const) : []),
    ...(random() < 0.1 ? ([[individual, 'individuals']] as const) : []),
    ...(random() < 0.2 ? ([[voucher, 'vouchers']] as const) : []),
    ...labKinds.flatMap(([kind, list]) => (random() < 0.1 ? ([[recordKindOf(kind), list]] as const) : [])),
  ];
  for (const [kind, list] of sampled) {
    const expected = everywhere(list);
    tallies.counts.same(own, `count of ${list} for ${login}`, expected.length, await countRecords(reading, kind));
    if (random() < 0.7) continue;
    const streamed = idsOf([...(await streamRecords(reading, kind)).rows]);
    tallies.records.sameIds(own, `${list} of the file streamed to ${login}`, expected, streamed, named(list));
    const paged = await pagesOf(reading, kind);
    tallies.records.same(own, `ids of ${list} in pages for ${login}, in their order`, streamed, paged);
  }
}

const idsOf = (rows: readonly unknown[][]): number[] => rows.map(([id]) => Number(id));

async function pagesOf(reading: Reading, kind: RecordKind): Promise<number[]> {
  const ids: number[] = [];
  for (;;) {
    const after = ids.at(-1);
    const page = await listRecords(reading, kind, { limit: 20, ...(after === undefined ? {} : { after }) });
    ids.push(...idsOf(page.rows));
    if (!page.more) return ids;
  }
}

/** Single questions and one whole column of answers, taken at random, to the actor of the transaction. */
export async function compareDeeds(
  tallies: Tallies,
  reading: Reading,
  seeded: SeededWorld,
  login: string,
  random: Random,
): Promise<void> {
  const { world, containers, individuals, vouchers, measurements } = seeded;
  const datasets = [...containers.keys()].filter((ref) => kindOf(ref) === 'dataset');
  for (const action of pick(random, oracle.actions))
    for (const kind of pick(random, kindNames)) {
      const expected = [...containers]
        .map(([ref]) => ref)
        .filter((ref) => kindOf(ref) === kind && oracle.may(world, login, action, ref));
      const got = [...(await idsWhere(reading, action, [kind]))].flatMap((id) => seeded.refs.get(id) ?? []);
      tallies.actions.same(seeded, `each ${kind} that ${login} may ${action}`, expected.toSorted(), got.toSorted());
    }
  for (const action of pick(random, oracle.actions))
    for (const [ref, id] of pick(random, [...containers]))
      tallies.actions.same(
        seeded,
        `may ${login} ${action} ${ref}`,
        oracle.may(world, login, action, ref),
        await may(reading, action, kindOf(ref), id),
      );
  if (random() < 0.1)
    for (const kind of pick(random, [...kindNames, ...openKinds]))
      tallies.actions.same(
        seeded,
        `may ${login} create a ${kind}`,
        oracle.mayCreate(world, login, kind),
        await may(reading, 'create', kind, null),
      );

  for (const [kind, ids] of pick(random, [
    ['individual', individuals],
    ['voucher', vouchers],
    ['measurement', measurements],
    ...labKinds.map(([name, list]) => [name, seeded[list]] as const),
  ] as const))
    for (const action of pick(random, recordActions))
      for (const [id, row] of pick(random, [...ids]))
        tallies['record actions'].same(
          seeded,
          `may ${login} ${action} ${kind} ${id}`,
          oracle.mayRecord(world, login, action, { kind, id }),
          await may(reading, action, kind, row),
        );

  // The same of every record of a kind in one statement, as bulk commands ask it.
  for (const [kind, ids] of pick(random, [
    ['individual', individuals],
    ['voucher', vouchers],
    ['voucher', vouchers],
    ...labKinds.map(([name, list]) => [name, seeded[list]] as const),
  ] as const)) {
    const session = sessionOf(reading);
    for (const action of ['edit', 'delete'] as const) {
      const condition = await allowed(session, action, kind);
      const all = new Set(
        rowsOf(session, sql<{ id: number }>`select t.id from ${sql.table(kind)} as t where ${condition}`).map(
          ({ id }) => id,
        ),
      );
      tallies['record actions'].same(
        seeded,
        `each ${kind} that ${login} may ${action}`,
        [...ids.keys()].filter((id) => oracle.mayRecord(world, login, action, { kind, id })),
        [...ids].flatMap(([id, row]) => (all.has(row) ? [id] : [])),
      );
    }
  }

  // A voucher of any individual in every biocollection, into its dataset and into another.
  if (random() < 0.5) {
    const registers = await insertable(reading, voucher);
    for (const { id: of, dataset: own } of pick(random, world.individuals)) {
      const reads = await may(reading, 'read', 'individual', known(individuals, of));
      for (const biocollection of containers.keys())
        for (const dataset of kindOf(biocollection) === 'biocollection' ? [own, ...pick(random, datasets)] : [])
          tallies.inserts.same(
            seeded,
            `may ${login} register a voucher of ${of} in ${biocollection} with ${dataset}`,
            oracle.mayRegister(world, login, { dataset, individual: of, biocollection }),
            reads &&
              registers({
                dataset_id: known(containers, dataset),
                biocollection_id: known(containers, biocollection),
                individual_id: known(individuals, of),
              }),
          );
    }
  }
  await compareUses(tallies, reading, seeded, login, random);
  for (const kind of pick(random, [individual, measurement, undefined])) {
    if (kind === undefined) continue;
    const inserts = await insertable(reading, kind);
    for (const [ref, id] of containers)
      if (kindOf(ref) === 'dataset')
        tallies.inserts.same(
          seeded,
          `may ${login} insert a ${kind.name} into ${ref}`,
          oracle.mayInsertInto(world, login, ref),
          inserts({ dataset_id: id }),
        );
  }
}

/** Inserting what attributes and projects govern, moving it, and linking: attributes of every kind to a session's projects. */
async function compareUses(
  tallies: Tallies,
  reading: Reading,
  seeded: SeededWorld,
  login: string,
  random: Random,
): Promise<void> {
  const { world, containers } = seeded;
  for (const [kind, holder] of pick(random, [
    ['equipment', 'setup'],
    ['stock', 'inventory'],
    undefined,
  ] as const).filter((one) => one !== undefined)) {
    const inserts = await insertable(reading, recordKindOf(kind));
    for (const [ref, id] of containers)
      if (kindOf(ref) === holder)
        tallies.inserts.same(
          seeded,
          `may ${login} insert ${kind} into ${ref}`,
          oracle.may(world, login, 'insert', ref),
          inserts({ [`${holder}_id`]: id }),
        );
    for (const { id, container } of pick(random, oracle.heldOf(world, kind)))
      tallies['record actions'].same(
        seeded,
        `may ${login} move ${kind} ${id} away`,
        oracle.may(world, login, 'delete', container),
        await may(reading, 'move', kind, known(kind === 'equipment' ? seeded.equipment : seeded.stocks, id)),
      );
  }
  if (random() < 0.5) return;
  const closed = await closedProjects(reading);
  const inserts = await insertable(reading, behavior);
  for (const { id, projects } of pick(random, world.sessions)) {
    const row = known(seeded.sessions, id);
    const inFile = projects.map((project) => known(containers, project));
    const question = `may ${login} insert a session into ${projects.join(' and ')}`;
    tallies.inserts.same(
      seeded,
      question,
      oracle.mayInsertSession(world, login, projects),
      closed(inFile).length === 0,
    );
    tallies.inserts.same(
      seeded,
      `may ${login} insert what was done in ${id}`,
      oracle.mayInsertBehavior(world, login, id),
      inserts({ session_id: row }),
    );
    const [ofSession, ofBehavior] = [await linkFaults(reading, sessionKind), await linkFaults(reading, behavior)];
    for (const [ref, attribute] of containers) {
      const kind = kindOf(ref);
      if (kind !== 'setup' && kind !== 'storage' && kind !== 'paradigm') continue;
      const draft =
        kind === 'storage'
          ? { values: {}, lists: { project: inFile, storage: [attribute] }, found: {} }
          : { values: { session_id: row, [`${kind}_id`]: attribute }, lists: {}, found: {} };
      const fault = kind === 'storage' ? ofSession(draft) : ofBehavior(draft);
      const isOpen = world.containers.some((one) => projects.includes(one.ref) && one.privacy === 'public');
      const isClosed = world.containers.find((one) => one.ref === ref)?.privacy !== 'public';
      const expected = !oracle.mayLink(world, login, ref, projects)
        ? 'not-permitted'
        : isOpen && isClosed
          ? 'not-public'
          : 'linked';
      tallies.links.same(seeded, `${login} links ${ref} to ${id}`, expected, fault?.code ?? 'linked');
    }
  }
}

/** The explanation of a role, as a superadmin sees it, and the membership rows that it names. */
export async function comparePaths(
  tallies: Tallies,
  reading: Reading,
  seeded: SeededWorld,
  login: string,
  ref: string,
): Promise<void> {
  const { world, containers, users, prefix } = seeded;
  const userId = login === 'anonymous' ? 0 : known(users, login);
  const plain = (name: string): string => name.replace(prefix, '');
  const explained = await explainPaths(reading, userId, known(containers, ref), { rosters: 'all' });
  const roles = new Map<string, number>();
  for (const { via, role } of explained) roles.set(plain(via), Math.max(rank(role), roles.get(plain(via)) ?? 0));
  const inOrder = (paths: readonly (readonly [string, number])[]): unknown =>
    paths.toSorted(([a], [b]) => (a < b ? -1 : 1));
  tallies.paths.same(
    seeded,
    `the paths of ${login} to ${ref}`,
    inOrder(oracle.paths(world, login, ref).map(({ via, role }) => [via, role])),
    inOrder([...roles]),
  );
  const project = world.containers.find((container) => container.ref === ref)?.project;
  for (const path of explained) {
    const via = plain(path.via);
    const byPrivacy = via === 'public' || via === 'registered' || via === 'superadmin';
    const row = world.memberships.find(
      ({ container, user, group, role, until }) =>
        path.membership !== null &&
        container === plain(path.membership.container) &&
        (user ?? group) === plain(path.membership.member) &&
        role === rank(path.membership.role) &&
        (until === null || until > world.now) &&
        container === (via === project ? project : ref) &&
        (via === 'direct' ? user === login : via === project || group === via),
    );
    tallies.paths.same(
      seeded,
      `the membership behind ${login} in ${ref} by ${via}`,
      byPrivacy ? 'no membership' : 'one of the world',
      path.membership === null ? 'no membership' : row === undefined ? path.membership : 'one of the world',
    );
  }
}
