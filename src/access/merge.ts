import { foreignKeysTo, type ForeignKey } from '../db/foreign-keys.ts';
import { Conflict } from '../domain/errors.ts';
import { kinds } from '../kinds/index.ts';
import { selfReferences, type RecordKind } from '../kinds/kind.ts';
import { record } from './audit.ts';
import { storedColumns } from './dynamic.ts';
import { demand } from './permit.ts';
import { forgetReach } from './reach.ts';
import { sessionOf, type Session, type Writing } from './session.ts';

export interface Moved {
  table: string;
  column: string;
  count: number;
}

/** Ordered lists in which somebody may stand but once, beside those that kinds declare. */
const authors: List = { table: 'container_author', owner: 'container_id', item: 'person_id' };

interface List {
  table: string;
  owner: string;
  item: string;
  /** Where the first of them stands, if not in the list. */
  head?: { table: string; column: string };
}

/** Texts that a reference is written into, as SQL of the new one. */
const followers: Readonly<Record<string, { column: string; sql: string }>> = {
  'individual.location_id': { column: 'place_key', sql: "'#' || cast(@into as integer)" },
};

export const demandMerge = async (writing: Writing, kind: RecordKind, from: number, label: string): Promise<void> =>
  demand(sessionOf(writing), 'merge', kind.name, from, `merge ${label} into another ${kind.name}`);

/**
 * Makes everything that refers to `from` refer to `into`, and deletes `from`. The caller has asked `demandMerge`.
 * Errors: Conflict where records would become the same, or a record lie in itself.
 */
export async function mergeInto(
  writing: Writing,
  kind: RecordKind,
  from: number,
  into: number,
): Promise<{ moved: Moved[] }> {
  const session = sessionOf(writing);
  const { handle } = session;
  await demandMerge(writing, kind, from, kind.name);
  const keys = foreignKeysTo(handle, [kind.table, ...(kind.measurable ? ['object'] : [])]).filter(
    // An id that is the object's own names the record, and does not refer to another.
    ({ column }) => column !== 'id',
  );
  refuseCircle(session, kind, from, into);
  refuseTwoUsers(session, keys, from, into);
  for (const other of kinds) refuseSame(session, other, keys, from, into);
  const containers = listedIn(session, keys, from);
  const before = containers.map((container) => authorsOf(session, container));
  const user = linkedUser(session, keys, from);
  touchContents(session, keys, from);
  for (const key of keys) dropRepeats(session, key, from, into);
  const moved = keys.map((key) => ({ table: key.table, column: key.column, count: move(session, key, from, into) }));
  handle.prepare(`delete from "${kind.table}" where id = ?`).run(from);
  if (kind.measurable) handle.prepare('delete from object where id = ?').run(from);
  await auditOthers(session, { containers, before, user, from, into });
  return { moved: moved.filter(({ count }) => count > 0) };
}

/** Errors: Conflict where `into` lies in `from`, however deep: it would then lie in itself. */
function refuseCircle({ handle }: Session, kind: RecordKind, from: number, into: number): void {
  for (const { name, column } of selfReferences(kind)) {
    const above = handle
      .prepare(
        `with recursive up (id) as (select ? union select t."${column}" from up join "${kind.table}" t on t.id = up.id)
         select 1 from up where id = ?`,
      )
      .get(into, from);
    if (above !== undefined)
      throw new Conflict(
        `the one to be merged is the ${name} of the other, or of what that lies in`,
        `Give the other another ${name} first, or merge the other way round.`,
        'circle',
      );
  }
}

function refuseTwoUsers({ handle }: Session, keys: readonly ForeignKey[], from: number, into: number): void {
  if (!keys.some(({ table }) => table === 'lab_user')) return;
  const logins = handle.prepare('select login from lab_user where person_id in (?, ?) order by login').pluck();
  const users = logins.all(from, into);
  if (users.length > 1)
    throw new Conflict(
      `both are linked to a user: ${users.join(' and ')}`,
      `A person is one user at most: vasculum user edit ${String(users[0])} --unset person`,
    );
}

const quoted = (column: string): string => `"${column}"`;

