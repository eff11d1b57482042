import { beforeEach, describe, expect, test } from 'vitest';
import { contents } from '../../helpers/dump.ts';
import type { Bench } from '../../helpers/run.ts';
import { world } from '../../helpers/world.ts';

let bench: Bench;
beforeEach(async () => {
  bench = (await world()).as('sara');
});

const roles = async (ref: string): Promise<string[]> => {
  const [kind = '', name = ''] = ref.split('/');
  const rows = (await bench.run([kind, 'members', name, '--json'])).json() as { member: string; role: string }[];
  return rows.map(({ member, role }) => `${member} ${role}`);
};
const json = async (...argv: string[]) => (await bench.must(...argv, '--json')).json() as Record<string, unknown>;
const owned = [
  'dataset/lab-only',
  'dataset/open',
  'dataset/plot-1',
  'dataset/secret',
  'group/neuro',
  'project/wetlands',
];

describe('a user who leaves', () => {
  test('is kept while something would have no owner, each of which is named, and nothing has changed', async () => {
    const before = contents(bench.db);
    const ran = await bench.run(['user', 'offboard', 'ana', '--yes']);
    expect({ code: ran.code, out: ran.out }).toEqual({ code: 6, out: '' });
    for (const name of owned) expect(ran.err).toContain(name);
    expect(ran.err).not.toContain('ana-workspace');
    const hint =
      'hint: Name with --transfer-to who shall own it; or grant another user or group the role owner first.\n';
    expect(ran.err).toContain(hint);
    expect((await bench.run(['user', 'level', 'ana', 'registered'])).err).toContain(hint);
    expect(contents(bench.db)).toEqual(before);
  });

  test('is disabled, has no role left, and the heir owns what nobody else would', async () => {
    const made = await json('user', 'offboard', 'ana', '--transfer-to', 'max', '--yes');
    expect(made).toMatchObject({ result: 'updated', user: 'ana', to: 'max', cancelled_jobs: [] });
    expect((made['transferred'] as string[]).toSorted()).toEqual(owned);
    expect(made['revoked']).toContainEqual({ container: 'project/wetlands', role: 'owner' });
    expect(made['revoked']).toContainEqual({ container: 'project/ana-workspace', role: 'owner' });
    for (const ref of owned) expect(await roles(ref)).toContain('max owner');
    for (const ref of owned) expect((await roles(ref)).join()).not.toContain('ana ');
    expect((await bench.run(['project', 'list'], { as: 'ana' })).code).toBe(4);
    expect(await json('user', 'offboard', 'ana', '--transfer-to', 'max', '--yes')).toMatchObject({
      result: 'unchanged',
      revoked: [],
      transferred: [],
    });
  });

  test('passes on nothing that somebody else owns, be it through a group', async () => {
    await bench.must('group', 'grant', 'neuro', 'greta', '--role', 'owner');
    await bench.must('project', 'grant', 'wetlands', 'group/neuro', '--role', 'owner');
    const made = await json('user', 'offboard', 'ana', '--transfer-to', 'max', '--yes');
    expect((made['transferred'] as string[]).toSorted()).toEqual(
      owned.filter((ref) => ref !== 'group/neuro' && ref !== 'project/wetlands'),
    );
    expect(await roles('project/wetlands')).not.toContain('max owner');
  });

  test('hands a group over once: its new owner owns through it what the group owns', async () => {
    await bench.must('dataset', 'create', 'of-group');
    await bench.must('dataset', 'grant', 'of-group', 'group/neuro', '--role', 'owner');
    await bench.must('dataset', 'revoke', 'of-group', 'sara');
    await bench.must('group', 'revoke', 'neuro', 'greta');
    const made = await json('user', 'offboard', 'ana', '--transfer-to', 'max', '--yes');
    expect(made['transferred']).toContain('group/neuro');
    expect(made['transferred']).not.toContain('dataset/of-group');
  });

  test('is named with the groups through which others were let in', async () => {
    const ran = await bench.must('user', 'offboard', 'ana', '--transfer-to', 'max', '--yes');
    expect(ran.err).toContain('ana managed group/neuro, which holds roles in 1 container');
  });

  test('gets the own workspace back when enabled again, and no other role', async () => {
    await bench.must('user', 'offboard', 'ana', '--transfer-to', 'max', '--yes');
    await bench.must('user', 'enable', 'ana');
    expect(await roles('project/ana-workspace')).toEqual(['ana owner']);
    expect((await roles('project/wetlands')).join()).not.toContain('ana ');
  });

  test('is not the last superadmin', async () => {
    expect((await bench.run(['user', 'offboard', 'sara', '--transfer-to', 'ana', '--yes'])).code).toBe(6);
  });

  test.each([
    [['user', 'offboard', 'ana', '--transfer-to', 'max'], 'sara', 2],
    [['user', 'offboard', 'ana', '--transfer-to', 'nobody', '--yes'], 'sara', 3],
    [['user', 'offboard', 'nobody', '--yes'], 'sara', 3],
    [['user', 'offboard', 'ana', '--transfer-to', 'max', '--yes'], 'max', 4],
    [['user', 'offboard', 'ana', '--transfer-to', 'ana', '--yes'], 'sara', 5],
    [['user', 'offboard', 'ana', '--transfer-to', 'reg', '--yes'], 'sara', 6],
    [['user', 'offboard', 'ana', '--transfer-to', 'dina', '--yes'], 'sara', 6],
    [['user', 'level', 'ana', 'full', '--transfer-to', 'max'], 'sara', 5],
    [['user', 'level', 'ana', 'registered', '--transfer-to', 'reg'], 'sara', 6],
    [['user', 'level', 'ana', 'registered', '--transfer-to', 'max'], 'max', 4],
  ])('%j by %s ends with %i and changes nothing', async (argv, as, code) => {
    const before = contents(bench.db);
    expect((await bench.run(argv, { as })).code).toBe(code);
    expect(contents(bench.db)).toEqual(before);
  });

  test('in a dry run is told everything and stays', async () => {
    const before = contents(bench.db);
    const made = await json('user', 'offboard', 'ana', '--transfer-to', 'max', '--dry-run');
    expect((made['transferred'] as string[]).toSorted()).toEqual(owned);
    expect(contents(bench.db)).toEqual(before);
  });
});

