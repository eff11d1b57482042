import { beforeEach, describe, expect, test } from 'vitest';
import { contents } from '../../helpers/dump.ts';
import type { Bench } from '../../helpers/run.ts';
import { world } from '../../helpers/world.ts';
import { numberOf } from '../../helpers/dump.ts';

const kinds = ['setup', 'inventory', 'storage', 'paradigm'] as const;
let bench: Bench;
beforeEach(async () => {
  bench = (await world()).as('ana');
});

const as = (login: string | null, ...argv: string[]) => bench.run(argv, { as: login });
const json = async (login: string, ...argv: string[]) =>
  (await as(login, ...argv, '--json')).json() as Record<string, unknown>;
const rows = async (login: string | null, ...argv: string[]) =>
  (await as(login, ...argv, '--json')).json() as Record<string, unknown>[];
const roles = async (kind: string, name: string): Promise<string[]> =>
  (await rows('sara', kind, 'members', name)).map(({ member, role }) => `${String(member)} ${String(role)}`);
/** Refused with this code, and nothing has changed. */
async function refused(code: number, login: string | null, ...argv: string[]): Promise<string> {
  const before = contents(bench.db);
  const ran = await as(login, ...argv);
  expect({ argv, login, code: ran.code, out: ran.out }).toEqual({ argv, login, code, out: '' });
  expect(contents(bench.db)).toEqual(before);
  return ran.err;
}

describe('a setup', () => {
  test('is made with its fields, owned by who makes it, and the groups that are named contribute', async () => {
    const ran = await bench.must(
      'setup',
      'create',
      'rig',
      '--setup-type',
      'head-fixed',
      '--location',
      'B12',
      '--group',
      'neuro',
      '--json',
    );
    expect(ran.json()).toMatchObject({
      result: 'created',
      name: 'rig',
      privacy: 'authorized',
      setup_type: 'head-fixed',
      location: 'B12',
      description: null,
      warnings: ['who may add members to group/neuro now decides who has this role: its managers and owners'],
    });
    expect(await roles('setup', 'rig')).toEqual(['ana owner', 'group/neuro contributor']);
    expect((await as('greta', 'access', 'check', 'me', 'delete', 'setup/rig')).code).toBe(0);
    expect((await as('greta', 'access', 'check', 'me', 'share', 'setup/rig')).code).toBe(4);
  });

  test('that is made again is unchanged, and with another group or type a conflict that names it', async () => {
    await bench.must('group', 'create', 'field');
    const create = ['setup', 'create', 'rig', '--setup-type', 'head-fixed', '--group', 'neuro'];
    await bench.must(...create);
    expect(await json('ana', ...create)).toMatchObject({ result: 'unchanged', warnings: [] });
    expect(await json('ana', 'setup', 'create', 'rig')).toMatchObject({ result: 'unchanged' });
    const other = await refused(6, 'ana', ...create, '--group', 'field');
    expect(other).toContain('setup/rig is there already, with other groups');
    expect(other).toContain('vasculum setup grant rig group/NAME --role contributor');
    expect(await refused(6, 'ana', 'setup', 'create', 'rig', '--setup-type', 'free')).toContain(
      'with other setup_type',
    );
    await bench.must('setup', 'grant', 'rig', 'group/neuro', '--role', 'viewer', '--lower');
    await refused(6, 'ana', ...create);
  });

  test('takes no group that its maker does not read, and is made by full users alone', async () => {
    expect(await refused(3, 'olga', 'setup', 'create', 'rig', '--group', 'neuro')).toContain(
      'there is no group neuro that you can see',
    );
    await refused(4, 'reg', 'setup', 'create', 'rig');
    await refused(4, null, 'setup', 'create', 'rig');
  });

  test('keeps to itself whether a group shares it, when a reader by its privacy makes it again', async () => {
    await bench.must('group', 'edit', 'neuro', '--privacy', 'public');
    await bench.must('setup', 'create', 'rig', '--privacy', 'public');
    const ran = await as('olga', 'setup', 'create', 'rig', '--group', 'neuro', '--privacy', 'public', '--json');
    await bench.must('setup', 'grant', 'rig', 'group/neuro', '--role', 'contributor');
    const shared = await as('olga', 'setup', 'create', 'rig', '--group', 'neuro', '--privacy', 'public', '--json');
    expect(shared).toMatchObject({ code: ran.code, out: ran.out, err: ran.err });
  });
});

describe.each(kinds)('the name of %s', (kind) => {
  test('is unique within the kind, and one that is hidden is refused in fixed words', async () => {
    await bench.must(kind, 'create', 'one');
    for (const other of kinds) if (other !== kind) await bench.must(other, 'create', 'one');
    expect(await refused(6, 'olga', kind, 'create', 'ONE')).toContain(`this ${kind} name cannot be used`);
    expect(await refused(6, 'ana', kind, 'create', 'One')).toContain(`${kind}/one is there already`);
    await bench.must(kind, 'edit', 'one', '--name', 'two');
    expect(await rows('ana', kind, 'list')).toMatchObject([{ name: 'two' }]);
    expect(await rows('olga', kind, 'list')).toEqual([]);
  });
});

