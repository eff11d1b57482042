import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { Kysely } from 'kysely';
import { beforeAll, describe, expect, test } from 'vitest';
import { Access } from '../../src/access/access.ts';
import type { Identity, Reading } from '../../src/access/session.ts';
import { findUser } from '../../src/access/users.ts';
import { exitOf, formatError } from '../../src/cli/exit.ts';
import { insideTransaction, sqliteDialect } from '../../src/db/dialect.ts';
import { openHandle } from '../../src/db/open.ts';
import type { Database } from '../../src/db/schema.ts';
import { Busy } from '../../src/domain/errors.ts';
import { containerKindOf } from '../../src/kinds/containers.ts';
import { createContainer } from '../../src/operations/containers/create-container.ts';
import { listContainers } from '../../src/operations/containers/show-containers.ts';
import { freshDir } from '../helpers/fresh-dir.ts';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { chainFaults } from '../house/chain.ts';
import { dump, numberOf, rowsOf, withDatabase } from '../helpers/dump.ts';
import { race } from '../races/race.ts';
import { builtProgram, builtWorker, processOf, together } from './built.ts';
import type { Order } from './worker.ts';

const ana: Identity = { login: 'ana', configured: 'ana', osUid: 0, pid: process.pid, command: 'vasculum test' };
const projects = containerKindOf('project');

async function withAccess<T>(
  bench: Bench,
  act: (access: Access) => Promise<T>,
  options: { dryRun?: boolean; patience?: number } = {},
): Promise<T> {
  const access = Access.open(bench.db, ana, options);
  try {
    return await act(access);
  } finally {
    await access.close();
  }
}

/** Another program that holds the write lock. */
function lockedBy(bench: Bench): { release: () => void } {
  const handle = new BetterSqlite3(bench.db);
  handle.exec('begin immediate');
  return {
    release: () => {
      handle.exec('rollback');
      handle.close();
    },
  };
}

describe('a connection', () => {
  test('has every pragma that the program relies on, also after it wrote', async () => {
    const bench = await world();
    const handle = openHandle(bench.db);
    const inForce = () =>
      Object.fromEntries(
        ['journal_mode', 'foreign_keys', 'synchronous', 'trusted_schema', 'cell_size_check', 'temp_store'].map(
          (name) => [name, handle.pragma(name, { simple: true })],
        ),
      );
    const wished = {
      journal_mode: 'wal',
      foreign_keys: 1,
      synchronous: 2,
      trusted_schema: 0,
      cell_size_check: 1,
      temp_store: 1,
    };
    expect(inForce()).toEqual(wished);
    handle.exec("insert into setting values ('a', 'b')");
    expect(inForce()).toEqual(wished);
    expect(() =>
      handle.exec("insert into membership (container_id, user_id, role, granted_at) values (4711, 1, 1, '')"),
    ).toThrow('FOREIGN KEY');
    // Writing the schema table by hand is what `unsafeMode` would allow.
    expect(() => handle.exec("update sqlite_schema set sql = '' where name = 'audit'")).toThrow('may not be modified');
    handle.close();
  });
});

