import { beforeEach, describe, expect, test } from 'vitest';
import { contents } from '../helpers/dump.ts';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';

/**
 * project/wetlands of ana holds dataset/shared (privacy project), with individual W1 and one measurement of it, dataset/plot-1 (its own
 * privacy), subject Rat-1, and a measurement in shared of P1, which is in plot-1.
 */
let bench: Bench;
beforeEach(async () => {
  bench = (await world()).as('ana');
  await bench.must('project', 'edit', 'wetlands', '--licence', 'CC-BY-4.0');
  await bench.must('dataset', 'edit', 'shared', '--title', 'Shared', '--licence', 'CC-BY-4.0');
  await bench.must('subject', 'create', 'Rat-1', '--project', 'wetlands');
  const placed = ['--collector', 'SILVA A', '--date', '2008', '--location', 'Dream'];
  await bench.must('individual', 'create', 'W1', '--dataset', 'shared', ...placed);
  for (const tag of ['W1', 'P1']) await bench.must(...weighed(tag));
});

const weighed = (tag: string): string[] => {
  const where = ['--trait', 'mass', '--individual', tag, '--dataset', 'shared'];
  return ['measurement', 'create', ...where, '--person', 'SILVA A', '--date', '2008-01-01', '--value', '7'];
};
const as = (login: string | null, ...argv: string[]) => bench.run(argv, { as: login });
const json = async (login: string | null, ...argv: string[]) => (await as(login, ...argv, '--json')).json();
async function refused(code: number, login: string | null, ...argv: string[]): Promise<string> {
  const before = contents(bench.db);
  const ran = await as(login, ...argv);
  expect({ argv, login, code: ran.code, out: ran.out }).toEqual({ argv, login, code, out: '' });
  expect(contents(bench.db)).toEqual(before);
  return ran.err;
}
const count = async (login: string | null, kind: string): Promise<number> =>
  ((await json(login, kind, 'list')) as unknown[]).length;

