import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { applicationId } from '../../src/db/open.ts';
import { freshDir } from '../helpers/fresh-dir.ts';
import { Bench, type Ran } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { cases, lab, writeFiles, type Case } from '../house/cases.ts';
import { filesOf, withDatabase } from '../helpers/dump.ts';
import { builtProgram } from './built.ts';

/** Of every command that needs the database, its first case; `init` is asked about the same path. */
const needing: readonly Case[] = Object.values(cases).flatMap(
  (all) => all.find(({ stranger }) => stranger === 4) ?? [],
);
const initAt = (path: string): readonly string[] => [
  'init',
  path,
  '--user',
  'sara',
  '--email',
  'sara@lab.org',
  '--config',
  'none',
];

/** A file that is not to be opened in place of `lab.db`, and words of the message that says so. */
interface Bad {
  says: RegExp;
  make: (path: string) => void;
}

function corrupted(path: string, pages: (size: number, count: number) => Iterable<number>): void {
  const bytes = readFileSync(path);
  const size = bytes.readUInt16BE(16);
  let seed = 20260723;
  for (const page of pages(size, bytes.length / size))
    for (let at = 0; at < size; at += 1) {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      bytes[(page - 1) * size + at] = seed >>> 24;
    }
  writeFileSync(path, bytes);
}
const from = (first: number) =>
  function* (_size: number, count: number) {
    for (let page = first; page <= count; page += 1) yield page;
  };
const change = (sql: string) => (path: string) => withDatabase(path, (handle) => handle.exec(sql));
const replaced = (make: (path: string) => void) => (path: string) => {
  rmSync(path);
  make(path);
};
function foreign(path: string, sql: string): void {
  const handle = new BetterSqlite3(path);
  handle.exec(sql);
  handle.close();
}

const bad: Readonly<Record<string, Bad>> = {
  'a database of a newer version': { says: /newer/, make: change('pragma user_version = 99') },
  'a database of an older version': { says: /vasculum migrate/, make: change('pragma user_version = 0') },
  'a SQLite file of another program': {
    says: /another program/,
    make: replaced((path) => foreign(path, 'create table t (a); insert into t values (1)')),
  },
  'a SQLite file of another program in the place of ours': {
    says: /another program/,
    make: change('pragma application_id = 7'),
  },
  'a file with our mark and without our tables': {
    says: /./,
    make: replaced((path) => foreign(path, `pragma application_id = ${applicationId}; create table t (a)`)),
  },
  'a text file': { says: /not a SQLite database/, make: (path) => writeFileSync(path, 'login,email\n'.repeat(100)) },
  'a short text file': { says: /not a SQLite database/, make: (path) => writeFileSync(path, 'login\n') },
  'an empty file': { says: /empty/, make: (path) => truncateSync(path) },
  'a directory': { says: /directory/, make: replaced((path) => mkdirSync(path)) },
  'a named pipe': { says: /not a regular file/, make: replaced((path) => execFileSync('mkfifo', [path])) },
  'a file cut to a half': {
    says: /damaged/,
    make: (path) => truncateSync(path, Math.floor(readFileSync(path).length / 2)),
  },
  'a file cut within a page': { says: /damaged/, make: (path) => truncateSync(path, readFileSync(path).length - 1000) },
  'a file cut to its header': { says: /damaged/, make: (path) => truncateSync(path, 100) },
  'a file cut in its header': { says: /not a SQLite database/, make: (path) => truncateSync(path, 60) },
  'a file with random bytes in every page but the first': { says: /damaged/, make: (path) => corrupted(path, from(2)) },
  'a file with random bytes after its header': {
    says: /damaged|not a SQLite database/,
    make: (path) => {
      const header = readFileSync(path).subarray(0, 100);
      corrupted(path, from(1));
      writeFileSync(path, Buffer.concat([header, readFileSync(path).subarray(100)]));
    },
  },
  'a file with two names': { says: /second name/, make: (path) => linkSync(path, `${path}.too`) },
  'a database with a planted trigger': {
    says: /another program/,
    make: change('create trigger planted after insert on membership begin update membership set role = 5; end'),
  },
  'a database with a planted view': { says: /another program/, make: change('create view planted as select 1 as one') },
  'a database without a guard': { says: /another program/, make: change('drop trigger audit_keeps') },
  'a database without an index': { says: /another program/, make: change('drop index membership_of_user') },
};

/** What is wrong with how a command took the file; undefined when it was refused as it should be. */
function fault({ code, out, err }: Ran, says: RegExp): string | undefined {
  if (code !== 8) return `exit ${code}: ${err}`;
  if (out !== '') return `printed ${out}`;
  if (!err.startsWith('error: ') || !says.test(err)) return `said ${err}`;
  return /SQLITE_|SqliteError|no such table/.test(err) ? `showed SQLite's words: ${err}` : undefined;
}

