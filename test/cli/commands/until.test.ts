import { beforeEach, describe, expect, test } from 'vitest';
import { contents } from '../../helpers/dump.ts';
import { numberOf } from '../../helpers/dump.ts';
import type { Bench } from '../../helpers/run.ts';
import { world } from '../../helpers/world.ts';
import { argvOf } from '../../house/argv.ts';

/** Years ahead of any clock that this runs under. */
const last = '2089-06-30';
const end = `${last}T23:59:59.999Z`;
const during = `${last}T12:00:00.000Z`;
const after = '2089-07-01T00:00:00.000Z';

let bench: Bench;
beforeEach(async () => {
  bench = (await world()).as('ana');
});
const ran = (line: string, options: { as?: string; now?: string } = {}) => bench.run(argvOf(line), options);
const json = async (line: string, options: { as?: string; now?: string } = {}) => {
  const done = await ran(`${line} --json`, options);
  expect({ line, code: done.code, err: done.err }).toMatchObject({ line, code: 0 });
  return done.json();
};
const rowOf = (rows: unknown, user: string) =>
  (rows as { user?: string; member?: string }[]).find((row) => (row.user ?? row.member) === user);

describe('a role until a day', () => {
  test('lasts to the end of that day, and then is as if it had never been', async () => {
    expect(await json(`dataset grant plot-1 olga --role contributor --until ${last}`)).toMatchObject({
      results: [{ result: 'created', member: 'olga', role: 'contributor', was: null, until: end }],
    });
    const check = async (now: string) => (await ran('access check olga delete dataset/plot-1', { now })).code;
    expect([await check(during), await check(after)]).toEqual([0, 4]);
    const shows = async (line: string, now: string) => rowOf(await json(line, { now }), 'olga');
    for (const line of ['dataset members plot-1', 'dataset members plot-1 --effective', 'access who dataset/plot-1']) {
      expect(await shows(line, during), `${line} on that day`).toMatchObject({
        role: 'contributor',
        via: 'direct',
        until: end,
      });
      expect(await shows(line, after), `${line} after it`).toBeUndefined();
    }
    const matrix = async (now: string) =>
      ((await json('access matrix', { as: 'sara', now })) as { user: string; object: string }[]).filter(
        ({ user, object }) => user === 'olga' && object === 'dataset/plot-1',
      );
    expect(await matrix(during)).toMatchObject([{ role: 'contributor', via: 'direct' }]);
    expect(await matrix(after)).toEqual([]);
    expect((await ran('dataset show plot-1', { as: 'olga', now: during })).code).toBe(0);
    expect((await ran('dataset show plot-1', { as: 'olga', now: after })).code).toBe(3);
    expect((await ran('dataset leave plot-1', { as: 'olga', now: after })).code).toBe(3);
  });

  test('says in the explanation when it ends', async () => {
    await json(`dataset grant plot-1 olga --role viewer --until ${last}`);
    const explained = await ran('access explain olga read dataset/plot-1');
    expect(explained.out).toMatch(/viewer of dataset\/plot-1, directly: olga is viewer .*, until 2089-06-30\n/);
    expect(await json('access explain olga read dataset/plot-1')).toMatchObject({
      allowed: true,
      paths: [{ via: 'direct', until: end, membership: { member: 'olga', until: end } }],
    });
    expect(await json('access explain olga read dataset/plot-1', { now: after })).toMatchObject({
      allowed: false,
      paths: [],
    });
  });

  test('through a group ends with the earlier of the two memberships', async () => {
    const ends = async (until: string | null) => {
      for (const object of ['project/wetlands', 'dataset/shared'])
        expect(rowOf(await json(`access who ${object}`), 'greta'), `who ${object}`).toMatchObject({ until });
    };
    await ends(null);
    await json(`group grant neuro greta --role member --until ${last} --lower`);
    await ends(end);
    // What ends is told apart: the role of the group does not.
    expect((await ran('access explain greta read project/wetlands')).out).toMatch(
      /through group\/neuro: group\/neuro is contributor of project\/wetlands, granted by ana on [-0-9]+; for greta it ends 2089-06-30\n/,
    );
    const grant = async (day: string) =>
      json(`project grant wetlands group/neuro --role contributor --until ${day} --lower`);
    await grant('2089-01-31');
    await ends('2089-01-31T23:59:59.999Z');
    await grant('2090-01-31');
    await ends(end);
    expect((await ran('access check greta insert dataset/shared', { now: during })).code).toBe(0);
    expect((await ran('access check greta insert dataset/shared', { now: after })).code).toBe(4);
  });

  test('that is the last there is, is less than no end', async () => {
    await json('dataset grant plot-1 olga --role viewer --until 9999-12-31');
    expect((await ran('access explain olga insert dataset/plot-1')).out).toContain(
      '--role collaborator (by ana, max)\n',
    );
    await json('dataset grant plot-1 olga --role contributor');
    expect((await ran('dataset grant plot-1 olga --role contributor --until 9999-12-31')).code).toBe(6);
    await json('group grant neuro olga --role member --until 9999-12-31');
    await json('project grant wetlands group/neuro --role manager --until 9999-12-30 --lower');
    expect(rowOf(await json('access who project/wetlands'), 'olga')).toMatchObject({
      until: '9999-12-30T23:59:59.999Z',
    });
    await json('project grant wetlands olga --role viewer --until 9999-12-31');
    await json('project grant wetlands group/neuro --role viewer --lower');
    await json('group grant neuro olga --role member');
    expect(rowOf(await json('access who project/wetlands'), 'olga')).toMatchObject({ role: 'viewer' });
  });

  test('is not the end where another membership gives the same by the same way', async () => {
    await json(`group grant neuro olga --role member --until ${last}`);
    await json('project grant wetlands olga --role contributor');
    expect(rowOf(await json('access who dataset/shared'), 'olga')).toMatchObject({
      role: 'contributor',
      via: 'project/wetlands',
      until: null,
    });
  });

  test('lets a manager act until then, and their plain grants outlast it', async () => {
    await json(`dataset grant plot-1 olga --role manager --until ${last}`);
    expect((await ran('dataset grant plot-1 greta --role viewer', { as: 'olga', now: during })).code).toBe(0);
    expect((await ran('dataset grant plot-1 greta --role collaborator', { as: 'olga', now: after })).code).toBe(3);
    expect((await ran('access check greta read dataset/plot-1', { now: after })).code).toBe(0);
  });

  test('is written to the members file and read back', async () => {
    await json(`dataset grant plot-1 olga --role viewer --until ${last}`);
    const exported = (await ran('export members dataset/plot-1')).out;
    expect(exported).toContain('dataset/plot-1,olga,viewer,2089-06-30\n');
    bench.write('members.csv', exported);
    expect(await json('import members members.csv')).toMatchObject({ updated: 0, created: 0, rejected: 0 });
  });
});

