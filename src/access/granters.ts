import { sql } from 'kysely';
import { rank, type Role } from '../domain/vocabulary.ts';
import { containerNames } from '../kinds/containers.ts';
import { governingColumn, governingProjects, isHeld } from '../kinds/governing.ts';
import { kindNamed } from '../kinds/index.ts';
import { containersWhere } from './conditions.ts';
import { lasting } from './lasting.ts';
import { rowsOf } from './rows.ts';
import type { RuleSubject } from './rules.ts';
import type { Session } from './session.ts';

/** Who owns the containers: users, and groups by name where the actor reads them; only where the actor may see the members. */
export async function ownersSeen(session: Session, containers: readonly number[]): Promise<string[]> {
  const rosters = await containersWhere(session, 'members');
  const owners = rowsOf(
    session,
    sql<{ name: string }>`
      select distinct coalesce(u.login, case when g.id in (select container_id from reach) then 'group/' || g.name else 'a group' end) as name
      from membership m left join lab_user u on u.id = m.user_id left join container g on g.id = m.group_id
      where m.container_id in (select value from json_each(${JSON.stringify(containers)})) and m.container_id in ${rosters}
        and m.role = ${rank('owner')} and ${lasting('m', session.now)}
        and u.disabled_at is null
      order by u.login is null, 1`,
  );
  return owners.map(({ name }) => name);
}

/** The containers of which the actor knows that their roles decide over the row. */
export function governorsSeen(session: Session, subject: RuleSubject, id: number): number[] {
  if (containerNames.includes(subject)) return [id];
  const read = (statement: string): number[] => session.handle.prepare(statement).pluck().all(id) as number[];
  const kind = kindNamed(subject);
  if (kind === undefined)
    return subject === 'invitation' || subject === 'request'
      ? read(`select container_id from "${subject}" where id = ?`)
      : [];
  const projects = governingProjects(kind);
  if (projects !== undefined)
    return read(`select l."${projects.item}" from "${kind.table}" t join "${projects.table}" l on l."${projects.owner}" = t."${projects.of}"
      where t.id = ? and l."${projects.item}" in (select container_id from reach)`);
  return isHeld(kind) ? read(`select "${governingColumn(kind)}" from "${kind.table}" where id = ?`) : [];
}

/** Those of the containers in which the actor has less than the role. */
export function lacking(session: Session, containers: readonly number[], role: Role): number[] {
  const has = session.handle.prepare('select 1 from reach where container_id = ? and role >= ?');
  return containers.filter((id) => has.get(id, rank(role)) === undefined);
}
