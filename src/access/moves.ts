import { sql, type RawBuilder } from 'kysely';
import { kinds } from '../kinds/index.ts';
import { hangsOn, partField, type Field, type RecordKind } from '../kinds/kind.ts';
import { governingColumn } from '../kinds/governing.ts';
import { record } from './audit.ts';
import type { ContainerRow } from './containers.ts';
import { allowed } from './conditions.ts';
import { demandPicked, ranges } from './picked.ts';
import { demand } from './permit.ts';
import { scopeFinder, type Above } from './scopes.ts';
import { sessionOf, type Reading, type Session, type Writing } from './session.ts';

type Values = (number | string | null)[];
interface Statement {
  all: (...values: Values) => unknown[];
  get: (...values: Values) => unknown;
  run: (...values: Values) => unknown;
}

/** Errors: Forbidden unless the actor may take every picked record out of where it lies and insert into the target. */
export async function demandMove(reading: Reading, kind: RecordKind, target: ContainerRow): Promise<void> {
  await demandPicked(reading, kind, 'move', 'move');
  await demand(sessionOf(reading), 'insert', target.kind, target.id, `insert into ${target.kind}/${target.name}`);
}

/** Kinds whose records hang on others, and by which column. */
const hanging = (): { kind: RecordKind; column: string; field: Field }[] =>
  kinds.flatMap((kind) => {
    const field = kind.governedBy === 'dataset' ? hangsOn(kind) : undefined;
    return field?.column === undefined ? [] : [{ kind, column: field.column, field }];
  });

const isPartOf = (part: RecordKind, whole: RecordKind): boolean => partField(part)?.to === whole.name;

/** Records of a kind: how many the actor sees, and the first of those. */
interface Seen {
  kind: RecordKind;
  count: number;
  ids: number[];
}

/** The first few of what is asked for. */
const first = async ({ trx }: Session, rows: RawBuilder<unknown>): Promise<number[]> =>
  (await sql<{ id: number }>`${rows} order by t.id limit 5`.execute(trx)).rows.map(({ id }) => id);

/** What hangs on the picked records, directly or on what hangs on them: what the actor sees of it, and whether there are others. */
export async function dependents(reading: Reading, moved: RecordKind): Promise<{ seen: Seen[]; others: boolean }> {
  const session = sessionOf(reading);
  const seen: Seen[] = [];
  let others = false;
  for (const kind of kinds.filter((part) => isPartOf(part, moved) && !moved.measurable)) {
    const parts = sql`from ${sql.table(kind.table)} as t
      where ${sql.ref(`t.${partField(kind)?.column}`)} in (select id from picked)`;
    const { rows } = await sql<{ count: number }>`select count(*) as count ${parts}`.execute(session.trx);
    const count = rows[0]?.count ?? 0;
    // Who reads the whole reads its parts.
    if (count > 0) seen.push({ kind, count, ids: await first(session, sql`select t.id ${parts}`) });
  }
  if (!moved.measurable) return { seen, others };
  const objects = hanging().filter(({ kind }) => kind.measurable);
  const below = sql.join(
    [
      sql`select id from picked`,
      ...objects.map(
        ({ kind, column }) =>
          sql`select o.id from below cross join ${sql.table(kind.table)} o where ${sql.ref(`o.${column}`)} = below.id`,
      ),
    ],
    sql` union `,
  );
  for (const { kind, column } of hanging()) {
    const readable = await allowed(session, 'read', kind.name);
    const depending = sql`from below cross join ${sql.table(kind.table)} as t where ${sql.ref(`t.${column}`)} = below.id`;
    const { rows } = await sql<{ seen: number; every: number }>`
      with recursive below (id) as (${below})
      select count(*) as every, coalesce(sum(${readable}), 0) as seen ${depending}`.execute(session.trx);
    const [row] = rows;
    if (row === undefined || row.every === 0) continue;
    const named = sql`with recursive below (id) as (${below}) select t.id ${depending} and ${readable}`;
    if (row.seen > 0) seen.push({ kind, count: row.seen, ids: await first(session, named) });
    others ||= row.seen < row.every;
  }
  return { seen, others };
}

