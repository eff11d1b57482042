import { sql, type RawBuilder } from 'kysely';
import { kindOf, kinds } from '../kinds/index.ts';
import type { Field, Found, RecordKind, Stored } from '../kinds/kind.ts';
import { Conflict, Forbidden, Invalid, NotFound } from '../domain/errors.ts';
import { nameKey } from '../domain/name-key.ts';
import { parseReference } from '../domain/reference.ts';
import { closest } from '../domain/suggest.ts';
import { allowed, used } from './conditions.ts';
import { columnExpressions, orderOf, storedColumns } from './dynamic.ts';
import { lookupOf } from './lookup.ts';
import { demand } from './permit.ts';
import { sessionOf, type Reading, type Session, type Writing } from './session.ts';

/** Raw values in the order of `columns`, the id first. */
export interface RecordPage {
  columns: { name: string; field: Field }[];
  rows: unknown[][];
  more: boolean;
}

export interface RecordQuery {
  /** Columns and what they must equal, as a reader of the output would type it. */
  filters?: readonly { column: string; text: string }[];
  ids?: readonly number[];
  limit?: number;
  /** The id of the last record of the page before. */
  after?: number;
  sort?: { column: string; descending: boolean };
  /** Only records governed by these datasets. */
  datasets?: readonly number[];
}

async function build(session: Session, kind: RecordKind, query: RecordQuery) {
  const expressions = columnExpressions(kind).map((expression) =>
    // An e-mail address is not for everybody who reads the person.
    expression.field.type === 'email' ? { ...expression, email: true } : { ...expression, email: false },
  );
  const seesEmail = expressions.some(({ email }) => email)
    ? await allowed(session, 'email', 'person')
    : sql<boolean>`1`;
  const shown = expressions.map((expression) => ({
    ...expression,
    sql: expression.email ? sql`case when ${seesEmail} then ${expression.sql} end` : expression.sql,
  }));
  const where: RawBuilder<unknown>[] = [await allowed(session, 'read', kind.name)];
  for (const { column, text } of query.filters ?? []) {
    const found = shown.find(({ name }) => name === column);
    if (found === undefined)
      throw new Invalid(
        `${kind.plural} have no field ${column}`,
        `Fields: ${shown.map(({ name }) => name).join(', ')}`,
      );
    where.push(equals(found, text));
  }
  if (query.ids !== undefined) where.push(sql`t.id in (${sql.join(query.ids)})`);
  if (query.datasets !== undefined)
    // The index is by scope: a dataset's records are found in the scopes that it is part of.
    where.push(
      sql`t.scope_id in (select s.id from scope s where ${anyDataset(query.datasets)}) and t.dataset_id in (${sql.join(query.datasets)})`,
    );
  const order = orderOf(kind);
  if (query.after !== undefined)
    where.push(
      sql`(${sql.join(order)}) > (select ${sql.join(order)} from ${sql.table(kind.table)} as t where t.id = ${query.after})`,
    );
  const sorted = query.sort === undefined ? undefined : shown.find(({ name }) => name === query.sort?.column);
  if (query.sort !== undefined && sorted === undefined)
    throw new Invalid(
      `${kind.plural} have no field ${query.sort.column}`,
      `Fields: ${shown.map(({ name }) => name).join(', ')}`,
    );
  const direction = query.sort?.descending === true ? sql`desc` : sql`asc`;
  const by = sorted === undefined ? sql.join(order) : sql`${sorted.sql} ${direction}, t.id`;
  const limit = query.limit === undefined ? sql`` : sql`limit ${query.limit + 1}`;
  return {
    columns: shown.map(({ name, field }) => ({ name, field })),
    sql: sql`select t.id, ${sql.join(shown.map((column) => column.sql))} from ${sql.table(kind.table)} as t where ${sql.join(where, sql` and `)} order by ${by} ${limit}`,
  };
}

