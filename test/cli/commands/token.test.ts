import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Bench, Ran } from '../../helpers/run.ts';
import { world } from '../../helpers/world.ts';
import { argvOf } from '../../house/argv.ts';
import { auditOf, chainFaults } from '../../house/chain.ts';
import { dump, rowsOf } from '../../helpers/dump.ts';

const mine = process.getuid?.() ?? -1;

interface How {
  as?: string | null;
  now?: string;
  env?: Record<string, string>;
  uid?: number;
}
const give = (bench: Bench, line: string, { as = null, env = {}, ...how }: How = {}): Promise<Ran> =>
  bench.run(argvOf(line), { as, env, ...how });
const bearing = (token: string, how: How = {}): How => ({ ...how, env: { ...how.env, VASCULUM_TOKEN: token } });

/** Makes a token as sara, and returns its secret. */
async function tokenFor(bench: Bench, rest: string, how: How = {}): Promise<string> {
  const ran = await give(bench, `user token create ${rest}`, { as: 'sara', ...how });
  if (ran.code !== 0) throw new Error(ran.err);
  return ran.out.trim();
}

describe('user token create', () => {
  test('prints the secret alone, this once, and stores its digest', async () => {
    const bench = await world();
    const ran = await give(bench, 'user token create ana', { as: 'ana' });
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(/^vasculum_[A-Za-z0-9_-]{43}\n$/);
    expect(ran.err).toBe('created token 1: all that ana may; it has no end\n');
    const [stored] = rowsOf<{ hash: Buffer }>(bench.db, 'select hash from access_token');
    expect(stored?.hash.length).toBe(32);
    const everything = JSON.stringify(dump(bench.db));
    expect(everything).not.toContain(ran.out.trim());
    expect(everything).not.toContain(ran.out.trim().slice('vasculum_'.length));
    expect(await tokenFor(bench, 'ana')).not.toBe(ran.out.trim());
  });

  test('as JSON has every field, and says who made it, until when and for what', async () => {
    const bench = await world();
    const line =
      'user token create ana --scope dataset/plot-1 --scope contributor --scope open --expires 2099-12-31 --json';
    const made = (await give(bench, line, { as: 'sara' })).json();
    expect(made).toEqual({
      result: 'created',
      id: 1,
      user: 'ana',
      scope: ['contributor', 'dataset/plot-1', 'open'],
      state: 'valid',
      created_by: 'sara',
      created_at: expect.any(String) as string,
      expires_at: '2099-12-31T23:59:59.999Z',
      revoked_at: null,
      token: expect.stringMatching(/^vasculum_/) as string,
    });
    const row = auditOf(bench.db).at(-1);
    expect(row).toMatchObject({ actor: 'sara', object_kind: 'token', object_id: 1 });
    expect(JSON.parse(row?.after ?? '')).toMatchObject({
      expires_at: '2099-12-31T23:59:59.999Z',
      scope: { role: 'contributor', open: true },
    });
    expect(chainFaults(bench.db)).toEqual([]);
  });

  test('in a dry run prints no secret, because it would open nothing', async () => {
    const bench = await world();
    const ran = await give(bench, 'user token create ana --dry-run', { as: 'ana' });
    expect(ran).toMatchObject({ code: 0, out: '' });
    expect((await give(bench, 'user token list --json', { as: 'sara' })).json()).toEqual([]);
  });

  test.each([
    ['ana', 'user token create ana', 0],
    ['ana', 'user token create me --scope viewer', 0],
    ['ana', 'user token create me --scope administrator', 0],
    ['ana', 'user token create olga', 4],
    ['reg', 'user token create me', 0],
    ['sara', 'user token create olga', 0],
    ['sara', 'user token create nobody', 3],
    [null, 'user token create ana', 3],
    ['olga', 'user token create me --scope dataset/secret', 3],
    ['olga', 'user token create me --scope dataset/nothing', 3],
    ['ana', 'user token create me --scope reed', 5],
    ['ana', 'user token create me --scope taxon/Pygoscelis', 5],
    ['ana', 'user token create me --scope viewer --scope owner', 5],
    ['ana', 'user token create me --expires yesterday', 5],
    ['ana', 'user token create me --expires 2020-01-01', 5],
    ['ana', 'user token create', 2],
    ['ana', 'user token', 2],
    ['ana', 'user token creat me', 2],
  ])('as %s: vasculum %s ends with %d', async (as, line, exit) => {
    const ran = await give(await world(), line, { as });
    expect(ran.code, `${line}: ${ran.err}`).toBe(exit);
  });

  test('names the verbs and the words of a scope to whoever mistypes them', async () => {
    const bench = await world();
    expect((await give(bench, 'user token creat me')).err).toContain('vasculum user token create');
    expect((await give(bench, 'user token create me --scope reed', { as: 'ana' })).err).toContain('Did you mean read?');
    expect((await give(bench, 'user token create me --scope x/y', { as: 'ana' })).err).toContain('dataset/plot-1');
  });
});

