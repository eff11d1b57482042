import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Bench } from '../../helpers/run.ts';
import { world } from '../../helpers/world.ts';
import { argvOf } from '../../house/argv.ts';

const json = async (bench: Bench, line: string, as?: string | null) =>
  (await bench.run([...argvOf(line), '--json'], as === undefined ? {} : { as })).json();

describe('config list and config get', () => {
  test('print every setting with its value, and whence it is', async () => {
    const bench = await world();
    expect(await json(bench, 'config list')).toEqual([
      { key: 'user', value: 'ana', scope: 'environment', path: null },
      { key: 'db', value: bench.db, scope: 'environment', path: null },
      { key: 'registration', value: 'open', scope: 'default', path: null },
      { key: 'auth', value: 'asserted', scope: 'default', path: null },
    ]);
    await bench.must('config', 'set', 'user', 'vera');
    await bench.run(argvOf('config set registration closed'), { as: 'sara' });
    expect(await json(bench, 'config list --fields key,value,scope,path', null)).toEqual([
      { key: 'user', value: 'vera', scope: 'project', path: join(bench.dir, '.vasculum.json') },
      { key: 'db', value: bench.db, scope: 'environment', path: null },
      { key: 'registration', value: 'closed', scope: 'database', path: bench.db },
      { key: 'auth', value: 'asserted', scope: 'default', path: null },
    ]);
  });

  test('say with --show-origin where each is said, an option before everything', async () => {
    const bench = await world();
    const origins = async (line: string, env: Record<string, string> = {}, as: string | null = null) =>
      (await bench.run(argvOf(`config list --show-origin --json ${line}`), { as, env })).json() as {
        key: string;
        value: string;
        scope: string;
        origin: string;
      }[];
    const project = join(bench.dir, '.vasculum.json');
    const user = join(bench.dir, 'home', '.config', 'vasculum', 'config.json');
    expect((await origins('')).map(({ origin }) => origin)).toEqual(['default', 'VASCULUM_DB', 'default', 'default']);
    await bench.must('config', 'set', 'user', 'max', '--scope', 'user');
    expect((await origins(''))[0]).toMatchObject({ value: 'max', scope: 'user', origin: `user ${user}` });
    await bench.must('config', 'set', 'user', 'vera', '--scope', 'project');
    expect((await origins(''))[0]).toMatchObject({ value: 'vera', scope: 'project', origin: `project ${project}` });
    expect((await origins('', {}, 'ana'))[0]).toMatchObject({ value: 'ana', origin: 'VASCULUM_USER' });
    expect((await origins('--as olga', {}, 'ana'))[0]).toMatchObject({ value: 'olga', scope: 'flag', origin: '--as' });
    expect((await origins('--db lab.db'))[1]).toMatchObject({ value: bench.db, scope: 'flag', origin: '--db' });
    await bench.run(argvOf('config set registration closed'), { as: 'sara' });
    expect((await origins(''))[2]).toMatchObject({ value: 'closed', origin: `database ${bench.db}` });
    expect((await bench.run(argvOf('config list --show-origin'), { as: null })).out).toContain(
      `registration\tclosed\tdatabase ${bench.db}\n`,
    );
  });

  test('get prints the bare value, and as JSON the row of the list', async () => {
    const bench = await world();
    expect((await bench.run(argvOf('config get user'))).out).toBe('ana\n');
    expect((await bench.run(argvOf('config get registration'))).out).toBe('open\n');
    expect((await bench.run(argvOf('config get user'), { as: null })).out).toBe('\n');
    expect(await json(bench, 'config get db')).toEqual({
      key: 'db',
      value: bench.db,
      scope: 'environment',
      path: null,
    });
    expect(await json(bench, 'config get user', null)).toEqual({
      key: 'user',
      value: null,
      scope: 'default',
      path: null,
    });
    expect(await json(bench, 'config get registration')).toEqual({
      key: 'registration',
      value: 'open',
      scope: 'default',
      path: null,
    });
  });
});

describe('config set and config unset', () => {
  test('change the project file unless told otherwise, and say what they did', async () => {
    const bench = await world();
    const path = join(bench.dir, '.vasculum.json');
    const row = { path, key: 'user' };
    expect(await json(bench, 'config set user vera')).toEqual({ ...row, result: 'created', value: 'vera', was: null });
    expect(await json(bench, 'config set user vera')).toEqual({
      ...row,
      result: 'unchanged',
      value: 'vera',
      was: 'vera',
    });
    expect(await json(bench, 'config set user col')).toEqual({ ...row, result: 'updated', value: 'col', was: 'vera' });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ user: 'col' });
    expect(await json(bench, 'config unset user')).toEqual({ ...row, result: 'deleted', value: null, was: 'col' });
    expect(await json(bench, 'config unset user')).toEqual({ ...row, result: 'unchanged', value: null, was: null });
  });

  test('keep the user file from the eyes of others', async () => {
    const bench = await world();
    const path = join(bench.dir, 'home/.config/vasculum/config.json');
    expect(await json(bench, 'config set user vera --scope user')).toMatchObject({ result: 'created', path });
    expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
  });

  test('keep a relative database relative to the file', async () => {
    const bench = await world();
    expect(await json(bench, 'config set db sub/other.db')).toMatchObject({ key: 'db', value: 'sub/other.db' });
    const env = { VASCULUM_DB: '' };
    expect((await bench.run(argvOf('config get db'), { env })).out).toBe(`${join(bench.dir, 'sub/other.db')}\n`);
  });

  test('need no database for a file’s settings, so that a wrong path can be mended', async () => {
    const bench = new Bench();
    bench.write('.vasculum.json', '{"db": "wrong.db"}');
    const env = { VASCULUM_DB: '' };
    for (const line of ['config set db right.db', 'config get db', 'config set user ana', 'config unset user'])
      expect((await bench.run(argvOf(line), { env })).code, `vasculum ${line}`).toBe(0);
    expect(existsSync(join(bench.dir, 'right.db'))).toBe(false);
  });

  test('of the database are a superadmin’s', async () => {
    const bench = await world();
    const change = { path: null, key: 'registration' };
    const as = 'sara';
    expect(await json(bench, 'config set registration closed', as)).toEqual({
      ...change,
      result: 'updated',
      value: 'closed',
      was: 'open',
    });
    expect(await json(bench, 'config set registration closed', as)).toEqual({
      ...change,
      result: 'unchanged',
      value: 'closed',
      was: 'closed',
    });
    expect(await json(bench, 'config unset registration', as)).toEqual({
      ...change,
      result: 'updated',
      value: 'open',
      was: 'closed',
    });
  });
});

test.each([
  ['ana', 'config get', 2],
  ['ana', 'config set user', 2],
  ['sara', 'config get nothing', 3],
  ['sara', 'config set registratio closed', 3],
  ['sara', 'config unset registratio', 3],
  ['ana', 'config set registration closed', 4],
  ['ana', 'config set registration maybe', 4],
  ['ana', 'config unset registration', 4],
  [null, 'config set registration closed', 4],
  ['sara', 'config set registration maybe', 5],
  ['sara', 'config set registration Closed', 5],
])('as %s: vasculum %s ends with %d', async (as, line, exit) => {
  const ran = await (await world()).run(argvOf(line), { as });
  expect(ran.code, `${line}: ${ran.err}`).toBe(exit);
});
