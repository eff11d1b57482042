import { sql, type RawBuilder } from 'kysely';
import { kindOf } from '../kinds/index.ts';
import { governingColumn, governingList } from '../kinds/governing.ts';
import {
  isContainerTarget,
  withheld,
  type Draft,
  type Found,
  type RecordKind,
  type ReferenceTarget,
  type Stored,
} from '../kinds/kind.ts';
import { namesAttribute } from '../kinds/uses.ts';
import { categoryEnricher, otherNamesOf } from './trait-names.ts';
import { nameKey } from '../domain/name-key.ts';
import { allowed } from './conditions.ts';
import { storedColumns } from './dynamic.ts';
import { sessionOf, type Reading, type Session } from './session.ts';

/** Finds records by key among those that the actor reads; synchronous, because rows of files ask it a million times. */
export interface Lookup {
  by(column: string, key: Stored): Found[];
  byId(id: number): Found | undefined;
  /** Found by names that are not keys, of which the first kind that finds any decides. */
  byOtherName?(text: string): Iterable<Found[]>;
  /** What a suggestion may be taken from: names that the actor reads. */
  names(): readonly string[];
}

/** Stands in a query for the key that each call of the prepared statement binds. */
export const hole = '\u0000key';
const fewQuestions = 200;
/** Above this, a table is not worth holding in memory for a file that names some of it. */
const manyRecords = 300_000;

/** A statement that is compiled and prepared once; the key goes where the builder was given the hole. */
export function prepare(session: Session, query: RawBuilder<unknown>): (key: Stored) => Found[] {
  const { sql: text, parameters } = query.compile(session.trx);
  const at = parameters.indexOf(hole);
  const statement = session.handle.prepare(text);
  const values = [...parameters] as Stored[];
  return (key) => {
    values[at] = key;
    return statement.all(...values) as Found[];
  };
}

export async function lookupOf(reading: Reading, target: ReferenceTarget): Promise<Lookup> {
  const session = sessionOf(reading);
  const condition = await allowed(session, 'read', target);
  const kind = isContainerTarget(target) ? undefined : kindOf(target);
  const table = sql.table(kind?.table ?? 'container');
  const carried = ['id', ...(kind?.carries ?? ['name', 'managed'])].map((column) => sql.ref(`t.${column}`));
  const only = kind === undefined ? sql`t.kind = ${target} and` : sql``;
  const statement = (column: string) =>
    prepare(
      session,
      sql`select ${sql.join(carried)} from ${table} as t where ${only} ${sql.ref(`t.${column}`)} = ${hole} and ${condition}`,
    );
  const statements = new Map<string, (key: Stored) => Found[]>();
  const addCategories = target === 'trait' ? categoryEnricher(session) : undefined;
  const enrich = (row: Found): Found => {
    row['kind'] = target;
    addCategories?.(row);
    return row;
  };
  let asked = 0;
  const whole = new Map<string, Map<Stored, Found[]>>();
  /** After many single questions, one for all: reading a table once is quicker than a thousand look-ups. */
  const loaded = (column: string): Map<Stored, Found[]> | undefined => {
    const known = whole.get(column);
    if (known !== undefined || asked < fewQuestions || column === 'id') return known;
    const size = Number(
      session.handle
        .prepare(`select coalesce(max(id), 0) from "${kind?.table ?? 'container'}"`)
        .pluck()
        .get(),
    );
    if (size > manyRecords) return undefined;
    const all =
      sql`select ${sql.ref(`t.${column}`)} as "key", ${sql.join(carried)} from ${table} as t where ${only} ${condition}`.compile(
        session.trx,
      );
    const index = new Map<Stored, Found[]>();
    for (const { key, ...row } of session.handle.prepare(all.sql).all(...all.parameters) as (Found & {
      key: Stored;
    })[]) {
      const same = index.get(key);
      if (same === undefined) index.set(key, [row]);
      else same.push(row);
    }
    whole.set(column, index);
    return index;
  };
  const by = (column: string, key: Stored): Found[] => {
    asked += 1;
    const all = loaded(column);
    if (all !== undefined) return (all.get(key) ?? []).map(enrich);
    let ask = statements.get(column);
    if (ask === undefined) statements.set(column, (ask = statement(column)));
    return ask(key).map(enrich);
  };
  const naming = kind === undefined ? 'name' : kind.fields.find(({ name }) => name === kind.naming)?.column;
  const byId = (id: number): Found | undefined => by('id', id)[0];
  const all =
    sql`select distinct ${sql.ref(`t.${naming ?? 'id'}`)} from ${table} as t where ${only} ${condition} limit 5000`.compile(
      session.trx,
    );
  let names: string[] | undefined;
  return {
    by,
    byId,
    ...(target === 'trait' ? { byOtherName: otherNamesOf(session, byId) } : {}),
    names: () =>
      (names ??=
        naming === undefined
          ? []
          : (session.handle
              .prepare(all.sql)
              .pluck()
              .all(...all.parameters) as string[])),
  };
}