describe('user token list and user token revoke', () => {
  test('are about one’s own, and for a superadmin about everybody’s', async () => {
    const bench = await world();
    await tokenFor(bench, 'ana');
    await tokenFor(bench, 'olga --scope read');
    const ids = async (as: string | null, more = '') =>
      ((await give(bench, `user token list ${more} --json`, { as })).json() as { id: number }[]).map(({ id }) => id);
    expect([await ids('sara'), await ids('ana'), await ids('olga'), await ids('max'), await ids(null)]).toEqual([
      [2, 1],
      [1],
      [2],
      [],
      [],
    ]);
    expect([await ids('sara', 'olga'), await ids('ana', 'olga')]).toEqual([[2], []]);
    const hidden = await give(bench, 'user token revoke 2', { as: 'ana' });
    const absent = await give(bench, 'user token revoke 7', { as: 'ana' });
    expect([hidden.code, absent.code]).toEqual([3, 3]);
    expect(hidden.err.replace('id:2', 'id:7')).toBe(absent.err);
    expect((await give(bench, 'user token revoke two', { as: 'ana' })).code).toBe(2);
  });

  test('end it, once, and keep it in the list', async () => {
    const bench = await world();
    const token = await tokenFor(bench, 'ana');
    const revoke = () => give(bench, 'user token revoke token/id:1 --json', { as: 'ana' });
    expect((await revoke()).json()).toMatchObject({ result: 'updated', id: 1, state: 'revoked' });
    expect((await revoke()).json()).toMatchObject({ result: 'unchanged' });
    expect((await give(bench, 'whoami', bearing(token))).code).toBe(4);
    expect((await give(bench, 'user token list --filter state=revoked -o name', { as: 'ana' })).out).toBe(
      'token/id:1\n',
    );
  });

  test('name a container of the scope to those who see it, also under its new name, and never another of its old one', async () => {
    const bench = await world();
    await give(bench, 'user token create max --scope dataset/plot-1', { as: 'sara' });
    const scope = async (as: string) =>
      (await give(bench, 'user token list --json --fields scope', { as })).json() as { scope: string[] }[];
    expect(await scope('max')).toEqual([{ scope: ['owner', 'dataset/plot-1'] }]);
    await give(bench, 'dataset edit plot-1 --name plot-2', { as: 'ana' });
    await give(bench, 'dataset create plot-1', { as: 'ana' });
    expect(await scope('max')).toEqual([{ scope: ['owner', 'dataset/plot-2'] }]);
    await give(bench, 'dataset revoke plot-2 max', { as: 'ana' });
    expect(await scope('max')).toEqual([{ scope: ['owner', 'withheld'] }]);
  });

  test('of a container that is gone leaves the token with nothing, not with everything', async () => {
    const bench = await world();
    await give(bench, 'dataset create passing', { as: 'ana' });
    const token = await tokenFor(bench, 'ana --scope dataset/passing', { as: 'ana' });
    await give(bench, 'dataset delete passing --yes', { as: 'ana' });
    await give(bench, 'dataset create passing', { as: 'ana' });
    const seen = await give(bench, 'dataset list --json --fields name', bearing(token));
    expect(seen.json()).toEqual([{ name: 'open' }]);
  });
});

