import { beforeEach, describe, expect, test } from 'vitest';
import { contents } from '../helpers/dump.ts';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';

let bench: Bench;
beforeEach(async () => {
  bench = (await world()).as('ana');
});

const roles = async (ref: string): Promise<string[]> => {
  const [kind = '', name = ''] = ref.split('/');
  const rows = (await bench.run([kind, 'members', name, '--json'], { as: 'sara' })).json() as {
    member: string;
    role: string;
  }[];
  return rows.map(({ member, role }) => `${member} ${role}`);
};
const as = (login: string | null, ...argv: string[]) => bench.run(argv, { as: login });
const json = async (login: string, ...argv: string[]) => (await as(login, ...argv, '--json')).json();
/** Refused with this code, and nothing has changed. */
async function refused(code: number, login: string | null, ...argv: string[]): Promise<string> {
  const before = contents(bench.db);
  const ran = await as(login, ...argv);
  expect({ argv, login, code: ran.code, out: ran.out }).toEqual({ argv, login, code, out: '' });
  expect(contents(bench.db)).toEqual(before);
  return ran.err;
}

describe('an invitation', () => {
  test('lets the invited in when accepted, and not before', async () => {
    expect(await json('ana', 'group', 'invite', 'neuro', 'vera')).toMatchObject({
      result: 'created',
      id: 1,
      group: 'group/neuro',
      user: 'vera',
      role: 'member',
      invited_by: 'ana',
      state: 'pending',
    });
    expect(await roles('group/neuro')).not.toContain('vera member');
    expect(await json('vera', 'inbox')).toMatchObject([
      { kind: 'invitation', id: 1, object: 'group/neuro', from: 'ana', about: 'member' },
    ]);
    expect(await json('vera', 'invitation', 'accept', '1')).toMatchObject({ result: 'updated', state: 'accepted' });
    expect(await roles('group/neuro')).toContain('vera member');
    expect((await as('vera', 'access', 'check', 'me', 'insert', 'project/wetlands')).code).toBe(0);
    expect(await json('vera', 'inbox')).toEqual([]);
    expect(await json('vera', 'invitation', 'accept', '1')).toMatchObject({ result: 'unchanged' });
    expect(await json('ana', 'group', 'invite', 'neuro', 'vera')).toMatchObject({ result: 'unchanged' });
  });

  test('can be declined by the invited and taken back by a manager, once', async () => {
    await bench.must('group', 'invite', 'neuro', 'vera');
    await bench.must('group', 'invite', 'neuro', 'olga');
    await refused(4, 'ana', 'invitation', 'decline', '1');
    await refused(4, 'vera', 'invitation', 'cancel', '1');
    expect(await json('vera', 'invitation', 'decline', '1')).toMatchObject({ result: 'updated', state: 'declined' });
    expect(await json('ana', 'invitation', 'cancel', '2')).toMatchObject({ result: 'updated', state: 'cancelled' });
    await refused(6, 'vera', 'invitation', 'accept', '1');
    await refused(6, 'olga', 'invitation', 'accept', '2');
    expect(await json('ana', 'group', 'invite', 'neuro', 'vera')).toMatchObject({ result: 'created', id: 3 });
  });

  test('is seen by the invited and the managers, and by nobody else', async () => {
    await bench.must('group', 'invite', 'neuro', 'vera');
    for (const login of ['ana', 'vera', 'sara']) expect(await json(login, 'invitation', 'list')).toHaveLength(1);
    for (const login of ['greta', 'olga', 'max']) {
      expect(await json(login, 'invitation', 'list')).toEqual([]);
      const there = await refused(3, login, 'invitation', 'accept', '1');
      const absent = await refused(3, login, 'invitation', 'accept', '9');
      expect(there.replaceAll('1', '9')).toBe(absent);
    }
    expect((await as(null, 'invitation', 'list')).out.split('\n').length).toBeLessThanOrEqual(2);
  });

  test('is for managers to make, and for roles that they could give', async () => {
    await refused(4, 'greta', 'group', 'invite', 'neuro', 'vera');
    await refused(3, 'olga', 'group', 'invite', 'neuro', 'vera');
    await bench.must('group', 'grant', 'neuro', 'greta', '--role', 'manager');
    await refused(4, 'greta', 'group', 'invite', 'neuro', 'vera', '--role', 'manager');
    await refused(5, 'greta', 'group', 'invite', 'neuro', 'vera', '--role', 'contributor');
    await refused(3, 'greta', 'group', 'invite', 'neuro', 'nobody');
    await refused(6, 'ana', 'group', 'invite', 'neuro', 'reg', '--role', 'manager');
    expect((await as('greta', 'group', 'invite', 'neuro', 'vera')).code).toBe(0);
    await refused(6, 'ana', 'group', 'invite', 'neuro', 'vera', '--role', 'manager');
  });

  test('is worth nothing when the inviter may no longer invite', async () => {
    await bench.must('group', 'grant', 'neuro', 'greta', '--role', 'manager');
    expect((await as('greta', 'group', 'invite', 'neuro', 'vera')).code).toBe(0);
    await bench.must('group', 'grant', 'neuro', 'greta', '--role', 'member', '--lower');
    // The invited do not see who holds which role in the group, so are not told whose it was that ended.
    const told = await refused(6, 'vera', 'invitation', 'accept', '1');
    expect(told).toContain('this invitation into group/neuro is no longer good');
    expect(told).not.toContain('greta');
    expect(await json('vera', 'inbox')).toEqual([]);
    for (const login of ['vera', 'ana'])
      expect(await json(login, 'invitation', 'list')).toMatchObject([{ id: 1, state: 'pending', valid: false }]);
    // Nor does it stand in the way of a new one by somebody who may.
    expect(await json('ana', 'group', 'invite', 'neuro', 'vera')).toMatchObject({ result: 'created', id: 2 });
    expect(await json('vera', 'inbox')).toMatchObject([{ kind: 'invitation', id: 2, from: 'ana' }]);
    expect(await json('ana', 'invitation', 'list')).toMatchObject([
      { id: 2, state: 'pending', valid: true },
      { id: 1, state: 'cancelled', valid: null },
    ]);
  });

  test('is worth nothing while the inviter is disabled', async () => {
    await bench.must('group', 'grant', 'neuro', 'greta', '--role', 'manager');
    await as('greta', 'group', 'invite', 'neuro', 'vera');
    expect((await as('sara', 'user', 'disable', 'greta')).code).toBe(0);
    expect(await refused(6, 'vera', 'invitation', 'accept', '1')).toContain('is no longer good');
    expect(await json('vera', 'inbox')).toEqual([]);
    expect((await as('sara', 'user', 'enable', 'greta')).code).toBe(0);
    expect(await json('vera', 'inbox')).toHaveLength(1);
    expect((await as('vera', 'invitation', 'accept', '1')).code).toBe(0);
  });

  test('never lowers a role that was given meanwhile', async () => {
    await bench.must('group', 'invite', 'neuro', 'vera');
    await bench.must('group', 'grant', 'neuro', 'vera', '--role', 'manager');
    expect((await as('vera', 'invitation', 'accept', '1')).code).toBe(0);
    expect(await roles('group/neuro')).toContain('vera manager');
  });

  test('ends with the demotion of the invited where the role is too much, and with off-boarding', async () => {
    await bench.must('group', 'invite', 'neuro', 'vera', '--role', 'manager');
    await bench.must('group', 'invite', 'neuro', 'olga');
    await bench.must('group', 'invite', 'neuro', 'col');
    for (const login of ['vera', 'olga']) expect((await as('sara', 'user', 'level', login, 'registered')).code).toBe(0);
    expect((await as('sara', 'user', 'offboard', 'col', '--yes')).code).toBe(0);
    const states = (await json('ana', 'invitation', 'list')) as { user: string; state: string }[];
    expect(states.map(({ user, state }) => `${user} ${state}`)).toEqual([
      'col cancelled',
      'olga pending',
      'vera cancelled',
    ]);
  });

  test('shows the e-mail address of who accepted to the managers, while they are in', async () => {
    const email = async () => ((await json('ana', 'user', 'show', 'vera')) as { email: string | null }).email;
    expect(await email()).toBeNull();
    await bench.must('group', 'invite', 'neuro', 'vera');
    expect(await email()).toBeNull();
    await as('vera', 'invitation', 'accept', '1');
    expect(await email()).toBe('vera@lab.org');
    expect(((await json('greta', 'user', 'show', 'vera')) as { email: string | null }).email).toBeNull();
    await as('vera', 'group', 'leave', 'neuro');
    expect(await email()).toBeNull();
  });
});