describe.each(Object.entries(bad))('%s', (name, { says, make }) => {
  test('is refused by every command with exit 8, and stays as it is', async () => {
    const bench = await lab();
    make(bench.db);
    const beside = ['lab.db-wal', 'lab.db-shm'];
    const before = filesOf(bench.dir, beside);
    const wrong: string[] = [];
    for (const { argv, by } of [...needing, { argv: initAt(bench.db), by: 'sara' }]) {
      if (name === 'a database of an older version' && argv[0] === 'migrate') continue;
      const ran = await bench.run(argv, { as: by });
      const found = fault(ran, says);
      if (found !== undefined) wrong.push(`vasculum ${argv.join(' ')}: ${found}`);
      expect(filesOf(bench.dir, beside), `files after vasculum ${argv.join(' ')}`).toEqual(before);
    }
    expect(wrong.join('\n')).toBe('');
  });

  test('gets no other file put beside it, but those that SQLite itself leaves empty beside a damaged one', async () => {
    const bench = await lab();
    make(bench.db);
    const before = Object.keys(filesOf(bench.dir));
    for (const argv of [['status'], ['project', 'create', 'novel'], ['migrate'], initAt(bench.db)])
      await bench.run(argv, { as: 'ana' });
    const added = Object.keys(filesOf(bench.dir)).filter((file) => !before.includes(file));
    const left = says.test('damaged') ? ['lab.db-shm', 'lab.db-wal'] : [];
    expect(added.filter((file) => !left.includes(file))).toEqual([]);
    expect(added.includes('lab.db-wal') ? statSync(`${bench.db}-wal`).size : 0).toBe(0);
  });
});

describe('a path where nothing is', () => {
  test('is refused by every command with exit 8, nothing is made there, and the nearest database is named', async () => {
    const bench = new Bench();
    bench.write('lab1.db', 'not looked into');
    writeFiles(bench);
    const before = filesOf(bench.dir);
    const wrong: string[] = [];
    for (const { argv, by } of needing) {
      // It lists what the files say, so that a wrong path can be seen and mended.
      if (argv.join(' ') === 'config list') continue;
      const found = fault(
        await bench.run(argv, { as: by }),
        new RegExp(`no database at ${bench.db}[^]*${bench.dir}/lab1.db`),
      );
      if (found !== undefined) wrong.push(`vasculum ${argv.join(' ')}: ${found}`);
      expect(filesOf(bench.dir)).toEqual(before);
    }
    expect(wrong.join('\n')).toBe('');
  });

  test('is refused where it is a link to nothing', async () => {
    const bench = new Bench();
    symlinkSync(join(bench.dir, 'gone.db'), bench.db);
    const before = filesOf(bench.dir);
    const ran = await bench.run(['status'], { as: 'sara' });
    expect(ran).toMatchObject({ code: 8, out: '' });
    expect(filesOf(bench.dir)).toEqual(before);
  });

  test('is refused where its directory is missing, too, and without a database nearby init is named', async () => {
    const bench = new Bench();
    const ran = await bench.run(['status', '--db', 'no/where/lab.db'], { as: 'sara' });
    expect(ran).toMatchObject({ code: 8, out: '' });
    expect(ran.err).toContain('vasculum init');
    expect(filesOf(bench.dir)).toEqual({});
  });

  test('does not matter to help, templates and rules', async () => {
    const bench = new Bench();
    for (const argv of [
      ['--help'],
      ['help', 'user'],
      ['template', 'taxa'],
      ['access', 'rules'],
      ['config', 'get', 'user'],
    ])
      expect((await bench.run(argv)).code, `vasculum ${argv.join(' ')}`).toBe(0);
    expect(filesOf(bench.dir)).toEqual({});
  });
});

describe('one damaged page', () => {
  const pagesOf = (path: string, table: string): number[] =>
    withDatabase(path, (handle) =>
      handle.prepare<[string], number>('select pageno from dbstat where name = ?').pluck().all(table),
    );

  test('of the users is noticed by every command that has to know who somebody is', async () => {
    const bench = await lab();
    const pages = pagesOrRoot(bench.db, 'lab_user');
    corrupted(bench.db, () => pages);
    const before = filesOf(bench.dir);
    const wrong: string[] = [];
    for (const { argv, by } of needing) {
      const found = fault(await bench.run(argv, { as: by }), /damaged/);
      if (found !== undefined) wrong.push(`vasculum ${argv.join(' ')}: ${found}`);
    }
    expect(wrong.join('\n')).toBe('');
    expect(filesOf(bench.dir)).toEqual(before);
  });

  test('of the measurements is noticed by whoever reads them', async () => {
    const bench = await world();
    const pages = pagesOrRoot(bench.db, 'measurement');
    corrupted(bench.db, () => pages);
    const before = filesOf(bench.dir);
    for (const argv of [
      ['measurement', 'list'],
      ['measurement', 'show', 'id:1'],
      ['export', 'measurements', '--output', 'out.csv'],
      ['dataset', 'delete', 'plot-1', '--cascade', '--yes'],
    ]) {
      const ran = await bench.run(argv);
      expect(ran.code, `vasculum ${argv.join(' ')}: ${ran.err}`).toBe(8);
      expect(ran.err).not.toContain('SQLITE_');
    }
    expect(filesOf(bench.dir)).toEqual(before);
  });

  /** Where SQLite was built without dbstat, the first page of the table is enough. */
  function pagesOrRoot(path: string, table: string): number[] {
    try {
      return pagesOf(path, table);
    } catch {
      return withDatabase(path, (handle) =>
        handle.prepare<[string], number>('select rootpage from sqlite_schema where name = ?').pluck().all(table),
      );
    }
  }
});

