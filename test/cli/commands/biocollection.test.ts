import { beforeEach, describe, expect, test } from 'vitest';
import type { Bench, Ran } from '../../helpers/run.ts';
import { world } from '../../helpers/world.ts';
import { everything, one } from '../../import/importing.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await world();
});

const by = async (as: string | null, ...argv: string[]): Promise<Ran> => bench.run(argv, { as });
const json = async (as: string | null, ...argv: string[]): Promise<unknown> => {
  const ran = await by(as, ...argv, '--json');
  expect({ code: ran.code, argv, err: ran.code === 0 ? '' : ran.err }).toEqual({ code: 0, argv, err: '' });
  return ran.json();
};
const create = (...more: string[]): Promise<Ran> =>
  bench.must('biocollection', 'create', 'inpa', '--name', 'Instituto Nacional', ...more);
const manage = (owner: string): Promise<Ran> => by('sara', 'biocollection', 'manage', 'INPA', '--owner', owner);
const owners = (): unknown =>
  one(
    bench,
    "select count(*) from membership m join container c on c.id = m.container_id where c.kind = 'biocollection'",
  );

describe('a biocollection', () => {
  test('is made by a full user, under its acronym in capitals', async () => {
    const made = await create('--irn', '124921', '--url', 'https://www.gov.br/inpa', '--json');
    expect(made.json()).toEqual({
      id: expect.any(Number) as number,
      acronym: 'INPA',
      name: 'Instituto Nacional',
      irn: 124921,
      url: 'https://www.gov.br/inpa',
      managed: false,
      specialists: [],
      created_at: expect.any(String) as string,
      updated_at: expect.any(String) as string,
      result: 'created',
    });
    expect((await create()).out).toContain('unchanged');
    const other = await by('olga', 'biocollection', 'create', 'Inpa', '--name', 'Another');
    expect([other.code, other.err]).toEqual([
      6,
      'error: biocollection/INPA is there already, with other name\nhint: To change it: vasculum biocollection edit INPA\n',
    ]);
    expect((await by('reg', 'biocollection', 'create', 'K', '--name', 'Kew')).code).toBe(4);
  });

  test('is seen by everybody, its members by every user', async () => {
    await create();
    for (const as of ['olga', 'reg', null]) {
      expect(await json(as, 'biocollection', 'list', '--fields', 'acronym,managed')).toEqual([
        { acronym: 'INPA', managed: false },
      ]);
      expect(await json(as, 'biocollection', 'show', 'inpa')).toMatchObject({ name: 'Instituto Nacional' });
    }
    expect(await json('reg', 'biocollection', 'members', 'INPA')).toMatchObject([{ member: 'ana', role: 'owner' }]);
    expect((await by(null, 'biocollection', 'members', 'INPA')).code).toBe(4);
  });

  test.each([
    [['--name', ''], 5],
    [['--name', 'x', '--irn', '0'], 5],
    [['--name', 'x', '--irn', '1.5'], 5],
    [['--name', 'x', '--irn', 'many'], 5],
    [['--name', 'x', '--url', 'inpa.gov.br'], 5],
    [['--name', 'x', '--privacy', 'public'], 2],
    [['--irn', '1'], 2],
  ])('cannot be made with %j', async (options, code) => {
    const before = everything(bench);
    expect((await by('ana', 'biocollection', 'create', 'NEW', ...options)).code).toBe(code);
    expect(everything(bench)).toEqual(before);
  });

  test('is renamed by --acronym, and --name is its name', async () => {
    await create('--irn', '5');
    await bench.must('biocollection', 'create', 'K', '--name', 'Kew');
    const edited = await json(
      'ana',
      'biocollection',
      'edit',
      'INPA',
      '--acronym',
      'inpb',
      '--name',
      'Other',
      '--unset',
      'irn',
    );
    expect(edited).toMatchObject({ acronym: 'INPB', name: 'Other', irn: null, result: 'updated' });
    expect((await by('ana', 'biocollection', 'show', 'INPA')).code).toBe(3);
    expect((await by('ana', 'biocollection', 'edit', 'INPB', '--acronym', 'k')).code).toBe(6);
    expect((await by('ana', 'biocollection', 'edit', 'INPB', '--unset', 'name')).code).toBe(5);
    expect((await by('ana', 'biocollection', 'edit', 'INPB', '--unset', 'managed')).code).toBe(2);
    expect((await by('olga', 'biocollection', 'edit', 'INPB', '--name', 'Mine')).code).toBe(4);
  });

  test('names its specialists, who are persons linked to it', async () => {
    await create();
    await bench.must('person', 'create', 'Adolpho Ducke', '--biocollection', 'INPA');
    expect(await json(null, 'biocollection', 'show', 'INPA')).toMatchObject({ specialists: ['DUCKE A'] });
    expect(await json('ana', 'person', 'list', '--filter', 'biocollection=inpa', '--fields', 'abbreviation')).toEqual([
      { abbreviation: 'DUCKE A' },
    ]);
    const refusal = await by('ana', 'biocollection', 'delete', 'INPA', '--yes');
    expect([refusal.code, refusal.err]).toEqual([
      6,
      'error: biocollection/INPA is in use: persons depend on it\nhint: Delete or change those first.\n',
    ]);
    await bench.must('person', 'edit', 'DUCKE A', '--unset', 'biocollection');
    expect((await by('ana', 'biocollection', 'delete', 'INPA', '--yes')).code).toBe(0);
  });

  test('stays while it has vouchers, whoever sees them, and while it is managed', async () => {
    await create();
    await by('olga', 'biocollection', 'create', 'K', '--name', 'Kew');
    await bench.must('voucher', 'create', '--individual', 'S1', '--biocollection', 'K');
    const refusal = await by('olga', 'biocollection', 'delete', 'K', '--yes');
    expect([refusal.code, refusal.err]).toEqual([
      6,
      'error: biocollection/K is in use: vouchers depend on it\nhint: Delete or change those first.\n',
    ]);
    await manage('ana');
    expect((await by('ana', 'biocollection', 'delete', 'INPA', '--yes')).code).toBe(6);
    expect((await by('sara', 'biocollection', 'delete', 'INPA', '--yes')).code).toBe(6);
    await by('sara', 'biocollection', 'unmanage', 'INPA');
    expect((await by('sara', 'biocollection', 'delete', 'INPA', '--yes')).code).toBe(0);
  });

  test('has owners only while nobody manages it, and need not have one', async () => {
    await create();
    for (const role of ['viewer', 'collaborator', 'contributor', 'manager']) {
      const refusal = await by('ana', 'biocollection', 'grant', 'INPA', 'max', '--role', role);
      expect(refusal.code).toBe(6);
      expect(refusal.err).toContain('only a managed biocollection has other members than owners: biocollection/INPA');
    }
    expect((await by('ana', 'biocollection', 'grant', 'INPA', 'max', '--role', 'curator')).code).toBe(0);
    expect((await by('ana', 'biocollection', 'revoke', 'INPA', 'max')).code).toBe(0);
    expect((await by('ana', 'biocollection', 'leave', 'INPA')).code).toBe(0);
    expect(owners()).toBe(0);
  });

  test('loses an owner who is demoted while nobody manages it', async () => {
    await by('max', 'biocollection', 'create', 'K', '--name', 'Kew');
    expect((await by('sara', 'user', 'level', 'max', 'registered')).code).toBe(0);
    expect(owners()).toBe(0);
  });
});