/** The locations whose ancestors are those of a path, `Reserve > North > Plot 1`; a first `>` says that the first lies in nothing. */
export function locationsByPath(lookup: Lookup, text: string): Found[] {
  const parts = text.split('>').map(nameKey);
  const rooted = parts[0] === '';
  const names = rooted ? parts.slice(1) : parts;
  return lookup.by('name_key', names.at(-1) ?? '').filter((location) => {
    let above: Found | undefined = location;
    for (const name of names.toReversed()) {
      if (above === undefined || nameKey(String(above['name'])) !== name) return false;
      above = typeof above['parent_id'] === 'number' ? lookup.byId(above['parent_id']) : undefined;
    }
    return !rooted || above === undefined;
  });
}

/** A stored row that is the same record as a draft, by the kind's key. */
export type Probe = (
  draft: Readonly<Record<string, Stored>>,
  lists?: Draft['lists'],
) => (Record<string, Stored> & { id: number }) | undefined;

export function probeOf(reading: Reading, kind: RecordKind): Probe {
  const { handle } = sessionOf(reading);
  // `is`, because a key may have nulls (a location without a parent, a number without a text), and two of them are the same.
  const where = kind.key.map((part) => `${part.sql} is ?`).join(' and ');
  const statement = handle.prepare(
    `select id, ${storedColumns(kind)
      .map((column) => `"${column}"`)
      .join(', ')} from "${kind.table}" where ${where}`,
  );
  const field = kind.uniqueWithin === undefined ? undefined : governingList(kind);
  if (field === undefined)
    return (draft) => statement.get(...kind.key.map((part) => part.of(draft))) as ReturnType<Probe>;
  const { table, owner, item } = field.list;
  const within = handle.prepare(
    `${statement.source} and exists (select 1 from "${table}" l where l."${owner}" = "${kind.table}".id and l."${item}" = ?)`,
  );
  return (draft, lists = {}) => {
    const key = kind.key.map((part) => part.of(draft));
    for (const container of lists[field.name] ?? []) {
      const same = within.get(...key, container) as ReturnType<Probe>;
      if (same !== undefined) return same;
    }
    return undefined;
  };
}

/** Whether there is any record of the kind at all, seen or not: with none, no row of a file needs to be compared. */
export const storesAny = (reading: Reading, kind: RecordKind): boolean =>
  sessionOf(reading).handle.prepare(`select 1 from "${kind.table}" limit 1`).get() !== undefined;

/** The ids of stored records that are alike but for their value, six at most; undefined for kinds that know no such thing. */
export function similarOf(
  reading: Reading,
  kind: RecordKind,
): ((draft: Readonly<Record<string, Stored>>) => number[]) | undefined {
  const { similar } = kind;
  if (similar === undefined) return undefined;
  const statement = sessionOf(reading)
    .handle.prepare(
      `select id from "${kind.table}" where ${similar.map((column) => `"${column}" = ?`).join(' and ')} limit 6`,
    )
    .pluck();
  return (draft) => statement.all(...similar.map((column) => draft[column] ?? null)) as number[];
}

/** Whether the actor may see the e-mail address of a person, and so may be told that another one differs from it. */
export async function emailVisible(reading: Reading): Promise<(person: number) => boolean> {
  const session = sessionOf(reading);
  const ask = prepare(
    session,
    sql`select t.id from person as t where t.id = ${hole} and ${await allowed(session, 'email', 'person')}`,
  );
  return (person) => ask(person).length > 0;
}

