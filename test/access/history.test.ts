import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { numberOf } from '../house/dump.ts';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';

const seqOf = (bench: Bench): number => numberOf(bench.db, 'select max(seq) from audit');
const matrix = async (bench: Bench, ...options: string[]): Promise<unknown> =>
  (await bench.must('access', 'matrix', '--json', ...options)).json();

/** After everything that ends by itself has ended. */
const later = '2095-01-01T00:00:00.000Z';
const users = ['max', 'carl', 'vera', 'greta', 'reg', 'olga'];
const change = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        'project wetlands',
        'dataset plot-1',
        'dataset shared',
        'dataset open',
        'group neuro',
        'biocollection INPA',
      ),
      fc.constantFrom(...users, 'group/neuro'),
      fc.constantFrom('viewer', 'collaborator', 'contributor', 'manager', 'owner'),
      fc.constantFrom([], [], ['--until', '2089-12-31']),
    )
    .map(([container, member, role, until]) => {
      const [kind = '', name = ''] = container.split(' ');
      return [kind, 'grant', name, member, '--role', role, '--lower', ...until];
    }),
  fc
    .tuple(fc.constantFrom('project wetlands', 'dataset plot-1', 'group neuro'), fc.constantFrom(...users, 'ana'))
    .map(([container, member]) => {
      const [kind = '', name = ''] = container.split(' ');
      return [kind, 'revoke', name, member];
    }),
  fc
    .tuple(fc.constantFrom(...users), fc.constantFrom('registered', 'full', 'superadmin'))
    .map(([user, level]) => ['user', 'level', user, level]),
  fc.tuple(fc.constantFrom(...users), fc.constantFrom('disable', 'enable')).map(([user, verb]) => ['user', verb, user]),
  fc.constantFrom(...users).map((user) => ['user', 'offboard', user, '--transfer-to', 'ana', '--yes']),
  fc
    .constantFrom('authorized', 'registered', 'public', 'project')
    .map((privacy) => ['dataset', 'edit', 'plot-1', '--privacy', privacy, '--title', 'P', '--licence', 'CC0-1.0']),
  fc
    .constantFrom('authorized', 'registered', 'public')
    .map((privacy) => ['project', 'edit', 'wetlands', '--privacy', privacy, '--licence', 'CC0-1.0']),
  fc.constantFrom(
    ['dataset', 'edit', 'lab-only', '--project', 'wetlands'],
    ['dataset', 'edit', 'plot-1', '--unset', 'project'],
    ['dataset', 'delete', 'open', '--cascade', '--yes'],
    ['project', 'transfer', 'wetlands', 'max'],
    ['group', 'create', 'novel'],
    ['group', 'delete', 'neuro', '--yes'],
    ['group', 'edit', 'neuro', '--privacy', 'registered'],
    ['project', 'delete', 'wetlands', '--yes'],
    ['dataset', 'edit', 'plot-1', '--name', 'plot-one', '--description', 'renamed'],
    ['user', 'register', 'nora', '--email', 'nora@lab.org'],
    ['user', 'edit', 'vera', '--login', 'veronica'],
  ),
  fc.constantFrom(
    ['biocollection', 'manage', 'INPA', '--owner', 'max'],
    ['biocollection', 'unmanage', 'INPA'],
    ['biocollection', 'edit', 'INPA', '--acronym', 'NYBG', '--name', 'New York'],
    ['biocollection', 'delete', 'INPA', '--yes'],
  ),
  // Their rows of the log are about containers, and about nobody's role.
  fc.constantFrom(
    ['individual', 'move', 'P1', '--to', 'dataset/open', '--yes'],
    ['individual', 'move', 'P1', '--to', 'dataset/secret', '--yes'],
    ['subject', 'move', 'R1', '--to', 'project/meadow', '--yes'],
    ['person', 'merge', 'LIMA B', '--into', 'SILVA A', '--yes'],
  ),
);

interface Row {
  user: string;
  object: string;
  via: string;
}

/** Names are those of now; here they are the first ones. */
const inFirstNames = (rows: readonly Row[]): Row[] =>
  (
    JSON.parse(
      JSON.stringify(rows).replaceAll('plot-one', 'plot-1').replaceAll('veronica', 'vera').replaceAll('NYBG', 'INPA'),
    ) as Row[]
  ).toSorted((a, b) => (`${a.user} ${a.object}` < `${b.user} ${b.object}` ? -1 : 1));

const unnamed = (via: string): string => (via.startsWith('group/') ? 'a group' : 'its project');

test('what the log is wound back to is what was so, whatever was done since', async () => {
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 6, maxLength: 10 }), async (changes) => {
      const bench = (await world()).as('ana');
      await bench.must('biocollection', 'create', 'INPA', '--name', 'Amazonia');
      await bench.must('project', 'create', 'meadow');
      await bench.must('subject', 'create', 'R1', '--project', 'wetlands');
      bench.as('sara');
      const states: { seq: number; rows: Row[] }[] = [];
      for (const argv of changes) {
        states.push({ seq: seqOf(bench), rows: inFirstNames((await matrix(bench)) as Row[]) });
        await bench.run(argv);
      }
      // Containers that are gone have no name any more, so they are left out on both sides.
      const objects = new Set(inFirstNames((await matrix(bench, '--all')) as Row[]).map(({ object }) => object));
      for (const { seq, rows } of states) {
        const then = rows
          .filter(({ object }) => objects.has(object))
          .map((row) =>
            /^(group|project)\//.test(row.via) && !objects.has(row.via) ? { ...row, via: unnamed(row.via) } : row,
          );
        for (const now of [undefined, later]) {
          const ran = await bench.run(
            ['access', 'matrix', '--at', `${seq}`, '--json'],
            now === undefined ? {} : { now },
          );
          expect(inFirstNames(ran.json() as Row[])).toEqual(then);
        }
        asked += 1;
      }
    }),
    { numRuns: 16, seed: 20_261_122 },
  );
  expect(asked).toBeGreaterThan(60);
});

