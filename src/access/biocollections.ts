import { rank } from '../domain/vocabulary.ts';
import { record } from './audit.ts';
import type { ContainerRow } from './containers.ts';
import { membersOf, type MemberRow } from './rosters.ts';
import { demand } from './permit.ts';
import { forgetReach } from './reach.ts';
import { seesAll, sessionOf, type Reading, type Writing } from './session.ts';

/** The persons linked to each biocollection, by their abbreviations. */
export async function specialistsOf(reading: Reading): Promise<Map<number, string[]>> {
  const rows = await sessionOf(reading)
    .trx.selectFrom('person')
    .select(['biocollection_id', 'abbreviation'])
    .where('biocollection_id', 'is not', null)
    .orderBy('abbreviation_key')
    .execute();
  const out = new Map<number, string[]>();
  for (const { biocollection_id: id, abbreviation } of rows)
    out.set(id ?? 0, [...(out.get(id ?? 0) ?? []), abbreviation]);
  return out;
}

/** What refers to it, in words that say no more than that, whoever sees them: vouchers, persons, identifications. */
export async function usesOf(reading: Reading, biocollection: number): Promise<string[]> {
  const { trx } = sessionOf(reading);
  const uses: string[] = [];
  for (const table of ['voucher', 'person'] as const) {
    const row = await trx
      .selectFrom(table)
      .select('id')
      .where('biocollection_id', '=', biocollection)
      .limit(1)
      .executeTakeFirst();
    if (row !== undefined) uses.push(`${table}s`);
  }
  for (const table of ['individual', 'past_identification'] as const) {
    const row = await trx
      .selectFrom(table)
      .select('id')
      .where('identification_biocollection_id', '=', biocollection)
      .limit(1)
      .executeTakeFirst();
    if (row !== undefined && !uses.includes('identifications')) uses.push('identifications');
  }
  return uses;
}

/** What its roles decide over where it is managed: its vouchers and the individuals behind them, by the datasets of those. */
export async function keptIn(reading: Reading, row: ContainerRow): Promise<Kept[]> {
  await demandManage(reading, row);
  const { actor, handle } = sessionOf(reading);
  const rows = handle
    .prepare<[number], Kept>(
      `select 'dataset/' || c.name as dataset, count(*) as vouchers, count(distinct i.id) as individuals
       from voucher v join individual i on i.id = v.individual_id join container c on c.id = i.dataset_id
       where v.biocollection_id = ? group by c.id order by c.name_key`,
    )
    .all(row.id);
  // A token may hold a superadmin back.
  return seesAll(actor) ? rows : rows.map((one) => ({ ...one, dataset: 'a dataset' }));
}

export interface Kept {
  dataset: string;
  vouchers: number;
  individuals: number;
}

export const demandManage = async (reading: Reading, row: ContainerRow): Promise<void> =>
  demand(sessionOf(reading), 'manage', 'biocollection', row.id, `decide whether biocollection/${row.name} is managed`);

/** From now on its own roles decide over its vouchers, or no longer do. */
export async function setManaged(writing: Writing, row: ContainerRow, managed: boolean): Promise<void> {
  const session = sessionOf(writing);
  await demandManage(writing, row);
  await session.trx
    .updateTable('container')
    .set({ managed: managed ? 1 : 0, updated_at: session.now })
    .where('id', '=', row.id)
    .execute();
  forgetReach(session);
  await record(session, {
    kind: 'biocollection',
    id: row.id,
    before: { managed: row.managed === 1 },
    after: { managed },
  });
}

/** Takes away what only a managed biocollection has: roles below owner. Returns whose they were. */
export async function dropLesserRoles(writing: Writing, row: ContainerRow): Promise<MemberRow[]> {
  const session = sessionOf(writing);
  await demandManage(writing, row);
  const lost = (await membersOf(writing, row)).filter(({ role }) => role !== 'owner');
  const gone = await session.trx
    .deleteFrom('membership')
    .where('container_id', '=', row.id)
    .where('role', '<', rank('owner'))
    .returningAll()
    .execute();
  forgetReach(session);
  for (const membership of gone) await record(session, { kind: 'membership', id: membership.id, before: membership });
  return lost;
}
