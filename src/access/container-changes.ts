import { withArticle } from '../domain/article.ts';
import type { ContainerRow } from './containers.ts';
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { type ContainerKind } from '../kinds/containers.ts';
import { Conflict } from '../domain/errors.ts';
import { nameKey } from '../domain/name-key.ts';
import type { Privacy } from '../domain/vocabulary.ts';
import { record } from './audit.ts';
import { allowed } from './conditions.ts';
import { setLists } from './container-lists.ts';
import { writeMembership } from './membership-rows.ts';
import { demand, permitted } from './permit.ts';
import { forgetReach } from './reach.ts';
import { sessionOf, type Reading, type Session, type Writing } from './session.ts';

export const demandCreate = async (reading: Reading, kind: ContainerKind): Promise<void> =>
  demand(sessionOf(reading), 'create', kind.name, null, `create ${withArticle(kind.name)}`);

export const demandConfigure = async (writing: Writing, kind: ContainerKind, row: ContainerRow): Promise<void> =>
  demand(sessionOf(writing), 'configure', kind.name, row.id, `change ${kind.name}/${row.name}`);

export const demandRemove = async (writing: Writing, kind: ContainerKind, row: ContainerRow): Promise<void> =>
  demand(sessionOf(writing), 'remove', kind.name, row.id, `delete ${kind.name}/${row.name}`);

/** Putting a dataset into a project needs the role contributor there, beside owning the dataset. */
export const demandAttach = async (writing: Writing, project: ContainerRow): Promise<void> =>
  demand(sessionOf(writing), 'delete', 'project', project.id, `put datasets into project/${project.name}`);

export interface ContainerValues {
  container: Record<string, string | number | null>;
  own: Record<string, string | number | null>;
  /** Ids of the records that the stated fields name. */
  lists: Record<string, readonly number[]>;
}

