import { beforeEach, describe, expect, test } from 'vitest';
import { numberOf } from '../helpers/dump.ts';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything, importing, one } from '../import/importing.ts';
import { deed, options } from './deeds.ts';

/**
 * Beside the small lab: project/lair (ana owner, olga contributor, vera collaborator; no group), project/fair (public, ana owner, carl
 * contributor, group/neuro viewer). In wetlands ana is owner, max manager, greta contributor by group/neuro.
 * Of ana's, all authorized: storage/ours, setup/ours, paradigm/ours (group/neuro viewer), /mine (nobody else), storage/shown (registered, nobody else)
 */
let bench: Bench;
beforeEach(async () => {
  bench = await world();
  await bench.must('project', 'create', 'lair');
  await bench.must('project', 'grant', 'lair', 'olga', '--role', 'contributor');
  await bench.must('project', 'grant', 'lair', 'vera', '--role', 'collaborator');
  await bench.must('project', 'create', 'fair', '--privacy', 'public', '--title', 'Fair', '--licence', 'CC-BY-4.0');
  await bench.must('project', 'grant', 'fair', 'carl', '--role', 'contributor');
  await bench.must('project', 'grant', 'fair', 'group/neuro', '--role', 'viewer');
  for (const kind of ['storage', 'setup', 'paradigm']) {
    for (const name of ['ours', 'mine']) await bench.must(kind, 'create', name);
    await bench.must(kind, 'grant', 'ours', 'group/neuro', '--role', 'viewer');
  }
  await bench.must('storage', 'create', 'shown', '--privacy', 'registered');
});

const create = (as: string | null, name: string, projects: string[], storages: string[] = []) =>
  deed(bench, as, 'session', 'create', name, ...options({ project: projects, storage: storages }));
const behave = (as: string | null, session: string, setup: string, paradigm: string, number = 1) =>
  deed(bench, as, 'behavior', 'create', ...options({ session, setup, paradigm, number }));
const show = async (as: string | null, ref: string) => {
  const [kind = '', name = ''] = ref.split('/');
  return (await deed(bench, as, kind, 'show', name)).record;
};
const publish = (kind: string, name: string, privacy = 'public') =>
  bench.run([
    kind,
    'edit',
    name,
    '--yes',
    '--privacy',
    privacy,
    ...(kind === 'project' ? ['--title', 'T', '--licence', 'CC0-1.0'] : []),
  ]);
/** Ends with that code and changes nothing; returns what was said. */
async function refused(code: number, ...argv: string[]): Promise<string> {
  const before = everything(bench);
  const ran = await bench.run(argv);
  expect({ argv, code: ran.code, out: ran.out }).toEqual({ argv, code, out: '' });
  expect(everything(bench)).toEqual(before);
  return ran.err;
}

describe('a session', () => {
  test('is in one or several projects, in each of which its name is its own, and governed by them', async () => {
    expect((await create('ana', 'S', ['wetlands', 'lair'])).record).toMatchObject({
      result: 'created',
      project: ['wetlands', 'lair'],
      storage: null,
      date_time: null,
    });
    expect((await create('ana', 's', ['lair'])).code).toBe(6);
    expect((await create('ana', 'S', ['fair'])).code).toBe(0);
    expect((await create('greta', 'T', ['wetlands', 'fair'])).code).toBe(4);
    expect((await create('greta', 'T', ['wetlands', 'lair'])).code).toBe(3);
    for (const [as, read, edit, remove] of [
      ['max', 0, 0, 4],
      ['olga', 0, 0, 4],
      ['vera', 0, 0, 4],
      ['greta', 0, 0, 4],
      ['sara', 0, 0, 0],
      ['carl', 3, 3, 3],
      [null, 3, 3, 3],
    ] as const) {
      const codes = [
        (await deed(bench, as, 'session', 'show', 'id:1')).code,
        (await deed(bench, as, 'session', 'edit', 'id:1', '--notes', 'x', '--dry-run')).code,
        (await deed(bench, as, 'session', 'delete', 'id:1', '--yes', '--dry-run')).code,
      ];
      expect([as, ...codes]).toEqual([as, read, edit, remove]);
    }
    expect((await show('max', 'session/id:1'))['project']).toEqual(['wetlands']);
    expect((await show(null, 'session/S'))['project']).toEqual(['fair']);
  });

  test('keeps a project from being deleted', async () => {
    await create('ana', 'S', ['lair']);
    expect(await refused(6, 'project', 'delete', 'lair', '--yes')).toContain('Move or delete its sessions first');
  });
});

