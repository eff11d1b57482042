import { sql, type RawBuilder } from 'kysely';
import {
  isContainerTarget,
  withheld,
  type Field,
  type ObjectKindName,
  type RecordKind,
  type RecordKindName,
  type ReferenceTarget,
} from '../kinds/kind.ts';
import { kindOf } from '../kinds/index.ts';
import { exportColumns } from '../kinds/columns.ts';
import { namesAttribute } from '../kinds/uses.ts';

/** The SQL whose table and column names come from the declarations of kinds. Nothing a person typed gets in here. */

/** A name that is unique within a project only. */
const ofProjects = (
  kind: 'subject' | 'session',
  alias: string,
): RawBuilder<string> => sql`case when (select count(*) from ${sql.table(kind)} same
    where same.name_key = ${sql.ref(`${alias}.name_key`)} and exists (
      select 1 from ${sql.table(`${kind}_project`)} sp
      where ${sql.ref(`sp.${kind}_id`)} = same.id and sp.project_id in (select container_id from reach))) > 1
    then 'id:' || ${sql.ref(`${alias}.id`)} else ${sql.ref(`${alias}.name`)} end`;

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
  reference: (alias) => sql`${sql.ref(`${alias}.bibkey`)}`,
  tag: (alias) => sql`${sql.ref(`${alias}.name`)}`,
  translation: (alias) => sql`'id:' || ${sql.ref(`${alias}.id`)}`,
  individual: (alias) => sql`${sql.ref(`${alias}.tag`)}`,
  occurrence: (alias) => sql`'id:' || ${sql.ref(`${alias}.id`)}`,
  subject: (alias) => ofProjects('subject', alias),
  session: (alias) => ofProjects('session', alias),
  behavior: (alias) => sql`'id:' || ${sql.ref(`${alias}.id`)}`,
  equipment: (alias) => sql`${sql.ref(`${alias}.name`)}`,
  stock: (alias) => sql`${sql.ref(`${alias}.name`)}`,
  media: (alias) => sql`'id:' || ${sql.ref(`${alias}.id`)}`,
  measurement: (alias) => sql`'id:' || ${sql.ref(`${alias}.id`)}`,
  voucher: (alias) => sql`'id:' || ${sql.ref(`${alias}.id`)}`,
  biocollection: (alias) => sql`${sql.ref(`${alias}.name`)}`,
  dataset: (alias) => sql`${sql.ref(`${alias}.name`)}`,
  project: (alias) => sql`${sql.ref(`${alias}.name`)}`,
  setup: (alias) => sql`${sql.ref(`${alias}.name`)}`,
  inventory: (alias) => sql`${sql.ref(`${alias}.name`)}`,
  storage: (alias) => sql`${sql.ref(`${alias}.name`)}`,
  paradigm: (alias) => sql`${sql.ref(`${alias}.name`)}`,
};

const tableOf = (target: ReferenceTarget): string => (isContainerTarget(target) ? 'container' : kindOf(target).table);

/** The read condition, over the alias `t`, of each kind that not everybody reads and that columns may refer to. */
export type Sight = Partial<Record<RecordKindName, RawBuilder<boolean>>>;

/** The kinds of which a `Sight` must say who reads them. */
export const hiddenTargets = (kind: RecordKind): RecordKindName[] => [
  ...new Set(
    kind.fields
      .flatMap(({ type, to }) =>
        type === 'link' ? (['individual', 'voucher', 'subject'] as const) : to === undefined ? [] : [to],
      )
      .filter((to) => !isContainerTarget(to))
      .filter((to) => kindOf(to).governedBy !== 'everybody'),
  ),
];

/** The rows of the kind that the actor sees. */
const seen = (kind: RecordKindName, sight: Sight): RawBuilder<unknown> =>
  sight[kind] === undefined
    ? sql`${sql.table(tableOf(kind))}`
    : sql`(select t.* from ${sql.table(tableOf(kind))} as t where ${sight[kind]})`;

function display(field: Field, column: string, sight: Sight = {}): RawBuilder<unknown> {
  const target = field.to ?? 'person';
  if (namesAttribute(field))
    return orWithheld(
      column,
      sql`select r.name from container r where r.id = ${sql.ref(column)} and r.id in (select container_id from reach)`,
    );
  const condition = isContainerTarget(target) ? undefined : sight[target];
  if (condition === undefined || isContainerTarget(target))
    return sql`(select ${displays[target]('r')} from ${sql.table(tableOf(target))} r where r.id = ${sql.ref(column)})`;
  return orWithheld(
    column,
    sql`select ${displays[target]('r')} from ${seen(target, sight)} r where r.id = ${sql.ref(column)}`,
  );
}

