import { withArticle } from '../domain/article.ts';
import { sql } from 'kysely';
import type { Database } from '../db/schema.ts';
import { containerKindNamed } from '../kinds/containers.ts';
import { governingColumn, governingProjects, isHeld } from '../kinds/governing.ts';
import { kindNamed, kindOf } from '../kinds/index.ts';
import { roleOf, roleWord } from '../domain/vocabulary.ts';
import { asActor } from './as-actor.ts';
import { allowed } from './conditions.ts';
import { askPaths, type Asked } from './asked-paths.ts';
import { cellOf, codeOf, viaRank, type Cell } from './cells.ts';
import { strangerId, type Path } from './paths.ts';
import { asOf, type Moment } from './history.ts';
import { keepersOf, type Keeper } from './keepers.ts';
import { heldByToken, permitted } from './permit.ts';
import { rowsOf } from './rows.ts';
import type { RuleAction, RuleSubject } from './rules.ts';
import type { Rosters } from './unseen-groups.ts';
import { anonymous, seesAll, sessionOf, type Actor, type Belonging, type Reading, type Session } from './session.ts';

/** Runs `ask` with another user's rights, for questions about them; `belonging` says what is taken for true about their groups. A disabled user has none: `ask` is not called. */
export async function underRightsOf<T>(
  reading: Reading,
  user: {
    id: number;
    login: string;
    level: Actor['level'];
    disabled_at: string | null;
    person_id: number | null;
  } | null,
  ask: () => Promise<T>,
  belonging?: Belonging,
): Promise<T | undefined> {
  if (user !== null && user.disabled_at !== null) return undefined;
  const session = sessionOf(reading);
  if (user === null) return asActor(session, anonymous, ask, belonging);
  const { id, login, level, person_id: personId } = user;
  const { scope } = session.actor;
  // What holds the asker back does so in questions about themselves.
  const held = id === session.actor.id && scope !== undefined ? { scope } : {};
  return asActor(session, { id, login, level, personId, ...held }, ask, belonging);
}

/** Whether the actor may not, but might with another token or none. */
export const heldBackFrom = (
  reading: Reading,
  action: RuleAction,
  subject: RuleSubject,
  id: number | null,
): Promise<boolean> => heldByToken(sessionOf(reading), action, subject, id);

/** Somebody of level full who is in nothing: what they may, privacy gives, or a group that they are taken to be in. */
export const stranger = { id: strangerId, login: '', level: 'full', disabled_at: null, person_id: null } as const;

/** Whether the actor may do it; `id` is the row's, null for what is about no row. */
export const may = (reading: Reading, action: RuleAction, subject: RuleSubject, id: number | null): Promise<boolean> =>
  permitted(sessionOf(reading), action, subject, id);

export interface ExplainedPath {
  container: string;
  /** In the words of its kind. */
  role: string;
  via: string;
  /** When the path ends by itself. */
  until: string | null;
  membership: {
    container: string;
    member: string;
    role: string;
    granted_by: string | null;
    granted_at: string;
    until: string | null;
  } | null;
}

/**
 * Every path by which a user (0: anonymous) has, or had at a moment, a role in a container, strongest first, with the
 * membership that grants it; none through groups whose people the asker may not see. What may be named is settled by the
 * asker's rights of now.
 */
