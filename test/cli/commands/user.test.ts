import { describe, expect, test } from 'vitest';
import type { Bench } from '../../helpers/run.ts';
import { world } from '../../helpers/world.ts';
import { argvOf } from '../../house/argv.ts';
import { chainFaults } from '../../house/chain.ts';
import { dump, numberOf } from '../../helpers/dump.ts';

const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
const id = expect.any(Number) as number;

/** A user as `show` prints one. */
const shown = (login: string, changes: Record<string, unknown> = {}) => ({
  id,
  login,
  email: `${login}@lab.org`,
  name: null,
  level: 'full',
  disabled_at: null,
  person: null,
  default_project: null,
  default_dataset: null,
  created_at: iso,
  updated_at: iso,
  os_uid: null,
  ...changes,
});

const exits = async (bench: Bench, as: string | null, line: string): Promise<number> =>
  (await bench.run(argvOf(line), { as })).code;

describe('user create', () => {
  test('prints the user with a result, registered unless a level is given', async () => {
    const bench = (await world()).as('sara');
    const first = await bench.run(['user', 'create', 'zoe', '--email', 'zoe@lab.org', '--json']);
    expect(first.code).toBe(0);
    expect(first.json()).toEqual({ ...shown('zoe', { level: 'registered' }), result: 'created' });
    const second = await bench.run(
      argvOf("user create yan --email yan@lab.org --level superadmin --name 'Yan  Vega' --json"),
    );
    expect(second.json()).toMatchObject({ level: 'superadmin', name: 'Yan Vega', result: 'created' });
  });

  test('makes a workspace, and gives it another name where that one is taken', async () => {
    const bench = await world();
    await bench.must('project', 'create', 'zoe-workspace');
    bench.as('sara');
    await bench.must('user', 'create', 'zoe', '--email', 'zoe@lab.org', '--level', 'full');
    for (const [kind, name] of [
      ['project', 'zoe-workspace-2'],
      ['dataset', 'zoe-workspace'],
    ] as const) {
      const ran = await bench.run([kind, 'members', name, '--json', '--fields', 'member,role']);
      expect(ran.json()).toEqual([{ member: 'zoe', role: 'owner' }]);
    }
    expect((await bench.run(['dataset', 'show', 'zoe-workspace', '--json'])).json()).toMatchObject({
      privacy: 'authorized',
      project: 'project/zoe-workspace-2',
    });
  });

  test('of what is there already is unchanged, and with anything else a conflict that names it and the way on', async () => {
    const bench = (await world()).as('sara');
    const again = await bench.run(['user', 'create', 'olga', '--email', 'olga@lab.org', '--json']);
    expect(again.json()).toEqual({ ...shown('olga'), result: 'unchanged' });
    const other = await bench.run(argvOf('user create olga --email o@lab.org --level superadmin --name O --json'));
    expect([other.code, other.out]).toEqual([6, '']);
    const { error } = JSON.parse(other.err) as { error: { code: string; message: string; hint: string } };
    expect(error.code).toBe('exists');
    for (const field of ['email', 'level', 'name']) expect(error.message).toContain(field);
    expect(error.hint).toContain('vasculum user edit olga');
  });

  test('gives one answer for what cannot be had: an e-mail in use, a reserved login, one that was given up', async () => {
    const bench = (await world()).as('sara');
    await bench.must('user', 'edit', 'olga', '--login', 'olga2');
    for (const [login, email] of [
      ['zoe', 'ana@lab.org'],
      ['zoe', 'ANA@lab.org'],
      ['me', 'me@lab.org'],
      ['anonymous', 'a@lab.org'],
      ['registered', 'r@lab.org'],
      ['olga', 'olga3@lab.org'],
    ] as const) {
      const ran = await bench.run(['user', 'create', login, '--email', email, '--json']);
      expect(ran.code, `${login} ${email}: ${ran.err}`).toBe(6);
      expect(ran.err).toContain('"code":"name-unavailable"');
    }
  });

  test.each([
    ['user create zoe --email zoe@lab.org --level boss', 5],
    ['user create zoe --email zoe', 5],
    ['user create Zoe --email zoe@lab.org', 5],
    ['user create -- -zoe --email zoe@lab.org', 2],
    ['user create zoe', 2],
    ['user create --email zoe@lab.org', 2],
  ])('vasculum %s ends with %d', async (line, exit) => {
    expect(await exits(await world(), 'sara', line)).toBe(exit);
  });
});

