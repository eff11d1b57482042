import type { JobCounts } from '../../access/jobs.ts';
import { problemRow, type Invalid, type Problem } from '../../domain/errors.ts';
import type { FileKind } from '../../kinds/file-kinds.ts';
import { legible } from './legible.ts';
import { groupProblems, groupWarnings, type ProblemGroup } from './problem-groups.ts';
import { noRows, type Tally, type Validated } from './validate.ts';

export const onInvalidWays = ['abort', 'skip'] as const;
export type OnInvalid = (typeof onInvalidWays)[number];

/** The JSON of a finished import; spec/jobs.md. */
export interface ImportResult extends JobCounts {
  job: number | null;
  status: 'success' | 'failed';
  kind: string;
  file: string;
  dry_run: boolean;
  empty: number;
  seconds: number;
  error_count: number;
  errors: ReturnType<typeof problemRow>[];
  error_groups: ProblemGroup[];
  warning_count: number;
  warnings: ReturnType<typeof problemRow>[];
  warning_groups: ProblemGroup[];
  defaults: Record<string, string>;
  /** The file of rejected rows, and how many rows it has. */
  rejects: { file: string; rows: number } | null;
}

/** With every problem, of which the result names the first hundred. */
export interface Imported {
  result: ImportResult;
  problems: readonly Problem[];
  warnings: readonly Problem[];
  /** A row was several records. */
  wide?: boolean;
  hint?: string;
}

/** How an import ends: which rows are stored, and whether that is a success. */
export interface Ending {
  /** Nothing is stored, because of what is wrong with some rows. */
  aborted: boolean;
  failed: boolean;
  counts: JobCounts;
}

/** Every row counts once; after an abort the good rows are skipped. */
export function endingOf(validated: Tally, onInvalid: OnInvalid): Ending {
  const { read, drafts, updates, unchanged, skipped, rejected, problems, cut } = validated;
  // Of a file that could not be read to its end nobody knows which rows are missing.
  const aborted = problems.length > 0 && (onInvalid === 'abort' || cut || validated.refused === true);
  const good = drafts.length + updates.length;
  return {
    aborted,
    failed: aborted || (problems.length > 0 && good + unchanged + skipped === 0),
    counts: {
      read,
      created: aborted ? 0 : drafts.length,
      updated: aborted ? 0 : updates.length,
      unchanged,
      skipped: skipped + (aborted ? good : 0),
      rejected,
    },
  };
}

/** A file that cannot be used as a whole has a result like any other, so that programs read one shape. */
export function refusal(error: Invalid): Validated {
  const problems = error.problems.length > 0 ? [...error.problems] : [{ code: 'bad-file', message: error.message }];
  return { ...noRows(0), problems: problems.map(legible), refused: true };
}

const shownErrors = 100;

interface Circumstances {
  kind: FileKind;
  file: string;
  dryRun: boolean;
  job: number | null;
  onInvalid: OnInvalid;
  rejects: ImportResult['rejects'];
  /** In milliseconds. */
  begun: number;
}

export function summary(
  { kind, file, dryRun, job, onInvalid, rejects, begun }: Circumstances,
  validated: Tally,
): ImportResult {
  const { problems, warnings, empty } = validated;
  const { failed, counts } = endingOf(validated, onInvalid);
  return {
    job,
    status: failed ? 'failed' : 'success',
    kind: kind.plural,
    file,
    dry_run: dryRun,
    ...counts,
    empty,
    seconds: (Date.now() - begun) / 1000,
    error_count: problems.length,
    errors: problems.slice(0, shownErrors).map(problemRow),
    error_groups: groupProblems(problems),
    warning_count: warnings.length,
    warnings: warnings.slice(0, shownErrors).map(problemRow),
    warning_groups: groupWarnings(warnings),
    defaults: validated.defaults,
    rejects,
  };
}
