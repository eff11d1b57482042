import { sql } from 'kysely';
import { kinds } from '../kinds/index.ts';
import { ensureScopes } from './reach.ts';
import { sessionOf, type Reading } from './session.ts';

const governed = kinds.filter(({ governedBy }) => governedBy === 'dataset');
const openness = (container: string) => sql`case ${sql.ref(`${container}.privacy`)}
  when 'project' then (select case p.privacy when 'public' then 2 when 'registered' then 1 else 0 end from container p where p.id = ${sql.ref(`${container}.project_id`)})
  when 'public' then 2 when 'registered' then 1 else 0 end`;

export interface Restriction {
  /** The kind of the records that are less open than their dataset says. */
  kind: string;
  /** The dataset that is less open than theirs; null for all that the actor does not see. */
  dataset: number | null;
  /** Whether they hang on its records, or only point to them. */
  how: 'object' | 'link';
  count: number;
}
interface Row {
  dataset: number;
  seen: number;
  count: number;
}

/** Which records of a dataset depend on datasets that fewer people read. */
export async function restrictions(reading: Reading, dataset: number): Promise<Restriction[]> {
  const session = sessionOf(reading);
  const { trx } = session;
  await ensureScopes(session);
  const found: Restriction[] = [];
  const take = (kind: string, how: Restriction['how'], rows: readonly Row[]): void => {
    const add = (of: number | null, count: number): void => {
      if (count > 0) found.push({ kind, dataset: of, how, count });
    };
    for (const row of rows.filter(({ seen }) => seen === 1)) add(row.dataset, row.count);
    add(
      null,
      rows.filter(({ seen }) => seen === 0).reduce((sum, { count }) => sum + count, 0),
    );
  };
  const stricter = sql`${openness('c')} < ${openness('own')}`;
  const readable = sql`s.id in (select id from readable_scope) and c.id in (select container_id from reach)`;
  for (const { name, table } of governed) {
    const counted = sql`(select count(*) from ${sql.table(table)} t where t.scope_id = s.id and t.dataset_id = ${dataset})`;
    const { rows } = await sql<Row>`
      select c.id as dataset, ${readable} as seen, sum(${counted}) as count
      from scope s join container own on own.id = ${dataset} join container c on c.id in (s.d1, s.d2, s.d3)
      where ${dataset} in (s.d1, s.d2, s.d3) and s.d2 <> 0 and ${stricter}
      group by c.id, seen order by c.name_key`.execute(trx);
    take(name, 'object', rows);
  }
  const { rows } = await sql<Row>`
    select c.id as dataset, ${readable} as seen, count(*) as count
    from measurement m join scope s on s.id = m.scope_id join object o on o.id = m.link_id
      join container c on c.id = o.dataset_id join container own on own.id = m.dataset_id
    where m.link_id is not null and m.dataset_id = ${dataset} and ${stricter}
    group by c.id, seen order by c.name_key`.execute(trx);
  take('measurement', 'link', rows);
  return found;
}

/** Traits that a dataset's measurements have and whose description only repeats their name. */
export function undescribedTraits(reading: Reading, dataset: number): string[] {
  return sessionOf(reading)
    .handle.prepare<[number, number], string>(
      `select r.export_name from trait r
        where lower(trim(r.description)) in ('', lower(r.name), lower(r.export_name)) and exists (
          select 1 from scope s cross join measurement m
          where ? in (s.d1, s.d2, s.d3) and m.scope_id = s.id and m.trait_id = r.id and m.dataset_id = ?)
        order by r.export_name_key`,
    )
    .pluck()
    .all(dataset, dataset);
}
