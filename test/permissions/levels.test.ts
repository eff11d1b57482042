import { expect, test } from 'vitest';
import { contents } from '../helpers/dump.ts';
import type { Bench, Ran } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';

const by = (bench: Bench, who: string | null, ...argv: string[]): Promise<Ran> => bench.run(argv, { as: who });

const done = async (bench: Bench, who: string | null, ...argv: string[]): Promise<Ran> => {
  const ran = await by(bench, who, ...argv);
  expect.soft(`${argv.join(' ')}: ${ran.code} ${ran.code === 0 ? '' : ran.err}`).toBe(`${argv.join(' ')}: 0 `);
  return ran;
};

/** The command ends with that code, prints nothing on stdout, names those things and changes nothing. */
const refused = async (
  bench: Bench,
  code: 3 | 4 | 5 | 6,
  who: string | null,
  argv: readonly string[],
  ...named: string[]
): Promise<void> => {
  const before = contents(bench.db);
  const ran = await by(bench, who, ...argv);
  const told = {
    line: `${who ?? 'anonymous'}: ${argv.join(' ')}`,
    code: ran.code,
    out: ran.out,
    unnamed: named.filter((name) => !ran.err.includes(name)),
    changed: contents(bench.db) !== before,
  };
  expect.soft(told, ran.err).toEqual({ line: told.line, code, out: '', unnamed: [], changed: false });
};

/** Direct members and their roles, as a superadmin sees them. */
const direct = async (bench: Bench, container: string): Promise<Record<string, string>> => {
  const [kind = '', name = ''] = container.split('/');
  const rows = (await done(bench, 'sara', kind, 'members', name, '--json')).json();
  return Object.fromEntries((rows as { member: string; role: string }[]).map(({ member, role }) => [member, role]));
};

/** The effective role, as `access what` tells a superadmin. */
const role = async (bench: Bench, who: string, container: string): Promise<string | null> => {
  const rows = (await done(bench, 'sara', 'access', 'what', who, '--json')).json();
  return (rows as { object: string; role: string }[]).find(({ object }) => object === container)?.role ?? null;
};

const may = async (bench: Bench, who: string, action: string, object: string): Promise<boolean> =>
  (await by(bench, 'sara', 'access', 'check', who, action, object)).code === 0;

const published = ['--title', 'Known', '--licence', 'CC-BY-4.0'];

test('a registered user with an owner role through a group is a viewer', async () => {
  const bench = await world();
  await done(bench, 'ana', 'group', 'grant', 'neuro', 'reg', '--role', 'member');
  await done(bench, 'ana', 'dataset', 'grant', 'secret', 'group/neuro', '--role', 'owner');
  expect([await role(bench, 'reg', 'dataset/secret'), await role(bench, 'greta', 'dataset/secret')]).toEqual([
    'viewer',
    'owner',
  ]);
  await done(bench, 'reg', 'individual', 'show', 'S1');
  await refused(bench, 4, 'reg', ['individual', 'edit', 'S1', '--notes', 'x']);
  await refused(bench, 4, 'reg', ['dataset', 'grant', 'secret', 'olga', '--role', 'viewer']);
  await refused(bench, 4, 'reg', ['dataset', 'edit', 'secret', '--description', 'x']);
  await done(bench, 'sara', 'user', 'level', 'reg', 'full');
  expect(await role(bench, 'reg', 'dataset/secret')).toBe('owner');
});

test('a registered user can be granted nothing above viewer or member directly', async () => {
  const bench = await world();
  for (const more of ['collaborator', 'contributor', 'manager', 'owner'])
    await refused(bench, 6, 'ana', ['dataset', 'grant', 'plot-1', 'reg', '--role', more], 'reg');
  await refused(bench, 6, 'ana', ['project', 'grant', 'wetlands', 'reg', '--role', 'collaborator'], 'reg');
  for (const more of ['manager', 'owner'])
    await refused(bench, 6, 'ana', ['group', 'grant', 'neuro', 'reg', '--role', more], 'reg');
  // All or nothing: olga is not granted either.
  await refused(bench, 6, 'ana', ['dataset', 'grant', 'plot-1', 'olga', 'reg', '--role', 'collaborator'], 'reg');
  await done(bench, 'ana', 'project', 'grant', 'wetlands', 'reg', '--role', 'viewer');
  await done(bench, 'ana', 'group', 'grant', 'neuro', 'reg', '--role', 'member');
  expect((await direct(bench, 'dataset/plot-1'))['reg']).toBe('viewer');
  expect((await direct(bench, 'group/neuro'))['reg']).toBe('member');
});

