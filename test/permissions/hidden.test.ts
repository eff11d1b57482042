import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contents } from '../helpers/dump.ts';
import { world } from '../helpers/world.ts';

/**
 * Everything that outsiders must not learn has zq in its name or text. Besides world.ts:
 *
 * group/zqgroup (ana owner, greta member) · project/zqproject (ana alone) · dataset/zqdata (in it, authorized) and
 * dataset/zqinherit (in it, privacy project): ana, and zqgroup collaborator of zqdata · dataset/zqcarl (carl alone)
 * dataset/halfway: public, in zqproject; ana and vera owner, zqgroup contributor, col contributor, reg viewer
 * dataset/olga-own (olga) · group/famed (public; ana owner, vera and reg member) · project/fair (public, ana)
 * individuals ZQTAG1 and TWIN in zqdata, TWIN and HALF1 in halfway, OWN1 in olga-own
 * measurements: mass of ZQTAG1 in zqdata and (hidden because of it) in open; mass of HALF1 in zqdata, in halfway
 * mass of OWN1 in zqdata, put there by ana while she was viewer of olga-own
 * ana's defaults are zqproject and zqdata; the person SILVA A has the e-mail zqsilva@lab.org, and so on for users
 */
const bench = await world();
const hidden: Record<string, number> = {};
for (const argv of [
  ['group', 'create', 'zqgroup', '--description', 'zqtext', '--city', 'zqcity'],
  ['group', 'grant', 'zqgroup', 'greta', '--role', 'member'],
  ['project', 'create', 'zqproject', '--title', 'zqtitle', '--description', 'zqtext'],
  ['dataset', 'create', 'zqdata', '--project', 'zqproject', '--title', 'zqtitle', '--policy', 'zqtext'],
  ['dataset', 'create', 'zqinherit', '--project', 'zqproject', '--privacy', 'project', '--metadata', 'zqtext'],
  ['dataset', 'grant', 'zqdata', 'group/zqgroup', '--role', 'collaborator'],
  // prettier-ignore
  ['dataset', 'create', 'halfway', '--project', 'zqproject', '--privacy', 'public', '--title', 'Half', '--licence', 'CC-BY-4.0'],
  ['dataset', 'grant', 'halfway', 'vera', '--role', 'owner'],
  ['dataset', 'grant', 'halfway', 'col', 'group/zqgroup', '--role', 'contributor'],
  ['dataset', 'grant', 'halfway', 'reg', '--role', 'viewer'],
  ['group', 'create', 'famed', '--privacy', 'public', '--city', 'Recife', '--description', 'for members'],
  ['group', 'grant', 'famed', 'vera', 'reg', '--role', 'member'],
  [
    'project',
    'create',
    'fair',
    '--privacy',
    'public',
    '--title',
    'Fair',
    '--licence',
    'CC-BY-4.0',
    '--author',
    'SILVA A',
  ],
  ['user', 'edit', 'me', '--default-project', 'zqproject', '--default-dataset', 'zqdata'],
  ['person', 'edit', 'SILVA A', '--email', 'zqsilva@lab.org'],
])
  await bench.must(...argv);
bench.as('olga');
await bench.must('dataset', 'create', 'olga-own');
await bench.must('dataset', 'grant', 'olga-own', 'ana', '--role', 'viewer');
bench.as('carl');
await bench.must('dataset', 'create', 'zqcarl');
bench.as('ana');
const placed = ['--collector', 'SILVA A', '--date', '2008-01-01', '--location', 'Torgersen'];
const individual = async (tag: string, dataset: string, login = 'ana'): Promise<void> => {
  bench.as(login);
  await bench.must('individual', 'create', tag, '--dataset', dataset, ...placed, '--notes', dataset);
  bench.as('ana');
};
/** By sara, who reads everything, so that only what is stored matters here. */
const measurement = async (tag: string, dataset: string): Promise<void> => {
  bench.as('sara');
  const about = ['--trait', 'mass', '--individual', tag, '--dataset', dataset, '--individual-dataset', of[tag] ?? ''];
  const made = ['--person', 'SILVA A', '--date', '2008-01-01', '--value', '4242', '--notes', `zq${tag}`];
  const ran = await bench.must('measurement', 'create', ...about, ...made, '--json');
  hidden[`${tag} in ${dataset}`] = (ran.json() as { id: number }).id;
  bench.as('ana');
};
const of: Readonly<Record<string, string>> = { ZQTAG1: 'zqdata', HALF1: 'halfway', OWN1: 'olga-own' };
await individual('ZQTAG1', 'zqdata');
await individual('TWIN', 'zqdata');
await individual('TWIN', 'halfway');
await individual('HALF1', 'halfway');
await individual('OWN1', 'olga-own', 'olga');
await measurement('ZQTAG1', 'zqdata');
await measurement('ZQTAG1', 'open');
await measurement('HALF1', 'zqdata');
await measurement('OWN1', 'zqdata');
await bench.run(['dataset', 'revoke', 'olga-own', 'ana'], { as: 'olga' });

