import { spawnSync } from 'node:child_process';
import { parse } from 'yaml';
import { describe, expect, test } from 'vitest';
import { formats } from '../../../src/cli/io.ts';
import { builtProgram } from '../../db/built.ts';
import { world } from '../../helpers/world.ts';
import { argvOf } from '../../house/argv.ts';
import { dump } from '../../helpers/dump.ts';

const list = argvOf('dataset list --filter privacy=authorized --fields name,project,authors');
const escape = '\u001B';

describe('a format', () => {
  test('is a table on a terminal', async () => {
    const ran = await (await world()).run(list, { tty: true, env: { NO_COLOR: '1' } });
    expect(ran.out.split('\n')).toEqual([
      'name           project                authors',
      'ana-workspace  project/ana-workspace',
      'plot-1         project/wetlands',
      'secret',
      '',
    ]);
  });

  test('is TSV with a header in a pipe', async () => {
    const ran = await (await world()).run(list);
    expect(ran.out).toBe(
      'name\tproject\tauthors\nana-workspace\tproject/ana-workspace\t\nplot-1\tproject/wetlands\t\nsecret\t\t\n',
    );
  });

  test('is JSON, JSON lines or CSV where that is asked for, on a terminal too', async () => {
    const bench = await world();
    const rows = [
      { name: 'ana-workspace', project: 'project/ana-workspace', authors: [] },
      { name: 'plot-1', project: 'project/wetlands', authors: [] },
      { name: 'secret', project: null, authors: [] },
    ];
    for (const tty of [false, true]) {
      const as = async (...format: string[]) => (await bench.run([...list, ...format], { tty })).out;
      expect(JSON.parse(await as('-o', 'json'))).toEqual(rows);
      expect(await as('--json')).toBe(await as('--format', 'json'));
      expect(
        (await as('-o', 'jsonl'))
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown),
      ).toEqual(rows);
      expect(await as('-o', 'csv')).toBe(
        'name,project,authors\nana-workspace,project/ana-workspace,\nplot-1,project/wetlands,\nsecret,,\n',
      );
      expect(await as('-o', 'tsv')).toContain('plot-1\tproject/wetlands\t\n');
    }
    expect((await bench.run([...list, '-o', 'table'])).out).toContain('plot-1         project/wetlands');
  });

  test('that there is none of is exit 2 and names those there are', async () => {
    const ran = await (await world()).run(['dataset', 'list', '-o', 'xml']);
    expect(ran).toMatchObject({ code: 2, out: '' });
    for (const format of ['table', 'tsv', 'json', 'jsonl', 'yaml', 'csv', 'name']) expect(ran.err).toContain(format);
  });

  test.each([['dataset list'], ['export persons'], ['whoami']])(
    'after --output is a usage error of vasculum %s that names -o',
    async (line) => {
      const ran = await (await world()).run([...argvOf(line), '--output', 'json']);
      expect([ran.code, ran.out]).toEqual([2, '']);
      expect(ran.err).toContain('-o json');
    },
  );

  test('of one object is its fields, a line each in a table and one row elsewhere', async () => {
    const bench = await world();
    const show = argvOf('group show neuro --fields name,privacy,laboratory');
    expect((await bench.run(show, { tty: true, env: { NO_COLOR: '1' } })).out).toMatch(
      /^name +neuro\nprivacy +authorized\nlaboratory\.institution\n/,
    );
    expect((await bench.run(argvOf('group show neuro --fields name,privacy'))).out).toBe(
      'name\tprivacy\nneuro\tauthorized\n',
    );
    expect((await bench.run(argvOf('group show neuro --fields name,privacy -o csv'))).out).toBe(
      'name,privacy\nneuro,authorized\n',
    );
    expect((await bench.run(argvOf('group show neuro --fields name,privacy -o jsonl'))).out).toBe(
      '{"name":"neuro","privacy":"authorized"}\n',
    );
  });

  test('of an empty list is exit 0 and empty: [] as JSON, a header as TSV and CSV, nothing as a table', async () => {
    const bench = await world();
    const empty = async (...more: string[]) => (await bench.run(['group', 'list', ...more], { as: 'olga' })).out;
    expect(await empty('--json')).toBe('[]\n');
    expect(await empty('-o', 'jsonl')).toBe('');
    expect(await empty()).toBe('name\tprivacy\tdescription\n');
    expect(await empty('-o', 'csv')).toBe('name,privacy,description\n');
    expect((await bench.run(['group', 'list'], { as: 'olga', tty: true })).code).toBe(0);
  });
});

