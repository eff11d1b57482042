import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { auditOf, chainFaults } from '../house/chain.ts';
import { noRows, problem } from './importing.ts';
import { dump, numberOf, rowsOf } from '../helpers/dump.ts';

interface Result {
  job: number | null;
  status: string;
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  skipped: number;
  rejected: number;
  errors: { line: number; column: string | null; code: string; value: string | null; message: string }[];
  warnings: unknown[];
}

async function imported(bench: Bench, text: string, ...more: string[]): Promise<Result & { code: number }> {
  bench.write('members.csv', text);
  const ran = await bench.run(['import', 'members', 'members.csv', '--json', ...more]);
  return { code: ran.code, ...(ran.json() as Result) };
}
const header = 'container,member,role,until\n';
const members = async (bench: Bench, kind: string, name: string): Promise<Record<string, string>> => {
  const rows = (await bench.must(kind, 'members', name, '--json')).json() as { member: string; role: string }[];
  return Object.fromEntries(rows.map(({ member, role }) => [member, role]));
};
const memberships = (bench: Bench) => dump(bench.db)['membership'];

describe('export members', () => {
  test('has the members of every container whose members the actor sees', async () => {
    const bench = await world();
    const { out, err } = await bench.must('export', 'members');
    expect(out).toBe(
      [
        'container,member,role,until',
        'group/neuro,ana,owner,',
        'group/neuro,greta,member,',
        'project/ana-workspace,ana,owner,',
        'project/wetlands,ana,owner,',
        'project/wetlands,max,manager,',
        'project/wetlands,group/neuro,contributor,',
        'dataset/ana-workspace,ana,owner,',
        'dataset/lab-only,ana,owner,',
        'dataset/open,ana,owner,',
        'dataset/plot-1,ana,owner,',
        'dataset/plot-1,max,manager,',
        'dataset/plot-1,carl,contributor,',
        'dataset/plot-1,col,collaborator,',
        'dataset/plot-1,dina,collaborator,',
        'dataset/plot-1,reg,viewer,',
        'dataset/plot-1,vera,viewer,',
        'dataset/secret,ana,owner,',
        'dataset/shared,ana,owner,',
        '',
      ].join('\n'),
    );
    expect(err).toBe('exported 18 memberships\n');
    expect((await bench.run(['export', 'members'], { as: 'vera' })).out).not.toMatch(/wetlands|neuro|secret|open/);
    expect((await bench.run(['export', 'members'], { as: null })).out).toBe('container,member,role,until\n');
    expect((await bench.run(['export', 'members'], { as: 'max' })).out).toContain(
      'project/wetlands,withheld,contributor,\n',
    );
  });

  test('is narrowed to containers, and written in every format', async () => {
    const bench = await world();
    const rows = [
      { container: 'group/neuro', member: 'ana', role: 'owner', until: null },
      { container: 'group/neuro', member: 'greta', role: 'member', until: null },
    ];
    for (const argv of [['group/neuro'], ['--group', 'neuro'], ['group/neuro', '--group', 'neuro']])
      expect((await bench.must('export', 'members', ...argv, '--json')).json()).toEqual(rows);
    const { out } = await bench.must('export', 'members', '--project', 'wetlands', '--dataset', 'secret', '-o', 'tsv');
    expect(
      out
        .split('\n')
        .slice(1, -1)
        .map((line) => line.split('\t')[0]),
    ).toEqual(['project/wetlands', 'project/wetlands', 'project/wetlands', 'dataset/secret']);
    expect((await bench.must('export', 'members', 'group/neuro', '--fields', 'member,role')).out).toBe(
      'member,role\nana,owner\ngreta,member\n',
    );
    await bench.must('export', 'members', 'group/neuro', '-o', 'jsonl', '--output', 'neuro.jsonl');
    expect(readFileSync(join(bench.dir, 'neuro.jsonl'), 'utf8')).toBe(
      rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
    );
  });

  test.each([
    [['wetlands'], 2, 'is not kind/name'],
    [['dataset/nothing'], 3, 'there is no dataset nothing that you can see'],
    [['--taxon', 'Pygoscelis'], 2, '--taxon means nothing to members'],
    [['--filter', 'role=owner'], 2, '--filter means nothing to members'],
    [['--fields', 'rule'], 2, 'there is no field rule'],
  ])('refuses %j', async (argv, code, message) => {
    const ran = await (await world()).run(['export', 'members', ...argv]);
    expect(ran).toMatchObject({ code, out: '' });
    expect(ran.err).toContain(message);
  });

  test('leaves containers to members alone', async () => {
    const ran = await (await world()).run(['export', 'persons', 'dataset/plot-1']);
    expect(ran).toMatchObject({ code: 2, out: '' });
  });
});