describe('a storage', () => {
  const create = [
    'storage',
    'create',
    'disk',
    '--privacy',
    'public',
    '--path',
    'smb=//server/lab',
    '--public-path',
    'https=https://data.lab.org',
    '--organisation',
    'Subjects',
    '--organisation',
    'sessions',
  ];

  test('shows its paths to its members and its public paths to everybody who reads it', async () => {
    await bench.must(...create);
    await bench.must('storage', 'grant', 'disk', 'reg', '--role', 'viewer');
    const open = { public_paths: ['https=https://data.lab.org'], organisation: ['subjects', 'sessions'] };
    for (const login of ['ana', 'reg', 'sara'])
      expect(await json(login, 'storage', 'show', 'disk')).toMatchObject({ ...open, paths: ['smb=//server/lab'] });
    for (const login of ['olga', null])
      for (const argv of [['show', 'disk'], ['list']])
        expect((await as(login, 'storage', ...argv, '--json')).out).not.toContain('server');
    expect(await json('olga', 'storage', 'show', 'disk')).toMatchObject({ ...open, paths: [] });
  });

  test('tells who does not see its paths nothing of them, whatever they say they are', async () => {
    await bench.must(...create);
    const guess = (path: string) => as('olga', 'storage', 'create', 'disk', '--path', path);
    const [right, wrong] = [await guess('smb=//server/lab'), await guess('smb=//other')];
    expect(right).toMatchObject({ code: wrong.code, out: wrong.out, err: wrong.err });
    expect((await guess('smb=//other')).code).toBe(0);
    await refused(6, 'ana', 'storage', 'create', 'disk', '--path', 'smb=//other');
  });

  test.each([
    [['--path', 'server'], 'paths cannot be server: each is PROTOCOL=PATH'],
    [['--public-path', '=x'], 'public_paths cannot be =x: each is PROTOCOL=PATH'],
    [['--organisation', 'subject'], 'did you mean subjects?'],
  ])('is not made with %s', async (argv, words) => {
    expect(await refused(5, 'ana', 'storage', 'create', 'disk', ...argv)).toContain(words);
  });

  test('has its lists replaced and emptied by an edit', async () => {
    await bench.must(...create);
    expect(await json('ana', 'storage', 'edit', 'disk', '--organisation', 'years')).toMatchObject({
      result: 'updated',
      organisation: ['years'],
    });
    expect(await json('ana', 'storage', 'edit', 'disk', '--unset', 'path')).toMatchObject({ paths: [] });
    expect(await json('ana', 'storage', 'edit', 'disk', '--organisation', 'years')).toMatchObject({
      result: 'unchanged',
    });
  });
});