const snapshot = join(bench.dir, 'snapshot.db');
copyFileSync(bench.db, snapshot);
const before = contents(bench.db);
const idOf = async (kind: string, name: string): Promise<string> =>
  `id:${((await bench.run([kind, 'show', name, '--json'], { as: 'sara' })).json() as { id: number }).id}`;
const ids = {
  dataset: await idOf('dataset', 'zqdata'),
  project: await idOf('project', 'zqproject'),
  group: await idOf('group', 'zqgroup'),
};

const outsiders: readonly (string | null)[] = ['olga', 'reg', null];
const shown = (who: string | null): string => who ?? 'anonymous';
const records = ['person', 'location', 'taxon', 'trait', 'individual', 'occurrence', 'subject', 'measurement', 'media'];
const kinds = ['user', 'group', 'project', 'dataset', ...records];
const actions = ['read', 'members', 'insert', 'edit', 'delete', 'share', 'govern', 'configure', 'remove', 'leave'];

/** Commands that name nothing hidden. */
const innocent: string[][] = [
  ...kinds.flatMap((kind) => [
    [kind, 'list'],
    [kind, 'list', '--json'],
    [kind, 'list', '-o', 'csv'],
    [kind, 'list', '--sort', 'id', '--limit', '1'],
  ]),
  ...[
    'persons',
    'locations',
    'taxa',
    'traits',
    'individuals',
    'occurrences',
    'subjects',
    'measurements',
    'media',
  ].flatMap((plural) => [
    ['export', plural],
    ['export', plural, '-o', 'jsonl'],
  ]),
  ['export', 'measurements', '--dataset', 'open'],
  ['status'],
  ['status', '--json'],
  ['whoami', '--explain'],
  ['config', 'list'],
  ['access', 'what', 'me'],
  ['access', 'what', 'me', 'edit'],
  ['access', 'what', 'anonymous'],
  ['access', 'matrix'],
  ['access', 'matrix', '--all'],
  ['access', 'rules'],
  ['access', 'who', 'dataset/halfway'],
  ['access', 'who', 'dataset/halfway', 'edit'],
  ['access', 'who', 'group/famed'],
  ...actions.map((action) => ['access', 'explain', 'me', action, 'dataset/halfway']),
  ...actions.map((action) => ['access', 'explain', 'me', action, 'group/famed', '--json']),
  ['access', 'explain', 'me', 'edit', 'individual/HALF1'],
  ['access', 'explain', 'me', 'delete', 'location/Torgersen'],
  ...['dataset', 'group'].flatMap((kind) => {
    const name = kind === 'dataset' ? 'halfway' : 'famed';
    return [
      [kind, 'show', name],
      [kind, 'show', name, '--json'],
      [kind, 'members', name],
      [kind, 'members', name, '--effective', '--json'],
      [kind, 'edit', name, '--description', 'x'],
      [kind, 'edit', name, '--privacy', 'authorized'],
      [kind, 'grant', name, 'olga', '--role', kind === 'group' ? 'member' : 'viewer'],
      [kind, 'revoke', name, 'vera'],
      [kind, 'leave', name, '--dry-run'],
      [kind, 'delete', name, '--yes'],
    ];
  }),
  ['dataset', 'delete', 'halfway', '--cascade', '--yes'],
  ['project', 'show', 'fair', '--json'],
  ['project', 'members', 'fair'],
  ['individual', 'show', 'HALF1', '--json'],
  ['individual', 'show', 'TWIN', '--json'],
  ['individual', 'edit', 'HALF1', '--notes', 'x'],
  ['individual', 'delete', 'HALF1', '--yes'],
  ['location', 'delete', 'Torgersen', '--yes'],
  ['location', 'edit', 'Torgersen', '--notes', 'x'],
  ['taxon', 'delete', 'Pygoscelis adeliae', '--yes'],
  ['trait', 'delete', 'mass', '--yes'],
  ['trait', 'edit', 'mass', '--unit', 'kg'],
  ['trait', 'show', 'mass', '--json'],
  ['person', 'show', 'SILVA A', '--json'],
  ['person', 'delete', 'SILVA A', '--yes'],
  ['user', 'show', 'ana', '--json'],
  ['user', 'show', 'me', '--json'],
];

