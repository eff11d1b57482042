import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Edges,
  listSettings,
  nearestDatabase,
  readSetting,
  resolveConfig,
  unsetSetting,
  writeSetting,
} from '../../src/cli/config.ts';
import { Conflict, Forbidden, Invalid, Usage } from '../../src/domain/errors.ts';

const myUid = process.getuid?.();
const isRoot = myUid === 0;
/** Whoever is not the owner of what these tests write; root's files are believed by everybody, so root gives them away. */
const STRANGER = 12345;

let root: string;
let cwd: string;
let home: string;
let projectPath: string;
let userPath: string;

beforeEach(() => {
  root = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'vasculum-config-')));
  cwd = join(root, 'lab', 'plots');
  home = join(root, 'home');
  fs.mkdirSync(cwd, { recursive: true });
  fs.mkdirSync(home);
  projectPath = join(cwd, '.vasculum.json');
  userPath = join(home, '.config', 'vasculum', 'config.json');
});

afterEach(() => {
  fs.rmSync(root, { recursive: true, force: true });
});

function edges(changes: Partial<Edges> = {}): Edges {
  return { env: {}, cwd, home, uid: myUid, ...changes };
}

function put(path: string, content: unknown): string {
  fs.mkdirSync(dirname(path), { recursive: true });
  fs.writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  fs.chmodSync(path, 0o644);
  return path;
}

function json(path: string): unknown {
  return JSON.parse(fs.readFileSync(path, 'utf8'));
}

function mode(path: string): number {
  return fs.statSync(path).mode & 0o777;
}

/** Gives `path` to a stranger, and returns edges whose caller is neither that stranger nor root. */
function asOther(path: string): Edges {
  if (!isRoot) return edges({ uid: (myUid ?? 0) + 1 });
  fs.lchownSync(path, STRANGER, STRANGER);
  return edges({ uid: 1000 });
}

/** The reason for which the file at `path` has no effect at all. */
function refusal(path: string, surroundings = edges()): string {
  const { ignored, ...rest } = resolveConfig(surroundings);
  const nothing = resolveConfig({ ...surroundings, cwd: root, home: root });
  expect(rest).toEqual({ ...nothing, ignored: undefined, db: join(cwd, 'vasculum.db') });
  expect(ignored.map((entry) => entry.path)).toEqual([path]);
  return ignored[0]?.reason ?? '';
}

function touch(...names: string[]): void {
  for (const name of names) put(join(cwd, name), '');
}

function nearest(name: string): string | undefined {
  const found = nearestDatabase(join(cwd, name));
  return found === undefined ? undefined : relative(cwd, found);
}

function tree(): string[] {
  return fs.readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted();
}

describe('precedence', () => {
  const all = ['flag', 'env', 'project', 'user'] as const;
  const cases = Array.from({ length: 2 ** all.length }, (_, bits) => all.filter((_source, i) => bits & (1 << i)));

  it.each(cases.map((sources) => ({ name: sources.join('+') || 'nothing', sources })))(
    'of $name is the first of them',
    ({ sources }) => {
      const has = (source: (typeof all)[number]) => sources.includes(source);
      if (has('project')) put(projectPath, { user: 'of-project', db: 'of-project.db' });
      if (has('user')) put(userPath, { user: 'of-user', db: 'of-user.db' });
      const env = has('env') ? { VASCULUM_USER: 'of-env', VASCULUM_DB: 'of-env.db' } : {};
      const flags = has('flag') ? { as: 'of-flag', db: 'of-flag.db' } : {};

      const found = resolveConfig(edges({ env }), flags);

      const first = sources[0];
      const configured = sources.find((source) => source !== 'flag');
      expect(found).toEqual({
        user: first === undefined ? null : `of-${first}`,
        userSource: first ?? 'none',
        configuredUser: configured === undefined ? null : `of-${configured}`,
        db:
          first === undefined
            ? join(cwd, 'vasculum.db')
            : join(first === 'user' ? dirname(userPath) : cwd, `of-${first}.db`),
        dbSource: first ?? 'default',
        files: { project: has('project') ? projectPath : null, user: has('user') ? userPath : null },
        ignored: [],
      });
    },
  );

  it('is decided for each setting on its own', () => {
    put(projectPath, { db: 'lab.db' });
    put(userPath, { user: 'ana' });
    expect(resolveConfig(edges())).toMatchObject({ user: 'ana', userSource: 'user', dbSource: 'project' });
  });

  it('takes empty variables and empty values in files as unset', () => {
    put(projectPath, { user: '', db: '' });
    put(userPath, { user: 'ana' });
    const env = { VASCULUM_USER: '', VASCULUM_DB: '', XDG_CONFIG_HOME: '' };
    expect(resolveConfig(edges({ env }))).toMatchObject({ user: 'ana', userSource: 'user', dbSource: 'default' });
  });

  it('guesses nothing from the account', () => {
    const env = { USER: 'ana', LOGNAME: 'ana', USERNAME: 'ana', SUDO_USER: 'ana' };
    expect(resolveConfig(edges({ env }))).toMatchObject({ user: null, userSource: 'none', configuredUser: null });
  });

  it('refuses an empty option, instead of acting as the configured user', () => {
    put(projectPath, { user: 'ana', db: 'lab.db' });
    expect(() => resolveConfig(edges(), { as: '' })).toThrow(Usage);
    expect(() => resolveConfig(edges(), { db: '' })).toThrow(Usage);
  });

  it('takes options which commander leaves undefined as not given', () => {
    put(projectPath, { user: 'ana' });
    expect(resolveConfig(edges(), { as: undefined, db: undefined })).toMatchObject({
      user: 'ana',
      dbSource: 'default',
    });
  });
});