describe('a token', () => {
  test('says who acts, whatever user is configured, and leaves its number in the audit log', async () => {
    const bench = await world();
    const token = await tokenFor(bench, 'ana');
    for (const as of [null, 'ana', 'olga', 'nobody']) {
      const ran = await give(bench, 'whoami --json', bearing(token, { as }));
      expect(ran.json()).toMatchObject({ user: 'ana', level: 'full', source: 'token', auth: 'token', scope: null });
    }
    await give(bench, 'project create novel', bearing(token, { as: 'olga' }));
    expect(auditOf(bench.db).at(-1)).toMatchObject({
      actor: 'ana',
      configured_actor: 'olga',
      assurance: 'token:1',
      os_uid: mine,
    });
    expect(JSON.stringify(auditOf(bench.db))).not.toContain(token);
  });

  test('leaves no room for --as, not even for its own user or a superadmin', async () => {
    const bench = await world();
    const token = await tokenFor(bench, 'sara');
    for (const login of ['sara', 'ana', 'nobody']) {
      const ran = await give(bench, `whoami --as ${login}`, bearing(token, { as: 'max' }));
      expect(ran).toMatchObject({ code: 4, out: '' });
      expect(ran.err).toContain('--as');
      expect(ran.err).not.toContain('acting as');
    }
  });

  test('that lets nobody in is refused in the same words, whatever is wrong with it', async () => {
    const bench = await world();
    const other = await world();
    const now = new Date(Date.now() + 3_600_000).toISOString();
    const revoked = await tokenFor(bench, 'ana');
    await give(bench, 'user token revoke 1', { as: 'ana' });
    const expired = await tokenFor(bench, `ana --expires ${new Date(Date.now() + 60_000).toISOString()}`);
    const disabled = await tokenFor(bench, 'dina');
    const foreign = await tokenFor(other, 'ana');
    const kinds = {
      revoked,
      expired,
      disabled,
      foreign,
      'never made': 'vasculum_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      'no token at all': 'hunter2',
      'a digest': 'x',
    };
    const said = new Set<string>();
    for (const [kind, token] of Object.entries(kinds))
      for (const line of ['whoami', 'dataset list', 'user register zoe --email zoe@lab.org', 'status']) {
        const ran = await give(bench, line, bearing(token, { as: 'ana', now }));
        expect(`${kind}: ${ran.code} ${ran.out}`).toBe(`${kind}: 4 `);
        expect(ran.err).not.toContain(token === 'x' ? 'hunter2' : token);
        said.add(ran.err);
      }
    const before = await give(bench, 'whoami', bearing(expired));
    expect(before.code).toBe(0);
    expect((await give(bench, 'whoami', bearing(foreign))).err).toBe([...said][0]);
    expect([...said]).toHaveLength(1);
    expect([...said][0]).toContain('no valid token');
  });

  test('comes from a file of mode 0600 beside the user settings, and the variable wins', async () => {
    const bench = await world();
    const [ana, max] = [await tokenFor(bench, 'ana'), await tokenFor(bench, 'max')];
    const path = fileOf(bench);
    writeFileSync(path, `${ana}\n`, { mode: 0o600 });
    expect((await give(bench, 'whoami --json', { as: 'olga' })).json()).toMatchObject({ user: 'ana', auth: 'token' });
    expect((await give(bench, 'whoami --explain')).out).toContain(path);
    expect((await give(bench, 'whoami --json', bearing(max))).json()).toMatchObject({ user: 'max' });
    expect((await give(bench, 'whoami --json', { env: { VASCULUM_TOKEN: '' } })).json()).toMatchObject({ user: 'ana' });
    const xdg = join(bench.dir, 'elsewhere');
    expect((await give(bench, 'whoami --json', { as: 'olga', env: { XDG_CONFIG_HOME: xdg } })).json()).toMatchObject({
      user: 'olga',
    });
  });

  test.each([
    ['may be read by others', 0o644, 'mode 0644'],
    ['may be read by a group', 0o640, 'mode 0640'],
    ['may be written by others', 0o602, 'mode 0602'],
  ])('in a file that %s is not used, nor is anything else in its place', async (_what, mode, reason) => {
    const bench = await world();
    const path = fileOf(bench);
    writeFileSync(path, await tokenFor(bench, 'ana'));
    chmodSync(path, mode);
    for (const line of ['whoami', 'dataset list']) {
      const ran = await give(bench, line, { as: 'sara' });
      expect(ran).toMatchObject({ code: 4, out: '' });
      expect(ran.err).toContain(reason);
      expect(ran.err).toContain('chmod 600');
    }
    const explained = await give(bench, 'whoami --explain', { as: 'sara' });
    expect(explained.code).toBe(4);
    expect(explained.out).toContain(reason);
    // What needs no database asks nobody who they are.
    expect((await give(bench, 'config set user olga', { as: 'sara' })).code).toBe(0);
  });

  test('in a file that is empty, no file, or a stranger’s is not used either', async () => {
    const bench = await world();
    const path = fileOf(bench);
    writeFileSync(path, ' \n', { mode: 0o600 });
    expect((await give(bench, 'whoami', { as: 'ana' })).err).toContain('it is empty');
    const other = await world();
    mkdirSync(fileOf(other));
    expect((await give(other, 'whoami', { as: 'ana' })).code).toBe(4);
    const third = await world();
    symlinkSync('/nowhere', fileOf(third));
    expect((await give(third, 'whoami', { as: 'ana' })).code).toBe(4);
  });

  test.runIf(mine === 0)('in a file of another account is not used', async () => {
    const bench = await world();
    const path = fileOf(bench);
    writeFileSync(path, await tokenFor(bench, 'ana'), { mode: 0o600 });
    chownSync(path, 12_345, 12_345);
    const ran = await give(bench, 'whoami', { as: 'ana' });
    expect(ran.code).toBe(4);
    expect(ran.err).toContain('uid 12345');
  });

  test('is no argument: no option takes one', async () => {
    const bench = await world();
    const token = await tokenFor(bench, 'ana');
    expect((await give(bench, `whoami --token ${token}`)).code).toBe(2);
    expect((await give(bench, `config set token ${token}`, { as: 'ana' })).code).toBe(3);
  });
});