describe('a question about the past', () => {
  const story = async (): Promise<{ bench: Bench; seq: number; time: string }> => {
    const bench = (await world()).as('ana');
    const seq = seqOf(bench);
    const time = new Date().toISOString();
    await new Promise((resolve) => void setTimeout(resolve, 5));
    await bench.must('dataset', 'revoke', 'plot-1', 'vera');
    await bench.must('dataset', 'grant', 'plot-1', 'olga', '--role', 'contributor');
    await bench.must('dataset', 'grant', 'plot-1', 'col', '--role', 'manager');
    return { bench, seq, time };
  };

  test('is answered by who, what, explain and matrix, by a row of the log and by a time', async () => {
    const { bench, seq, time } = await story();
    for (const at of [`${seq}`, time]) {
      const who = (await bench.must('access', 'who', 'dataset/plot-1', '--at', at, '--json')).json() as {
        user: string;
      }[];
      expect(who.map(({ user }) => user)).toContain('vera');
      expect(who.map(({ user }) => user)).not.toContain('olga');
      const what = await bench.must('access', 'what', 'col', '--at', at, '--json');
      expect(what.json()).toContainEqual({
        user: 'col',
        object: 'dataset/plot-1',
        role: 'collaborator',
        via: 'direct',
      });
      const explain = await bench.must('access', 'explain', 'vera', 'read', 'dataset/plot-1', '--at', at, '--json');
      expect(explain.json()).toMatchObject({
        allowed: true,
        paths: [{ role: 'viewer', via: 'direct', membership: { member: 'vera', granted_by: 'ana' } }],
        remedies: [],
      });
      const denied = await bench.must('access', 'explain', 'olga', 'read', 'dataset/plot-1', '--at', at, '--json');
      expect(denied.json()).toMatchObject({ allowed: false, paths: [], remedies: [] });
    }
    expect((await bench.run(['access', 'check', 'vera', 'read', 'dataset/plot-1'])).code).toBe(4);
  });

  test('diff names who gained and who lost, and nobody else', async () => {
    const { bench, seq, time } = await story();
    const expected = [
      ['col', 'collaborator', 'manager', 'direct', 'direct'],
      ['olga', null, 'contributor', null, 'direct'],
      ['vera', 'viewer', null, 'direct', null],
    ].map(([user, from, to, from_via, to_via]) => ({ user, object: 'dataset/plot-1', from, to, from_via, to_via }));
    for (const since of [`${seq}`, time])
      expect((await bench.must('access', 'diff', '--since', since, '--json')).json()).toEqual(expected);
    expect((await bench.must('access', 'diff', '--since', `${seqOf(bench)}`, '--json')).json()).toEqual([]);
  });

  test('diff names containers that are gone to superadmins alone', async () => {
    const { bench, seq } = await story();
    await bench.must('dataset', 'delete', 'secret', '--cascade', '--yes');
    const rows = async (as: string) =>
      ((await bench.run(['access', 'diff', '--since', `${seq}`, '--json'], { as })).json() as { object: string }[]).map(
        ({ object }) => object,
      );
    expect(await rows('sara')).toContain('dataset/secret');
    expect(await rows('ana')).not.toContain('dataset/secret');
  });

  test('is for those who may share now, also about themselves', async () => {
    const { bench, seq } = await story();
    const ask = async (as: string, ...argv: string[]) => (await bench.run(['access', ...argv], { as })).code;
    expect(await ask('vera', 'explain', 'vera', 'read', 'dataset/plot-1', '--at', `${seq}`)).toBe(3);
    expect(await ask('carl', 'explain', 'me', 'read', 'dataset/plot-1', '--at', `${seq}`)).toBe(4);
    expect(await ask('carl', 'explain', 'me', 'read', 'dataset/plot-1')).toBe(0);
    expect(await ask('reg', 'diff', '--since', '1')).toBe(4);
    const carl = await bench.run(['access', 'diff', '--since', `${seq}`, '--json'], { as: 'carl' });
    expect(carl.json()).toEqual([]);
    const own = await bench.run(['access', 'matrix', '--at', `${seq}`, '--json'], { as: 'carl' });
    expect((own.json() as { object: string }[]).every(({ object }) => object.includes('carl-workspace'))).toBe(true);
  });

  test.each([
    ['yesterday', 5],
    ['2026-02-31', 5],
    ['2026-01-01T25:00', 5],
    ['999999', 5],
    ['', 5],
  ])('that names the moment %j ends with %i', async (moment, code) => {
    const bench = (await world()).as('sara');
    expect(await bench.run(['access', 'matrix', '--at', moment])).toMatchObject({ code, out: '' });
    expect(await bench.run(['access', 'diff', '--since', moment])).toMatchObject({ code, out: '' });
  });

  test('before everything is an empty lab', async () => {
    const bench = (await world()).as('sara');
    expect(await matrix(bench, '--at', '2020-01-01')).toEqual([]);
  });
});
