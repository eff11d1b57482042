import { beforeEach, describe, expect, test } from 'vitest';
import { numberOf } from '../helpers/dump.ts';
import type { Bench, Ran } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';

// max manages wetlands and plot-1, and does not see who is in neuro: contributor of wetlands, and so of shared. Of those
// asked about greta is in it, and vera, olga and reg (a registered user) are not.
let bench: Bench;
beforeEach(async () => {
  bench = (await world()).as('max');
});

const ask = (...argv: string[]): Promise<Ran> => bench.run(['access', ...argv]);
const blank = (text: string): string => text.replaceAll(/\b(greta|olga)\b/g, 'somebody');
type Row = Record<string, string | null>;
const rows = async (...argv: string[]): Promise<Row[]> => (await ask(...argv, '--json')).json() as Row[];

describe('of a group whose members the asker may not see', () => {
  test('check and explain tell members from others in nothing', async () => {
    for (const object of ['project/wetlands', 'dataset/shared'])
      for (const action of ['read', 'insert', 'edit', 'delete', 'share', 'govern', 'configure'])
        for (const verb of ['check', 'explain']) {
          const [member, other] = [await ask(verb, 'greta', action, object), await ask(verb, 'olga', action, object)];
          expect([member.code, blank(member.out), blank(member.err)]).toEqual([
            other.code,
            blank(other.out),
            blank(other.err),
          ]);
        }
  });

  test('of several the strongest counts, also for who may see the members of others', async () => {
    await bench.run(['group', 'create', 'optics'], { as: 'ana' });
    await bench.run(['project', 'grant', 'wetlands', 'group/optics', '--role', 'viewer'], { as: 'ana' });
    expect((await ask('check', 'greta', 'delete', 'project/wetlands')).code).toBe(3);
    // carl, who may share shared alone, asks what hangs on it.
    await bench.run(['dataset', 'grant', 'shared', 'carl', '--role', 'manager'], { as: 'ana' });
    for (const action of ['read', 'delete'])
      expect((await bench.run(['access', 'check', 'olga', action, 'dataset/shared'], { as: 'carl' })).code).toBe(3);
    expect((await bench.run(['access', 'check', 'olga', 'share', 'dataset/shared'], { as: 'carl' })).code).toBe(4);
  });

  test('what its role would allow is not to be asked; what it would not is no; what other paths allow is yes', async () => {
    expect(await ask('check', 'greta', 'delete', 'project/wetlands')).toMatchObject({
      code: 3,
      out: '',
      err:
        'error: whether greta may delete project/wetlands is not yours to ask: it depends on who is in a group\n' +
        'hint: Superadmins are answered in full, and everybody about themselves.\n',
    });
    expect(await ask('explain', 'greta', 'read', 'project/wetlands')).toMatchObject({ code: 4, out: '' });
    expect((await ask('check', 'greta', 'share', 'project/wetlands')).code).toBe(4);
    // A registered user in the group would read, and no more.
    expect((await ask('check', 'reg', 'insert', 'project/wetlands')).code).toBe(4);
    expect((await ask('check', 'reg', 'read', 'project/wetlands')).code).toBe(3);
    expect((await ask('check', 'anonymous', 'read', 'project/wetlands')).code).toBe(4);
    expect((await ask('check', 'sara', 'read', 'project/wetlands')).code).toBe(0);
    await bench.run(['project', 'grant', 'wetlands', 'greta', '--role', 'collaborator'], { as: 'ana' });
    expect((await ask('check', 'greta', 'insert', 'project/wetlands')).code).toBe(0);
    expect((await ask('check', 'greta', 'delete', 'project/wetlands')).code).toBe(3);
    const explained = (await ask('explain', 'greta', 'insert', 'project/wetlands', '--json')).json();
    expect(explained).toMatchObject({ allowed: true, paths: [{ via: 'direct', role: 'collaborator' }] });
    expect((explained as { paths: unknown[] }).paths).toHaveLength(1);
  });

  test('what only a role by membership allows is not to be asked either, where everybody reads', async () => {
    bench.as('ana');
    await bench.must('dataset', 'edit', 'shared', '--title', 'Shared', '--licence', 'CC-BY-4.0');
    await bench.must('project', 'edit', 'wetlands', '--title', 'Wetlands', '--licence', 'CC-BY-4.0');
    await bench.must('project', 'edit', 'wetlands', '--privacy', 'public', '--yes');
    bench.as('max');
    for (const user of ['greta', 'olga']) {
      expect((await ask('check', user, 'read', 'project/wetlands')).code).toBe(0);
      expect((await ask('check', user, 'members', 'project/wetlands')).code).toBe(3);
    }
    expect((await ask('check', 'anonymous', 'members', 'project/wetlands')).code).toBe(4);
  });

  test('a disabled user may nothing, whoever is in it', async () => {
    await bench.run(['user', 'disable', 'greta'], { as: 'sara' });
    expect((await ask('check', 'greta', 'read', 'project/wetlands')).code).toBe(4);
    expect((await ask('check', 'dina', 'read', 'project/wetlands')).code).toBe(4);
  });

  test('a superadmin, who sees it all, and those who see the members are answered in full, and everybody about themselves', async () => {
    for (const as of ['sara', 'ana']) {
      expect((await bench.run(['access', 'check', 'greta', 'delete', 'project/wetlands'], { as })).code).toBe(0);
      expect((await bench.run(['access', 'check', 'olga', 'delete', 'project/wetlands'], { as })).code).toBe(4);
    }
    const own = await bench.run(['access', 'explain', 'me', 'delete', 'project/wetlands', '--json'], { as: 'greta' });
    expect(own.json()).toMatchObject({ allowed: true, paths: [{ via: 'group/neuro', role: 'contributor' }] });
  });

  test('who, what and matrix have the group in the place of its members', async () => {
    const group = { user: 'a group', role: 'contributor', via: 'direct' };
    const who = await ask('who', 'project/wetlands', 'delete', '--json');
    expect(who.json()).toEqual([
      { ...group, until: null },
      { user: 'ana', role: 'owner', via: 'direct', until: null },
      { user: 'max', role: 'manager', via: 'direct', until: null },
      { user: 'sara', role: 'owner', via: 'superadmin', until: null },
    ]);
    expect(who.err).toContain('a group whose members you may not see is listed as the group');
    expect((await rows('who', 'dataset/shared', 'share')).map(({ user }) => user)).toEqual(['ana', 'max', 'sara']);
    const at = (user: string, object: string) => ({ ...group, user, object });
    for (const user of ['greta', 'olga']) {
      expect(await rows('what', user)).toEqual(
        [at('a group', 'dataset/shared'), at('a group', 'project/wetlands')].map((row) =>
          row.object === 'dataset/shared' ? { ...row, via: 'project/wetlands' } : row,
        ),
      );
      expect(await rows('what', user, 'share')).toEqual([]);
      expect(await rows('what', user, 'delete')).toHaveLength(2);
    }
    expect(await rows('what', 'reg', 'delete')).toEqual([]);
    const matrix = await rows('matrix', '--all');
    expect(matrix.filter(({ user }) => user === 'a group')).toEqual([
      { ...at('a group', 'dataset/shared'), via: 'project/wetlands' },
      at('a group', 'project/wetlands'),
    ]);
    // A row without a role would say that there is none, which is not known where the group has one.
    const ofGreta = matrix.filter(({ user }) => user === 'greta').map(({ object }) => object);
    expect(ofGreta).toEqual(['dataset/max-workspace', 'dataset/plot-1', 'project/max-workspace']);
    expect(matrix).toContainEqual({ user: 'greta', object: 'dataset/plot-1', role: null, via: null });
  });

  test('groups without a name have a row each in who, as in the list of members, and in diff', async () => {
    const since = `${numberOf(bench.db, 'select max(seq) from audit')}`;
    for (const [group, role] of [
      ['aves', 'viewer'],
      ['botany', 'viewer'],
    ] as const) {
      await bench.run(['group', 'create', group], { as: 'ana' });
      await bench.run(['project', 'grant', 'wetlands', `group/${group}`, '--role', role], { as: 'ana' });
    }
    const roles = (found: Row[]) => found.filter(({ user }) => user === 'a group').map(({ role }) => role);
    expect(roles(await rows('who', 'project/wetlands'))).toEqual(['contributor', 'viewer', 'viewer']);
    expect(roles(await rows('who', 'project/wetlands', 'delete'))).toEqual(['contributor']);
    for (const effective of [[], ['--effective']]) {
      const members = (await bench.run(['project', 'members', 'wetlands', ...effective, '--json'])).json() as Row[];
      expect(members.filter(({ member }) => member === 'a group')).toHaveLength(3);
    }
    const gained = { user: 'a group', from: null, to: 'viewer', from_via: null };
    expect(await rows('diff', '--since', since)).toEqual([
      { ...gained, object: 'dataset/shared', to_via: 'project/wetlands' },
      { ...gained, object: 'dataset/shared', to_via: 'project/wetlands' },
      { ...gained, object: 'project/wetlands', to_via: 'direct' },
      { ...gained, object: 'project/wetlands', to_via: 'direct' },
    ]);
  });

  test('diff says that a role may be kept or had by such a group, of members and others alike', async () => {
    const grant = (user: string, role: string) =>
      bench.run(['project', 'grant', 'wetlands', user, '--role', role], { as: 'ana' });
    const revoke = (user: string) => bench.run(['project', 'revoke', 'wetlands', user], { as: 'ana' });
    for (const user of ['greta', 'olga', 'vera']) await grant(user, 'collaborator');
    const since = `${numberOf(bench.db, 'select max(seq) from audit')}`;
    for (const user of ['greta', 'olga', 'vera']) await revoke(user);
    await grant('reg', 'viewer');
    await grant('carl', 'owner');
    await bench.run(['user', 'disable', 'vera'], { as: 'sara' });
    const found = (await rows('diff', '--since', since)).filter(({ object }) => object === 'project/wetlands');
    const had = { from: 'collaborator', from_via: 'direct, unless more by a group', to: null };
    const object = 'project/wetlands';
    expect(found).toEqual([
      { user: 'carl', object, from: null, from_via: 'unless by a group', to: 'owner', to_via: 'direct' },
      { user: 'greta', object, ...had, to_via: 'unless by a group' },
      { user: 'olga', object, ...had, to_via: 'unless by a group' },
      // A registered user has no more by a group than what reg has by now.
      { user: 'reg', object, from: null, from_via: 'unless by a group', to: 'viewer', to_via: 'direct' },
      // Who is disabled has nothing, whatever groups they are in.
      { user: 'vera', object, ...had, to_via: null },
    ]);
    const full = (await bench.run(['access', 'diff', '--since', since, '--json'], { as: 'ana' })).json() as Row[];
    expect(full.filter((row) => row['object'] === object && row['user'] !== 'vera')).toEqual([
      { user: 'carl', object, from: null, from_via: null, to: 'owner', to_via: 'direct' },
      { user: 'olga', object, from: 'collaborator', from_via: 'direct', to: null, to_via: null },
      { user: 'reg', object, from: null, from_via: null, to: 'viewer', to_via: 'direct' },
    ]);
  });

  test('the past and what has changed since are told with the group in its place', async () => {
    const before = numberOf(bench.db, 'select max(seq) from audit');
    await bench.run(['group', 'revoke', 'neuro', 'greta'], { as: 'ana' });
    await bench.run(['project', 'grant', 'wetlands', 'group/neuro', '--role', 'viewer', '--lower'], { as: 'ana' });
    const [now, then] = [[], ['--at', `${before}`]];
    for (const at of [now, then])
      for (const user of ['greta', 'olga'])
        expect((await ask('explain', user, 'read', 'project/wetlands', ...at)).code).toBe(4);
    expect((await ask('explain', 'greta', 'delete', 'project/wetlands', ...then)).code).toBe(4);
    expect((await ask('explain', 'olga', 'delete', 'project/wetlands')).code).toBe(0);
    expect(await rows('diff', '--since', `${before}`)).toEqual([
      {
        user: 'a group',
        object: 'dataset/shared',
        from: 'contributor',
        to: 'viewer',
        from_via: 'project/wetlands',
        to_via: 'project/wetlands',
      },
      {
        user: 'a group',
        object: 'project/wetlands',
        from: 'contributor',
        to: 'viewer',
        from_via: 'direct',
        to_via: 'direct',
      },
    ]);
  });

  test('also when the group is gone since', async () => {
    const before = numberOf(bench.db, 'select max(seq) from audit');
    await bench.run(['group', 'delete', 'neuro', '--yes'], { as: 'ana' });
    for (const user of ['greta', 'olga'])
      expect((await ask('explain', user, 'delete', 'project/wetlands', '--at', `${before}`)).code).toBe(4);
    const told = [
      ...(await rows('diff', '--since', `${before}`)),
      ...(await rows('matrix', '--at', `${before}`)),
      ...(await rows('who', 'project/wetlands', '--at', `${before}`)),
    ];
    expect(told.filter(({ user }) => user === 'a group').length).toBe(5);
    expect(told.filter(({ user }) => user === 'greta')).toEqual([]);
    const full = await bench.run(
      ['access', 'explain', 'greta', 'delete', 'project/wetlands', '--at', `${before}`, '--json'],
      { as: 'sara' },
    );
    expect(full.json()).toMatchObject({
      allowed: true,
      paths: [{ role: 'contributor', via: 'group/neuro', membership: { member: 'group/neuro' } }],
    });
  });

  test('revoking says that the group has a role, whoever was in it', async () => {
    for (const login of ['greta', 'olga'])
      await bench.run(['project', 'grant', 'wetlands', login, '--role', 'viewer'], { as: 'ana' });
    const told = [];
    for (const login of ['greta', 'olga']) {
      const ran = await bench.run(['project', 'revoke', 'wetlands', login, '--json']);
      told.push([ran.code, blank(ran.out), blank(ran.err)]);
    }
    expect(told[0]).toEqual(told[1]);
    expect(told[0]?.[1]).toContain('a group is contributor here; who keeps that, being in it, is not yours to see');
    expect(told[0]?.[1]).toContain('"still_has": []');
  });
});