describe('--fields', () => {
  test('chooses and orders what is shown, in every format', async () => {
    const bench = await world();
    const shown = async (...more: string[]) =>
      (await bench.run([...argvOf('dataset show open --fields privacy,name'), ...more])).out;
    expect(await shown()).toBe('privacy\tname\npublic\topen\n');
    expect(await shown('-o', 'csv')).toBe('privacy,name\npublic,open\n');
    expect(await shown('-o', 'jsonl')).toBe('{"privacy":"public","name":"open"}\n');
  });

  test('? lists them, one on a line', async () => {
    const ran = await (await world()).run(argvOf('dataset show open --fields ?'));
    expect(ran.out).toBe(
      'id\nname\ntitle\ndescription\nprivacy\nlicence\ndiscoverable\nproject\npolicy\nmetadata\nauthors\nreferences\nmandatory_references\ntags\nversion\ncreated_at\nupdated_at\n',
    );
  });

  test('that there is none of is exit 2 and names those there are', async () => {
    const ran = await (await world()).run(argvOf('dataset list --fields name,colour'));
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain('colour');
    expect(ran.err).toContain('privacy');
  });

  test('of a command about several members keeps them all', async () => {
    const bench = await world();
    const ran = await bench.run(argvOf('dataset grant plot-1 olga greta --role viewer --fields member,result --json'));
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('olga');
    expect(ran.out).toContain('greta');
  });
});

describe('what is stored', () => {
  test('cannot drive a terminal, and is exact elsewhere', async () => {
    const bench = await world();
    const text = `red ${escape}[31m\u202Ebidi\u0007`;
    await bench.must('project', 'edit', 'wetlands', '--description', text);
    const show = argvOf('project show wetlands --fields description');
    const shown = (await bench.run(show, { tty: true, env: { NO_COLOR: '1' } })).out;
    for (const character of [escape, '\u202E', '\u0007']) expect(shown).not.toContain(character);
    expect(shown).toContain(String.raw`\x1b[31m`);
    expect((await bench.run([...show, '--json'])).json()).toEqual({ description: text });
  });

  test('stays one cell in TSV and CSV, whatever is in it', async () => {
    const bench = await world();
    await bench.must('project', 'edit', 'wetlands', '--description', 'a\tb\nc "d", e');
    const show = argvOf('project show wetlands --fields description,name');
    const tsv = (await bench.run(show)).out.trimEnd().split('\n');
    expect(tsv).toHaveLength(2);
    expect(tsv[1]?.split('\t')).toHaveLength(2);
    expect((await bench.run([...show, '-o', 'csv'])).out).toBe('description,name\n"a\tb\nc ""d"", e",wetlands\n');
  });

  test('is the same number in every format', async () => {
    const bench = await world();
    const shown = async (...more: string[]) =>
      (await bench.run([...argvOf('measurement show id:1 --fields value'), ...more])).out;
    expect(await shown()).toBe('value\n3750\n');
    expect(JSON.parse(await shown('--json'))).toEqual({ value: 3750 });
  });
});

describe('colour', () => {
  test('is on a terminal, unless NO_COLOR, TERM=dumb or --no-color says otherwise', async () => {
    const bench = await world();
    const out = async (env: Record<string, string>, tty: boolean, ...more: string[]) =>
      (await bench.run([...list, ...more], { tty, env })).out;
    expect(await out({}, true)).toContain(escape);
    for (const plain of [
      await out({ NO_COLOR: '1' }, true),
      await out({ TERM: 'dumb' }, true),
      await out({}, true, '--no-color'),
      await out({}, false),
      await out({}, true, '-o', 'json'),
      await out({}, true, '-o', 'csv'),
      await out({}, false, '-o', 'table'),
    ])
      expect(plain).not.toContain(escape);
  });
});

describe('streams', () => {
  test('have data on the one and sentences on the other; a person gets the sentence alone', async () => {
    const bench = await world();
    const piped = await bench.run(argvOf('dataset create one'));
    expect(piped.out).toMatch(/^result\tid\tname\ncreated\t\d+\tone\n$/);
    expect(piped.err).toBe('created dataset/one\n');
    const seen = await bench.run(argvOf('dataset create two'), { tty: true });
    expect(seen.out).toBe('');
    expect(seen.err).toBe('created dataset/two\n');
    const quiet = await bench.run(argvOf('dataset create three --quiet'));
    expect(quiet.err).toBe('');
    expect(quiet.out).toContain('three');
    expect((await bench.run(argvOf('dataset create four -q'))).err).toBe('');
  });

  test('say that a dry run was one', async () => {
    const ran = await (await world()).run(argvOf('dataset create one -n'));
    expect(ran.err).toContain('dry run');
  });
});