describe('paths of databases', () => {
  it('are relative to the working directory in an option and a variable, to the file in a file', () => {
    put(join(root, 'lab', '.vasculum.json'), { db: 'data/lab.db' });
    expect(resolveConfig(edges()).db).toBe(join(root, 'lab', 'data', 'lab.db'));
    expect(resolveConfig(edges({ env: { VASCULUM_DB: '../x.db' } })).db).toBe(join(root, 'lab', 'x.db'));
    expect(resolveConfig(edges(), { db: 'y.db' }).db).toBe(join(cwd, 'y.db'));
  });

  it('stay as they are when absolute', () => {
    put(projectPath, { db: '/srv/lab.db' });
    expect(resolveConfig(edges()).db).toBe('/srv/lab.db');
    expect(resolveConfig(edges(), { db: '/srv/other.db' }).db).toBe('/srv/other.db');
  });
});

describe('finding the files', () => {
  it('takes the first project file upwards', () => {
    put(join(root, '.vasculum.json'), { user: 'outer', db: 'outer.db' });
    const inner = put(join(root, 'lab', '.vasculum.json'), { user: 'inner' });
    expect(resolveConfig(edges())).toMatchObject({ user: 'inner', dbSource: 'default', files: { project: inner } });
  });

  it('does not go on upwards from a file that must be ignored', () => {
    put(join(root, 'lab', '.vasculum.json'), { user: 'outer' });
    put(projectPath, '{');
    expect(resolveConfig(edges())).toMatchObject({ user: null, files: { project: null } });
  });

  it('takes the user file from XDG_CONFIG_HOME, unless that is relative', () => {
    const xdg = join(root, 'xdg');
    const path = put(join(xdg, 'vasculum', 'config.json'), { user: 'of-xdg' });
    put(userPath, { user: 'of-home' });
    const absolute = resolveConfig(edges({ env: { XDG_CONFIG_HOME: xdg } }));
    expect(absolute).toMatchObject({ user: 'of-xdg', files: { user: path } });
    expect(resolveConfig(edges({ env: { XDG_CONFIG_HOME: relative(cwd, xdg) } })).user).toBe('of-home');
  });

  it('takes something in the way of the user file as its absence', () => {
    const file = put(join(root, 'file'), '');
    expect(resolveConfig(edges({ env: { XDG_CONFIG_HOME: file } }))).toMatchObject({ user: null, ignored: [] });
  });
});

