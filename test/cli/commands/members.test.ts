import { describe, expect, test } from 'vitest';
import type { Bench } from '../../helpers/run.ts';
import { world } from '../../helpers/world.ts';
import { argvOf } from '../../house/argv.ts';

const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
const json = async (bench: Bench, line: string, as?: string) =>
  (await bench.run([...argvOf(line), '--json'], as === undefined ? {} : { as })).json();
const roleOf = async (bench: Bench, login: string): Promise<string | undefined> =>
  ((await json(bench, 'dataset members plot-1', 'sara')) as { member: string; role: string }[]).find(
    ({ member }) => member === login,
  )?.role;

describe('members', () => {
  test('are the stored roles, the highest first', async () => {
    const row = (member: string, role: string) => ({
      member,
      role,
      via: 'direct',
      granted_by: 'ana',
      granted_at: iso,
      until: null,
    });
    expect(await json(await world(), 'dataset members plot-1')).toEqual([
      row('ana', 'owner'),
      row('max', 'manager'),
      row('carl', 'contributor'),
      row('col', 'collaborator'),
      row('dina', 'collaborator'),
      row('reg', 'viewer'),
      row('vera', 'viewer'),
    ]);
  });

  test('are groups by kind and name, and in effect the people who have a role by whichever way', async () => {
    const bench = await world();
    expect(await json(bench, 'project members wetlands --fields member,role')).toEqual([
      { member: 'ana', role: 'owner' },
      { member: 'max', role: 'manager' },
      { member: 'group/neuro', role: 'contributor' },
    ]);
    expect(await json(bench, 'project members wetlands --effective --fields member,role,via')).toEqual([
      { member: 'ana', role: 'owner', via: 'direct' },
      { member: 'greta', role: 'contributor', via: 'group/neuro' },
      { member: 'max', role: 'manager', via: 'direct' },
      { member: 'sara', role: 'owner', via: 'superadmin' },
    ]);
    expect(await json(bench, 'dataset members shared --effective --fields member,role,via')).toEqual([
      { member: 'ana', role: 'owner', via: 'direct' },
      { member: 'greta', role: 'contributor', via: 'project/wetlands' },
      { member: 'max', role: 'manager', via: 'project/wetlands' },
      { member: 'sara', role: 'owner', via: 'superadmin' },
    ]);
  });
});

describe('grant', () => {
  test('prints what became of each member', async () => {
    const bench = await world();
    expect(await json(bench, 'dataset grant plot-1 vera olga carl --role contributor')).toEqual({
      dry_run: false,
      results: [
        { result: 'updated', member: 'vera', role: 'contributor', was: 'viewer', until: null },
        { result: 'created', member: 'olga', role: 'contributor', was: null, until: null },
        { result: 'unchanged', member: 'carl', role: 'contributor', was: 'contributor', until: null },
      ],
      warnings: [],
    });
    expect(await json(bench, 'dataset grant plot-1 vera --role manager --dry-run')).toMatchObject({ dry_run: true });
    expect(await roleOf(bench, 'vera')).toBe('contributor');
  });

  test('takes the words of other programs for a role', async () => {
    const bench = await world();
    for (const [word, role] of [
      ['member', 'viewer'],
      ['administrator', 'owner'],
      ['admin', 'owner'],
      ['curator', 'owner'],
      ['Manager', 'manager'],
    ] as const) {
      await bench.run(argvOf('dataset revoke plot-1 olga'));
      expect(await json(bench, `dataset grant plot-1 olga --role ${word}`)).toMatchObject({ results: [{ role }] });
    }
  });

  test('names a member once, however often it was named', async () => {
    expect(await json(await world(), 'dataset grant plot-1 olga user/olga OLGA --role viewer')).toMatchObject({
      results: [{ result: 'created', member: 'olga' }],
    });
  });

  test('is for all members or for none', async () => {
    const bench = await world();
    for (const line of [
      'dataset grant plot-1 olga nobody --role viewer',
      'dataset grant plot-1 olga reg --role collaborator',
      'dataset grant plot-1 olga max --role viewer',
    ]) {
      expect((await bench.run(argvOf(line))).code).toBeGreaterThan(2);
      expect(await roleOf(bench, 'olga')).toBeUndefined();
    }
  });

  test('lowers a role only where that is meant', async () => {
    const bench = await world();
    const refused = await bench.run(argvOf('dataset grant plot-1 carl --role viewer --json'));
    expect([refused.code, refused.out]).toEqual([6, '']);
    expect(JSON.parse(refused.err)).toMatchObject({ error: { exit: 6, code: 'lowering' } });
    expect(refused.err).toContain('--lower');
    expect(await json(bench, 'dataset grant plot-1 carl --role viewer --lower')).toMatchObject({
      results: [{ result: 'updated', member: 'carl', role: 'viewer', was: 'contributor' }],
    });
  });

  test('goes by the rights that are left after the members before, where those let the actor in', async () => {
    const bench = await world();
    await bench.must('project', 'create', 'p');
    await bench.must('project', 'grant', 'p', 'group/neuro', '--role', 'owner');
    const lowering = await bench.run(['project', 'grant', 'p', 'group/neuro', 'col', '--role', 'viewer', '--lower'], {
      as: 'greta',
    });
    expect(lowering.code).toBe(4);
    expect(await json(bench, 'project members p')).toMatchObject([
      { member: 'ana' },
      { member: 'group/neuro', role: 'owner' },
    ]);
  });

  test('to a group warns who decides about it then, and to a disabled user that they have no rights', async () => {
    const bench = await world();
    const group = (await json(bench, 'dataset grant plot-1 group/neuro --role viewer')) as {
      results: unknown[];
      warnings: string[];
    };
    expect(group.results).toEqual([
      { result: 'created', member: 'group/neuro', role: 'viewer', was: null, until: null },
    ]);
    expect(group.warnings).toEqual([expect.stringContaining('group/neuro')]);
    const disabled = await bench.run(argvOf('dataset grant plot-1 dina --role contributor --json'));
    expect((disabled.json() as { warnings: string[] }).warnings).toEqual([expect.stringContaining('dina')]);
    expect(disabled.err).toContain('warning: ');
  });
});