for (const who of outsiders)
  test(`nothing that ${shown(who)} can ask says a hidden name, text or e-mail address, on stdout or stderr`, async () => {
    const said: string[] = [];
    for (const argv of innocent)
      for (const tty of argv.includes('--json') ? [false] : [false, true]) {
        const ran = await bench.run(argv, { as: who, tty });
        // The directory has a random name.
        const text = (ran.out + ran.err).replaceAll(bench.dir, '');
        if (/zq/i.test(text)) said.push(`${argv.join(' ')}: ${text}`);
        const addresses = text.match(/[\w.-]+@[\w.-]+/g) ?? [];
        if (addresses.some((address) => address !== `${who}@lab.org`)) said.push(`${argv.join(' ')}: ${text}`);
        if (ran.code === 1 || ran.code === 2) said.push(`${argv.join(' ')} ended with ${ran.code}: ${ran.err}`);
      }
    expect(said).toEqual([]);
    expect(contents(bench.db)).toEqual(before);
  });

/** Commands with a name in them, which is hidden in one run and absent in the other. */
const naming: Record<string, (name: string) => string[][]> = {
  dataset: (name) => [
    ...verbs('dataset', name),
    ['access', 'who', `dataset/${name}`],
    ['individual', 'create', 'X', '--dataset', name, ...placed],
    ['individual', 'list', '--filter', `dataset=${name}`],
    ['individual', 'list', '--filter', `notes=${name}`],
    ['measurement', 'list', '--filter', `dataset=${name}`, '--json'],
    ['dataset', 'list', '--filter', `name=${name}`],
    ['dataset', 'list', '--after', name],
    ['export', 'individuals', '--dataset', name],
    ['export', 'measurements', '--filter', `dataset=${name}`],
    ['import', 'individuals', 'plain.csv', '--dataset', name, '--dry-run'],
    ['user', 'edit', 'me', '--default-dataset', name],
  ],
  project: (name) => [
    ...verbs('project', name),
    ['access', 'who', `project/${name}`],
    ['dataset', 'create', 'x', '--project', name, '--dry-run'],
    ['dataset', 'edit', 'olga-own', '--project', name, '--dry-run'],
    ['dataset', 'list', '--filter', `project=${name}`],
    ['dataset', 'list', '--filter', `project=project/${name}`],
    ['user', 'edit', 'me', '--default-project', name],
  ],
  group: (name) => [
    ...verbs('group', name),
    ['access', 'who', `group/${name}`],
    ['dataset', 'grant', 'olga-own', `group/${name}`, '--role', 'viewer', '--dry-run'],
    ['dataset', 'revoke', 'olga-own', `group/${name}`, '--dry-run'],
    ['dataset', 'revoke', 'halfway', `group/${name}`, '--dry-run'],
    ['access', 'what', `group/${name}`],
  ],
  individual: (name) => [
    ['individual', 'show', name],
    ['individual', 'edit', name, '--notes', 'x'],
    ['individual', 'delete', name, '--yes'],
    ['individual', 'list', '--filter', `tag=${name}`],
    ['individual', 'list', '--after', name],
    ['measurement', 'list', '--filter', `object=${name}`],
    ['export', 'measurements', '--filter', `object=${name}`],
    ...actions.map((action) => ['access', 'check', 'me', action, `individual/${name}`]),
    ['access', 'explain', 'me', 'read', `individual/${name}`],
    ['access', 'who', `individual/${name}`],
    // The same name in a dataset of one's own is free.
    ['individual', 'create', name, '--dataset', 'olga-own', ...placed, '--dry-run', '--fields', 'result,tag'],
    [
      'measurement',
      'create',
      '--trait',
      'eggs',
      '--individual',
      name,
      '--dataset',
      'olga-own',
      '--person',
      'SILVA A',
      '--date',
      '2008',
      '--value',
      '1',
    ],
  ],
  measurement: (name) => [
    ['measurement', 'show', name],
    ['measurement', 'edit', name, '--notes', 'x'],
    ['measurement', 'delete', name, '--yes'],
    ['measurement', 'list', '--after', name],
    ['export', 'measurements', '--filter', `object=${name}`],
    ['access', 'check', 'me', 'read', `measurement/${name}`],
    ['access', 'explain', 'me', 'read', `measurement/${name}`],
  ],
};
function verbs(kind: string, name: string): string[][] {
  const ref = `${kind}/${name}`;
  return [
    [kind, 'show', name],
    [kind, 'show', ref],
    [kind, 'show', name, '--json'],
    [kind, 'edit', name, '--description', 'x'],
    [kind, 'delete', name, '--yes'],
    [kind, 'members', name],
    [kind, 'grant', name, 'nobody', '--role', kind === 'group' ? 'member' : 'viewer'],
    [kind, 'grant', name, 'reg', '--role', kind === 'group' ? 'member' : 'viewer'],
    [kind, 'revoke', name, 'ana'],
    [kind, 'revoke', name, 'olga'],
    [kind, 'leave', name],
    ...actions.map((action) => ['access', 'check', 'me', action, ref]),
    ['access', 'check', 'greta', 'read', ref],
    ['access', 'check', 'nobody', 'read', ref],
    ['access', 'explain', 'me', 'read', ref],
    ['access', 'explain', 'ana', 'read', ref],
    ['access', 'who', ref, 'read'],
  ];
}

