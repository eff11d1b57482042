import { copyFileSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { migrations } from '../../migrations/index.ts';
import { fingerprint } from '../../src/db/open.ts';
import { freshDir } from '../helpers/fresh-dir.ts';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { cases, writeFiles } from '../house/cases.ts';
import { dump, filesOf, numberOf, rowsOf, withDatabase } from '../helpers/dump.ts';
import { builtProgram, builtWorker, processOf, together, type Ended, type ExtraMigration } from './built.ts';

const landed = migrations.length;

/** The next migration, which only these tests know: a table, its rows, and a column that all users get. */
function next(more = ''): ExtraMigration {
  const sql = `create table nickname (user_id integer primary key references lab_user (id), text text not null) strict;
    insert into nickname select id, upper(login) from lab_user;
    alter table lab_user add column seen_at text;
    ${more}`;
  const handle = new BetterSqlite3(':memory:');
  for (const migration of migrations) handle.exec(migration.sql);
  handle.exec(sql.replace(more, ''));
  const made = fingerprint(handle);
  handle.close();
  return { sql, fingerprint: made };
}

let program = '';
beforeAll(async () => {
  program = await builtProgram(next());
});

const migrate = (
  bench: Bench,
  options: { as?: string | null; by?: string; argv?: readonly string[]; umask?: string } = {},
): Promise<Ended> =>
  processOf(options.by ?? program, ['migrate', '--json', ...(options.argv ?? [])], {
    db: bench.db,
    as: options.as === undefined ? 'sara' : options.as,
    ...(options.umask === undefined ? {} : { umask: options.umask }),
  });
const backupsOf = (bench: Bench): string[] =>
  readdirSync(bench.dir)
    .filter((name) => name.endsWith('.bak'))
    .map((name) => join(bench.dir, name));
const versionOf = (path: string): number =>
  withDatabase(path, (handle) => Number(handle.pragma('user_version', { simple: true })));
const integrityOf = (path: string): unknown =>
  withDatabase(path, (handle) => handle.pragma('integrity_check', { simple: true }));

describe('a database of an older version', () => {
  test('is refused by every command but migrate, which is named, and stays as it is', async () => {
    const bench = await world();
    writeFiles(bench);
    const before = filesOf(bench.dir);
    const orders = Object.values(cases).flatMap((all) => {
      const [first] = all.filter(({ stranger }) => stranger === 4);
      return first === undefined || first.argv[0] === 'migrate' ? [] : [{ argv: first.argv, as: first.by }];
    });
    expect(orders.length).toBeGreaterThan(65);
    const [answers = []] = await together(await builtWorker(next()), bench.db, [orders]);
    const wrong = orders.flatMap(({ argv }, at) =>
      answers[at]?.code === 8 && answers[at].out === '' && answers[at].err.includes('vasculum migrate')
        ? []
        : [`vasculum ${argv.join(' ')}: ${answers[at]?.code} ${answers[at]?.err}`],
    );
    expect(wrong.join('\n')).toBe('');
    expect(filesOf(bench.dir)).toEqual(before);
  });

  test('is brought to the new version, with every row it had', async () => {
    const bench = await world();
    const before = dump(bench.db);
    const ran = await migrate(bench);
    expect(ran).toMatchObject({ code: 0, signal: null });
    const [backup = ''] = backupsOf(bench);
    expect(JSON.parse(ran.out)).toEqual({ from: landed, to: landed + 1, backup, result: 'updated' });
    const after = dump(bench.db);
    expect(after['user_version']).toEqual([String(landed + 1)]);
    expect(after['nickname']).toHaveLength(before['lab_user']?.length ?? 0);
    expect(after['lab_user']).toEqual(before['lab_user']?.map((row) => row.replace(/\]$/, ',null]')));
    for (const table of Object.keys(before).filter((name) => !['schema', 'user_version', 'lab_user'].includes(name)))
      expect(after[table], `table ${table}`).toEqual(before[table]);
    expect(integrityOf(bench.db)).toBe('ok');
    const status = await processOf(program, ['status', '--json'], { db: bench.db, as: 'ana' });
    expect(JSON.parse(status.out)).toMatchObject({ schema_version: landed + 1 });
    expect(await bench.run(['status'])).toMatchObject({ code: 8 });
  });

  test('is left behind whole in one backup, closed to others like the database itself', async () => {
    const bench = await world();
    const before = dump(bench.db);
    expect(await migrate(bench, { umask: '022' })).toMatchObject({ code: 0 });
    const backups = backupsOf(bench);
    expect(backups).toEqual([expect.stringMatching(/\/lab\.db\.v\d+-\d{8}T\d{6}\.bak$/)]);
    const [backup = ''] = backups;
    expect((statSync(backup).mode & 0o777).toString(8)).toBe('600');
    expect(dump(backup)).toEqual(before);
    expect(integrityOf(backup)).toBe('ok');
    const ran = await bench.run(['measurement', 'list', '--db', backup, '--json']);
    expect(ran.code).toBe(0);
    expect(ran.json()).toHaveLength(3);
    expect(filesOf(bench.dir, ['lab.db', backup.slice(bench.dir.length + 1)])).toEqual({});
  });

  test('is migrated once: the second time is unchanged and makes no backup', async () => {
    const bench = await world();
    await migrate(bench);
    const before = filesOf(bench.dir);
    const again = await migrate(bench);
    expect(again.code).toBe(0);
    expect(JSON.parse(again.out)).toEqual({ from: landed + 1, to: landed + 1, backup: null, result: 'unchanged' });
    expect(filesOf(bench.dir)).toEqual(before);
  });

  test('stays as it is in a dry run, which ends like the real one', async () => {
    const bench = await world();
    const before = filesOf(bench.dir);
    const ran = await migrate(bench, { argv: ['--dry-run'] });
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.out)).toEqual({ from: landed, to: landed + 1, backup: null, result: 'updated' });
    expect(filesOf(bench.dir)).toEqual(before);
  });

  test.each([['ana'], ['olga'], ['reg'], ['dina'], ['zed'], [null]])(
    'is not migrated by %s, who is no superadmin',
    async (as) => {
      const bench = await world();
      const before = filesOf(bench.dir);
      for (const argv of [[], ['--dry-run']]) {
        const ran = await migrate(bench, { as, argv });
        expect([ran.code, ran.out]).toEqual([4, '']);
      }
      expect(filesOf(bench.dir)).toEqual(before);
    },
  );

  test('is migrated by one of two processes at once, with exactly one backup', async () => {
    for (let round = 0; round < 4; round += 1) {
      const bench = await world();
      const before = dump(bench.db);
      const both = await Promise.all([migrate(bench), migrate(bench)]);
      expect(both.map(({ code, err }) => (code === 0 ? '' : err)).join('')).toBe('');
      expect(both.map(({ out }) => (JSON.parse(out) as { result: string }).result).toSorted()).toEqual([
        'unchanged',
        'updated',
      ]);
      expect(backupsOf(bench)).toHaveLength(1);
      expect(versionOf(bench.db)).toBe(landed + 1);
      expect(numberOf(bench.db, 'select count(*) from nickname')).toBe(before['lab_user']?.length);
      expect(dump(backupsOf(bench)[0] ?? '')).toEqual(before);
    }
  });

  test('waits for a writer, and the backup has what that one wrote', async () => {
    const bench = await world();
    const writer = new BetterSqlite3(bench.db);
    writer.exec("begin immediate; update lab_user set name = 'Meanwhile' where login = 'ana'");
    const migrating = migrate(bench);
    await new Promise((resolve) => setTimeout(resolve, 500));
    writer.exec('commit');
    writer.close();
    expect(await migrating).toMatchObject({ code: 0 });
    expect(rowsOf(backupsOf(bench)[0] ?? '', "select name from lab_user where login = 'ana'")).toEqual([
      { name: 'Meanwhile' },
    ]);
  });

  test('is not migrated where a backup of that moment is there already', async () => {
    const bench = await world();
    for (let second = 0; second < 10; second += 1) {
      const stamp = new Date(Date.now() + second * 1000).toISOString().replaceAll(/[-:]/g, '').slice(0, 15);
      writeFileSync(`${bench.db}.v${landed}-${stamp}.bak`, 'of somebody else');
    }
    const before = filesOf(bench.dir);
    const ran = await migrate(bench);
    expect([ran.code, ran.out]).toEqual([8, '']);
    expect(filesOf(bench.dir)).toEqual(before);
  });

  test('is whole, old or new, after a kill at any moment of its migration', async () => {
    const slow = await builtProgram(
      next(
        'insert into setting with recursive n(i) as (select 1 union all select i + 1 from n where i < 200000) select i, i from n;',
      ),
    );
    const template = await world();
    const begun = Date.now();
    const whole = await world();
    expect(await migrate(whole, { by: slow })).toMatchObject({ code: 0 });
    const full = Date.now() - begun;
    const states = new Set<number>();
    for (let round = 0; round < 8; round += 1) {
      const db = join(freshDir(), 'lab.db');
      copyFileSync(template.db, db);
      const before = dump(db);
      await processOf(slow, ['migrate'], { db, as: 'sara', killAfter: (full * (round + 1)) / 8.5 });
      const version = versionOf(db);
      states.add(version);
      expect(integrityOf(db)).toBe('ok');
      const after = version === landed ? dump(db) : undefined;
      expect(after ?? before).toEqual(before);
      expect(numberOf(db, "select count(*) from sqlite_schema where name = 'nickname'")).toBe(version - landed);
      expect(numberOf(db, 'select count(*) from setting')).toBe(version === landed ? 0 : 200_000);
    }
    expect(states.has(landed)).toBe(true);
  });
});

describe('a migration that fails', () => {
  test.each([
    ['in a later statement', next('create table nickname (id integer);')],
    ['on a row', next("insert into setting values ('a', '1'), ('a', '2');")],
    ['by breaking a reference', next('update membership set container_id = 4711 where id = 1;')],
    ['to lead to the schema on file', { ...next(), fingerprint: '0'.repeat(64) }],
  ])('%s changes nothing, and the program before it goes on', async (_how, extra) => {
    const bench = await world();
    const before = dump(bench.db);
    const ran = await migrate(bench, { by: await builtProgram(extra) });
    expect(ran.code).not.toBe(0);
    expect(ran.out).toBe('');
    expect(ran.err).toMatch(/^\{"error":/);
    expect(ran.err).not.toContain('SQLITE_');
    expect(dump(bench.db)).toEqual(before);
    expect(existsSync(`${bench.db}-wal`)).toBe(false);
    for (const backup of backupsOf(bench)) expect(dump(backup)).toEqual(before);
    expect((await bench.run(['project', 'create', 'afterwards'])).code).toBe(0);
  });
});