describe('revoke and leave', () => {
  test('print what became of each member, and what they still have', async () => {
    const bench = await world();
    await bench.must(...argvOf('dataset grant plot-1 group/neuro --role collaborator'));
    await bench.must(...argvOf('dataset grant plot-1 greta --role manager'));
    await bench.must(...argvOf('dataset edit plot-1 --privacy project'));
    expect(await json(bench, 'dataset revoke plot-1 greta vera olga max')).toMatchObject({
      dry_run: false,
      results: [
        {
          result: 'deleted',
          member: 'greta',
          was: 'manager',
          still_has: [
            { role: 'contributor', via: 'project/wetlands' },
            { role: 'collaborator', via: 'group/neuro' },
          ],
        },
        { result: 'deleted', member: 'vera', was: 'viewer', still_has: [] },
        { result: 'unchanged', member: 'olga', was: null, still_has: [] },
        { result: 'deleted', member: 'max', was: 'manager', still_has: [{ role: 'manager', via: 'project/wetlands' }] },
      ],
    });
    expect(await json(bench, 'dataset leave plot-1', 'col')).toMatchObject({
      dry_run: false,
      results: [{ result: 'deleted', member: 'col', was: 'collaborator', still_has: [] }],
    });
    expect((await bench.run(argvOf('dataset leave plot-1'), { as: 'col' })).code).toBe(3);
  });

  test('name the privacy that is left, and the rank of a superadmin', async () => {
    const bench = await world();
    await bench.must(...argvOf('dataset grant open vera --role collaborator'));
    expect(await json(bench, 'dataset revoke open vera')).toMatchObject({
      results: [{ was: 'collaborator', still_has: [{ role: 'viewer', via: 'public' }] }],
    });
    await bench.must(...argvOf('dataset grant secret sara --role viewer'));
    expect(await json(bench, 'dataset revoke secret sara')).toMatchObject({
      results: [{ was: 'viewer', still_has: [{ role: 'owner', via: 'superadmin' }] }],
    });
  });

  test('are unchanged for who is no member', async () => {
    const bench = await world();
    for (const [line, as] of [
      ['dataset revoke plot-1 olga', 'ana'],
      ['dataset revoke plot-1 group/neuro', 'ana'],
      ['dataset leave open', 'olga'],
    ] as const)
      expect(await json(bench, line, as)).toMatchObject({ results: [{ result: 'unchanged', was: null }] });
  });

  test('reach the groups that the owner cannot see, all of them or none', async () => {
    const bench = await world();
    await bench.run(['group', 'create', 'unseen'], { as: 'max' });
    await bench.run(['dataset', 'grant', 'plot-1', 'group/unseen', '--role', 'contributor'], { as: 'max' });
    await bench.run(['group', 'create', 'upper'], { as: 'sara' });
    await bench.run(['dataset', 'grant', 'plot-1', 'group/upper', '--role', 'manager'], { as: 'sara' });
    await bench.must('dataset', 'revoke', 'plot-1', 'max');
    await bench.must('dataset', 'grant', 'plot-1', 'col', '--role', 'manager');
    const groups = async () =>
      ((await json(bench, 'dataset members plot-1')) as { member: string }[]).filter(({ member }) =>
        /group/.test(member),
      );
    expect((await bench.run(['dataset', 'revoke', 'plot-1', 'group/unseen'])).code).toBe(3);
    expect(await groups()).toHaveLength(2);
    // A manager takes no manager away, and so none of them.
    const refused = await bench.run(['dataset', 'revoke', 'plot-1', '--unseen-groups'], { as: 'col' });
    expect([refused.code, refused.err]).toEqual([
      4,
      'error: you may not remove a manager of dataset/plot-1\nhint: This needs the role owner; ana can grant it.\n',
    ]);
    expect(await groups()).toHaveLength(2);
    const gone = await bench.run(['dataset', 'revoke', 'plot-1', 'vera', '--unseen-groups']);
    expect([gone.code, gone.err.split('\n')]).toEqual([
      0,
      ['a group is no longer manager', 'a group is no longer contributor', 'vera is no longer viewer', ''],
    ]);
    expect(await groups()).toEqual([]);
    const none = await bench.run(['dataset', 'revoke', 'plot-1', '--unseen-groups']);
    expect([none.code, none.err]).toEqual([0, 'no group that you cannot see holds a direct role here\n']);
    expect((await bench.run(['dataset', 'revoke', 'plot-1'])).code).toBe(2);
    expect((await bench.run(['group', 'revoke', 'neuro', '--unseen-groups'])).code).toBe(2);
    // Who reads a group takes it away by its name.
    await bench.run(['dataset', 'grant', 'plot-1', 'group/neuro', '--role', 'viewer']);
    expect((await bench.run(['dataset', 'revoke', 'plot-1', '--unseen-groups'])).code).toBe(0);
    expect(await groups()).toMatchObject([{ member: 'group/neuro' }]);
  });

  test('leave the last owner where they are, and say what would be left without one', async () => {
    const bench = await world();
    for (const line of [
      'dataset leave plot-1',
      'dataset revoke plot-1 ana',
      'project leave wetlands',
      'group leave neuro',
    ]) {
      const ran = await bench.run([...argvOf(line), '--json']);
      expect([ran.code, ran.out], `${line} is refused`).toEqual([6, '']);
      expect(JSON.parse(ran.err)).toMatchObject({ error: { exit: 6, code: 'invariant' } });
      expect(ran.err).toMatch(/dataset\/plot-1|project\/wetlands|group\/neuro/);
    }
  });
});