describe('an attribute', () => {
  test('is used by who reads it, where it shares a group with a project of the session, or who contributes to it', async () => {
    // greta reads ours by her group, which is in wetlands as well; shown she reads by its privacy.
    expect((await create('greta', 'A', ['wetlands'], ['ours'])).code).toBe(0);
    expect(await create('greta', 'B', ['wetlands'], ['shown'])).toMatchObject({
      code: 4,
      message:
        'you may not use storage/shown here: it shares no group with a project of the session, and you are not its contributor',
    });
    expect((await create('greta', 'B', ['wetlands'], ['mine'])).code).toBe(3);
    // max reads neither.
    expect((await create('max', 'B', ['wetlands'], ['ours'])).code).toBe(3);
    await bench.must('storage', 'grant', 'ours', 'max', '--role', 'viewer');
    expect((await create('max', 'B', ['wetlands'], ['ours'])).code).toBe(0);
    for (const [role, code] of [
      ['viewer', 4],
      ['collaborator', 4],
      ['contributor', 0],
    ] as const) {
      await bench.must('storage', 'grant', 'mine', 'max', '--role', role);
      expect([role, (await create('max', 'C', ['wetlands'], ['mine'])).code]).toEqual([role, code]);
    }
    // No group is in lair, so that only who contributes may.
    await bench.must('storage', 'grant', 'ours', 'olga', '--role', 'collaborator');
    expect((await create('olga', 'D', ['lair'], ['ours'])).code).toBe(4);
    expect((await create('ana', 'D', ['lair'], ['ours'])).code).toBe(0);
    // One project of several is enough.
    expect((await create('ana', 'E', ['lair', 'wetlands'], ['ours', 'mine'])).record['storage']).toEqual([
      'ours',
      'mine',
    ]);
  });

  test('is used by what was done in a session by the same rule', async () => {
    await create('ana', 'S', ['wetlands']);
    expect((await behave('greta', 'S', 'ours', 'mine')).code).toBe(3);
    expect((await behave('greta', 'S', 'ours', 'ours')).record).toMatchObject({
      result: 'created',
      session: 'S',
      number: 1,
      setup: 'ours',
      paradigm: 'ours',
    });
    await publish('paradigm', 'mine', 'registered');
    expect((await behave('greta', 'S', 'ours', 'mine', 2)).message).toContain('you may not use paradigm/mine here');
    expect((await deed(bench, 'greta', 'behavior', 'edit', 'id:1', '--paradigm', 'mine')).code).toBe(4);
    await bench.must('paradigm', 'grant', 'mine', 'group/neuro', '--role', 'contributor');
    expect((await deed(bench, 'greta', 'behavior', 'edit', 'id:1', '--paradigm', 'mine')).code).toBe(0);
  });

  test('shares no group by a membership that has ended', async () => {
    await create('ana', 'S', ['wetlands']);
    await bench.must('storage', 'grant', 'shown', 'group/neuro', '--role', 'viewer', '--until', '2099-01-01');
    const use = (now: string) =>
      bench.run(['session', 'edit', 'S', '--storage', 'shown', '--dry-run'], { as: 'max', now });
    expect((await use('2098-01-01T00:00:00Z')).code).toBe(0);
    expect((await use('2100-01-01T00:00:00Z')).code).toBe(4);
  });

  test('stays linked, whatever becomes of the roles, and is not linked anew', async () => {
    await bench.must('storage', 'grant', 'ours', 'max', '--role', 'viewer');
    await create('max', 'S', ['wetlands'], ['ours']);
    const { out } = await bench.run(['export', 'sessions'], { as: 'max' });
    await bench.must('storage', 'revoke', 'ours', 'group/neuro');
    expect((await deed(bench, 'max', 'session', 'edit', 'S', '--notes', 'still there')).record).toMatchObject({
      result: 'updated',
      storage: ['ours'],
    });
    expect((await deed(bench, 'max', 'session', 'edit', 'S', '--storage', 'ours')).record['result']).toBe('unchanged');
    expect(
      (await importing(bench, 'sessions', out.replace(',,\n', ',,still there\n'), [], { as: 'max' })).counts,
    ).toMatchObject({ unchanged: 1 });
    expect((await create('max', 'T', ['wetlands'], ['ours'])).code).toBe(4);
    expect((await deed(bench, 'max', 'session', 'edit', 'S', '--unset', 'storage')).code).toBe(0);
    expect((await deed(bench, 'max', 'session', 'edit', 'S', '--storage', 'ours')).code).toBe(4);
  });

  test('is refused row by row in a file, and in an update of one', async () => {
    await bench.must('storage', 'grant', 'ours', 'max', '--role', 'viewer');
    const rows = 'name,project,storage\nA,wetlands,ours\nB,wetlands,ours|shown\nC,wetlands,mine\nD,wetlands,\n';
    const ran = await importing(bench, 'sessions', rows, [], { as: 'max' });
    expect(ran.errors.map(({ line, code, column }) => [line, code, column])).toEqual([
      [3, 'not-permitted', 'storage'],
      [4, 'unknown-reference', 'storage'],
    ]);
    expect((await importing(bench, 'sessions', rows, ['--on-invalid', 'skip'], { as: 'max' })).counts).toMatchObject({
      created: 2,
    });
    const update = (text: string) =>
      importing(bench, 'sessions', `name,project,storage\n${text}`, ['--if-exists', 'update'], { as: 'max' });
    expect((await update('D,wetlands,shown\n')).errors).toMatchObject([
      { line: 2, code: 'not-permitted', column: 'storage' },
    ]);
    expect((await update('D,wetlands,ours\n')).counts).toMatchObject({ updated: 1 });
    const many = await bench.run(['session', 'edit', '--filter', 'project=wetlands', '--storage', 'shown', '--yes'], {
      as: 'max',
    });
    expect(many.code).toBe(4);
  });

  test('of one type of setup does not go with a paradigm for another, where both are seen', async () => {
    await create('ana', 'S', ['wetlands']);
    await bench.must('setup', 'edit', 'mine', '--setup-type', 'Head-fixed');
    await bench.must('paradigm', 'edit', 'mine', '--setup-type', 'free');
    await bench.must('paradigm', 'edit', 'ours', '--setup-type', 'head-fixed');
    expect(await behave('ana', 'S', 'mine', 'mine')).toMatchObject({ code: 5, problems: [['setup-type', 'setup']] });
    expect((await behave('ana', 'S', 'mine', 'ours')).code).toBe(0);
    expect((await behave('ana', 'S', 'ours', 'mine', 2)).code).toBe(0);
    expect((await deed(bench, 'ana', 'behavior', 'edit', 'id:1', '--paradigm', 'mine')).code).toBe(5);
    // Once linked, a type that changes keeps nobody from editing the rest.
    await bench.must('setup', 'edit', 'mine', '--setup-type', 'other');
    expect((await deed(bench, 'ana', 'behavior', 'edit', 'id:1', '--notes', 'x')).code).toBe(0);
  });
});

