import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Bench } from '../../helpers/run.ts';
import { world } from '../../helpers/world.ts';
import { filesOf } from '../../helpers/dump.ts';

describe('whoami', () => {
  test('prints user, level, source, authentication and database', async () => {
    const bench = await world();
    expect((await bench.run(['whoami', '--json'])).json()).toEqual({
      user: 'ana',
      level: 'full',
      source: 'env',
      auth: 'asserted',
      scope: null,
      db: bench.db,
      ignored: [],
    });
  });

  test('says where the user comes from, and the stronger place wins', async () => {
    const bench = (await world()).as(null);
    const source = async (options: { as?: string } = {}, ...argv: string[]) =>
      (await bench.run(['whoami', '--json', '--fields', 'user,source', ...argv], options)).json();
    expect(await source()).toEqual({ user: 'anonymous', source: 'none' });
    await bench.must('config', 'set', 'user', 'vera', '--scope', 'user');
    expect(await source()).toEqual({ user: 'vera', source: 'user' });
    await bench.must('config', 'set', 'user', 'col', '--scope', 'project');
    expect(await source()).toEqual({ user: 'col', source: 'project' });
    expect(await source({ as: 'ana' })).toEqual({ user: 'ana', source: 'env' });
    expect(await source({ as: 'ana' }, '--as', 'max')).toEqual({ user: 'max', source: 'flag' });
  });

  test('names the login as it is stored, however it was typed', async () => {
    const ran = await (await world()).run(['whoami', '--json', '--as', 'ANA']);
    expect(ran.json()).toMatchObject({ user: 'ana' });
  });

  test('is exit 0 for nobody, and 4 for an unknown or a disabled user', async () => {
    const bench = await world();
    const nobody = await bench.run(['whoami', '--json'], { as: null });
    expect(nobody.code).toBe(0);
    expect(nobody.json()).toEqual({
      user: 'anonymous',
      level: 'anonymous',
      source: 'none',
      auth: 'none',
      scope: null,
      db: bench.db,
      ignored: [],
    });
    for (const as of ['zed', 'dina']) expect(await bench.run(['whoami'], { as })).toMatchObject({ code: 4, out: '' });
  });

  test('--explain says in sentences where each part comes from', async () => {
    const bench = await world();
    const { out } = await bench.run(['whoami', '--explain']);
    for (const part of ['ana', 'full', 'VASCULUM_USER', bench.db, 'VASCULUM_DB']) expect(out).toContain(part);
    const nobody = await bench.run(['whoami', '--explain'], { as: null });
    expect(nobody.out).toContain('--as');
  });

  test('--explain also tells an unknown user where that name comes from, as its own error message promises', async () => {
    const bench = await world();
    const ran = await bench.run(['whoami', '--explain'], { as: 'zed' });
    expect(ran.code).toBe(4);
    expect(ran.out + ran.err).toContain('VASCULUM_USER');
  });
});

describe('--as', () => {
  test('that differs from the configured user says so, and the same or a first one does not', async () => {
    const bench = await world();
    expect((await bench.run(['status', '--as', 'vera'])).err).toMatch(/vera.*ana/);
    expect((await bench.run(['status', '--as', 'ana'])).err).toBe('');
    expect((await bench.run(['status', '--as', 'vera'], { as: null })).err).toBe('');
  });

  test('without a name is exit 2, instead of acting as whoever is configured', async () => {
    const bench = await world();
    expect((await bench.run(['status', '--as', ''])).code).toBe(2);
    expect((await bench.run(['status', '--as'])).code).toBe(2);
  });
});

describe('a project file that is not to be believed', () => {
  test('is ignored by every command with a warning and the reason, which whoami lists', async () => {
    const bench = (await world()).as(null);
    bench.write('.vasculum.json', '{"user": "sara"}');
    const path = join(bench.dir, '.vasculum.json');
    chmodSync(path, 0o666);
    const ran = await bench.run(['whoami', '--json']);
    expect(ran.code).toBe(0);
    expect(ran.json()).toMatchObject({
      user: 'anonymous',
      ignored: [{ path, reason: expect.stringContaining('0666') as string }],
    });
    expect(ran.err).toMatch(/^warning: .*\.vasculum\.json.*0666/);
    expect((await bench.run(['dataset', 'list', '--json', '--fields', 'name'])).json()).toEqual([{ name: 'open' }]);
  });
});

describe('a settings file', () => {
  test('further up is found, and its relative database is meant from there', async () => {
    const bench = await world();
    bench.write('.vasculum.json', '{"user": "vera", "db": "lab.db"}');
    const below = new Bench(join(bench.dir, 'home'));
    await bench.must('config', 'set', 'user', 'x', '--scope', 'user');
    const ran = await below.run(['whoami', '--json'], { env: { VASCULUM_DB: '' } });
    expect(ran.json()).toMatchObject({ user: 'vera', db: bench.db, source: 'project' });
    expect(Object.keys(filesOf(bench.dir))).toContain('home');
  });
});
