import { withArticle } from '../domain/article.ts';
import { sql } from 'kysely';
import type { Draft, Field, RecordKind } from '../kinds/kind.ts';
import { Conflict } from '../domain/errors.ts';
import { governingList } from '../kinds/governing.ts';
import { record } from './audit.ts';
import { ranges } from './picked.ts';
import { ensureReach } from './reach.ts';
import { demand } from './permit.ts';
import { sessionOf, type Reading, type Session } from './session.ts';

/** Errors: Forbidden unless the actor may insert into each of the projects. */
export async function demandInsertInAll(session: Session, kind: RecordKind, projects: Iterable<number>): Promise<void> {
  for (const project of new Set(projects))
    await demand(session, 'insert', 'project', project, `insert ${kind.plural} into this project`);
}

/**
 * Errors: Forbidden unless the actor may take the record out of the projects that it leaves and put it into those that it enters.
 * The draft has the projects that the actor sees; those that are hidden stay, and ask for nothing.
 */
export async function demandPlacement(reading: Reading, kind: RecordKind, id: number, { lists }: Draft): Promise<void> {
  const field = governingList(kind);
  if (field === undefined) return;
  const after = lists[field.name] ?? [];
  const session = sessionOf(reading);
  await ensureReach(session);
  const { table, owner, item } = field.list;
  const present = session.handle
    .prepare(`select "${item}" from "${table}" where "${owner}" = ? and "${item}" in (select container_id from reach)`)
    .pluck()
    .all(id) as number[];
  const added = after.map(Number).filter((project) => !present.includes(project));
  const left = present.filter((project) => !after.includes(project));
  if (added.length > 0) {
    await demand(session, 'attach', kind.name, id, `put this ${kind.name} into another project`);
    await demandInsertInAll(session, kind, added);
    if (await opens(session, field.list, id, added))
      await demand(session, 'expose', kind.name, id, `make this ${kind.name} public`);
  }
  for (const project of left)
    await demand(session, 'delete', 'project', project, `take this ${kind.name} out of its project`);
}

/**
 * To be called before records change their projects; what it returns is called afterwards, and writes into each project's log
 * which of them left or came.
 */
export function watchPlacement(session: Session, kind: RecordKind, ids: readonly number[]): () => Promise<void> {
  const field = governingList(kind);
  if (field === undefined) return async () => undefined;
  const { table, owner, item } = field.list;
  const placed = (): Set<string> =>
    new Set(
      session.handle
        .prepare(
          `select "${item}" || ' ' || "${owner}" from "${table}" where "${owner}" in (select value from json_each(?))`,
        )
        .pluck()
        .all(JSON.stringify(ids)) as string[],
    );
  const was = placed();
  return async () => {
    const is = placed();
    for (const [side, some, others] of [
      ['before', was, is],
      ['after', is, was],
    ] as const)
      for (const [project, moved] of byProject([...some].filter((one) => !others.has(one))))
        await record(session, {
          kind: 'project',
          id: project,
          [side]: { [kind.name]: ranges(moved), count: moved.length },
        });
  };
}

function byProject(pairs: readonly string[]): [number, number[]][] {
  const out = new Map<number, number[]>();
  for (const pair of pairs) {
    const [project = 0, id = 0] = pair.split(' ').map(Number);
    const ids = out.get(project);
    if (ids === undefined) out.set(project, [id]);
    else ids.push(id);
  }
  return [...out].map(([project, ids]): [number, number[]] => [project, ids.toSorted((a, b) => a - b)]);
}

/** Whether everybody reads the record from now on who did not before. */
async function opens(
  { trx }: Session,
  { table, owner, item }: NonNullable<Field['list']>,
  id: number,
  added: readonly number[],
): Promise<boolean> {
  const { rows } = await sql<{ before: number; after: number }>`select
    exists (select 1 from ${sql.table(table)} l join container c on c.id = ${sql.ref(`l.${item}`)}
      where ${sql.ref(`l.${owner}`)} = ${id} and c.privacy = 'public') as before,
    exists (select 1 from container c where c.id in (${sql.join(added)}) and c.privacy = 'public') as after`.execute(
    trx,
  );
  return rows[0]?.before === 0 && rows[0].after === 1;
}

/** Errors: Conflict, in words that name nothing, where a record now shares its name with another of one of its projects. */
export function demandUniqueWithin(session: Session, kind: RecordKind, ids: Iterable<number>): void {
  const field = governingList(kind);
  if (field === undefined || kind.uniqueWithin === undefined) return;
  const { table, owner, item } = field.list;
  const same = kind.key.map(({ sql: part }) => `o.${part} is t.${part}`).join(' and ');
  const statement = session.handle.prepare(
    `select 1 from "${kind.table}" t join "${kind.table}" o on ${same} and o.id <> t.id
      where t.id = ? and exists (select 1 from "${table}" a join "${table}" b on a."${item}" = b."${item}"
        where a."${owner}" = t.id and b."${owner}" = o.id)`,
  );
  for (const id of ids)
    if (statement.get(id) !== undefined)
      throw new Conflict(
        `${withArticle(kind.name)} of one of its projects is called so already`,
        'Choose another name.',
        'name-unavailable',
      );
}

/** Whether anything is governed by the project. */
export function governsAny(reading: Reading, kind: RecordKind, project: number): boolean {
  const field = governingList(kind);
  if (field === undefined) return false;
  const { table, item } = field.list;
  return (
    sessionOf(reading).handle.prepare(`select 1 from "${table}" where "${item}" = ? limit 1`).get(project) !== undefined
  );
}
