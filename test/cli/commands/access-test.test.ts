import { readdirSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { containerKinds } from '../../../src/kinds/containers.ts';
import { kinds } from '../../../src/kinds/index.ts';
import { Bench } from '../../helpers/run.ts';
import { world } from '../../helpers/world.ts';
import { dump, filesOf } from '../../helpers/dump.ts';

const field = `version: 1
users:
  ana: {level: full}
  ben: {level: full}
  cora: {level: full}
  dan: {level: full, disabled: true}
  gina: {}
  root: {level: superadmin}
groups:
  field-team:
    members: {ana: owner, ben: member}
projects:
  wetlands:
    title: Wetland plots
    grants: {ana: owner, group/field-team: collaborator}
datasets:
  plot-1: {project: wetlands, privacy: project, grants: {ana: owner}}
  plot-2: {grants: {ana: owner, ben: {role: viewer, until: 2089-12-31}, cora: contributor, dan: manager}}
  open: {privacy: public}
biocollections:
  INPA: {managed: true, grants: {ana: owner, cora: collaborator}}
setups:
  rig: {privacy: registered, grants: {ana: owner}}
records:
  persons: [{full_name: Ana Silva}]
  locations: [{name: Here, adm_level: 999, latitude: -3, longitude: -60}]
  traits: [{export_name: mass, type: real, unit: g, name: Mass, description: x, objects: individual}]
  individuals:
    - {tag: T1, dataset: plot-1, collector: SILVA A, date: 2020, location: Here}
  vouchers:
    - {individual: T1, biocollection: INPA}
  measurements:
    - {trait: mass, individual: T1, dataset: plot-2, person: SILVA A, date: 2020-01-01, value: 007}
tests:
  - name: The field team
    check:
      - {user: ben, action: insert, object: dataset/plot-1, allowed: true}
      - {user: gina, action: read, object: dataset/plot-1, allowed: false}
      - {user: anonymous, action: read, object: dataset/open, allowed: yes}
      - {user: dan, action: read, object: dataset/open, allowed: no}
      - {user: gina, action: create, object: project, allowed: false}
    list:
      - {user: ben, kind: dataset, exactly: [dataset/plot-1, dataset/plot-2, dataset/open]}
      - {user: cora, action: delete, contains: [dataset/plot-2]}
      - {user: gina, lacks: [project/wetlands, dataset/plot-1]}
      - {user: gina, kind: setup, exactly: [setup/rig]}
    who:
      - {object: dataset/plot-2, role: contributor, exactly: [ana, cora, root]}
      - {object: dataset/plot-2, exactly: [ana, ben, cora, root]}
      - {object: project/wetlands, action: insert, exactly: [ana, ben, root]}
      - {object: group/field-team, role: owner, exactly: [ana, root]}
      - {object: dataset/open, exactly: [anonymous, root]}
  - name: Records
    check:
      - {user: ben, action: edit, object: individual/T1, allowed: false}
      - {user: ana, action: edit, object: individual/T1, allowed: true}
      - {user: ben, action: read, object: "measurement/id:1", allowed: true}
      - {user: cora, action: read, object: "measurement/id:1", allowed: false}
`;
const everything = `version: 1
users:
  ana: {level: full, name: Ana Silva, email: ana@lab.org}
  ben: {level: full}
  eva: {level: full}
  gina: {}
groups:
  team: {privacy: registered, institution: INPA, members: {ana: owner, ben: {role: member, until: 2089-01-01}}}
projects:
  wet: {title: W, discoverable: true, authors: [SILVA A], tags: [rare], grants: {ana: owner, group/team: viewer}}
datasets:
  d1: {project: wet, privacy: project, references: [Foo2001], grants: {ana: owner}}
  d2: {grants: {group/team: contributor, ben: owner}}
biocollections:
  INPA: {managed: true, name: Herbarium, grants: {ana: owner}}
setups: {rig: {location: room, setup_type: maze, grants: {ana: owner}}}
inventories: {shelf: {privacy: registered, grants: {ben: owner}}}
storages: {nas: {paths: [smb=//x/y], grants: {group/team: viewer}}}
paradigms: {maze: {setup_type: maze, privacy: public}}
records:
  persons: [{full_name: Ana Silva}]
  tags: [{name: rare}]
  references: [{bibtex: "@article{Foo2001, title={X}, author={A B}, year=2001, journal={J}}"}]
  locations: [{name: Here, adm_level: 999, latitude: -3, longitude: -60}]
  taxa: [{name: Aus, level: genus, author: L.}]
  traits: [{export_name: mass, type: real, unit: g, name: Mass, description: x, objects: individual}]
  translations: [{trait: mass, language: pt, name: Massa}]
  individuals: [{tag: T1, dataset: d1, collector: SILVA A, date: 2020, location: Here}]
  vouchers: [{individual: T1, biocollection: INPA}]
  occurrences: [{individual: T1, date_time: 2021-01-01, location: Here}]
  subjects: [{name: Rat, project: [wet]}]
  sessions: [{name: S1, project: wet, storage: nas}]
  behaviors: [{session: S1, setup: rig, paradigm: maze}]
  equipment: [{name: Cam, setup: rig, type: Microcontroller}]
  stocks: [{name: Pills, inventory: shelf, type: TracerDye}]
  measurements:
    - {trait: mass, individual: T1, dataset: d1, person: SILVA A, date: 2020-01-01, value: 7}
    - {trait: mass, individual: T1, dataset: d2, person: SILVA A, date: 2020-01-02, value: 8}
  media: [{object: T1, object_type: individual, file: T1.jpg, licence: CC0-1.0, collector: SILVA A, dataset: d1}]
tests:
  - name: records
    check:
      - {user: ben, action: read, object: individual/T1, allowed: true}
      - {user: ben, action: read, object: subject/Rat, allowed: true}
      - {user: gina, action: read, object: session/S1, allowed: false}
      - {user: gina, action: read, object: stock/Pills, allowed: true}
      - {user: ben, action: read, object: equipment/Cam, allowed: false}
      - {user: ana, action: edit, object: equipment/Cam, allowed: true}
      - {user: ben, action: edit, object: measurement/row:1, allowed: false}
      - {user: ben, action: edit, object: measurement/row:2, allowed: true}
      - {user: ana, action: edit, object: vouchers/row:1, allowed: true}
      - {user: eva, action: read, object: media/row:1, allowed: false}
    who:
      - {object: behavior/row:1, exactly: [ana, ben]}
      - {object: media/row:1, exactly: [ana, ben]}
`;
const all = 18;
const run = (bench: Bench, ...argv: string[]) => bench.run(['access', 'test', ...argv]);

describe('a world that the file declares', () => {
  test('is asked about by check, list and who, without any database', async () => {
    const bench = new Bench();
    bench.write('field.yaml', field);
    const ran = await run(bench, 'field.yaml');
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out.split('\n').slice(0, 4)).toEqual([
      'field.yaml',
      '  The field team',
      '    ok      ben may insert dataset/plot-1',
      '    ok      gina may not read dataset/plot-1',
    ]);
    expect(ran.out).toContain(`all ${all} hold\n`);
    expect(readdirSync(bench.dir)).toEqual(['field.yaml']);
  });

  test('has titles and licences where an open project opens its datasets, too', async () => {
    const bench = new Bench();
    for (const privacy of ['registered', 'public']) {
      bench.write(
        'open.yaml',
        `{version: 1, users: {a: {level: full}}, projects: {p: {privacy: ${privacy}, grants: {a: owner}}}, datasets: {d: {project: p, privacy: project}},
          tests: [{name: n, check: [{user: a, action: read, object: dataset/d, allowed: true}]}]}`,
      );
      expect(await run(bench, 'open.yaml')).toMatchObject({ code: 0, err: '' });
    }
  });

  test('a question that nobody can ask is told with its line', async () => {
    const bench = await world();
    const asks = (action: string, object: string) =>
      `      - {user: ana, action: ${action}, object: ${object}, allowed: true}\n`;
    bench.write(
      'odd.yaml',
      `version: 1\ntests:\n  - name: n\n    check:\n${asks('read', 'dataset/plot-1')}${asks('create', 'individual')}`,
    );
    for (const more of [[], ['--format', 'tap']]) {
      const ran = await run(bench.as('sara'), 'odd.yaml', ...more);
      expect(ran).toMatchObject({ code: 5, out: '' });
      expect(ran.err).toContain('odd.yaml asks what cannot be asked\n');
      expect(ran.err).toMatch(/6.*an individual is inserted into a dataset/);
    }
  });

  test('may be JSON, stands apart from the live database, and does not touch it', async () => {
    const bench = (await world()).as('olga');
    bench.write(
      'field.json',
      JSON.stringify(
        parse(
          field
            .replaceAll('allowed: yes', 'allowed: true')
            .replaceAll('allowed: no}', 'allowed: false}')
            .replaceAll('007', '"007"')
            .replaceAll('2020-01-01', '"2020-01-01"')
            .replaceAll('2089-12-31', '"2089-12-31"'),
        ),
      ),
    );
    const before = { rows: dump(bench.db), files: filesOf(bench.dir, ['lab.db', 'lab.db-wal', 'lab.db-shm']) };
    const ran = await run(bench, 'field.json', '--json');
    expect(ran.code).toBe(0);
    expect(ran.json()).toHaveLength(all);
    expect({ rows: dump(bench.db), files: filesOf(bench.dir, ['lab.db', 'lab.db-wal', 'lab.db-shm']) }).toEqual(before);
  });

  test('fails by exit 4, and each assertion that does not hold says what is so instead', async () => {
    const bench = new Bench();
    bench.write(
      'field.yaml',
      field
        .replace('object: dataset/plot-1, allowed: false', 'object: dataset/plot-1, allowed: true')
        .replace('role: contributor, exactly: [ana, cora, root]', 'role: contributor, exactly: [ana, ben]')
        .replace('lacks: [project/wetlands, dataset/plot-1]', 'lacks: [dataset/open, setup/rig]'),
    );
    const ran = await run(bench, 'field.yaml', '--json');
    expect(ran.code).toBe(4);
    const failed = (ran.json() as { ok: boolean }[]).filter(({ ok }) => !ok);
    expect(failed).toEqual(
      [
        ['gina may read dataset/plot-1', 38, 'gina may not'],
        ['gina may read none of dataset/open, setup/rig', 45, 'too much: dataset/open, setup/rig'],
        ['who is at least contributor of dataset/plot-2: exactly ana, ben', 48, 'missing: ben; too much: cora, root'],
      ].map(([assertion, line, message]) => ({
        file: 'field.yaml',
        test: 'The field team',
        assertion,
        line,
        ok: false,
        message,
        unanswered: false,
      })),
    );
    const text = await run(bench, 'field.yaml');
    expect(text.code).toBe(4);
    expect(text.out).toContain('    FAILED  gina may read dataset/plot-1 (line 38: gina may not)\n');
    expect(text.out).toContain(`3 of ${all} failed\n`);
  });

  test('can declare every kind of container and of record, which goes by its place in the file', async () => {
    for (const { plural } of [...containerKinds, ...kinds])
      expect(`${everything}\n`).toMatch(new RegExp(`^ *${plural}:`, 'm'));
    const bench = new Bench();
    bench.write('all.yaml', everything);
    expect(await run(bench, 'all.yaml')).toMatchObject({ code: 0, err: '' });
    expect(readdirSync(bench.dir)).toEqual(['all.yaml']);
  });

  test('comes on standard input too, and may be empty of containers', async () => {
    const text = 'version: 1\nusers: {gina: {}}\ntests: [{name: "\\e[2J", list: [{user: gina, exactly: []}]}]\n';
    const ran = await new Bench().run(['access', 'test', '-'], { stdin: text });
    expect(ran).toMatchObject({
      code: 0,
      out: '-\n  \\x1b[2J\n    ok      gina may read exactly nothing\nall 1 hold\n',
    });
  });

  test('is made by nobody whom it does not name', async () => {
    const bench = new Bench();
    bench.write(
      'lone.yaml',
      'version: 1\nusers: {maker: {level: full}}\ndatasets: {d: {}, e: {grants: {maker: owner}}}\ntests:\n  - name: t\n    who: [{object: dataset/d, exactly: []}, {object: dataset/e, exactly: [maker]}]\n    list: [{user: maker, exactly: [dataset/e]}]\n',
    );
    expect(await run(bench, 'lone.yaml')).toMatchObject({ code: 0 });
  });
});