describe('a file of members', () => {
  test.each(['ana', 'max', 'vera', 'sara'])('that %s exported imports again unchanged', async (as) => {
    const bench = (await world()).as(as);
    for (const format of ['csv', 'jsonl']) {
      await bench.must('export', 'members', '-o', format, '--output', `members.${format}`, '--force');
      const before = memberships(bench);
      const ran = await bench.run(['import', 'members', `members.${format}`, '--json']);
      expect(ran.json()).toMatchObject({ status: 'success', created: 0, updated: 0, skipped: 0, rejected: 0 });
      const { read, unchanged } = ran.json() as Result;
      expect(unchanged).toBe(read);
      expect(read).toBeGreaterThan(3);
      expect(ran.code).toBe(0);
      expect(memberships(bench)).toEqual(before);
    }
  });

  test('sets roles, and writes one audit row for each that it changed', async () => {
    const bench = await world();
    const before = auditOf(bench.db).length;
    const result = await imported(
      bench,
      `${header}dataset/plot-1,olga,manager,\ndataset/plot-1,greta,contributor,2099-12-31\ndataset/plot-1,max,manager,\ndataset/secret,group/neuro,viewer,2099-01-01T12:00Z\ndataset/plot-1,vera,contributor,\n`,
    );
    expect(result).toMatchObject({
      code: 0,
      job: 1,
      status: 'success',
      kind: 'members',
      dry_run: false,
      read: 5,
      created: 3,
      updated: 1,
      unchanged: 1,
      skipped: 0,
      rejected: 0,
      error_count: 0,
    });
    const decides = 'who may add members to group/neuro now decides who has this role: its managers and owners';
    const warning = problem(5, 'granted-to-group', 'member', 'group/neuro', decides);
    expect(result.warnings).toEqual([warning]);
    const log = (await bench.must('job', 'log', 'last', '--json')).json();
    expect(log).toMatchObject([{ severity: 'warning', code: 'granted-to-group', line: 5, message: decides }]);
    expect(await members(bench, 'dataset', 'plot-1')).toMatchObject({
      olga: 'manager',
      vera: 'contributor',
      greta: 'contributor',
    });
    const rows = auditOf(bench.db).slice(before);
    expect(rows.map(({ object_kind: kind, job_id: job }) => [kind, job])).toEqual([
      ['membership', 1],
      ['membership', 1],
      ['membership', 1],
      ['membership', 1],
    ]);
    expect(chainFaults(bench.db)).toEqual([]);
    expect((await bench.must('export', 'members', 'dataset/plot-1')).out).toContain(
      'dataset/plot-1,greta,contributor,2099-12-31\n',
    );
    expect((await bench.must('job', 'show', 'last', '--json')).json()).toMatchObject({ kind: 'export members' });
    expect((await bench.must('job', 'show', '1', '--json')).json()).toMatchObject({
      kind: 'import members',
      status: 'success',
      created: 3,
      updated: 1,
      exit_code: 0,
    });
  });

  test('changes nothing in a dry run, which counts the same', async () => {
    const bench = await world();
    const before = dump(bench.db);
    const text = `${header}dataset/plot-1,olga,manager,\ndataset/plot-1,vera,collaborator,\n`;
    const dry = await imported(bench, text, '--dry-run');
    expect(dry).toMatchObject({ code: 0, job: null, dry_run: true, created: 1, updated: 1 });
    expect(dump(bench.db)).toEqual(before);
    expect(await imported(bench, text)).toMatchObject({ code: 0, created: 1, updated: 1 });
  });

  test('is refused with every problem at once, each with its line and column, and nothing is stored', async () => {
    const bench = await world();
    const before = memberships(bench);
    const result = await imported(
      bench,
      `${header}dataset/plot-2,vera,viewer,
plot-1,vera,viewer,
dataset/plot-1,olgo,viewer,
dataset/plot-1,olga,bos,
dataset/plot-1,olga,,
dataset/plot-1,max,owner,2099-01-01
dataset/plot-1,greta,viewer,2001-01-01
dataset/plot-1,greta,viewer,31.12.2099
dataset/plot-1,reg,manager,
group/neuro,group/neuro,member,
dataset/plot-1,carl,viewer,
dataset/plot-1,col,viewer,
dataset/plot-1,col,manager,
dataset/secret,neuro,viewer,
dataset/secret,olga,viewer,
`,
    );
    expect(result.errors.map(({ line, column, code }) => [line, column, code])).toEqual([
      [2, 'container', 'unknown-reference'],
      [3, 'container', 'unknown-reference'],
      [4, 'member', 'unknown-reference'],
      [5, 'role', 'bad-role'],
      [6, 'role', 'missing-value'],
      [7, 'until', 'bad-date'],
      [8, 'until', 'past-date'],
      [9, 'until', 'bad-date'],
      [10, 'role', 'invariant'],
      [11, 'role', 'conflict'],
      [12, 'role', 'lowering'],
      [13, 'role', 'lowering'],
      [14, 'member', 'duplicate-in-file'],
      [15, 'member', 'unknown-reference'],
    ]);
    expect(result).toMatchObject({ code: 5, status: 'failed', read: 15, created: 0, skipped: 1, rejected: 14 });
    expect(result.errors.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        'there is no dataset plot-2 that you can see',
        'carl is contributor of dataset/plot-1, and viewer would be less; --lower allows it',
        'stands on line 13 already',
      ]),
    );
    expect(memberships(bench)).toEqual(before);
    const log = (await bench.must('job', 'log', 'last', '--json')).json() as unknown[];
    expect(log).toHaveLength(14);
    expect((await bench.must('job', 'show', 'last', '--json')).json()).toMatchObject({ rejected: 14, exit_code: 5 });
  });

  test('says its problems to a person too', async () => {
    const bench = await world();
    bench.write('members.csv', `${header}dataset/plot-1,verra,viewer,\ndataset/plot-1,olga,viewer,\n`);
    expect(await bench.run(['import', 'members', 'members.csv'], { tty: true })).toMatchObject({
      code: 5,
      out: '',
      err: 'members.csv:2 member: "verra": there is no user verra that you can see (did you mean vera?) [unknown-reference]\nnothing was stored: 1 of 2 rows cannot be; the good one is not stored either\n',
    });
  });

  test('lowers only with --lower', async () => {
    const bench = await world();
    const text = `${header}dataset/plot-1,carl,viewer,\n`;
    expect(await imported(bench, text)).toMatchObject({ code: 5 });
    expect(await imported(bench, text, '--lower')).toMatchObject({ code: 0, updated: 1 });
    expect(await members(bench, 'dataset', 'plot-1')).toMatchObject({ carl: 'viewer' });
    // Sooner is less, too.
    const sooner = `${header}dataset/plot-1,vera,viewer,2099-01-01\n`;
    expect((await imported(bench, sooner)).errors).toMatchObject([{ code: 'lowering', column: 'until' }]);
    expect(await imported(bench, sooner, '--lower')).toMatchObject({ code: 0, updated: 1 });
    expect(await imported(bench, sooner)).toMatchObject({ code: 0, unchanged: 1 });
    // A file without the column leaves the time as it is; an empty cell takes it away.
    expect(await imported(bench, 'container,member,role\ndataset/plot-1,vera,viewer\n')).toMatchObject({
      unchanged: 1,
    });
    expect(await imported(bench, `${header}dataset/plot-1,vera,viewer,\n`)).toMatchObject({ code: 0, updated: 1 });
    expect(rowsOf(bench.db, 'select until from membership where until is not null')).toEqual([]);
  });

  test.each([
    // Each row by the rules of grant: see spec/access.md, container actions.
    ['max', 'dataset/plot-1,olga,contributor,', 0],
    ['max', 'dataset/plot-1,olga,manager,', 5],
    ['max', 'dataset/plot-1,vera,owner,', 5],
    ['max', 'project/wetlands,olga,contributor,', 0],
    ['carl', 'dataset/plot-1,olga,viewer,', 5],
    ['vera', 'dataset/plot-1,olga,viewer,', 5],
    ['vera', 'dataset/plot-1,carl,contributor,', 0],
    ['reg', 'dataset/plot-1,olga,viewer,', 5],
    ['olga', 'dataset/plot-1,olga,viewer,', 5],
    ['olga', 'dataset/open,olga,viewer,', 5],
    ['greta', 'group/neuro,olga,member,', 5],
    ['sara', 'dataset/secret,olga,owner,', 0],
  ])('by %s with the row %s ends with the code its right has', async (as, row, code) => {
    const bench = (await world()).as(as);
    const before = memberships(bench);
    const result = await imported(bench, `${header}${row}\n`);
    expect(result.code).toBe(code);
    if (code === 0) return;
    expect(result.errors).toHaveLength(1);
    expect(memberships(bench)).toEqual(before);
  });

  test('tells whoever does not see a container the same as of one that is not there', async () => {
    const bench = (await world()).as('olga');
    const told = async (name: string) =>
      (await imported(bench, `${header}dataset/${name},olga,viewer,\n`)).errors[0]?.message.replaceAll(name, 'X');
    expect(await told('secret')).toBe(await told('qqqqqq'));
  });

  test('needs a user', async () => {
    const bench = await world();
    bench.write('members.csv', `${header}dataset/open,olga,viewer,\n`);
    bench.write('picture.csv', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
    const before = dump(bench.db);
    for (const file of ['members.csv', 'picture.csv'])
      expect(await bench.run(['import', 'members', file], { as: null })).toMatchObject({ code: 4, out: '' });
    expect(dump(bench.db)).toEqual(before);
  });

  test('breaks no invariant', async () => {
    const bench = await world();
    const before = memberships(bench);
    const result = await imported(bench, `${header}dataset/secret,ana,viewer,\n`, '--lower');
    expect(result).toMatchObject({
      code: 5,
      rejected: 1,
      errors: [{ code: 'invariant', message: 'no enabled user of level full would own dataset/secret' }],
    });
    expect(memberships(bench)).toEqual(before);
  });

  test('may hand over: the rights are those from before the file', async () => {
    const bench = await world();
    const text = `${header}dataset/plot-1,ana,viewer,\ndataset/plot-1,max,owner,\ndataset/plot-1,olga,manager,\n`;
    expect(await imported(bench, text, '--lower')).toMatchObject({ code: 0, created: 1, updated: 2 });
    bench.as('max');
    expect(await members(bench, 'dataset', 'plot-1')).toMatchObject({ ana: 'viewer', max: 'owner', olga: 'manager' });
  });

  test.each([
    ['container,member\ndataset/plot-1,vera\n', 'missing-column'],
    ['container,member,role,rule\n', 'unknown-column'],
    ['container,object,member,role\ndataset/plot-1,dataset/open,vera,viewer\n', 'duplicate-column'],
    ['', 'missing-column'],
    [`${header}dataset/plot-1,vera\n`, 'ragged-row'],
    [`${header}dataset/plot-1,"vera\n`, 'bad-quoting'],
    ['{"container": "dataset/plot-1", "member": "vera", "role": 1}\n', 'bad-json'],
    ['{"container": "dataset/plot-1", "who": "vera", "role": "viewer"}\n', 'unknown-column'],
    ['{"container": "dataset/plot-1"\n', 'bad-json'],
    ['{"container": "dataset/plot-1", "role": "viewer"}\n', 'missing-value'],
  ])('of the wrong form, %j, is exit 5 with its code', async (text, code) => {
    const bench = await world();
    const before = memberships(bench);
    const result = await imported(bench, text);
    expect(result).toMatchObject({ code: 5, status: 'failed', created: 0 });
    expect(result.errors.map((one) => one.code)).toContain(code);
    expect(memberships(bench)).toEqual(before);
  });

  test('with a header only is done, with a warning', async () => {
    expect(await imported(await world(), header)).toMatchObject({
      code: 0,
      read: 0,
      warnings: [noRows],
    });
  });

  test('comes by standard input, too', async () => {
    const bench = await world();
    const ran = await bench.run(['import', 'members', '-', '--json'], {
      stdin: '{"container": "dataset/plot-1", "member": "olga", "role": "viewer"}\n',
    });
    expect(ran.json()).toMatchObject({ created: 1, file: 'standard input' });
  });

  test.each([
    ['--dataset', 'plot-1'],
    ['--wide', 'auto'],
    ['--date-format', 'dmy'],
    ['--decimal', 'comma'],
    ['--spreadsheet-safe'],
  ])('refuses %s, which is about records', async (...option) => {
    const bench = await world();
    bench.write('members.csv', header);
    const ran = await bench.run(['import', 'members', 'members.csv', ...option]);
    expect(ran).toMatchObject({ code: 2, out: '', err: `error: ${option[0]} means nothing to members\n` });
  });

  test('has a template', async () => {
    const bench = await world();
    expect((await bench.must('template', 'members')).out).toBe(header);
    const rows = (await bench.must('template', 'members', '--describe', '--json')).json() as { column: string }[];
    expect(rows.map(({ column }) => column)).toEqual(['container', 'member', 'role', 'until']);
  });
});

