import type { Draft } from '../kinds/kind.ts';
import type { Session } from './session.ts';

/**
 * The scope of a record: the sorted set of datasets that must all be readable for it to be, its own and those that the
 * object it hangs on depends on. Equal sets are one row, so that a list is filtered by one number.
 */
export function scopeInterner(session: Session): (draft: Draft) => number {
  const { handle } = session;
  const known = new Map<string, number>();
  const above = new Map<number, readonly number[]>();
  const find = handle.prepare('select id from scope where d1 = ? and d2 = ? and d3 = ? and subject_id = 0').pluck();
  const add = handle.prepare('insert into scope (d1, d2, d3) values (?, ?, ?) returning id').pluck();
  const parts = handle.prepare('select d1, d2, d3 from scope where id = ?').raw();
  return ({ values, found }) => {
    const own = Number(values['dataset_id']);
    const scope = (found['object'] ?? found['individual'])?.['scope_id'];
    if (typeof scope !== 'number') return intern([own]);
    let others = above.get(scope);
    if (others === undefined)
      above.set(scope, (others = ((parts.get(scope) ?? []) as number[]).filter((dataset) => dataset !== 0)));
    if (others.every((id) => id === own)) return intern([own]);
    return intern([...new Set([own, ...others])].toSorted((a, b) => a - b));
  };

  function intern(datasets: number[]): number {
    const key = datasets.join(',');
    const cached = known.get(key);
    if (cached !== undefined) return cached;
    const set = [datasets[0] ?? 0, datasets[1] ?? 0, datasets[2] ?? 0];
    const found = find.get(...set);
    // A new set is not yet among those that temp.readable_scope was filled with.
    if (found === undefined) session.scoped = false;
    const id = Number(found ?? add.get(...set));
    known.set(key, id);
    return id;
  }
}