const absent: readonly [kind: string, hidden: string, absent: string][] = [
  ['dataset', 'zqdata', 'zzdata'],
  ['dataset', 'ZQinherit', 'ZZinherit'],
  ['dataset', ids.dataset, 'id:99'],
  ['project', 'zqproject', 'zzproject'],
  ['project', ids.project, 'id:99'],
  ['group', 'zqgroup', 'zzgroup'],
  ['group', ids.group, 'id:99'],
  ['individual', 'ZQTAG1', 'ZZTAG1'],
  // In dataset open, which everybody reads, but on ZQTAG1.
  ['measurement', `id:${hidden['ZQTAG1 in open']}`, 'id:99'],
];

bench.write('plain.csv', 'tag,collector,date,location\nrow-1,SILVA A,2008-01-01,Torgersen\n');

for (const who of outsiders)
  for (const [kind, there, gone] of absent)
    test(`to ${shown(who)} the ${kind} ${there} is like one that does not exist, whatever is asked of it`, async () => {
      const commands = naming[kind] ?? (() => []);
      const labels = commands('NAME').map((argv) => argv.join(' '));
      const told = async (name: string): Promise<string[]> => {
        const lines: string[] = [];
        for (const [index, argv] of commands(name).entries()) {
          const { code, out, err } = await bench.run(argv, { as: who });
          lines.push(`${labels[index]}: exit ${code}\n${`${out}${err}`.replaceAll(name, 'NAME')}`);
        }
        return lines;
      };
      const told1 = await told(there);
      expect(told1).toEqual(await told(gone));
      expect(told1.filter((line) => /zq/i.test(line))).toEqual([]);
      expect(contents(bench.db)).toEqual(before);
    });

test('the answers about hidden containers are not found, and to what was never asked forbidden', async () => {
  // A guard on the test above: it compares answers that are what cli.md says.
  const code = async (who: string | null, ...argv: string[]): Promise<number> =>
    (await bench.run(argv, { as: who })).code;
  for (const who of outsiders) {
    expect(await code(who, 'dataset', 'show', 'zqdata')).toBe(3);
    expect(await code(who, 'project', 'edit', 'zqproject', '--description', 'x')).toBe(3);
    expect(await code(who, 'group', 'members', 'zqgroup')).toBe(3);
    expect(await code(who, 'individual', 'delete', 'ZQTAG1', '--yes')).toBe(3);
    expect(await code(who, 'measurement', 'show', `id:${hidden['ZQTAG1 in open']}`)).toBe(3);
    expect(await code(who, 'access', 'check', 'me', 'read', 'dataset/zqdata')).toBe(3);
    expect(await code(who, 'export', 'individuals', '--dataset', 'zqdata')).toBe(3);
    expect(await code(who, 'dataset', 'show', 'halfway')).toBe(0);
  }
});

test('suggestions for a mistyped name come from readable names', async () => {
  const err = async (who: string | null, ...argv: string[]): Promise<string> =>
    (await bench.run(argv, { as: who })).err;
  for (const who of outsiders)
    for (const argv of [
      ['dataset', 'show', 'qdata'],
      ['project', 'show', 'qproject'],
      ['group', 'show', 'qgroup'],
      ['individual', 'show', 'QTAG1'],
      ['access', 'check', 'me', 'read', 'dataset/qdata'],
      ['export', 'individuals', '--dataset', 'qdata'],
    ])
      expect(await err(who, ...argv)).not.toMatch(/zq/i);
  expect(await err('ana', 'dataset', 'show', 'qdata')).toMatch(/zqdata/);
  expect(await err('olga', 'dataset', 'show', 'halfwy')).toMatch(/halfway/);
  expect(await err(null, 'user', 'show', 'gretta')).not.toMatch(/\bgreta\b/);
  expect(await err('olga', 'user', 'show', 'gretta')).toMatch(/\bgreta\b/);
});

