import { linkFaults } from '../../src/access/linking.ts';
import { closedProjects, insertable } from '../../src/access/lookup.ts';
import { may } from '../../src/access/questions.ts';
import type { Reading } from '../../src/access/session.ts';
import { kindOf as recordKindOf } from '../../src/kinds/index.ts';
import * as oracle from '../oracle/oracle.ts';
import { kindOf, pick, recordKinds, type Asking } from './file.ts';
import { known, type SeededWorld } from './seed.ts';
import type { Tallies } from './tally.ts';

const holders = [
  ['individual', 'dataset'],
  ['measurement', 'dataset'],
  ['equipment', 'setup'],
  ['stock', 'inventory'],
] as const;

type Uses = (asking: Asking, seeded: SeededWorld) => Promise<void>;

/** Inserting and linking in one world; what is asked of the engine is prepared once for all worlds of the file. */
export async function usesAsked(tallies: Tallies, reading: Reading): Promise<Uses> {
  const inserts = new Map<string, Awaited<ReturnType<typeof insertable>>>();
  for (const kind of ['individual', 'measurement', 'equipment', 'stock', 'voucher', 'behavior'])
    inserts.set(kind, await insertable(reading, recordKindOf(kind)));
  const permits = (kind: string, values: Record<string, number>): boolean => inserts.get(kind)?.(values) === true;
  const closed = await closedProjects(reading);
  const [ofSession, ofBehavior] = [
    await linkFaults(reading, recordKindOf('session')),
    await linkFaults(reading, recordKindOf('behavior')),
  ];

  const insert = (login: string, seeded: SeededWorld, what: string, expected: boolean, got: boolean): void => {
    tallies.of.inserts.same(seeded, () => `may ${login} insert ${what}`, expected, got);
    tallies.saw(`insert ${what.slice(0, what.indexOf(' '))} ${expected ? 'yes' : 'no'}`);
  };

  /** Into each container that holds such records. */
  function compareHolders({ login, randomOf }: Asking, seeded: SeededWorld): void {
    const { world, containers } = seeded;
    for (const [kind, holder] of pick(randomOf(seeded), holders))
      for (const [ref, id] of containers)
        if (kindOf(ref) === holder)
          insert(
            login,
            seeded,
            `${kind} into ${ref}`,
            holder === 'dataset' ? oracle.mayInsertInto(world, login, ref) : oracle.may(world, login, 'insert', ref),
            permits(kind, { [`${holder}_id`]: id }),
          );
  }

  /** A voucher of some individual in every biocollection, into its dataset and into another. */
  async function compareRegistering({ login, randomOf }: Asking, seeded: SeededWorld): Promise<void> {
    const { world, containers, individuals } = seeded;
    const random = randomOf(seeded);
    const datasets = [...containers.keys()].filter((ref) => kindOf(ref) === 'dataset');
    for (const { id: of, dataset: own } of pick(random, world.individuals)) {
      const reads = await may(reading, 'read', 'individual', known(individuals, of));
      for (const biocollection of containers.keys())
        for (const dataset of kindOf(biocollection) === 'biocollection' ? [own, ...pick(random, datasets)] : [])
          insert(
            login,
            seeded,
            `voucher of ${of} in ${biocollection} with ${dataset}`,
            oracle.mayRegister(world, login, { dataset, individual: of, biocollection }),
            reads &&
              permits('voucher', {
                dataset_id: known(containers, dataset),
                biocollection_id: known(containers, biocollection),
                individual_id: known(individuals, of),
              }),
          );
    }
  }

  /** A session like one that there is, what was done in it, and every attribute for either. */
  function compareSessions({ login, randomOf }: Asking, seeded: SeededWorld): void {
    const { world, containers } = seeded;
    for (const { id, projects } of pick(randomOf(seeded), world.sessions)) {
      const row = known(seeded.sessions, id);
      const inFile = projects.map((project) => known(containers, project));
      const mayInsert = oracle.mayInsertSession(world, login, projects);
      insert(login, seeded, `session into ${projects.join(' and ')}`, mayInsert, closed(inFile).length === 0);
      const mayDo = oracle.mayInsertBehavior(world, login, id);
      insert(login, seeded, `behavior in ${id}`, mayDo, permits('behavior', { session_id: row }));
      for (const [ref, attribute] of containers) {
        const kind = kindOf(ref);
        if (kind !== 'setup' && kind !== 'storage' && kind !== 'paradigm') continue;
        const fault =
          kind === 'storage'
            ? ofSession({ values: {}, lists: { project: inFile, storage: [attribute] }, found: {} })
            : ofBehavior({ values: { session_id: row, [`${kind}_id`]: attribute }, lists: {}, found: {} });
        const isOpen = world.containers.some((one) => projects.includes(one.ref) && one.privacy === 'public');
        const isClosed = world.containers.find((one) => one.ref === ref)?.privacy !== 'public';
        const expected = !oracle.mayLink(world, login, ref, projects)
          ? 'not-permitted'
          : isOpen && isClosed
            ? 'not-public'
            : 'linked';
        tallies.of.links.same(seeded, () => `${login} links ${ref} to ${id}`, expected, fault?.code ?? 'linked');
        tallies.saw(`${kind} ${expected}`);
      }
    }
  }

  /** Taking a record away from where it is; what was done in a session goes where that goes. */
  async function compareMoves({ login, randomOf }: Asking, seeded: SeededWorld): Promise<void> {
    const random = randomOf(seeded);
    for (const [kind, list] of pick(random, recordKinds))
      for (const [id, row] of kind === 'behavior' ? [] : pick(random, [...seeded[list]])) {
        const expected = oracle.mayRecord(seeded.world, login, 'move', { kind, id });
        const got = await may(reading, 'move', kind, row);
        tallies.of['record checks'].same(seeded, () => `may ${login} move ${kind} ${id} away`, expected, got);
        tallies.saw(`move ${kind} ${expected ? 'yes' : 'no'}`);
      }
  }

  return async (asking, seeded) => {
    compareHolders(asking, seeded);
    await compareRegistering(asking, seeded);
    if (seeded.number % 2 === 0) compareSessions(asking, seeded);
    else await compareMoves(asking, seeded);
  };
}