describe('granting again', () => {
  test('moves the end, or takes it away, and an earlier one has to be meant', async () => {
    const grant = (more: string) => json(`dataset grant plot-1 olga --role viewer ${more}`);
    await grant(`--until ${last}`);
    expect(await grant(`--until ${last}`)).toMatchObject({ results: [{ result: 'unchanged', until: end }] });
    expect(await grant('--until 2089-07-31')).toMatchObject({ results: [{ result: 'updated', was: 'viewer' }] });
    const sooner = await ran(`dataset grant plot-1 olga --role viewer --until ${last} --json`);
    expect([sooner.code, sooner.out]).toEqual([6, '']);
    expect(JSON.parse(sooner.err)).toMatchObject({
      error: {
        code: 'lowering',
        message: 'olga is viewer until 2089-07-31 of dataset/plot-1, and viewer until 2089-06-30 would be less',
      },
    });
    expect(await grant(`--until ${last} --lower`)).toMatchObject({ results: [{ result: 'updated', until: end }] });
    expect(await grant('')).toMatchObject({ results: [{ result: 'updated', until: null }] });
    expect((await ran(`dataset grant plot-1 olga --role manager --until ${last}`)).code).toBe(6);
  });

  test('after the end is a new grant, not a change of the old one', async () => {
    await json(`dataset grant plot-1 olga --role manager --until ${last}`);
    expect(await json('dataset grant plot-1 olga --role viewer', { now: after })).toMatchObject({
      results: [{ result: 'created', role: 'viewer', was: null, until: null }],
    });
    expect(await json('dataset revoke plot-1 olga', { now: after })).toMatchObject({ results: [{ was: 'viewer' }] });
  });

  test('needs the right over the role that was, while it lasts', async () => {
    await json(`dataset grant plot-1 olga --role manager --until ${last}`);
    const as = 'max';
    expect((await ran('dataset grant plot-1 olga --role viewer --lower', { as, now: during })).code).toBe(4);
    expect((await ran('dataset grant plot-1 olga --role viewer', { as, now: after })).code).toBe(0);
  });
});

