import { governingList } from '../kinds/governing.ts';
import { kinds } from '../kinds/index.ts';
import type { Draft, RecordKind } from '../kinds/kind.ts';
import { usesOf } from '../kinds/uses.ts';
import { ensureReach } from './reach.ts';
import { sessionOf, type Reading } from './session.ts';

/**
 * Why a stored record cannot come into the public one of a draft's projects: what it uses, itself or by what is a part of it, is
 * not public. For rows of files; at the end of every command the invariant asks the same of all.
 */
export async function openingJudge(
  reading: Reading,
  kind: RecordKind,
): Promise<(id: number, draft: Draft) => string | undefined> {
  const projects = governingList(kind);
  const parts = kinds.filter(({ partOf }) => partOf === kind.name);
  if (projects === undefined || [kind, ...parts].every((one) => usesOf(one).length === 0)) return () => undefined;
  const session = sessionOf(reading);
  await ensureReach(session);
  const { handle } = session;
  const publicOf = handle
    .prepare<[string], string>(
      "select name from container where privacy = 'public' and id in (select value from json_each(?)) order by name_key limit 1",
    )
    .pluck();
  const closedOf = handle.prepare<[string], { name: string; seen: number }>(
    `select kind || '/' || name as name, id in (select container_id from reach) as seen from container
     where privacy <> 'public' and id in (select value from json_each(?)) order by kind, name_key limit 1`,
  );
  const byParts = parts.flatMap((part) =>
    usesOf(part).flatMap(({ column }) => {
      const owner = part.fields.find(({ name }) => name === part.partOf)?.column;
      if (column === undefined || owner === undefined) return [];
      return [handle.prepare(`select distinct "${column}" from "${part.table}" where "${owner}" = ?`).pluck()];
    }),
  );
  return (id, { values, lists }) => {
    const open = publicOf.get(JSON.stringify(lists[projects.name] ?? []));
    if (open === undefined) return undefined;
    const own = usesOf(kind).flatMap(({ name, column }) =>
      column === undefined ? (lists[name] ?? []) : [values[column] ?? null],
    );
    const used = [...own, ...byParts.flatMap((statement) => statement.all(id))];
    const closed = closedOf.get(JSON.stringify(used.filter((one) => typeof one === 'number')));
    if (closed === undefined) return undefined;
    const what = closed.seen === 1 ? closed.name : 'something that you do not see';
    return `project/${open} is public, and ${what} is not: what it uses must be`;
  };
}
