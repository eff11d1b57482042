import { beforeEach, describe, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';

let bench: Bench;
beforeEach(async () => {
  bench = (await world()).as('ana');
});

/** The two lines of a refusal with exit 4. */
const refused = async (as: string | null, ...argv: string[]): Promise<string[]> => {
  const ran = await bench.run(argv, { as });
  expect({ argv, as, code: ran.code, out: ran.out }).toEqual({ argv, as, code: 4, out: '' });
  return ran.err.trimEnd().split('\n');
};
const hint = async (as: string | null, ...argv: string[]): Promise<string | undefined> =>
  (await refused(as, ...argv))[1]?.replace('hint: ', '');

describe('a refusal names the role, and who can grant it where the members are seen', () => {
  test.each([
    ['vera', ['individual', 'edit', 'P1', '--notes', 'x'], 'the role collaborator; ana can grant it.'],
    [
      'vera',
      [
        'individual',
        'create',
        'P9',
        '--dataset',
        'plot-1',
        '--collector',
        'LIMA B',
        '--date',
        '2008',
        '--location',
        'Dream',
      ],
      'the role collaborator; ana can grant it.',
    ],
    ['olga', ['individual', 'edit', 'O1', '--notes', 'x'], 'the role collaborator; its owner can grant it.'],
    [
      'olga',
      ['dataset', 'members', 'open'],
      'the role viewer by membership, which what is open to all does not give; its owner can grant it.',
    ],
    [
      'reg',
      ['individual', 'edit', 'P1', '--notes', 'x'],
      'the role collaborator, which only users of level full can have; a superadmin can promote you.',
    ],
    [
      null,
      ['dataset', 'members', 'open'],
      'the role viewer, and no user is configured; name one with --as or VASCULUM_USER.',
    ],
  ] as const)('to %s for %j: %s', async (as, argv, words) => {
    expect(await hint(as, ...argv)).toBe(`This needs ${words}`);
  });

  test('a group that owns is one of them, by its name or as a group; one who could not grant is none', async () => {
    await bench.must('dataset', 'grant', 'plot-1', 'group/neuro', '--role', 'owner');
    await bench.must('dataset', 'grant', 'plot-1', 'carl', '--role', 'owner');
    expect(await hint('vera', 'individual', 'edit', 'P1', '--notes', 'x')).toBe(
      'This needs the role collaborator; ana, carl, a group can grant it.',
    );
    await bench.must('group', 'edit', 'neuro', '--privacy', 'registered');
    await bench.run(['user', 'disable', 'carl'], { as: 'sara' });
    expect(await hint('vera', 'dataset', 'edit', 'plot-1', '--name', 'x')).toBe(
      'This needs the role owner; ana, group/neuro can grant it.',
    );
  });

  test('anonymous is told of the level where it is the level that is missing', async () => {
    await bench.must('group', 'create', 'guild', '--privacy', 'public');
    expect(await hint(null, 'group', 'members', 'guild')).toBe(
      'This needs a user of level registered; name one with --as or VASCULUM_USER.',
    );
  });

  test('the owners of the projects of a subject are named, for all its projects those where something is missing', async () => {
    for (const name of ['zoo', 'farm']) {
      await bench.must('project', 'create', name);
      await bench.must('project', 'grant', name, 'vera', '--role', 'viewer');
    }
    await bench.must('project', 'grant', 'farm', 'carl', '--role', 'owner');
    await bench.must('subject', 'create', 'Mickey', '--project', 'zoo', '--project', 'farm');
    expect(await hint('vera', 'subject', 'edit', 'Mickey', '--description', 'x')).toBe(
      'This needs the role collaborator in one of its projects; ana, carl can grant it.',
    );
    await bench.must('project', 'grant', 'farm', 'vera', '--role', 'contributor');
    expect(await hint('vera', 'subject', 'delete', 'Mickey', '--yes')).toBe(
      'This needs the role contributor in all its projects; ana can grant it.',
    );
    // Of a project out of sight nothing is said but that there is an owner.
    await bench.must('project', 'revoke', 'zoo', 'vera');
    expect(await hint('vera', 'subject', 'delete', 'Mickey', '--yes')).toBe(
      'This needs the role contributor in all its projects; its owner can grant it.',
    );
  });

  test('what no role gives is told as what it is', async () => {
    await bench.must('group', 'invite', 'neuro', 'vera');
    expect(await hint('ana', 'invitation', 'accept', '1')).toBe('Only the user whom it concerns may.');
    await bench.must('tag', 'create', 'spare');
    expect(await hint('reg', 'tag', 'edit', 'spare', '--description', 'x')).toBe('This needs the level full or above.');
    expect(await hint('vera', 'taxon', 'edit', 'Pygoscelis', '--author', 'x')).toBe('This needs the level superadmin.');
  });
});

describe('of a managed biocollection that keeps a voucher out of sight', () => {
  // P1 has a voucher in INPA, in the dataset secret that ana alone reads; max curates INPA.
  beforeEach(async () => {
    await bench.must('biocollection', 'create', 'INPA', '--name', 'x');
    await bench.must('voucher', 'create', '--individual', 'P1', '--biocollection', 'INPA', '--dataset', 'secret');
    await bench.run(['biocollection', 'manage', 'INPA', '--owner', 'ana'], { as: 'sara' });
  });
  const edit = ['individual', 'edit', 'P1', '--notes', 'x'];
  const place = ['--location', 'Dream', '--date-time', '2008-01-01'];

  test('a refusal says what it would without, to whom the dataset would have stopped; to others not what does', async () => {
    expect(await refused('vera', ...edit)).toEqual(
      await refused('vera', 'individual', 'edit', 'P2', '--notes', 'x').then((lines) =>
        lines.map((line) => line.replace('P2', 'P1')),
      ),
    );
    expect(await refused('carl', ...edit)).toEqual([
      'error: you may not edit individual/P1',
      'hint: What decides over it is not yours to see; a superadmin can tell.',
    ]);
    for (const argv of [
      edit,
      ['individual', 'edit', '--filter', 'tag=P1', '--notes', 'x', '--yes'],
      ['occurrence', 'create', '--individual', 'P1', ...place],
    ])
      expect((await refused('carl', ...argv)).join('\n')).not.toMatch(/INPA|biocollection|voucher/);
    bench.write('places.csv', 'individual,location,date_time\nP1,Dream,2008-01-01\n');
    const imported = await bench.run(['import', 'occurrences', 'places.csv'], { as: 'carl' });
    expect([imported.code, /INPA|biocollection|voucher/.test(imported.out + imported.err)]).toEqual([5, false]);
  });

  test('explain says no more about oneself, and others are not to be asked about, whatever their roles', async () => {
    const own = await bench.run(['access', 'explain', 'me', 'edit', 'individual/P1', '--json'], { as: 'carl' });
    expect(own.json()).toMatchObject({
      allowed: false,
      remedies: [],
      notes: ['what you may not see decides over it, too'],
    });
    expect(own.out).not.toMatch(/INPA|biocollection|voucher/);
    const viewer = await bench.run(['access', 'explain', 'me', 'edit', 'individual/P1', '--json'], { as: 'vera' });
    expect(viewer.json()).toMatchObject({
      remedies: [{ command: 'vasculum dataset grant plot-1 vera --role collaborator', by: 'ana, max' }],
      notes: [],
    });
    const without = await bench.run(['access', 'explain', 'me', 'edit', 'individual/P2'], { as: 'vera' });
    const within = await bench.run(['access', 'explain', 'me', 'edit', 'individual/P1'], { as: 'vera' });
    expect(within.out).toBe(without.out.replaceAll('P2', 'P1'));
    await bench.must('biocollection', 'grant', 'INPA', 'vera', '--role', 'collaborator');
    for (const login of ['vera', 'carl', 'reg']) {
      const asked = await bench.run(['access', 'check', login, 'edit', 'individual/P1'], { as: 'max' });
      expect([asked.code, asked.out]).toEqual([3, '']);
      expect(asked.err).toContain('it depends on what you may not see');
    }
    expect(await refused('max', 'access', 'who', 'individual/P1', 'edit')).toEqual([
      'error: who may edit individual/P1 is not yours to ask: it depends on what you may not see',
      'hint: Superadmins are answered in full, and everybody about themselves.',
    ]);
    expect((await bench.run(['access', 'check', 'sara', 'edit', 'individual/P1'], { as: 'max' })).code).toBe(0);
    expect((await bench.run(['access', 'check', 'olga', 'edit', 'individual/P1'], { as: 'max' })).code).toBe(4);
    expect((await bench.run(['access', 'check', 'vera', 'read', 'individual/P1'], { as: 'max' })).code).toBe(0);
    for (const [login, code] of [
      ['vera', 0],
      ['carl', 4],
    ] as const)
      expect((await bench.run(['access', 'check', login, 'edit', 'individual/P1'], { as: 'ana' })).code).toBe(code);
  });

  test('the one that is seen is named, also to who adds a place to the individual', async () => {
    await bench.must('voucher', 'create', '--individual', 'P2', '--biocollection', 'INPA');
    const named = 'This needs the role collaborator in biocollection/INPA, which keeps a voucher of it.';
    expect(await hint('carl', 'individual', 'edit', 'P2', '--notes', 'x')).toBe(named);
    expect(await hint('carl', 'occurrence', 'create', '--individual', 'P2', ...place)).toBe(named);
    await bench.must('occurrence', 'create', '--individual', 'P2', ...place);
    expect(await hint('carl', 'occurrence', 'edit', 'id:1', '--notes', 'x')).toBe(named);
    expect(await hint('carl', 'occurrence', 'delete', 'id:1', '--yes')).toBe(named);
    expect(await hint('col', 'occurrence', 'delete', 'id:1', '--yes')).toBe(
      'This needs the role contributor; ana can grant it.',
    );
  });
});

test('a path through a project that the asker does not read does not name it', async () => {
  await bench.must('dataset', 'grant', 'shared', 'olga', '--role', 'manager');
  const ran = await bench.run(['access', 'explain', 'max', 'edit', 'dataset/shared', '--json'], { as: 'olga' });
  expect(ran.json()).toMatchObject({
    allowed: true,
    paths: [{ role: 'manager', via: 'its project', membership: null }],
  });
  expect(ran.out + ran.err).not.toContain('wetlands');
});

test('an explanation names the paths that grant what is asked, and no weaker ones beside them', async () => {
  for (const line of [
    'dataset grant plot-1 greta --role contributor',
    'dataset grant plot-1 group/neuro --role viewer',
  ])
    await bench.must(...line.split(' '));
  const by = async (action: string, object: string, user = 'greta') =>
    (
      (await bench.must('access', 'explain', user, action, object, '--json')).json() as {
        paths: { via: string; role: string }[];
      }
    ).paths.map(({ role, via }) => `${role} ${via}`);
  expect(await by('read', 'dataset/plot-1')).toEqual(['contributor direct', 'viewer group/neuro']);
  for (const action of ['insert', 'edit', 'delete'])
    expect(await by(action, 'dataset/plot-1')).toEqual(['contributor direct']);
  expect(await by('edit', 'individual/P1')).toEqual(['contributor direct']);
  expect(await by('read', 'individual/P1')).toEqual(['contributor direct', 'viewer group/neuro']);
  // What everybody reads gives nobody the list of members.
  expect(await by('members', 'dataset/open', 'ana')).toEqual(['owner direct']);
  expect(await by('read', 'dataset/open', 'ana')).toEqual(['owner direct', 'viewer public']);
  bench.as('sara');
  expect(await by('delete', 'dataset/open', 'sara')).toEqual(['owner superadmin']);
});
