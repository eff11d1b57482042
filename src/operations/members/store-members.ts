import { endJob, logProblems, type JobCounts } from '../../access/jobs.ts';
import { putMembership } from '../../access/members.ts';
import type { Writing } from '../../access/session.ts';
import type { Problem } from '../../domain/errors.ts';
import { rank } from '../../domain/vocabulary.ts';
import type { OnInvalid } from '../import/result.ts';
import { warningAbout } from './grant-role.ts';
import { memberJudge, problemOf, type MemberChange, type MemberRules } from './judge-member.ts';
import type { MemberRows } from './member-file.ts';

/** Ends the transaction, so that nothing of the file is kept. */
export class Rejected extends Error {
  readonly problems: readonly Problem[];
  readonly counts: JobCounts;
  constructor(problems: readonly Problem[], counts: JobCounts) {
    super('rows were rejected');
    this.problems = problems;
    this.counts = counts;
  }
}

/** Rows that are only wrong together with others. */
export class Apart extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super('rows do not go together');
    this.problems = problems;
  }
}

export const none: JobCounts = { read: 0, created: 0, updated: 0, unchanged: 0, skipped: 0, rejected: 0 };

export interface Ended {
  counts: JobCounts;
  problems: readonly Problem[];
  warnings: readonly Problem[];
  failed: boolean;
}

/** What was judged of the rows before any was stored. */
export interface Judged {
  changes: readonly MemberChange[];
  counts: JobCounts;
}

/** Judges every row and stores the good ones, in one transaction. Errors: Rejected, Apart. */
export async function storeMembers(
  writing: Writing,
  { rows, unreadable, problems: unread, cut }: MemberRows,
  apart: readonly Problem[],
  { lower, ifExists, onInvalid }: MemberRules & { onInvalid: OnInvalid },
  { job, sha256, judged: tell }: { job: number | null; sha256: string; judged: (found: Judged) => void },
): Promise<Ended> {
  const judge = memberJudge(writing, { lower, ifExists });
  const problems = [...unread, ...apart];
  const changes: MemberChange[] = [];
  const counts = { ...none, read: rows.length + unreadable, rejected: unreadable };
  const left = new Set(apart.map(({ line }) => line));
  for (const row of rows) {
    const judged = left.has(row.line) ? [] : await judge(row);
    if (judged === 'unchanged' || judged === 'skipped') counts[judged] += 1;
    else if (Array.isArray(judged)) {
      counts.rejected += 1;
      problems.push(...judged.map((told) => ({ ...told, line: row.line })));
    } else changes.push(judged);
  }
  // Of a file that could not be read to its end nobody knows which rows are missing.
  if (problems.length > 0 && (onInvalid === 'abort' || cut))
    throw new Rejected(inOrder(problems), { ...counts, skipped: counts.skipped + changes.length });
  if (problems.length > 0 && changes.length + counts.unchanged + counts.skipped === 0)
    throw new Rejected(inOrder(problems), counts);
  tell({ changes, counts: { ...counts } });
  const { id: actor } = writing.actor;
  for (const change of changes.toSorted((a, b) => harm(a, actor) - harm(b, actor))) {
    const { container, member, role, until, row, was } = change;
    await putMembership(writing, container, member, role, { until, ...(job === null ? {} : { job }) }).catch(
      (error: unknown) => {
        throw new Apart([{ ...problemOf(error, 'container', row.container), line: row.line }]);
      },
    );
    counts[was === undefined ? 'created' : 'updated'] += 1;
  }
  const warnings = changes.flatMap(({ member, row }): Problem[] => {
    const warning = warningAbout(member);
    return warning === undefined ? [] : [{ line: row.line, column: 'member', value: row.member, ...warning }];
  });
  if (counts.read === 0) warnings.push({ code: 'no-rows', message: 'the file has a header and no rows' });
  if (job !== null) {
    logProblems(writing, job, inOrder(problems));
    logProblems(writing, job, warnings, 'warning');
    await endJob(writing, job, 'success', counts, undefined, sha256);
  }
  return { counts, problems: inOrder(problems), warnings: inOrder(warnings), failed: false };
}

/** What takes away comes last, and what takes from the actor after all else: the rights are those from before the file. */
function harm({ was, role, member }: MemberChange, actor: number): number {
  if (was === undefined || rank(role) >= rank(was.role)) return 0;
  return 'user' in member && member.user.id !== actor ? 1 : 2;
}

const inOrder = (problems: readonly Problem[]): Problem[] => problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
