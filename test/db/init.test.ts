import { spawnSync } from 'node:child_process';
import { linkSync, rmSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { freshDir } from '../helpers/fresh-dir.ts';
import { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { chainFaults } from '../house/chain.ts';
import { dump, filesOf, numberOf, rowsOf, withDatabase } from '../helpers/dump.ts';
import { builtProgram, processOf, type Ended } from './built.ts';

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const jsonOf = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const zoe = ['--user', 'zoe', '--email', 'zoe@lab.org'];

describe('init', () => {
  test('makes a database for its owner alone, with one superadmin and their workspace, and notes both', async () => {
    const bench = new Bench();
    const ran = await bench.run(['init', 'lab.db', ...zoe, '--name', 'Zoe Vega', '--json']);
    expect(ran.code).toBe(0);
    const project = join(bench.dir, '.vasculum.json');
    expect(ran.json()).toEqual({ result: 'created', path: bench.db, user: 'zoe', config: project });
    expect(modeOf(bench.db)).toBe('600');
    expect(jsonOf(project)).toEqual({ db: bench.db, user: 'zoe' });
    expect(Object.keys(filesOf(bench.dir))).toEqual(['.vasculum.json', 'lab.db']);
    const env = { VASCULUM_DB: '' };
    expect((await bench.run(['whoami', '--json'], { env })).json()).toEqual({
      user: 'zoe',
      level: 'superadmin',
      source: 'project',
      auth: 'asserted',
      scope: null,
      db: bench.db,
      ignored: [],
    });
    expect((await bench.run(['user', 'list', '--json', '--fields', 'login,email,name,level'], { env })).json()).toEqual(
      [{ login: 'zoe', email: 'zoe@lab.org', name: 'Zoe Vega', level: 'superadmin' }],
    );
    for (const kind of ['project', 'dataset'])
      expect((await bench.run([kind, 'list', '--json', '--fields', 'name,privacy'], { env })).json()).toEqual([
        { name: 'zoe-workspace', privacy: 'authorized' },
      ]);
    expect(chainFaults(bench.db)).toEqual([]);
    expect(rowsOf(bench.db, 'select distinct command, assurance from audit')).toEqual([
      { command: 'vasculum init', assurance: 'none' },
    ]);
  });

  test('is for the place that the configuration names when it is given none', async () => {
    const bench = new Bench();
    expect((await bench.run(['init', ...zoe, '--config', 'none', '--json'])).json()).toMatchObject({ path: bench.db });
    const plain = new Bench();
    expect((await plain.run(['init', ...zoe, '--json'], { env: { VASCULUM_DB: '' } })).json()).toMatchObject({
      path: join(plain.dir, 'vasculum.db'),
    });
  });

  test('keeps the database closed whatever the umask, also while it is in use', async () => {
    const bench = new Bench();
    const program = await builtProgram();
    const made = await processOf(program, ['init', bench.db, ...zoe], { db: bench.db, as: null, umask: '000' });
    expect(made).toMatchObject({ code: 0 });
    expect(modeOf(bench.db)).toBe('600');
    withDatabase(bench.db, (handle) => {
      handle.exec("insert into setting values ('registration', 'closed')");
      expect([modeOf(`${bench.db}-wal`), modeOf(`${bench.db}-shm`)]).toEqual(['600', '600']);
    });
  });

  test('makes the directories on the way', async () => {
    const bench = new Bench();
    const ran = await bench.run(['init', 'deep/er/lab.db', ...zoe, '--config', 'none', '--json']);
    expect(ran.json()).toMatchObject({ result: 'created', path: join(bench.dir, 'deep/er/lab.db') });
  });

  test.each([
    ['none', null],
    ['project', '.vasculum.json'],
    ['user', 'home/.config/vasculum/config.json'],
  ])('with --config %s notes user and database there and nowhere else', async (scope, file) => {
    const bench = new Bench();
    const ran = await bench.run(['init', bench.db, ...zoe, '--config', scope, '--json']);
    const path = file === null ? null : join(bench.dir, file);
    expect(ran.json()).toEqual({ result: 'created', path: bench.db, user: 'zoe', config: path });
    const noted = Object.keys(filesOf(bench.dir)).filter((name) => name.endsWith('.json'));
    expect(noted).toEqual(file === null ? [] : [file]);
    const env = { VASCULUM_DB: '' };
    const who = await bench.run(['whoami', '--json', ...(path === null ? ['--db', bench.db] : [])], { env });
    expect(who.json()).toMatchObject({ user: path === null ? 'anonymous' : 'zoe', db: bench.db });
  });

  test('with a --config that there is none of is exit 2, and makes nothing', async () => {
    const bench = new Bench();
    expect((await bench.run(['init', bench.db, ...zoe, '--config', 'home'])).code).toBe(2);
    expect(filesOf(bench.dir)).toEqual({});
  });

  test('keeps what the settings file says beside user and database', async () => {
    const bench = new Bench();
    bench.write('.vasculum.json', '{"user": "somebody", "colour": "green"}');
    expect((await bench.run(['init', bench.db, ...zoe])).code).toBe(0);
    expect(jsonOf(join(bench.dir, '.vasculum.json'))).toEqual({ user: 'zoe', colour: 'green', db: bench.db });
  });

  test('where the settings file cannot be used is exit 6, and makes nothing', async () => {
    const bench = new Bench();
    bench.write('.vasculum.json', '{"user": ');
    const before = filesOf(bench.dir);
    expect((await bench.run(['init', bench.db, ...zoe])).code).toBe(6);
    expect(filesOf(bench.dir)).toEqual(before);
  });

  test('in a dry run says what it would make, and makes nothing', async () => {
    const bench = new Bench();
    const ran = await bench.run(['init', 'deep/lab.db', ...zoe, '--dry-run', '--json']);
    expect(ran.code).toBe(0);
    expect(ran.json()).toMatchObject({ result: 'created', user: 'zoe' });
    expect(filesOf(bench.dir)).toEqual({});
  });
});

describe('init of a database that is there', () => {
  test('is unchanged for the same superadmin, and changes nothing', async () => {
    const bench = new Bench();
    const argv = ['init', bench.db, ...zoe, '--json'];
    await bench.must(...argv);
    const before = { ...filesOf(bench.dir), ...dump(bench.db) };
    for (const more of [[], ['--dry-run']]) {
      const ran = await bench.run([...argv, ...more]);
      expect(ran.code).toBe(0);
      expect(ran.json()).toMatchObject({ result: 'unchanged', path: bench.db, user: 'zoe' });
      expect({ ...filesOf(bench.dir), ...dump(bench.db) }).toEqual(before);
    }
  });

  test.each([
    ['another login', ['--user', 'ana', '--email', 'zoe@lab.org']],
    ['another e-mail', ['--user', 'zoe', '--email', 'ana@lab.org']],
    ['a user who is no superadmin', ['--user', 'reg', '--email', 'reg@lab.org']],
    ['a user who is disabled', ['--user', 'dina', '--email', 'dina@lab.org']],
  ])('is exit 6 for %s, and changes nothing', async (_who, user) => {
    const bench = new Bench();
    await bench.must('init', bench.db, ...zoe, '--config', 'none');
    bench.as('zoe');
    for (const login of ['reg', 'dina']) await bench.must('user', 'create', login, '--email', `${login}@lab.org`);
    await bench.must('user', 'disable', 'dina');
    const before = filesOf(bench.dir);
    for (const more of [[], ['--dry-run']]) {
      const ran = await bench.run(['init', bench.db, ...user, ...more]);
      expect([ran.code, ran.out]).toEqual([6, '']);
      expect(filesOf(bench.dir)).toEqual(before);
    }
  });
});

describe('init with words that cannot be', () => {
  test.each([
    ['an e-mail address without a sign', ['--user', 'zoe', '--email', 'zoe'], 5],
    ['an empty e-mail address', ['--user', 'zoe', '--email', ''], 5],
    ['a login with a capital', ['--user', 'Zoe', '--email', 'zoe@lab.org'], 5],
    ['a name of blanks', [...zoe, '--name', '  '], 5],
    ['no user', ['--email', 'zoe@lab.org'], 2],
    ['no e-mail address', ['--user', 'zoe'], 2],
  ])('%s is refused, and no file is made', async (_what, words, exit) => {
    const bench = new Bench();
    for (const more of [[], ['--dry-run']]) {
      const ran = await bench.run(['init', bench.db, ...words, ...more]);
      expect([ran.code, ran.out]).toEqual([exit, '']);
      expect(filesOf(bench.dir)).toEqual({});
    }
  });
});

describe('init in bad circumstances', () => {
  let program = '';
  beforeAll(async () => {
    program = await builtProgram();
  });
  const init = (db: string, ...words: string[]): Promise<Ended> =>
    processOf(program, ['init', db, ...words, '--config', 'none', '--json'], { db, as: null, cwd: freshDir() });

  test('is won by one of two at once, and the other is told', async () => {
    for (let round = 0; round < 5; round += 1) {
      const db = join(freshDir(), 'lab.db');
      const both = await Promise.all([init(db, ...zoe), init(db, '--user', 'ana', '--email', 'ana@lab.org')]);
      const codes = both.map(({ code }) => code);
      expect(codes.toSorted((a, b) => Number(a) - Number(b))).toEqual([0, 6]);
      const winner = codes[0] === 0 ? 'zoe' : 'ana';
      expect(rowsOf(db, 'select login, level from lab_user')).toEqual([{ login: winner, level: 3 }]);
      expect(both.map(({ err }) => err).join('')).not.toMatch(/SQLITE_|"exit":1\b/);
      expect(readdirSync(join(db, '..'))).toEqual(['lab.db']);
    }
  });

  test('leaves a whole database or none when it is killed at any moment', async () => {
    const begun = Date.now();
    expect(await init(join(freshDir(), 'lab.db'), ...zoe)).toMatchObject({ code: 0 });
    const full = Date.now() - begun;
    for (let round = 0; round < 10; round += 1) {
      const dir = freshDir();
      const db = join(dir, 'lab.db');
      await processOf(program, ['init', db, ...zoe, '--config', 'none'], {
        db,
        as: null,
        killAfter: full * (0.3 + 0.07 * round),
      });
      const there = readdirSync(dir).includes('lab.db');
      expect(there ? rowsOf(db, 'select login from lab_user') : [{ login: 'zoe' }]).toEqual([{ login: 'zoe' }]);
      // A draft that was left is in nobody's way; one that is still the same file has a test of its own.
      for (const name of readdirSync(dir)) if (name.includes('.init-')) rmSync(join(dir, name));
      const again = await init(db, ...zoe);
      expect(again.code, `again: ${again.err}`).toBe(0);
      expect(numberOf(db, 'select count(*) from lab_user')).toBe(1);
    }
  });

  test('that was killed before it removed its draft has made a database that can be used', async () => {
    const bench = new Bench();
    await bench.must('init', bench.db, ...zoe, '--config', 'none');
    linkSync(bench.db, `${bench.db}.init-4711`);
    const ran = await bench.run(['whoami', '--json'], { as: 'zoe' });
    expect(ran.code, `whoami: ${ran.err}`).toBe(0);
    expect(ran.json()).toMatchObject({ level: 'superadmin' });
  });

  test('is exit 8 where the disk takes no more, and leaves nothing', () => {
    const dir = freshDir();
    // The size limit of files stands in for a full disk; its unit is a block of 512 or 1024 bytes.
    const ran = spawnSync(
      'sh',
      ['-c', 'ulimit -f 64; exec "$0" "$@"', process.execPath, program, 'init', 'lab.db', ...zoe],
      {
        cwd: dir,
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], HOME: dir },
      },
    );
    expect(ran.stderr).toMatch(/^error: /);
    expect(ran.stderr).not.toContain('SQLITE_');
    expect(ran.status).toBe(8);
    expect(filesOf(dir)).toEqual({});
  });

  test('is exit 8 where the path leads through a file, and leaves nothing', async () => {
    const dir = freshDir();
    writeFileSync(join(dir, 'notes'), 'a file');
    const before = filesOf(dir);
    const ran = await init(join(dir, 'notes', 'lab.db'), ...zoe);
    expect(ran.err).not.toContain('"exit":1,');
    expect(ran.code).toBe(8);
    expect(filesOf(dir)).toEqual(before);
  });

  test('is exit 8 where the path is a directory', async () => {
    const dir = freshDir();
    mkdirSync(join(dir, 'lab.db'));
    expect((await init(join(dir, 'lab.db'), ...zoe)).code).toBe(8);
    expect(filesOf(dir)).toEqual({ 'lab.db': 'directory' });
  });
});

test('only init makes a database: a copy of the world is one already, and its file keeps its mode', async () => {
  const bench = await world();
  const mode = modeOf(bench.db);
  await bench.must('project', 'create', 'novel');
  expect(modeOf(bench.db)).toBe(mode);
});