test('demotion turns direct roles into viewer or member, and promotion does not bring them back', async () => {
  const bench = await world();
  await done(bench, 'ana', 'group', 'grant', 'neuro', 'carl', '--role', 'manager');
  await done(bench, 'ana', 'project', 'grant', 'wetlands', 'carl', '--role', 'collaborator');
  await done(bench, 'ana', 'dataset', 'grant', 'secret', 'carl', '--role', 'viewer');
  await done(bench, 'sara', 'user', 'level', 'carl', 'registered');
  const after = async () => [
    (await direct(bench, 'dataset/plot-1'))['carl'],
    (await direct(bench, 'dataset/secret'))['carl'],
    (await direct(bench, 'project/wetlands'))['carl'],
    (await direct(bench, 'group/neuro'))['carl'],
  ];
  expect(await after()).toEqual(['viewer', 'viewer', 'viewer', 'member']);
  // neuro is contributor of wetlands; the level caps it.
  expect(await role(bench, 'carl', 'project/wetlands')).toBe('viewer');
  await done(bench, 'sara', 'user', 'level', 'carl', 'full');
  expect(await after()).toEqual(['viewer', 'viewer', 'viewer', 'member']);
  expect(await role(bench, 'carl', 'dataset/plot-1')).toBe('viewer');
  expect(await role(bench, 'carl', 'project/wetlands')).toBe('contributor');
});

test('a demoted user keeps owning their workspace, reads it, and writes there again when promoted', async () => {
  const bench = await world();
  await done(bench, 'sara', 'user', 'level', 'carl', 'registered');
  for (const kind of ['project', 'dataset']) {
    expect(await direct(bench, `${kind}/carl-workspace`)).toEqual({ carl: 'owner' });
    expect(await role(bench, 'carl', `${kind}/carl-workspace`)).toBe('viewer');
    await done(bench, 'carl', kind, 'show', 'carl-workspace');
    await refused(bench, 4, 'carl', [kind, 'edit', 'carl-workspace', '--description', 'x']);
  }
  await done(bench, 'sara', 'user', 'level', 'carl', 'full');
  expect(await role(bench, 'carl', 'dataset/carl-workspace')).toBe('owner');
  await done(bench, 'carl', 'dataset', 'edit', 'carl-workspace', '--description', 'x');
});

test('the workspace of a registered user is made, private and read-only until promotion', async () => {
  const bench = await world();
  await done(bench, null, 'user', 'register', 'fred', '--email', 'fred@lab.org');
  for (const kind of ['project', 'dataset']) {
    const shown = (await done(bench, 'fred', kind, 'show', 'fred-workspace', '--json')).json();
    expect(shown).toMatchObject({ name: 'fred-workspace', privacy: 'authorized' });
    await refused(bench, 3, 'olga', [kind, 'show', 'fred-workspace']);
  }
  const stored = ['--collector', 'SILVA A', '--date', '2008-01-01', '--location', 'Torgersen'];
  const insert = ['individual', 'create', 'F1', '--dataset', 'fred-workspace', ...stored];
  await refused(bench, 4, 'fred', insert);
  await done(bench, 'sara', 'user', 'level', 'fred', 'full');
  await done(bench, 'fred', ...insert);
});

test('a demotion that would leave containers without an effective owner is refused and names each', async () => {
  const bench = await world();
  const all = [
    'group/neuro',
    'project/wetlands',
    'dataset/plot-1',
    'dataset/open',
    'dataset/lab-only',
    'dataset/secret',
  ];
  await refused(bench, 6, 'sara', ['user', 'level', 'ana', 'registered'], ...all);
  // dataset/shared has privacy project and needs none of its own.
  expect((await by(bench, 'sara', 'user', 'level', 'ana', 'registered')).err).not.toContain('dataset/shared');
  for (const container of all) {
    const [kind = '', name = ''] = container.split('/');
    await done(bench, 'ana', kind, 'grant', name, 'max', '--role', 'owner');
  }
  await done(bench, 'sara', 'user', 'level', 'ana', 'registered');
  expect((await direct(bench, 'dataset/secret'))['ana']).toBe('viewer');
});