/** Errors: Conflict naming records of the kind whose natural keys would be the same. */
function refuseSame(
  { handle }: Session,
  kind: RecordKind,
  keys: readonly ForeignKey[],
  from: number,
  into: number,
): void {
  const own = keys.filter(({ table }) => table === kind.table).map(({ column }) => column);
  const columns = storedColumns(kind).filter((column) => !own.includes(column));
  if (own.length === 0) return;
  const followed = own.flatMap((column) => followers[`${kind.table}.${column}`] ?? []);
  const plain = columns.filter((column) => !followed.some((one) => one.column === column));
  const substituted = own.map(
    (column) => `case "${column}" when @from then cast(@into as integer) else "${column}" end as "${column}"`,
  );
  const key = kind.key.map((part) => part.sql).join(', ');
  const kept = followed.map(({ column }) => `"${column}" as "was ${column}"`);
  const written = followed.map(({ column, sql: text }) => {
    const [reference] = own.filter((one) => followers[`${kind.table}.${one}`]?.column === column);
    return `case when "${reference}" = @into then ${text} else "was ${column}" end as "${column}"`;
  });
  const rows = handle
    .prepare<{ from: number; into: number }, { ids: string }>(
      `with changed as (select id, ${[...plain.map(quoted), ...kept, ...substituted].join(', ')} from "${kind.table}"
         where ${own.map((column) => `"${column}" in (@from, @into)`).join(' or ')}),
       t as (select ${['id', ...plain.map(quoted), ...own.map(quoted), ...written].join(', ')} from changed)
       select group_concat('${kind.name}/id:' || id, ' and ' order by id) as ids from t group by ${key} having count(*) > 1 limit 6`,
    )
    .all({ from, into });
  if (rows.length === 0) return;
  const shown = rows.slice(0, 5).map(({ ids }) => ids);
  throw new Conflict(
    `these ${kind.plural} would become the same: ${shown.join('; ')}${rows.length > shown.length ? '; and more' : ''}`,
    'Merge, change or delete one of each first.',
    'exists',
  );
}

/** In an ordered list the first place of the two is kept, and none beside the place that the record itself has for the first. */
function dropRepeats({ handle }: Session, { table, column }: ForeignKey, from: number, into: number): void {
  const lists = [authors, ...kinds.flatMap((kind) => declaredLists(kind))];
  const list = lists.find((one) => one.table === table && one.item === column);
  if (list === undefined) return;
  const { owner } = list;
  handle
    .prepare(
      `delete from "${table}" as x where "${column}" in (@from, @into) and exists (
         select 1 from "${table}" y where y."${owner}" = x."${owner}" and y."${column}" in (@from, @into) and y.position < x.position)`,
    )
    .run({ from, into });
  if (list.head === undefined) return;
  handle
    .prepare(
      `delete from "${table}" as x where "${column}" in (@from, @into) and exists (
         select 1 from "${list.head.table}" h where h.id = x."${owner}" and h."${list.head.column}" in (@from, @into))`,
    )
    .run({ from, into });
}

const declaredLists = (kind: RecordKind): List[] =>
  kind.fields.flatMap(({ list, column }) =>
    list === undefined ? [] : [{ ...list, ...(column === undefined ? {} : { head: { table: kind.table, column } }) }],
  );

/** Errors: Conflict where rows that no kind declares would become the same. */
function move({ handle }: Session, { table, column }: ForeignKey, from: number, into: number): number {
  const follower = followers[`${table}.${column}`];
  const also = follower === undefined ? '' : `, "${follower.column}" = ${follower.sql}`;
  const statement = handle.prepare(
    `update "${table}" set "${column}" = cast(@into as integer)${also} where "${column}" = @from`,
  );
  try {
    return statement.run({ from, into }).changes;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_CONSTRAINT'))) throw error;
    throw new Conflict(
      'records that refer to both would become the same',
      'Change or delete one of each first.',
      'exists',
    );
  }
}

/** Marks the datasets of what changes: a dataset's version is the date of its last change. */
function touchContents({ handle, now }: Session, keys: readonly ForeignKey[], from: number): void {
  for (const { table, column, has } of keys)
    if (has('dataset_id') && has('scope_id'))
      handle
        .prepare(
          `update dataset set contents_changed_at = ? where id in (select dataset_id from "${table}" where "${column}" = ?)`,
        )
        .run(now, from);
}

function listedIn({ handle }: Session, keys: readonly ForeignKey[], from: number): number[] {
  if (!keys.some(({ table }) => table === authors.table)) return [];
  return handle
    .prepare('select container_id from container_author where person_id = ? order by container_id')
    .pluck()
    .all(from) as number[];
}

function linkedUser({ handle }: Session, keys: readonly ForeignKey[], from: number): number | undefined {
  if (!keys.some(({ table }) => table === 'lab_user')) return undefined;
  return handle.prepare('select id from lab_user where person_id = ?').pluck().get(from) as number | undefined;
}

const authorsOf = ({ handle }: Session, container: number): unknown[] =>
  handle
    .prepare('select person_id from container_author where container_id = ? order by position')
    .pluck()
    .all(container);

interface Others {
  /** Whose own person it was. */
  user: number | undefined;
  containers: readonly number[];
  before: readonly unknown[][];
  from: number;
  into: number;
}

/** Users and containers have rows of their own in the audit log, also where another object's change changes them. */
async function auditOthers(session: Session, { containers, before, user, from, into }: Others): Promise<void> {
  for (const [at, id] of containers.entries()) {
    const { kind } = await session.trx
      .selectFrom('container')
      .select('kind')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const after = { authors: authorsOf(session, id) };
    await record(session, { kind, id, before: { authors: before[at] }, after });
  }
  if (user === undefined) return;
  await record(session, { kind: 'user', id: user, before: { person_id: from }, after: { person_id: into } });
  forgetReach(session);
}
