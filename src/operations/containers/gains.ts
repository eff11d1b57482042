import type { ContainerRow } from '../../access/containers.ts';
import { strongest } from '../../access/questions.ts';
import type { Reading } from '../../access/session.ts';
import { listUsers } from '../../access/users.ts';
import { rank, type Role } from '../../domain/vocabulary.ts';
import { hiddenGroupRows, namesForVia } from '../questions/names.ts';

/** Who has which role in a container, as far as the actor may know: people, and groups whose people are hidden. */
export async function rolesIn(reading: Reading, container: ContainerRow): Promise<Map<string, Role>> {
  const names = await namesForVia(reading);
  const logins = new Map((await listUsers(reading)).map(({ id, login }) => [id, login]));
  const cells = await strongest(reading, { container: container.id, rosters: names.rosters });
  const roles = new Map<string, Role>();
  for (const cell of cells) {
    const login = logins.get(cell.userId);
    if (login !== undefined && cell.via !== 'superadmin') roles.set(login, cell.role);
  }
  for (const row of await hiddenGroupRows(reading, names, [container.id])) roles.set(row.user, row.role);
  return roles;
}

/** The difference in sentences: who gains or loses what. Nobody becomes a member by what a group shows. */
export function gainsAndLosses(
  kind: string,
  before: ReadonlyMap<string, Role>,
  after: ReadonlyMap<string, Role>,
): string[] {
  const word = (role: Role): string => (kind === 'group' && role === 'viewer' ? 'sight of its roster' : role);
  return [...new Set([...before.keys(), ...after.keys()])].toSorted().flatMap((member) => {
    const [was, now] = [before.get(member), after.get(member)];
    if (was === now) return [];
    if (was === undefined) return now === undefined ? [] : [`${member} gains ${word(now)}`];
    if (now === undefined) return [`${member} loses ${word(was)}`];
    return [`${member} ${rank(now) > rank(was) ? 'rises' : 'falls'} from ${was} to ${now}`];
  });
}
