import { sql } from 'kysely';
import { governingColumn, governingList } from '../kinds/governing.ts';
import type { RecordKind } from '../kinds/kind.ts';
import type { ContainerRow } from './containers.ts';
import { ensureReach } from './reach.ts';
import { sessionOf, type Reading } from './session.ts';

/** Out of which containers the picked records would go to the target, as far as the actor sees them: `kind/name`, by record. */
export async function moveSources(
  reading: Reading,
  kind: RecordKind,
  target: ContainerRow,
): Promise<ReadonlyMap<number, readonly string[]>> {
  const session = sessionOf(reading);
  await ensureReach(session);
  const list = governingList(kind)?.list;
  const table = sql.table(list?.table ?? kind.table);
  const id = sql.ref(`t.${list?.owner ?? 'id'}`);
  const container = sql.ref(`t.${list?.item ?? governingColumn(kind) ?? 'id'}`);
  const { rows } = await sql<{ id: number; source: string }>`
    select ${id} as id, c.kind || '/' || c.name as source from picked p
    cross join ${table} as t on ${id} = p.id join container c on c.id = ${container}
    where c.id <> ${target.id} and c.id in (select container_id from reach) order by p.id, c.name_key`.execute(
    session.trx,
  );
  const out = new Map<number, string[]>();
  for (const row of rows) {
    const others = out.get(row.id);
    if (others === undefined) out.set(row.id, [row.source]);
    else others.push(row.source);
  }
  return out;
}
