import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { numberOf } from '../helpers/dump.ts';
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
    .map((privacy) => ['project', 'edit', 'wetlands', '--privacy', privacy, '--licence', 'CC0-1.0', '--yes']),
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
  role: string;
  via: string;
}

/** Names are those of now; here they are the first ones. */
const inFirstNames = (rows: readonly Row[]): Row[] =>
  (
    JSON.parse(
      JSON.stringify(rows).replaceAll('plot-one', 'plot-1').replaceAll('veronica', 'vera').replaceAll('NYBG', 'INPA'),
    ) as Row[]
  ).toSorted((a, b) => (`${a.user} ${a.object}` < `${b.user} ${b.object}` ? -1 : 1));

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
      for (const { seq, rows } of states) {
        for (const now of [undefined, later]) {
          const ran = await bench.run(
            ['access', 'matrix', '--at', `${seq}`, '--json'],
            now === undefined ? {} : { now },
          );
          expect(inFirstNames(ran.json() as Row[])).toEqual(rows);
        }
        asked += 1;
      }
    }),
    { numRuns: 12, seed: 20_261_122 },
  );
  expect(asked).toBeGreaterThan(60);
}, 300_000);

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

  test('says so where the thing asked about was not there yet', async () => {
    const { bench } = await story();
    await bench.must('project', 'create', 'late');
    await bench.must('subject', 'create', 'S-late', '--project', 'late');
    for (const thing of ['dataset/plot-1', 'subject/S-late']) {
      const who = await bench.run(['access', 'who', thing, '--at', '1', '--json']);
      expect([who.code, who.json()]).toEqual([0, []]);
      expect(who.err).toBe(`warning: ${thing} was not there then\n`);
      const why = (await bench.must('access', 'explain', 'vera', 'read', thing, '--at', '1', '--json')).json();
      expect(why).toMatchObject({ allowed: false, notes: [`${thing} was not there then`] });
    }
  });

  test('takes what uses open records as it is now, and says so', async () => {
    const { bench } = await story();
    await bench.must('taxon', 'create', 'Fagus', '--level', 'genus');
    const made = seqOf(bench);
    await bench.must('individual', 'edit', 'P1', '--taxon', 'Fagus');
    const at = (seq: number) => ['--at', `${seq}`, '--json'];
    const ask = async (...argv: string[]) => (await bench.run(['access', ...argv], { as: 'sara' })).json();
    expect(await ask('explain', 'col', 'edit', 'taxon/Fagus', ...at(made))).toMatchObject({
      allowed: false,
      notes: ['what uses it is taken as it is now'],
    });
    expect(await ask('explain', 'col', 'read', 'taxon/Fagus', ...at(made))).toMatchObject({ allowed: true, notes: [] });
    const before = await bench.run(['access', 'who', 'taxon/Fagus', 'read', ...at(made - 1)], { as: 'sara' });
    expect([before.json(), before.err]).toEqual([[], 'warning: taxon/Fagus was not there then\n']);
    expect(await ask('explain', 'col', 'read', 'taxon/Fagus', ...at(made - 1))).toMatchObject({
      allowed: false,
      paths: [],
      notes: ['taxon/Fagus was not there then'],
    });
  });

  test('does not bring back the vouchers that decided over an individual, and says so', async () => {
    const { bench } = await story();
    await bench.must('biocollection', 'create', 'INPA', '--name', 'x');
    await bench.must('voucher', 'create', '--individual', 'P1', '--biocollection', 'INPA');
    await bench.run(['biocollection', 'manage', 'INPA', '--owner', 'ana'], { as: 'sara' });
    const told = async (action: string) =>
      (
        await bench.must('access', 'explain', 'carl', action, 'individual/P1', '--at', `${seqOf(bench)}`, '--json')
      ).json();
    expect(await told('edit')).toMatchObject({
      notes: [
        'vouchers that were deleted or given elsewhere since are not brought back, whose biocollection may have decided then',
      ],
    });
    expect(await told('read')).toMatchObject({ allowed: true, notes: [] });
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

  test('diff says what becomes open to everybody, and what no longer is', async () => {
    const bench = (await world()).as('ana');
    const rowsSince = async (seq: number) =>
      ((await bench.must('access', 'diff', '--since', `${seq}`, '--json')).json() as Row[]).filter(
        ({ user }) => user === 'anonymous',
      );
    const seq = seqOf(bench);
    await bench.must('dataset', 'edit', 'plot-1', '--title', 'P', '--licence', 'CC0-1.0', '--privacy', 'public');
    const opened = { user: 'anonymous', object: 'dataset/plot-1', from: null, to: 'viewer', to_via: 'public' };
    expect(await rowsSince(seq)).toMatchObject([opened]);
    const open = seqOf(bench);
    await bench.must('dataset', 'edit', 'plot-1', '--privacy', 'registered');
    expect(await rowsSince(open)).toMatchObject([{ user: 'anonymous', from: 'viewer', from_via: 'public', to: null }]);
    expect(await rowsSince(seq)).toEqual([]);
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

  test('a container that is gone has its name of then for superadmins, marked where another has it now', async () => {
    const { bench, seq } = await story();
    await bench.must('group', 'delete', 'neuro', '--yes');
    bench.as('sara');
    const via = async () => {
      const ask = async (...argv: string[]) => (await bench.must('access', ...argv, '--at', `${seq}`, '--json')).json();
      const user = ({ user: login }: { user: string }) => login === 'greta';
      const rows = [
        ...((await ask('who', 'project/wetlands')) as Row[]).filter(user),
        ...((await ask('what', 'greta')) as Row[]).filter(({ object }) => object.startsWith('group/')),
      ];
      const explained = (await ask('explain', 'greta', 'edit', 'project/wetlands')) as { paths: unknown[] };
      expect(explained.paths).toMatchObject([{ via: 'group/neuro', membership: { member: 'group/neuro' } }]);
      return rows.map(({ object, role, via: through }) => [object, role, through].join(' '));
    };
    expect(await via()).toEqual([' contributor group/neuro', 'group/neuro member direct']);
    await bench.must('group', 'create', 'neuro');
    expect(await via()).toEqual([' contributor group/neuro (deleted)', 'group/neuro (deleted) member direct']);
  });

  test('a container that is gone, or was renamed, is named by superadmins as it was called then, or by its id', async () => {
    const { bench, seq } = await story();
    const at = ['--at', `${seq}`];
    const asked = async (as: string, ...argv: string[]) => bench.run(['access', ...argv, ...at], { as });
    const whoAt = async (object: string, ...action: string[]) =>
      ((await asked('sara', 'who', object, ...action, '--json')).json() as Row[]).map(({ user, role }) => [user, role]);
    const [before, id] = [
      await whoAt('dataset/shared', 'insert'),
      numberOf(bench.db, `select id from container where name = 'shared'`),
    ];
    expect(before).toEqual([
      ['ana', 'owner'],
      ['greta', 'contributor'],
      ['max', 'manager'],
      ['sara', 'owner'],
    ]);
    await bench.must('dataset', 'delete', 'shared', '--yes');
    for (const object of ['dataset/shared', 'dataset/Shared', `dataset/id:${id}`])
      expect(await whoAt(object, 'insert')).toEqual(before);
    const explained = await asked('sara', 'explain', 'greta', 'insert', 'dataset/shared', '--json');
    expect(explained.json()).toMatchObject({
      allowed: true,
      object: 'dataset/shared',
      paths: [{ container: 'dataset/shared', via: 'project/wetlands', membership: { member: 'group/neuro' } }],
    });
    // Another of the name is what the name means, but not of a time at which it was not there.
    await bench.must('dataset', 'create', 'shared');
    expect(await whoAt('dataset/shared', 'insert')).toEqual(before);
    expect((await asked('sara', 'explain', 'greta', 'insert', 'dataset/shared', '--json')).json()).toMatchObject({
      object: 'dataset/shared (deleted)',
    });
    const since = (
      await bench.run(['access', 'who', 'dataset/shared', '--at', `${seqOf(bench)}`, '--json'], { as: 'sara' })
    ).json();
    expect((since as Row[]).map(({ user }) => user)).toEqual(['ana', 'sara']);
    await bench.must('project', 'edit', 'wetlands', '--name', 'marshes');
    expect(await whoAt('project/wetlands', 'delete')).toEqual(await whoAt('project/marshes', 'delete'));
    // What there still is has its name of now.
    expect((await asked('sara', 'explain', 'max', 'edit', 'project/marshes', '--json')).json()).toMatchObject({
      paths: [{ container: 'project/marshes', membership: { container: 'project/marshes' } }],
    });
    // What others may not share now is not theirs to ask about, and looks like what never was.
    for (const as of ['ana', 'max'])
      expect(await asked(as, 'who', `dataset/id:${id}`)).toMatchObject({
        code: 3,
        out: '',
        err: (await asked(as, 'who', 'dataset/id:99999')).err.replace('99999', `${id}`),
      });
    expect((await bench.run(['access', 'who', `dataset/id:${id}`], { as: 'sara' })).code).toBe(3);
    expect((await asked('sara', 'who', 'dataset/never')).code).toBe(3);
  });

  test('others than superadmins are not told by which container it was that is gone', async () => {
    const { bench, seq } = await story();
    await bench.must('dataset', 'edit', 'shared', '--privacy', 'authorized', '--unset', 'project');
    await bench.must('project', 'delete', 'wetlands', '--yes');
    const through = async (as: string) => {
      const ran = await bench.run(['access', 'explain', 'max', 'edit', 'dataset/shared', '--at', `${seq}`, '--json'], {
        as,
      });
      return (ran.json() as { paths: unknown }).paths;
    };
    expect(await through('sara')).toMatchObject([
      { via: 'project/wetlands', membership: { container: 'project/wetlands', role: 'manager' } },
    ]);
    const gone = 'a container that is gone';
    expect(await through('ana')).toMatchObject([{ via: gone, membership: null }]);
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

describe('a record is asked about where it was', () => {
  const found = ['--collector', 'SILVA A', '--date', '2007-11-11', '--location', 'Torgersen'];
  const at = (seq: number) => ['--at', `${seq}`];
  const allows = async (bench: Bench, who: string, action: string, object: string, ...more: string[]) =>
    ((await bench.must('access', 'explain', who, action, object, '--json', ...more)).json() as { allowed: boolean })
      .allowed;
  const whoMay = async (bench: Bench, object: string, ...more: string[]) =>
    ((await bench.must('access', 'who', object, ...more, '--json')).json() as { user: string }[]).map(
      ({ user }) => user,
    );

  test('when it has been moved, with what is part of it and what hangs on it', async () => {
    const bench = (await world()).as('ana');
    await bench.must('occurrence', 'create', '--individual', 'P1', '--date-time', '2008-11-11', '--location', 'Dream');
    await bench.must(
      'measurement',
      'create',
      '--trait',
      'eggs',
      '--individual',
      'P1',
      '--dataset',
      'open',
      '--person',
      'SILVA A',
      '--date',
      '2008-01-01',
      '--value',
      '2',
    );
    const measurement = `measurement/id:${numberOf(bench.db, 'select max(id) from measurement')}`;
    const seq = seqOf(bench);
    await bench.must('individual', 'move', 'P1', '--to', 'dataset/secret', '--yes');
    await bench.must('individual', 'move', 'P1', '--to', 'dataset/lab-only', '--yes');
    const asked: [string, string, string][] = [
      ['carl', 'delete', 'individual/P1'],
      ['col', 'edit', 'occurrence/id:1'],
      ['vera', 'read', measurement],
    ];
    for (const question of asked) {
      expect(await allows(bench, ...question, ...at(seq))).toBe(true);
      expect(await allows(bench, ...question, ...at(seq + 2))).toBe(false);
    }
    expect(await allows(bench, 'vera', 'read', measurement)).toBe(true);
    expect(await whoMay(bench, 'individual/P1', 'edit', ...at(seq))).toEqual(['ana', 'carl', 'col', 'max', 'sara']);
    expect(await whoMay(bench, 'individual/P1', 'edit', ...at(seq + 2))).toEqual(['ana', 'sara']);
    expect(
      (await bench.must('access', 'explain', 'carl', 'delete', 'individual/P1', '--json', ...at(seq))).json(),
    ).toMatchObject({
      paths: [{ container: 'dataset/plot-1', role: 'contributor', membership: { member: 'carl' } }],
    });
  });

  test('and only by those who may share now what governed it then', async () => {
    const bench = (await world()).as('ana');
    await bench.must('individual', 'create', 'Q1', '--dataset', 'secret', ...found);
    const seq = seqOf(bench);
    await bench.must('individual', 'move', 'Q1', '--to', 'dataset/plot-1', '--yes');
    const asks = async (as: string, ...argv: string[]) =>
      (await bench.run(['access', ...argv, ...at(seq)], { as })).code;
    for (const [as, code] of [
      ['max', 4],
      ['ana', 0],
      ['sara', 0],
    ] as const) {
      expect(await asks(as, 'explain', 'vera', 'read', 'individual/Q1')).toBe(code);
      expect(await asks(as, 'who', 'individual/Q1')).toBe(code);
    }
  });

  test('and is not brought back: who names one that is gone is told so, and what to ask instead', async () => {
    const bench = (await world()).as('ana');
    const seq = seqOf(bench);
    const id = numberOf(bench.db, `select id from individual where tag = 'P2'`);
    await bench.must('individual', 'delete', 'P2', '--yes');
    const ask = async (as: string, ref: string, ...more: string[]) => {
      const said = await bench.run(['access', 'who', `individual/${ref}`, ...more], { as });
      expect([said.code, said.out]).toEqual([3, '']);
      return said.err;
    };
    const instead = 'Ask about the dataset that it was in, as in: vasculum access who dataset/NAME --at TIME.\n';
    for (const ref of ['P2', `id:${id}`]) {
      expect((await ask('sara', ref, ...at(seq))).replace(/at 2\S+,/, 'at T,')).toBe(
        `error: individual ${ref} was deleted at T, and a record that is gone is not brought back\n` +
          `hint: The log keeps what it was (vasculum audit log --object individual/id:${id}), not what hung on it. ${instead}`,
      );
      expect(await ask('sara', ref)).not.toContain('brought back');
    }
    const logged = await bench.run(['audit', 'log', '--object', `individual/id:${id}`, '--json'], { as: 'sara' });
    expect(logged.json()).toMatchObject([{ before: { tag: 'P2', dataset: 'plot-1' }, after: null }, {}]);
    // To others it is as one that never was.
    expect(await ask('ana', 'P2', ...at(seq))).toBe(
      `error: there is no individual P2 that you can see\nhint: A record that was deleted since is not brought back. ${instead}`,
    );
    for (const as of ['ana', 'max'])
      expect(await ask(as, 'P2', ...at(seq))).toBe((await ask(as, 'P8', ...at(seq))).replace('P8', 'P2'));
  });

  test('when it was not made yet, as nobody’s to do anything with', async () => {
    const bench = (await world()).as('sara');
    const seq = seqOf(bench);
    await bench.must('individual', 'create', 'Q1', '--dataset', 'plot-1', ...found);
    bench.write('more.csv', 'tag,collector,date,location\nQ2,SILVA A,2008,Torgersen\nQ3,SILVA A,2008,Torgersen\n');
    await bench.must('import', 'individuals', 'more.csv', '--dataset', 'plot-1');
    for (const tag of ['Q1', 'Q2', 'Q3']) {
      expect(await allows(bench, 'ana', 'read', `individual/${tag}`, ...at(seq))).toBe(false);
      expect(await whoMay(bench, `individual/${tag}`, ...at(seq))).toEqual([]);
      expect(await allows(bench, 'ana', 'read', `individual/${tag}`, ...at(seqOf(bench)))).toBe(true);
    }
    expect(await allows(bench, 'ana', 'read', 'individual/P1', ...at(seq))).toBe(true);
  });

  test('in every project that governed it, by move, by edit and by import', async () => {
    const bench = (await world()).as('sara');
    for (const project of ['meadow', 'marsh']) await bench.must('project', 'create', project);
    await bench.must('project', 'grant', 'meadow', 'vera', '--role', 'contributor');
    await bench.must('project', 'grant', 'marsh', 'carl', '--role', 'contributor');
    await bench.must('subject', 'create', 'R1', '--project', 'meadow');
    const deeds = ['vera', 'carl', 'max'] as const;
    const may = async (...more: string[]) => {
      const out: string[] = [];
      for (const who of deeds) if (await allows(bench, who, 'edit', 'subject/R1', ...more)) out.push(who);
      return out;
    };
    const states: { seq: number; who: string[] }[] = [];
    const note = async () => states.push({ seq: seqOf(bench), who: await may() });
    await note();
    await bench.must('subject', 'edit', 'R1', '--project', 'meadow', '--project', 'marsh');
    await note();
    await bench.must('subject', 'move', 'R1', '--to', 'project/wetlands', '--yes');
    await note();
    bench.write('back.csv', 'name,project\nR1,wetlands|marsh\n');
    await bench.must('import', 'subjects', 'back.csv', '--if-exists', 'update');
    await note();
    await bench.must('subject', 'edit', '--filter', 'name=R1', '--project', 'meadow', '--yes');
    await note();
    expect(states.map(({ who }) => who)).toEqual([['vera'], ['vera', 'carl'], ['max'], ['carl', 'max'], ['vera']]);
    for (const { seq, who } of states) expect(await may(...at(seq))).toEqual(who);
    // Whatever the way, each project's log says what came and what left.
    const log = (await bench.must('audit', 'log', '--object', 'project/marsh', '--json')).json() as {
      before: unknown;
      after: unknown;
    }[];
    expect(
      log
        .flatMap(({ before, after }) => [before, after])
        .filter((side) => JSON.stringify(side ?? '').includes('subject')),
    ).toHaveLength(4);
  });

  test('and its biocollection decides as it did then', async () => {
    const bench = (await world()).as('ana');
    await bench.must('biocollection', 'create', 'INPA', '--name', 'Amazonia');
    await bench.must('voucher', 'create', '--individual', 'P1', '--biocollection', 'INPA');
    const before = seqOf(bench);
    await bench.run(['biocollection', 'manage', 'INPA', '--owner', 'olga'], { as: 'sara' });
    await bench.run(['dataset', 'grant', 'plot-1', 'olga', '--role', 'viewer'], { as: 'ana' });
    const managed = seqOf(bench);
    await bench.run(['biocollection', 'unmanage', 'INPA'], { as: 'sara' });
    await bench.must(
      'voucher',
      'create',
      '--individual',
      'P1',
      '--biocollection',
      'INPA',
      '--biocollection-number',
      '2',
    );
    const may = async (who: string, ...more: string[]) => allows(bench, who, 'edit', 'individual/P1', ...more);
    bench.as('sara');
    expect([await may('carl', ...at(before)), await may('olga', ...at(before))]).toEqual([true, false]);
    expect([await may('carl', ...at(managed)), await may('olga', ...at(managed))]).toEqual([false, true]);
    expect([await may('carl'), await may('olga')]).toEqual([true, false]);
    expect(
      (await bench.must('access', 'explain', 'olga', 'edit', 'individual/P1', '--json', ...at(managed))).json(),
    ).toMatchObject({
      allowed: true,
      paths: [
        { container: 'biocollection/INPA', role: 'owner' },
        { container: 'dataset/plot-1', role: 'viewer' },
      ],
    });
  });
});

test('a demotion that ends a role in a biocollection, and the end of the biocollection itself, are wound back', async () => {
  const bench = (await world()).as('ana');
  await bench.must('biocollection', 'create', 'INPA', '--name', 'Amazonia');
  await bench.must('biocollection', 'grant', 'INPA', 'vera', '--role', 'owner');
  bench.as('sara');
  const seq = seqOf(bench);
  const vera = { user: 'vera', object: 'biocollection/INPA', from: 'owner', from_via: 'direct' };
  const lost = async () =>
    ((await bench.must('access', 'diff', '--since', `${seq}`, '--json')).json() as Row[]).filter(
      ({ user, object }) => user === 'vera' && object.startsWith('bio'),
    );
  await bench.must('user', 'level', 'vera', 'registered');
  expect(await lost()).toEqual([{ ...vera, to: 'viewer', to_via: 'public' }]);
  await bench.must('biocollection', 'delete', 'INPA', '--yes');
  expect(await lost()).toEqual([{ ...vera, to: null, to_via: null }]);
});
