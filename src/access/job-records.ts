import { sql } from 'kysely';
import type { Database } from '../db/schema.ts';
import { NotFound } from '../domain/errors.ts';
import { allowed } from './conditions.ts';
import { isGone, type Lease } from './lease.ts';
import { sessionOf, type Reading, type Writing } from './session.ts';

export type JobStatus = Database['job']['status'];
export const jobStatuses: readonly JobStatus[] = ['submitted', 'processing', 'success', 'failed', 'cancelled'];

export interface JobQuery {
  status?: JobStatus;
  /** The whole kind (`import individuals`), or its verb. */
  kind?: string;
  limit?: number;
  /** The id of the last job of the page before. */
  after?: number;
  id?: number;
}

export interface LogRow {
  time: string;
  severity: 'info' | 'warning' | 'error';
  code: string;
  line: number | null;
  column: string | null;
  value: string | null;
  message: string;
}

export interface LogGroup extends Omit<LogRow, 'time'> {
  count: number;
}

export type JobRow = Awaited<ReturnType<typeof readableJobs>>[number];

/** Jobs that the actor reads, the newest first. */
export async function readableJobs(reading: Reading, query: JobQuery = {}) {
  const session = sessionOf(reading);
  let jobs = session.trx
    .selectFrom('job as t')
    .innerJoin('lab_user as u', 'u.id', 't.owner_id')
    .selectAll('t')
    .select('u.login as owner')
    .select(
      sql<number>`exists (select 1 from job_log l where l.job_id = t.id and l.severity = 'error' and l.code <> ${gone})`.as(
        'has_problems',
      ),
    )
    .where(await allowed(session, 'read', 'job'))
    .orderBy('t.id', 'desc');
  if (query.id !== undefined) jobs = jobs.where('t.id', '=', query.id);
  if (query.status !== undefined) jobs = jobs.where('t.status', '=', query.status);
  if (query.kind !== undefined)
    jobs = jobs.where(
      sql<boolean>`(t.kind = ${query.kind} or substr(t.kind, 1, instr(t.kind, ' ') - 1) = ${query.kind})`,
    );
  if (query.after !== undefined) jobs = jobs.where('t.id', '<', query.after);
  if (query.limit !== undefined) jobs = jobs.limit(query.limit);
  return jobs.execute();
}

/** The id of the job that a person named: digits, `id:12`, or `last`, the actor's own. Errors: NotFound, also for another's. */
export async function findJob(reading: Reading, text: string): Promise<number> {
  const { trx, actor } = sessionOf(reading);
  const typed = /^(?:id:)?(\d{1,15})$/.exec(text.trim())?.[1];
  const last =
    text.trim() === 'last'
      ? await trx
          .selectFrom('job')
          .select('id')
          .where('owner_id', '=', actor.id)
          .orderBy('id', 'desc')
          .limit(1)
          .execute()
      : [];
  const id = typed === undefined ? last[0]?.id : Number(typed);
  if (id !== undefined && (await readableJobs(reading, { id })).length > 0) return id;
  throw new NotFound(
    text.trim() === 'last' ? 'you have started no job' : `there is no job ${text} that you can see`,
    'vasculum job list',
  );
}

/** The contiguous ids that the job created, by kind. The caller has found the job. */
export async function rangesOf(reading: Reading, jobs: readonly number[]) {
  if (jobs.length === 0) return [];
  const { trx } = sessionOf(reading);
  return trx
    .selectFrom('job_range')
    .select(['job_id', 'kind', 'first_id as first', 'last_id as last'])
    .where(sql<boolean>`job_id in (select value from json_each(${JSON.stringify(jobs)}))`)
    .orderBy('job_id')
    .orderBy('first_id')
    .execute();
}

/** Every row of a job's log, in order. The caller has found the job. */
export const logOf = async (reading: Reading, job: number): Promise<LogRow[]> =>
  sessionOf(reading)
    .trx.selectFrom('job_log')
    .select(['time', 'severity', 'code', 'line', 'column_name as column', 'value', 'message'])
    .where('job_id', '=', job)
    .orderBy('id')
    .execute();

/** Warnings that differ in their value alone are told one by one up to here. */
const fewWarnings = 3;

/** The same with repeats as one, each at its first line, in order; many warnings of one column are one, with the words of the first. */
export async function groupedLogOf(reading: Reading, job: number): Promise<LogGroup[]> {
  const { rows } = await sql<LogGroup>`
    with one as (
      select severity, code, min(line) as line, column_name, value, message, count(*) as count, min(id) as first
      from job_log where job_id = ${job} group by severity, code, column_name, value, message),
    many as (
      select code, column_name, min(line) as line, sum(count) as count, min(first) as first
      from one where severity = 'warning' group by code, column_name having count(*) > ${fewWarnings}),
    told as (
      select severity, code, line, column_name, value, message, count, first from one where severity <> 'warning'
        or not exists (select 1 from many where many.code = one.code and many.column_name is one.column_name)
      union all
      select l.severity, many.code, many.line, many.column_name, null, l.message, many.count, many.first
      from many join job_log l on l.id = many.first)
    select severity, code, line, column_name as "column", value, message, count from told order by first`.execute(
    sessionOf(reading).trx,
  );
  return rows;
}

const gone = 'worker-gone';

/** Jobs of which the actor may end, and whose worker died without a word. */
export async function abandonedJobs(reading: Reading): Promise<(Lease & { id: number })[]> {
  const session = sessionOf(reading);
  const working = await session.trx
    .selectFrom('job as t')
    .select(['t.id', 't.lease_host', 't.lease_boot', 't.lease_pid', 't.lease_start'])
    .where('t.status', '=', 'processing')
    .where(await allowed(session, 'cancel', 'job'))
    .execute();
  return working.filter(isGone);
}

/** Ends them as failed. A job that somebody else has ended, or taken up, meanwhile is left alone. */
export async function endAbandoned(writing: Writing): Promise<void> {
  const { trx, now } = sessionOf(writing);
  for (const { id, lease_pid: pid, lease_start: start, lease_host: host } of await abandonedJobs(writing)) {
    const ended = await trx
      .updateTable('job')
      .set({ status: 'failed', finished_at: now })
      .where('id', '=', id)
      .where('status', '=', 'processing')
      .where('lease_pid', '=', pid)
      .where('lease_start', 'is', start)
      .executeTakeFirst();
    if (ended.numUpdatedRows !== 1n) continue;
    const message = `its worker (process ${pid} on ${host}) is gone; nothing of it was stored`;
    await trx
      .insertInto('job_log')
      .values({
        job_id: id,
        time: now,
        severity: 'error',
        code: gone,
        line: null,
        column_name: null,
        value: null,
        message,
      })
      .execute();
  }
}
