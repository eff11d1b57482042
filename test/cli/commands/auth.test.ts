import { describe, expect, test } from 'vitest';
import type { Bench } from '../../helpers/run.ts';
import { world } from '../../helpers/world.ts';
import { argvOf } from '../../house/argv.ts';
import { auditOf, chainFaults } from '../../house/chain.ts';
import { dump } from '../../helpers/dump.ts';

/** The account that runs the tests, and one that nobody is bound to. */
const mine = process.getuid?.() ?? -1;
const foreign = 54_321;

const run = (
  bench: Bench,
  as: string | null,
  line: string,
  more: { uid?: number; env?: Record<string, string> } = {},
) => bench.run(argvOf(line), { as, ...more });

/** The sample world with auth os: this account is sara's or somebody else's, and sara has one in any case. */
async function bound(login: string): Promise<Bench> {
  const bench = await world();
  await run(bench, 'sara', `user edit sara --os-uid ${login === 'sara' ? mine : 4711}`);
  if (login !== 'sara') await run(bench, 'sara', `user edit ${login} --os-uid ${mine}`);
  const uid = login === 'sara' ? mine : 4711;
  const set = await run(bench, 'sara', 'config set auth os', { uid });
  if (set.code !== 0) throw new Error(set.err);
  return bench.as(null);
}

describe('the setting auth', () => {
  test('is a superadmin’s to change, one of its words, and audited', async () => {
    const bench = await world();
    await run(bench, 'sara', `user edit sara --os-uid ${mine}`);
    expect((await run(bench, 'ana', 'config set auth os')).code).toBe(4);
    expect((await run(bench, null, 'config set auth os')).code).toBe(4);
    expect((await run(bench, 'sara', 'config set auth password')).code).toBe(5);
    expect((await run(bench, 'sara', 'config set auth os --scope user')).code).toBe(2);
    expect((await run(bench, 'sara', 'config set auth os --scope database')).code).toBe(0);
    const last = auditOf(bench.db).at(-1);
    expect(last).toMatchObject({ actor: 'sara', object_kind: 'setting', assurance: 'asserted:env' });
    expect([last?.before, last?.after]).toEqual(['{"auth":"asserted"}', '{"auth":"os"}']);
    expect((await run(bench, null, 'config get auth')).out).toBe('os\n');
    expect((await run(bench, null, 'config unset auth')).code).toBe(6);
    expect((await run(bench, 'sara', 'config unset auth')).code).toBe(0);
    expect((await run(bench, null, 'config get auth')).out).toBe('asserted\n');
  });

  test('does not become os for a superadmin whose account is not bound, who is told how to bind it', async () => {
    const bench = await world();
    const before = dump(bench.db);
    const unbound = await run(bench, 'sara', 'config set auth os');
    expect(unbound.code).toBe(6);
    expect(unbound.err).toContain(`vasculum user edit sara --os-uid ${mine}`);
    expect(dump(bench.db)).toEqual(before);
    await run(bench, 'sara', `user edit ana --os-uid ${mine}`);
    const taken = await run(bench, 'sara', 'config set auth os --dry-run');
    expect(taken.code).toBe(6);
    expect(taken.err).toContain('that of ana');
  });

  test('os does not lose its last superadmin with an account', async () => {
    const bench = await bound('sara');
    await bench.must('user', 'level', 'max', 'superadmin');
    for (const line of ['user edit me --unset os-uid', 'user level me full', 'user disable me']) {
      const ran = await run(bench, null, line);
      expect(ran.code, `vasculum ${line}`).toBe(6);
      expect(ran.err).toContain('bound to an account');
    }
    await bench.must('user', 'edit', 'max', '--os-uid', '77');
    expect((await run(bench, null, 'user level me full --dry-run')).code).toBe(0);
  });
});