test('the last enabled superadmin is neither demoted nor disabled', async () => {
  const bench = await world();
  await refused(bench, 6, 'sara', ['user', 'level', 'sara', 'full'], 'superadmin');
  await refused(bench, 6, 'sara', ['user', 'level', 'sara', 'registered'], 'superadmin');
  await refused(bench, 6, 'sara', ['user', 'disable', 'sara'], 'superadmin');
  await done(bench, 'sara', 'user', 'level', 'olga', 'superadmin');
  await done(bench, 'sara', 'user', 'disable', 'sara');
  await refused(bench, 6, 'olga', ['user', 'level', 'olga', 'full'], 'superadmin');
  expect((await done(bench, 'olga', 'user', 'show', 'olga', '--json')).json()).toMatchObject({ level: 'superadmin' });
});

test('disabling, revoking and leaving are refused where the last effective owner would go', async () => {
  const bench = await world();
  await refused(bench, 6, 'sara', ['user', 'disable', 'ana'], 'dataset/secret', 'project/wetlands', 'group/neuro');
  for (const [kind, name] of [
    ['group', 'neuro'],
    ['project', 'wetlands'],
    ['dataset', 'secret'],
  ] as const) {
    await refused(bench, 6, 'ana', [kind, 'leave', name], `${kind}/${name}`);
    await refused(bench, 6, 'ana', [kind, 'revoke', name, 'ana'], `${kind}/${name}`);
    await refused(bench, 6, 'sara', [kind, 'revoke', name, 'ana'], `${kind}/${name}`);
    const lowest = kind === 'group' ? 'member' : 'viewer';
    await refused(bench, 6, 'ana', [kind, 'grant', name, 'ana', '--role', lowest, '--lower'], `${kind}/${name}`);
  }
  // Disabled, registered: neither is an effective owner.
  await done(bench, 'ana', 'dataset', 'grant', 'secret', 'carl', '--role', 'owner');
  await done(bench, 'sara', 'user', 'disable', 'carl');
  await refused(bench, 6, 'ana', ['dataset', 'leave', 'secret'], 'dataset/secret');
  await done(bench, 'sara', 'user', 'enable', 'carl');
  await done(bench, 'ana', 'dataset', 'leave', 'secret');
  expect(await direct(bench, 'dataset/secret')).toEqual({ carl: 'owner' });
});

test('a group may be the owner, and then its last capable member cannot go', async () => {
  const bench = await world();
  await done(bench, 'greta', 'group', 'create', 'keepers');
  await done(bench, 'greta', 'dataset', 'create', 'kept');
  await done(bench, 'greta', 'dataset', 'grant', 'kept', 'group/keepers', '--role', 'owner');
  await done(bench, 'greta', 'group', 'grant', 'keepers', 'reg', '--role', 'member');
  await done(bench, 'greta', 'dataset', 'leave', 'kept');
  expect(await direct(bench, 'dataset/kept')).toEqual({ 'group/keepers': 'owner' });
  expect(await role(bench, 'greta', 'dataset/kept')).toBe('owner');
  await refused(bench, 6, 'greta', ['dataset', 'revoke', 'kept', 'group/keepers'], 'dataset/kept');
  await refused(bench, 6, 'greta', ['group', 'delete', 'keepers', '--yes'], 'dataset/kept');
  await refused(bench, 6, 'greta', ['group', 'leave', 'keepers'], 'group/keepers', 'dataset/kept');
  await refused(bench, 6, 'sara', ['user', 'disable', 'greta'], 'group/keepers', 'dataset/kept');
  await refused(bench, 6, 'sara', ['user', 'level', 'greta', 'registered'], 'group/keepers', 'dataset/kept');
  // Any full member of the group keeps what it owns; the group itself needs an owner.
  await done(bench, 'greta', 'group', 'grant', 'keepers', 'olga', '--role', 'owner');
  await done(bench, 'greta', 'group', 'leave', 'keepers');
  expect([await role(bench, 'olga', 'dataset/kept'), await role(bench, 'greta', 'dataset/kept')]).toEqual([
    'owner',
    null,
  ]);
});