describe('user register', () => {
  test('is for anybody while registration is open, always at the level registered', async () => {
    for (const as of [null, 'olga', 'reg', 'sara']) {
      const bench = await world();
      const ran = await bench.run(['user', 'register', 'zoe', '--email', 'zoe@lab.org', '--name', 'Zoe', '--json'], {
        as,
      });
      expect(ran.code, `as ${as}: ${ran.err}`).toBe(0);
      expect(ran.json()).toMatchObject({ login: 'zoe', name: 'Zoe', level: 'registered', result: 'created' });
      expect(Object.keys(ran.json() as object).toSorted()).toEqual([...Object.keys(shown('zoe')), 'result'].toSorted());
      const me = await bench.run(['user', 'show', 'me', '--json'], { as: 'zoe' });
      expect(me.json()).toEqual(shown('zoe', { name: 'Zoe', level: 'registered' }));
    }
  });

  test('is a superadmin’s alone while it is closed', async () => {
    const bench = await world();
    await bench.run(['config', 'set', 'registration', 'closed'], { as: 'sara' });
    const line = 'user register zoe --email zoe@lab.org';
    for (const as of [null, 'ana', 'reg']) expect(await exits(bench, as, line)).toBe(4);
    expect(await exits(bench, 'sara', line)).toBe(0);
  });

  test('does not tell a login that is there from one that never can be', async () => {
    const bench = await world();
    const tried: string[] = [];
    for (const login of ['ana', 'dina', 'me'])
      tried.push((await bench.run(['user', 'register', login, '--email', 'zoe@lab.org'], { as: null })).err);
    expect(new Set(tried).size).toBe(1);
    expect(tried[0]).toContain('cannot be used');
  });

  test('takes no level', async () => {
    expect(await exits(await world(), null, 'user register zoe --email zoe@lab.org --level full')).toBe(2);
  });
});

describe('user list and user show', () => {
  test('name everybody to registered users, and nobody to anonymous', async () => {
    const bench = await world();
    const all = ['ana', 'carl', 'col', 'dina', 'greta', 'max', 'olga', 'reg', 'sara', 'vera'].map((login) => ({
      login,
    }));
    const logins = async (as: string | null) =>
      (await bench.run(['user', 'list', '--json', '--fields', 'login'], { as })).json();
    expect(await logins('reg')).toEqual(all);
    expect(await logins(null)).toEqual([]);
    expect(await exits(bench, null, 'user show ana')).toBe(3);
  });

  test('show an e-mail address to its user and to superadmins alone', async () => {
    const bench = await world();
    const emailOf = async (login: string, as: string) =>
      (await bench.run(['user', 'show', login, '--json', '--fields', 'email'], { as })).json();
    expect(await emailOf('me', 'olga')).toEqual({ email: 'olga@lab.org' });
    expect(await emailOf('olga', 'sara')).toEqual({ email: 'olga@lab.org' });
    expect(await emailOf('olga', 'ana')).toEqual({ email: null });
    const listed = await bench.run(['user', 'list', '--json', '--fields', 'login,email', '--filter', 'level=full'], {
      as: 'olga',
    });
    expect((listed.json() as { email: string | null }[]).filter(({ email }) => email !== null)).toEqual([
      { login: 'olga', email: 'olga@lab.org' },
    ]);
  });

  test('show the same fields', async () => {
    const bench = await world();
    const one = (await bench.run(['user', 'show', 'ana', '--json'])).json();
    expect(one).toEqual(shown('ana'));
    const listed = (await bench.run(['user', 'list', '--json', '--filter', 'login=ana'])).json();
    expect(listed).toEqual([one]);
  });

  test('take an id, a bare name and a kind with a name for the same user', async () => {
    const bench = await world();
    const { id: number } = (await bench.run(['user', 'show', 'ana', '--json'])).json() as { id: number };
    for (const ref of ['ana', 'user/ana', `id:${number}`, 'me', ' ANA '])
      expect((await bench.run(['user', 'show', ref, '--json'])).json()).toMatchObject({ login: 'ana' });
    expect(await exits(bench, 'ana', `user show ${number}`)).toBe(3);
  });

  test('of a name with a slip suggest the one that was meant', async () => {
    const ran = await (await world()).run(['user', 'show', 'gretta']);
    expect(ran.code).toBe(3);
    expect(ran.err).toContain('greta');
  });
});

