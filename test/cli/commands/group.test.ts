import { describe, expect, test } from 'vitest';
import { world } from '../../helpers/world.ts';
import { argvOf } from '../../house/argv.ts';

const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
const shown = (name: string, changes: Record<string, unknown> = {}, laboratory: Record<string, unknown> = {}) => ({
  id: expect.any(Number) as number,
  name,
  description: null,
  privacy: 'authorized',
  laboratory: {
    institution: null,
    department: null,
    city: null,
    country: null,
    principal_investigators: [],
    website: null,
    ...laboratory,
  },
  created_at: iso,
  updated_at: iso,
  ...changes,
});

const laboratory = argvOf(
  "--institution INPA --department Ecology --city Manaus --country Brazil --pi 'Ana Silva' --pi 'Lima, Beto' --website https://example.org",
);
const stated = {
  institution: 'INPA',
  department: 'Ecology',
  city: 'Manaus',
  country: 'Brazil',
  principal_investigators: ['Ana Silva', 'Lima, Beto'],
  website: 'https://example.org',
};

describe('group create, show, list and edit', () => {
  test('print the group with its laboratory', async () => {
    const bench = await world();
    const made = await bench.run(['group', 'create', 'botany', '--description', 'Plants', ...laboratory, '--json']);
    expect(made.json()).toEqual({ ...shown('botany', { description: 'Plants' }, stated), result: 'created' });
    const again = await bench.run(['group', 'create', 'botany', '--description', 'Plants', ...laboratory, '--json']);
    expect(again.json()).toMatchObject({ result: 'unchanged' });
    const one = (await bench.run(['group', 'show', 'botany', '--json'])).json();
    expect(one).toEqual(shown('botany', { description: 'Plants' }, stated));
    expect((await bench.run(['group', 'list', '--json'])).json()).toEqual([one, shown('neuro')]);
    const edited = await bench.run(['group', 'edit', 'botany', '--pi', 'Carla Novo', '--unset', 'city', '--json']);
    expect(edited.json()).toMatchObject({
      ...shown('botany', { description: 'Plants' }, { ...stated, principal_investigators: ['Carla Novo'], city: null }),
      result: 'updated',
    });
  });

  test('name a laboratory field that differs', async () => {
    const bench = await world();
    await bench.must('group', 'create', 'botany', ...laboratory);
    const ran = await bench.run(['group', 'create', 'botany', '--city', 'Belém', '--pi', 'Ana Silva', '--json']);
    expect(ran.code).toBe(6);
    expect(ran.err).toContain('city');
    expect(ran.err).toContain('principal_investigators');
    expect(ran.err).not.toContain('institution');
  });

  test('of a public group tell outsiders what it is', async () => {
    const bench = await world();
    await bench.must('group', 'edit', 'neuro', '--privacy', 'public');
    expect((await bench.run(['group', 'show', 'neuro', '--json'], { as: null })).json()).toEqual(
      shown('neuro', { privacy: 'public' }),
    );
  });
});

describe('group grant, members and revoke', () => {
  test('call the lowest role member, whatever it was called', async () => {
    const bench = await world();
    for (const [login, role] of [
      ['max', 'viewer'],
      ['carl', 'member'],
      ['col', 'MEMBER'],
    ] as const) {
      const ran = await bench.run(['group', 'grant', 'neuro', login, '--role', role, '--json']);
      expect(ran.json()).toEqual({
        dry_run: false,
        results: [{ result: 'created', member: login, role: 'member', was: null, until: null }],
        warnings: [],
      });
    }
    const members = await bench.run(['group', 'members', 'neuro', '--json']);
    expect(members.json()).toEqual([
      { member: 'ana', role: 'owner', via: 'direct', granted_by: 'ana', granted_at: iso, until: null },
      ...['carl', 'col', 'greta', 'max'].map((member) => ({
        member,
        role: 'member',
        via: 'direct',
        granted_by: 'ana',
        granted_at: iso,
        until: null,
      })),
    ]);
    const gone = await bench.run(['group', 'revoke', 'neuro', 'carl', 'col', '--json']);
    expect(gone.json()).toMatchObject({
      dry_run: false,
      results: ['carl', 'col'].map((member) => ({ result: 'deleted', member, was: 'member', still_has: [] })),
    });
  });

  test('of a manager reach members, and no further', async () => {
    const bench = await world();
    await bench.must('group', 'grant', 'neuro', 'max', '--role', 'manager');
    const exit = async (...argv: string[]) => (await bench.run(argv, { as: 'max' })).code;
    expect(await exit('group', 'grant', 'neuro', 'carl', '--role', 'member')).toBe(0);
    expect(await exit('group', 'grant', 'neuro', 'carl', '--role', 'manager')).toBe(4);
    expect(await exit('group', 'revoke', 'neuro', 'carl')).toBe(0);
    expect(await exit('group', 'revoke', 'neuro', 'ana')).toBe(4);
    expect(await exit('group', 'leave', 'neuro')).toBe(0);
  });

  test.each([
    [['group', 'grant', 'neuro', 'max', '--role', 'collaborator'], 5],
    [['group', 'grant', 'neuro', 'group/neuro', '--role', 'member'], 6],
    [['group', 'grant', 'neuro', 'reg', '--role', 'manager'], 6],
    [['group', 'grant', 'neuro', 'reg', '--role', 'member'], 0],
    [['group', 'grant', 'neuro', 'max'], 2],
    [['group', 'create', 'neuro'], 0],
    [['group', 'create', 'Neuro'], 6],
    [['group', 'edit', 'neuro', '--privacy', 'project'], 5],
    [['group', 'leave', 'neuro'], 6],
    [['group', 'delete', 'neuro'], 2],
  ])('vasculum %j ends with %d for its owner', async (argv, exit) => {
    expect((await (await world()).run(argv)).code).toBe(exit);
  });
});

describe('group delete', () => {
  test('takes the roles away that it held elsewhere, and says which, those out of sight without a name', async () => {
    const bench = await world();
    const secret = (
      await bench.must(...'user token create me --scope owner --scope group/neuro -q'.split(' '))
    ).out.trim();
    const dry = ['group', 'delete', 'neuro', '--dry-run', '-q'];
    expect((await bench.run(dry)).err).toBe(
      'warning: what people have by group/neuro alone ends: contributor of project/wetlands\n',
    );
    expect((await bench.run(dry, { as: null, env: { VASCULUM_TOKEN: secret } })).err).toBe(
      'warning: what people have by group/neuro alone ends: roles that you cannot see\n',
    );
    expect((await bench.run(['project', 'show', 'wetlands'], { as: 'greta' })).code).toBe(0);
    const gone = await bench.run(['group', 'delete', 'neuro', '--yes', '--json']);
    expect(gone.json()).toEqual({ result: 'deleted', ref: 'group/neuro', records: 0 });
    expect((await bench.run(['group', 'show', 'neuro'])).code).toBe(3);
    expect((await bench.run(['project', 'show', 'wetlands'], { as: 'greta' })).code).toBe(3);
  });
});