describe('a list', () => {
  const names = (value: unknown) => (value as { name: string }[]).map(({ name }) => name);
  const all = ['ana-workspace', 'lab-only', 'open', 'plot-1', 'secret', 'shared'];

  test('is whole for a program, and says so when it was cut', async () => {
    const bench = await world();
    const listed = await bench.run(argvOf('dataset list --json'));
    expect(names(listed.json())).toEqual(all);
    expect(listed.err).toBe('');
    const cut = await bench.run(argvOf('dataset list --limit 2 --json'));
    expect(names(cut.json())).toEqual(all.slice(0, 2));
    expect(cut.err).toContain('--after');
    const rest = await bench.run(argvOf('dataset list --after lab-only --json'));
    expect(names(rest.json())).toEqual(all.slice(2));
    expect(names((await bench.run(argvOf('dataset list --limit 6 --json'))).json())).toEqual(all);
    expect((await bench.run(argvOf('dataset list --limit 6 --json'))).err).toBe('');
  });

  test('is sorted by any field, either way round', async () => {
    const bench = await world();
    expect(names((await bench.run(argvOf('dataset list --sort=-name --json'))).json())).toEqual(all.toReversed());
    expect(names((await bench.run(argvOf('dataset list --sort -name --json'))).json())).toEqual(all.toReversed());
    expect(names((await bench.run(argvOf('dataset list --sort privacy --limit 1 --json'))).json())).toEqual([
      'ana-workspace',
    ]);
  });

  test('is filtered by any field, and by several at once', async () => {
    const bench = await world();
    const filtered = async (...filters: string[]) =>
      names((await bench.run(['dataset', 'list', '--json', ...filters.flatMap((one) => ['--filter', one])])).json());
    expect(await filtered('privacy=public')).toEqual(['open']);
    expect(await filtered('privacy=authorized', 'project=project/wetlands')).toEqual(['plot-1']);
    expect(await filtered('title=')).toEqual(['ana-workspace', 'plot-1', 'secret', 'shared']);
    expect(await filtered('privacy=nothing')).toEqual([]);
  });

  test('on a terminal has a screenful, a program gets everything', async () => {
    const bench = (await world()).as('sara');
    bench.write(
      'people.csv',
      `full_name\n${Array.from({ length: 60 }, (_nothing, at) => `Person X${'abcdefghij'[at % 10]}${'klmnop'[Math.floor(at / 10)]}`).join('\n')}\n`,
    );
    await bench.must('import', 'persons', 'people.csv');
    const seen = await bench.run(['person', 'list'], { tty: true, env: { NO_COLOR: '1' } });
    expect(seen.out.trimEnd().split('\n')).toHaveLength(51);
    expect(seen.err).toContain('--limit');
    expect((await bench.run(['person', 'list'])).out.trimEnd().split('\n')).toHaveLength(63);
  });

  test.each([
    ['dataset list --limit x', 2],
    ['dataset list --limit -1', 2],
    ['dataset list --sort colour', 2],
    ['dataset list --filter colour=red', 2],
    ['dataset list --filter name', 2],
    ['dataset list --limit 0', 0],
  ])('vasculum %s ends with %d', async (line, exit) => {
    expect((await (await world()).run(argvOf(line))).code).toBe(exit);
  });
});

test.each([
  [['individual', 'list', '--filter', 'nope=x'], 2],
  [['project', 'list', '--filter', 'nope=x'], 2],
  [['individual', 'list', '--filter', 'tag'], 2],
  [['project', 'list', '--filter', 'name'], 2],
  [['individual', 'list', '--sort', 'nope'], 2],
  [['project', 'list', '--sort', 'nope'], 2],
  [['individual', 'list', '--after', 'nope'], 3],
  [['project', 'list', '--after', 'nope'], 3],
])('a list that is asked for in a way that there is not, %j, ends with %i for every kind', async (argv, code) => {
  const bench = await world();
  const ended = await bench.run(argv);
  expect({ code: ended.code, out: ended.out }).toEqual({ code, out: '' });
});

describe('YAML', () => {
  test.each([
    ['dataset list'],
    ['dataset show plot-1'],
    ['individual list'],
    ['measurement show id:1'],
    ['dataset create novel --description "two\nlines: yes" --dry-run'],
    ['dataset grant plot-1 olga --role viewer --dry-run'],
    ['dataset list --filter name=nothing'],
    ['access who dataset/plot-1'],
    ['config list --show-origin'],
    ['status'],
    ['job list'],
  ])('of vasculum %s says what its JSON says', async (line) => {
    const bench = await world();
    const argv = argvOf(line.replaceAll('\\n', '\n'));
    const steady = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'T')) as unknown;
    const [yaml, json] = [await bench.run([...argv, '-o', 'yaml']), await bench.run([...argv, '--json'])];
    expect(yaml).toMatchObject({ code: 0 });
    expect(steady(parse(yaml.out))).toEqual(steady(json.json()));
  });

  test('keeps texts that look like something else', async () => {
    const bench = await world();
    for (const text of ['007', 'yes', 'null', '1:30', '2026-05-01', '~', '- x', 'a: b', ' blank', '#'])
      for (const version of ['1.1', '1.2'] as const) {
        await bench.must('dataset', 'edit', 'plot-1', '--description', text);
        const { out } = await bench.must('dataset', 'show', 'plot-1', '-o', 'yaml', '--fields', 'name,description');
        expect(parse(out, { version })).toEqual({ name: 'plot-1', description: text });
      }
  });

  test('of an error is a line that is JSON and YAML', async () => {
    const bench = await world();
    for (const line of ['dataset show nothing', 'dataset frob', 'dataset list --frob']) {
      const ran = await bench.run([...argvOf(line), '-o', 'yaml']);
      expect(ran.out).toBe('');
      expect(parse(ran.err)).toEqual(JSON.parse(ran.err));
      expect((parse(ran.err) as { error: { exit: number } }).error.exit).toBe(ran.code);
    }
  });
});

