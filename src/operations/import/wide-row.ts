import type { Problem } from '../../domain/errors.ts';
import type { FileKind } from '../../kinds/file-kinds.ts';
import type { CellSource } from '../records/row-reader.ts';
import type { Plan } from './plan.ts';

export interface WideRow {
  /** The columns of the record that is being looked at. */
  sources: ReadonlyMap<string, CellSource>;
  /** How many records a full row has. */
  count: number;
  /** Looks at one record of the row after the other, leaving out cells without a value. */
  filled(row: readonly string[]): Generator<number>;
  /** Adds what is wrong with the record at that place: a value is named by its header, what is wrong with the whole row stands once. */
  add(problems: Problem[], problem: Problem, at: number): void;
  /** The same problem, a value named by its header. */
  named(problem: Problem, at: number): Problem;
}

/** A row as several records, which differ in what they are of and in their value. */
export function wideRow(kind: FileKind, { sources, wide }: Plan): WideRow {
  const { by, value } = kind.wide ?? { by: '', value: '' };
  let [now] = wide;
  const references = new Map(wide.map((column) => [column, `id:${column.trait.id}`]));
  return {
    count: wide.length,
    sources: new Map<string, CellSource>([
      ...sources,
      [by, () => (now === undefined ? '' : (references.get(now) ?? ''))],
      [value, (row) => now?.cell(row) ?? ''],
    ]),
    *filled(row) {
      for (const [at, column] of wide.entries()) {
        if (column.cell(row).trim() === '') continue;
        now = column;
        yield at;
      }
    },
    named,
    add(problems, problem, at) {
      const told = named(problem, at);
      const isSame = (one: Problem): boolean =>
        one.code === told.code &&
        one.column === told.column &&
        one.value === told.value &&
        one.message === told.message;
      if (!problems.some(isSame)) problems.push(told);
    },
  };

  function named(problem: Problem, at: number): Problem {
    const own = problem.column === by || problem.column === value;
    return own ? { ...problem, column: wide[at]?.header ?? value } : problem;
  }
}