test('a dry-run import that refers to something hidden answers as if it did not exist', async () => {
  const rows: Record<string, (dataset: string, tag: string) => string> = {
    individuals: (dataset) => `tag,dataset,collector,date,location\nrow-1,${dataset},SILVA A,2008-01-01,Torgersen\n`,
    measurements: (dataset, tag) =>
      `trait,individual,dataset,person,date,value\nmass,${tag},olga-own,SILVA A,2008,1\nmass,OWN1,${dataset},SILVA A,2008,1\n`,
  };
  for (const who of ['olga', 'reg'])
    for (const [kind, text] of Object.entries(rows)) {
      const answer = async (dataset: string, tag: string) => {
        bench.write('rows.csv', text(dataset, tag));
        const ran = await bench.run(['import', kind, 'rows.csv', '--dry-run', '--json'], { as: who });
        const { seconds: _, ...result } = ran.json() as Record<string, unknown>;
        const blank = (said: string): string => said.replaceAll(dataset, 'DATASET').replaceAll(tag, 'TAG');
        return { code: ran.code, result: blank(JSON.stringify(result)), err: blank(ran.err) };
      };
      const there = await answer('zqdata', 'ZQTAG1');
      expect(there.code).toBe(5);
      expect(there).toEqual(await answer('zzdata', 'ZZTAG1'));
      expect(there.result).toContain('unknown-reference');
      expect(there.result + there.err).not.toMatch(/zq/i);
    }
});

test('creating or renaming to a hidden name has one fixed answer, name-unavailable', async () => {
  for (const [kind, names] of Object.entries({
    dataset: ['zqdata', 'ZQDATA', 'zqcarl', 'secret', 'ana-workspace'],
    project: ['zqproject', 'Zqproject', 'wetlands'],
    group: ['zqgroup', 'ZQGROUP', 'neuro'],
  })) {
    const answers = new Set<string>();
    for (const name of names)
      for (const more of [[], ['--dry-run'], ['--description', 'zqtext']]) {
        const ran = await bench.run([kind, 'create', name, ...more, '--json'], { as: 'olga' });
        expect([name, ran.code, ran.out]).toEqual([name, 6, '']);
        expect((JSON.parse(ran.err) as { error: { code: string } }).error.code).toBe('name-unavailable');
        answers.add(ran.err.replaceAll(name, 'NAME'));
      }
    expect([...answers]).toHaveLength(1);
  }
  const renamed = await bench.run(['dataset', 'edit', 'olga-own', '--name', 'zqdata', '--json'], { as: 'olga' });
  expect([renamed.code, renamed.out]).toEqual([6, '']);
  expect((JSON.parse(renamed.err) as { error: { code: string } }).error.code).toBe('name-unavailable');
  expect(contents(bench.db)).toEqual(before);
});

test('those who may not create learn nothing from trying a hidden name', async () => {
  for (const who of ['reg', null])
    for (const kind of ['dataset', 'project', 'group']) {
      const answer = async (name: string) => {
        const { code, out, err } = await bench.run([kind, 'create', name], { as: who });
        return { code, out, err: err.replaceAll(name, 'NAME') };
      };
      const there = await answer(`zq${kind === 'dataset' ? 'data' : kind}`);
      expect(there).toEqual(await answer(`zz${kind === 'dataset' ? 'data' : kind}`));
      expect([there.code, there.out]).toEqual([4, '']);
    }
});

test('a login that is taken and a reserved one have one fixed answer at registration, and so have e-mails', async () => {
  const answer = async (login: string, email: string) => {
    const ran = await bench.run(['user', 'register', login, '--email', email, '--json'], { as: null });
    return { code: ran.code, out: ran.out, err: ran.err.replace(new RegExp(`\\b(${login}|${email})\\b`), 'TYPED') };
  };
  const code = (err: string): string => (JSON.parse(err) as { error: { code: string } }).error.code;
  const [login, email] = [await answer('ana', 'free@lab.org'), await answer('newcomer', 'ana@lab.org')];
  for (const taken of [login, email])
    expect([taken.code, taken.out, code(taken.err)]).toEqual([6, '', 'name-unavailable']);
  for (const name of ['dina', 'me', 'anonymous', 'registered', 'sara'])
    expect(await answer(name, 'free@lab.org')).toEqual(login);
  for (const address of ['ANA@LAB.ORG', 'dina@lab.org']) expect(await answer('newcomer', address)).toEqual(email);
  const own = await bench.run(['user', 'edit', 'me', '--email', 'ana@lab.org', '--json'], { as: 'reg' });
  expect([own.code, own.out]).toEqual([6, '']);
  expect(code(own.err)).toBe('name-unavailable');
  expect(contents(bench.db)).toEqual(before);
});