test.each([
  ['ana', 'dataset grant plot-1', 2],
  ['ana', 'dataset grant plot-1 olga', 2],
  ['ana', 'dataset revoke plot-1', 2],
  ['ana', 'dataset grant nothing olga --role viewer', 3],
  ['ana', 'dataset grant plot-1 nobody --role viewer', 3],
  ['ana', 'dataset grant plot-1 group/nothing --role viewer', 3],
  ['max', 'dataset grant plot-1 group/neuro --role viewer', 3],
  ['vera', 'dataset grant plot-1 nobody --role viewer', 3],
  ['vera', 'dataset grant plot-1 olga --role boss', 4],
  ['carl', 'dataset grant plot-1 olga --role viewer', 4],
  ['max', 'dataset grant plot-1 olga --role manager', 4],
  ['max', 'dataset grant plot-1 max --role owner', 4],
  ['max', 'dataset revoke plot-1 ana', 4],
  ['max', 'dataset grant plot-1 ana --role viewer --lower', 4],
  ['max', 'dataset grant plot-1 carl --role viewer --lower', 0],
  ['max', 'dataset grant plot-1 olga --role contributor', 0],
  ['max', 'dataset leave plot-1', 0],
  ['ana', 'dataset grant plot-1 olga --role boss', 5],
  ['ana', 'dataset grant plot-1 reg --role collaborator', 6],
  ['ana', 'dataset grant plot-1 max --role viewer', 6],
  ['ana', 'dataset grant plot-1 ana --role viewer --lower', 6],
  ['olga', 'dataset members open', 4],
  ['olga', 'dataset members secret', 3],
])('as %s: vasculum %s ends with %d', async (as, line, exit) => {
  const ran = await (await world()).run(argvOf(line), { as });
  expect(ran.code, `${line}: ${ran.err}`).toBe(exit);
});