test('title and licence are required while the effective privacy is public or registered', async () => {
  const bench = await world();
  for (const name of ['open', 'lab-only'])
    for (const field of ['title', 'licence'])
      await refused(bench, 6, 'ana', ['dataset', 'edit', name, '--unset', field], `dataset/${name}`);
  for (const privacy of ['public', 'registered']) {
    await refused(bench, 6, 'ana', ['dataset', 'edit', 'secret', '--privacy', privacy], 'dataset/secret');
    await refused(
      bench,
      6,
      'ana',
      ['dataset', 'edit', 'secret', '--privacy', privacy, '--title', 'T'],
      'dataset/secret',
    );
    await refused(bench, 6, 'ana', ['project', 'edit', 'wetlands', '--privacy', privacy], 'project/wetlands');
    await refused(bench, 6, 'olga', ['dataset', 'create', 'mine', '--privacy', privacy], 'dataset/mine');
    await refused(
      bench,
      6,
      'olga',
      ['project', 'create', 'mine', '--privacy', privacy, '--title', 'T'],
      'project/mine',
    );
    // dataset/shared takes the privacy of wetlands and has neither.
    await refused(
      bench,
      6,
      'ana',
      ['project', 'edit', 'wetlands', '--privacy', privacy, ...published],
      'dataset/shared',
    );
  }
  await done(bench, 'ana', 'dataset', 'edit', 'shared', ...published);
  await done(bench, 'ana', 'project', 'edit', 'wetlands', '--privacy', 'public', '--yes', ...published);
  await refused(bench, 6, 'ana', ['dataset', 'edit', 'shared', '--unset', 'licence'], 'dataset/shared');
  expect((await by(bench, null, 'dataset', 'show', 'shared')).code).toBe(0);
});

test('privacy project implies a project', async () => {
  const bench = await world();
  // A value that cannot be without another one is an invalid value: 5 comes before 6.
  await refused(bench, 5, 'ana', ['dataset', 'edit', 'secret', '--privacy', 'project']);
  await refused(bench, 5, 'ana', ['dataset', 'create', 'mine', '--privacy', 'project']);
  await refused(bench, 6, 'ana', ['dataset', 'edit', 'shared', '--unset', 'project'], 'dataset/shared');
  const shared = (await done(bench, 'ana', 'dataset', 'show', 'shared', '--json')).json();
  expect(shared).toMatchObject({ privacy: 'project', project: 'project/wetlands' });
});

test('adding a grant never lowers anybody', async () => {
  const bench = await world();
  await done(bench, 'ana', 'group', 'grant', 'neuro', 'carl', 'col', '--role', 'member');
  for (const less of ['viewer', 'collaborator', 'contributor', 'manager'] as const) {
    await done(bench, 'ana', 'dataset', 'grant', 'plot-1', 'group/neuro', '--role', less);
    const least = less === 'manager' ? 'manager' : 'contributor';
    expect(await role(bench, 'carl', 'dataset/plot-1')).toBe(least);
  }
  // The other way round: a direct viewer of what the group is contributor of.
  await done(bench, 'ana', 'project', 'grant', 'wetlands', 'greta', '--role', 'viewer');
  expect(await role(bench, 'greta', 'project/wetlands')).toBe('contributor');
  // Privacy neither: a contributor stays one when everybody may read.
  await done(bench, 'ana', 'dataset', 'edit', 'plot-1', '--privacy', 'public', ...published);
  expect(await role(bench, 'col', 'dataset/plot-1')).toBe('manager');
  expect(await role(bench, 'vera', 'dataset/plot-1')).toBe('viewer');
});

test('a grant lowers a direct role only with --lower, and with the right over the old role', async () => {
  const bench = await world();
  await refused(bench, 6, 'ana', ['dataset', 'grant', 'plot-1', 'carl', '--role', 'viewer'], 'carl', '--lower');
  await refused(bench, 6, 'ana', ['dataset', 'grant', 'plot-1', 'olga', 'max', '--role', 'contributor'], 'max');
  await refused(bench, 4, 'carl', ['dataset', 'grant', 'plot-1', 'col', '--role', 'viewer', '--lower']);
  // max is manager: carl is below, another manager and the owner are not.
  await done(bench, 'max', 'dataset', 'grant', 'plot-1', 'carl', '--role', 'viewer', '--lower');
  expect((await direct(bench, 'dataset/plot-1'))['carl']).toBe('viewer');
  await refused(bench, 4, 'max', ['dataset', 'grant', 'plot-1', 'ana', '--role', 'contributor', '--lower']);
  await done(bench, 'ana', 'dataset', 'grant', 'plot-1', 'greta', '--role', 'manager');
  await refused(bench, 4, 'max', ['dataset', 'grant', 'plot-1', 'greta', '--role', 'viewer', '--lower']);
  await done(bench, 'ana', 'dataset', 'grant', 'plot-1', 'greta', '--role', 'viewer', '--lower');
});