describe('a file is ignored, with the reason,', () => {
  const places = [
    { which: 'project', path: () => projectPath },
    { which: 'user', path: () => userPath },
  ] as const;

  describe.each(places)('$which', ({ path }) => {
    it.each([
      { content: '{"user": "ana"', reason: /not valid JSON/ },
      { content: '', reason: /not valid JSON/ },
      { content: '[]', reason: /not a JSON object/ },
      { content: 'null', reason: /not a JSON object/ },
      { content: '"ana"', reason: /not a JSON object/ },
      { content: '{"user": 7, "db": "lab.db"}', reason: /"user" in it is not a string/ },
      { content: '{"user": "ana", "db": null}', reason: /"db" in it is not a string/ },
    ])('when it says $content', ({ content, reason }) => {
      expect(refusal(put(path(), content))).toMatch(reason);
    });

    it.each([0o664, 0o646, 0o620, 0o602])('when its mode is %o', (bits) => {
      put(path(), { user: 'ana' });
      fs.chmodSync(path(), bits);
      expect(refusal(path())).toContain(`group or others may write it (mode 0${bits.toString(8)})`);
    });

    it('when it belongs to another account', () => {
      put(path(), { user: 'mallory', db: 'evil.db' });
      expect(refusal(path(), asOther(path()))).toMatch(/belongs to another account \(uid \d+\)/);
    });

    it('when it is no regular file', () => {
      fs.mkdirSync(path(), { recursive: true });
      expect(refusal(path())).toMatch(/not a regular file/);
    });

    it('when it is a pipe, without waiting for a writer', () => {
      fs.mkdirSync(dirname(path()), { recursive: true });
      expect(spawnSync('sh', ['-c', 'mkfifo -m 600 "$0"', path()]).status).toBe(0);
      expect(refusal(path())).toMatch(/not a regular file/);
    });

    it('when it is a link to nothing', () => {
      fs.mkdirSync(dirname(path()), { recursive: true });
      fs.symlinkSync(join(root, 'gone.json'), path());
      expect(refusal(path())).toMatch(/link to a file that does not exist/);
    });

    it('when it is a link in a circle', () => {
      fs.mkdirSync(dirname(path()), { recursive: true });
      fs.symlinkSync(path(), path());
      expect(refusal(path())).toMatch(/cannot be opened \(ELOOP\)/);
    });

    it('when it is a link to a file of another account', () => {
      const target = put(join(root, 'target.json'), { user: 'mallory' });
      fs.mkdirSync(dirname(path()), { recursive: true });
      fs.symlinkSync(target, path());
      expect(refusal(path(), asOther(target))).toMatch(/belongs to another account/);
    });

    it.runIf(isRoot)('when it is a link that another account made to a file of the caller', () => {
      const target = put(join(root, 'target.json'), { user: 'ana' });
      fs.chownSync(target, 1000, 1000);
      fs.mkdirSync(dirname(path()), { recursive: true });
      fs.symlinkSync(target, path());
      expect(refusal(path(), asOther(path()))).toMatch(/belongs to another account/);
    });
  });

  it('while the other file still counts', () => {
    put(projectPath, '{');
    put(userPath, { user: 'ana' });
    const found = resolveConfig(edges());
    expect(found).toMatchObject({ user: 'ana', userSource: 'user' });
    expect(found.ignored).toHaveLength(1);
  });

  it('both of them when both deserve it', () => {
    put(projectPath, '{');
    put(userPath, '{');
    expect(resolveConfig(edges()).ignored.map((entry) => entry.path)).toEqual([projectPath, userPath]);
  });
});

describe('a file is believed', () => {
  it.runIf(isRoot)('when it belongs to the caller or to root', () => {
    put(projectPath, { user: 'ana' });
    put(userPath, { db: '/srv/lab.db' });
    fs.chownSync(projectPath, 1000, 1000);
    expect(resolveConfig(edges({ uid: 1000 }))).toMatchObject({ user: 'ana', dbSource: 'user', ignored: [] });
  });

  it.runIf(isRoot)('not by root when it is somebody else’s', () => {
    put(projectPath, { user: 'ana' });
    fs.chownSync(projectPath, 1000, 1000);
    expect(resolveConfig(edges({ uid: 0 }))).toMatchObject({ user: null, ignored: [{ path: projectPath }] });
  });

  it('on a system without owners, whatever they seem to be', () => {
    put(projectPath, { user: 'ana' });
    asOther(projectPath);
    fs.chmodSync(projectPath, 0o666);
    expect(resolveConfig(edges({ uid: undefined }))).toMatchObject({ user: 'ana', ignored: [] });
  });

  it('through a link of the caller', () => {
    const target = put(join(root, 'dotfiles', 'vasculum.json'), { user: 'ana', db: 'lab.db' });
    fs.symlinkSync(target, projectPath);
    // Relative to where the link was found, as a person reading the directory would expect.
    expect(resolveConfig(edges())).toMatchObject({ user: 'ana', db: join(cwd, 'lab.db'), ignored: [] });
  });

  it('with a byte order mark and with keys that it does not know', () => {
    put(projectPath, '\uFEFF{"user": "ana", "later": {"x": [1]}}');
    expect(resolveConfig(edges())).toMatchObject({ user: 'ana', ignored: [] });
  });
});