describe('an attribute that the reader of a session does not see', () => {
  beforeEach(async () => {
    await bench.must('storage', 'grant', 'ours', 'max', '--role', 'viewer');
    await create('ana', 'S', ['wetlands', 'lair'], ['mine', 'ours', 'shown']);
    await behave('ana', 'S', 'mine', 'mine');
  });

  test('is withheld, without name, id or number', async () => {
    expect((await show('max', 'session/S'))['storage']).toEqual(['ours', 'shown', 'withheld']);
    // olga reads shown alone: of two hidden ones she learns no more than of one.
    expect((await show('olga', 'session/S'))['storage']).toEqual(['shown', 'withheld']);
    expect((await show('ana', 'session/S'))['storage']).toEqual(['mine', 'ours', 'shown']);
    expect(await show('olga', 'behavior/id:1')).toMatchObject({
      session: 'S',
      setup: 'withheld',
      paradigm: 'withheld',
    });
    const idOf = (kind: string): string =>
      `id:${String(one(bench, `select id from container where kind = '${kind}' and name = 'mine'`))}`;
    for (const [kind, ...argv] of [
      ['session', 'list', '--json'],
      ['session', 'list', '--filter', 'storage=mine', '--json'],
      ['session', 'list', '--filter', `storage=${idOf('storage')}`, '--json'],
      ['behavior', 'list', '--filter', 'setup=mine', '--json'],
      ['behavior', 'list', '--filter', `setup=${idOf('setup')}`, '--json'],
      ['behavior', 'list', '--sort', 'setup', '--json'],
    ] satisfies string[][]) {
      const ran = await bench.run([kind ?? '', ...argv], { as: 'olga' });
      expect(ran.out).not.toContain('mine');
      expect([argv, ran.out.includes('"id"')]).toEqual([argv, !argv.includes('--filter')]);
    }
  });

  test('stays where it is in an edit and in a file that says so', async () => {
    const stored = () =>
      String(
        one(
          bench,
          'select group_concat(c.name) from session_storage s join container c on c.id = s.storage_id order by s.position',
        ),
      )
        .split(',')
        .toSorted()
        .join();
    expect((await deed(bench, 'max', 'session', 'edit', 'S', '--storage', 'shown')).record['storage']).toEqual([
      'shown',
      'withheld',
    ]);
    expect(stored()).toBe('mine,shown');
    expect(
      (await deed(bench, 'max', 'session', 'edit', 'S', '--storage', 'ours', '--storage', 'withheld')).record,
    ).toMatchObject({ result: 'updated', storage: ['ours', 'withheld'] });
    expect((await deed(bench, 'max', 'session', 'edit', 'S', '--storage', 'withheld')).record['storage']).toEqual([
      'withheld',
    ]);
    expect((await deed(bench, 'max', 'session', 'edit', 'S', '--unset', 'storage')).record).toMatchObject({
      storage: ['withheld'],
    });
    expect(stored()).toBe('mine');
    expect((await deed(bench, 'max', 'session', 'edit', 'S', '--storage', 'ours')).code).toBe(0);
    const exported = (await bench.run(['export', 'sessions'], { as: 'max' })).out;
    expect(exported).toContain('S,wetlands,,ours|withheld,,\n');
    expect((await importing(bench, 'sessions', exported, [], { as: 'max' })).counts).toMatchObject({ unchanged: 1 });
    const changed = exported.replace(',,\n', ',seen again,\n');
    expect(
      (await importing(bench, 'sessions', changed, ['--if-exists', 'update'], { as: 'max' })).counts,
    ).toMatchObject({ updated: 1 });
    expect(stored()).toBe('mine,ours');
    const behaviors = (await bench.run(['export', 'behaviors'], { as: 'max' })).out;
    expect(behaviors).toBe('session,number,setup,paradigm,notes\nS,1,withheld,withheld,\n');
    expect((await importing(bench, 'behaviors', behaviors, [], { as: 'max' })).counts).toMatchObject({ unchanged: 1 });
    const noted = behaviors.replace('withheld,\n', 'withheld,noted\n');
    expect((await importing(bench, 'behaviors', noted, ['--if-exists', 'update'], { as: 'max' })).counts).toMatchObject(
      { updated: 1 },
    );
    expect(await show('ana', 'behavior/id:1')).toMatchObject({ setup: 'mine', paradigm: 'mine', notes: 'noted' });
  });

  test('is no name to give where nothing is hidden', async () => {
    await create('ana', 'T', ['wetlands'], ['ours']);
    expect((await deed(bench, 'max', 'session', 'edit', 'T', '--storage', 'withheld')).code).toBe(3);
    expect((await create('max', 'U', ['wetlands'], ['withheld'])).code).toBe(3);
    expect(
      (await importing(bench, 'sessions', 'name,project,storage\nU,wetlands,ours|withheld\n', [], { as: 'max' }))
        .errors,
    ).toMatchObject([{ code: 'unknown-reference', column: 'storage', value: 'withheld' }]);
    expect((await behave('max', 'S', 'withheld', 'withheld', 2)).code).toBe(3);
  });

  test('is found in use by who deletes it, and by what sort of thing alone', async () => {
    await bench.must('setup', 'grant', 'mine', 'carl', '--role', 'owner');
    const ran = await bench.run(['setup', 'delete', 'mine', '--yes'], { as: 'carl' });
    expect(ran).toMatchObject({ code: 6, out: '' });
    expect(ran.err).toContain('setup/mine is in use: behaviors depend on it');
    expect(await refused(6, 'storage', 'delete', 'mine', '--yes')).toContain(
      'storage/mine is in use: sessions depend on it',
    );
    await deed(bench, 'ana', 'behavior', 'delete', 'id:1', '--yes');
    await bench.must('setup', 'delete', 'mine', '--yes');
  });
});