describe('a good database', () => {
  test('is opened through a symbolic link', async () => {
    const bench = await world();
    symlinkSync(bench.db, join(bench.dir, 'link.db'));
    const ran = await bench.run(['whoami', '--db', 'link.db', '--json']);
    expect(ran.code).toBe(0);
    expect(ran.json()).toMatchObject({ user: 'ana' });
  });

  test('leaves no second file behind, and its own is not changed by reading', async () => {
    const bench = await world();
    const before = filesOf(bench.dir);
    for (const argv of [['status'], ['measurement', 'list'], ['access', 'matrix'], ['dataset', 'show', 'plot-1']])
      expect((await bench.run(argv)).code).toBe(0);
    expect(filesOf(bench.dir)).toEqual(before);
  });

  test('is not called damaged by who looks at it twice while it grows', async () => {
    const bench = (await world()).as('ana');
    const [looked, grown] = [join(bench.dir, 'looked'), join(bench.dir, 'grown')];
    const letters = (at: number): string => String(at).replaceAll(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)));
    const people = Array.from({ length: 3000 }, (_nothing, at) => `Ana ${letters(at)},Z${letters(at)}`);
    bench.write('people.csv', `full_name,abbreviation\n${people.join('\n')}\n`);
    // Between its looks at the length of the file and at the header, the program is held up as by a busy machine.
    const slow = `import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      const open = fs.openSync;
      fs.openSync = (path, ...rest) => {
        if (String(path) === ${JSON.stringify(bench.db)} && !fs.existsSync(${JSON.stringify(grown)})) {
          fs.writeFileSync(${JSON.stringify(looked)}, '');
          const until = Date.now() + 10_000;
          while (!fs.existsSync(${JSON.stringify(grown)}) && Date.now() < until);
        }
        return open(path, ...rest);
      };
      syncBuiltinESMExports();`;
    const child = spawn(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(slow)}`, await builtProgram(), 'whoami'],
      { cwd: bench.dir, env: { PATH: process.env['PATH'], VASCULUM_DB: bench.db, VASCULUM_USER: 'ana' } },
    );
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    for (let waited = 0; waited < 300 && !existsSync(looked); waited += 1) await sleep(10);
    await bench.must('import', 'persons', 'people.csv');
    writeFileSync(grown, '');
    expect([await ended, err]).toEqual([0, '']);
  });

  test('is not lost by a reader that opens it while the program holds it', async () => {
    const bench = await world();
    await withDatabase(bench.db, (handle) => {
      handle.prepare('select count(*) from lab_user').get();
      return bench.must('project', 'create', 'meanwhile');
    });
    expect((await bench.run(['project', 'show', 'meanwhile'])).code).toBe(0);
  });
});

describe('what the file system refuses', () => {
  const ordinary = 65_534;
  const root = process.getuid?.() === 0;

  /** Runs the built program as a user whom permissions stop: for root they do not exist. */
  async function refusedBy(mode: {
    file: number;
    dir: number;
    mine: boolean;
  }): Promise<{ status: number | null; stderr: string }> {
    const bin = await builtProgram();
    const bench = await world();
    const dir = freshDir();
    const db = join(dir, 'lab.db');
    copyFileSync(bench.db, db);
    for (let at = bin; at !== '/tmp' && at !== '/'; at = join(at, '..')) chmodSync(at, 0o755);
    if (root && mode.mine) for (const path of [db, dir]) chownSync(path, ordinary, ordinary);
    chmodSync(db, mode.file);
    chmodSync(dir, mode.dir);
    const { status, stderr } = spawnSync(process.execPath, [bin, 'dataset', 'create', 'novel'], {
      cwd: '/',
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: '/nonexistent', VASCULUM_DB: db, VASCULUM_USER: 'ana' },
      ...(root ? { uid: ordinary, gid: ordinary } : {}),
    });
    chmodSync(dir, 0o700);
    return { status, stderr };
  }

  test.each([
    ['a file that may not be read', { file: 0o000, dir: 0o700, mine: true }],
    ['a file that may not be written', { file: 0o400, dir: 0o700, mine: true }],
    ['a file in a directory that may not be written', { file: 0o600, dir: 0o500, mine: true }],
    ['a read-only file in a read-only directory', { file: 0o400, dir: 0o500, mine: true }],
  ])('%s is exit 8 with a message about the file', async (_name, mode) => {
    const { status, stderr } = await refusedBy(mode);
    expect(stderr).toMatch(/^error: .*lab\.db/);
    expect(stderr).not.toContain('SQLITE_');
    expect(status).toBe(8);
  });
});

test('every command that needs the database is among those that are tried', () => {
  const free = Object.values(cases).filter((all) => all.every(({ stranger }) => stranger === 0)).length;
  expect(needing.length + free).toBe(commands.length);
});