describe('user edit', () => {
  test('changes what one may change of oneself, and says whether it did', async () => {
    const bench = await world();
    const edit = [
      'user',
      'edit',
      'me',
      '--name',
      'Ana S',
      '--default-dataset',
      'plot-1',
      '--default-project',
      'wetlands',
    ];
    const first = await bench.run([...edit, '--json']);
    expect(first.json()).toEqual({
      ...shown('ana', { name: 'Ana S', default_dataset: 'dataset/plot-1', default_project: 'project/wetlands' }),
      result: 'updated',
    });
    expect((await bench.run([...edit, '--json'])).json()).toMatchObject({ result: 'unchanged' });
    const cleared = await bench.run(['user', 'edit', 'me', '--unset', 'name', '--unset', 'default-dataset', '--json']);
    expect(cleared.json()).toMatchObject({ name: null, default_dataset: null, default_project: 'project/wetlands' });
  });

  test('links a person that one made, and no person twice', async () => {
    const bench = await world();
    const linked = await bench.run(['user', 'edit', 'me', '--person', 'SILVA A', '--json']);
    expect(linked.json()).toMatchObject({ person: 'SILVA A', result: 'updated' });
    expect(await exits(bench, 'max', 'user edit me --person id:2')).toBe(4);
    expect(await exits(bench, 'sara', 'user edit max --person id:2')).toBe(0);
    expect(await exits(bench, 'sara', 'user edit carl --person id:2')).toBe(6);
  });

  test('hides from others a default that they may not see', async () => {
    const bench = await world();
    await bench.must('user', 'edit', 'me', '--default-dataset', 'secret');
    const seen = async (as: string) =>
      (await bench.run(['user', 'show', 'ana', '--json', '--fields', 'default_dataset'], { as })).json();
    expect(await seen('ana')).toEqual({ default_dataset: 'dataset/secret' });
    expect(await seen('olga')).toEqual({ default_dataset: 'withheld' });
  });

  test('of the login is a superadmin’s, and the old one is never given again', async () => {
    const bench = await world();
    expect(await exits(bench, 'olga', 'user edit me --login olga2')).toBe(4);
    expect(await exits(bench, 'sara', 'user edit olga --login olga2')).toBe(0);
    expect(await exits(bench, 'olga', 'whoami')).toBe(4);
    expect(await exits(bench, 'olga2', 'whoami')).toBe(0);
    expect(await exits(bench, 'sara', 'user create olga --email new@lab.org')).toBe(6);
    expect(await exits(bench, 'sara', 'user edit ana --login olga')).toBe(6);
  });

  test.each([
    ['ana', 'user edit me', 2],
    ['ana', 'user edit me --unset colour', 2],
    ['ana', 'user edit nobody --name X', 3],
    ['ana', 'user edit me --default-dataset nothing', 3],
    ['olga', 'user edit me --default-dataset secret', 3],
    ['ana', 'user edit me --person NOBODY', 3],
    ['olga', 'user edit ana --name X', 4],
    ['ana', 'user edit me --email broken', 5],
    ['ana', 'user edit me --unset email', 5],
    ['sara', 'user edit ana --login Ana', 5],
    ['ana', 'user edit me --email max@lab.org', 6],
    ['sara', 'user edit ana --login max', 6],
  ])('as %s: vasculum %s ends with %d', async (as, line, exit) => {
    expect(await exits(await world(), as, line)).toBe(exit);
  });
});