describe('project publish', () => {
  test('opens the project, its project datasets and its records, says so, and opens nothing else', async () => {
    expect(await json('ana', 'project', 'publish', 'wetlands', '--yes')).toMatchObject({
      result: 'updated',
      name: 'wetlands',
      privacy: 'public',
      opened: {
        to: 'anonymous',
        containers: ['dataset/shared', 'project/wetlands'],
        // The measurement of P1 stays with plot-1, where P1 is.
        records: { individuals: 1, measurements: 1, subjects: 1 },
      },
      attributes: [],
      who: ['anonymous', 'carl', 'col', 'olga', 'reg', 'vera'],
    });
    expect((await as(null, 'project', 'show', 'wetlands')).code).toBe(0);
    expect((await as(null, 'individual', 'show', 'W1')).code).toBe(0);
    expect(await count(null, 'subject')).toBe(1);
    expect((await as(null, 'dataset', 'show', 'plot-1')).code).toBe(3);
    expect(await json('ana', 'project', 'publish', 'wetlands', '--yes')).toMatchObject({
      result: 'unchanged',
      opened: null,
      who: [],
    });
    const log = (await json('sara', 'audit', 'log', '--object', 'project/wetlands')) as unknown[];
    expect(log[0]).toMatchObject({ actor: 'ana', before: { privacy: 'authorized' }, after: { privacy: 'public' } });
  });

  test('tells a person the same in sentences, in a dry run too', async () => {
    const before = contents(bench.db);
    const dry = await as('ana', 'project', 'publish', 'wetlands', '--dry-run');
    expect(dry.code).toBe(0);
    expect(dry.err).toContain(
      'everybody reads from then on: dataset/shared, project/wetlands, 1 individual, 1 subject, 1 measurement\n',
    );
    expect(dry.err).toContain('gain sight of it: anonymous, carl, col, olga, reg, vera\n');
    expect(contents(bench.db)).toEqual(before);
    const real = await as('ana', 'project', 'publish', 'wetlands', '--yes');
    expect(dry.err).toBe(`${real.err}dry run: nothing was changed\n`);
  });

  test('asks, and where nobody can be asked needs --yes', async () => {
    expect(await refused(2, 'ana', 'project', 'publish', 'wetlands')).toContain('--yes');
  });

  test('is for owners, and says nothing to others', async () => {
    for (const login of ['max', 'greta']) await refused(4, login, 'project', 'publish', 'wetlands', '--yes');
    const hidden = await refused(3, 'olga', 'project', 'publish', 'wetlands', '--yes');
    expect(hidden.replaceAll('wetlands', 'qqqqqqqq')).toBe(
      await refused(3, 'olga', 'project', 'publish', 'qqqqqqqq', '--yes'),
    );
    for (const login of ['max', 'greta']) await refused(4, login, 'project', 'unpublish', 'wetlands');
    await refused(3, 'olga', 'project', 'unpublish', 'wetlands');
  });

  test('needs title and licence of the project and of its project datasets', async () => {
    await bench.must('dataset', 'edit', 'shared', '--unset', 'title');
    await bench.must('project', 'edit', 'wetlands', '--unset', 'licence');
    const err = await refused(6, 'ana', 'project', 'publish', 'wetlands', '--yes');
    expect(err).toBe(
      'error: a title and a licence are needed for what outsiders can read: dataset/shared, project/wetlands\n' +
        'hint: First: vasculum dataset edit shared --title TITLE; vasculum project edit wetlands --licence CC-BY-4.0\n',
    );
    await bench.must('dataset', 'edit', 'shared', '--title', 'TITLE');
    await bench.must('project', 'edit', 'wetlands', '--licence', 'CC-BY-4.0');
    expect((await as('ana', 'project', 'publish', 'wetlands', '--yes')).code).toBe(0);
  });

  test('a project or dataset that is open from the start is told to say its title and licence, as there is nothing to edit', async () => {
    for (const [argv, lacks] of [
      [['project', 'create', 'fen', '--privacy', 'public'], ' --title TITLE --licence CC-BY-4.0'],
      [['dataset', 'create', 'fen', '--privacy', 'registered', '--title', 'Fen'], ' --licence CC-BY-4.0'],
    ] as const)
      expect(await refused(6, 'ana', ...argv)).toContain(`\nhint: Say them too:${lacks}\n`);
  });

  test('counts what is new to everybody where registered users read it already', async () => {
    await bench.must('project', 'edit', 'wetlands', '--privacy', 'registered', '--yes');
    expect(await json('ana', 'project', 'publish', 'wetlands', '--yes')).toMatchObject({
      opened: { to: 'anonymous', records: { individuals: 1, subjects: 1 } },
      who: ['anonymous'],
    });
  });
});