describe('the live database', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = (await world()).as('sara');
    bench.write(
      'live.yaml',
      `version: 1
tests:
  - name: plot-1
    check:
      - {user: vera, action: read, object: dataset/plot-1, allowed: true}
      - {user: olga, action: read, object: dataset/plot-1, allowed: false}
    list:
      - {user: vera, kind: dataset, contains: [dataset/plot-1]}
      - {user: vera, kind: dataset, lacks: [dataset/secret]}
    who:
      - {object: dataset/plot-1, role: manager, exactly: [ana, max, sara]}
`,
    );
  });

  test('answers a superadmin in full, and stays as it is', async () => {
    const before = dump(bench.db);
    expect((await run(bench, 'live.yaml')).code).toBe(0);
    expect(dump(bench.db)).toEqual(before);
    await bench.must('dataset', 'grant', 'plot-1', 'olga', '--role', 'viewer');
    const ran = await run(bench, 'live.yaml');
    expect(ran.code).toBe(4);
    expect(ran.out).toContain('FAILED  olga may not read dataset/plot-1 (line 6: olga may)');
  });

  test('answers others what they may ask, and what they may not holds for nobody, whatever it asserts', async () => {
    const told = async (as: string) => {
      const ran = await bench.run(['access', 'test', 'live.yaml', '--json'], { as });
      expect(ran.code).toBe(4);
      return (ran.json() as { ok: boolean; unanswered: boolean; message: string }[]).map(({ ok, unanswered }) =>
        unanswered ? 'unanswered' : ok,
      );
    };
    // max may share plot-1 and two others, and is not told of the rest.
    expect(await told('max')).toEqual([true, true, true, 'unanswered', true]);
    expect(await told('vera')).toEqual([true, 'unanswered', true, true, 'unanswered']);
    expect(await told('olga')).toEqual(Array.from({ length: 5 }, () => 'unanswered'));
    const hidden = await bench.run(['access', 'test', 'live.yaml', '--json'], { as: 'olga' });
    bench.write(
      'gone.yaml',
      'version: 1\ntests: [{name: t, check: [{user: vera, action: read, object: dataset/plot-9, allowed: false}]}]\n',
    );
    const absent = await bench.run(['access', 'test', 'gone.yaml', '--json'], { as: 'olga' });
    const message = ({ json }: typeof hidden) => (json() as { message: string }[])[0]?.message;
    expect(message(hidden)?.replaceAll('plot-1', 'plot-9')).toBe(message(absent));
  });

  test('is opened only where a file asks about it', async () => {
    const alone = new Bench();
    alone.write(
      'live.yaml',
      'version: 1\ntests: [{name: t, check: [{user: me, action: read, object: dataset/x, allowed: true}]}]\n',
    );
    expect((await run(alone, 'live.yaml')).code).toBe(8);
    expect((await bench.run(['access', 'test', 'live.yaml'], { as: 'nobody' })).code).toBe(4);
  });
});

