import type { Access } from '../../access/access.ts';
import { demandJob, endJob, logProblems, startJob, type JobCounts } from '../../access/jobs.ts';
import { putMembership } from '../../access/members.ts';
import type { Writing } from '../../access/session.ts';
import type { ReadOptions } from '../../csv/read.ts';
import type { Source } from '../../csv/source.ts';
import { Conflict, Invalid, problemRow, type Problem } from '../../domain/errors.ts';
import { rank } from '../../domain/vocabulary.ts';
import { groupProblems, groupWarnings, type ProblemGroup } from '../import/problem-groups.ts';
import { warningAbout } from './grant-role.ts';
import { memberJudge, problemOf, unusable, type MemberChange } from './judge-member.ts';
import { readMemberFile } from './member-file.ts';

export interface MemberWishes extends ReadOptions {
  lower: boolean;
  /** What the person called the file. */
  file: string;
  /** As the job keeps them. */
  arguments: unknown;
}

/** The JSON that every import has. */
export interface MembersImported extends JobCounts {
  job: number | null;
  status: 'success' | 'failed';
  kind: 'members';
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
}

const shownErrors = 100;

/** Ends the transaction, so that nothing of the file is kept. */
class Rejected extends Error {
  readonly problems: readonly Problem[];
  readonly counts: JobCounts;
  constructor(problems: readonly Problem[], counts: JobCounts) {
    super('rows were rejected');
    this.problems = problems;
    this.counts = counts;
  }
}

/** Errors: Forbidden for who may start no job. */
export const demandMemberImport = async (access: Access): Promise<void> =>
  access.read((reading) => demandJob(reading, 'import members'));

/** Sets the memberships of a file, all or none. Errors: Forbidden for who may start no job. */
export async function importMembers(
  access: Access,
  source: Source,
  wishes: MemberWishes,
): Promise<{ result: MembersImported; problems: readonly Problem[]; warnings: readonly Problem[]; hint?: string }> {
  const begun = Date.now();
  await demandMemberImport(access);
  const problems: Problem[] = [];
  const read = await readMemberFile(source, wishes, problems).catch((error: unknown) => {
    if (error instanceof Invalid) return error;
    throw error;
  });
  const sha256 = await source.sha256();
  const input = { name: wishes.file, size: source.size };
  const start = { kind: 'import members', arguments: wishes.arguments, input };
  const job = access.dryRun ? null : await access.write((writing) => startJob(writing, start));
  const made = (counts: JobCounts, told: readonly Problem[], warnings: readonly Problem[]): MembersImported => ({
    job,
    status: told.length > 0 ? 'failed' : 'success',
    kind: 'members',
    file: wishes.file,
    dry_run: access.dryRun,
    ...counts,
    empty: 0,
    seconds: (Date.now() - begun) / 1000,
    error_count: told.length,
    errors: told.slice(0, shownErrors).map(problemRow),
    error_groups: groupProblems(told),
    warning_count: warnings.length,
    warnings: warnings.slice(0, shownErrors).map(problemRow),
    warning_groups: groupWarnings(warnings),
    defaults: {},
  });
  try {
    if (read instanceof Invalid) throw new Rejected(unusable(read), { ...none });
    const { counts, warnings } = await access.write((writing) => store(writing, read, problems, wishes, job, sha256));
    return { result: made(counts, [], warnings), problems: [], warnings };
  } catch (error) {
    const rejected = rejection(error, read);
    if (job !== null) await fail(access, job, rejected, sha256);
    if (rejected === undefined) throw error;
    const hint = read instanceof Invalid ? read.hint : undefined;
    return {
      result: made(rejected.counts, rejected.problems, []),
      problems: rejected.problems,
      warnings: [],
      ...(hint === undefined ? {} : { hint }),
    };
  }
}

const none: JobCounts = { read: 0, created: 0, updated: 0, unchanged: 0, skipped: 0, rejected: 0 };

type Rows = Awaited<ReturnType<typeof readMemberFile>>;

async function store(
  writing: Writing,
  { rows, unreadable }: Rows,
  unread: readonly Problem[],
  { lower }: MemberWishes,
  job: number | null,
  sha256: string,
): Promise<{ counts: JobCounts; warnings: Problem[] }> {
  const judge = memberJudge(writing, lower);
  const problems = [...unread];
  const changes: MemberChange[] = [];
  const counts = { ...none, read: rows.length + unreadable, rejected: unreadable };
  for (const row of rows) {
    const judged = await judge(row);
    if (judged === 'unchanged') counts.unchanged += 1;
    else if (Array.isArray(judged)) {
      counts.rejected += 1;
      problems.push(...judged.map((told) => ({ ...told, line: row.line })));
    } else changes.push(judged);
  }
  if (problems.length > 0) throw new Rejected(inOrder(problems), { ...counts, skipped: changes.length });
  const { id: actor } = writing.actor;
  for (const { container, member, role, until, row, was } of changes.toSorted(
    (a, b) => harm(a, actor) - harm(b, actor),
  )) {
    await putMembership(writing, container, member, role, { until, ...(job === null ? {} : { job }) }).catch(
      (error: unknown) => {
        const told = { ...problemOf(error, 'container', row.container), line: row.line };
        throw new Rejected([told], { ...counts, rejected: 1, skipped: changes.length - 1 });
      },
    );
    counts[was === undefined ? 'created' : 'updated'] += 1;
  }
  const warnings = changes.flatMap(({ member, row }): Problem[] => {
    const warning = warningAbout(member);
    return warning === undefined ? [] : [{ line: row.line, column: 'member', value: row.member, ...warning }];
  });
  if (rows.length + unreadable === 0) warnings.push({ code: 'no-rows', message: 'the file has a header and no rows' });
  if (job !== null) {
    logProblems(writing, job, warnings, 'warning');
    await endJob(writing, job, 'success', counts, undefined, sha256);
  }
  return { counts, warnings: inOrder(warnings) };
}

/** What takes away comes last, and what takes from the actor after all else: the rights are those from before the file. */
function harm({ was, role, member }: MemberChange, actor: number): number {
  if (was === undefined || rank(role) >= rank(was.role)) return 0;
  return 'user' in member && member.user.id !== actor ? 1 : 2;
}

const inOrder = (problems: readonly Problem[]): Problem[] => problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));

/** A rule that the rows together would break is what is wrong with the file. */
function rejection(error: unknown, read: Rows | Invalid): Rejected | undefined {
  if (error instanceof Rejected) return error;
  if (!(error instanceof Conflict) || read instanceof Invalid) return undefined;
  const all = read.rows.length;
  return new Rejected([{ code: error.code, message: error.message }], { ...none, read: all, rejected: all });
}

/** The job ends whatever becomes of its owner. */
async function fail(access: Access, job: number, rejected: Rejected | undefined, sha256: string): Promise<void> {
  if (rejected === undefined) return access.abandon(job, []).catch(() => undefined);
  await access
    .write(async (writing) => {
      logProblems(writing, job, rejected.problems);
      await endJob(writing, job, 'failed', rejected.counts, undefined, sha256);
    })
    .catch(() => access.abandon(job, rejected.problems).catch(() => undefined));
}