describe('reading settings', () => {
  it('gives one row for each, with what is in force and where it comes from', () => {
    put(join(root, 'lab', '.vasculum.json'), { db: 'lab.db' });
    put(userPath, { user: 'ana', db: 'mine.db' });
    expect(listSettings(edges())).toEqual([
      { key: 'user', value: 'ana', scope: 'user', path: userPath },
      { key: 'db', value: join(root, 'lab', 'lab.db'), scope: 'project', path: join(root, 'lab', '.vasculum.json') },
    ]);
  });

  it('says so when nothing is set', () => {
    expect(listSettings(edges())).toEqual([
      { key: 'user', value: null, scope: 'default', path: null },
      { key: 'db', value: join(cwd, 'vasculum.db'), scope: 'default', path: null },
    ]);
  });

  it('names the environment', () => {
    const env = { VASCULUM_USER: 'ben', VASCULUM_DB: 'x.db' };
    const db = { key: 'db', value: join(cwd, 'x.db'), scope: 'environment', path: null };
    expect(readSetting(edges({ env }), 'db')).toEqual(db);
    expect(readSetting(edges({ env }), 'user')).toMatchObject({ value: 'ben', scope: 'environment' });
  });
});

describe('writing a setting', () => {
  it('creates, updates and leaves alone', () => {
    const base = { path: projectPath, key: 'user' };
    const set = (value: string) => writeSetting(edges(), 'user', value, 'project');
    expect(set('ana')).toEqual({ ...base, result: 'created', value: 'ana', was: null });
    const before = fs.statSync(projectPath);
    expect(set('ana')).toEqual({ ...base, result: 'unchanged', value: 'ana', was: 'ana' });
    expect(fs.statSync(projectPath).ino).toBe(before.ino);
    expect(set('ben')).toEqual({ ...base, result: 'updated', value: 'ben', was: 'ana' });
    expect(resolveConfig(edges())).toMatchObject({ user: 'ben', userSource: 'project' });
  });

  it('goes to the project file found upwards, else to the working directory', () => {
    expect(writeSetting(edges(), 'user', 'ana', 'project').path).toBe(projectPath);
    fs.rmSync(projectPath);
    const outer = put(join(root, 'lab', '.vasculum.json'), {});
    expect(writeSetting(edges(), 'user', 'ana', 'project')).toMatchObject({ path: outer, result: 'created' });
    expect(fs.existsSync(projectPath)).toBe(false);
  });

  it('goes to the user file, also when the project file says something else', () => {
    put(projectPath, { user: 'ana' });
    const written = writeSetting(edges(), 'user', 'ben', 'user');
    expect(written).toEqual({ result: 'created', path: userPath, key: 'user', value: 'ben', was: null });
    expect(json(projectPath)).toEqual({ user: 'ana' });
  });

  it('keeps unknown keys, and their order', () => {
    put(projectPath, '{"later": {"x": [1, null]}, "user": "ana", "__proto__": "odd"}');
    writeSetting(edges(), 'user', 'ben', 'project');
    writeSetting(edges(), 'db', 'lab.db', 'project');
    const compact = JSON.stringify(json(projectPath));
    expect(compact).toBe('{"later":{"x":[1,null]},"user":"ben","__proto__":"odd","db":"lab.db"}');
    unsetSetting(edges(), 'user', 'project');
    expect(JSON.stringify(json(projectPath))).toBe('{"later":{"x":[1,null]},"__proto__":"odd","db":"lab.db"}');
  });

  it('stores a relative database so that it means the same from the file', () => {
    const outer = put(join(root, 'lab', '.vasculum.json'), {});
    expect(writeSetting(edges(), 'db', './x.db', 'project')).toMatchObject({ path: outer, value: 'plots/x.db' });
    expect(resolveConfig(edges()).db).toBe(join(cwd, 'x.db'));
    expect(writeSetting(edges(), 'db', '../../y.db', 'project')).toMatchObject({ value: '../y.db', was: 'plots/x.db' });
    expect(resolveConfig(edges()).db).toBe(join(root, 'y.db'));
    expect(writeSetting(edges(), 'db', '/srv/lab.db', 'project').value).toBe('/srv/lab.db');
    expect(writeSetting(edges(), 'db', 'x.db', 'user').value).toBe(join(cwd, 'x.db'));
  });

  it('refuses an empty value', () => {
    expect(() => writeSetting(edges(), 'user', '', 'project')).toThrow(Invalid);
    expect(fs.existsSync(projectPath)).toBe(false);
  });

  it('makes the user file private and the project file readable, whatever the umask', () => {
    for (const umask of [0o000, 0o022, 0o077]) {
      fs.rmSync(projectPath, { force: true });
      fs.rmSync(join(home, '.config'), { recursive: true, force: true });
      const before = process.umask(umask);
      try {
        writeSetting(edges(), 'user', 'ana', 'project');
        writeSetting(edges(), 'user', 'ana', 'user');
      } finally {
        process.umask(before);
      }
      expect(mode(projectPath)).toBe(0o644);
      expect(mode(userPath)).toBe(0o600);
      expect(mode(dirname(userPath))).toBe(0o700);
      expect(mode(join(home, '.config'))).toBe(0o700);
    }
  });

  it('closes a user file that was open to readers, and keeps a project file closed', () => {
    put(userPath, {});
    put(projectPath, {});
    fs.chmodSync(projectPath, 0o600);
    writeSetting(edges(), 'user', 'ana', 'user');
    writeSetting(edges(), 'user', 'ana', 'project');
    expect([mode(userPath), mode(projectPath)]).toEqual([0o600, 0o600]);
  });

  it('replaces the file in one step and leaves nothing else behind', () => {
    put(projectPath, { user: 'ana' });
    const reader = fs.openSync(projectPath, 'r');
    const before = tree();
    writeSetting(edges(), 'user', 'a-much-longer-name', 'project');
    // Who had the file open still reads all of the old content: it was replaced, not rewritten in place.
    expect(fs.readFileSync(reader, 'utf8')).toBe('{"user":"ana"}');
    fs.closeSync(reader);
    expect(tree()).toEqual(before);
  });

  it.runIf(isRoot)('leaves nothing behind when the last step fails', () => {
    put(projectPath, { user: 'ana' });
    const mine = edges({ uid: STRANGER });
    // A directory with the sticky bit: the stranger may write a new file there, but not replace root's.
    fs.chmodSync(root, 0o755);
    fs.chmodSync(cwd, 0o1777);
    const before = tree();
    process.seteuid?.(STRANGER);
    try {
      expect(() => writeSetting(mine, 'user', 'ben', 'project')).toThrow(Forbidden);
    } finally {
      process.seteuid?.(0);
    }
    expect(tree()).toEqual(before);
    expect(json(projectPath)).toEqual({ user: 'ana' });
  });

  it.runIf(!isRoot)('is forbidden, also in a dry run, where the caller may not write', () => {
    fs.chmodSync(cwd, 0o555);
    expect(() => writeSetting(edges(), 'user', 'ana', 'project')).toThrow(Forbidden);
    expect(() => writeSetting(edges(), 'user', 'ana', 'project', { dryRun: true })).toThrow(Forbidden);
    fs.chmodSync(cwd, 0o755);
  });

  it.each([false, true])('conflicts with a file in the place of a directory (dry run: %s)', (dryRun) => {
    const file = put(join(root, 'file'), '');
    const surroundings = edges({ env: { XDG_CONFIG_HOME: file } });
    expect(() => writeSetting(surroundings, 'user', 'ana', 'user', { dryRun })).toThrow(/file is not a directory/);
  });

  it('goes through a link to the file it stands for', () => {
    const target = put(join(root, 'dotfiles', 'vasculum.json'), { user: 'ana' });
    fs.symlinkSync(target, projectPath);
    expect(writeSetting(edges(), 'user', 'ben', 'project')).toMatchObject({ result: 'updated', path: projectPath });
    expect(fs.lstatSync(projectPath).isSymbolicLink()).toBe(true);
    expect(json(target)).toEqual({ user: 'ben' });
  });
});