describe('a file that is wrong', () => {
  const cases: [string, string, string[]][] = [
    ['no YAML', 'version: [1\n', ['line 2']],
    ['nothing', '', ['needs version: 1', 'needs tests']],
    ['another version', 'version: 2\ntests: []\n', ['line 1 version: cannot be 2', 'asserts nothing']],
    ['an unknown key', 'version: 1\nuser: {}\ntests: []\n', ['line 2 user: is not known here; did you mean users?']],
    [
      'a key of another kind',
      'version: 1\ngroups:\n  g:\n    licence: CC0-1.0\ntests: []\n',
      ['line 4 groups.g.licence: is not known here'],
    ],
    [
      'an unknown action',
      'version: 1\ntests:\n  - name: t\n    check:\n      - {user: a, action: reed, object: dataset/d, allowed: true}\n',
      ['line 5 tests[1].check[1].action: cannot be reed; did you mean read?'],
    ],
    [
      'an unknown role',
      'version: 1\nusers: {a: {}}\ndatasets:\n  d:\n    grants: {a: king}\ntests: []\n',
      ['line 5 datasets.d.grants.a: cannot be king'],
    ],
    [
      'an unknown level',
      'version: 1\nusers:\n  a: {level: ful}\ntests: []\n',
      ['line 3 users.a.level: cannot be ful; did you mean full?'],
    ],
    [
      'an object that is none',
      'version: 1\ntests:\n  - name: t\n    who: [{object: plot, exactly: []}]\n',
      ['line 4 tests[1].who[1]', 'kind/name'],
    ],
    [
      'two sides',
      'version: 1\ntests:\n  - name: t\n    list: [{user: a, exactly: [], lacks: []}]\n',
      ['line 4 tests[1].list[1]: needs one of exactly, contains, lacks'],
    ],
    [
      'no answer',
      'version: 1\ntests:\n  - name: t\n    check: [{user: a, action: read, object: dataset/d}]\n',
      ['line 4 tests[1].check[1]: needs allowed'],
    ],
    [
      'an answer that is none',
      'version: 1\ntests:\n  - name: t\n    check: [{user: a, action: read, object: dataset/d, allowed: maybe}]\n',
      ['allowed: is true or false'],
    ],
    [
      'a member who is not there',
      'version: 1\ndatasets:\n  d:\n    grants:\n      zed: viewer\ntests: [{name: t, who: [{object: dataset/d, exactly: []}]}]\n',
      ['line 5 datasets.d.grants.zed: there is no user zed'],
    ],
    [
      'a registered owner',
      'version: 1\nusers: {a: {}}\ndatasets:\n  d:\n    grants: {a: owner}\ntests: [{name: t, who: [{object: dataset/d, exactly: []}]}]\n',
      ['line 5 datasets.d.grants.a: a is registered'],
    ],
    [
      'a disabled owner',
      'version: 1\nusers: {a: {level: full, disabled: true}}\ndatasets: {d: {grants: {a: owner}}}\ntests: [{name: t, who: [{object: dataset/d, exactly: []}]}]\n',
      ['would own dataset/d'],
    ],
    [
      'a question about what it has not',
      'version: 1\nusers: {a: {}}\ntests:\n  - name: t\n    check:\n      - {user: a, action: read, object: dataset/d, allowed: false}\n',
      ['line 6 tests[1].check[1]: there is no dataset d'],
    ],
    [
      'a record that cannot be',
      'version: 1\nrecords:\n  persons:\n    - {full_name: Ana Silva, orcid: x}\ntests: [{name: t, list: [{user: anonymous, exactly: []}]}]\n',
      ['line 4 records.persons[1]'],
    ],
  ];
  test.each(cases)('%s is exit 5 and says where', async (_what, text, told) => {
    const bench = new Bench();
    bench.write('bad.yaml', text);
    const ran = await run(bench, 'bad.yaml');
    expect([ran.code, ran.out]).toEqual([5, '']);
    for (const words of told) expect(ran.err).toContain(words);
    expect(ran.err).toContain('[bad-');
    expect(readdirSync(bench.dir)).toEqual(['bad.yaml']);
  });

  test('stops everything before any is asked, and one that is not there is exit 3', async () => {
    const bench = new Bench();
    bench.write('field.yaml', field);
    bench.write('bad.yaml', 'version: 1\n');
    expect(await run(bench, 'field.yaml', 'bad.yaml')).toMatchObject({ code: 5, out: '' });
    expect(await run(bench, 'absent.yaml')).toMatchObject({ code: 3, out: '' });
    bench.write('latin.yaml', Buffer.from([0xe9]));
    expect(await run(bench, 'latin.yaml')).toMatchObject({ code: 5, out: '' });
  });
});