export async function explainPaths(
  reading: Reading,
  user: number,
  container: number,
  { rosters, moment, among }: { rosters: Rosters; moment?: Moment; among?: (path: Path) => boolean },
): Promise<ExplainedPath[]> {
  const session = sessionOf(reading);
  const now = moment !== undefined && seesAll(session.actor) ? await allContainers(reading) : undefined;
  const deleted = new Map<number, string>();
  const rows = await asOf(reading, moment, async () => {
    if (now !== undefined)
      for (const { id, kind, name } of await allContainers(reading))
        if (!now.some((known) => known.id === id)) deleted.set(id, `${kind}/${name}`);
    const found = askPaths<Path>(session, 'explain', { user, container }, (every) =>
      every
        .orderBy(sql`role desc`)
        .orderBy(viaRank, 'desc')
        .orderBy(sql`membership_id`),
    ).filter(among ?? (() => true));
    return Promise.all(found.map(async (path) => ({ path, row: await membershipRow(session, path.membership_id) })));
  });
  const nameOf = async (id: number): Promise<string> => deleted.get(id) ?? (await containerName(session, id));
  const name = await nameOf(container);
  const word = (role: number): string => roleWord(roleOf(role), name.split('/')[0] ?? '');
  // Who was let into a project, and by whom, is for its members, also where a dataset of it is asked about.
  const isTold = async (id: number): Promise<boolean> =>
    user === session.actor.id || seesAll(session.actor) || permitted(session, 'members', 'project', id);
  const out: ExplainedPath[] = [];
  for (const { path, row } of rows) {
    if (path.group_id !== null && rosters !== 'all' && !rosters.includes(path.group_id)) continue;
    const through = path.via === 'project' ? path.project_id : path.via === 'group' ? path.group_id : null;
    out.push({
      container: name,
      role: word(path.role),
      via: through === null ? path.via : await nameOf(through),
      until: path.until,
      membership: row === undefined || !(await isTold(row.container_id)) ? null : await grantOf(row, nameOf),
    });
  }
  return out;
}

async function grantOf(
  row: MembershipRow,
  nameOf: (id: number) => Promise<string>,
): Promise<ExplainedPath['membership']> {
  const container = await nameOf(row.container_id);
  const [kind = ''] = container.split('/');
  return {
    container,
    member: row.login ?? (await nameOf(row.group_id ?? 0)),
    role: roleWord(roleOf(row.role), kind),
    granted_by: row.granted_by,
    granted_at: row.granted_at,
    until: row.until,
  };
}