describe('managing a biocollection', () => {
  beforeEach(() => create());

  test('is turned on by a superadmin, who names its first curator, and is told who else owns it', async () => {
    expect((await by('ana', 'biocollection', 'manage', 'INPA', '--owner', 'ana')).code).toBe(4);
    expect((await manage('nobody')).code).toBe(3);
    expect((await manage('reg')).code).toBe(6);
    const on = await manage('max');
    expect([on.code, on.err]).toEqual([0, 'biocollection/INPA is now managed\nits owners are ana, max\n']);
    expect((await manage('max')).err).toContain('biocollection/INPA is managed already');
    const audit = "select count(*) from audit where command like '%biocollection manage%'";
    // One row for the biocollection, one for the membership; none for what was refused or true already.
    expect(one(bench, audit)).toBe(2);
    expect((await by('max', 'biocollection', 'grant', 'INPA', 'col', '--role', 'collaborator')).code).toBe(0);
  });

  test('says over whose individuals it gives away the decision', async () => {
    // col reads O1, and may not edit it.
    await bench.run(['dataset', 'create', 'mine'], { as: 'col' });
    const mine = ['--dataset', 'mine', '--biocollection', 'INPA'];
    expect(
      (await by('col', 'voucher', 'create', '--individual', 'O1', '--biocollection-number', '1', ...mine)).code,
    ).toBe(0);
    expect(
      (await by('col', 'voucher', 'create', '--individual', 'O1', '--biocollection-number', '2', ...mine)).code,
    ).toBe(0);
    expect((await manage('max')).err.split('\n')).toEqual([
      'biocollection/INPA is now managed',
      'its owners are ana, max',
      'its roles now decide who edits 1 individual of dataset/open, of which it has 2 vouchers',
      '',
    ]);
  });

  test('needs an owner from then on', async () => {
    await manage('max');
    expect((await by('ana', 'biocollection', 'leave', 'INPA')).code).toBe(0);
    const last = await by('max', 'biocollection', 'leave', 'INPA');
    expect([last.code, last.err]).toEqual([
      6,
      'error: no enabled user of level full would own biocollection/INPA\nhint: Grant another user or group the role owner first.\n',
    ]);
    expect((await by('sara', 'user', 'disable', 'max')).code).toBe(6);
  });

  test('is turned off with the roles that only a managed one has', async () => {
    await manage('max');
    await by('ana', 'biocollection', 'grant', 'INPA', 'col', 'group/neuro', '--role', 'collaborator');
    expect((await by('max', 'biocollection', 'unmanage', 'INPA')).code).toBe(4);
    const dry = await by('sara', 'biocollection', 'unmanage', 'INPA', '--dry-run');
    expect(dry.err).toContain('col loses collaborator\ngroup/neuro loses collaborator\n');
    expect(owners()).toBe(4);
    expect((await by('sara', 'biocollection', 'unmanage', 'INPA')).code).toBe(0);
    expect(owners()).toBe(2);
    expect((await by('sara', 'biocollection', 'unmanage', 'INPA')).err).toContain('is not managed already');
  });

  test('decides at once over vouchers that were there before', async () => {
    await bench.must('voucher', 'create', '--individual', 'P1', '--biocollection', 'INPA');
    expect((await by('col', 'individual', 'edit', 'P1', '--notes', 'one')).code).toBe(0);
    await manage('max');
    const refusal = await by('col', 'individual', 'edit', 'P1', '--notes', 'two');
    expect([refusal.code, refusal.err]).toEqual([
      4,
      'error: you may not edit individual/P1\nhint: This needs the role collaborator in biocollection/INPA, which keeps a voucher of it.\n',
    ]);
    expect((await by('max', 'individual', 'edit', 'P1', '--notes', 'two')).code).toBe(0);
    await by('sara', 'biocollection', 'unmanage', 'INPA');
    expect((await by('col', 'individual', 'edit', 'P1', '--notes', 'three')).code).toBe(0);
  });
});

