import type { Imported, ImportResult } from '../../../operations/import/result.ts';
import type { Context, Outcome } from '../../command.ts';
import { problemLine } from '../../exit.ts';
import { linesOf, told, warningLines } from './warnings.ts';

const shownProblems = 20;

/** An import as people read it, and as JSON. */
export function outcomeOf(
  { result, problems, warnings, wide = false, hint }: Imported,
  file: string,
  { manner, dryRun }: Context,
): Outcome {
  const { status, created, updated, error_groups: groups, error_count: count, defaults, rejects } = result;
  const failed = status === 'failed';
  const faults: string[] = [];
  const said: string[] = [];
  if (!(manner.chosen && manner.format !== 'table')) {
    for (const problem of problems.slice(0, shownProblems)) faults.push(problemLine(problem, file));
    if (count > shownProblems)
      faults.push(...summaries(groups), `${count} problems in all; --json lists the first 100`);
  }
  for (const [column, used] of Object.entries(defaults)) said.push(`${column}: ${used}, your default`);
  said.push(failed ? nothingStored(result, wide) : stored(result, wide, dryRun));
  if (rejects !== null && rejects.rows > 0)
    said.push(
      `${rejects.rows} rejected ${rejects.rows === 1 ? 'row' : 'rows'} ${dryRun ? 'would be' : rejects.rows === 1 ? 'is' : 'are'} in ${rejects.file}`,
    );
  if (hint !== undefined) said.push(`hint: ${hint}`);
  const word = failed ? 'rejected' : created > 0 ? 'created' : updated > 0 ? 'updated' : 'unchanged';
  return {
    // As lines, every problem and the result last; as one value, the result with its first hundred.
    data: manner.chosen && manner.format === 'jsonl' ? [...linesOf({ problems, warnings }), result] : result,
    rows: { result: word, ...result },
    columns: ['status', 'kind', 'read', 'created', 'updated', 'unchanged', 'skipped', 'rejected'],
    ...told(failed, faults, said),
    warnings: warningLines(warnings, result.warning_groups, file),
    exit: failed ? 5 : 0,
  };
}

function stored(result: ImportResult, wide: boolean, dryRun: boolean): string {
  const { read, created, updated, unchanged, skipped, rejected, empty, kind } = result;
  const parts = [
    wide
      ? `${dryRun ? 'would store' : 'stored'} ${created} ${kind} of ${read} rows`
      : `${dryRun ? 'would store' : 'stored'} ${created} of ${read} ${kind}`,
  ];
  if (updated > 0) parts.push(`${dryRun ? 'would update' : 'updated'} ${updated}`);
  if (unchanged > 0) parts.push(`${unchanged} were there already, unchanged`);
  if (skipped > 0) parts.push(`${skipped} were there with other values and left alone`);
  if (rejected > 0) parts.push(`${rejected} rejected`);
  if (empty > 0) parts.push(`${empty} cells were empty`);
  return parts.join('; ');
}

function nothingStored(result: ImportResult, wide: boolean): string {
  const { read, rejected, skipped } = result;
  if (read === 0) return 'nothing was stored: the file cannot be used';
  const others =
    skipped === 0
      ? ''
      : skipped === 1
        ? '; the good one is not stored either'
        : `; the ${skipped} good ones are not stored either`;
  return wide
    ? `nothing was stored: ${rejected} ${result.kind} of ${read} rows cannot be${others}`
    : `nothing was stored: ${rejected} of ${read} rows cannot be${others}`;
}

/** Repeats as one line each: a name that is unknown on 4 812 lines is one thing to mend. */
const summaries = (groups: ImportResult['error_groups']): string[] =>
  groups
    .filter((group) => group.count > 1)
    .slice(0, shownProblems)
    .map(
      ({ code, column, value, count, first_line: line }) =>
        `${code}${column === null ? '' : ` in ${column}`}${value === null ? '' : ` ${JSON.stringify(value)}`} × ${count}, first at line ${line}`,
    );