describe('reports for machines', () => {
  const nasty = `version: 1
users: {ben: {level: full}}
datasets:
  "a <b> & 'c' # \\"d\\" \\\\ é": {grants: {ben: owner}}
tests:
  - name: "]]> <x> & # 1..9 \\u0007 \\uFFFE"
    check:
      - {user: ben, action: read, object: "dataset/a <b> & 'c' # \\"d\\" \\\\ é", allowed: true}
      - {user: anonymous, action: read, object: "dataset/a <b> & 'c' # \\"d\\" \\\\ é", allowed: true}
  - name: another
    list: [{user: ben, exactly: []}]
`;
  const ran = async (format: string) => {
    const bench = new Bench();
    bench.write('nasty.yaml', nasty);
    return run(bench, 'nasty.yaml', '--format', format);
  };

  test('TAP has its plan, its numbers in order, no directive by accident, and YAML where something failed', async () => {
    const { code, out } = await ran('tap');
    expect(code).toBe(4);
    const { count, points } = readTap(out);
    expect(count).toBe(3);
    expect(points.map(({ ok }) => ok)).toEqual([true, false, false]);
    expect(points[0]?.description).toContain(`dataset/a <b> & 'c' # "d" \\ é`);
    expect(points[1]?.more).toEqual({ message: 'anonymous may not', at: { file: 'nasty.yaml', line: 9 } });
  });

  test('JUnit is well-formed XML, with the counts of what is in it', async () => {
    const { code, out } = await ran('junit');
    expect(code).toBe(4);
    const root = readXml(out);
    expect(root).toMatchObject({ name: 'testsuites', attributes: { tests: '3', failures: '2', errors: '0' } });
    const suites = root.children;
    expect(suites.map(({ name, attributes }) => [name, attributes['tests'], attributes['failures']])).toEqual([
      ['testsuite', '2', '1'],
      ['testsuite', '1', '1'],
    ]);
    const [first, second] = suites[0]?.children ?? [];
    expect(first).toMatchObject({
      name: 'testcase',
      attributes: { name: `ben may read dataset/a <b> & 'c' # "d" \\ é`, line: '8' },
      children: [],
    });
    expect(suites[0]?.attributes['name']).toBe('nasty.yaml: ]]> <x> & # 1..9 \uFFFD \uFFFD');
    expect(second?.children).toEqual([{ name: 'failure', attributes: { message: 'anonymous may not' }, children: [] }]);
  });

  test('what has no answer is an error to JUnit, and other formats are those of every command', async () => {
    const bench = (await world()).as('olga');
    bench.write(
      'live.yaml',
      'version: 1\ntests: [{name: t, check: [{user: vera, action: read, object: dataset/open, allowed: true}]}]\n',
    );
    const { code, out } = await run(bench, 'live.yaml', '-o', 'junit');
    expect(code).toBe(4);
    expect(readXml(out)).toMatchObject({
      attributes: { failures: '0', errors: '1' },
      children: [{ children: [{ children: [{ name: 'error' }] }] }],
    });
    expect((await run(bench, 'live.yaml', '-o', 'csv')).out.split('\n')[0]).toBe('ok,file,line,assertion,message');
    expect((await run(bench, 'live.yaml', '-o', 'xml')).code).toBe(2);
  });
});

