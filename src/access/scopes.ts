import type { Draft } from '../kinds/kind.ts';
import type { Session } from './session.ts';

/**
 * The scope of a record: the sorted set of datasets that must all be readable for it to be, its own and those of the object it
 * hangs on. Equal sets are one row, so that a list is filtered by one number.
 */
export function scopeInterner(session: Session): (draft: Draft) => number {
  const { handle } = session;
  const known = new Map<string, number>();
  const find = handle.prepare('select id from scope where d1 = ? and d2 = ? and d3 = ? and subject_id = 0').pluck();
  const add = handle.prepare('insert into scope (d1, d2, d3) values (?, ?, ?) returning id').pluck();
  return ({ values, found }) => {
    const own = Number(values['dataset_id']);
    const object = found['object'];
    const others = [object?.['dataset_id'], object?.['parent_dataset_id']].filter(
      (id): id is number => typeof id === 'number',
    );
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