test('the counts of status are of what is readable', async () => {
  const counts = async (who: string | null) =>
    ((await bench.run(['status', '--json'], { as: who })).json() as { counts: Record<string, number> }).counts;
  const open = {
    groups: 1,
    biocollections: 0,
    setups: 0,
    inventories: 0,
    storages: 0,
    paradigms: 0,
    equipment: 0,
    stocks: 0,
    sessions: 0,
    behaviors: 0,
    vouchers: 0,
    persons: 2,
    references: 0,
    tags: 0,
    translations: 0,
    locations: 2,
    taxa: 2,
    traits: 4,
    occurrences: 0,
    subjects: 0,
    media: 0,
  };
  // open, halfway; O1, HALF1, TWIN; the mass of O1.
  expect(await counts(null)).toEqual({
    ...open,
    users: 0,
    projects: 1,
    datasets: 2,
    individuals: 3,
    measurements: 1,
  });
  // Also lab-only, olga-own, olga-workspace; OWN1.
  expect(await counts('olga')).toEqual({
    ...open,
    users: 10,
    projects: 2,
    datasets: 5,
    individuals: 4,
    measurements: 1,
  });
  // Also plot-1, lab-only, reg-workspace; P1, P2; the mass of P1.
  expect(await counts('reg')).toEqual({
    ...open,
    users: 10,
    projects: 2,
    datasets: 5,
    individuals: 5,
    measurements: 2,
  });
});

test('a measurement in a readable dataset on an unreadable individual is not listed, counted or exported', async () => {
  const id = hidden['ZQTAG1 in open'];
  for (const who of [...outsiders, 'vera', 'max']) {
    const run = (...argv: string[]) => bench.run(argv, { as: who });
    const listed = (await run('measurement', 'list', '--json')).json() as { id: number }[];
    expect(listed.map((row) => row.id)).not.toContain(id);
    expect(((await run('measurement', 'list', '--filter', 'dataset=open', '--json')).json() as unknown[]).length).toBe(
      1,
    );
    expect(((await run('export', 'measurements', '--dataset', 'open', '-o', 'json')).json() as unknown[]).length).toBe(
      1,
    );
    expect((await run('export', 'measurements', '--dataset', 'open')).out.trim().split('\n')).toHaveLength(2);
    expect((await run('export', 'measurements', '--dataset', 'open')).err).not.toMatch(/\b2\b/);
    expect((await run('measurement', 'show', `id:${id}`)).code).toBe(3);
  }
  // greta reads zqdata through zqgroup, so she reads both.
  const both = await bench.run(['measurement', 'list', '--filter', 'dataset=open', '--json'], { as: 'greta' });
  expect((both.json() as { id: number }[]).map((row) => row.id)).toContain(id);
});

test('tags resolve among readable individuals only', async () => {
  const twin = async (who: string | null) => bench.run(['individual', 'show', 'TWIN', '--json'], { as: who });
  for (const who of outsiders)
    expect((await twin(who)).json()).toMatchObject({ tag: 'TWIN', dataset: 'halfway', notes: 'halfway' });
  expect((await twin('ana')).code).not.toBe(0);
});

test('a project that the reader may not read shows as withheld, in show, list and export', async () => {
  for (const who of [...outsiders, 'vera', 'col']) {
    const run = (...argv: string[]) => bench.run(argv, { as: who });
    expect((await run('dataset', 'show', 'halfway', '--json')).json()).toMatchObject({ project: 'withheld' });
    const rows = (await run('dataset', 'list', '--json')).json() as { name: string; project: string | null }[];
    expect(rows.find(({ name }) => name === 'halfway')?.project).toBe('withheld');
  }
  const ana = await bench.run(['dataset', 'show', 'halfway', '--json'], { as: 'ana' });
  expect(ana.json()).toMatchObject({ project: 'project/zqproject' });
});

test('a group that the reader may not read shows as a group in member lists and explanations', async () => {
  // vera is owner and reg viewer of halfway, so both see its members; neither reads zqgroup.
  for (const who of ['vera', 'reg', 'col']) {
    const ran = await bench.run(['dataset', 'members', 'halfway', '--json'], { as: who });
    const rows = ran.json() as { member: string; role: string }[];
    expect(rows.map(({ member, role }) => `${member} ${role}`).toSorted()).toEqual([
      'a group contributor',
      'ana owner',
      'col contributor',
      'reg viewer',
      'vera owner',
    ]);
    const more = await bench.run(['dataset', 'members', 'halfway', '--effective'], { as: who });
    expect(more.out + more.err).not.toMatch(/zq|greta/i);
  }
  for (const argv of [
    ['access', 'who', 'dataset/halfway', '--json'],
    ['access', 'matrix', '--json'],
    ['access', 'what', 'greta', '--json'],
    ['access', 'explain', 'greta', 'delete', 'dataset/halfway'],
  ]) {
    const ran = await bench.run(argv, { as: 'vera' });
    expect(`${argv.join(' ')}: ${ran.out}${ran.err}`).not.toMatch(/zqgroup|zqproject|zqdata/i);
  }
});

