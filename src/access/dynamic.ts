import { sql, type RawBuilder } from 'kysely';
import { isContainerTarget, type Field, type RecordKind, type ReferenceTarget } from '../kinds/kind.ts';
import { kindOf } from '../kinds/index.ts';
import { exportColumns } from '../kinds/columns.ts';

/** The SQL whose table and column names come from the declarations of kinds. Nothing a person typed gets in here. */

/** How a record of the kind is written where another refers to it, so that the text finds it again. */
const displays: Record<ReferenceTarget, (alias: string) => RawBuilder<string>> = {
  person: (alias) => sql`${sql.ref(`${alias}.abbreviation`)}`,
  // Names of locations are unique within their parent only; where that is not enough, the whole path tells them apart.
  location: (
    alias,
  ) => sql`case when (select count(*) from location same where same.name_key = ${sql.ref(`${alias}.name_key`)}) > 1 then (
    with recursive up (name, above, depth) as (
      select ${sql.ref(`${alias}.name`)}, ${sql.ref(`${alias}.parent_id`)}, 0
      union all select above_it.name, above_it.parent_id, up.depth + 1 from up join location above_it on above_it.id = up.above)
    select '> ' || group_concat(name, ' > ') from (select name from up order by depth desc)
  ) else ${sql.ref(`${alias}.name`)} end`,
  taxon: (alias) => sql`${sql.ref(`${alias}.name`)}`,
  trait: (alias) => sql`${sql.ref(`${alias}.export_name`)}`,
  individual: (alias) => sql`${sql.ref(`${alias}.tag`)}`,
  measurement: (alias) => sql`'id:' || ${sql.ref(`${alias}.id`)}`,
  voucher: (alias) => sql`'id:' || ${sql.ref(`${alias}.id`)}`,
  biocollection: (alias) => sql`${sql.ref(`${alias}.name`)}`,
  dataset: (alias) => sql`${sql.ref(`${alias}.name`)}`,
  project: (alias) => sql`${sql.ref(`${alias}.name`)}`,
};

const tableOf = (target: ReferenceTarget): string => (isContainerTarget(target) ? 'container' : kindOf(target).table);

function display(field: Field, column: string): RawBuilder<unknown> {
  const target = field.to ?? 'person';
  return sql`(select ${displays[target]('r')} from ${sql.table(tableOf(target))} r where r.id = ${sql.ref(column)})`;
}

/** The items of an ordered list, in one text separated by `|`. */
function listed(field: Field): RawBuilder<unknown> {
  const { list } = field;
  if (list === undefined) throw new Error(`${field.name} is no list`);
  const item = field.type === 'references' ? display(field, `l.${list.item}`) : sql.ref(`l.${list.item}`);
  const rest = sql`(select group_concat(item, '|') from (select ${item} as item from ${sql.table(list.table)} l where ${sql.ref(`l.${list.owner}`)} = t.id order by l.position))`;
  return field.column === undefined
    ? rest
    : sql`${display(field, `t.${field.column}`)} || coalesce('|' || ${rest}, '')`;
}

const place = sql`coalesce((select ${displays.location('l')} from location l where l.id = i.location_id), i.latitude || ',' || i.longitude)`;

/** What tells an individual from others of its tag. */
const hints = (individual: RawBuilder<unknown>): Record<string, RawBuilder<unknown>> => ({
  individual_dataset: sql`(select c.name from individual i join container c on c.id = i.dataset_id where i.id = ${individual})`,
  individual_collector: sql`(select p.abbreviation from individual i join person p on p.id = i.collector_id where i.id = ${individual})`,
  individual_location: sql`(select ${place} from individual i where i.id = ${individual})`,
});
const ofVoucher = sql`(select v.individual_id from voucher v where v.id = t.object_id)`;
const [ofObject, behindVoucher] = [hints(sql`t.object_id`), hints(ofVoucher)];

/** A voucher is written as its individual's tag, unless the reader sees two that only their datasets tell apart. */
const voucherText = sql`(select case when (
    select count(*) from voucher w where w.individual_id = v.individual_id and w.biocollection_id = v.biocollection_id
      and w.biocollection_number_key = v.biocollection_number_key and w.scope_id in (select id from readable_scope)) > 1
  then ${displays.voucher('v')} else (select i.tag from individual i where i.id = v.individual_id) end
  from voucher v where v.id = o.id)`;

const objectParts: Record<string, RawBuilder<unknown>> = {
  object: sql`(select case o.kind
    when 'individual' then (select i.tag from individual i where i.id = o.id)
    when 'voucher' then ${voucherText}
    when 'location' then (select ${displays.location('l')} from location l where l.id = o.id)
    when 'taxon' then (select x.name from taxon x where x.id = o.id) end from object o where o.id = t.object_id)`,
  object_type: sql`(select o.kind from object o where o.id = t.object_id)`,
  ...Object.fromEntries(
    Object.entries(ofObject).map(([name, part]) => [name, sql`coalesce(${part}, ${behindVoucher[name]})`]),
  ),
  biocollection: sql`(select c.name from voucher v join container c on c.id = v.biocollection_id where v.id = t.object_id)`,
  biocollection_number: sql`(select v.biocollection_number from voucher v where v.id = t.object_id)`,
};

/** A word for a number that stands for one. */
const decoded = ({ column, choices = [] }: Field): RawBuilder<unknown> =>
  sql`case ${sql.ref(`t.${column}`)} ${sql.join(
    choices.map((word, code) => sql`when ${sql.lit(code)} then ${sql.lit(word)}`),
    sql` `,
  )} end`;

/** The value of a measurement: a category's name, a text, or the number, marked where it has a spelling of its own. */
const value = sql`coalesce(
  (select k.name from trait r join trait_category k on k.id = t.value where r.id = t.trait_id and r.type in ('categorical', 'ordinal')),
  case when t.value is not null and t.raw is not null then char(0) || t.raw end, t.raw, t.value)`;

/** One expression for each column that `export` writes, over the kind's table under the alias `t`. */
export function columnExpressions(kind: RecordKind): { name: string; field: Field; sql: RawBuilder<unknown> }[] {
  return exportColumns(kind).map(({ name, field }) => {
    if (field.type === 'object') return { name, field, sql: objectParts[name] ?? sql`null` };
    if (field.list !== undefined) return { name, field, sql: listed(field) };
    if (field.type === 'code') return { name, field, sql: decoded(field) };
    if (name !== field.name) return { name, field, sql: hints(sql.ref(`t.${field.column}`))[name] ?? sql`null` };
    if (field.type === 'reference') return { name, field, sql: display(field, `t.${field.column}`) };
    if (field.column === undefined) return { name, field, sql: value };
    return { name, field, sql: sql.ref(`t.${field.column}`) };
  });
}

/** The columns by which rows are listed and paged: an index has them in this order. */
export function orderOf(kind: RecordKind): RawBuilder<unknown>[] {
  if (kind.governedBy === 'everybody') return [sql`t.id`];
  return kind.name === 'measurement' ? [sql`t.scope_id`, sql`t.trait_id`, sql`t.id`] : [sql`t.scope_id`, sql`t.id`];
}

/** Table columns that a draft fills, in one fixed order. */
export function storedColumns(kind: RecordKind): string[] {
  const own = kind.fields.flatMap(({ column }) => (column === undefined ? [] : [column]));
  return [...new Set([...own, ...kind.derived])];
}