describe('a write', () => {
  test('takes the write lock before it reads anything', async () => {
    const bench = await world();
    const other = new BetterSqlite3(bench.db, { timeout: 0 });
    await withAccess(bench, async (access) =>
      access.write(async () => {
        expect(() => other.exec('begin immediate')).toThrow('locked');
      }),
    );
    other.exec('begin immediate; rollback');
    other.close();
  });

  test('waits for another writer, and then does its work', async () => {
    const bench = await world();
    const lock = lockedBy(bench);
    const writing = withAccess(bench, (access) => createContainer(access, projects, 'patient', {}), {
      patience: 10_000,
    });
    await sleep(300);
    lock.release();
    expect(await writing).toMatchObject({ result: 'created', name: 'patient' });
  });

  test('lets the event loop turn while it waits', async () => {
    const bench = await world();
    const lock = lockedBy(bench);
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 10);
    const writing = withAccess(bench, (access) => createContainer(access, projects, 'patient', {}), {
      patience: 10_000,
    });
    await sleep(1500);
    lock.release();
    await writing;
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });

  test('that waited too long is busy, exit 7, and has changed nothing', async () => {
    const bench = await world();
    const lock = lockedBy(bench);
    const error: unknown = await withAccess(bench, (access) => createContainer(access, projects, 'patient', {}), {
      patience: 200,
    }).catch((thrown: unknown) => thrown);
    lock.release();
    expect(error).toBeInstanceOf(Busy);
    expect(exitOf(error)).toBe(7);
    expect(formatError(error, { format: 'tsv', chosen: false, debug: false })).not.toContain('SQLITE_');
    expect(numberOf(bench.db, "select count(*) from container where name = 'patient'")).toBe(0);
  });

  test('in a dry run sees its own changes, and leaves none', async () => {
    const bench = await world();
    const before = dump(bench.db);
    await withAccess(
      bench,
      async (access) => {
        expect(await createContainer(access, projects, 'rehearsed', {})).toMatchObject({ result: 'created' });
        const names = (await access.read((reading) => listContainers(reading, projects))).map(({ name }) => name);
        expect(names).not.toContain('rehearsed');
      },
      { dryRun: true },
    );
    expect(dump(bench.db)).toEqual(before);
  });

  test('that throws leaves nothing, and the next one goes on', async () => {
    const bench = await world();
    const before = dump(bench.db);
    await withAccess(bench, async (access) => {
      await expect(
        access.write(async (writing) => {
          await findUser(writing, 'me');
          throw new Error('halfway');
        }),
      ).rejects.toThrow('halfway');
      expect(dump(bench.db)).toEqual(before);
      expect(await createContainer(access, projects, 'afterwards', {})).toMatchObject({ result: 'created' });
    });
  });

  test('cannot be reached from outside once it has ended', async () => {
    const bench = await world();
    await withAccess(bench, async (access) => {
      let kept: Reading | undefined;
      await access.write(async (writing) => {
        kept = writing;
      });
      await expect(Promise.resolve().then(() => kept && findUser(kept, 'me'))).rejects.toThrow('has ended');
    });
  });
});

describe('a read', () => {
  test('is not held up by a writer, and sees one moment', async () => {
    const bench = await world();
    await withAccess(bench, async (access) =>
      access.read(async (reading) => {
        const before = await listContainers(reading, projects);
        withDatabase(bench.db, (other) => other.exec("update container set title = 'meanwhile'"));
        expect(await listContainers(reading, projects)).toEqual(before);
      }),
    );
    const lock = lockedBy(bench);
    expect((await bench.run(['project', 'show', 'wetlands', '--json'])).json()).toMatchObject({ title: 'meanwhile' });
    lock.release();
  });
});

describe('the outer handle', () => {
  test('throws when it is used inside a transaction, instead of waiting for itself for ever', async () => {
    const bench = await world();
    const db = new Kysely<Database>({ dialect: sqliteDialect(openHandle(bench.db), 100) });
    const inside = db
      .transaction()
      .execute(() => insideTransaction.run(true, () => db.selectFrom('setting').selectAll().execute()));
    await expect(inside).rejects.toThrow('the outer database handle was used inside a transaction');
    expect(await db.selectFrom('setting').selectAll().execute()).toEqual([]);
    await db.destroy();
  });

  test('throws also where Access itself is asked from within', async () => {
    const bench = await world();
    const before = dump(bench.db);
    await withAccess(bench, async (access) => {
      for (const nested of [
        () => access.write(() => access.read(async (reading) => reading.actor)),
        () => access.read(() => access.write(async (writing) => writing.actor)),
        () => access.write(() => createContainer(access, projects, 'nested', {})),
      ])
        await expect(nested()).rejects.toThrow('inside a transaction');
      expect((await access.read((reading) => findUser(reading, 'me'))).login).toBe('ana');
    });
    expect(dump(bench.db)).toEqual(before);
  });
});

/** Measurements of the sample world, no two of them alike. */
function bigFile(rows: number): string {
  const day = (at: number): string => new Date(Date.UTC(1950, 0, 1) + at * 86_400_000).toISOString().slice(0, 10);
  const lines = Array.from({ length: rows }, (_nothing, at) => `mass,P1,SILVA A,${day(at)},${at % 9999}`);
  return `trait,individual,person,date,value\n${lines.join('\n')}\n`;
}