test('who decided a request is told to those who see the members', async () => {
  await bench.run(['request', 'create', 'dataset/open', '--kind', 'access'], { as: 'olga' });
  await bench.run(['request', 'deny', '1'], { as: 'ana' });
  const decider = async (as: string) =>
    ((await bench.run(['request', 'show', '1', '--json'], { as })).json() as Row)['decided_by'];
  expect(await decider('olga')).toBe('withheld');
  expect(await decider('ana')).toBe('ana');
  await bench.run(['dataset', 'grant', 'open', 'olga', '--role', 'viewer'], { as: 'ana' });
  expect(await decider('olga')).toBe('ana');
});

test('when a role ends is not told from the end of another that the asker may not see', async () => {
  // greta is viewer of wetlands until then, and, if she is in neuro, contributor without an end. neuro becomes a viewer too.
  const at = '2999-01-01';
  await bench.run(['project', 'grant', 'wetlands', 'greta', '--role', 'viewer', '--until', at], { as: 'ana' });
  await bench.run(['project', 'grant', 'wetlands', 'group/neuro', '--role', 'viewer', '--lower'], { as: 'ana' });
  const told = async () => (await rows('who', 'dataset/shared')).filter(({ user }) => user === 'greta');
  const inside = await told();
  await bench.run(['group', 'revoke', 'neuro', 'greta'], { as: 'ana' });
  expect(inside).toEqual(await told());
  expect(inside).toMatchObject([{ role: 'viewer', until: '2999-01-01T23:59:59.999Z' }]);
});