/** Errors: Forbidden below level full; Conflict `name-unavailable`, in fixed words, when the name is taken by what the actor cannot see. */
export async function insertContainer(
  writing: Writing,
  kind: ContainerKind,
  name: string,
  values: ContainerValues,
  { workspaceOf, job }: { workspaceOf?: number; job?: number } = {},
): Promise<number> {
  const session = sessionOf(writing);
  const { trx, now, actor } = session;
  if (workspaceOf === undefined) await demandCreate(writing, kind);
  else await demandNoWorkspace(session, kind, workspaceOf);
  const taken = await trx
    .selectFrom('container')
    .select('id')
    .where('kind', '=', kind.name)
    .where('name_key', '=', nameKey(name))
    .executeTakeFirst();
  if (taken !== undefined) throw unavailable(kind.name);
  const { id } = await trx
    .insertInto('container')
    .values({
      uuid: randomBytes(16),
      kind: kind.name,
      name,
      name_key: nameKey(name),
      title: null,
      description: null,
      privacy: kind.privacies[0] as Privacy,
      licence: null,
      project_id: null,
      workspace_of: workspaceOf ?? null,
      created_at: now,
      updated_at: now,
      ...values.container,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await trx
    .insertInto(kind.table)
    .values({ id, ...values.own })
    .execute();
  await setLists(session, kind, id, values.lists);
  const cause = job === undefined ? {} : { job };
  await record(session, {
    kind: kind.name,
    id,
    after: {
      name,
      ...values.container,
      ...values.own,
      ...values.lists,
    },
    ...cause,
  });
  const owner = { user_id: workspaceOf ?? actor.id, group_id: null };
  await writeMembership(session, id, owner, {
    role: 'owner',
    grantedBy: actor.id === 0 ? null : actor.id,
    ...cause,
  });
  return id;
}

/** A workspace needs no right, so it can only be the user's first. */
async function demandNoWorkspace({ trx }: Session, kind: ContainerKind, user: number): Promise<void> {
  const first = await trx
    .selectFrom('container')
    .select('id')
    .where('kind', '=', kind.name)
    .where('workspace_of', '=', user)
    .executeTakeFirst();
  if (first !== undefined) throw new Error('this user has a workspace');
}

export const unavailable = (kind: string): Conflict =>
  new Conflict(`this ${kind} name cannot be used`, 'Choose another.', 'name-unavailable');

/** A name for a workspace: the wished one, or with the first suffix that is free. */
export async function freeName(writing: Writing, kind: ContainerKind, wished: string): Promise<string> {
  const { trx } = sessionOf(writing);
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wished : `${wished}-${number}`;
    const taken = await trx
      .selectFrom('container')
      .select('id')
      .where('kind', '=', kind.name)
      .where('name_key', '=', nameKey(name))
      .executeTakeFirst();
    if (taken === undefined) return name;
  }
}

/** The condition of `configure` stands in the statement itself. `before` and `after` go to the audit log. */
export async function updateContainer(
  writing: Writing,
  kind: ContainerKind,
  row: ContainerRow,
  values: ContainerValues,
  before: unknown,
  job?: number,
): Promise<void> {
  const session = sessionOf(writing);
  const { trx, now } = session;
  await demandConfigure(writing, kind, row);
  const name = values.container['name'];
  const renamed = typeof name === 'string' ? { name_key: nameKey(name) } : {};
  if (typeof name === 'string') {
    const taken = await trx
      .selectFrom('container')
      .select('id')
      .where('kind', '=', kind.name)
      .where('name_key', '=', nameKey(name))
      .where('id', '<>', row.id)
      .executeTakeFirst();
    if (taken !== undefined) throw unavailable(kind.name);
  }
  const changes = Object.entries({ ...values.container, ...renamed, updated_at: now }).map(
    ([column, value]) => sql`${sql.ref(column)} = ${value}`,
  );
  await sql`update container as t set ${sql.join(changes)} where t.id = ${row.id} and ${await allowed(session, 'configure', kind.name)}`.execute(
    trx,
  );
  if (Object.keys(values.own).length > 0)
    await trx
      .updateTable(kind.table)
      .set(values.own as never)
      .where('id', '=', row.id)
      .execute();
  await setLists(session, kind, row.id, values.lists);
  forgetReach(session);
  await record(session, {
    kind: kind.name,
    id: row.id,
    // With the columns on which rights depend as they are stored, so that the log can be wound back (history.ts).
    before: { ...(before as object), ...rightsOf(row, values) },
    after: { ...values.container, ...values.own, ...values.lists },
    ...(job === undefined ? {} : { job }),
  });
}

const rightsOf = (row: ContainerRow, { container }: ContainerValues) =>
  Object.fromEntries(
    (['privacy', 'project_id'] as const).flatMap((column) => (column in container ? [[column, row[column]]] : [])),
  );

/** Takes a dataset out of its project; its own act, because the project's owner may do it too. */
export async function detach(writing: Writing, row: ContainerRow): Promise<void> {
  const session = sessionOf(writing);
  if (row.project_id === null || !(await permitted(session, 'configure', 'project', row.project_id)))
    await demand(session, 'configure', 'dataset', row.id, `take dataset/${row.name} out of its project`);
  await session.trx
    .updateTable('container')
    .set({ project_id: null, updated_at: session.now })
    .where('id', '=', row.id)
    .execute();
  forgetReach(session);
  await record(session, {
    kind: 'dataset',
    id: row.id,
    before: { project_id: row.project_id },
    after: { project_id: null },
  });
}

/** Removes the container with its memberships; the caller has emptied it. */
export async function removeContainer(writing: Writing, kind: ContainerKind, row: ContainerRow): Promise<void> {
  const session = sessionOf(writing);
  const { trx } = session;
  await demand(session, 'remove', kind.name, row.id, `delete ${kind.name}/${row.name}`);
  const memberships = await trx
    .deleteFrom('membership')
    .where((or) => or.or([or('container_id', '=', row.id), or('group_id', '=', row.id)]))
    .returningAll()
    .execute();
  await trx
    .deleteFrom('scope')
    .where((or) => or.or([or('d1', '=', row.id), or('d2', '=', row.id), or('d3', '=', row.id)]))
    .execute();
  await trx.deleteFrom('container').where('id', '=', row.id).execute();
  forgetReach(session);
  await record(session, { kind: kind.name, id: row.id, before: row });
  for (const membership of memberships)
    await record(session, { kind: 'membership', id: membership.id, before: membership });
}