describe.each(kinds)('who belongs to %s', (kind) => {
  beforeEach(async () => {
    await bench.must(kind, 'create', 'x', '--group', 'neuro');
  });

  test('is granted, lowered and revoked, and the last owner stays', async () => {
    await bench.must(kind, 'grant', 'x', 'max', '--role', 'manager');
    await refused(4, 'max', kind, 'grant', 'x', 'carl', '--role', 'manager');
    await bench.must(kind, 'grant', 'x', 'carl', '--role', 'contributor');
    await refused(6, 'ana', kind, 'grant', 'x', 'carl', '--role', 'viewer');
    await refused(6, 'ana', kind, 'grant', 'x', 'reg', '--role', 'collaborator');
    expect(await refused(6, 'ana', kind, 'leave', 'x')).toContain(`would own ${kind}/x`);
    expect(await json('max', kind, 'revoke', 'x', 'carl')).toMatchObject({ results: [{ result: 'deleted' }] });
    await bench.must(kind, 'grant', 'x', 'group/neuro', '--role', 'owner');
    // greta, who is in neuro, owns it through the group.
    expect((await as('ana', kind, 'leave', 'x')).code).toBe(0);
  });

  test('is asked for by a request that its manager approves', async () => {
    await refused(3, 'olga', 'request', 'create', `${kind}/x`, '--kind', 'access');
    await bench.must(kind, 'edit', 'x', '--privacy', 'registered');
    await bench.must(kind, 'grant', 'x', 'max', '--role', 'manager');
    await refused(5, 'olga', 'request', 'create', `${kind}/x`, '--kind', 'join');
    expect(
      await json('olga', 'request', 'create', `${kind}/x`, '--kind', 'access', '--role', 'collaborator'),
    ).toMatchObject({ object: `${kind}/x`, state: 'pending' });
    expect(await rows('max', 'inbox')).toMatchObject([
      { kind: 'request', object: `${kind}/x`, about: 'access as collaborator' },
    ]);
    await refused(3, 'carl', 'request', 'approve', '1');
    expect(await json('max', 'request', 'approve', '1')).toMatchObject({ state: 'accepted' });
    expect(await roles(kind, 'x')).toContain('olga collaborator');
  });

  test('comes in by a file of members, and goes out in one', async () => {
    bench.write(
      'roles.csv',
      `container,member,role\n${kind}/x,max,manager\n${kind}/x,reg,viewer\n${kind}/x,group/neuro,contributor\n`,
    );
    expect(await json('ana', 'import', 'members', 'roles.csv')).toMatchObject({ created: 2, unchanged: 1 });
    const exported = (group: string): string =>
      `container,member,role,until\n${kind}/x,ana,owner,\n${kind}/x,max,manager,\n${kind}/x,${group},contributor,\n${kind}/x,reg,viewer,\n`;
    expect((await as('ana', 'export', 'members', `${kind}/x`)).out).toBe(exported('group/neuro'));
    // max does not see the group.
    expect((await as('max', 'export', 'members', `${kind}/x`)).out).toBe(exported('withheld'));
    bench.write('more.csv', `container,member,role\n${kind}/x,carl,viewer\n`);
    expect((await as('olga', 'import', 'members', 'more.csv')).code).toBe(5);
  });

  test('is asked about by explain, who, what, matrix and diff, now and as it was', async () => {
    const since = numberOf(bench.db, 'select max(seq) from audit');
    await bench.must(kind, 'grant', 'x', 'vera', '--role', 'collaborator');
    const ask = async (...argv: string[]) => (await bench.must('access', ...argv, '--json')).json();
    expect(await ask('explain', 'greta', 'delete', `${kind}/x`)).toMatchObject({
      allowed: true,
      paths: [{ role: 'contributor', via: 'group/neuro', membership: { member: 'group/neuro', granted_by: 'ana' } }],
    });
    expect(await ask('explain', 'olga', 'edit', `${kind}/x`)).toMatchObject({
      allowed: false,
      remedies: [
        { command: `vasculum ${kind} grant x olga --role collaborator`, by: 'ana', next: [] },
        { command: 'vasculum group grant neuro olga --role member', by: 'ana', next: [] },
      ],
    });
    expect(await ask('who', `${kind}/x`, 'insert')).toMatchObject([
      { user: 'ana', role: 'owner', via: 'direct' },
      { user: 'greta', role: 'contributor', via: 'group/neuro' },
      { user: 'sara', role: 'owner', via: 'superadmin' },
      { user: 'vera', role: 'collaborator', via: 'direct' },
    ]);
    const mine = expect.objectContaining({ user: 'vera', object: `${kind}/x`, role: 'collaborator', via: 'direct' });
    expect(await ask('what', 'vera', 'edit')).toContainEqual(mine);
    expect(await ask('matrix')).toContainEqual(mine);
    expect(await ask('matrix', '--at', String(since))).not.toContainEqual(mine);
    expect(await ask('diff', '--since', String(since))).toEqual([
      { user: 'vera', object: `${kind}/x`, from: null, to: 'collaborator', from_via: null, to_via: 'direct' },
    ]);
  });

  test('matters when somebody leaves or is demoted: a last owner is named, or hands over', async () => {
    for (const argv of [
      ['offboard', 'ana', '--yes'],
      ['level', 'ana', 'registered'],
    ])
      expect(await refused(6, 'sara', 'user', ...argv)).toContain(`${kind}/x`);
    const made = await json('sara', 'user', 'offboard', 'ana', '--transfer-to', 'max', '--yes');
    expect(made['transferred']).toContain(`${kind}/x`);
    expect(await roles(kind, 'x')).toEqual(['max owner', 'group/neuro contributor']);
  });

  test('sees its rows of the audit log where they may share it', async () => {
    await bench.must(kind, 'grant', 'x', 'max', '--role', 'manager');
    await bench.must(kind, 'grant', 'x', 'vera', '--role', 'viewer');
    expect((await rows('max', 'audit', 'log', '--object', `${kind}/x`)).length).toBeGreaterThan(2);
    expect(await rows('vera', 'audit', 'log', '--object', `${kind}/x`)).toEqual([]);
  });
});

test.each(kinds)('%s is deleted by its owner, with its memberships', async (kind) => {
  await bench.must(kind, 'create', 'x', '--group', 'neuro');
  await bench.must(kind, 'grant', 'x', 'max', '--role', 'manager');
  await refused(4, 'max', kind, 'delete', 'x', '--yes');
  expect(await json('ana', kind, 'delete', 'x', '--yes')).toMatchObject({ result: 'deleted', ref: `${kind}/x` });
  expect(numberOf(bench.db, `select count(*) from ${kind}`)).toBe(0);
  expect(numberOf(bench.db, "select count(*) from container where name = 'x'")).toBe(0);
});