/** Containers that the actor does not see are no items for them; temp.reach is filled when a record was looked up. */
const seen = ({ item }: { item: string }, to: ReferenceTarget | undefined): string =>
  to !== undefined && isContainerTarget(to) ? `and "${item}" in (select container_id from reach)` : '';

/** Beside a list of attributes: whether it has some that the actor does not see. */
export const withheldIn = (list: string): string => `${list} ${withheld}`;

/** Reads the ordered items of the kind's list fields, as stored. */
export function listItems(reading: Reading, kind: RecordKind): (id: number) => Record<string, Stored[]> {
  const { handle } = sessionOf(reading);
  const statements = kind.fields.flatMap((field) => {
    const { name, list, to } = field;
    if (list === undefined) return [];
    const of = `from "${list.table}" where "${list.owner}" = ?`;
    const items = handle.prepare(`select "${list.item}" ${of} ${seen(list, to)} order by position`).pluck();
    if (!namesAttribute(field)) return [[name, items] as const];
    const hidden = handle
      .prepare(`select 1 ${of} and "${list.item}" not in (select container_id from reach) limit 1`)
      .pluck();
    return [[name, items] as const, [withheldIn(name), hidden] as const];
  });
  return (id) => Object.fromEntries(statements.map(([name, statement]) => [name, statement.all(id) as Stored[]]));
}

/** Whether the actor may insert a record with these values, as far as they are known: what governs it, or the record that it amends, a voucher's biocollection and individual. */
export type Permits = (values: Readonly<Record<string, Stored>>) => boolean;

/** Asked once for each that governs, biocollection and, where that matters, individual. */
export async function insertable(
  reading: Reading,
  kind: RecordKind,
  action: 'insert' | 'offer' = 'insert',
): Promise<Permits> {
  const into = await insertableInto(reading, kind, action);
  const id = (value: Stored | undefined): number => (typeof value === 'number' ? value : 0);
  const { amends } = kind;
  if (amends !== undefined) return (values) => into(id(values[amends.column]), 0, 0);
  // An individual that was not found is another problem, and told as such.
  if (kind.partOf === 'individual')
    return (values) =>
      id(values['individual_id']) === 0 || into(id(values['dataset_id']), 0, id(values['individual_id']));
  const column = governingColumn(kind) ?? 'dataset_id';
  if (kind.name !== 'voucher') return (values) => into(id(values[column]), 0, 0);
  return (values) => {
    const [dataset, biocollection] = [id(values['dataset_id']), id(values['biocollection_id'])];
    // Only a managed biocollection asks which individual it is.
    return into(dataset, biocollection, 0) || into(dataset, biocollection, id(values['individual_id']));
  };
}

async function insertableInto(reading: Reading, kind: RecordKind, action: 'insert' | 'offer') {
  const session = sessionOf(reading);
  const condition = await allowed(session, action, kind.name);
  const { sql: text, parameters } =
    sql`select 1 from (select ${hole} as ${sql.ref(kind.amends?.column ?? governingColumn(kind) ?? 'dataset_id')}, ${hole} as biocollection_id, ${hole} as individual_id) as t where ${condition}`.compile(
      session.trx,
    );
  const ask = session.handle.prepare(text);
  const values = [...parameters];
  const holes = [...parameters.keys()].filter((at) => parameters[at] === hole);
  const known = new Map<number | string, boolean>();
  return (governing: number, biocollection: number, individual: number): boolean => {
    const key = biocollection === 0 && individual === 0 ? governing : `${governing} ${biocollection} ${individual}`;
    let answer = known.get(key);
    if (answer === undefined) {
      for (const [at, id] of [governing, biocollection, individual].entries()) values[holes[at] ?? 0] = id;
      known.set(key, (answer = ask.get(...values) !== undefined));
    }
    return answer;
  };
}

/** Of the projects asked, those into which the actor may not insert. */
export async function closedProjects(reading: Reading): Promise<(projects: readonly Stored[]) => number[]> {
  const session = sessionOf(reading);
  const ask = prepare(
    session,
    sql`select 1 as id from (select ${hole} as id) as t where ${await allowed(session, 'insert', 'project')}`,
  );
  return (projects) => projects.map(Number).filter((project) => ask(project).length === 0);
}

/** Changes whenever another connection has committed anything; equal before and after means that nobody did. */
export const dataVersion = (reading: Reading): number =>
  Number(sessionOf(reading).handle.pragma('data_version', { simple: true }));