test.each([
  ['dataset grant plot-1 olga --role owner --until 2089-06-30', 5, 'an owner has no end'],
  ['dataset grant plot-1 olga --role viewer --until 2020-01-01', 5, 'has passed'],
  ['dataset grant plot-1 olga --role viewer --until 2089-02-30', 5, 'there is no such day'],
  ['dataset grant plot-1 olga --role viewer --until soon', 5, 'not a day'],
  ['dataset grant plot-1 olga --role viewer --until', 2, 'argument missing'],
  ['group grant neuro olga --role owner --until 2089-06-30', 5, 'an owner has no end'],
  ['biocollection grant EXAMPLE olga --role viewer --until 2089-06-30', 6, 'only a managed biocollection'],
])('%s ends with %i', async (line, code, message) => {
  await bench.must('biocollection', 'create', 'EXAMPLE', '--name', 'A museum');
  const before = contents(bench.db);
  const refused = await ran(line);
  expect([refused.code, refused.out]).toEqual([code, '']);
  expect(refused.err).toContain(message);
  expect(contents(bench.db)).toEqual(before);
});

describe('what has ended', () => {
  test('is a loss at that time, though nobody wrote it down', async () => {
    await json(`dataset grant plot-1 olga --role contributor --until ${last}`);
    await json(`group grant neuro greta --role member --until ${last} --lower`);
    const seq = numberOf(bench.db, 'select max(seq) from audit');
    for (const since of [`${seq}`, during]) {
      expect(await json(`access diff --since ${since}`, { as: 'sara', now: after })).toEqual(
        [
          ['greta', 'dataset/shared', 'contributor', 'project/wetlands'],
          ['greta', 'group/neuro', 'member', 'direct'],
          ['greta', 'project/wetlands', 'contributor', 'group/neuro'],
          ['olga', 'dataset/plot-1', 'contributor', 'direct'],
        ].map(([user, object, from, from_via]) => ({ user, object, from, to: null, from_via, to_via: null })),
      );
      expect(await json(`access diff --since ${since}`, { as: 'sara', now: during })).toEqual([]);
      expect(
        await json(`access explain olga delete dataset/plot-1 --at ${since}`, { as: 'sara', now: after }),
      ).toMatchObject({ allowed: true, paths: [{ until: end }] });
    }
    expect(numberOf(bench.db, 'select max(seq) from audit')).toBe(seq);
    const then = await json(`access who dataset/plot-1 --at ${after}`);
    expect(rowOf(then, 'olga')).toBeUndefined();
  });

  test('counts nowhere: not as a manager of a group, not as what off-boarding takes away', async () => {
    await json('group grant neuro olga --role manager');
    await json('group grant neuro vera --role manager');
    await json(`group grant neuro olga --role manager --until ${last} --lower`);
    const revoke = async (now: string) =>
      ((await json('project revoke wetlands olga', { now })) as { warnings: string[] }).warnings;
    expect(await revoke(during)).toEqual([expect.stringContaining('olga manages group/neuro')]);
    expect(await revoke(after)).toEqual([]);
    const gone = await ran('user offboard olga --yes --json', { as: 'sara', now: after });
    expect(gone.json()).toMatchObject({
      revoked: [{ container: 'dataset/olga-workspace' }, { container: 'project/olga-workspace' }],
    });
    expect(gone.err).not.toContain('managed');
  });

  test('gives no sight of an e-mail address, and does not stand in the way of an invitation', async () => {
    await json('group invite neuro vera');
    await json('invitation accept 1', { as: 'vera' });
    await json(`group grant neuro vera --role manager --until ${last}`.replace('manager', 'member --lower'));
    const email = async (now: string) => ((await json('user show vera', { now })) as { email: string | null }).email;
    expect([await email(during), await email(after)]).toEqual(['vera@lab.org', null]);
    await json('group invite neuro vera', { now: after });
    await json('invitation accept 2', { as: 'vera', now: after });
    expect(rowOf(await json('group members neuro', { now: after }), 'vera')).toMatchObject({ until: null });
  });
});