describe('unsetting a setting', () => {
  it('removes it once', () => {
    put(projectPath, { user: 'ana', db: 'lab.db' });
    const base = { path: projectPath, key: 'user', value: null };
    expect(unsetSetting(edges(), 'user', 'project')).toEqual({ ...base, result: 'deleted', was: 'ana' });
    expect(unsetSetting(edges(), 'user', 'project')).toEqual({ ...base, result: 'unchanged', was: null });
    expect(json(projectPath)).toEqual({ db: 'lab.db' });
  });

  it('creates nothing where there is nothing', () => {
    const before = tree();
    expect(unsetSetting(edges(), 'user', 'user')).toMatchObject({ result: 'unchanged', path: userPath });
    expect(tree()).toEqual(before);
  });
});

describe('an ignored file is never overwritten', () => {
  const faults = [
    { fault: 'broken', spoil: () => (put(projectPath, '{"user": '), edges()) },
    { fault: 'not an object', spoil: () => (put(projectPath, '[]'), edges()) },
    { fault: 'of another account', spoil: () => asOther(put(projectPath, { user: 'mallory' })) },
    {
      fault: 'writable by others',
      spoil: () => (put(projectPath, { user: 'ana' }), fs.chmodSync(projectPath, 0o666), edges()),
    },
  ];

  it.each(faults.flatMap((fault) => [false, true].map((dryRun) => ({ ...fault, dryRun }))))(
    '$fault, dry run: $dryRun',
    ({ spoil, dryRun }) => {
      const surroundings = spoil();
      const before = fs.readFileSync(projectPath, 'utf8');
      const attempts = [
        () => writeSetting(surroundings, 'user', 'ben', 'project', { dryRun }),
        () => unsetSetting(surroundings, 'user', 'project', { dryRun }),
      ];
      for (const attempt of attempts) {
        expect(attempt).toThrow(Conflict);
        expect(attempt).toThrow(
          expect.objectContaining({
            message: expect.stringContaining(projectPath) as unknown,
            hint: expect.stringMatching(/\w/) as unknown,
            code: 'config_file_ignored',
          }),
        );
      }
      expect(fs.readFileSync(projectPath, 'utf8')).toBe(before);
    },
  );

  it('and does not stop the other one from being written', () => {
    put(projectPath, '{');
    expect(writeSetting(edges(), 'user', 'ana', 'user').result).toBe('created');
  });
});

