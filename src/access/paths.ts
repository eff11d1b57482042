import { sql, type Kysely, type RawBuilder, type SelectQueryBuilder } from 'kysely';
import type { Database } from '../db/schema.ts';
import { rank } from '../domain/vocabulary.ts';
import { lasting } from './lasting.ts';
import { standIn } from './remembered.ts';
import { amongNamed, type Scope } from './scope.ts';

/** One way by which a user has a role in a container. */
export interface Path {
  user_id: number;
  container_id: number;
  /** After the level cap, 1 viewer to 5 owner. */
  role: number;
  via: 'superadmin' | 'direct' | 'group' | 'project' | 'registered' | 'public';
  /** The membership row that grants it, if one does. */
  membership_id: number | null;
  /** The group whose membership it is, if it is a group's. */
  group_id: number | null;
  /** The project through which it reaches a `project` dataset. */
  project_id: number | null;
  /** When it ends by itself: the earliest end of the memberships that it is made of. */
  until: string | null;
}

interface Who {
  id: number;
  level: number;
  disabled_at: string | null;
}

export interface PathFilter {
  now: string;
  /** Whom a token holds back: their roles are at most what it allows. */
  held?: { user: number; scope: Scope } | undefined;
  /** One user's id, 0 for anonymous, strangerId; absent for all enabled users. */
  user?: number;
  container?: number;
  /** A table of a statement about many, with whoever it is about; their ids differ. */
  among?: RawBuilder<Who>;
  /** The ids of the containers that it is about. */
  within?: RawBuilder<unknown>;
}

/** Somebody of level full whom the user table does not have. */
export const strangerId = -1;

/** Who stands for the user in a statement that is the same for all; anonymous and the stranger are in no table. */
export const placeOf = (user: number): number => (user === 0 || user === strangerId ? user : standIn.user);

/** What the level lets a stored role amount to: a registered user is at most a viewer. */
const capped = sql<number>`case when u.level >= 2 then m.role else 1 end`;
const none = sql<number | null>`null`;
const never = sql<string | null>`null`;
const earliest = sql<string | null>`case when m.until is null or gm.until < m.until then gm.until else m.until end`;

/**
 * THE query of paths: held directly, held through a group, either of them through the project of a `project` dataset,
 * what privacy gives, superadmin. `check`, `reach`, `who` and `matrix` are its maximum, `explain` is its rows.
 * The order of the cross joins is the order in which SQLite runs them: starting from the membership side is 15 times slower.
 */
