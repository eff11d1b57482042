import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Bench } from '../../helpers/run.ts';
import { world } from '../../helpers/world.ts';
import { builtProgram } from '../../db/built.ts';
import { numberOf, rowsOf, withDatabase } from '../../helpers/dump.ts';

type Job = Record<string, unknown> & { id: number; status: string; exit_code: number | null };

const people = 'full_name,email\nAdolpho Ducke,ducke@example.org\nCarla Novo,\n';

/** ana: 1 an import that stored, 2 one that did not; max: 3 an export. */
async function jobs(): Promise<Bench> {
  const bench = await world();
  bench.write('people.csv', people);
  bench.write(
    'wrong.csv',
    'trait,individual,person,date,value\nmas,P1,SILVA A,2009-01-01,1\nmas,P1,SILVA A,2009-01-02,2\nmass,P1,SILVA A,2009-01-02,x\n',
  );
  await bench.must('import', 'persons', 'people.csv');
  expect((await bench.run(['import', 'measurements', 'wrong.csv', '--dataset', 'plot-1'])).code).toBe(5);
  await bench.as('max').must('export', 'individuals');
  return bench.as('ana');
}

describe('job list', () => {
  test('has the own jobs, the newest first, and a superadmin all', async () => {
    const bench = await jobs();
    const ids = async (as: string | null, ...more: string[]) =>
      ((await bench.run(['job', 'list', '--json', ...more], { as })).json() as Job[]).map(({ id }) => id);
    expect(await ids('ana')).toEqual([2, 1]);
    expect(await ids('max')).toEqual([3]);
    expect(await ids('olga')).toEqual([]);
    expect(await ids(null)).toEqual([]);
    expect(await ids('sara')).toEqual([3, 2, 1]);
    expect(await ids('sara', '--status', 'failed')).toEqual([2]);
    expect(await ids('sara', '--kind', 'import')).toEqual([2, 1]);
    expect(await ids('sara', '--kind', 'import persons')).toEqual([1]);
    expect(await ids('sara', '--limit', '1', '--after', '3')).toEqual([2]);
    expect((await bench.run(['job', 'list', '--limit', '1'])).err).toContain('the list was cut');
    // A page cannot begin after somebody else's job.
    expect((await bench.run(['job', 'list', '--after', '3'])).code).toBe(3);
    expect(await bench.run(['job', 'list', '--status', 'fialed'])).toMatchObject({
      code: 5,
      err: 'error: no job has the status fialed\nhint: One of submitted, processing, success, failed, cancelled; did you mean failed?\n',
    });
  });
});

test('job list is filtered, sorted and cut by any field, of the jobs that are seen', async () => {
  const bench = await jobs();
  const ids = async (...more: string[]) =>
    ((await bench.run(['job', 'list', '--json', ...more], { as: 'sara' })).json() as Job[]).map(({ id }) => id);
  expect(await ids('--filter', 'owner=ana')).toEqual([2, 1]);
  expect(await ids('--filter', 'owner=ana', '--filter', 'status=failed')).toEqual([2]);
  expect(await ids('--kind', 'import', '--filter', 'exit_code=0')).toEqual([1]);
  expect(await ids('--sort', 'id')).toEqual([1, 2, 3]);
  expect(await ids('--sort', '-rejected', '--limit', '1')).toEqual([2]);
  expect(await ids('--sort', 'id', '--after', '1')).toEqual([2, 3]);
  expect(await ids('--sort', 'id', '--after', 'id:2', '--limit', '1')).toEqual([3]);
  expect(await bench.run(['job', 'list', '--sort', 'id', '--limit', '1'])).toMatchObject({
    code: 0,
    err: 'warning: the list was cut: there is more, see --limit and --after\n',
  });
  expect((await bench.run(['job', 'list', '--filter', 'colour=red'])).code).toBe(2);
  expect((await bench.run(['job', 'list', '--sort', 'colour'])).code).toBe(2);
  expect((await bench.run(['job', 'list', '--filter', 'owner'])).code).toBe(2);
  // A page cannot begin after somebody else's job, however it is sorted.
  expect((await bench.run(['job', 'list', '--sort', 'id', '--after', '3'])).code).toBe(3);
  expect((await bench.run(['job', 'list', '--filter', 'owner=max', '--json'])).json()).toEqual([]);
});