describe('a dry run', () => {
  it.each(['project', 'user'] as const)('reports what would happen to the %s file, and does nothing', (scope) => {
    const before = tree();
    const dry = writeSetting(edges(), 'user', 'ana', scope, { dryRun: true });
    expect(tree()).toEqual(before);
    expect(writeSetting(edges(), 'user', 'ana', scope)).toEqual(dry);

    const written = dry.path;
    const dryUnset = unsetSetting(edges(), 'user', scope, { dryRun: true });
    expect(json(written)).toEqual({ user: 'ana' });
    expect(unsetSetting(edges(), 'user', scope)).toEqual(dryUnset);
    expect(json(written)).toEqual({});
  });
});

describe('the nearest database', () => {
  it.each([
    { there: ['wetlands.db', 'forest.db'], asked: 'wetland.db', found: 'wetlands.db' },
    { there: ['wetlands.db', 'forest.db'], asked: 'forset.db', found: 'forest.db' },
    { there: ['wetlands.db', 'forest.db'], asked: 'wetlands', found: 'wetlands.db' },
    { there: ['Lab.db', 'forest.db'], asked: 'LAB.db', found: 'Lab.db' },
    { there: ['lab2.db', 'lab1.db'], asked: 'lab.db', found: 'lab1.db' },
    { there: ['forest.db'], asked: 'vasculum.db', found: 'forest.db' },
    { there: ['forest.db', 'steppe.db'], asked: 'vasculum.db', found: undefined },
    { there: ['vasculum.dbx', 'vasculum.csv'], asked: 'vasculum.db', found: undefined },
    { there: ['../vasculum.db'], asked: 'vasculum.db', found: '../vasculum.db' },
    { there: ['forest.db', 'steppe.db', '../vasculum.db'], asked: 'vasculum.db', found: '../vasculum.db' },
    { there: ['../../vasculum.db'], asked: 'vasculum.db', found: undefined },
    { there: ['lab.db'], asked: 'data/lab.db', found: 'lab.db' },
    { there: [], asked: 'vasculum.db', found: undefined },
  ])('to $asked among $there is $found', ({ there, asked, found }) => {
    touch(...there);
    expect(nearest(asked)).toBe(found);
  });

  it('is a file, not a directory or a link to nothing', () => {
    fs.mkdirSync(join(cwd, 'lab.db'));
    fs.symlinkSync(join(root, 'gone'), join(cwd, 'lab1.db'));
    expect(nearest('lab2.db')).toBeUndefined();
    touch('other.db');
    expect(nearest('lab2.db')).toBe('other.db');
  });
});
