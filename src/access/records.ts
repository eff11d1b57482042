import { recordStatement, type RecordPage, type RecordQuery } from './record-query.ts';
import { sql } from 'kysely';
import { kinds } from '../kinds/index.ts';
import type { Found, RecordKind, Stored } from '../kinds/kind.ts';
import { Invalid, NotFound } from '../domain/errors.ts';
import { parseReference } from '../domain/reference.ts';
import { closest } from '../domain/suggest.ts';
import { allowed } from './conditions.ts';
import { storedColumns } from './dynamic.ts';
import { locationsByPath, lookupOf, type Lookup } from './lookup.ts';
import { rowsOf } from './rows.ts';
import { sessionOf, type Reading } from './session.ts';

/** Records that the actor reads, in pages by key, never by offset. */
export async function listRecords(reading: Reading, kind: RecordKind, query: RecordQuery = {}): Promise<RecordPage> {
  const session = sessionOf(reading);
  const { columns, sql: statement } = await recordStatement(session, kind, query);
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
  const { columns, sql: statement } = await recordStatement(session, kind, { ...query, exported: true });
  const compiled = statement.compile(session.trx);
  // Begun only when the first row is asked for: until it has ended the connection does nothing else.
  function* rows(): Generator<unknown[]> {
    yield* session.handle
      .prepare(compiled.sql)
      .raw()
      .iterate(...compiled.parameters) as IterableIterator<unknown[]>;
  }
  return { columns, rows: rows() };
}

/** The traits of the measurements that the actor reads and the query asks for, by export name. */
export async function usedTraits(
  reading: Reading,
  kind: RecordKind,
  query: RecordQuery,
): Promise<{ name: string; type: string }[]> {
  const session = sessionOf(reading);
  const { where } = await recordStatement(session, kind, query);
  const { rows } = await sql<{
    name: string;
    type: string;
  }>`select r.export_name as name, r.type from trait r where r.id in (select t.trait_id from ${sql.table(kind.table)} as t where ${where}) order by r.export_name`.execute(
    session.trx,
  );
  return rows;
}

/** How many the actor reads. */
export async function countRecords(reading: Reading, kind: RecordKind): Promise<number> {
  const session = sessionOf(reading);
  const condition = await allowed(session, 'read', kind.name);
  const count = sql<{ n: number }>`select count(*) as n from ${sql.table(kind.table)} as t where ${condition}`;
  return rowsOf(session, count)[0]?.n ?? 0;
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
    for (const found of candidates(lookup, kind, ref.name)) {
      if (found.length > 1) throw ambiguous(kind, text, found);
      if (found[0] !== undefined) return found[0];
    }
  throw new NotFound(`there is no ${kind.name} ${text} that you can see`, await suggestion(reading, kind, text));
}

function* candidates(lookup: Lookup, kind: RecordKind, name: string): Generator<Found[]> {
  if (kind.name === 'location' && name.includes('>')) yield locationsByPath(lookup, name);
  else for (const { column, key } of kind.lookups) yield lookup.by(column, key(name));
  yield* lookup.byOtherName?.(name) ?? [];
}
const ambiguous = (kind: RecordKind, text: string, found: readonly Found[]): Invalid =>
  new Invalid(
    `${found.length} ${kind.plural} are called ${text}`,
    `Name one by its id: ${found
      .slice(0, 5)
      .map(({ id }) => `id:${id}`)
      .join(', ')}`,
    [{ code: 'ambiguous-reference', value: text, message: `${found.length} ${kind.plural} are called ${text}` }],
  );

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

/** Records as they are stored, for an edit to start from. */
export function storedRecord(reading: Reading, kind: RecordKind): (id: number) => Record<string, Stored> {
  const columns = storedColumns(kind)
    .map((column) => `"${column}"`)
    .join(', ');
  const statement = sessionOf(reading).handle.prepare(`select ${columns} from "${kind.table}" where id = ?`);
  return (id) => statement.get(id) as Record<string, Stored>;
}