describe('names', () => {
  test.each([
    ['dataset list --filter privacy=authorized', 'dataset/ana-workspace\ndataset/plot-1\ndataset/secret\n'],
    ['dataset show id:12 --as sara', 'dataset/vera-workspace\n'],
    ['project create novel', 'project/novel\n'],
    ['dataset edit plot-1 --title Other', 'dataset/plot-1\n'],
    ['dataset delete secret --cascade --yes --dry-run', 'dataset/secret\n'],
    ['taxon list', 'taxon/Pygoscelis\ntaxon/Pygoscelis adeliae\n'],
    ['individual show P1', 'individual/P1\n'],
    ['measurement list --limit 1', 'measurement/id:1\n'],
    ['person create "Carla Novo"', 'person/Carla Novo\n'],
    ['location delete Dream --yes', 'location/id:2\n'],
    ['user show vera', 'user/vera\n'],
    ['dataset list --filter name=nothing', ''],
  ])('of vasculum %s are what other commands take', async (line, names) => {
    const ran = await (await world()).run([...argvOf(line), '-o', 'name']);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.out).toBe(names);
  });

  test('of two with the same name are their ids', async () => {
    const bench = await world();
    const found = ['--collector', 'SILVA A', '--date', '2007-11-11', '--location', 'Torgersen'];
    await bench.must('individual', 'create', 'P1', '--dataset', 'open', ...found);
    const { out } = await bench.must('individual', 'list', '--filter', 'tag=P1', '-o', 'name');
    expect(out).toMatch(/^individual\/id:\d+\nindividual\/id:\d+\n$/);
    for (const name of out.trim().split('\n')) await bench.must('individual', 'show', name);
  });

  test.each([
    ['dataset grant plot-1 olga --role viewer'],
    ['dataset members plot-1'],
    ['status'],
    ['access who dataset/plot-1'],
    ['import persons people.csv'],
    ['audit log'],
  ])('are none of vasculum %s, which says so before it does anything', async (line) => {
    const bench = await world();
    bench.write('people.csv', 'full_name\nCarla Novo\n');
    const before = dump(bench.db);
    const ran = await bench.run([...argvOf(line), '-o', 'name']);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain('has no kind/name');
    expect(ran.err).toMatch(/\nhint: Choose another format: .*table, tsv, json, jsonl, yaml, csv\n$/);
    expect(dump(bench.db)).toEqual(before);
  });

  test('have no fields', async () => {
    const ran = await (await world()).run(['dataset', 'list', '-o', 'name', '--fields', 'name']);
    expect(ran).toMatchObject({ code: 2, out: '' });
  });
});

test('a list is filtered and sorted by the id that it shows', async () => {
  const bench = await world();
  const ids = async (...argv: string[]): Promise<number[]> =>
    ((await bench.run(['individual', 'list', '--json', ...argv])).json() as { id: number }[]).map(({ id }) => id);
  const all = await ids();
  expect(all.length).toBeGreaterThan(2);
  expect(await ids('--sort', '-id')).toEqual(all.toSorted((a, b) => b - a));
  expect(await ids('--filter', `id=${all[1]}`)).toEqual([all[1]]);
  expect(await ids('--filter', `id=id:${all[1]}`)).toEqual([all[1]]);
  expect(await ids('--filter', 'id=nope')).toEqual([]);
});

// The bundle loads what a format needs in another way than the sources do.
test('every format is written by the built program too', async () => {
  const bench = await world();
  const bin = await builtProgram();
  const steady = (text: string): string => text.replaceAll(/ +/g, ' ');
  for (const format of formats) {
    const argv = ['dataset', 'list', '-o', format];
    const { status, stdout } = spawnSync(process.execPath, [bin, ...argv], {
      cwd: bench.dir,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: bench.dir, VASCULUM_DB: bench.db, VASCULUM_USER: 'ana', NO_COLOR: '1' },
    });
    expect({ format, status }).toEqual({ format, status: 0 });
    expect(steady(stdout)).toBe(steady((await bench.must(...argv)).out));
  }
});