describe('processes at once', () => {
  let program = '';
  let worker = '';
  beforeAll(async () => {
    program = await builtProgram();
    worker = await builtWorker();
  });

  test('8 of them make 50 changes of members each: none is lost, none is shown a word of SQLite', async () => {
    const bench = await world();
    const crews = 8;
    const each = 50;
    bench.as('sara');
    for (let crew = 0; crew < crews; crew += 1)
      await bench.must('user', 'create', `u${crew}`, '--email', `u${crew}@lab.org`, '--level', 'full');
    await bench.must('dataset', 'create', 'busy');
    const audited = numberOf(bench.db, 'select max(seq) from audit');
    const ladder = ['viewer', 'collaborator', 'contributor', 'manager'] as const;
    /** Up the ladder and off it, over and over: every order changes a row, and the last one leaves a role that tells which it was. */
    const orders = (crew: number): Order[] =>
      Array.from({ length: each }, (_nothing, at) => ({
        as: 'sara',
        argv:
          at % 5 === 4 && at !== each - 1
            ? ['dataset', 'revoke', 'busy', `u${crew}`]
            : [
                'dataset',
                'grant',
                'busy',
                `u${crew}`,
                '--role',
                at === each - 1 ? 'owner' : (ladder[at % 5] ?? 'viewer'),
              ],
      }));
    const answers = await together(
      worker,
      bench.db,
      Array.from({ length: crews }, (_nothing, crew) => orders(crew)),
    );
    expect(answers.flat().filter(({ code }) => code !== 0)).toEqual([]);
    expect(answers.flat().filter(({ err }) => err.includes('SQLITE_'))).toEqual([]);
    expect(answers.flat()).toHaveLength(crews * each);
    expect(numberOf(bench.db, `select count(*) from audit where seq > ${audited}`)).toBe(crews * each);
    expect(chainFaults(bench.db)).toEqual([]);
    expect(
      rowsOf(
        bench.db,
        `select u.login, m.role from membership m join lab_user u on u.id = m.user_id join container c on c.id = m.container_id
          where c.name = 'busy' and c.kind = 'dataset' order by u.login`,
      ),
    ).toEqual(
      ['sara', ...Array.from({ length: crews }, (_nothing, crew) => `u${crew}`)]
        .map((login) => ({ login, role: 5 }))
        .toSorted((a, b) => (a.login < b.login ? -1 : 1)),
    );
  });

  test('that are refused take nothing from those that write', async () => {
    const bench = await world();
    bench.as('sara');
    await bench.must('dataset', 'create', 'busy');
    const audited = numberOf(bench.db, 'select max(seq) from audit');
    const change = (login: string): Order[] =>
      Array.from({ length: 80 }, (_nothing, at) => ({
        as: 'sara',
        argv:
          at % 2 === 0 ? ['dataset', 'grant', 'busy', login, '--role', 'viewer'] : ['dataset', 'revoke', 'busy', login],
      }));
    const refused = Array.from({ length: 250 }, (): Order => ({ as: 'ana', argv: ['migrate'] }));
    const answers = await together(worker, bench.db, [
      ...['olga', 'vera', 'max'].map(change),
      refused,
      refused,
      refused,
    ]);
    expect(
      answers
        .slice(0, 3)
        .flat()
        .filter(({ code }) => code !== 0),
    ).toEqual([]);
    expect(
      answers
        .slice(3)
        .flat()
        .filter(({ code }) => code !== 4),
    ).toEqual([]);
    expect(numberOf(bench.db, `select count(*) from audit where seq > ${audited}`)).toBe(3 * 80);
    expect(chainFaults(bench.db)).toEqual([]);
  });

  test('import rows about an individual while it is deleted, and no row is left without it', async () => {
    const bench = await world();
    bench.write('rows.csv', bigFile(1500).replaceAll(',P1,', ',P2,'));
    const path = join(bench.dir, 'rows.csv');
    const { dbs, codes, shown } = await race(
      worker,
      bench,
      (round) => [
        { as: 'ana', argv: ['import', 'measurements', path, '--dataset', 'plot-1'] },
        { as: 'ana', argv: ['individual', 'delete', 'P2', '--yes'], at: (round % 10) * 12 },
      ],
      20,
      300,
    );
    for (const [round, db] of dbs.entries()) {
      expect(withDatabase(db, (handle) => handle.pragma('foreign_key_check'))).toEqual([]);
      const there = numberOf(db, "select count(*) from individual where tag = 'P2'");
      expect([round, there, codes[round]]).toEqual([round, there, there === 1 ? [0, 6] : [5, 0]]);
      expect(numberOf(db, 'select count(*) from measurement')).toBe(there === 1 ? 3 + 1500 : 3);
    }
    expect(shown).not.toContain('SQLITE_');
  });

  test('race to create the same name, and it is there once', async () => {
    const bench = await world();
    const answers = await together(
      worker,
      bench.db,
      Array.from({ length: 6 }, () => [{ as: 'ana', argv: ['project', 'create', 'wanted', '--json'] }]),
    );
    expect(answers.flat().map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0]);
    const results = answers.flat().map(({ out }) => (JSON.parse(out) as { result: string }).result);
    expect(results.toSorted()).toEqual(['created', ...Array.from({ length: 5 }, () => 'unchanged')]);
    expect(numberOf(bench.db, "select count(*) from container where name = 'wanted'")).toBe(1);
  });

  test('that run into a full disk end with 8 and have changed nothing', async () => {
    const bench = await world();
    bench.write('big.csv', bigFile(26_000));
    const before = dump(bench.db);
    // The size limit of files stands in for a full disk; its unit is a block of 512 bytes.
    const blocks = Math.ceil(statSync(bench.db).size / 512) + 100;
    const ran = spawnSync(
      'sh',
      [
        '-c',
        `ulimit -f ${blocks}; exec "$0" "$@"`,
        process.execPath,
        program,
        'import',
        'measurements',
        'big.csv',
        '--dataset',
        'plot-1',
      ],
      {
        cwd: bench.dir,
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], HOME: bench.dir, VASCULUM_DB: bench.db, VASCULUM_USER: 'ana' },
      },
    );
    expect(ran.stderr).toMatch(/^error: /m);
    expect(ran.stderr).not.toContain('SQLITE_');
    expect(ran.status).toBe(8);
    // The job is the trace of the attempt.
    const withoutJobs = (tables: Record<string, string[]>) =>
      Object.entries(tables).filter(([table]) => !['job', 'job_log', 'sqlite_sequence'].includes(table));
    expect(withoutJobs(dump(bench.db))).toEqual(withoutJobs(before));
    expect((await bench.run(['project', 'create', 'afterwards'])).code).toBe(0);
  });

  test('are killed in the middle of an import at 20 moments: its rows are all there or none', async () => {
    const bench = await world();
    const rows = 12_000;
    bench.write('big.csv', bigFile(rows));
    const importing = ['import', 'measurements', join(bench.dir, 'big.csv'), '--dataset', 'plot-1'];
    const copy = (): string => {
      const db = join(freshDir(), 'lab.db');
      copyFileSync(bench.db, db);
      return db;
    };
    const begun = Date.now();
    expect(await processOf(program, importing, { db: copy(), as: 'ana' })).toMatchObject({ code: 0 });
    const full = Date.now() - begun;
    const before = numberOf(bench.db, 'select count(*) from measurement');
    let killed = 0;
    for (let round = 0; round < 20; round += 1) {
      const db = copy();
      // The start of the program takes the first part of the time; the moments lie in what comes after it.
      const ran = await processOf(program, importing, {
        db,
        as: 'ana',
        killAfter: full * (0.2 + (0.8 * (round + Math.random())) / 20),
      });
      if (ran.signal === 'SIGKILL') killed += 1;
      expect(withDatabase(db, (handle) => handle.pragma('integrity_check', { simple: true }))).toBe('ok');
      const stored = numberOf(db, 'select count(*) from measurement') - before;
      expect([0, rows]).toContain(stored);
      expect(
        rowsOf(db, 'select status from job order by id desc limit 1').map((job) => (job as { status: string }).status),
      ).toEqual(stored === rows ? ['success'] : numberOf(db, 'select count(*) from job') === 0 ? [] : ['processing']);
      expect(numberOf(db, "select count(*) from audit where object_kind = 'measurement' and job_id is not null")).toBe(
        stored === rows ? 1 : 0,
      );
      expect(chainFaults(db)).toEqual([]);
      expect(withDatabase(db, (handle) => handle.pragma('foreign_key_check'))).toEqual([]);
      if (round % 4 !== 0) continue;
      const again = await processOf(program, [...importing, '--json'], { db, as: 'ana' });
      expect(again.code, `again: ${again.err}`).toBe(0);
      expect(JSON.parse(again.out)).toMatchObject(
        stored === rows ? { created: 0, unchanged: rows } : { created: rows, unchanged: 0 },
      );
      expect(readdirSync(join(db, '..')).filter((name) => !['lab.db', 'home'].includes(name))).toEqual([]);
    }
    expect(killed).toBeGreaterThan(5);
  });
});