/** A reference is compared by what it points to, so that an index serves; anything else as a reader of the output sees it. */
function equals({ field, sql: shown }: { field: Field; sql: RawBuilder<unknown> }, text: string): RawBuilder<unknown> {
  if (text === '') return sql`${shown} is null`;
  if (field.type !== 'reference' || field.to === undefined) return sql`lower(cast(${shown} as text)) = lower(${text})`;
  const column = sql.ref(`t.${field.column}`);
  const ref = parseReference(text, field.to);
  if ('id' in ref) return sql`${column} = ${ref.id}`;
  if (field.to !== 'dataset') {
    const { table, lookups } = kindOf(field.to);
    const named = lookups.map(({ column: key, key: keyOf }) => sql`r.${sql.ref(key)} = ${keyOf(ref.name)}`);
    return sql`${column} in (select r.id from ${sql.table(table)} r where ${sql.join(named, sql` or `)})`;
  }
  const dataset = sql`(select r.id from container r where r.kind = 'dataset' and r.name_key = ${nameKey(ref.name)})`;
  return sql`${column} = ${dataset} and t.scope_id in (select s.id from scope s where s.d1 = ${dataset} or s.d2 = ${dataset} or s.d3 = ${dataset})`;
}

const anyDataset = (ids: readonly number[]) => {
  const list = sql.join(ids);
  return sql`s.d1 in (${list}) or s.d2 in (${list}) or s.d3 in (${list})`;
};

/** Records that the actor reads, in pages by key, never by offset. */
export async function listRecords(reading: Reading, kind: RecordKind, query: RecordQuery = {}): Promise<RecordPage> {
  const session = sessionOf(reading);
  const { columns, sql: statement } = await build(session, kind, query);
  const compiled = statement.compile(session.trx);
  const rows = session.handle
    .prepare(compiled.sql)
    .raw()
    .all(...compiled.parameters) as unknown[][];
  const more = query.limit !== undefined && rows.length > query.limit;
  return { columns, rows: more ? rows.slice(0, query.limit) : rows, more };
}

/** The same, row by row, for files of any size. */
export async function streamRecords(
  reading: Reading,
  kind: RecordKind,
  query: RecordQuery = {},
): Promise<{ columns: RecordPage['columns']; rows: IterableIterator<unknown[]> }> {
  const session = sessionOf(reading);
  const { columns, sql: statement } = await build(session, kind, query);
  const compiled = statement.compile(session.trx);
  return {
    columns,
    rows: session.handle
      .prepare(compiled.sql)
      .raw()
      .iterate(...compiled.parameters) as IterableIterator<unknown[]>,
  };
}

/** How many the actor reads. */
export async function countRecords(reading: Reading, kind: RecordKind): Promise<number> {
  const session = sessionOf(reading);
  const { rows } = await sql<{
    n: number;
  }>`select count(*) as n from ${sql.table(kind.table)} as t where ${await allowed(session, 'read', kind.name)}`.execute(
    session.trx,
  );
  return rows[0]?.n ?? 0;
}

/** The record a person named. Errors: NotFound; Invalid `ambiguous-reference` naming the ids among which to choose. */
export async function findRecord(reading: Reading, kind: RecordKind, text: string): Promise<Found> {
  const ref = parseReference(
    text,
    kind.name,
    kinds.map(({ name }) => name),
  );
  const lookup = await lookupOf(reading, kind.name);
  if ('id' in ref) {
    const found = lookup.byId(ref.id);
    if (found !== undefined) return found;
  } else
    for (const { column, key } of kind.lookups) {
      const found = lookup.by(column, key(ref.name));
      if (found.length > 1)
        throw new Invalid(
          `${found.length} ${kind.plural} are called ${text}`,
          `Name one by its id: ${found
            .slice(0, 5)
            .map(({ id }) => `id:${id}`)
            .join(', ')}`,
          [{ code: 'ambiguous-reference', value: text, message: `${found.length} ${kind.plural} are called ${text}` }],
        );
      if (found[0] !== undefined) return found[0];
    }
  throw new NotFound(`there is no ${kind.name} ${text} that you can see`, await suggestion(reading, kind, text));
}

async function suggestion(reading: Reading, kind: RecordKind, text: string): Promise<string> {
  const session = sessionOf(reading);
  const naming = kind.fields.find(({ name }) => name === kind.naming)?.column;
  if (naming === undefined) return `Name it by its id, as in id:12; vasculum ${kind.name} list shows them.`;
  const { rows } = await sql<{
    name: string;
  }>`select distinct ${sql.ref(`t.${naming}`)} as name from ${sql.table(kind.table)} as t
    where ${await allowed(session, 'read', kind.name)} limit 5000`.execute(session.trx);
  const near = closest(
    text,
    rows.map(({ name }) => name),
  );
  return near === undefined ? `vasculum ${kind.name} list` : `Did you mean ${near}?`;
}