describe('the e-mail address of a user', () => {
  const email = async (): Promise<string | null> =>
    ((await json('max', 'user', 'show', 'olga')) as { email: string | null }).email;
  const ask = async (...more: string[]): Promise<number> =>
    ((await json('olga', 'request', 'create', 'dataset/open', '--kind', ...more)) as { id: number }).id;
  const approve = async (id: number): Promise<void> => {
    expect((await as('max', 'request', 'approve', `${id}`)).code).toBe(0);
  };
  beforeEach(async () => {
    await bench.must('dataset', 'grant', 'open', 'max', '--role', 'manager');
  });

  test('is shown to the managers of what they joined by a request, whatever becomes of the role, until they are out', async () => {
    await approve(await ask('access'));
    expect(await email()).toBe('olga@lab.org');
    await bench.must('dataset', 'grant', 'open', 'olga', '--role', 'contributor');
    expect(await email()).toBe('olga@lab.org');
    await bench.must('dataset', 'revoke', 'open', 'olga');
    expect(await email()).toBeNull();
    await bench.must('dataset', 'grant', 'open', 'olga', '--role', 'viewer');
    expect(await email()).toBeNull();
  });

  test('is not shown for a request that made nobody a member', async () => {
    await bench.must('dataset', 'grant', 'open', 'olga', '--role', 'viewer');
    for (const kind of ['data', 'sample', 'change']) await approve(await ask(kind));
    expect(await email()).toBeNull();
    // A member of old who asks for more has come in by the grant.
    await approve(await ask('access', '--role', 'collaborator'));
    expect(await roles('dataset/open')).toContain('olga collaborator');
    expect(await email()).toBeNull();
  });

  test('is not shown for an invitation that found a member', async () => {
    await bench.must('group', 'grant', 'neuro', 'max', '--role', 'manager');
    await bench.must('group', 'invite', 'neuro', 'olga');
    await bench.must('group', 'grant', 'neuro', 'olga', '--role', 'member');
    await as('olga', 'invitation', 'accept', '1');
    expect(await email()).toBeNull();
  });

  test('is not shown after the role that was asked for has run out, also when another is granted', async () => {
    await approve(await ask('access'));
    await bench.must('dataset', 'grant', 'open', 'olga', '--role', 'viewer', '--until', '2999-01-01', '--lower');
    const then = { now: '2999-02-01T00:00:00Z' };
    const late = async () =>
      (await bench.run(['user', 'show', 'olga', '--json'], { as: 'max', ...then })).json() as { email: string | null };
    expect((await late()).email).toBeNull();
    expect(await email()).toBe('olga@lab.org');
    await bench.run(['dataset', 'grant', 'open', 'olga', '--role', 'viewer'], { as: 'ana', ...then });
    expect((await late()).email).toBeNull();
  });
});