test('an edit by an owner who may not read the project leaves the project in place', async () => {
  const edited = await bench.run(['dataset', 'edit', 'halfway', '--description', 'Other', '--json'], { as: 'vera' });
  const seen = await bench.run(['dataset', 'show', 'halfway', '--json'], { as: 'ana' });
  copyFileSync(snapshot, bench.db);
  expect([edited.code, /zq/i.test(edited.out + edited.err)]).toEqual([0, false]);
  expect(seen.json()).toMatchObject({ description: 'Other', project: 'project/zqproject' });
});

test('default project and dataset of somebody else show only where they are readable', async () => {
  for (const who of ['olga', 'reg', 'vera', 'max']) {
    const ran = await bench.run(['user', 'show', 'ana', '--json'], { as: who });
    expect(ran.code).toBe(0);
    expect(ran.out).not.toMatch(/zq/i);
    expect((await bench.run(['user', 'list', '--json'], { as: who })).out).not.toMatch(/zq/i);
    const filtered = (name: string) =>
      bench.run(['user', 'list', '--filter', `default_dataset=${name}`, '--json'], { as: who });
    expect((await filtered('dataset/zqdata')).out).toBe((await filtered('dataset/zzdata')).out);
  }
});

test('what hangs on a record unseen refuses its deletion without a number or a name', async () => {
  // col is contributor of halfway, and olga owner of olga-own; neither reads zqdata, whose measurements hang there.
  const attempts: readonly [string, string[]][] = [
    ['col', ['individual', 'delete', 'HALF1', '--yes']],
    ['olga', ['individual', 'delete', 'OWN1', '--yes']],
    ['olga', ['dataset', 'delete', 'olga-own', '--cascade', '--yes']],
  ];
  for (const [who, argv] of attempts) {
    const ran = await bench.run(argv, { as: who });
    expect([argv, ran.code, ran.out]).toEqual([argv, 6, '']);
    expect(ran.err).not.toMatch(/zq/i);
    expect(ran.err.replace(/HALF1|OWN1/, '')).not.toMatch(/\d|\bana\b/);
  }
  expect(contents(bench.db)).toEqual(before);
});

test('refusals name the people who could help only to those who see the members', async () => {
  // olga, a reader by privacy alone, sees no member of halfway.
  for (const argv of [
    ['dataset', 'edit', 'halfway', '--description', 'x'],
    ['individual', 'edit', 'HALF1', '--notes', 'x'],
    ['dataset', 'grant', 'halfway', 'olga', '--role', 'viewer'],
    ['dataset', 'members', 'halfway'],
    ['access', 'explain', 'me', 'edit', 'dataset/halfway'],
    ['access', 'explain', 'me', 'edit', 'dataset/halfway', '--json'],
  ])
    for (const who of ['olga', null]) {
      const ran = await bench.run(argv, { as: who });
      expect(`${argv.join(' ')}: ${ran.out}${ran.err}`).not.toMatch(/\b(ana|vera|col|greta|max)\b/);
    }
});

test('e-mail addresses of users are shown to the user and to superadmins', async () => {
  const emails = async (who: string | null, ...argv: string[]): Promise<string[]> => {
    const { out, err } = await bench.run(argv, { as: who });
    return [...new Set((out + err).match(/[\w.-]+@lab\.org/g) ?? [])].toSorted();
  };
  for (const who of ['ana', 'max', 'vera', 'olga', 'reg', null]) {
    const own = who === null ? [] : [`${who}@lab.org`];
    for (const more of [['--json'], ['-o', 'csv'], ['--fields', 'login,email', '--json']]) {
      const listed = await emails(who, 'user', 'list', ...more);
      expect(listed.filter((email) => !own.includes(email))).toEqual([]);
    }
    if (who === null) continue;
    for (const other of ['sara', 'greta', 'dina'])
      expect(await emails(who, 'user', 'show', other, '--json')).toEqual([]);
    expect(await emails(who, 'user', 'show', 'me', '--json')).toEqual(own);
  }
  expect(await emails('sara', 'user', 'show', 'reg', '--json')).toEqual(['reg@lab.org']);
  const found = async (email: string): Promise<string> =>
    (await bench.run(['user', 'list', '--filter', `email=${email}`, '--json'], { as: 'olga' })).out;
  expect(await found('greta@lab.org')).toBe(await found('nobody@lab.org'));
});