/** Puts records under the roles of another container, with all that is a part of them, and finds anew who may read what hangs on them. */
export async function moveRecords(
  writing: Writing,
  kind: RecordKind,
  ids: readonly number[],
  target: ContainerRow,
): Promise<void> {
  const session = sessionOf(writing);
  const { handle, now } = session;
  const sources = new Map<number, number[]>();
  const column = governingColumn(kind);
  const sourceOf = handle.prepare(`select "${column}" from "${kind.table}" where id = ?`).pluck();
  for (const id of ids) {
    const source = Number(sourceOf.get(id));
    const others = sources.get(source);
    if (others === undefined) sources.set(source, [id]);
    else others.push(id);
  }
  if (kind.governedBy === 'dataset') {
    const carry = carrier(session, target.id);
    for (const id of ids) carry(kind, id);
    const touch = handle.prepare('update dataset set contents_changed_at = ? where id = ?');
    for (const dataset of [target.id, ...sources.keys()]) touch.run(now, dataset);
  } else {
    const put = handle.prepare(`update "${kind.table}" set "${column}" = ?, updated_at = ? where id = ?`);
    for (const id of ids) put.run(target.id, now, id);
  }
  // Each container's log says what left or came, and not where else it was.
  for (const [source, moved] of sources)
    await record(session, {
      kind: target.kind,
      id: source,
      before: { [kind.name]: ranges(moved), count: moved.length },
    });
  await record(session, { kind: target.kind, id: target.id, after: { [kind.name]: ranges(ids), count: ids.length } });
}

/** Moves one record, and whatever hangs on it finds its scope again. */
function carrier(session: Session, target: number): (kind: RecordKind, id: number) => void {
  const { handle, now } = session;
  const scopeOf = scopeFinder(session);
  const aboveOf = aboveFinder(session);
  const children = hanging();
  const statements = new Map<string, Statement>();
  const prepared = (text: string): Statement => {
    let statement = statements.get(text);
    if (statement === undefined) statements.set(text, (statement = handle.prepare<Values>(text)));
    return statement;
  };
  const rescope = (kind: RecordKind, id: number): void => {
    const column = hangsOn(kind)?.column;
    const row = prepared(
      `select dataset_id as own, scope_id as scope, ${column === undefined ? 'null' : `"${column}"`} as above from "${kind.table}" where id = ?`,
    ).get(id) as { own: number; scope: number; above: number | null };
    const scope = scopeOf(row.own, aboveOf(row.above));
    if (scope === row.scope) return;
    prepared(`update "${kind.table}" set scope_id = ? where id = ?`).run(scope, id);
    // Ids of objects are one sequence, so those of one kind mean nothing to the children of another.
    if (kind.measurable) for (const child of children) each(child, id, rescope);
  };
  const each = (child: { kind: RecordKind; column: string }, id: number, run: typeof rescope): void => {
    const below = prepared(`select id from "${child.kind.table}" where "${child.column}" = ? order by id`).all(id);
    for (const row of below) run(child.kind, (row as { id: number }).id);
  };
  const carry = (kind: RecordKind, id: number): void => {
    const stamp = kind.name === 'measurement' ? '' : ', updated_at = ?';
    prepared(`update "${kind.table}" set dataset_id = ?${stamp} where id = ?`).run(
      ...(stamp === '' ? [target, id] : [target, now, id]),
    );
    if (kind.measurable) prepared('update object set dataset_id = ? where id = ?').run(target, id);
    for (const child of children)
      if (child.kind.partOf === child.field.name && child.field.to === kind.name) each(child, id, carry);
    rescope(kind, id);
  };
  return carry;
}

/** What the visibility of an object depends on; an open record's on nothing. */
function aboveFinder({ handle }: Session): (object: number | null) => Above {
  const scoped = kinds.filter(({ measurable, governedBy }) => measurable && governedBy === 'dataset');
  const statement = handle.prepare<[number], Above>(
    `select o.kind = 'subject' as subject, coalesce(${[
      ...scoped.map(({ table }) => `(select x.scope_id from "${table}" x where x.id = o.id)`),
      '0',
    ].join(', ')}, 0) as scope from object o where o.id = ?`,
  );
  return (object) => {
    const above = object === null ? undefined : statement.get(object);
    return { scope: above?.scope ?? 0, subject: above?.subject === 1 ? (object ?? 0) : 0 };
  };
}