describe('with auth asserted', () => {
  test('a uid says nothing of who somebody is', async () => {
    const bench = await world();
    await run(bench, 'sara', `user edit sara --os-uid ${mine}`);
    expect((await run(bench, null, 'whoami')).out).toContain('anonymous');
    expect((await run(bench, 'ana', 'whoami --json')).json()).toMatchObject({ user: 'ana', auth: 'asserted' });
  });

  test('the audit log says where the claim came from, and who would have acted without --as', async () => {
    const bench = await world();
    const from = auditOf(bench.db).length;
    await run(bench, 'ana', 'project create one');
    await run(bench, 'ana', 'project create two --as max');
    await run(bench, 'max', 'config set user carl');
    await run(bench, null, 'project create three');
    const said = auditOf(bench.db)
      .slice(from)
      .filter(({ object_kind: kind }) => kind === 'membership')
      .map(({ actor, configured_actor: configured, assurance, os_uid: uid }) => [actor, configured, assurance, uid]);
    expect(said).toEqual([
      ['ana', 'ana', 'asserted:env', mine],
      ['max', 'ana', 'asserted:flag', mine],
      ['carl', 'carl', 'asserted:project', mine],
    ]);
    expect(chainFaults(bench.db)).toEqual([]);
  });
});

describe('with auth os', () => {
  test('the account decides, whether a user is named or not', async () => {
    const bench = await bound('ana');
    for (const as of [null, 'ana', 'ANA'])
      expect((await run(bench, as, 'whoami --json')).json()).toMatchObject({
        user: 'ana',
        level: 'full',
        source: 'uid',
        auth: 'os',
      });
    await bench.must('project', 'create', 'novel');
    const row = auditOf(bench.db).at(-1);
    expect(row).toMatchObject({ actor: 'ana', configured_actor: 'ana', assurance: 'os:uid', os_uid: mine });
  });

  test('nobody acts as another by naming them, wherever the name stands', async () => {
    const bench = await bound('ana');
    const before = dump(bench.db);
    const attempts: [string | null, string][] = [
      ['sara', 'user create zoe --email zoe@lab.org'],
      [null, 'user create zoe --email zoe@lab.org --as sara'],
      [null, 'whoami --as max'],
      ['max', 'dataset list'],
      ['zed', 'dataset list'],
    ];
    for (const [as, line] of attempts) {
      const ran = await run(bench, as, line);
      expect(ran, `vasculum ${line}`).toMatchObject({ code: 4, out: '' });
      expect(ran.err).toContain('that of ana');
    }
    await run(bench, null, 'config set user sara');
    expect((await run(bench, null, 'dataset list')).code).toBe(4);
    expect(dump(bench.db)).toEqual(before);
  });

  test('a superadmin acts as another by --as alone, and the audit log has both', async () => {
    const bench = await bound('sara');
    const made = await run(bench, null, 'project create novel --as ana -q');
    expect(made).toMatchObject({ code: 0, err: 'acting as ana, not as sara\n' });
    expect((await run(bench, null, 'project show novel --as olga')).err).toContain('acting as olga, not as sara\n');
    expect((await run(bench, null, 'project show novel')).err).toBe('');
    expect((await run(bench, 'SARA', 'project show novel')).err).toBe('');
    expect((await run(await world(), 'ANA', 'project show wetlands')).err).toBe('');
    expect(auditOf(bench.db).at(-1)).toMatchObject({
      actor: 'ana',
      configured_actor: 'sara',
      assurance: 'os:flag',
      os_uid: mine,
    });
    expect((await run(bench, 'ana', 'whoami')).code).toBe(4);
    expect((await run(bench, null, 'whoami --as zed')).code).toBe(4);
    expect((await run(bench, null, 'whoami --as dina')).code).toBe(4);
  });

  test('an account that is bound to nobody is anonymous, and nobody else by claiming it', async () => {
    const bench = await bound('ana');
    const uid = foreign;
    expect((await run(bench, null, 'whoami --json', { uid })).json()).toMatchObject({
      user: 'anonymous',
      auth: 'none',
    });
    expect((await run(bench, null, 'dataset list --json --fields name', { uid })).json()).toEqual([{ name: 'open' }]);
    for (const as of ['ana', 'sara', 'zed']) {
      const ran = await run(bench, as, 'dataset list', { uid });
      expect(ran.code).toBe(4);
      expect(ran.err).toContain(`(uid ${foreign}) is bound to no user`);
    }
  });

  test('variables that name a user or an account say nothing', async () => {
    const bench = await bound('ana');
    const env = { USER: 'sara', LOGNAME: 'sara', SUDO_USER: 'sara', SUDO_UID: '4711' };
    expect((await run(bench, null, 'whoami --json', { env })).json()).toMatchObject({ user: 'ana', source: 'uid' });
  });

  test('the account of a disabled user is shut out', async () => {
    const bench = await bound('ana');
    await run(bench, null, 'user edit dina --os-uid 12', { uid: 4711 });
    for (const as of [null, 'dina', 'sara']) {
      const ran = await run(bench, as, 'dataset list', { uid: 12 });
      expect(ran.code).toBe(4);
      expect(ran.err).toContain('dina, who is disabled');
    }
  });

  test('another setting does not close the registration', async () => {
    const bench = await bound('ana');
    const made = await run(bench, null, 'user register zoe --email zoe@lab.org', { uid: 4242 });
    expect({ code: made.code, err: made.err }).toMatchObject({ code: 0 });
  });

  test('whoami --explain says what vouches for it, also where it is refused', async () => {
    const bench = await bound('ana');
    const stranger = await run(bench, null, 'whoami --explain', { uid: 4242 });
    expect(stranger.out).toContain(
      'Your account (uid 4242) is bound to no user of this database; a superadmin can bind it: vasculum user edit LOGIN --os-uid 4242\n',
    );
    expect(stranger.out).not.toContain('--as');
    const own = await run(bench, null, 'whoami --explain');
    for (const part of ['You act as ana, level full.', `uid ${mine}`, 'auth os', bench.db])
      expect(own.out).toContain(part);
    const refused = await run(bench, 'sara', 'whoami --explain');
    expect(refused.code).toBe(4);
    for (const part of ['that of ana', 'VASCULUM_USER', bench.db]) expect(refused.out).toContain(part);
    const json = await run(bench, 'sara', 'whoami --explain --json');
    expect(json.code).toBe(4);
    expect(json.json()).toEqual({
      user: 'sara',
      level: null,
      source: 'env',
      auth: 'none',
      scope: null,
      db: bench.db,
      ignored: [],
    });
  });
});

