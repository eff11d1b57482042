import type { Handle } from '../db/open.ts';
import type { Problem } from '../domain/errors.ts';
import { record } from './audit.ts';
import { leaseOf } from './lease.ts';
import { demand } from './permit.ts';
import { sessionOf, type Reading, type Writing } from './session.ts';

export interface JobInput {
  kind: string;
  arguments: unknown;
  /** Absent for exports. */
  input?: { name: string; size: number };
}

export interface JobCounts {
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  skipped: number;
  rejected: number;
}

/** Errors: Forbidden for whoever may start no job at all, before anything is read. */
export const demandJob = async (reading: Reading, deed: string): Promise<void> =>
  demand(sessionOf(reading), 'create', 'job', null, deed);

/** A job runs as its owner; here it begins at once, in the foreground. */
export async function startJob(writing: Writing, job: JobInput): Promise<number> {
  const session = sessionOf(writing);
  await demand(session, 'create', 'job', null, `start ${job.kind} jobs`);
  const { id } = await session.trx
    .insertInto('job')
    .values({
      owner_id: session.actor.id,
      kind: job.kind,
      arguments: JSON.stringify(job.arguments),
      status: 'submitted',
      input_name: job.input?.name ?? null,
      input_size: job.input?.size ?? null,
      input_sha256: null,
      submitted_at: session.now,
      total: null,
      ...leaseOf(session.identity.pid),
      started_at: null,
      finished_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await session.trx
    .updateTable('job')
    .set({ status: 'processing', started_at: session.now })
    .where('id', '=', id)
    .where('status', '=', 'submitted')
    .execute();
  return id;
}

/** The end of a job, in the transaction of its rows. Errors: a job that is no longer processing (cancelled) stays as it is. */
export async function endJob(
  writing: Writing,
  id: number,
  status: 'success' | 'failed',
  counts: JobCounts,
  stored: { kind: string; first: number; last: number } | undefined,
  sha256: string | null = null,
): Promise<void> {
  const session = sessionOf(writing);
  const changed = await session.trx
    .updateTable('job')
    .set({
      status,
      finished_at: session.now,
      progress: counts.read,
      total: counts.read,
      read_count: counts.read,
      created_count: counts.created,
      updated_count: counts.updated,
      unchanged_count: counts.unchanged,
      skipped_count: counts.skipped,
      rejected_count: counts.rejected,
      input_sha256: sha256,
    })
    .where('id', '=', id)
    .where('status', '=', 'processing')
    .executeTakeFirst();
  if (changed.numUpdatedRows !== 1n) throw new Error(`job ${id} is no longer processing`);
  if (stored !== undefined) await addRange(writing, id, stored);
}

/** Records that the job created, under contiguous ids. */
export async function addRange(
  writing: Writing,
  job: number,
  { kind, first, last }: { kind: string; first: number; last: number },
): Promise<void> {
  await sessionOf(writing)
    .trx.insertInto('job_range')
    .values({ job_id: job, kind, first_id: first, last_id: last })
    .execute();
}

export type Severity = 'error' | 'warning';

export function insertProblems(
  handle: Handle,
  now: string,
  id: number,
  problems: readonly Problem[],
  severity: Severity = 'error',
): void {
  const insert = handle.prepare(
    'insert into job_log (job_id, time, severity, code, line, column_name, value, message) values (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  for (const { code, line, column, value, message, suggestion } of problems)
    insert.run(
      id,
      now,
      severity,
      code,
      line ?? null,
      column ?? null,
      value ?? null,
      suggestion === undefined ? message : `${message}; did you mean ${suggestion}?`,
    );
}

export function logProblems(writing: Writing, id: number, problems: readonly Problem[], severity?: Severity): void {
  const { handle, now } = sessionOf(writing);
  insertProblems(handle, now, id, problems, severity);
}

/** Keeps what a job changed as it was before, so that the change can be undone. */
export function keepBefore(
  writing: Writing,
  job: number,
  kind: string,
  records: readonly { id: number; before: unknown }[],
): void {
  const insert = sessionOf(writing).handle.prepare(
    'insert into job_change (job_id, kind, record_id, before) values (?, ?, ?, ?)',
  );
  for (const { id, before } of records) insert.run(job, kind, id, JSON.stringify(before));
}

/** One row of the audit log for all records that one command changed. */
export async function auditRecords(
  writing: Writing,
  kind: string,
  entry: { id?: number; before?: unknown; after?: unknown; job?: number },
): Promise<void> {
  await record(sessionOf(writing), {
    kind,
    id: entry.id ?? null,
    before: entry.before,
    after: entry.after,
    ...(entry.job === undefined ? {} : { job: entry.job }),
  });
}
