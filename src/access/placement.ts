import { withArticle } from '../domain/article.ts';
import { sql } from 'kysely';
import type { Draft, RecordKind } from '../kinds/kind.ts';
import { Conflict } from '../domain/errors.ts';
import { governingList } from '../kinds/governing.ts';
import { record } from './audit.ts';
import { ranges } from './picked.ts';
import { allowed } from './conditions.ts';
import { hole, prepare } from './lookup.ts';
import { ensureReach } from './reach.ts';
import { demand } from './permit.ts';
import type { RuleAction, RuleSubject } from './rules.ts';
import { sessionOf, type Reading, type Session } from './session.ts';

/** Errors: Forbidden unless the actor may insert into each of the projects. */
export async function demandInsertInAll(session: Session, kind: RecordKind, projects: Iterable<number>): Promise<void> {
  for (const project of new Set(projects))
    await demand(session, 'insert', 'project', project, `insert ${kind.plural} into this project`);
}

/** What stands in the way of a placement: the right that is missing, and what it would allow. */
interface Refusal {
  action: RuleAction;
  subject: RuleSubject;
  id: number;
  deed: string;
}

/** Whether a record may be taken out of the projects that a draft leaves and put into those that it enters; undefined when it may. */
export type PlacementJudge = (id: number, draft: Draft) => Refusal | undefined;

/** For rows of files, which ask it thousands of times. The draft has the projects that the actor sees; those that are hidden stay, and ask for nothing. */
export async function placementJudge(reading: Reading, kind: RecordKind): Promise<PlacementJudge> {
  const field = governingList(kind);
  if (field === undefined) return () => undefined;
  const session = sessionOf(reading);
  await ensureReach(session);
  const { table, owner, item } = field.list;
  const { handle } = session;
  const seen = handle
    .prepare(`select "${item}" from "${table}" where "${owner}" = ? and "${item}" in (select container_id from reach)`)
    .pluck();
  const isPublic = handle.prepare("select 1 from container where id = ? and privacy = 'public'");
  const inPublic = handle.prepare(
    `select 1 from "${table}" l join container c on c.id = l."${item}" where l."${owner}" = ? and c.privacy = 'public'`,
  );
  const asker = async (action: RuleAction, subject: RuleSubject, from: string): Promise<(id: number) => boolean> => {
    const ask = prepare(
      session,
      sql`select t.id from ${sql.table(from)} as t where t.id = ${hole} and ${await allowed(session, action, subject)}`,
    );
    return (id) => ask(id).length > 0;
  };
  const mayAttach = await asker('attach', kind.name, kind.table);
  const mayExpose = await asker('expose', kind.name, kind.table);
  const mayInsert = await asker('insert', 'project', 'container');
  const mayDelete = await asker('delete', 'project', 'container');

  return (id, { lists }) => {
    const after = (lists[field.name] ?? []).map(Number);
    const present = seen.all(id) as number[];
    const added = after.filter((project) => !present.includes(project));
    const lacks = (action: RuleAction, subject: RuleSubject, of: number, deed: string): Refusal => ({
      action,
      subject,
      id: of,
      deed,
    });
    if (added.length > 0 && !mayAttach(id))
      return lacks('attach', kind.name, id, `put this ${kind.name} into another project`);
    const closed = added.find((project) => !mayInsert(project));
    if (closed !== undefined) return lacks('insert', 'project', closed, `insert ${kind.plural} into this project`);
    const opens = added.some((project) => isPublic.get(project) !== undefined) && inPublic.get(id) === undefined;
    if (opens && !mayExpose(id)) return lacks('expose', kind.name, id, `make this ${kind.name} public`);
    const kept = present.find((project) => !after.includes(project) && !mayDelete(project));
    if (kept === undefined) return undefined;
    return lacks('delete', 'project', kept, `take this ${kind.name} out of its project`);
  };
}

/** Throws Forbidden unless the actor may take a record out of the projects that it leaves and put it into those that it enters. */
export async function placementDemand(
  reading: Reading,
  kind: RecordKind,
): Promise<(id: number, draft: Draft) => Promise<void>> {
  const judge = await placementJudge(reading, kind);
  return async (id, draft) => {
    const refused = judge(id, draft);
    if (refused !== undefined)
      await demand(sessionOf(reading), refused.action, refused.subject, refused.id, refused.deed);
  };
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

/** In words that name nothing: the other may be one that the actor does not see. */
export const nameTaken = (kind: RecordKind): string =>
  `${withArticle(kind.name)} of one of its projects is called so already`;

const sameKey = (kind: RecordKind): string => kind.key.map(({ sql: part }) => `o.${part} is t.${part}`).join(' and ');

/** Errors: Conflict where a record now shares its name with another of one of its projects. */
export function demandUniqueWithin(session: Session, kind: RecordKind, ids: Iterable<number>): void {
  const field = governingList(kind);
  if (field === undefined || kind.uniqueWithin === undefined) return;
  const { table, owner, item } = field.list;
  const statement = session.handle.prepare(
    `select 1 from "${kind.table}" t join "${kind.table}" o on ${sameKey(kind)} and o.id <> t.id
      where t.id = ? and exists (select 1 from "${table}" a join "${table}" b on a."${item}" = b."${item}"
        where a."${owner}" = t.id and b."${owner}" = o.id)`,
  );
  for (const id of ids)
    if (statement.get(id) !== undefined)
      throw new Conflict(nameTaken(kind), 'Choose another name.', 'name-unavailable');
}

/** Whether a record would share its name with another, once it is in the projects of the draft. */
export function othersWithin(reading: Reading, kind: RecordKind): (id: number, draft: Draft) => boolean {
  const field = governingList(kind);
  if (field === undefined || kind.uniqueWithin === undefined) return () => false;
  const { table, owner, item } = field.list;
  const statement = sessionOf(reading).handle.prepare(
    `select 1 from "${kind.table}" t join "${kind.table}" o on ${sameKey(kind)} and o.id <> t.id
      where t.id = ? and exists (select 1 from "${table}" b where b."${owner}" = o.id and b."${item}" = ?)`,
  );
  return (id, { lists }) => (lists[field.name] ?? []).some((project) => statement.get(id, project) !== undefined);
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
