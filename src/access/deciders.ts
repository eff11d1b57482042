import { sql } from 'kysely';
import { levelOf, levelRank, rank, roleOf, type Role } from '../domain/vocabulary.ts';
import type { ContainerRow } from './containers.ts';
import { lasting } from './lasting.ts';
import { paths } from './paths.ts';
import { permitted } from './permit.ts';
import { sessionOf, type Reading } from './session.ts';
import type { Rosters } from './unseen-groups.ts';
import type { UserRow } from './users.ts';

/** Somebody who decides over a container, or over users. */
export type Decider = Pick<UserRow, 'id' | 'login' | 'level' | 'person_id'> & {
  /** Whether the asker may know that they do. */
  shown: boolean;
};

/** Enabled users who are manager or owner by membership, by login. */
export async function managersOf(reading: Reading, container: ContainerRow, rosters: Rosters): Promise<Decider[]> {
  const session = sessionOf(reading);
  const { trx, now } = session;
  const seen =
    rosters === 'all'
      ? sql<number>`1`
      : sql<number>`group_id in (select value from json_each(${JSON.stringify(rosters)}))`;
  const held = paths(trx, { now, container: container.id })
    .where(sql<boolean>`via in ('direct', 'group', 'project') and role >= ${rank('manager')}`)
    .clearSelect()
    .select([sql<number>`user_id`.as('id'), sql<number>`max(group_id is null or ${seen})`.as('shown')])
    .groupBy(sql`user_id`);
  const members = await permitted(session, 'members', container.kind, container.id);
  const rows = await trx
    .selectFrom(held.as('h'))
    .innerJoin('lab_user as u', (on) => on.on(sql<boolean>`u.id = h.id`))
    .select(['u.id', 'u.login', 'u.level', 'u.person_id', sql<number>`h.shown`.as('shown')])
    .orderBy('u.login_key')
    .execute();
  return rows.map((row) => ({ ...row, level: levelOf(row.level), shown: members && row.shown === 1 }));
}

/** Any enabled superadmin; there always is one. */
export async function someSuperadmin(reading: Reading): Promise<Decider> {
  const row = await sessionOf(reading)
    .trx.selectFrom('lab_user')
    .select(['id', 'login', 'level', 'person_id'])
    .where('level', '=', levelRank('superadmin'))
    .where('disabled_at', 'is', null)
    .orderBy('id')
    .limit(1)
    .executeTakeFirstOrThrow();
  return { ...row, level: levelOf(row.level), shown: false };
}

/** The groups that hold a role in the container, where the asker may see its members; the strongest first. */
export async function groupsIn(reading: Reading, container: ContainerRow): Promise<{ id: number; role: Role }[]> {
  const session = sessionOf(reading);
  if (!(await permitted(session, 'members', container.kind, container.id))) return [];
  const rows = await session.trx
    .selectFrom('membership as m')
    .innerJoin('container as g', 'g.id', 'm.group_id')
    .select(['g.id', 'm.role'])
    .where('m.container_id', '=', container.id)
    .where(lasting('m', session.now))
    .orderBy('m.role', 'desc')
    .orderBy('g.name_key')
    .execute();
  return rows.map(({ id, role }) => ({ id, role: roleOf(role) }));
}
