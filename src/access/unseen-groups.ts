import { sql } from 'kysely';
import { roleOf, type Role } from '../domain/vocabulary.ts';
import { lasting } from './lasting.ts';
import { idsWhere } from './questions.ts';
import { rowsOf } from './rows.ts';
import { seesAll, sessionOf, type Belonging, type Reading } from './session.ts';

/** The groups of which the asker may know who is in them; of groups that are gone only superadmins may. */
export type Rosters = readonly number[] | 'all';

export const rostersSeen = async (reading: Reading): Promise<Rosters> =>
  seesAll(reading.actor) ? 'all' : [...(await idsWhere(reading, 'members', ['group']))];

/** A role that a group holds whose people the asker may not see: the group stands for them. */
export interface GroupRole {
  groupId: number;
  containerId: number;
  role: Role;
  /** The project through which it is held, if it is. */
  projectId: number | null;
  until: string | null;
}

/** Those roles everywhere, or in these containers; the strongest last. */
export async function rolesOfUnseen(
  reading: Reading,
  rosters: Rosters,
  containers?: readonly number[],
): Promise<GroupRole[]> {
  if (rosters === 'all') return [];
  const session = sessionOf(reading);
  const held = sql`m.group_id is not null and m.group_id not in (select value from json_each(${JSON.stringify(rosters)}))
    and ${lasting('m', session.now)}`;
  const rows = rowsOf(
    session,
    sql<Omit<GroupRole, 'role'> & { role: number }>`
    select m.group_id as "groupId", m.container_id as "containerId", m.role, null as "projectId", m.until from membership m where ${held}
    union all
    select m.group_id, d.id, m.role, m.container_id, m.until from membership m cross join container d
      where ${held} and d.project_id = m.container_id and d.privacy = 'project'
    order by 3`,
  );
  return rows
    .filter(({ containerId }) => containers === undefined || containers.includes(containerId))
    .map((row) => ({ ...row, role: roleOf(row.role) }));
}

/** As if the user were in none of the groups whose people the asker may not see, or in these of them. */
export const belonging = (rosters: Rosters, assumed: readonly GroupRole[] = []): Belonging | undefined =>
  rosters === 'all' ? undefined : { seen: rosters, assumed: [...new Set(assumed.map(({ groupId }) => groupId))] };
