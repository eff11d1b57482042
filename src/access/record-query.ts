import { sql, type RawBuilder } from 'kysely';
import { categoryParts } from '../kinds/categories.ts';
import { kindOf } from '../kinds/index.ts';
import { isContainerTarget, type Field, type RecordKind } from '../kinds/kind.ts';
import { namesAttribute } from '../kinds/uses.ts';
import { Usage } from '../domain/errors.ts';
import { parseColor } from '../domain/color.ts';
import { nameKey } from '../domain/name-key.ts';
import { parseBoolean, parseReal } from '../domain/numbers.ts';
import type { Parsed } from '../domain/parsed.ts';
import { parsePartialDate } from '../domain/partial-date.ts';
import { parseRank } from '../domain/ranks.ts';
import { parseReference } from '../domain/reference.ts';
import { parseSpectrum } from '../domain/spectrum.ts';
import { allowed } from './conditions.ts';
import { narrowed, type Narrowing } from './narrowing.ts';
import { columnExpressions, hiddenTargets, orderOf, severalNames, severalSorted, type Sight } from './dynamic.ts';
import { type Session } from './session.ts';

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
  /** Only records about these things. */
  narrowing?: Narrowing;
  /** So that measurements of one occasion follow one another, for a wide file. */
  byOccasion?: true;
  /** Without the fields that follow from others. */
  exported?: true;
}

/** The columns as this actor sees them, and which rows a query means, the read condition among it. */
async function conditionsOf(session: Session, kind: RecordKind, query: RecordQuery) {
  const sight: Sight = {};
  for (const target of hiddenTargets(kind)) sight[target] = await allowed(session, 'read', target);
  const expressions = columnExpressions(kind, sight).map((expression) =>
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
    if (column === 'id') {
      where.push(sql`t.id = ${/^(id:)?\d{1,15}$/.test(text) ? Number(text.replace('id:', '')) : 0}`);
      continue;
    }
    const found = shown.find(({ name }) => name === column);
    if (found === undefined)
      throw new Usage(`${kind.plural} have no field ${column}`, `Fields: ${shown.map(({ name }) => name).join(', ')}`);
    where.push(equals(found, text));
  }
  if (query.ids !== undefined) where.push(sql`t.id in (${sql.join(query.ids)})`);
  where.push(...narrowed(kind, query.narrowing ?? {}));
  return { shown, where };
}

/** The ids of all that a query means, whatever its order and limit. Errors: Usage for a field that the kind has not. */
export async function idStatement(session: Session, kind: RecordKind, query: RecordQuery) {
  const { where } = await conditionsOf(session, kind, query);
  return sql`select t.id from ${sql.table(kind.table)} as t where ${sql.join(where, sql` and `)}`;
}

/** The statement of a query, with the read condition in it. Errors: Usage for a field that the kind has not. */
export async function recordStatement(session: Session, kind: RecordKind, query: RecordQuery) {
  const { shown, where } = await conditionsOf(session, kind, query);
  const order = query.byOccasion === true ? occasion : orderOf(kind);
  if (query.after !== undefined)
    where.push(
      sql`(${sql.join(order)}) > (select ${sql.join(order)} from ${sql.table(kind.table)} as t where t.id = ${query.after})`,
    );
  const sortable = [{ name: 'id', sql: sql.ref('t.id') }, ...shown];
  const sorted = query.sort === undefined ? undefined : sortable.find(({ name }) => name === query.sort?.column);
  if (query.sort !== undefined && sorted === undefined)
    throw new Usage(
      `${kind.plural} have no field ${query.sort.column}`,
      `Fields: ${shown.map(({ name }) => name).join(', ')}`,
    );
  if (query.sort !== undefined && query.after !== undefined)
    throw new Usage('--after goes with the order of the records, not with --sort', 'Leave one of them out.');
  const direction = query.sort?.descending === true ? sql`desc` : sql`asc`;
  const by = sorted === undefined ? sql.join(order) : sql`${sorted.sql} ${direction}, t.id`;
  const selected = shown.filter(({ field }) => query.exported !== true || field.shownOnly !== true);
  const limit = query.limit === undefined ? sql`` : sql`limit ${query.limit + 1}`;
  return {
    where: sql.join(where, sql` and `),
    columns: selected.map(({ name, field }) => ({ name, field })),
    sql: sql`select t.id, ${sql.join(selected.map((column) => column.sql))} from ${sql.table(kind.table)} as t where ${sql.join(where, sql` and `)} order by ${by} ${limit}`,
  };
}

const occasion = ['object_id', 'dataset_id', 'person_id', 'date', 'duplicated', 'trait_id', 'id'].map((column) =>
  sql.ref(`t.${column}`),
);