test('a grant that is true already changes nothing', async () => {
  const bench = await world();
  const before = contents(bench.db);
  const ran = await done(bench, 'max', 'dataset', 'grant', 'plot-1', 'carl', '--role', 'contributor', '--json');
  expect(ran.json()).toMatchObject({ results: [{ result: 'unchanged', member: 'carl', role: 'contributor' }] });
  expect(contents(bench.db)).toEqual(before);
});

test('a manager does not touch managers and owners, of containers and groups alike', async () => {
  const bench = await world();
  await done(bench, 'ana', 'dataset', 'grant', 'plot-1', 'greta', '--role', 'manager');
  await done(bench, 'ana', 'group', 'grant', 'neuro', 'max', 'vera', '--role', 'manager');
  for (const argv of [
    ['dataset', 'grant', 'plot-1', 'olga', '--role', 'manager'],
    ['dataset', 'grant', 'plot-1', 'olga', '--role', 'owner'],
    ['dataset', 'grant', 'plot-1', 'carl', '--role', 'manager'],
    ['dataset', 'grant', 'plot-1', 'max', '--role', 'owner'],
    ['dataset', 'grant', 'plot-1', 'group/neuro', '--role', 'manager'],
    ['dataset', 'revoke', 'plot-1', 'greta'],
    ['dataset', 'revoke', 'plot-1', 'ana'],
    ['dataset', 'revoke', 'plot-1', 'max'], // to give up their own role, they leave
    ['project', 'grant', 'wetlands', 'olga', '--role', 'owner'],
    ['project', 'revoke', 'wetlands', 'ana'],
    ['group', 'grant', 'neuro', 'olga', '--role', 'manager'],
    ['group', 'grant', 'neuro', 'greta', '--role', 'owner'],
    ['group', 'revoke', 'neuro', 'vera'],
    ['group', 'revoke', 'neuro', 'ana'],
  ])
    await refused(bench, 4, 'max', argv);
  await done(bench, 'max', 'dataset', 'grant', 'plot-1', 'olga', '--role', 'contributor');
  await done(bench, 'max', 'dataset', 'revoke', 'plot-1', 'carl');
  await done(bench, 'max', 'group', 'grant', 'neuro', 'olga', '--role', 'member');
  await done(bench, 'max', 'group', 'revoke', 'neuro', 'greta');
  await done(bench, 'max', 'dataset', 'leave', 'plot-1');
  await done(bench, 'max', 'group', 'leave', 'neuro');
  expect(await direct(bench, 'group/neuro')).toEqual({ ana: 'owner', vera: 'manager', olga: 'member' });
});

test('only groups that the actor can read can be added', async () => {
  const bench = await world();
  await refused(bench, 3, 'max', ['dataset', 'grant', 'plot-1', 'group/neuro', '--role', 'viewer']);
  await done(bench, 'ana', 'group', 'grant', 'neuro', 'max', '--role', 'member');
  await done(bench, 'max', 'dataset', 'grant', 'plot-1', 'group/neuro', '--role', 'viewer');
  expect(await role(bench, 'greta', 'dataset/plot-1')).toBe('viewer');
});

test('owners through the project do not change the owner rows of its datasets', async () => {
  const bench = await world();
  await done(bench, 'ana', 'project', 'grant', 'wetlands', 'carl', '--role', 'owner');
  await done(bench, 'ana', 'dataset', 'grant', 'shared', 'vera', '--role', 'owner');
  expect(await role(bench, 'carl', 'dataset/shared')).toBe('owner');
  for (const argv of [
    ['dataset', 'grant', 'shared', 'olga', '--role', 'owner'],
    ['dataset', 'grant', 'shared', 'carl', '--role', 'owner'],
    ['dataset', 'revoke', 'shared', 'ana'],
    ['dataset', 'revoke', 'shared', 'vera'],
    ['dataset', 'grant', 'shared', 'vera', '--role', 'viewer', '--lower'],
  ])
    await refused(bench, 4, 'carl', argv);
  // Everything else of an owner is theirs.
  await done(bench, 'carl', 'dataset', 'grant', 'shared', 'olga', '--role', 'manager');
  await done(bench, 'carl', 'dataset', 'revoke', 'shared', 'olga');
  await done(bench, 'carl', 'dataset', 'edit', 'shared', '--description', 'x');
  // An owner by a row of the dataset, also of a group, and a superadmin may.
  await done(bench, 'ana', 'dataset', 'grant', 'shared', 'group/neuro', '--role', 'owner');
  await done(bench, 'greta', 'dataset', 'revoke', 'shared', 'vera');
  await done(bench, 'sara', 'dataset', 'grant', 'shared', 'olga', '--role', 'owner');
});

