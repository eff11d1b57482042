import { sql, type RawBuilder } from 'kysely';
import { governingProjects } from '../kinds/governing.ts';
import { kindNamed } from '../kinds/index.ts';
import type { RecordKind } from '../kinds/kind.ts';

/** Ids and dates of what the records shall be about; the ids are of records and containers that the actor reads. */
export interface Narrowing {
  datasets?: readonly number[];
  project?: number;
  taxon?: number;
  location?: number;
  trait?: number;
  object?: number;
  /** As yyyymmdd, with 00 for what is not known. */
  from?: number;
  to?: number;
}

type Sql = RawBuilder<unknown>;

/** The conditions over the kind's table, alias `t`. Rights are not looked at here: they are a condition of their own. */
export function narrowed(kind: RecordKind, narrowing: Narrowing): Sql[] {
  const { datasets, project, taxon, location, trait, object, from, to } = narrowing;
  return [
    ...(datasets === undefined ? [] : [governedBy(datasets)]),
    ...(project === undefined ? [] : [ofProject(kind, project)]),
    ...(taxon === undefined ? [] : [about(kind, 't', 'taxon', below('taxon', taxon))]),
    ...(location === undefined ? [] : [about(kind, 't', 'location', below('location', location))]),
    ...(trait === undefined ? [] : [sql`t.trait_id = ${trait}`]),
    ...(object === undefined ? [] : [sql`t.object_id = ${object}`]),
    // A partial date counts when any day that it may mean does.
    ...(from === undefined ? [] : [sql`${lastDay(sql.ref('t.date'))} >= ${from}`]),
    ...(to === undefined ? [] : [sql`t.date <= ${lastDay(sql`${to}`)}`]),
  ];
}

/** The index is by scope: a dataset's records are found in the scopes that it is part of. */
function governedBy(datasets: readonly number[]): Sql {
  if (datasets.length === 0) return sql`0`;
  const list = sql.join(datasets);
  return sql`(t.scope_id in (select s.id from scope s where s.d1 in (${list}) or s.d2 in (${list}) or s.d3 in (${list})) and t.dataset_id in (${list}))`;
}

function ofProject(kind: RecordKind, project: number): Sql {
  const list = governingProjects(kind);
  return list === undefined
    ? sql`t.dataset_id in (select c.id from container c where c.kind = 'dataset' and c.project_id = ${project})`
    : sql`${sql.ref(`t.${list.of}`)} in (
        select ${sql.ref(`l.${list.owner}`)} from ${sql.table(list.table)} l where ${sql.ref(`l.${list.item}`)} = ${project})`;
}

/** The record and all that lie below it. */
const below = (table: 'taxon' | 'location', id: number): Sql => sql`
  with recursive below (id) as (
    select ${id} union select child.id from ${sql.table(table)} child join below on child.parent_id = below.id)
  select id from below`;

/** Whether a row is one of the set, has one of it in its own column, or hangs on a record that does. */
function about(kind: RecordKind, alias: string, target: 'taxon' | 'location', set: Sql): Sql {
  if (kind.name === target) return sql`${sql.ref(`${alias}.id`)} in (${set})`;
  const own = kind.fields.find((field) => field.name === target && field.to === target);
  const through = kind.fields.find(({ to }) => to === 'individual');
  const parts: Sql[] = [];
  if (own !== undefined) parts.push(sql`${sql.ref(`${alias}.${own.column}`)} in (${set})`);
  if (through !== undefined) parts.push(hangsOn(alias, through.column, 'individual', target, set));
  for (const field of kind.fields)
    if (field.type === 'object') {
      parts.push(sql`${sql.ref(`${alias}.${field.column}`)} in (${set})`);
      for (const name of ['individual', 'voucher']) parts.push(hangsOn(alias, field.column, name, target, set));
    }
  return sql`(${sql.join(parts, sql` or `)})`;
}

function hangsOn(alias: string, column: string | undefined, name: string, target: 'taxon' | 'location', set: Sql): Sql {
  const kind = kindNamed(name);
  if (kind === undefined) return sql`0`;
  const inner = `${alias}_${name}`;
  return sql`${sql.ref(`${alias}.${column}`)} in (
    select ${sql.ref(`${inner}.id`)} from ${sql.table(kind.table)} as ${sql.id(inner)} where ${about(kind, inner, target, set)})`;
}

/** The last day that a partial date may mean. */
const lastDay = (date: Sql): Sql =>
  sql`(case when ${date} % 10000 = 0 then ${date} + 1231 when ${date} % 100 = 0 then ${date} + 31 else ${date} end)`;