describe('job show', () => {
  test('has every field of the job', async () => {
    const bench = await jobs();
    const job = (await bench.must('job', 'show', '1', '--json')).json();
    expect(job).toEqual({
      id: 1,
      owner: 'ana',
      kind: 'import persons',
      arguments: expect.objectContaining({ kind: 'person', file: 'people.csv' }) as unknown,
      status: 'success',
      progress: 2,
      total: 2,
      read: 2,
      created: 2,
      updated: 0,
      unchanged: 0,
      skipped: 0,
      rejected: 0,
      submitted_at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      started_at: expect.stringMatching(/Z$/) as string,
      finished_at: expect.stringMatching(/Z$/) as string,
      attempt: 1,
      input_name: 'people.csv',
      input_size: people.length,
      input_sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      lease: expect.objectContaining({ host: hostname(), pid: process.pid }) as unknown,
      affected: [{ kind: 'person', first: 3, last: 4 }],
      exit_code: 0,
    });
    expect((await bench.must('job', 'show', 'last', '--json')).json()).toMatchObject({
      id: 2,
      status: 'failed',
      rejected: 3,
      created: 0,
      exit_code: 5,
      affected: [],
    });
    expect((await bench.must('job', 'show', 'id:1')).out).toContain('import persons');
  });

  test.each([
    ['3', 'there is no job 3 that you can see'],
    ['99', 'there is no job 99 that you can see'],
    ['people', 'there is no job people that you can see'],
  ])("of %s, another's or nobody's, is not found", async (ref, message) => {
    const bench = await jobs();
    for (const verb of ['show', 'log'])
      expect(await bench.run(['job', verb, ref])).toMatchObject({
        code: 3,
        out: '',
        err: `error: ${message}\nhint: vasculum job list\n`,
      });
  });

  test('of the last finds nothing where there is none, whoever else has jobs', async () => {
    const bench = await jobs();
    for (const as of ['olga', 'sara', null])
      expect(await bench.run(['job', 'show', 'last'], { as })).toMatchObject({
        code: 3,
        err: 'error: you have started no job\nhint: vasculum job list\n',
      });
  });
});

describe('job log', () => {
  test('says repeats once to a person', async () => {
    const bench = await jobs();
    expect((await bench.run(['job', 'log', 'last'], { tty: true })).out).toBe(
      'error trait "mas" × 2, first at line 2: there is no trait mas that you can see; did you mean mass? [unknown-reference]\n' +
        'error value "x", line 4: not a number [bad-number]\n',
    );
  });

  test('has every row for a program', async () => {
    const bench = await jobs();
    const { out } = await bench.must('job', 'log', '2', '-o', 'jsonl');
    const rows = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows.map(({ line }) => line)).toEqual([2, 3, 4]);
    expect(rows[0]).toEqual({
      time: expect.stringMatching(/Z$/) as string,
      severity: 'error',
      code: 'unknown-reference',
      line: 2,
      column: 'trait',
      value: 'mas',
      message: 'there is no trait mas that you can see; did you mean mass?',
    });
    expect((await bench.must('job', 'log', '2')).out.split('\n')).toHaveLength(5);
    expect((await bench.must('job', 'log', '1', '--json')).json()).toEqual([]);
  });

  test('groups numbers of four digits and more', async () => {
    const bench = await world();
    const rows = Array.from({ length: 1234 }, (_nothing, n) => `mas,P1,SILVA A,2009-01-01,${n}\n`);
    bench.write('wrong.csv', `trait,individual,person,date,value\n${rows.join('')}`);
    await bench.run(['import', 'measurements', 'wrong.csv', '--dataset', 'plot-1']);
    expect((await bench.run(['job', 'log', 'last'], { tty: true })).out).toContain('× 1 234, first at line 2');
  });
});