test('attaching a dataset needs owner of it and contributor on the project', async () => {
  const bench = await world();
  await done(bench, 'olga', 'dataset', 'create', 'loose');
  await done(bench, 'olga', 'dataset', 'grant', 'loose', 'carl', '--role', 'manager');
  const attach = ['dataset', 'edit', 'loose', '--project', 'wetlands'];
  await refused(bench, 3, 'olga', attach);
  await done(bench, 'ana', 'project', 'grant', 'wetlands', 'olga', '--role', 'viewer');
  await refused(bench, 4, 'olga', attach);
  await refused(bench, 4, 'olga', ['dataset', 'create', 'other', '--project', 'wetlands']);
  await done(bench, 'ana', 'project', 'grant', 'wetlands', 'olga', '--role', 'collaborator');
  await refused(bench, 4, 'olga', attach);
  await refused(bench, 4, 'olga', [...attach, '--privacy', 'project']);
  await done(bench, 'ana', 'project', 'grant', 'wetlands', 'olga', 'carl', '--role', 'contributor');
  await refused(bench, 4, 'carl', attach); // manager of the dataset
  await done(bench, 'olga', ...attach);
  await done(bench, 'olga', 'dataset', 'create', 'other', '--project', 'wetlands');
  // From then on the project counts: setting privacy project again needs both.
  await done(bench, 'ana', 'project', 'grant', 'wetlands', 'olga', '--role', 'collaborator', '--lower');
  await refused(bench, 4, 'olga', ['dataset', 'edit', 'loose', '--privacy', 'project']);
  await done(bench, 'ana', 'project', 'grant', 'wetlands', 'olga', '--role', 'contributor');
  await done(bench, 'olga', 'dataset', 'edit', 'loose', '--privacy', 'project');
  expect(await role(bench, 'max', 'dataset/loose')).toBe('manager');
});

test('a dataset is detached by its owner or by an owner of the project', async () => {
  const bench = await world();
  await done(bench, 'ana', 'project', 'grant', 'wetlands', 'carl', '--role', 'contributor');
  const detach = ['dataset', 'edit', 'plot-1', '--unset', 'project'];
  await refused(bench, 4, 'carl', detach);
  await refused(bench, 4, 'max', detach); // manager of both
  await done(bench, 'ana', 'project', 'grant', 'wetlands', 'vera', '--role', 'owner');
  // vera is viewer of plot-1: this, and nothing else in it, is hers to change.
  await refused(bench, 4, 'vera', ['dataset', 'edit', 'plot-1', '--description', 'x']);
  await refused(bench, 4, 'vera', [...detach, '--description', 'x']);
  await done(bench, 'vera', ...detach);
  expect((await done(bench, 'ana', 'dataset', 'show', 'plot-1', '--json')).json()).toMatchObject({ project: null });
});

test('removing a project never removes a dataset: refused while project datasets are attached, else they are detached', async () => {
  const bench = await world();
  await refused(bench, 6, 'ana', ['project', 'delete', 'wetlands', '--yes'], 'dataset/shared');
  await done(bench, 'ana', 'dataset', 'edit', 'shared', '--privacy', 'authorized');
  await done(bench, 'ana', 'project', 'delete', 'wetlands', '--yes');
  await refused(bench, 3, 'ana', ['project', 'show', 'wetlands']);
  for (const name of ['plot-1', 'shared'])
    expect((await done(bench, 'ana', 'dataset', 'show', name, '--json')).json()).toMatchObject({ project: null });
  await done(bench, 'ana', 'individual', 'show', 'P1');
});

