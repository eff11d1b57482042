import { rank } from '../domain/vocabulary.ts';
import { record } from './audit.ts';
import type { ContainerRow } from './containers.ts';
import { membersOf, type MemberRow } from './rosters.ts';
import { demand } from './permit.ts';
import { forgetReach } from './reach.ts';
import { sessionOf, type Reading, type Writing } from './session.ts';

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