/** A record as it is stored, for an edit to start from. */
export function storedRecord(reading: Reading, kind: RecordKind, id: number): Record<string, Stored> {
  const columns = storedColumns(kind)
    .map((column) => `"${column}"`)
    .join(', ');
  return sessionOf(reading).handle.prepare(`select ${columns} from "${kind.table}" where id = ?`).get(id) as Record<
    string,
    Stored
  >;
}

/** Whether anything refers to the record, seen by the actor or not. */
export async function isUsed(reading: Reading, kind: RecordKind, id: number): Promise<boolean> {
  const { rows } = await sql<{
    yes: number;
  }>`select ${used(kind.name)} as yes from ${sql.table(kind.table)} as t where t.id = ${id}`.execute(
    sessionOf(reading).trx,
  );
  return rows[0]?.yes === 1;
}

/** Deletes one record; refused while anything hangs on it, seen or not. */
export async function deleteRecord(writing: Writing, kind: RecordKind, id: number, label: string): Promise<void> {
  const session = sessionOf(writing);
  await demand(session, 'delete', kind.name, id, `delete ${label}`);
  if (await isUsed(writing, kind, id))
    throw new Conflict(`${label} is in use: other records depend on it`, 'Delete or change those first.');
  await touchDatasets(session, kind, [id]);
  await sql`delete from ${sql.table(kind.table)} as t where t.id = ${id} and ${await allowed(session, 'delete', kind.name)}`.execute(
    session.trx,
  );
  if (kind.measurable) await session.trx.deleteFrom('object').where('id', '=', id).execute();
}

/** Marks the datasets of these rows as changed now: a dataset's version is the date of its last change. */
export async function touchDatasets(session: Session, kind: RecordKind, ids: readonly number[]): Promise<void> {
  if (kind.governedBy !== 'dataset' || ids.length === 0) return;
  await sql`update dataset set contents_changed_at = ${session.now} where id in (select dataset_id from ${sql.table(kind.table)} where id in (${sql.join(ids)}))`.execute(
    session.trx,
  );
}

const governed = kinds.filter(({ governedBy }) => governedBy === 'dataset');

/** Whether the dataset governs any record. */
export async function holdsRecords(reading: Reading, dataset: number): Promise<boolean> {
  const { trx } = sessionOf(reading);
  for (const kind of governed) {
    const { rows } =
      await sql`select 1 from ${sql.table(kind.table)} as t where t.dataset_id = ${dataset} limit 1`.execute(trx);
    if (rows.length > 0) return true;
  }
  return false;
}

/** Deletes every record of the dataset, or, where the actor may not delete one of them or others depend on it, none. */
export async function deleteContents(
  writing: Writing,
  dataset: number,
  label: string,
): Promise<Record<string, number>> {
  const session = sessionOf(writing);
  const { trx } = session;
  const counts: Record<string, number> = {};
  // Those that hang on others go first.
  for (const kind of governed.toReversed()) {
    const table = sql.table(kind.table);
    const { rows: kept } =
      await sql`select 1 from ${table} as t where t.dataset_id = ${dataset} and not coalesce(${await allowed(session, 'delete', kind.name)}, 0) limit 1`.execute(
        trx,
      );
    if (kept.length > 0) throw new Forbidden(`you may not delete every record of ${label}`);
    const { rows: bound } =
      await sql`select 1 from ${table} as t where t.dataset_id = ${dataset} and ${used(kind.name)} limit 1`.execute(
        trx,
      );
    if (bound.length > 0)
      throw new Conflict(`records of other datasets depend on those of ${label}`, 'Delete or change those first.');
    const { numAffectedRows } = await sql`delete from ${table} where dataset_id = ${dataset}`.execute(trx);
    if (kind.measurable)
      await sql`delete from object where dataset_id = ${dataset} and kind = ${kind.name}`.execute(trx);
    counts[kind.name] = Number(numAffectedRows ?? 0n);
  }
  return counts;
}
