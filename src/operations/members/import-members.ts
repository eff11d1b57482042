import type { Access } from '../../access/access.ts';
import { demandJob, endJob, logProblems, startJob, type JobCounts } from '../../access/jobs.ts';
import type { RejectsFile } from '../../csv/rejects-file.ts';
import type { Source } from '../../csv/source.ts';
import { Conflict, Invalid, problemRow, type Problem } from '../../domain/errors.ts';
import { groupProblems, groupWarnings } from '../import/problem-groups.ts';
import type { ImportResult, OnInvalid } from '../import/result.ts';
import { unusable, type MemberRules } from './judge-member.ts';
import { culprits, LeftOut } from './left-out.ts';
import { readMemberFile, type MemberFileWishes, type MemberRows } from './member-file.ts';
import { Apart, none, Rejected, storeMembers, type Ended, type Judged } from './store-members.ts';

export interface MemberWishes extends MemberFileWishes, MemberRules {
  onInvalid: OnInvalid;
  /** What the person called the file. */
  file: string;
  /** Where rejected rows go; opened once the actor is known to have the right to import. Errors: Usage, Conflict, NotFound. */
  rejects?: { name: string; open: () => Promise<RejectsFile> };
  /** As the job keeps them. */
  arguments: unknown;
}

const shownErrors = 100;

/** Errors: Forbidden for who may start no job. */
export const demandMemberImport = async (access: Access): Promise<void> =>
  access.read((reading) => demandJob(reading, 'import members'));

/** Sets the memberships of a file: all, none, or those that can be. Errors: Forbidden for who may start no job. */
export async function importMembers(
  access: Access,
  source: Source,
  wishes: MemberWishes,
): Promise<{ result: ImportResult; problems: readonly Problem[]; warnings: readonly Problem[]; hint?: string }> {
  const begun = Date.now();
  await demandMemberImport(access);
  const read = await readMemberFile(source, wishes).catch((error: unknown) => {
    if (error instanceof Invalid) return error;
    throw error;
  });
  const rejects = await wishes.rejects?.open();
  try {
    const sha256 = await source.sha256();
    const input = { name: wishes.file, size: source.size };
    const start = { kind: 'import members', arguments: wishes.arguments, input };
    const job = access.dryRun ? null : await access.write((writing) => startJob(writing, start));
    const ended = await end(access, read, wishes, job, sha256);
    const table = read instanceof Invalid ? undefined : read.table;
    const rows = table === undefined ? undefined : await rejects?.write(table, ended.problems);
    if (rows !== undefined && !access.dryRun) rejects?.keep();
    const kept = wishes.rejects === undefined || rows === undefined ? null : { file: wishes.rejects.name, rows };
    const { problems, warnings, counts, failed } = ended;
    return {
      result: {
        job,
        status: failed ? 'failed' : 'success',
        kind: 'members',
        file: wishes.file,
        dry_run: access.dryRun,
        ...counts,
        empty: 0,
        seconds: (Date.now() - begun) / 1000,
        error_count: problems.length,
        errors: problems.slice(0, shownErrors).map(problemRow),
        error_groups: groupProblems(problems),
        warning_count: warnings.length,
        warnings: warnings.slice(0, shownErrors).map(problemRow),
        warning_groups: groupWarnings(warnings),
        defaults: {},
        rejects: kept,
      },
      problems,
      warnings,
      ...(read instanceof Invalid && read.hint !== undefined ? { hint: read.hint } : {}),
    };
  } finally {
    rejects?.discard();
  }
}

/** How it ends, with the end of the job. Rows that break a rule together are left out where the good ones are stored. */
async function end(
  access: Access,
  read: MemberRows | Invalid,
  wishes: MemberWishes,
  job: number | null,
  sha256: string,
): Promise<Ended> {
  const apart: Problem[] = [];
  const left = new LeftOut();
  for (;;) {
    let judged: Judged = { changes: [], counts: none };
    try {
      if (read instanceof Invalid) throw new Rejected(unusable(read), none);
      return await access.write((writing) =>
        storeMembers(writing, read, [...apart, ...left.problems], wishes, {
          job,
          sha256,
          judged: (found) => (judged = found),
        }),
      );
    } catch (error) {
      const skips = wishes.onInvalid === 'skip';
      if (skips && error instanceof Conflict && left.take(error, judged.changes)) continue;
      if (skips && error instanceof Apart) {
        apart.push(...error.problems);
        continue;
      }
      const together =
        error instanceof Apart
          ? error.problems
          : error instanceof Conflict
            ? culprits(error, judged.changes)
            : undefined;
      const rejected = together === undefined ? error : new Rejected(together, countsWithout(together, judged));
      if (job !== null) await fail(access, job, rejected instanceof Rejected ? rejected : undefined, sha256);
      if (!(rejected instanceof Rejected)) throw error;
      return { counts: rejected.counts, problems: rejected.problems, warnings: [], failed: true };
    }
  }
}

/** Each row once: those that the problems are about are rejected, or all where nobody knows which; the other good ones are skipped. */
function countsWithout(problems: readonly Problem[], { changes, counts }: Judged): JobCounts {
  const lines = new Set(problems.map(({ line }) => line));
  const rejected = lines.has(undefined) ? changes.length : lines.size;
  return {
    ...counts,
    created: 0,
    updated: 0,
    rejected: counts.rejected + rejected,
    skipped: counts.skipped + changes.length - rejected,
  };
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
