import type { Problem } from '../../domain/errors.ts';
import type { Draft, Found, RecordKind } from '../../kinds/kind.ts';
import type { RowReader } from '../records/row-reader.ts';
import { Duplicates } from './duplicates.ts';
import type { Plan } from './plan.ts';
import { remember } from './in-file.ts';
import type { Judge, Verdict } from './judge.ts';
import type { Validated } from './validate.ts';
import type { WideRow } from './wide-row.ts';

/** What is wrong with a row in which a column that is supplied twice says two things. */
export function contradictionOf({ twice }: Plan, row: readonly string[], line: number): Problem | undefined {
  const found = twice.find(({ first, second, same }) => !same(first(row), second(row)));
  if (found === undefined) return undefined;
  const message = `the column is supplied twice, as ${found.first(row)} and as ${found.second(row)}`;
  return { code: 'duplicate-column', line, column: found.column, message };
}

/** Takes rows one after the other into the result. */
export class Intake {
  readonly #kind: RecordKind;
  readonly #plan: Plan;
  readonly #reader: RowReader;
  readonly #judge: Judge;
  readonly #result: Validated;
  readonly #local: Map<string, Found[]> | undefined;
  readonly #seen: Duplicates;
  /** Of the latest row; a field, because a result of two for each of a million rows is a million things to collect. */
  #draft: Draft | undefined;

  constructor(
    kind: RecordKind,
    plan: Plan,
    reader: RowReader,
    judge: Judge,
    result: Validated,
    local: Map<string, Found[]> | undefined,
  ) {
    this.#kind = kind;
    this.#plan = plan;
    this.#reader = reader;
    this.#judge = judge;
    this.#result = result;
    this.#local = local;
    this.#seen = new Duplicates(kind.key, kind.uniqueWithin);
  }

  /** Whether a column that is supplied twice says two things. */
  contradicts(row: readonly string[], line: number): boolean {
    const problem = contradictionOf(this.#plan, row, line);
    if (problem !== undefined) this.#result.problems.push(problem);
    return problem !== undefined;
  }

  take(row: readonly string[], line: number): void {
    const result = this.#result;
    const { warnings } = this.#reader;
    const warned = warnings.length;
    const verdict = this.#decide(row, line, result.problems);
    const draft = this.#draft;
    if (verdict === 'new' && draft !== undefined) {
      result.drafts.push(draft);
      if (this.#local !== undefined) remember(this.#kind, this.#local, draft, -result.drafts.length);
    } else if (verdict === 'unchanged') result.unchanged += 1;
    else if (verdict === 'skipped') result.skipped += 1;
    else if (typeof verdict === 'object') result.updates.push(verdict);
    else {
      result.rejected += 1;
      // What would have been odd about records that are not stored is of no interest.
      warnings.length = warned;
    }
  }

  /** All records of a row, or none. */
  takeWide(wide: WideRow, row: readonly string[], line: number): void {
    const result = this.#result;
    const problems: Problem[] = [];
    const decided: Decided[] = [];
    const { warnings } = this.#reader;
    const warned = warnings.length;
    let records = 0;
    let told = warned;
    for (const at of wide.filled(row)) {
      records += 1;
      const own: Problem[] = [];
      const verdict = this.#decide(row, line, own);
      decided.push({ draft: this.#draft, verdict });
      for (const problem of own) wide.add(problems, problem, at);
      for (let place = told; place < warnings.length; place += 1)
        warnings[place] = wide.named(warnings[place] as Problem, at);
      told = warnings.length;
    }
    result.empty += wide.count - records;
    if (problems.length > 0) {
      result.rejected += records;
      result.problems.push(...problems);
      warnings.length = warned;
      return;
    }
    for (const { draft, verdict } of decided) {
      if (verdict === 'new' && draft !== undefined) result.drafts.push(draft);
      else if (verdict === 'unchanged') result.unchanged += 1;
      else if (verdict === 'skipped') result.skipped += 1;
      else if (typeof verdict === 'object') result.updates.push(verdict);
    }
  }

  #decide(row: readonly string[], line: number, problems: Problem[]): Verdict {
    const before = problems.length;
    const draft = (this.#draft = this.#reader.read(row, line, problems));
    if (draft === undefined) {
      const own: Problem[] = [];
      const verdict = this.#judge.ofPart?.(row, line, own) ?? 'rejected';
      // What is wrong with it as a new record does not matter to one that is there.
      if (verdict !== 'rejected' || own.length > 0) problems.splice(before, Infinity, ...own);
      return verdict;
    }
    const earlier = this.#seen.earlier(draft, line);
    if (earlier === undefined) return this.#judge.of(draft, row, line, problems);
    const column = this.#kind.naming ?? this.#kind.fields[0]?.name;
    problems.push({
      code: 'duplicate-in-file',
      line,
      message: `the same ${this.#kind.name} stands on line ${earlier}`,
      ...(column === undefined ? {} : { column }),
    });
    return 'rejected';
  }
}

interface Decided {
  draft: Draft | undefined;
  verdict: Verdict;
}