describe('what was done in a session', () => {
  beforeEach(async () => {
    await create('ana', 'S', ['wetlands', 'lair']);
    await behave('ana', 'S', 'ours', 'ours');
  });

  test('is governed by the projects of the session: one to read and change it, all to delete it', async () => {
    for (const [as, read, insert, edit, remove] of [
      ['max', 0, 0, 0, 4],
      ['olga', 0, 0, 0, 4],
      ['vera', 0, 0, 0, 4],
      ['sara', 0, 0, 0, 0],
      ['carl', 3, 3, 3, 3],
      [null, 3, 3, 3, 3],
    ] as const) {
      for (const kind of ['setup', 'paradigm'])
        if (as !== null) await bench.must(kind, 'grant', 'ours', as, '--role', 'viewer');
      const codes = [
        (await deed(bench, as, 'behavior', 'show', 'id:1')).code,
        (
          await deed(
            bench,
            as,
            'behavior',
            'create',
            ...options({ session: 'S', setup: 'ours', paradigm: 'ours', number: 2 }),
            '--dry-run',
          )
        ).code,
        (await deed(bench, as, 'behavior', 'edit', 'id:1', '--notes', 'x', '--dry-run')).code,
        (await deed(bench, as, 'behavior', 'delete', 'id:1', '--yes', '--dry-run')).code,
      ];
      expect([as, ...codes]).toEqual([as, read, insert, edit, remove]);
    }
    await bench.must('project', 'grant', 'lair', 'vera', '--role', 'viewer', '--lower');
    expect((await deed(bench, 'vera', 'behavior', 'edit', 'id:1', '--notes', 'x')).code).toBe(4);
    const made = await deed(
      bench,
      'vera',
      'behavior',
      'create',
      ...options({ session: 'S', setup: 'ours', paradigm: 'ours', number: 2 }),
    );
    expect(made).toMatchObject({
      code: 4,
      message: 'you may not insert behaviors into this session',
      hint: 'This needs the role collaborator in one of its projects.',
    });
    await bench.must('project', 'grant', 'lair', 'max', '--role', 'contributor');
    expect((await deed(bench, 'max', 'behavior', 'delete', 'id:1', '--yes')).code).toBe(0);
  });

  test('has a place in it that is its own, 1 when it is not said', async () => {
    expect((await behave('ana', 'S', 'ours', 'ours')).record['result']).toBe('unchanged');
    expect((await behave('ana', 'S', 'ours', 'mine')).message).toContain('with other paradigm');
    expect((await behave('ana', 'S', 'ours', 'ours', 2)).code).toBe(0);
    expect((await deed(bench, 'ana', 'behavior', 'edit', 'id:2', '--number', '1')).code).toBe(6);
    expect((await behave('ana', 'S', 'ours', 'ours', 0)).code).toBe(5);
    const rows = 'session,setup,paradigm,number\nS,ours,ours,3\nS,ours,ours,3\nT,ours,ours,\n';
    expect((await importing(bench, 'behaviors', rows)).errors.map(({ line, code }) => [line, code])).toEqual([
      [3, 'duplicate-in-file'],
      [4, 'unknown-reference'],
    ]);
  });

  test('goes where its session goes, which is said before, and keeps it from being deleted', async () => {
    const move = (as: string, ...argv: string[]) => bench.run(['session', 'move', ...argv], { as });
    await bench.must('project', 'create', 'other');
    await bench.must('project', 'grant', 'other', 'max', '--role', 'collaborator');
    await bench.must('project', 'grant', 'other', 'carl', '--role', 'viewer');
    expect((await move('ana', 'S', '--to', 'other')).err).toContain('--yes');
    const moved = await move('max', 'S', '--to', 'project/other', '--yes');
    expect(moved.err).toBe(
      'warning: what depends on it is then read by those who also read project/other: 1 behavior (id:1)\n' +
        'moved: 1 session from project/wetlands to project/other\n',
    );
    expect((await deed(bench, 'carl', 'behavior', 'show', 'id:1')).code).toBe(0);
    // It stays in lair, which max does not see.
    expect((await deed(bench, 'olga', 'behavior', 'show', 'id:1')).code).toBe(0);
    expect((await deed(bench, 'greta', 'behavior', 'show', 'id:1')).code).toBe(3);
    expect((await deed(bench, 'ana', 'behavior', 'move', 'id:1', '--to', 'lair', '--yes')).code).toBe(2);
    expect(await refused(6, 'session', 'delete', 'S', '--yes')).toContain('other records depend on it');
  });

  test('is asked about by the projects of its session, now and where it was', async () => {
    const before = numberOf(bench.db, 'select max(seq) from audit');
    await bench.must('project', 'create', 'other');
    await bench.must('session', 'move', 'S', '--to', 'other', '--yes');
    const ask = async (...argv: string[]) => (await bench.must('access', ...argv)).out;
    const people = async (...argv: string[]) =>
      (await ask('who', 'behavior/id:1', ...argv))
        .split('\n')
        .slice(1, -1)
        .map((line) => line.split('\t').slice(0, 2).join(' '));
    expect(await people()).toEqual(['ana owner', 'sara owner']);
    expect(await people('--at', String(before))).toEqual([
      'ana owner',
      'greta contributor',
      'max manager',
      'olga contributor',
      'sara owner',
      'vera collaborator',
    ]);
    const was = await bench.run(['access', 'explain', 'olga', 'edit', 'behavior/id:1', '--at', String(before)], {
      as: 'sara',
    });
    expect(was.out).toContain('olga may edit behavior/id:1.');
    expect((await bench.run(['access', 'explain', 'olga', 'edit', 'behavior/id:1'], { as: 'sara' })).out).toContain(
      'may not edit',
    );
  });

  test('is narrowed by project, and by the session that it is in', async () => {
    await create('ana', 'T', ['fair']);
    for (const kind of ['setup', 'paradigm']) await publish(kind, 'mine');
    await behave('ana', 'T', 'mine', 'mine');
    const ids = async (as: string | null, ...argv: string[]) =>
      ((await deed(bench, as, 'behavior', 'list', ...argv)).record as unknown as { id: number }[]).map(({ id }) => id);
    expect(await ids('ana')).toEqual([1, 2]);
    expect(await ids('ana', '--project', 'lair')).toEqual([1]);
    expect(await ids('ana', '--project', 'fair')).toEqual([2]);
    expect(await ids('ana', '--filter', 'session=T')).toEqual([2]);
    expect(await ids(null)).toEqual([2]);
    expect(await ids(null, '--filter', 'session=S')).toEqual([]);
  });
});