test('a dataset with records is removed only with --cascade, by its owner', async () => {
  const bench = await world();
  await refused(bench, 6, 'ana', ['dataset', 'delete', 'plot-1', '--yes']);
  await refused(bench, 4, 'max', ['dataset', 'delete', 'plot-1', '--yes', '--cascade']);
  await done(bench, 'ana', 'dataset', 'delete', 'plot-1', '--yes', '--cascade');
  await refused(bench, 3, 'ana', ['individual', 'show', 'P1']);
  await done(bench, 'ana', 'individual', 'show', 'S1');
  expect(await role(bench, 'max', 'dataset/plot-1')).toBe(null);
});

test('revoking a direct role says through what the access remains', async () => {
  const bench = await world();
  await done(bench, 'ana', 'project', 'grant', 'wetlands', 'greta', '--role', 'manager');
  const ran = await done(bench, 'ana', 'project', 'revoke', 'wetlands', 'greta', '--json');
  expect(ran.json()).toMatchObject({
    results: [{ member: 'greta', was: 'manager', still_has: [{ role: 'contributor', via: 'group/neuro' }] }],
  });
  expect(await role(bench, 'greta', 'project/wetlands')).toBe('contributor');
  const again = await done(bench, 'ana', 'project', 'revoke', 'wetlands', 'greta', '--json');
  expect(again.json()).toMatchObject({ results: [{ result: 'unchanged', member: 'greta' }] });
});

/** That every single command refuses them is in the contract. */
test('a disabled actor may not even do what anonymous may, and is told why by name', async () => {
  const bench = await world();
  for (const argv of [['dataset', 'show', 'open'], ['dataset', 'list'], ['whoami'], ['access', 'matrix']]) {
    expect((await by(bench, null, ...argv)).code).toBe(0);
    await refused(bench, 4, 'dina', argv);
    await refused(bench, 4, 'dina', [...argv, '--json'], 'dina');
  }
});

test('an actor whom the database does not know may do nothing, whoever else is configured', async () => {
  const bench = await world();
  expect((await by(bench, null, 'dataset', 'show', 'open')).code).toBe(0);
  await refused(bench, 4, 'ghost', ['dataset', 'show', 'open']);
  await refused(bench, 4, 'ana', ['dataset', 'list', '--as', 'ghost']);
});

test('a user who is enabled again has the roles from before', async () => {
  const bench = await world();
  expect(await may(bench, 'dina', 'edit', 'dataset/plot-1')).toBe(false);
  expect((await direct(bench, 'dataset/plot-1'))['dina']).toBe('collaborator');
  await done(bench, 'sara', 'user', 'enable', 'dina');
  expect(await may(bench, 'dina', 'edit', 'dataset/plot-1')).toBe(true);
  await done(bench, 'dina', 'individual', 'edit', 'P1', '--notes', 'x');
});

test('everybody registers at level registered while registration is open, and nobody while it is closed', async () => {
  const bench = await world();
  const register = (login: string): string[] => ['user', 'register', login, '--email', `${login}@lab.org`];
  await done(bench, null, ...register('fred'));
  expect((await done(bench, 'sara', 'user', 'show', 'fred', '--json')).json()).toMatchObject({ level: 'registered' });
  await refused(bench, 4, 'ana', ['config', 'set', 'registration', 'closed']);
  await done(bench, 'sara', 'config', 'set', 'registration', 'closed');
  await refused(bench, 4, null, register('gina'));
  await refused(bench, 4, 'reg', register('gina'));
  // Also with a name that is taken: closed is closed.
  await refused(bench, 4, null, register('ana'));
  await done(bench, 'sara', 'user', 'create', 'hugo', '--email', 'hugo@lab.org');
  expect((await done(bench, 'sara', 'user', 'show', 'hugo', '--json')).json()).toMatchObject({ level: 'registered' });
  await done(bench, 'sara', 'config', 'set', 'registration', 'open');
  await done(bench, null, ...register('gina'));
});

test('whoever creates a container becomes its direct owner', async () => {
  const bench = await world();
  for (const kind of ['group', 'project', 'dataset']) {
    await done(bench, 'olga', kind, 'create', 'brandnew');
    expect(await direct(bench, `${kind}/brandnew`)).toEqual({ olga: 'owner' });
    expect((await done(bench, 'olga', kind, 'show', 'brandnew', '--json')).json()).toMatchObject({
      privacy: 'authorized',
    });
    await refused(bench, 4, 'reg', [kind, 'create', 'regs-own']);
    await refused(bench, 4, null, [kind, 'create', 'nobodys-own']);
  }
});