/** `kind/name` where the asker reads it, else words that say no more than its kind. */
async function containerName(session: Session, id: number): Promise<string> {
  const row = await session.trx
    .selectFrom('container')
    .select(['kind', 'name'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return 'a container that is gone';
  if (await permitted(session, 'read', row.kind as RuleSubject, id)) return `${row.kind}/${row.name}`;
  return row.kind === 'project' ? 'its project' : withArticle(row.kind);
}

type MembershipRow = NonNullable<Awaited<ReturnType<typeof membershipRow>>>;
const membershipRow = async (session: Session, id: number | null) =>
  id === null
    ? undefined
    : session.trx
        .selectFrom('membership as m')
        .leftJoin('lab_user as u', 'u.id', 'm.user_id')
        .leftJoin('lab_user as by', 'by.id', 'm.granted_by')
        .select([
          'm.container_id',
          'm.group_id',
          'm.role',
          'm.granted_at',
          'm.until',
          'u.login',
          'by.login as granted_by',
        ])
        .where('m.id', '=', id)
        .executeTakeFirst();

/** The strongest path of every enabled user (or one, 0 being anonymous) in every container (or one), as access/cells.ts orders them. */
export async function strongest(reading: Reading, filter: Asked): Promise<Cell[]> {
  const rows = askPaths<Parameters<typeof cellOf>[0]>(sessionOf(reading), 'strongest', filter, (every) =>
    every
      .clearSelect()
      .select([sql<number>`user_id`.as('u'), sql<number>`container_id`.as('c'), sql<number>`max(${codeOf})`.as('code')])
      .groupBy([sql`user_id`, sql`container_id`]),
  );
  return rows.map(cellOf);
}

/**
 * When the paths of a container that are alike end by themselves, the latest of them; those without an end are left out.
 * By user, role, `via`, and the group or project, as `pathKey` writes them.
 */
export async function endsOf(
  reading: Reading,
  { container, rosters }: { container: number; rosters: Rosters },
): Promise<Map<string, string>> {
  const never = '~';
  const ends = askPaths<Omit<Cell, 'role'> & { role: number; until: string }>(
    sessionOf(reading),
    'ends',
    { container, rosters },
    (every) =>
      every
        .clearSelect()
        .select([
          sql<number>`user_id`.as('userId'),
          sql<number>`role`.as('role'),
          sql<Cell['via']>`via`.as('via'),
          sql<number>`coalesce(case via when 'project' then project_id when 'group' then group_id end, 0)`.as(
            'through',
          ),
          sql<string>`max(coalesce(until, ${never}))`.as('until'),
        ])
        .groupBy([sql`1`, sql`2`, sql`3`, sql`4`])
        .having(sql<boolean>`max(coalesce(until, ${never})) < ${never}`),
  );
  return new Map(ends.map((row) => [pathKey({ ...row, role: roleOf(row.role) }), row.until]));
}

export const pathKey = ({ userId, role, via, through }: Omit<Cell, 'containerId'>): string =>
  `${userId} ${role} ${via} ${through}`;

export type ContainerName = Pick<Database['container'], 'kind' | 'name' | 'privacy'> & { id: number };

/** Every container, for those who may ask about all of them; the caller names only what the asker may see. */
export const allContainers = async (reading: Reading): Promise<ContainerName[]> =>
  sessionOf(reading).trx.selectFrom('container').select(['id', 'kind', 'name', 'privacy']).execute();

/** The containers of which the actor may, by action, as a set of ids. */
export async function idsWhere(
  reading: Reading,
  action: RuleAction,
  kinds: readonly RuleSubject[],
): Promise<Set<number>> {
  const session = sessionOf(reading);
  const out = new Set<number>();
  for (const kind of kinds) {
    const condition = await allowed(session, action, kind);
    const query = sql<{ id: number }>`select t.id from container as t where t.kind = ${kind} and ${condition}`;
    for (const { id } of rowsOf(session, query)) out.add(id);
  }
  return out;
}

/** The containers whose roles decide over the object: itself, the projects that it is in, or every dataset that a record's visibility depends on, its own first. */
export async function governorsOf(reading: Reading, subject: RuleSubject, id: number): Promise<number[]> {
  const { trx } = sessionOf(reading);
  if (containerKindNamed(subject) !== undefined) return [id];
  const kind = kindOf(subject);
  const list = governingProjects(kind);
  if (list !== undefined) {
    const { rows } = await sql<{ id: number }>`
      select ${sql.ref(`l.${list.item}`)} as id from ${sql.table(kind.table)} t
      join ${sql.table(list.table)} l on ${sql.ref(`l.${list.owner}`)} = ${sql.ref(`t.${list.of}`)}
      where t.id = ${id} order by l.position`.execute(trx);
    return rows.map((row) => row.id);
  }
  if (!isHeld(kind)) return [];
  if (kind.governedBy !== 'dataset') {
    const column = sql.ref(governingColumn(kind) ?? 'id');
    const { rows } = await sql<{
      id: number;
    }>`select ${column} as id from ${sql.table(kind.table)} where id = ${id}`.execute(trx);
    return rows.map((row) => row.id);
  }
  const row = await trx
    .selectFrom(subject as 'individual')
    .innerJoin('scope as s', 's.id', `${subject as 'individual'}.scope_id`)
    .select(['dataset_id', 's.d1', 's.d2', 's.d3'])
    .where(`${subject as 'individual'}.id`, '=', id)
    .executeTakeFirst();
  if (row === undefined) return [];
  return [...new Set([row.dataset_id, row.d1, row.d2, row.d3])].filter((dataset) => dataset !== 0);
}

/** The projects of the subject that the record hangs on: one of them must be readable, too. */
export async function projectsAbove(reading: Reading, subject: RuleSubject, id: number): Promise<number[]> {
  if (kindNamed(subject)?.governedBy !== 'dataset') return [];
  const { rows } = await sql<{ id: number }>`
    select sp.project_id as id from ${sql.table(subject)} t cross join scope s cross join subject_project sp
    where t.id = ${id} and s.id = t.scope_id and sp.subject_id = s.subject_id order by sp.position`.execute(
    sessionOf(reading).trx,
  );
  return rows.map((row) => row.id);
}

/** The managed biocollections that decide over the action on a record instead of its dataset; mostly none. */
export const curatorsOf = (
  reading: Reading,
  action: RuleAction,
  subject: RuleSubject,
  id: number | null,
): Promise<Keeper[]> => (id === null ? Promise.resolve([]) : keepersOf(sessionOf(reading), action, subject, id));