test('an invitation is good for whose membership has run out', async () => {
  await bench.must('group', 'grant', 'neuro', 'vera', '--role', 'member', '--until', '2999-01-01');
  const then = { now: '2999-02-01T00:00:00Z' };
  expect((await bench.run(['group', 'invite', 'neuro', 'vera'], { as: 'ana', ...then })).code).toBe(0);
  expect((await bench.run(['invitation', 'accept', '1'], { as: 'vera', ...then })).code).toBe(0);
  const check = ['access', 'check', 'me', 'insert', 'project/wetlands'];
  expect((await bench.run(check, { as: 'vera', ...then })).code).toBe(0);
});

describe('a request', () => {
  test('for access is a grant by whoever approves it, with their rights', async () => {
    expect(
      await json(
        'olga',
        'request',
        'create',
        'dataset/open',
        '--kind',
        'access',
        '--role',
        'contributor',
        '--message',
        'May',
      ),
    ).toMatchObject({
      result: 'created',
      id: 1,
      object: 'dataset/open',
      role: 'contributor',
      message: 'May',
      state: 'pending',
    });
    expect(await json('ana', 'inbox')).toMatchObject([
      { kind: 'request', id: 1, object: 'dataset/open', from: 'olga', about: 'access as contributor' },
    ]);
    await refused(4, 'olga', 'request', 'approve', '1');
    await refused(3, 'max', 'request', 'approve', '1');
    expect(await json('ana', 'request', 'approve', '1')).toMatchObject({
      result: 'updated',
      state: 'accepted',
      decided_by: 'ana',
    });
    expect(await roles('dataset/open')).toContain('olga contributor');
    expect(await json('ana', 'request', 'approve', '1')).toMatchObject({ result: 'unchanged' });
    expect(await json('olga', 'request', 'create', 'dataset/open', '--kind', 'access')).toMatchObject({
      result: 'unchanged',
    });
  });

  test('for a role that the decider may not give stays open', async () => {
    await bench.must('dataset', 'grant', 'open', 'max', '--role', 'manager');
    await as('olga', 'request', 'create', 'dataset/open', '--kind', 'access', '--role', 'owner');
    await refused(4, 'max', 'request', 'approve', '1');
    expect(await json('olga', 'request', 'show', '1')).toMatchObject({ state: 'pending' });
    expect(await refused(4, 'max', 'request', 'deny', '1')).toContain(
      'This needs the role owner in the dataset itself; ana can grant it.',
    );
    expect(await json('max', 'inbox')).toEqual([]);
    expect(await json('ana', 'inbox')).toHaveLength(1);
    expect((await as('ana', 'request', 'deny', '1')).code).toBe(0);
  });

  test('to join a group makes a member', async () => {
    await bench.must('group', 'create', 'guild', '--privacy', 'registered');
    await as('olga', 'request', 'create', 'group/guild', '--kind', 'join');
    await bench.must('request', 'approve', '1');
    expect(await roles('group/guild')).toEqual(expect.arrayContaining(['ana owner', 'olga member']));
  });

  test('for data lets one read, for samples and changes nothing', async () => {
    for (const kind of ['data', 'sample', 'change'])
      expect((await as('olga', 'request', 'create', 'dataset/open', '--kind', kind)).code).toBe(0);
    await bench.must('request', 'approve', '2');
    await bench.must('request', 'approve', '3');
    expect((await roles('dataset/open')).join()).not.toContain('olga');
    // It waits for whoever may decide it at this moment.
    await bench.must('dataset', 'grant', 'open', 'max', '--role', 'manager');
    expect(await json('max', 'inbox')).toHaveLength(1);
    await bench.must('dataset', 'grant', 'open', 'max', '--role', 'contributor', '--lower');
    expect(await json('max', 'inbox')).toEqual([]);
    await bench.must('request', 'approve', '1');
    expect(await roles('dataset/open')).toContain('olga viewer');
  });

  test('for a change is decided by those who may edit there, and for samples by managers', async () => {
    for (const [login, role] of [
      ['max', 'manager'],
      ['carl', 'contributor'],
      ['col', 'collaborator'],
      ['vera', 'viewer'],
    ] as const)
      await bench.must('dataset', 'grant', 'open', login, '--role', role);
    for (const kind of ['change', 'sample']) await as('olga', 'request', 'create', 'dataset/open', '--kind', kind);
    const inboxOf = async (login: string) =>
      ((await json(login, 'inbox')) as { about: string }[]).map(({ about }) => about);
    expect(await inboxOf('ana')).toEqual(['change', 'sample']);
    expect(await inboxOf('max')).toEqual(['change', 'sample']);
    for (const login of ['carl', 'col']) {
      expect(await inboxOf(login)).toEqual(['change']);
      expect(await json(login, 'request', 'list')).toMatchObject([{ id: 1, kind: 'change' }]);
      await refused(3, login, 'request', 'approve', '2');
    }
    expect(await inboxOf('vera')).toEqual([]);
    expect(await refused(4, 'olga', 'request', 'approve', '1')).toContain('needs the role collaborator');
    expect(await refused(4, 'olga', 'request', 'approve', '2')).toContain('needs the role manager');
    const before = await roles('dataset/open');
    expect((await as('col', 'request', 'approve', '1')).code).toBe(0);
    expect((await as('max', 'request', 'approve', '2')).code).toBe(0);
    expect(await roles('dataset/open')).toEqual(before);
    // Its makers are told that it was decided, and by whom only where they see the members.
    expect(await json('olga', 'request', 'list')).toMatchObject([
      { kind: 'sample', state: 'accepted', decided_by: 'withheld' },
      { kind: 'change', state: 'accepted', decided_by: 'withheld' },
    ]);
  });

  test('says nothing of who owns what to those who may not see the members', async () => {
    await as('olga', 'request', 'create', 'dataset/open', '--kind', 'access', '--role', 'owner');
    const err = await refused(4, 'olga', 'request', 'approve', '1');
    expect(err).toContain('This needs the role owner in the dataset itself; its owner can grant it.');
    expect(err).not.toContain('ana');
  });

  test('to be owner of a dataset is not for those to grant who own it through its project alone', async () => {
    await bench.must('project', 'grant', 'wetlands', 'max', '--role', 'owner');
    await bench.must('dataset', 'grant', 'shared', 'olga', '--role', 'viewer');
    await as('olga', 'request', 'create', 'dataset/shared', '--kind', 'access', '--role', 'owner');
    await refused(4, 'max', 'request', 'approve', '1');
    await refused(4, 'max', 'request', 'deny', '1');
    expect(await json('max', 'inbox')).toEqual([]);
    expect((await as('sara', 'request', 'approve', '1')).code).toBe(0);
    expect(await roles('dataset/shared')).toContain('olga owner');
  });

  test('raises the role of a member, and lowers none', async () => {
    await as('vera', 'request', 'create', 'dataset/plot-1', '--kind', 'access', '--role', 'contributor');
    await bench.must('dataset', 'grant', 'plot-1', 'vera', '--role', 'manager');
    await bench.must('request', 'approve', '1');
    expect(await roles('dataset/plot-1')).toContain('vera manager');
    await as('reg', 'request', 'create', 'dataset/open', '--kind', 'data');
    await bench.must('request', 'approve', '2');
    expect(await roles('dataset/open')).toContain('reg viewer');
  });

  test('to an unmanaged biocollection is to own it, and to a managed one for any role', async () => {
    await bench.must('biocollection', 'create', 'INPA', '--name', 'The herbarium');
    const ask = ['request', 'create', 'biocollection/INPA', '--kind', 'access'];
    expect(await refused(6, 'olga', ...ask, '--role', 'collaborator')).toContain('is not managed');
    expect((await as('olga', ...ask, '--role', 'owner')).code).toBe(0);
    await bench.must('request', 'approve', '1');
    expect(await roles('biocollection/INPA')).toContain('olga owner');
    await as('sara', 'biocollection', 'manage', 'INPA', '--owner', 'ana');
    expect((await as('vera', ...ask, '--role', 'collaborator')).code).toBe(0);
    expect((await as('olga', 'request', 'approve', '2')).code).toBe(0);
    expect(await roles('biocollection/INPA')).toContain('vera collaborator');
  });

  test('to a group is decided by managers for members, by owners for managers', async () => {
    await bench.must('group', 'create', 'guild', '--privacy', 'registered');
    await bench.must('group', 'grant', 'guild', 'max', '--role', 'manager');
    await bench.must('group', 'grant', 'guild', 'vera', '--role', 'member');
    const join = ['request', 'create', 'group/guild', '--kind', 'join'];
    await as('olga', ...join);
    await as('carl', ...join, '--role', 'manager');
    await refused(3, 'vera', 'request', 'approve', '1');
    await refused(4, 'max', 'request', 'approve', '2');
    await refused(4, 'max', 'request', 'deny', '2');
    expect((await as('max', 'request', 'approve', '1')).code).toBe(0);
    expect((await as('ana', 'request', 'approve', '2')).code).toBe(0);
    expect(await roles('group/guild')).toEqual(expect.arrayContaining(['olga member', 'carl manager']));
    // A registered user joins as member.
    await refused(6, 'reg', ...join, '--role', 'manager');
    expect((await as('reg', ...join)).code).toBe(0);
    await bench.must('request', 'approve', '3');
    expect(await roles('group/guild')).toContain('reg member');
  });

  test('of somebody who was demoted meanwhile is cancelled where the role is too much, and stays where it is not', async () => {
    await as('olga', 'request', 'create', 'dataset/open', '--kind', 'access', '--role', 'collaborator');
    await as('olga', 'request', 'create', 'dataset/lab-only', '--kind', 'access');
    expect((await as('sara', 'user', 'level', 'olga', 'registered')).code).toBe(0);
    expect(await json('olga', 'request', 'list')).toMatchObject([{ state: 'pending' }, { state: 'cancelled' }]);
    expect((await as('sara', 'user', 'disable', 'olga')).code).toBe(0);
    expect(await refused(6, 'ana', 'request', 'approve', '2')).toContain('olga is disabled');
  });

  test('to what one cannot see is one to what is not there', async () => {
    const hidden = await refused(3, 'olga', 'request', 'create', 'dataset/secret', '--kind', 'access');
    const absent = await refused(3, 'olga', 'request', 'create', 'dataset/secrit', '--kind', 'access');
    expect(hidden).toBe(absent.replaceAll('secrit', 'secret'));
  });

  test.each([
    [['request', 'create', 'dataset/open', '--kind', 'acces'], 'olga', 5],
    [['request', 'create', 'dataset/open', '--kind', 'join'], 'olga', 5],
    [['request', 'create', 'dataset/open', '--kind', 'data', '--role', 'viewer'], 'olga', 5],
    [['request', 'create', 'dataset/open', '--kind', 'access', '--role', 'king'], 'olga', 5],
    [['request', 'create', 'dataset/open'], 'olga', 2],
    [['request', 'create', 'open', '--kind', 'access'], 'olga', 2],
    [['request', 'create', 'dataset/open', '--kind', 'access', '--role', 'collaborator'], 'reg', 6],
    [['request', 'create', 'dataset/open', '--kind', 'access'], null, 4],
    [['request', 'show', '1'], 'olga', 3],
    [['request', 'show', 'x'], 'olga', 2],
    [['invitation', 'accept', 'x'], 'olga', 2],
  ] as const)('%j by %s ends with %i', async (argv, login, code) => {
    expect(await refused(code, login, ...argv)).toContain('error');
  });

  test('is taken back by who made it, and then decided no more', async () => {
    await as('olga', 'request', 'create', 'dataset/open', '--kind', 'data');
    await refused(4, 'ana', 'request', 'cancel', '1');
    expect(await json('olga', 'request', 'cancel', '1')).toMatchObject({ result: 'updated', state: 'cancelled' });
    await refused(6, 'ana', 'request', 'approve', '1');
    expect(await json('olga', 'request', 'cancel', '1')).toMatchObject({ result: 'unchanged' });
  });

  test('leaves nothing in a dry run', async () => {
    const before = contents(bench.db);
    expect((await as('olga', 'request', 'create', 'dataset/open', '--kind', 'data', '--dry-run')).code).toBe(0);
    expect((await as('ana', 'group', 'invite', 'neuro', 'olga', '--dry-run')).code).toBe(0);
    expect(contents(bench.db)).toEqual(before);
  });
});