describe('a user who is demoted', () => {
  test('is kept while something would have no owner, unless an heir is named', async () => {
    expect((await bench.run(['user', 'level', 'ana', 'registered'])).code).toBe(6);
    const made = await json('user', 'level', 'ana', 'registered', '--transfer-to', 'max');
    expect(made).toMatchObject({ result: 'updated', level: 'registered' });
    expect((made['transferred'] as string[]).toSorted()).toEqual(owned);
    expect(await roles('project/wetlands')).toEqual(expect.arrayContaining(['ana viewer', 'max owner']));
    expect(await roles('group/neuro')).toEqual(expect.arrayContaining(['ana member', 'max owner']));
    expect(await roles('project/ana-workspace')).toEqual(['ana owner']);
  });
});

describe('a project that is transferred', () => {
  test('has a new owner, and the old one manages it', async () => {
    bench.as('ana');
    const made = await json('project', 'transfer', 'wetlands', 'max');
    expect(made).toEqual({
      results: [
        { result: 'updated', member: 'max', role: 'owner', was: 'manager' },
        { result: 'updated', member: 'ana', role: 'manager', was: 'owner' },
      ],
    });
    expect(await roles('project/wetlands')).toEqual(expect.arrayContaining(['ana manager', 'max owner']));
    expect((await bench.run(['project', 'transfer', 'wetlands', 'ana'])).code).toBe(4);
  });

  test('by a superadmin without a role in it keeps its other members as they are', async () => {
    const made = await json('project', 'transfer', 'wetlands', 'vera');
    expect(made).toEqual({ results: [{ result: 'created', member: 'vera', role: 'owner', was: null }] });
    expect(await roles('project/wetlands')).toEqual(expect.arrayContaining(['ana owner', 'vera owner']));
  });

  test.each([
    ['wetlands', 'reg', 'ana', 6],
    ['wetlands', 'ana', 'ana', 5],
    ['wetlands', 'nobody', 'ana', 3],
    ['wetlands', 'vera', 'max', 4],
    ['wetlands', 'vera', 'olga', 3],
  ])('project transfer %s %s by %s ends with %i and changes nothing', async (project, heir, as, code) => {
    const before = contents(bench.db);
    expect((await bench.run(['project', 'transfer', project, heir], { as })).code).toBe(code);
    expect(contents(bench.db)).toEqual(before);
  });
});
