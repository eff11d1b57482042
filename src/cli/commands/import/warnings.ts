import { problemRow, type Problem } from '../../../domain/errors.ts';
import type { ProblemGroup } from '../../../operations/import/problem-groups.ts';
import type { Outcome } from '../../command.ts';
import { problemLine } from '../../exit.ts';

const shownGroups = 20;

/** For -o jsonl: everything that is wrong or odd, each with its severity. */
export const linesOf = (told: { problems: readonly Problem[]; warnings: readonly Problem[] }) => [
  ...told.problems.map((problem) => ({ severity: 'error', ...problemRow(problem) })),
  ...told.warnings.map((warning) => ({ severity: 'warning', ...problemRow(warning) })),
];

/** For people: one line for each, repeats as one with the first of them. */
export function warningLines(warnings: readonly Problem[], groups: readonly ProblemGroup[], file: string): string[] {
  const lines = groups.slice(0, shownGroups).flatMap(({ code, column, value, count }) => {
    const first = warnings.find(
      (one) => one.code === code && (one.column ?? null) === column && (value === null || one.value === value),
    );
    if (first === undefined) return [];
    const line = problemLine(first, first.line === undefined ? undefined : file);
    return [count === 1 ? line : `${line} × ${count}`];
  });
  return groups.length > shownGroups ? [...lines, `${warnings.length} warnings in all; job log lists them`] : lines;
}

/** A failure is told to the end also where no messages are wanted. */
export const told = (
  failed: boolean,
  faults: readonly string[],
  said: readonly string[],
): Pick<Outcome, 'faults' | 'say'> => (failed ? { faults: [...faults, ...said], say: [] } : { faults, say: said });