describe('a job whose worker is gone', () => {
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const start =
    readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')[19] ?? '';

  /** Job 1 of max, as a worker with this lease left it. */
  async function left(lease: { host?: string; boot?: string; pid?: number; start?: string }): Promise<Bench> {
    const bench = await world();
    const values = [lease.host ?? hostname(), lease.boot ?? boot, lease.pid ?? process.pid, lease.start ?? start];
    withDatabase(bench.db, (handle) =>
      handle
        .prepare(
          `insert into job (owner_id, kind, arguments, status, lease_host, lease_boot, lease_pid, lease_start, submitted_at)
           select id, 'import persons', '{}', 'processing', ?, ?, ?, ?, '2026-01-01T00:00:00.000Z' from lab_user where login = 'max'`,
        )
        .run(...values),
    );
    return bench.as('max');
  }
  const statusOf = async (bench: Bench, as: string) =>
    ((await bench.run(['job', 'list', '--json'], { as })).json() as Job[]).map(({ status }) => status);

  test.each([
    ['after the machine was started again', { boot: 'another' }],
    ['when no process has its number', { pid: 4_194_304 }],
    ['when another process has its number', { start: '1' }],
  ])('is ended as failed %s', async (_when, lease) => {
    const bench = await left(lease);
    expect(await statusOf(bench, 'max')).toEqual(['failed']);
    const job = (await bench.must('job', 'show', '1', '--json')).json() as Job;
    expect(job).toMatchObject({ status: 'failed', exit_code: 1, finished_at: expect.any(String) as string });
    expect((await bench.must('job', 'log', '1', '--json')).json()).toMatchObject([
      { severity: 'error', code: 'worker-gone', message: expect.stringContaining('is gone') as string },
    ]);
  });

  test.each([
    ['its worker lives', {}],
    ['it is worked on by another host', { host: 'elsewhere', pid: 4_194_304 }],
  ])('is left alone where %s', async (_when, lease) => {
    const bench = await left(lease);
    expect(await statusOf(bench, 'max')).toEqual(['processing']);
    expect(numberOf(bench.db, 'select count(*) from job_log')).toBe(0);
  });

  test('is ended by a superadmin who looks, and not by somebody else', async () => {
    const bench = await left({ boot: 'another' });
    expect(await statusOf(bench, 'ana')).toEqual([]);
    expect(rowsOf(bench.db, 'select status from job')).toEqual([{ status: 'processing' }]);
    expect(await statusOf(bench, 'sara')).toEqual(['failed']);
  });

  test('is found as soon as the program was killed in the middle of an import', { timeout: 60_000 }, async () => {
    const bench = await world();
    const rows = Array.from({ length: 400_000 }, (_nothing, n) => `Person of number ${n},P ${n}\n`);
    bench.write('people.csv', `full_name,abbreviation\n${rows.join('')}`);
    const child = spawn(process.execPath, [await builtProgram(), 'import', 'persons', 'people.csv'], {
      cwd: bench.dir,
      env: { PATH: process.env['PATH'], HOME: bench.dir, VASCULUM_DB: bench.db, VASCULUM_USER: 'ana' },
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    while (numberOf(bench.db, "select count(*) from job where status = 'processing'") === 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGKILL');
    await ended;
    expect((await bench.must('job', 'show', 'last', '--json')).json()).toMatchObject({
      status: 'failed',
      created: 0,
      exit_code: 1,
    });
    expect(numberOf(bench.db, "select count(*) from person where full_name like 'Person of%'")).toBe(0);
  });
});
