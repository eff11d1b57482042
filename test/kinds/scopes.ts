import Database from 'better-sqlite3';
import type { Bench } from '../helpers/run.ts';

/** What each record's visibility depends on, found naively from the tables, beside what is stored. */
export function scopes(bench: Bench): { record: string; stored: string; naive: string }[] {
  const db = new Database(bench.db, { readonly: true });
  const rows = (text: string) => db.prepare(text).all() as Record<string, number>[];
  const datasets = new Map<number, number[]>();
  const subjects = new Set(rows('select id from subject').map(({ id }) => id));
  const sorted = (ids: Iterable<number>): string => [...new Set(ids)].toSorted((a, b) => a - b).join(' ');
  const out: { record: string; stored: string; naive: string }[] = [];
  const check = (kind: string, above: string | null): void => {
    for (const row of rows(
      `select t.id, t.dataset_id, ${above ?? 'null'} as above, s.d1, s.d2, s.d3, s.subject_id from "${kind}" t join scope s on s.id = t.scope_id`,
    )) {
      const { id = 0, dataset_id: own = 0, above: on, d1 = 0, d2 = 0, d3 = 0, subject_id: of = 0 } = row;
      const all = [own, ...(datasets.get(on ?? 0) ?? [])];
      if (kind === 'individual' || kind === 'voucher') datasets.set(id, all);
      out.push({
        record: `${kind} ${id}`,
        stored: `${sorted([d1, d2, d3].filter((one) => one !== 0))}, subject ${of}`,
        naive: `${sorted(all)}, subject ${subjects.has(on ?? 0) ? (on ?? 0) : 0}`,
      });
    }
  };
  check('individual', null);
  check('voucher', 'individual_id');
  check('occurrence', 'individual_id');
  check('media', 'object_id');
  check('measurement', 'object_id');
  db.close();
  return out;
}