describe('a public project', () => {
  const used = 'what a public project uses would not be public: ';

  test('is not made while what it uses is not public, which is named, or said to be hidden', async () => {
    await bench.must('dataset', 'edit', 'shared', '--title', 'T', '--licence', 'CC0-1.0');
    await create('ana', 'S', ['wetlands', 'lair'], ['ours', 'mine']);
    await behave('ana', 'S', 'ours', 'ours');
    const says = (names: string) => async (ran: Promise<{ code: number; err: string }>) =>
      expect(await ran).toMatchObject({ code: 6, err: expect.stringContaining(`${used}${names}\n`) as string });
    await says(
      'paradigm/ours (used by project/wetlands), setup/ours (used by project/wetlands), storage/mine (used by project/wetlands), storage/ours (used by project/wetlands)',
    )(publish('project', 'wetlands'));
    for (const [kind, name] of [
      ['storage', 'ours'],
      ['paradigm', 'ours'],
      ['setup', 'ours'],
    ] as const)
      expect((await publish(kind, name)).code).toBe(0);
    await bench.must('project', 'grant', 'wetlands', 'olga', '--role', 'owner');
    const byOlga = bench.run(
      ['project', 'edit', 'wetlands', '--privacy', 'public', '--title', 'T', '--licence', 'CC0-1.0', '--yes'],
      { as: 'olga' },
    );
    await says('others you cannot see')(byOlga);
    // Registered is not public: attributes are asked of public projects alone.
    expect((await publish('project', 'wetlands', 'registered')).code).toBe(0);
    expect((await publish('storage', 'mine')).code).toBe(0);
    expect((await publish('project', 'wetlands')).code).toBe(0);
  });

  test('keeps its attributes public', async () => {
    for (const kind of ['storage', 'setup', 'paradigm']) await publish(kind, 'mine');
    await create('ana', 'S', ['fair', 'lair'], ['mine']);
    await behave('ana', 'S', 'mine', 'mine');
    for (const kind of ['storage', 'setup', 'paradigm'])
      for (const privacy of ['authorized', 'registered'])
        expect(await refused(6, kind, 'edit', 'mine', '--privacy', privacy)).toContain(
          `${used}${kind}/mine (used by project/fair)\n`,
        );
    // Neither the hidden project nor the session is named.
    expect((await publish('project', 'fair', 'registered')).code).toBe(0);
    expect((await publish('storage', 'mine', 'authorized')).code).toBe(0);
    expect((await publish('project', 'fair')).err).toContain('storage/mine (used by project/fair)');
  });

  test('links nothing that is not public, by whatever way', async () => {
    await publish('setup', 'mine');
    await create('ana', 'S', ['fair']);
    const error = 'project/fair is public, and storage/ours is not: what it uses must be';
    expect(await create('ana', 'T', ['wetlands', 'fair'], ['ours'])).toMatchObject({ code: 6, message: error });
    expect(await refused(6, 'session', 'edit', 'S', '--storage', 'ours')).toContain(error);
    expect(await refused(6, 'session', 'edit', '--filter', 'project=fair', '--storage', 'ours', '--yes')).toContain(
      error,
    );
    expect(
      await refused(6, 'behavior', 'create', ...options({ session: 'S', setup: 'mine', paradigm: 'mine' })),
    ).toContain('paradigm/mine is not');
    const rows = 'name,project,storage\nT,fair,ours\nU,wetlands,ours\n';
    expect((await importing(bench, 'sessions', rows)).errors).toMatchObject([
      { line: 2, code: 'not-public', column: 'storage', message: error },
    ]);
    expect(
      (await importing(bench, 'sessions', 'name,project,storage\nS,fair,ours\n', ['--if-exists', 'update'])).errors,
    ).toMatchObject([{ code: 'not-public' }]);
    // A session that uses some does not come into one, either.
    await create('ana', 'V', ['wetlands'], ['ours']);
    expect(await refused(6, 'session', 'move', 'V', '--to', 'fair', '--yes')).toContain(
      `${used}storage/ours (used by project/fair)`,
    );
    expect(await refused(6, 'session', 'edit', 'V', '--project', 'wetlands', '--project', 'fair')).toContain(used);
    await bench.must('storage', 'edit', 'ours', '--privacy', 'public');
    await bench.must('session', 'move', 'V', '--to', 'fair', '--yes');
    expect((await show(null, 'session/V'))['storage']).toEqual(['ours']);
  });
});
