import type { Access } from '../../access/access.ts';
import {
  abandonedJobs,
  endAbandoned,
  findJob,
  groupedLogOf,
  jobStatuses,
  logOf,
  rangesOf,
  readableJobs,
  type JobQuery,
  type JobRow,
  type LogGroup,
  type LogRow,
} from '../../access/job-records.ts';
import type { Reading } from '../../access/session.ts';
import { Busy, Invalid, Unusable } from '../../domain/errors.ts';
import { closest } from '../../domain/suggest.ts';

export type ShownJob = Awaited<ReturnType<typeof presentJobs>>[number];

export interface JobWishes {
  status?: string;
  kind?: string;
  limit?: number;
  after?: string;
}

/** The jobs that the actor reads, newest first; `more` when the list was cut. Errors: Invalid for a status; NotFound for `after`. */
export async function listJobs(access: Access, wishes: JobWishes): Promise<{ rows: ShownJob[]; more: boolean }> {
  const status = jobStatuses.find((known) => known === wishes.status);
  if (wishes.status !== undefined && status === undefined) {
    const near = closest(wishes.status, jobStatuses);
    throw new Invalid(
      `no job has the status ${wishes.status}`,
      `One of ${jobStatuses.join(', ')}${near === undefined ? '' : `; did you mean ${near}?`}`,
    );
  }
  await tidy(access);
  return access.read(async (reading) => {
    const query: JobQuery = {
      ...(status === undefined ? {} : { status }),
      ...(wishes.kind === undefined ? {} : { kind: wishes.kind }),
      ...(wishes.limit === undefined ? {} : { limit: wishes.limit + 1 }),
      ...(wishes.after === undefined ? {} : { after: await findJob(reading, wishes.after) }),
    };
    const rows = await readableJobs(reading, query);
    const more = wishes.limit !== undefined && rows.length > wishes.limit;
    return { rows: await presentJobs(reading, more ? rows.slice(0, wishes.limit) : rows), more };
  });
}

export async function showJob(access: Access, ref: string): Promise<ShownJob> {
  await tidy(access);
  return access.read(async (reading) => {
    const id = await findJob(reading, ref);
    const [shown] = await presentJobs(reading, await readableJobs(reading, { id }));
    if (shown === undefined) throw new Error('a found job was not shown');
    return shown;
  });
}

/** Every row of the log. */
export async function jobLog(access: Access, ref: string): Promise<LogRow[]> {
  await tidy(access);
  return access.read(async (reading) => logOf(reading, await findJob(reading, ref)));
}

/** The log with its repeats as one. */
export async function groupedJobLog(access: Access, ref: string): Promise<LogGroup[]> {
  await tidy(access);
  return access.read(async (reading) => groupedLogOf(reading, await findJob(reading, ref)));
}

/** Who looks at jobs finds those whose worker died, and ends them; where that cannot be written now, another will. */
async function tidy(access: Access): Promise<void> {
  if ((await access.read(abandonedJobs)).length === 0) return;
  await access.write(endAbandoned).catch((error: unknown) => {
    if (!(error instanceof Busy || error instanceof Unusable)) throw error;
  });
}

async function presentJobs(reading: Reading, rows: readonly JobRow[]) {
  const ranges = await rangesOf(
    reading,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    id: row.id,
    owner: row.owner,
    kind: row.kind,
    arguments: JSON.parse(row.arguments) as unknown,
    status: row.status,
    progress: row.progress,
    total: row.total,
    read: row.read_count,
    created: row.created_count,
    updated: row.updated_count,
    unchanged: row.unchanged_count,
    skipped: row.skipped_count,
    rejected: row.rejected_count,
    submitted_at: row.submitted_at,
    started_at: row.started_at,
    finished_at: row.finished_at,
    attempt: row.attempt,
    input_name: row.input_name,
    input_size: row.input_size,
    input_sha256: row.input_sha256,
    lease: { host: row.lease_host, boot_id: row.lease_boot, pid: row.lease_pid, process_start: row.lease_start },
    affected: ranges.filter(({ job_id }) => job_id === row.id).map(({ kind, first, last }) => ({ kind, first, last })),
    exit_code: exitCodeOf(row),
  }));
}

/** What the command that ran the job ended with; null while it has not ended. */
function exitCodeOf({ status, has_problems: problems }: JobRow): number | null {
  switch (status) {
    case 'success':
      return 0;
    case 'cancelled':
      return 130;
    case 'failed':
      return problems === 1 ? 5 : 1;
    default:
      return null;
  }
}
