import type { Draft } from '../kinds/kind.ts';
import type { Session } from './session.ts';

/** What a record hangs on, as far as its visibility goes: the scope of that record, or the subject that it is. */
export interface Above {
  scope: number;
  subject: number;
}

/**
 * The scope of a record: the sorted set of datasets that must all be readable for it to be, its own and those that the
 * object it hangs on depends on, and the subject, if it is one's. Equal sets are one row, so that a list is filtered by one number.
 */
export function scopeFinder(session: Session): (own: number, above: Above) => number {
  const { handle } = session;
  const known = new Map<string, number>();
  const find = handle.prepare('select id from scope where d1 = ? and d2 = ? and d3 = ? and subject_id = ?').pluck();
  const add = handle.prepare('insert into scope (d1, d2, d3, subject_id) values (?, ?, ?, ?) returning id').pluck();
  const parts = handle.prepare('select d1, d2, d3, subject_id from scope where id = ?').raw();
  return (own, above) => {
    const key = `${own},${above.scope},${above.subject}`;
    let id = known.get(key);
    if (id === undefined) known.set(key, (id = intern(own, above)));
    return id;
  };

  function intern(own: number, above: Above): number {
    const [d1 = 0, d2 = 0, d3 = 0, subject = 0] = above.scope === 0 ? [] : ((parts.get(above.scope) ?? []) as number[]);
    const datasets = [...new Set([own, d1, d2, d3])].filter((dataset) => dataset !== 0).toSorted((a, b) => a - b);
    const set = [datasets[0] ?? 0, datasets[1] ?? 0, datasets[2] ?? 0, subject === 0 ? above.subject : subject];
    const found = find.get(...set);
    // A new set is not yet among those that temp.readable_scope was filled with.
    if (found === undefined) session.scoped = false;
    return Number(found ?? add.get(...set));
  }
}

/** The same for a draft, by what it was found to hang on. */
export function scopeInterner(session: Session): (draft: Draft) => number {
  const find = scopeFinder(session);
  return ({ values, found }) => {
    const on = found['object'] ?? found['individual'];
    const scope = on?.['scope_id'];
    return find(Number(values['dataset_id']), {
      scope: typeof scope === 'number' ? scope : 0,
      subject: on?.['kind'] === 'subject' ? on.id : 0,
    });
  };
}
