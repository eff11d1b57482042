import type { Conflict, Problem } from '../../domain/errors.ts';
import type { MemberChange } from './judge-member.ts';

/** The rows without which the rule would hold there: those that take an owner away, else those that make somebody less than one. */
function involved(container: number, changes: readonly MemberChange[]): MemberChange[] {
  const there = changes.filter((change) => change.container.id === container && change.role !== 'owner');
  const unowning = there.filter(({ was }) => was?.role === 'owner');
  return unowning.length > 0 ? unowning : there;
}

const problemOf = ({ row }: MemberChange, { code }: Conflict, message: string): Problem => ({
  code,
  line: row.line,
  column: 'role',
  value: row.role,
  message,
});

/** Every row that breaks the rule together with others; without a line where no row is to blame. */
export function culprits(error: Conflict, changes: readonly MemberChange[]): Problem[] {
  const rows = error.about.flatMap((container) => involved(container, changes));
  if (rows.length === 0) return [{ code: error.code, message: error.message }];
  return rows.toSorted((a, b) => a.row.line - b.row.line).map((change) => problemOf(change, error, error.message));
}

interface Tried {
  /** Those of one container, the last of the file first. */
  rows: readonly MemberChange[];
  /** Which of them is left out; all of them where no single one would do. */
  at: number;
  error: Conflict;
}

/**
 * Of the rows that only together break a rule, those that are left out where the others are stored: of each container one, the last of the
 * file that will do, so that who stays an owner does not hang on chance.
 */
export class LeftOut {
  readonly #tried = new Map<number, Tried>();

  /** What is wrong with those that are left out. */
  get problems(): Problem[] {
    return [...this.#tried.values()].flatMap(({ rows, at, error }) => {
      const out = at < rows.length ? rows.slice(at, at + 1) : rows;
      const kept = rows.filter((row) => !out.includes(row)).map(({ row }) => row.line);
      const lines = kept.toSorted((a, b) => a - b).join(', ');
      const why = kept.length === 0 ? '' : `, were it stored with line${kept.length > 1 ? 's' : ''} ${lines}`;
      return out.map((change) => problemOf(change, error, `${error.message}${why}`));
    });
  }

  /** Leaves out one row more, or another one, of each container of which it still is to be said; false when there is none. */
  take(error: Conflict, changes: readonly MemberChange[]): boolean {
    let found = false;
    for (const container of error.about) {
      const tried = this.#tried.get(container);
      if (tried === undefined) {
        const rows = involved(container, changes).toReversed();
        if (rows.length > 0) this.#tried.set(container, { rows, at: 0, error });
        found ||= rows.length > 0;
      } else if (tried.at < tried.rows.length) {
        tried.at += 1;
        found = true;
      }
    }
    return found;
  }
}