describe('user level', () => {
  test('promotes and says whether it did', async () => {
    const bench = (await world()).as('sara');
    const level = async () => (await bench.run(['user', 'level', 'reg', 'full', '--json'])).json();
    expect(await level()).toEqual({ ...shown('reg'), result: 'updated', lowered: 0, cancelled: 0, transferred: [] });
    expect(await level()).toMatchObject({ level: 'full', result: 'unchanged' });
  });

  test('registered turns direct roles into viewer, which promotion does not bring back; the own workspace stays', async () => {
    const bench = (await world()).as('sara');
    const roles = () =>
      numberOf(
        bench.db,
        "select sum(role) from membership where user_id = (select id from lab_user where login = 'max')",
      );
    // manager of wetlands and of plot-1, owner of project and dataset of the own workspace
    expect(roles()).toBe(4 + 4 + 5 + 5);
    await bench.run(['request', 'create', 'dataset/open', '--kind', 'access', '--role', 'contributor'], { as: 'max' });
    await bench.run(['request', 'create', 'dataset/open', '--kind', 'change'], { as: 'max' });
    expect((await bench.must('user', 'level', 'max', 'registered')).err).toBe(
      'max is now registered\n2 direct roles became viewer or member, or ended\n1 invitation or request was cancelled\n',
    );
    expect(roles()).toBe(1 + 1 + 5 + 5);
    await bench.must('user', 'level', 'max', 'full');
    expect(roles()).toBe(1 + 1 + 5 + 5);
  });

  test('full gives back the workspace that its user had left', async () => {
    const bench = await world();
    for (const kind of ['project', 'dataset'])
      expect((await bench.run([kind, 'leave', 'reg-workspace'], { as: 'reg' })).code).toBe(0);
    bench.as('sara');
    await bench.must('dataset', 'grant', 'reg-workspace', 'reg', '--role', 'owner');
    expect((await bench.run(['dataset', 'grant', 'lab-only', 'reg', '--role', 'contributor'])).code).toBe(6);
    await bench.must('user', 'level', 'reg', 'full');
    for (const thing of ['project/reg-workspace', 'dataset/reg-workspace'])
      expect((await bench.run(['access', 'check', 'reg', 'govern', thing])).code).toBe(0);
  });

  test('registered is refused where a container would be left without an owner, which is named', async () => {
    const bench = await world();
    const ran = await bench.run(['user', 'level', 'ana', 'registered', '--json'], { as: 'sara' });
    expect(ran.code).toBe(6);
    for (const name of ['group/neuro', 'project/wetlands', 'dataset/plot-1', 'dataset/secret'])
      expect(ran.err).toContain(name);
    expect((await bench.run(['user', 'show', 'ana', '--json'])).json()).toMatchObject({ level: 'full' });
  });

  test.each([
    ['sara', 'user level reg', 2],
    ['sara', 'user level nobody full', 3],
    ['ana', 'user level nobody boss', 3],
    ['ana', 'user level reg full', 4],
    ['ana', 'user level reg boss', 4],
    ['sara', 'user level reg boss', 5],
    ['sara', 'user level reg anonymous', 5],
    ['sara', 'user level sara full', 6],
    ['sara', 'user level sara superadmin', 0],
  ])('as %s: vasculum %s ends with %d', async (as, line, exit) => {
    expect(await exits(await world(), as, line)).toBe(exit);
  });
});

describe('user disable and user enable', () => {
  test('take all rights away and give them back, with the roles', async () => {
    const bench = await world();
    const disabled = await bench.run(['user', 'disable', 'col', '--json'], { as: 'sara' });
    expect(disabled.json()).toEqual({ ...shown('col', { disabled_at: iso }), result: 'updated' });
    expect((await bench.run(['user', 'disable', 'col', '--json'], { as: 'sara' })).json()).toMatchObject({
      result: 'unchanged',
    });
    for (const line of ['whoami', 'status', 'dataset show open', 'user register zoe --email zoe@lab.org'])
      expect(await exits(bench, 'col', line), `vasculum ${line}`).toBe(4);
    const enabled = await bench.run(['user', 'enable', 'col', '--json'], { as: 'sara' });
    expect(enabled.json()).toEqual({ ...shown('col'), result: 'updated' });
    expect((await bench.run(['user', 'enable', 'col', '--json'], { as: 'sara' })).json()).toMatchObject({
      result: 'unchanged',
    });
    expect(await exits(bench, 'col', 'dataset members plot-1')).toBe(0);
  });

  test.each([
    ['sara', 'user disable nobody', 3],
    ['ana', 'user disable olga', 4],
    ['ana', 'user disable me', 4],
    ['sara', 'user disable sara', 6],
    ['sara', 'user disable ana', 6],
    ['sara', 'user enable dina', 0],
    ['ana', 'user enable dina', 4],
  ])('as %s: vasculum %s ends with %d', async (as, line, exit) => {
    expect(await exits(await world(), as, line)).toBe(exit);
  });
});