describe('project publish with attributes in use', () => {
  beforeEach(async () => {
    for (const [kind, name] of [
      ['setup', 'rig'],
      ['storage', 'disk'],
      ['paradigm', 'maze'],
      ['setup', 'unused'],
    ] as const)
      await bench.must(kind, 'create', name);
    await bench.must('session', 'create', 'day-1', '--project', 'wetlands', '--storage', 'disk');
    await bench.must('behavior', 'create', '--session', 'day-1', '--setup', 'rig', '--paradigm', 'maze');
  });

  test('is refused while any is not public, each by its name', async () => {
    const err = await refused(6, 'ana', 'project', 'publish', 'wetlands', '--yes');
    expect(err).toContain('project/wetlands uses what is not public: paradigm/maze, setup/rig, storage/disk\n');
    expect(err).toContain('--with-attributes');
    expect(err).not.toContain('unused');
    expect(await refused(4, 'max', 'project', 'publish', 'wetlands', '--yes')).not.toContain('rig');
    expect(await refused(6, 'ana', 'project', 'edit', 'wetlands', '--privacy', 'public', '--yes')).toContain(
      'setup/rig',
    );
    // What is public to registered users is not public.
    for (const [kind, name] of [
      ['setup', 'rig'],
      ['paradigm', 'maze'],
    ] as const)
      await bench.must(kind, 'edit', name, '--privacy', 'public');
    await bench.must('storage', 'edit', 'disk', '--privacy', 'registered');
    expect(await refused(6, 'ana', 'project', 'publish', 'wetlands', '--yes')).toContain('not public: storage/disk\n');
    await bench.must('storage', 'edit', 'disk', '--privacy', 'public');
    expect((await as('ana', 'project', 'publish', 'wetlands', '--yes')).code).toBe(0);
  });

  test('--with-attributes publishes those of the actor in the same deed', async () => {
    expect(await json('ana', 'project', 'publish', 'wetlands', '--with-attributes', '--yes')).toMatchObject({
      result: 'updated',
      attributes: ['paradigm/maze', 'setup/rig', 'storage/disk'],
      opened: { containers: ['dataset/shared', 'paradigm/maze', 'project/wetlands', 'setup/rig', 'storage/disk'] },
    });
    expect((await as(null, 'setup', 'show', 'rig')).code).toBe(0);
    expect((await as(null, 'setup', 'show', 'unused')).code).toBe(3);
    const log = (await json('sara', 'audit', 'log', '--object', 'setup/rig')) as unknown[];
    expect(log[0]).toMatchObject({ before: { privacy: 'authorized' }, after: { privacy: 'public' } });
  });

  test('--with-attributes is refused for those of others, and does not name what is hidden', async () => {
    await bench.must('project', 'grant', 'wetlands', 'carl', '--role', 'contributor');
    for (const [kind, name] of [
      ['setup', 'carls'],
      ['paradigm', 'run'],
    ] as const)
      expect((await as('carl', kind, 'create', name)).code).toBe(0);
    await as('carl', 'paradigm', 'edit', 'run', '--privacy', 'public');
    const deed = ['behavior', 'create', '--session', 'day-1', '--number', '2', '--setup', 'carls', '--paradigm', 'run'];
    expect((await as('carl', ...deed)).code).toBe(0);
    for (const more of [[], ['--with-attributes']]) {
      const err = await refused(6, 'ana', 'project', 'publish', 'wetlands', '--yes', ...more);
      expect(err).toContain('others you cannot see');
      expect(err).not.toContain('carls');
    }
    await as('carl', 'setup', 'grant', 'carls', 'ana', '--role', 'manager');
    const err = await refused(6, 'ana', 'project', 'publish', 'wetlands', '--yes', '--with-attributes');
    expect(err).toContain('not yours to publish: setup/carls\n');
    await as('carl', 'setup', 'edit', 'carls', '--privacy', 'public');
    expect((await as('ana', 'project', 'publish', 'wetlands', '--yes', '--with-attributes')).code).toBe(0);
  });

  test('makes it an invariant that they stay public', async () => {
    await bench.must('project', 'publish', 'wetlands', '--with-attributes', '--yes');
    for (const [kind, name] of [
      ['setup', 'rig'],
      ['storage', 'disk'],
      ['paradigm', 'maze'],
    ] as const)
      for (const privacy of ['authorized', 'registered'])
        expect(await refused(6, 'ana', kind, 'edit', name, '--privacy', privacy)).toContain(`${kind}/${name}`);
    await bench.must('setup', 'edit', 'unused', '--privacy', 'public');
    await bench.must('setup', 'edit', 'unused', '--privacy', 'authorized');
    await bench.must('project', 'unpublish', 'wetlands');
    await bench.must('setup', 'edit', 'rig', '--privacy', 'authorized');
  });
});

describe('project edit --privacy', () => {
  test.each(['public', 'registered'])('%s shows the same, and is no way round the question', async (privacy) => {
    const edit = ['project', 'edit', 'wetlands', '--privacy', privacy];
    const whom = privacy === 'public' ? 'everybody' : 'every registered user';
    const err = await refused(2, 'ana', ...edit);
    expect(err).toContain('--yes');
    expect(err).toContain(`${whom} reads from then on: dataset/shared, project/wetlands, 1 individual`);
    expect(err).toContain('; nobody can be asked about that here\n');
    expect((await as('ana', ...edit, '--dry-run')).code).toBe(0);
    expect((await as('ana', ...edit, '--yes')).code).toBe(0);
    // What is so already opens nothing.
    expect((await as('ana', ...edit)).code).toBe(0);
    await refused(4, 'max', ...edit);
    await refused(3, 'olga', 'project', 'edit', 'qqqqq', '--privacy', privacy);
  });

  test('asks nothing where it closes', async () => {
    await bench.must('project', 'publish', 'wetlands', '--yes');
    const ran = await as('ana', 'project', 'edit', 'wetlands', '--privacy', 'registered');
    expect(ran.code).toBe(0);
    expect(ran.err).toContain('everybody no longer reads: dataset/shared, project/wetlands, 1 individual');
  });
});

