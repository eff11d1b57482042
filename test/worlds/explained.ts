import { explainPaths } from '../../src/access/questions.ts';
import type { Reading } from '../../src/access/session.ts';
import { rank, type Role } from '../../src/domain/vocabulary.ts';
import * as oracle from '../oracle/oracle.ts';
import { known, type SeededWorld } from './seed.ts';
import type { Tallies } from './tally.ts';

const rankOf = (word: string): number => rank(word === 'member' ? 'viewer' : (word as Role));

/** The explanation of a role, as a superadmin sees it, and the membership rows that it names. */
export async function comparePaths(
  tallies: Tallies,
  reading: Reading,
  seeded: SeededWorld,
  login: string,
  ref: string,
): Promise<void> {
  const { world, containers, users, prefix, userPrefix } = seeded;
  const userId = login === 'anonymous' ? 0 : known(users, login);
  const plain = (name: string): string => name.replace(prefix, '').replace(userPrefix, '');
  const explained = await explainPaths(reading, userId, known(containers, ref), { rosters: 'all' });
  const roles = new Map<string, number>();
  for (const { via, role } of explained) roles.set(plain(via), Math.max(rankOf(role), roles.get(plain(via)) ?? 0));
  const inOrder = (paths: readonly (readonly [string, number])[]): unknown =>
    paths.toSorted(([a], [b]) => (a < b ? -1 : 1));
  tallies.of.paths.same(
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
        role === rankOf(path.membership.role) &&
        (until === null || until > world.now) &&
        container === (via === project ? project : ref) &&
        (via === 'direct' ? user === login : via === project || group === via),
    );
    tallies.of.paths.same(
      seeded,
      `the membership behind ${login} in ${ref} by ${via}`,
      byPrivacy ? 'no membership' : 'one of the world',
      path.membership === null ? 'no membership' : row === undefined ? path.membership : 'one of the world',
    );
  }
}