test('what has been asked and ended names no container that is out of sight', async () => {
  await bench.must('group', 'invite', 'neuro', 'vera');
  await as('vera', 'invitation', 'decline', '1');
  await bench.must('group', 'edit', 'neuro', '--name', 'renamed');
  expect(await json('vera', 'invitation', 'list')).toMatchObject([{ group: 'withheld', state: 'declined' }]);
  expect(await json('ana', 'invitation', 'list')).toMatchObject([{ group: 'group/renamed' }]);
  await as('olga', 'request', 'create', 'dataset/open', '--kind', 'data');
  await bench.must('dataset', 'edit', 'open', '--privacy', 'authorized', '--name', 'closed');
  expect(await json('olga', 'request', 'list')).toMatchObject([{ object: 'withheld', state: 'pending' }]);
});

test('what a group shows makes nobody a member; a wish to join speaks of members, where the group is withheld too', async () => {
  const shown = await bench.must('group', 'edit', 'neuro', '--privacy', 'registered');
  expect(shown.err).toContain('\nolga gains sight of its roster\n');
  await as('olga', 'request', 'create', 'group/neuro', '--kind', 'join');
  expect(await json('olga', 'request', 'list')).toMatchObject([
    { object: 'group/neuro', kind: 'join', role: 'member' },
  ]);
  const hidden = await bench.must('group', 'edit', 'neuro', '--privacy', 'authorized');
  expect(hidden.err).toContain('\nolga loses sight of its roster\n');
  expect(await json('olga', 'request', 'list')).toMatchObject([{ object: 'withheld', kind: 'join', role: 'member' }]);
});

test('off-boarding ends the invitations of others by who leaves, also if they come back', async () => {
  await as('max', 'group', 'create', 'g1');
  await as('max', 'group', 'invite', 'g1', 'vera');
  await as('ana', 'group', 'invite', 'neuro', 'vera');
  await as('max', 'user', 'token', 'create', 'me');
  const gone = await json('sara', 'user', 'offboard', 'max', '--transfer-to', 'ana', '--yes');
  expect(gone).toMatchObject({ result: 'updated', cancelled: 1, revoked_tokens: [1] });
  await as('sara', 'user', 'enable', 'max');
  await as('sara', 'group', 'grant', 'g1', 'max', '--role', 'manager');
  expect(await json('vera', 'inbox')).toMatchObject([{ object: 'group/neuro' }]);
  const log = (await json('sara', 'audit', 'log', '--object', 'invitation/id:1')) as { command: string }[];
  expect(log.map(({ command }) => command)).toEqual([
    'vasculum user offboard max --transfer-to=ana --yes --json',
    'vasculum group invite g1 vera',
  ]);
});