function fileOf(bench: Bench): string {
  const folder = join(bench.dir, 'home', '.config', 'vasculum');
  mkdirSync(folder, { recursive: true });
  return join(folder, 'token');
}

describe('with auth token', () => {
  const locked = async (): Promise<{ bench: Bench; sara: string; ana: string }> => {
    const bench = await world();
    const [sara, ana] = [await tokenFor(bench, 'sara'), await tokenFor(bench, 'ana')];
    const set = await give(bench, 'config set auth token', bearing(sara));
    if (set.code !== 0) throw new Error(set.err);
    return { bench, sara, ana };
  };

  test('a token lets in, a name does not, and who claims nothing is anonymous', async () => {
    const { bench, ana } = await locked();
    expect((await give(bench, 'whoami --json', bearing(ana))).json()).toMatchObject({ user: 'ana', auth: 'token' });
    for (const as of ['ana', 'sara', 'nobody', 'dina']) {
      const ran = await give(bench, 'dataset list', { as });
      expect(ran).toMatchObject({ code: 4, out: '' });
      expect(ran.err).toContain('no valid token');
    }
    expect((await give(bench, 'dataset list --as sara')).code).toBe(4);
    expect((await give(bench, 'dataset list --json --fields name')).json()).toEqual([{ name: 'open' }]);
  });

  test('is set by who holds a token that does not end and allows everything, so that nobody is shut out', async () => {
    const bench = await world();
    const without = await give(bench, 'config set auth token', { as: 'sara' });
    expect(without.code).toBe(6);
    expect(without.err).toContain('vasculum user token create sara');
    const ending = await tokenFor(bench, 'sara --expires 2099-12-31');
    const scoped = await tokenFor(bench, 'sara --scope owner');
    const soon = await give(bench, 'config set auth token', bearing(ending));
    expect(soon.code).toBe(6);
    expect(soon.err).toContain('without scope and end');
    expect((await give(bench, 'config set auth token', bearing(scoped))).code).toBe(4);
    const ana = await tokenFor(bench, 'ana');
    expect((await give(bench, 'config set auth token', bearing(ana))).code).toBe(4);
    expect((await give(bench, 'config get auth')).out).toBe('asserted\n');
    await tokenFor(bench, 'sara');
    expect((await give(bench, 'config set auth token', bearing(ending))).code).toBe(0);
  });

  test('the last such token is not revoked, and its superadmin not demoted or disabled', async () => {
    const { bench, sara } = await locked();
    await give(bench, 'user level max superadmin', bearing(sara));
    const before = dump(bench.db);
    for (const line of ['user token revoke 1', 'user level sara full', 'user disable sara']) {
      const ran = await give(bench, line, bearing(sara));
      expect(ran.code, `vasculum ${line}: ${ran.err}`).toBe(6);
      expect(ran.err).toContain('without scope and end');
    }
    expect(dump(bench.db)).toEqual(before);
    await give(bench, 'user token create max', bearing(sara));
    expect((await give(bench, 'user token revoke 1', bearing(sara))).code).toBe(0);
    expect((await give(bench, 'whoami', bearing(sara))).code).toBe(4);
  });

  test('goes back to asserted by a superadmin’s token', async () => {
    const { bench, sara, ana } = await locked();
    expect((await give(bench, 'config unset auth', bearing(ana))).code).toBe(4);
    expect((await give(bench, 'config unset auth', bearing(sara))).code).toBe(0);
    expect((await give(bench, 'whoami --json', { as: 'ana' })).json()).toMatchObject({ user: 'ana', auth: 'asserted' });
  });
});