describe('user edit --os-uid', () => {
  test('is a superadmin’s, for one user each, and is undone with --unset', async () => {
    const bench = await world();
    expect((await run(bench, 'ana', 'user edit me --os-uid 1000')).code).toBe(4);
    expect((await run(bench, 'sara', 'user edit ana --os-uid 1000')).code).toBe(0);
    expect((await run(bench, 'sara', 'user edit ana --os-uid 1000 --json')).json()).toMatchObject({
      result: 'unchanged',
    });
    expect(auditOf(bench.db).at(-1)).toMatchObject({
      object_kind: 'user',
      before: '{"os_uid":null}',
      after: '{"os_uid":1000}',
    });
    const taken = await run(bench, 'sara', 'user edit max --os-uid 1000');
    expect(taken.code).toBe(6);
    expect(taken.err).toContain('vasculum user edit ana --unset os-uid');
    for (const text of ['root', '-1', '1.5', '12345678901'])
      expect((await run(bench, 'sara', `user edit max --os-uid=${text}`)).code, `uid ${text}`).toBe(5);
    expect((await run(bench, 'ana', 'user edit me --unset os-uid')).code).toBe(4);
    expect((await run(bench, 'sara', 'user edit ana --unset os-uid --json')).json()).toMatchObject({ os_uid: null });
  });

  test('is shown to the user and to superadmins alone', async () => {
    const bench = await world();
    await run(bench, 'sara', 'user edit ana --os-uid 1000');
    const seen = async (as: string) =>
      (await run(bench, as, 'user show ana --json --fields os_uid')).json() as { os_uid: number | null };
    expect([await seen('ana'), await seen('sara'), await seen('max')]).toEqual([
      { os_uid: 1000 },
      { os_uid: 1000 },
      { os_uid: null },
    ]);
  });
});