const orWithheld = (column: string, query: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`case when ${sql.ref(column)} is not null then coalesce((${query}), ${withheld}) end`;

/** The items of an ordered list, in one text separated by `|`. */
function listed(field: Field): RawBuilder<unknown> {
  const { list } = field;
  if (list === undefined) throw new Error(`${field.name} is no list`);
  const item = field.type === 'references' ? display(field, `l.${list.item}`) : sql.ref(`l.${list.item}`);
  const ofIt = sql`from ${sql.table(list.table)} l where ${sql.ref(`l.${list.owner}`)} = t.id`;
  const isSeen = sql`${sql.ref(`l.${list.item}`)} in (select container_id from reach)`;
  // A project that the reader does not see is not named, and the list is no longer for it.
  const named = field.to !== undefined && isContainerTarget(field.to) ? sql`and ${isSeen}` : sql``;
  const items = sql`select item from (select ${item} as item ${ofIt} ${named} order by l.position)`;
  const hidden = namesAttribute(field)
    ? sql` union all select ${withheld} where exists (select 1 ${ofIt} and not ${isSeen})`
    : sql``;
  const rest = sql`(select group_concat(item, '|') from (${items}${hidden}))`;
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
    when 'taxon' then (select x.name from taxon x where x.id = o.id)
    when 'subject' then (select ${displays.subject('x')} from subject x where x.id = o.id) end from object o where o.id = t.object_id)`,
  object_type: sql`(select o.kind from object o where o.id = t.object_id)`,
  ...Object.fromEntries(
    Object.entries(ofObject).map(([name, part]) => [name, sql`coalesce(${part}, ${behindVoucher[name]})`]),
  ),
  biocollection: sql`(select c.name from voucher v join container c on c.id = v.biocollection_id where v.id = t.object_id)`,
  biocollection_number: sql`(select v.biocollection_number from voucher v where v.id = t.object_id)`,
};

const linkTexts: Record<ObjectKindName, (sight: Sight) => RawBuilder<unknown>> = {
  individual: (sight) => sql`select i.tag from ${seen('individual', sight)} i where i.id = o.id`,
  voucher: (sight) => sql`select ${displays.voucher('v')} from ${seen('voucher', sight)} v where v.id = o.id`,
  location: () => sql`select ${displays.location('l')} from location l where l.id = o.id`,
  taxon: () => sql`select x.name from taxon x where x.id = o.id`,
  subject: (sight) => sql`select ${displays.subject('x')} from ${seen('subject', sight)} x where x.id = o.id`,
};
const linked = (sight: Sight, part: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`case when t.link_id is not null then (select ${part} from ${seen('individual', sight)} i where i.id = t.link_id) end`;

/** What a measurement points to, where the actor sees it. */
function linkPart(name: string, sight: Sight): RawBuilder<unknown> {
  switch (name) {
    case 'link_dataset':
      return linked(sight, sql`(select c.name from container c where c.id = i.dataset_id)`);
    case 'link_collector':
      return linked(sight, sql`(select p.abbreviation from person p where p.id = i.collector_id)`);
    case 'link_location':
      return linked(sight, place);
    default: {
      const texts = Object.entries(linkTexts).map(([kind, text]) => sql`when ${sql.lit(kind)} then (${text(sight)})`);
      return orWithheld(
        't.link_id',
        sql`select case o.kind ${sql.join(texts, sql` `)} end from object o where o.id = t.link_id`,
      );
    }
  }
}

const several = (
  name: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
): RawBuilder<unknown> => sql`(select group_concat(name, '|') from (
  select ${name} as name from trait r join trait_category k on k.trait_id = r.id
  where r.id = t.trait_id and r.type = 'multiple' and instr('|' || t.raw || '|', '|' || k.id || '|') > 0 order by ${order}))`;
/** The names of the categories of a measurement of type `multiple`, in their order, separated by `|`. */
export const severalNames = several(sql`k.name`, sql`k.position`);
/** The same in lower case and in the order of the letters. */
export const severalSorted = several(sql`lower(k.name)`, sql`lower(k.name)`);

/** A word for a number that stands for one. */
const decoded = ({ column, choices = [] }: Field): RawBuilder<unknown> =>
  sql`case ${sql.ref(`t.${column}`)} ${sql.join(
    choices.map((word, code) => sql`when ${sql.lit(code)} then ${sql.lit(word)}`),
    sql` `,
  )} end`;

/** The value of a measurement: names of categories, a text, or the number, marked where it has a spelling of its own. */
const value = sql`coalesce(
  case when t.value is null then char(0) || char(0) || ${severalNames} end,
  (select k.name from trait r join trait_category k on k.id = t.value where r.id = t.trait_id and r.type in ('categorical', 'ordinal')),
  case when t.value is not null and t.raw is not null then char(0) || t.raw end, t.raw, t.value)`;

/** One expression for each column that `export` writes, over the kind's table under the alias `t`. */
export function columnExpressions(
  kind: RecordKind,
  sight: Sight,
): { name: string; field: Field; sql: RawBuilder<unknown> }[] {
  const shownOnly = kind.fields.filter((field) => field.shownOnly === true);
  return [...exportColumns(kind), ...shownOnly.map((field) => ({ name: field.name, field }))].map(({ name, field }) => {
    if (field.type === 'object') return { name, field, sql: objectParts[name] ?? sql`null` };
    if (field.type === 'link') return { name, field, sql: linkPart(name, sight) };
    if (field.type === 'category')
      return {
        name,
        field,
        sql: sql`(select k.name from trait_category k where k.id = ${sql.ref(`t.${field.column}`)})`,
      };
    if (field.list !== undefined) return { name, field, sql: listed(field) };
    if (field.type === 'code') return { name, field, sql: decoded(field) };
    if (name !== field.name) return { name, field, sql: hints(sql.ref(`t.${field.column}`))[name] ?? sql`null` };
    if (field.type === 'reference') return { name, field, sql: display(field, `t.${field.column}`, sight) };
    if (field.column === undefined) return { name, field, sql: value };
    return { name, field, sql: sql.ref(`t.${field.column}`) };
  });
}

/** The columns by which rows are listed and paged: an index has them in this order. */
export function orderOf(kind: RecordKind): RawBuilder<unknown>[] {
  if (kind.governedBy !== 'dataset') return [sql`t.id`];
  return kind.name === 'measurement' ? [sql`t.scope_id`, sql`t.trait_id`, sql`t.id`] : [sql`t.scope_id`, sql`t.id`];
}

/** Table columns that a draft fills, in one fixed order. */
export function storedColumns(kind: RecordKind): string[] {
  const own = kind.fields.flatMap(({ column }) => (column === undefined ? [] : [column]));
  return [...new Set([...own, ...kind.derived])];
}