test('with auth os a token narrows what the account may, and makes nobody another', async () => {
  const bench = await world();
  await give(bench, `user edit sara --os-uid 4711`, { as: 'sara' });
  await give(bench, `user edit ana --os-uid ${mine}`, { as: 'sara' });
  const [own, other] = [await tokenFor(bench, 'ana --scope read'), await tokenFor(bench, 'sara')];
  expect((await give(bench, 'config set auth os', { as: 'sara', uid: 4711 })).code).toBe(0);
  expect((await give(bench, 'whoami --json', bearing(own))).json()).toMatchObject({ user: 'ana', scope: ['read'] });
  expect((await give(bench, 'dataset create novel', bearing(own))).code).toBe(4);
  const refused = await give(bench, 'whoami', bearing(other));
  expect(refused.code).toBe(4);
  expect(refused.err).toBe(
    [
      'error: the token is that of another user than your account',
      'hint: Here a token narrows what your account may do. Leave it out, or make one of your own: vasculum user token create',
      '',
    ].join('\n'),
  );
  expect((await give(bench, 'whoami', bearing(own, { uid: 99 }))).err).toBe(refused.err);
});

test('who asks by a token finds themself among the others by what it allows, and the others by what they may', async () => {
  const bench = await world();
  await bench.must('dataset', 'grant', 'plot-1', 'col', '--role', 'owner');
  const narrow = await tokenFor(bench, 'ana --scope manager');
  const who = async (action: string) =>
    (
      (await give(bench, `access who dataset/plot-1 ${action} --json`, bearing(narrow))).json() as { user: string }[]
    ).map(({ user }) => user);
  expect(await who('share')).toEqual(['ana', 'col', 'max', 'sara']);
  expect(await who('govern')).toEqual(['col', 'sara']);
});

test('who may not leave by a token is not told that there is nothing to leave', async () => {
  const bench = await world();
  const narrow = await tokenFor(bench, 'max --scope read');
  const refused = await give(bench, 'dataset leave plot-1', bearing(narrow));
  expect(refused.code).toBe(4);
  expect(refused.err).toContain('you may not leave dataset/plot-1\nhint: Your token does not allow it; max may.\n');
});

test('whoami --explain says which token it is, what it allows and when it ends', async () => {
  const bench = await world();
  const token = await tokenFor(bench, 'ana --scope dataset/plot-1 --scope collaborator --expires 2099-12-31');
  const { out } = await give(bench, 'whoami --explain', bearing(token, { as: 'max' }));
  for (const part of [
    'You act as ana, level full.',
    'VASCULUM_TOKEN',
    'token 1',
    'ends 2099-12-31',
    'It allows: collaborator, dataset/plot-1.',
  ])
    expect(out).toContain(part);
  const refused = await give(bench, 'whoami --explain', bearing('nonsense', { as: 'max' }));
  expect(refused.code).toBe(4);
  expect(refused.out).toContain('no valid token');
  expect(refused.out).toContain('VASCULUM_TOKEN');
});