describe('a membership that runs out', () => {
  const later = { now: '2100-06-01T00:00:00.000Z' };

  test('is absent from then on, and can be given anew', async () => {
    const bench = await world();
    await imported(bench, `${header}dataset/plot-1,olga,contributor,2099-12-31\n`);
    const read = async (now: string) => (await bench.run(['dataset', 'show', 'plot-1'], { as: 'olga', now })).code;
    expect(await read('2099-12-31T23:59:59.000Z')).toBe(0);
    expect(await read('2100-01-01T00:00:00.000Z')).toBe(3);
    expect((await bench.run(['export', 'members', 'dataset/plot-1'], later)).out).not.toContain('olga');
    // Less than the role that ran out is no lowering, and takes no right over it.
    const ran = await bench.run(['dataset', 'grant', 'plot-1', 'olga', '--role', 'viewer', '--json'], {
      as: 'max',
      ...later,
    });
    expect(ran.json()).toMatchObject({ results: [{ result: 'created', role: 'viewer', was: null }] });
    expect(numberOf(bench.db, "select count(*) from membership where until like '2099%'")).toBe(0);
  });

  // Owner rows have no end, and whoever owns a group is in it: so time takes a container's last owner from nobody.
  test('leaves every container with an owner, so that nobody else is held up', async () => {
    const bench = await world();
    await bench.must('group', 'create', 'keepers');
    await bench.must('dataset', 'create', 'kept');
    await bench.must('dataset', 'grant', 'kept', 'group/keepers', '--role', 'owner');
    await imported(bench, `${header}group/keepers,greta,manager,2099-12-31\n`);
    await bench.must('dataset', 'leave', 'kept');
    // Nobody but ana owns what keepers owns when greta's time is over, so ana cannot go; and anybody else may do as before.
    expect((await bench.run(['group', 'leave', 'keepers'], later)).code).toBe(6);
    expect((await bench.run(['group', 'leave', 'keepers'])).code).toBe(6);
    expect((await bench.run(['project', 'create', 'novel'], { as: 'olga', ...later })).code).toBe(0);
    expect((await bench.run(['dataset', 'show', 'kept'], { as: 'greta', ...later })).code).toBe(3);
  });

  test('is refused to an owner, direct or a group', async () => {
    const bench = await world();
    const result = await imported(
      bench,
      `${header}dataset/secret,olga,owner,2099-01-01\ndataset/secret,group/neuro,owner,2099-01-01\ngroup/neuro,olga,owner,2099-01-01\n`,
    );
    expect(result.errors.map(({ line, code, message }) => [line, code, message])).toEqual(
      [2, 3, 4].map((line) => [line, 'bad-date', 'an owner has no end']),
    );
  });
});