describe('questions about what a managed biocollection decides', () => {
  beforeEach(async () => {
    await create();
    await bench.must('voucher', 'create', '--individual', 'P1', '--biocollection', 'INPA');
    await manage('ana');
    await bench.must('biocollection', 'grant', 'INPA', 'vera', 'greta', '--role', 'collaborator');
  });

  interface Explained {
    allowed: boolean;
    paths: { container: string; role: string; via: string; membership: { member: string; container: string } | null }[];
    remedies: { command: string; by: string; next: { command: string; by: string }[] }[];
  }
  const explain = async (who: string, ...more: string[]): Promise<Explained> =>
    (await json('ana', 'access', 'explain', who, ...more)) as Explained;

  test('explain names the biocollection and the membership', async () => {
    const vera = await explain('vera', 'edit', 'individual/P1');
    expect(vera.allowed).toBe(true);
    expect(vera.paths[0]).toMatchObject({
      container: 'biocollection/INPA',
      role: 'collaborator',
      via: 'direct',
      membership: { member: 'vera', container: 'biocollection/INPA' },
    });
    expect(vera.paths).toContainEqual(expect.objectContaining({ container: 'dataset/plot-1', role: 'viewer' }));
    const read = await explain('vera', 'read', 'individual/P1');
    expect(read.paths.map(({ container }) => container)).toEqual(['dataset/plot-1']);
  });

  test('explain says what would allow it: a role there, and reading', async () => {
    expect(await explain('col', 'edit', 'individual/P1')).toMatchObject({
      allowed: false,
      remedies: [{ command: 'vasculum biocollection grant INPA col --role collaborator', by: 'ana' }],
    });
    expect((await explain('olga', 'edit', 'individual/P1')).remedies).toEqual([
      {
        command: 'vasculum biocollection grant INPA olga --role collaborator',
        by: 'ana',
        next: [{ command: 'vasculum dataset grant plot-1 olga --role viewer', by: 'ana, max' }],
      },
    ]);
    const [voucher] = (await json('ana', 'voucher', 'list')) as { id: number }[];
    expect((await explain('vera', 'delete', `voucher/id:${voucher?.id}`)).remedies).toEqual([
      { command: 'vasculum biocollection grant INPA vera --role contributor', by: 'ana', next: [] },
    ]);
  });

  test('who may edit is who has the role there and reads; who may read is as before', async () => {
    const who = async (...more: string[]) =>
      (
        (await json('ana', 'access', 'who', 'individual/P1', ...more)) as { user: string; role: string; via: string }[]
      ).map(({ user, role, via }) => `${user} ${role} ${via}`);
    expect(await who('edit')).toEqual(['ana owner direct', 'sara owner superadmin', 'vera collaborator direct']);
    expect(await who('delete')).toEqual([
      'ana owner direct',
      'carl contributor direct',
      'max manager direct',
      'sara owner superadmin',
    ]);
    expect(await who()).toContain('reg viewer direct');
  });

  test('what and matrix have the biocollection like any container, open to everybody', async () => {
    const what = await json('vera', 'access', 'what', 'me', 'edit');
    expect(what).toContainEqual({ user: 'vera', object: 'biocollection/INPA', role: 'collaborator', via: 'direct' });
    expect(await json('sara', 'access', 'matrix')).toContainEqual({
      user: 'reg',
      object: 'biocollection/INPA',
      role: 'viewer',
      via: 'public',
    });
    expect(await json(null, 'access', 'what', 'anonymous')).toContainEqual(
      expect.objectContaining({ object: 'biocollection/INPA', role: 'viewer', via: 'public' }),
    );
    expect(await json('reg', 'access', 'check', 'me', 'members', 'biocollection/INPA')).toMatchObject({
      allowed: true,
    });
  });

  test('a voucher that the asker does not see is not told of by name', async () => {
    await bench.must('dataset', 'create', 'hidden');
    const open = ['--individual', 'O1', '--dataset', 'hidden', '--biocollection', 'INPA'];
    await bench.must('voucher', 'create', ...open);
    await bench.must('dataset', 'grant', 'open', 'col', '--role', 'manager');
    const refusal = await by('col', 'individual', 'edit', 'O1', '--notes', 'x');
    expect([refusal.code, refusal.err]).toEqual([
      4,
      'error: you may not edit individual/O1\nhint: What decides over it is not yours to see; a superadmin can tell.\n',
    ]);
    const asked = await by('col', 'access', 'explain', 'me', 'edit', 'individual/O1', '--json');
    expect(asked.out).not.toContain('INPA');
    expect((asked.json() as Explained).allowed).toBe(false);
  });
});
