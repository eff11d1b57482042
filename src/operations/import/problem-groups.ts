import type { Problem } from '../../domain/errors.ts';

export interface ProblemGroup {
  code: string;
  column: string | null;
  value: string | null;
  count: number;
  first_line: number | null;
}

/** Equal problems together, most frequent first: a name that is unknown on 4 812 lines is one thing to mend. */
export function groupProblems(problems: readonly Problem[]): ProblemGroup[] {
  const groups = new Map<string, ProblemGroup>();
  for (const { code, column = null, value = null, line = null } of problems) {
    const key = `${code}\u0000${column}\u0000${value}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { code, column, value, count: 1, first_line: line });
    else group.count += 1;
  }
  return [...groups.values()].toSorted((a, b) => b.count - a.count || (a.first_line ?? 0) - (b.first_line ?? 0));
}

const fewValues = 3;

/** The same of warnings, of which those of one column that differ in their value are one thing where they are many. */
export function groupWarnings(warnings: readonly Problem[]): ProblemGroup[] {
  const kindOf = ({ code, column }: { code: string; column?: string | null }): string => `${code}\u0000${column ?? ''}`;
  const values = new Map<string, number>();
  for (const group of groupProblems(warnings)) values.set(kindOf(group), (values.get(kindOf(group)) ?? 0) + 1);
  return groupProblems(
    warnings.map(({ value, ...warning }) =>
      value === undefined || (values.get(kindOf(warning)) ?? 0) > fewValues ? warning : { ...warning, value },
    ),
  );
}