describe('project unpublish', () => {
  test('gives it back to its members and says who loses sight', async () => {
    await bench.must('project', 'publish', 'wetlands', '--yes');
    const ran = await as('ana', 'project', 'unpublish', 'wetlands', '--dry-run');
    expect(ran.err).toContain(
      'everybody no longer reads: dataset/shared, project/wetlands, 1 individual, 1 subject, 1 measurement\n',
    );
    expect(ran.err).toContain('lose sight of it: anonymous, carl, col, olga, reg, vera\n');
    expect((await as(null, 'project', 'show', 'wetlands')).code).toBe(0);
    expect(await json('ana', 'project', 'unpublish', 'wetlands')).toMatchObject({
      result: 'updated',
      privacy: 'authorized',
      closed: { to: 'anonymous', records: { individuals: 1 } },
      who: ['anonymous', 'carl', 'col', 'olga', 'reg', 'vera'],
    });
    expect((await as('olga', 'project', 'show', 'wetlands')).code).toBe(3);
    expect(await json('ana', 'project', 'unpublish', 'wetlands')).toMatchObject({ result: 'unchanged', closed: null });
    await bench.must('project', 'edit', 'wetlands', '--privacy', 'registered', '--yes');
    expect(await json('ana', 'project', 'unpublish', 'wetlands')).toMatchObject({
      closed: { to: 'registered' },
      who: ['carl', 'col', 'olga', 'reg', 'vera'],
    });
  });
});

describe('a dataset that is opened', () => {
  test('says what becomes readable, to whom, and what no longer is', async () => {
    const edit = ['dataset', 'edit', 'plot-1', '--title', 'T', '--licence', 'CC0-1.0'];
    const registered = await as('ana', ...edit, '--privacy', 'registered', '--dry-run');
    expect(registered.err).toContain(
      'every registered user reads from then on: dataset/plot-1, 2 individuals, 1 measurement\n',
    );
    // With P1 the measurement of it in shared would be read by nobody else: shared is not public.
    expect(await json('ana', ...edit, '--privacy', 'public')).toMatchObject({
      result: 'updated',
      notes: expect.arrayContaining([
        'everybody reads from then on: dataset/plot-1, 2 individuals, 1 measurement',
      ]) as unknown,
    });
    expect((await as('ana', 'dataset', 'edit', 'plot-1', '--privacy', 'authorized')).err).toContain(
      'everybody no longer reads: dataset/plot-1, 2 individuals, 1 measurement\n',
    );
  });

  test('says so of a public project that it is put into', async () => {
    await bench.must('project', 'publish', 'wetlands', '--yes');
    await bench.must('dataset', 'edit', 'secret', '--title', 'S', '--licence', 'CC0-1.0');
    const ran = await as('ana', 'dataset', 'edit', 'secret', '--project', 'wetlands', '--privacy', 'project');
    expect(ran.err).toContain('everybody reads from then on: dataset/secret, 1 individual, 1 measurement\n');
  });

  test('neither names nor numbers a project that the owner of its dataset does not see', async () => {
    await bench.must('project', 'create', 'host');
    await bench.must('dataset', 'edit', 'secret', '--project', 'host');
    await bench.must('project', 'grant', 'host', 'carl', '--role', 'owner');
    await bench.must('project', 'revoke', 'host', 'ana');
    const ran = await as('ana', 'dataset', 'edit', 'secret', '--privacy', 'project');
    expect([ran.code, ran.err.split('\n')]).toEqual([
      4,
      [
        'error: you may not open dataset/secret to the members of its project, which you cannot see',
        'hint: That needs the role contributor there. To take it out of that project: vasculum dataset edit secret --unset project',
        '',
      ],
    ]);
  });

  test('says nothing where nothing opens', async () => {
    const ran = await as('ana', 'dataset', 'edit', 'secret', '--description', 'x');
    expect(ran.err).toBe('updated dataset/secret\n');
  });
});