test('a record that people reach by a dataset of their own beside an open one is listed with them, and with nobody else', async () => {
  // A measurement in open, on an individual of plot-1: readable to who reads plot-1.
  await bench.run(
    [
      'measurement',
      'create',
      '--trait',
      'mass',
      '--individual',
      'P1',
      '--dataset',
      'open',
      '--person',
      'SILVA A',
    ].concat('--date', '2008-01-01', '--value', '1'),
    { as: 'ana' },
  );
  const who = await bench.run(['access', 'who', 'measurement/id:4', '--json'], { as: 'ana' });
  expect((who.json() as Row[]).map(({ user }) => user)).toEqual(['ana', 'carl', 'col', 'max', 'reg', 'sara', 'vera']);
});

test('a group that lets people in only with a role that they have elsewhere is listed', async () => {
  // P1 is max's and carl's to read by plot-1; the measurement of it lies in a dataset of max's that holds neuro.
  const as = (login: string, ...argv: string[]) => bench.run(argv, { as: login });
  await as('max', 'dataset', 'create', 'weights');
  await as('sara', 'dataset', 'grant', 'weights', 'group/neuro', '--role', 'contributor');
  const words = 'measurement create --trait mass --individual P1 --dataset weights --date 2008-01-01 --value 1 --json';
  const made = await as('max', ...words.split(' '), '--person', 'SILVA A');
  const { id } = made.json() as { id: number };
  const told = async (action: string) =>
    (await rows('who', `measurement/id:${id}`, action)).map(({ user, role }) => `${user} ${role}`);
  expect(await told('delete')).toEqual(['a group contributor', 'max owner', 'sara owner']);
  expect(await told('edit')).toEqual(await told('delete'));
});

test('what somebody has, as lines, says of each whose it is', async () => {
  expect((await ask('what', 'olga')).out).toBe(
    'user\tobject\trole\tvia\na group\tdataset/shared\tcontributor\tproject/wetlands\na group\tproject/wetlands\tcontributor\tdirect\n',
  );
});

test('the least role in a group is called member wherever it is told', async () => {
  const explained = await bench.run(['access', 'explain', 'me', 'read', 'group/neuro', '--json'], { as: 'greta' });
  expect(explained.json()).toMatchObject({ paths: [{ role: 'member', membership: { role: 'member' } }] });
});