/** A reference is compared by what it points to, so that an index serves; anything else as a reader of the output sees it. */
function equals(
  { name, field, sql: shown }: { name: string; field: Field; sql: RawBuilder<unknown> },
  text: string,
): RawBuilder<unknown> {
  if (text === '') return sql`${shown} is null`;
  if (field.type === 'value') return valueEquals(shown, text);
  if (field.list !== undefined && field.to !== undefined && isContainerTarget(field.to)) {
    const { table, owner, item } = field.list;
    const ref = parseReference(text, field.to);
    const named = 'id' in ref ? sql`c.id = ${ref.id}` : sql`c.kind = ${field.to} and c.name_key = ${nameKey(ref.name)}`;
    return sql`exists (select 1 from ${sql.table(table)} l cross join container c where ${sql.ref(`l.${owner}`)} = t.id
      and c.id = ${sql.ref(`l.${item}`)} and ${named} and c.id in (select container_id from reach))`;
  }
  const typed = stored(field, text);
  if (typed !== undefined) return typed === null ? sql`0` : sql`${shown} = ${typed}`;
  // By its id, a record that the actor does not see could be asked for.
  const hidden = field.to !== undefined && !isContainerTarget(field.to) && kindOf(field.to).governedBy !== 'everybody';
  // A column that only helps to name a record is compared by its own text.
  if (field.type !== 'reference' || field.to === undefined || hidden || name !== field.name)
    return sql`lower(cast(${shown} as text)) = lower(${text})`;
  const column = sql.ref(`t.${field.column}`);
  const ref = parseReference(text, field.to);
  // By its name or id, an attribute that the actor does not see could be asked for.
  const seen = namesAttribute(field) ? sql` and ${column} in (select container_id from reach)` : sql``;
  if ('id' in ref) return sql`(${column} = ${ref.id}${seen})`;
  if (!isContainerTarget(field.to)) {
    const { table, lookups } = kindOf(field.to);
    const named = lookups.map(({ column: key, key: keyOf }) => sql`r.${sql.ref(key)} = ${keyOf(ref.name)}`);
    return sql`${column} in (select r.id from ${sql.table(table)} r where ${sql.join(named, sql` or `)})`;
  }
  const container = sql`(select r.id from container r where r.kind = ${field.to} and r.name_key = ${nameKey(ref.name)})`;
  if (field.to !== 'dataset') return sql`(${column} = ${container}${seen})`;
  return sql`${column} = ${container} and t.scope_id in (select s.id from scope s where s.d1 = ${container} or s.d2 = ${container} or s.d3 = ${container})`;
}

/** What the text is for fields that are not stored as text; null when it is no value of the field at all. */
function stored(field: Field, text: string): number | null | undefined {
  const parsers: Partial<Record<Field['type'], (typed: string) => Parsed<number | boolean>>> = {
    date: (typed) => parsePartialDate(typed, endOfTime),
    real: parseReal,
    integer: parseReal,
    latitude: parseReal,
    longitude: parseReal,
    boolean: parseBoolean,
    rank: parseRank,
  };
  const parsed = parsers[field.type]?.(text);
  return parsed === undefined ? undefined : parsed.ok ? Number(parsed.value) : null;
}
const endOfTime = 99_991_231;

/** A number by its size, a colour, a spectrum or several categories however they are written; anything else by its text. */
function valueEquals(shown: RawBuilder<unknown>, text: string): RawBuilder<unknown> {
  const is = (...types: string[]): RawBuilder<unknown> =>
    sql`exists (select 1 from trait r where r.id = t.trait_id and r.type in (${sql.join(types)}))`;
  const ways = [
    sql`lower(cast(${shown} as text)) = lower(${text})`,
    sql`(t.value is null and lower(${severalNames}) = lower(${text}))`,
  ];
  const parts = categoryParts(text).map((part) => part.trim());
  // More parts than that SQLite does not put together.
  if (parts.length > 1 && parts.length < 500) ways.push(sql`(t.value is null and ${severalSorted} = ${sorted(parts)})`);
  const [number, color, spectrum] = [parseReal(text), parseColor(text), parseSpectrum(text)];
  if (number.ok) ways.push(sql`(t.value = ${number.value} and ${is('real', 'integer', 'link')})`);
  if (color.ok) ways.push(sql`(t.raw = ${color.value} and ${is('color')})`);
  if (spectrum.ok) ways.push(sql`(t.raw = ${spectrum.value} and ${is('spectral')})`);
  return sql`(${sql.join(ways, sql` or `)})`;
}

const sorted = (parts: readonly string[]): RawBuilder<unknown> =>
  sql`(select group_concat(part, '|') from (${sql.join(
    parts.map((part) => sql`select lower(${part}) as part`),
    sql` union all `,
  )} order by part))`;
