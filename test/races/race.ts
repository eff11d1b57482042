import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { together } from '../db/built.ts';
import type { Order } from '../db/worker.ts';
import { freshDir } from '../helpers/fresh-dir.ts';
import type { Bench } from '../helpers/run.ts';
import { chainFaults } from '../house/chain.ts';
import { numberOf, withDatabase } from '../helpers/dump.ts';
import { fromEnv } from '../worlds/numbered.ts';

/** Of every race; npm run soak has thousands. */
export const rounds = fromEnv('RACE_ROUNDS', 40);

export interface Raced {
  dbs: readonly string[];
  /** The exit codes of each round, in the order of the orders. */
  codes: readonly (readonly [number, number])[];
  shown: string;
}

/** Two orders at the same moment, each round on a copy of its own. */
export async function race(
  worker: string,
  bench: Bench,
  orders: (round: number) => readonly [Order, Order],
  count = rounds,
  apart = 50,
): Promise<Raced> {
  const arena = freshDir();
  const dbs = Array.from({ length: count }, (_nothing, round) => join(arena, `${round}.db`));
  for (const db of dbs) copyFileSync(bench.db, db);
  const crew = (who: 0 | 1): Order[] =>
    dbs.map((db, round) => {
      const order = orders(round)[who];
      return { ...order, at: round * apart + (order.at ?? 0), db };
    });
  const [ones = [], others = []] = await together(worker, bench.db, [crew(0), crew(1)]);
  return {
    dbs,
    codes: dbs.map((_db, round) => [ones[round]?.code ?? -1, others[round]?.code ?? -1] as const),
    shown: [...ones, ...others].map(({ err }) => err).join(''),
  };
}

/** Containers without an effective owner, by what access.md says of invariant 2 and not by the program's own query. */
const ownerless = `
  select count(*) from container c
  where (c.kind in ('project', 'group', 'setup', 'inventory', 'storage', 'paradigm') or (c.kind = 'dataset' and c.privacy <> 'project') or (c.kind = 'biocollection' and c.managed = 1))
    and c.workspace_of is null
    and not exists (
      select 1 from lab_user u join membership m on m.container_id = c.id and m.role = 5
      where u.disabled_at is null and u.level >= 2 and (m.user_id = u.id
        or m.group_id in (select g.container_id from membership g where g.user_id = u.id)))`;
/** Direct roles above viewer of registered users. */
const beyond = `
  select count(*) from membership m join lab_user u on u.id = m.user_id join container c on c.id = m.container_id
  where u.level < 2 and m.role > 1 and c.workspace_of is not u.id`;

/** What a database breaks of what holds in every committed state; mostly nothing. */
export function broken(db: string): string[] {
  const faults = [
    numberOf(db, 'select count(*) from lab_user where level = 3 and disabled_at is null') > 0 ? '' : 'no superadmin',
    numberOf(db, ownerless) === 0 ? '' : 'a container without an owner',
    numberOf(db, beyond) === 0 ? '' : 'a registered user beyond viewer',
    (withDatabase(db, (handle) => handle.pragma('foreign_key_check')) as unknown[]).length === 0 ? '' : 'a lost row',
    chainFaults(db).length === 0 ? '' : 'a broken audit chain',
  ];
  return faults.filter((fault) => fault !== '');
}