test('e-mail addresses of persons are shown to the linked user, the creator while unlinked, and superadmins', async () => {
  // SILVA A was made by ana and is linked to nobody.
  const sees = async (who: string | null): Promise<boolean[]> =>
    Promise.all(
      [
        ['person', 'show', 'SILVA A', '--json'],
        ['person', 'list', '--json'],
        ['export', 'persons'],
        ['export', 'persons', '-o', 'json'],
      ].map(async (argv) => /zqsilva@/.test((await bench.run(argv, { as: who })).out)),
    );
  const all = [true, true, true, true];
  const none = [false, false, false, false];
  expect(await sees('ana')).toEqual(all);
  expect(await sees('sara')).toEqual(all);
  for (const who of ['max', 'vera', 'olga', 'reg', null]) expect(await sees(who)).toEqual(none);
  // Linked to vera, it is vera's, no longer its creator's.
  await bench.run(['user', 'edit', 'vera', '--person', 'SILVA A'], { as: 'sara' });
  const linked = [await sees('vera'), await sees('sara'), await sees('ana'), await sees('olga')];
  copyFileSync(snapshot, bench.db);
  expect(linked).toEqual([all, all, none, none]);
});

test('the e-mail address of a person cannot be guessed by filter, sort, create or import', async () => {
  const answer = async (email: string, ...argv: string[]) => {
    const { code, out, err } = await bench.run(argv, { as: 'olga' });
    const blank = (text: string): string => text.replaceAll(email, 'EMAIL').replace(/"seconds":[^,]*/, '');
    return { code, out: blank(out), err: blank(err) };
  };
  const [right, wrong] = ['zqsilva@lab.org', 'zzsilva@lab.org'];
  const attempts: readonly ((email: string) => string[])[] = [
    (email) => ['person', 'list', '--filter', `email=${email}`, '--json'],
    (email) => ['export', 'persons', '--filter', `email=${email}`],
    (email) => ['person', 'create', 'Ana Silva', '--email', email],
    (email) => ['person', 'create', 'Ana Silva', '--email', email, '--dry-run', '--json'],
    (email) => [
      'import',
      'persons',
      bench.write('persons.csv', `full_name,email\nAna Silva,${email}\n`),
      '--dry-run',
      '--json',
    ],
  ];
  const [told, wanted]: [unknown[], unknown[]] = [[], []];
  for (const argv of attempts) {
    told.push(await answer(right, ...argv(right)));
    wanted.push(await answer(wrong, ...argv(wrong)));
  }
  expect(told).toEqual(wanted);
});

const logins = /\b(sara|ana|max|carl|col|vera|greta|reg|olga|dina)\b/;

test('anonymous sees no user anywhere', async () => {
  const said: string[] = [];
  for (const argv of innocent) {
    // The commands that name a user themselves are compared below.
    if (argv.some((word) => logins.test(word))) continue;
    const { out, err } = await bench.run(argv, { as: null });
    if (logins.test(out + err)) said.push(`${argv.join(' ')}: ${out}${err}`);
  }
  expect(said).toEqual([]);
  expect((await bench.run(['user', 'list', '--json'], { as: null })).json()).toEqual([]);
});

test('to anonymous a login that exists is like one that does not', async () => {
  const commands = (login: string): string[][] => [
    ['user', 'show', login],
    ['user', 'show', login, '--json'],
    ['user', 'edit', login, '--name', 'x'],
    ['user', 'level', login, 'full'],
    ['user', 'disable', login],
    ['user', 'enable', login],
    ['user', 'list', '--filter', `login=${login}`],
    ['access', 'check', login, 'read', 'dataset/halfway'],
    ['access', 'check', login, 'read', 'dataset/zqdata'],
    ['access', 'explain', login, 'read', 'dataset/halfway'],
    ['access', 'what', login],
    ['dataset', 'grant', 'halfway', login, '--role', 'viewer'],
    ['dataset', 'revoke', 'halfway', login],
    ['group', 'grant', 'famed', login, '--role', 'member'],
    ['group', 'revoke', 'famed', login],
    ['dataset', 'show', `${login}-workspace`],
  ];
  const told = async (login: string): Promise<string[]> => {
    const lines: string[] = [];
    for (const argv of commands(login)) {
      const { code, out, err } = await bench.run(argv, { as: null });
      lines.push(`${argv.join(' ')}: exit ${code}\n${out}${err}`.replaceAll(login, 'LOGIN'));
    }
    return lines;
  };
  for (const [there, gone] of [
    ['greta', 'gzeta'],
    ['vera', 'zera'],
    ['dina', 'dzna'],
  ] as const)
    expect(await told(there)).toEqual(await told(gone));
});

test('in a group the floor shows name, laboratory and roster only', async () => {
  const shownTo = async (who: string | null) =>
    (await bench.run(['group', 'show', 'famed', '--json'], { as: who })).json() as Record<string, unknown>;
  expect(await shownTo('vera')).toMatchObject({ name: 'famed', description: 'for members' });
  for (const who of ['olga', null]) {
    expect(await shownTo(who)).toMatchObject({ name: 'famed', laboratory: { city: 'Recife' } });
    expect(JSON.stringify(await shownTo(who))).not.toContain('for members');
  }
});