function demand(holds: boolean, where: string | undefined): void {
  if (!holds) throw new Error(`not as specified: ${where ?? 'the end'}`);
}

/** As strict as the specification of version 14 about what is used of it. */
function readTap(text: string) {
  const lines = text.split('\n');
  expect(lines.pop()).toBe('');
  expect(lines.shift()).toBe('TAP version 14');
  const count = Number(/^1\.\.(\d+)$/.exec(lines.shift() ?? '')?.[1]);
  const points: { ok: boolean; description: string; more: unknown }[] = [];
  while (lines.length > 0) {
    const [, not, number, description = ''] = /^(not )?ok (\d+) - (.*)$/.exec(lines.shift() ?? '') ?? [];
    expect(Number(number)).toBe(points.length + 1);
    expect(description.replaceAll(/\\[#\\]/g, '')).not.toMatch(/[#\\]/);
    const block: string[] = [];
    if (lines[0] === '  ---') {
      lines.shift();
      while (lines.length > 0 && !(lines[0] ?? '').startsWith('  ...')) {
        demand((lines[0] ?? '').startsWith('  '), lines[0]);
        block.push((lines.shift() ?? '').slice(2));
      }
      lines.shift();
    }
    points.push({
      ok: not === undefined,
      description: description.replaceAll(/\\([#\\])/g, '$1'),
      more: block.length === 0 ? null : (parse(block.join('\n')) as unknown),
    });
  }
  expect(points).toHaveLength(count);
  return { count, points };
}

interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
}

/** Elements and attributes of XML 1.0, and nothing that is not allowed there; text beside elements is blank. */
function readXml(text: string): Element {
  expect(text.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n')).toBe(true);
  expect(text).not.toMatch(/(?![\t\n\r])[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u);
  const top: Element = { name: '', attributes: {}, children: [] };
  const open = [top];
  let rest = text.slice(text.indexOf('\n'));
  while (rest.trim() !== '') {
    const [whole = '', blank = '', close, name = '', attributes = '', empty] =
      /^(\s*)<(\/)?([a-z]+)((?:\s+[a-z]+="[^"<&]*(?:&(?:amp|lt|gt|quot|#\d+);[^"<&]*)*")*)\s*(\/)?>/.exec(rest) ?? [];
    expect(whole, `at ${rest.slice(0, 60)}`).not.toBe('');
    expect(blank.trim()).toBe('');
    rest = rest.slice(whole.length);
    if (close !== undefined) {
      demand(open.pop()?.name === name, whole);
      continue;
    }
    const element: Element = { name, attributes: {}, children: [] };
    for (const [, key = '', value = ''] of attributes.matchAll(/([a-z]+)="([^"]*)"/g)) {
      demand(!Object.hasOwn(element.attributes, key), whole);
      element.attributes[key] = value.replaceAll(/&(?:#(\d+)|(\w+));/g, (_all, code: string, word: string) =>
        code === undefined
          ? ({ amp: '&', lt: '<', gt: '>', quot: '"' }[word] ?? '')
          : String.fromCodePoint(Number(code)),
      );
    }
    open.at(-1)?.children.push(element);
    if (empty === undefined) open.push(element);
  }
  expect(open).toEqual([top]);
  expect(top.children).toHaveLength(1);
  return top.children[0] ?? top;
}
