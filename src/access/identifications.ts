import { sql } from 'kysely';
import type { Draft, RecordKind } from '../kinds/kind.ts';
import { allowed } from './conditions.ts';
import { idStatement, type RecordQuery } from './record-query.ts';
import { sessionOf, type Reading, type Session } from './session.ts';

/** One identification of an individual: the current one has neither id nor `replaced_at`. */
export interface IdentificationRow {
  id: number | null;
  individual_id: number;
  individual: string;
  dataset: string;
  taxon: string;
  identifier: string | null;
  date: number | null;
  modifier: string | null;
  notes: string | null;
  biocollection: string | null;
  biocollection_number: string | null;
  replaced_at: string | null;
  replaced_by: string | null;
}

/** Keeps what is stored in the columns of the kind's history before a draft replaces it; undefined for kinds that have none. */
export function keeperOf(session: Session, kind: RecordKind): ((id: number, draft: Draft) => void) | undefined {
  const { history } = kind;
  if (history === undefined) return undefined;
  const columns = history.columns.map((column) => `"${column}"`);
  const statement = session.handle.prepare(
    `insert into "${history.table}" ("${history.owner}", ${columns.join(', ')}, replaced_by, replaced_at)
      select id, ${columns.join(', ')}, ?, ? from "${kind.table}"
      where id = ? and ${columns[0]} is not null and (${columns.map((column) => `${column} is not ?`).join(' or ')})`,
  );
  return (id, { values }) =>
    void statement.run(session.actor.id, session.now, id, ...history.columns.map((column) => values[column] ?? null));
}

/** Every identification of the individuals that the actor reads and the query means: by individual, the current one first, then the latest. */
export async function identificationsOf(
  reading: Reading,
  kind: RecordKind,
  query: RecordQuery,
): Promise<IdentificationRow[]> {
  const session = sessionOf(reading);
  const individuals = await idStatement(session, kind, query);
  const names = await allowed(session, 'read', 'user');
  const { rows } = await sql<IdentificationRow>`
    with meant as materialized (${individuals}),
    named as (
      select null as id, i.id as individual_id, i.taxon_id, i.identifier_id, i.identification_date as date,
        i.identification_modifier as modifier, i.identification_notes as notes, i.identification_biocollection_id as keeper_id,
        i.identification_biocollection_number as biocollection_number, null as replaced_at, null as by_id
      from meant join individual i on i.id = meant.id where i.taxon_id is not null
      union all
      select p.id, p.individual_id, p.taxon_id, p.identifier_id, p.identification_date, p.identification_modifier, p.identification_notes,
        p.identification_biocollection_id, p.identification_biocollection_number, p.replaced_at, p.replaced_by
      from meant join past_identification p on p.individual_id = meant.id)
    select n.id, n.individual_id, i.tag as individual, c.name as dataset, x.name as taxon, r.abbreviation as identifier,
      n.date, n.modifier, n.notes, b.name as biocollection, n.biocollection_number, n.replaced_at, (select t.login from lab_user t where t.id = n.by_id and ${names}) as replaced_by
    from named n join individual i on i.id = n.individual_id join container c on c.id = i.dataset_id
      join taxon x on x.id = n.taxon_id left join person r on r.id = n.identifier_id left join container b on b.id = n.keeper_id
    order by n.individual_id, n.id is not null, n.id desc`.execute(session.trx);
  return rows;
}