describe('user delete', () => {
  const fresh = async (): Promise<Bench> => {
    const bench = (await world()).as('sara');
    await bench.must('user', 'create', 'zoe', '--email', 'zoe@lab.org', '--level', 'full');
    return bench;
  };

  test('removes who left nothing but an empty workspace, whole, and the login is never given again', async () => {
    const bench = await world();
    const before = dump(bench.db);
    bench.as('sara');
    await bench.must('user', 'create', 'zoe', '--email', 'zoe@lab.org', '--level', 'full');
    const ran = await bench.run(argvOf('user delete zoe --yes --json'));
    expect(ran.json()).toEqual({ result: 'deleted', ref: 'user/zoe' });
    const lasting = ({ audit: _audit, sqlite_sequence: _ids, retired_login: _logins, ...rest }: typeof before) => rest;
    expect(lasting(dump(bench.db))).toEqual(lasting(before));
    expect(await exits(bench, 'zoe', 'whoami')).toBe(4);
    expect(await exits(bench, 'sara', 'user create zoe --email zoe@lab.org')).toBe(6);
    expect(await exits(bench, 'sara', 'user edit olga --login zoe')).toBe(6);
    expect(await exits(bench, null, 'user register zoe --email other@lab.org')).toBe(6);
    expect(await exits(bench, 'sara', 'user create zoe2 --email zoe@lab.org')).toBe(0);
    expect(chainFaults(bench.db)).toEqual([]);
  });

  test('keeps what the past is asked of', async () => {
    const bench = await fresh();
    const seq = numberOf(bench.db, 'select max(seq) from audit');
    await bench.must('user', 'delete', 'zoe', '--yes');
    const lost = await bench.run(['access', 'diff', '--since', String(seq), '--json']);
    expect(lost.code, `diff: ${lost.err}`).toBe(0);
    const log = await bench.run(['audit', 'log', '--command', 'user delete', '--json', '--fields', 'object_kind']);
    expect((log.json() as { object_kind: string }[]).map(({ object_kind: kind }) => kind).toSorted()).toEqual([
      'dataset',
      'membership',
      'membership',
      'project',
      'user',
    ]);
  });

  test.each([
    ['sara', 'dataset grant plot-1 zoe --role viewer', 'a role in dataset/plot-1'],
    ['zoe', "person create 'Zoe Vega'", '1 person'],
    ['zoe', 'export persons --output out.csv', '1 job'],
    ['zoe', 'dataset grant zoe-workspace olga --role viewer', 'a role of others in dataset/zoe-workspace'],
    ['zoe', 'project grant zoe-workspace olga --role viewer', 'a role of others in project/zoe-workspace'],
    ['zoe', 'request create dataset/open --kind data', '1 request'],
    [
      'zoe',
      'individual create Z1 --dataset zoe-workspace --collector id:1 --date 2008 --location Torgersen',
      'zoe-workspace is not empty',
    ],
    ['zoe', 'subject create Rat --project zoe-workspace', 'zoe-workspace is not empty'],
  ])('after, as %s, vasculum %s names %s', async (as, line, named) => {
    const bench = await fresh();
    const made = await bench.run(argvOf(line), { as });
    expect(made.code, `${line}: ${made.err}`).toBe(0);
    const before = dump(bench.db);
    const ran = await bench.run(argvOf('user delete zoe --yes'));
    expect(ran.code).toBe(6);
    expect(ran.err).toContain(named);
    expect(dump(bench.db)).toEqual(before);
  });

  test('names the dataset that somebody put into the workspace', async () => {
    const bench = await fresh();
    await bench.run(argvOf('dataset create novel --project zoe-workspace'), { as: 'sara' });
    const ran = await bench.run(argvOf('user delete zoe --yes'));
    expect(ran.code).toBe(6);
    expect(ran.err).toContain('dataset/novel in the workspace');
  });

  test.each([
    ['sara', 'user delete nobody --yes', 3],
    ['ana', 'user delete olga --yes', 4],
    ['olga', 'user delete me --yes', 4],
    ['sara', 'user delete olga', 2],
    ['sara', 'user delete ana --yes', 6],
    ['sara', 'user delete sara --yes', 6],
    ['sara', 'user delete olga --yes', 0],
    ['sara', 'user delete olga --dry-run', 0],
  ])('as %s: vasculum %s ends with %d', async (as, line, exit) => {
    expect(await exits(await world(), as, line)).toBe(exit);
  });
});