export function paths(db: Kysely<Database>, filter: PathFilter): SelectQueryBuilder<Database, never, Path> {
  const users = () => {
    const source =
      filter.user === 0 || filter.user === strangerId
        ? sql<Who>`(select ${sql.lit(filter.user)} as id, ${sql.lit(filter.user === 0 ? 0 : 2)} as level, null as disabled_at)`
        : (filter.among ?? sql<Who>`lab_user`);
    const enabled = db.selectFrom(source.as('u')).where('u.disabled_at', 'is', null);
    return filter.user === undefined ? enabled : enabled.where('u.id', '=', filter.user);
  };
  const wanted =
    filter.within === undefined
      ? filter.container === undefined
        ? undefined
        : sql`= ${filter.container}`
      : sql`in ${filter.within}`;
  const here = (column: string) =>
    wanted === undefined ? sql<boolean>`1` : sql<boolean>`${sql.ref(column)} ${wanted}`;
  // Of a container's project alone: else all memberships of everybody would be looked at for one container.
  const above = (column: string) =>
    wanted === undefined
      ? sql<boolean>`1`
      : sql<boolean>`${sql.ref(column)} ${filter.within === undefined ? sql`=` : sql`in`} (select project_id from container where id ${wanted})`;
  const direct = () =>
    users().crossJoin('membership as m').whereRef('m.user_id', '=', 'u.id').where(lasting('m', filter.now));
  const byGroup = () =>
    users()
      .crossJoin('membership as gm')
      .crossJoin('membership as m')
      .whereRef('gm.user_id', '=', 'u.id')
      .whereRef('m.group_id', '=', 'gm.container_id')
      .where(lasting('gm', filter.now))
      .where(lasting('m', filter.now));
  const superadmins = () => users().where('u.level', '=', 3).crossJoin('container as c');
  const floors = () =>
    users()
      .crossJoin('container as c')
      .where('c.privacy', 'in', ['public', 'registered'])
      .where(sql<boolean>`(c.privacy = 'public' or u.level >= 1)`);

  const held = (via: Path['via'], group: 'gm' | null) =>
    [
      'u.id as user_id',
      'm.container_id as container_id',
      capped.as('role'),
      sql<Path['via']>`${sql.lit(via)}`.as('via'),
      sql<number | null>`m.id`.as('membership_id'),
      (group === null ? none : sql<number | null>`gm.container_id`).as('group_id'),
      none.as('project_id'),
      (group === null ? sql<string | null>`m.until` : earliest).as('until'),
    ] as const;
  const throughProject = (group: 'gm' | null) =>
    [
      'u.id as user_id',
      'd.id as container_id',
      capped.as('role'),
      sql<Path['via']>`'project'`.as('via'),
      sql<number | null>`m.id`.as('membership_id'),
      (group === null ? none : sql<number | null>`gm.container_id`).as('group_id'),
      sql<number | null>`m.container_id`.as('project_id'),
      (group === null ? sql<string | null>`m.until` : earliest).as('until'),
    ] as const;
  const given = (via: 'superadmin' | null, container: 'c' | 'd') =>
    [
      'u.id as user_id',
      sql<number>`${sql.ref(`${container}.id`)}`.as('container_id'),
      sql<number>`${sql.lit(via === null ? 1 : 5)}`.as('role'),
      (via === null ? sql<Path['via']>`c.privacy` : sql<Path['via']>`${sql.lit(via)}`).as('via'),
      none.as('membership_id'),
      none.as('group_id'),
      (container === 'd' ? sql<number | null>`c.id` : none).as('project_id'),
      never.as('until'),
    ] as const;

  const all = direct()
    .where(here('m.container_id'))
    .select(held('direct', null))
    .unionAll(byGroup().where(here('m.container_id')).select(held('group', 'gm')))
    .unionAll(
      direct()
        .where(above('m.container_id'))
        .crossJoin('container as d')
        .whereRef('d.project_id', '=', 'm.container_id')
        .where('d.privacy', '=', 'project')
        .where(here('d.id'))
        .select(throughProject(null)),
    )
    .unionAll(
      byGroup()
        .where(above('m.container_id'))
        .crossJoin('container as d')
        .whereRef('d.project_id', '=', 'm.container_id')
        .where('d.privacy', '=', 'project')
        .where(here('d.id'))
        .select(throughProject('gm')),
    )
    .unionAll(floors().where(here('c.id')).select(given(null, 'c')))
    .unionAll(
      floors()
        .where(above('c.id'))
        .crossJoin('container as d')
        .whereRef('d.project_id', '=', 'c.id')
        .where('d.privacy', '=', 'project')
        .where(here('d.id'))
        .select(given(null, 'd')),
    )
    .unionAll(superadmins().where(here('c.id')).select(given('superadmin', 'c')));
  const rows: unknown =
    filter.held === undefined ? db.selectFrom(all.as('path')).selectAll() : underToken(db, all, filter.held);
  return rows as SelectQueryBuilder<Database, never, Path>;
}

/** The last step: no role is more than the token allows, and where it does not reach there is what everybody reads. */
function underToken(
  db: Kysely<Database>,
  all: SelectQueryBuilder<Database, never, Path>,
  { user, scope }: NonNullable<PathFilter['held']>,
) {
  const most = rank(scope.role);
  const rows = db
    .selectFrom(all.as('path'))
    .select(['user_id', 'container_id', 'via', 'membership_id', 'group_id', 'project_id', 'until'])
    .select(sql<number>`case when user_id = ${user} then min(role, ${most}) else role end`.as('role'));
  const reached =
    scope.containers === undefined
      ? rows
      : rows.where(
          sql<boolean>`(user_id <> ${user} or via = 'public' or ${amongNamed(sql.ref('container_id'), scope.containers)})`,
        );
  // Under the name of the column that it is made from, a role would be the uncapped one in what is asked of it.
  return db.selectFrom(reached.as('path')).selectAll();
}
