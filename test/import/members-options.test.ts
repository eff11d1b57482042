import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Bench, RunOptions } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { dump } from '../helpers/dump.ts';
import { importFile, type Imported } from './importing.ts';

const header = 'container,member,role,until';
const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;

let bench: Bench;
beforeEach(async () => {
  bench = await world();
});

const importing = async (text: string | Buffer, options: string[] = [], how: RunOptions = {}): Promise<Imported> =>
  importFile(bench, 'members', bench.write('members.csv', text), options, how);
const roles = async (name = 'plot-1', kind = 'dataset'): Promise<Record<string, string>> => {
  const rows = (await bench.must(kind, 'members', name, '--json')).json() as { member: string; role: string }[];
  return Object.fromEntries(rows.map(({ member, role }) => [member, role]));
};
const memberships = (): unknown => dump(bench.db)['membership'];
const read = (name = 'bad.csv'): string => readFileSync(join(bench.dir, name), 'utf8');

describe('the options of an import shape a file of members, too:', () => {
  test.each<[what: string, text: string | Buffer, options: string[]]>([
    [
      '--map',
      lines('Where;Who;What', 'dataset/plot-1;olga;viewer'),
      ['--map', 'Where=container', '--map', 'who=member', '--map', 'What=role', '--delimiter', 'semicolon'],
    ],
    ['--set', lines('member', 'olga'), ['--set', 'container=dataset/plot-1', '--set', 'role=viewer']],
    ['--set with a cell', lines('d,member,role', 'plot-1,olga,viewer'), ['--set', 'container=dataset/{d}']],
    ['--ignore', lines('container,member,role,room', 'dataset/plot-1,olga,viewer,12'), ['--ignore', 'room']],
    ['--ignore rest', lines('container,member,role,room,x', 'dataset/plot-1,olga,viewer,12,'), ['--ignore', 'rest']],
    ['--na', lines(header, 'dataset/plot-1,olga,viewer,never'), ['--na', 'never']],
    ['--recode', lines(header, 'dataset/plot-1,olga,Student,'), ['--recode', 'role:Student=viewer']],
    [
      '--encoding',
      Buffer.from(`\ufeff${lines(header, 'dataset/plot-1,olga,viewer,')}`, 'utf16le'),
      ['--encoding', 'utf-16le'],
    ],
    ['blanks', lines(header, ' dataset/plot-1 , olga , viewer , '), []],
  ])('%s', async (_what, text, options) => {
    const { code, errors, counts } = await importing(text, options);
    expect({ code, errors, counts }).toMatchObject({ code: 0, errors: [], counts: { read: 1, created: 1 } });
    expect(await roles()).toMatchObject({ olga: 'viewer' });
  });

  test('what is wrong with the header is said as of any other', async () => {
    const { code, errors } = await importing(lines('containr,member,role', 'dataset/plot-1,olga,viewer'), [
      '--ignore',
      'x',
      '--map',
      'y=role',
    ]);
    expect(code).toBe(5);
    expect(errors.map(({ code: word, column, suggestion }) => [word, column, suggestion])).toEqual([
      ['unknown-column', 'y', null],
      ['unknown-column', 'x', null],
      ['unknown-column', 'containr', 'container'],
    ]);
  });

  test('--mapping has them under members, and what is said of all kinds and means nothing here is passed over', async () => {
    bench.write(
      'm.yaml',
      lines(
        'dataset: plot-1',
        'wide: auto',
        'date-format: dmy',
        'decimal: comma',
        'na: [never]',
        'members:',
        '  map: {Who: member}',
        '  set: {container: dataset/plot-1}',
        'persons:',
        '  map: {Who: full_name}',
      ),
    );
    expect(await importing(lines('Who,role,until', 'olga,viewer,never'), ['--mapping', 'm.yaml'])).toMatchObject({
      code: 0,
      counts: { created: 1 },
    });
    bench.write('m.yaml', 'members: {wide: auto}\n');
    expect((await importing(lines(header), ['--mapping', 'm.yaml'])).code).toBe(2);
    bench.write('m.yaml', 'members: {map: [a]}\n');
    expect((await importing(lines(header), ['--mapping', 'm.yaml'])).err).toContain(
      'm.yaml:1: members: map takes names with values',
    );
    bench.write('m.yaml', 'members: {map: {Who: member}}\nna: [NA]\n');
    bench.write('p.csv', 'full_name\nNA NA\n');
    expect((await importFile(bench, 'persons', 'p.csv', ['--mapping', 'm.yaml'])).counts).toMatchObject({ created: 1 });
  });

  test('--save-mapping writes those that are not about one run', async () => {
    const options = [
      '--map',
      'Who=member',
      '--set',
      'container=dataset/plot-1',
      '--on-invalid',
      'skip',
      '--if-exists',
      'skip',
    ];
    await importing(lines('Who,role', 'olga,viewer'), [...options, '--save-mapping', 'm.yaml']);
    expect(read('m.yaml')).toBe(
      lines('members:', '  map:', '    Who: member', '  set:', '    container: dataset/plot-1'),
    );
    expect(await importing(lines('Who,role', 'olga,viewer'), ['--mapping', 'm.yaml'])).toMatchObject({
      code: 0,
      counts: { unchanged: 1 },
    });
  });

  test('JSON lines have names of their own, so what is about columns is refused', async () => {
    const text = '{"container": "dataset/plot-1", "member": "olga", "role": "viewer"}\n';
    for (const [option, value] of [
      ['--map', 'a=role'],
      ['--set', 'role=viewer'],
      ['--ignore', 'rest'],
      ['--na', 'x'],
      ['--recode', 'role:a=b'],
      ['--delimiter', 'tab'],
      ['--rejects', 'bad.csv'],
    ] as const) {
      const { code, err } = await importing(text, [option, value]);
      expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(`${option} means nothing to JSON lines`) });
    }
    bench.write('members.jsonl', gzipSync(Buffer.from(`\ufeff${text}`, 'utf16le')));
    expect((await importFile(bench, 'members', 'members.jsonl')).counts).toMatchObject({ created: 1 });
  });

  test('BibTeX is no file of members', async () => {
    expect(await importing('@misc{A, title = {x}}\n')).toMatchObject({
      code: 2,
      err: expect.stringContaining('which has references, not members'),
    });
  });
});

const mixed = lines(
  header,
  'dataset/plot-1,olga,viewer,',
  'dataset/plot-1,nobody,viewer,',
  'dataset/plot-1,vera,viewer,',
  'dataset/plot-1,greta',
);

describe('--on-invalid skip', () => {
  test('stores the good rows, and logs the others', async () => {
    const { code, counts, errors, result, err } = await importing(mixed, ['--on-invalid', 'skip']);
    expect({ code, ...counts }).toEqual({
      code: 0,
      read: 4,
      created: 1,
      updated: 0,
      unchanged: 1,
      skipped: 0,
      rejected: 2,
    });
    expect(errors.map(({ line, code: word }) => [line, word])).toEqual([
      [3, 'unknown-reference'],
      [5, 'ragged-row'],
    ]);
    expect(err).toContain('set 1 of 4 memberships; 1 unchanged; 2 rejected\n');
    expect(await roles()).toMatchObject({ olga: 'viewer' });
    expect((await bench.must('job', 'show', 'last', '--json')).json()).toMatchObject({
      id: result.job,
      status: 'success',
      created: 1,
      rejected: 2,
    });
    expect((await bench.must('job', 'log', 'last', '--json')).json()).toMatchObject([{ line: 3 }, { line: 5 }]);
  });

  test('without a good row, or behind broken quotes, stores nothing', async () => {
    const before = memberships();
    for (const text of [
      lines(header, 'dataset/plot-1,nobody,viewer,'),
      lines(header, 'dataset/plot-1,olga,viewer,', 'dataset/plot-1,"gr"eta,viewer,'),
    ]) {
      expect((await importing(text, ['--on-invalid', 'skip'])).code).toBe(5);
      expect(memberships()).toEqual(before);
    }
  });

  test('and abort are foretold by a dry run', async () => {
    const before = dump(bench.db);
    for (const way of ['skip', 'abort']) {
      const dry = await importing(mixed, ['--on-invalid', way, '--rejects', 'bad.csv', '--dry-run']);
      expect(dump(bench.db)).toEqual(before);
      expect(dry).toMatchObject({
        code: way === 'skip' ? 0 : 5,
        result: { job: null, rejects: { file: 'bad.csv', rows: 2 } },
      });
      expect(readdirSync(bench.dir).filter((name) => name.startsWith('bad'))).toEqual([]);
    }
  });
});

describe('--rejects', () => {
  test('has the bad rows, which import when they are mended', async () => {
    const { code, result, err } = await importing(mixed, ['--rejects', 'bad.csv']);
    expect({ code, result }).toMatchObject({ code: 5, result: { rejects: { file: 'bad.csv', rows: 2 } } });
    expect(err).toContain('2 rejected rows are in bad.csv\n');
    expect(read()).toBe(
      lines(
        'container,member,role,until,_line,_column,_code,_message',
        'dataset/plot-1,nobody,viewer,,3,member,unknown-reference,there is no user nobody that you can see',
        'dataset/plot-1,greta,,,5,,ragged-row,"has 2 cells, the header has 4: [""dataset/plot-1"",""greta""]"',
      ),
    );
    expect((await importing(mixed, ['--rejects', 'bad.csv'])).code).toBe(5);
    writeFileSync(join(bench.dir, 'bad.csv'), read().replace('nobody', 'olga').replace('greta,,', 'greta,viewer,'));
    expect(await importFile(bench, 'members', 'bad.csv')).toMatchObject({
      code: 0,
      errors: [],
      counts: { created: 2 },
    });
    expect(await roles()).toMatchObject({ olga: 'viewer', greta: 'viewer' });
  });

  test('is no other file, and none that is named', async () => {
    bench.write('mine.csv', 'a\n');
    expect((await importing(mixed, ['--rejects', 'mine.csv'])).code).toBe(6);
    expect(read('mine.csv')).toBe('a\n');
    expect((await importing(mixed, ['--rejects', 'members.csv'])).code).toBe(2);
    expect((await importing(mixed, ['--rejects', 'x.yaml', '--save-mapping', 'x.yaml'])).code).toBe(2);
    expect(existsSync(join(bench.dir, 'x.yaml'))).toBe(false);
  });
});

describe('--if-exists', () => {
  const text = lines(
    'container,member,role',
    'dataset/plot-1,vera,contributor',
    'dataset/plot-1,max,manager',
    'dataset/plot-1,olga,viewer',
  );

  test('update, as when it is left out, sets the role', async () => {
    for (const options of [[], ['--if-exists', 'update']]) {
      bench = await world();
      expect((await importing(text, options)).counts).toMatchObject({ created: 1, updated: 1, unchanged: 1 });
      expect(await roles()).toMatchObject({ vera: 'contributor' });
    }
  });

  test('skip leaves whoever has another role alone, also a lower one', async () => {
    const more = `${text}dataset/plot-1,carl,viewer\n`;
    const { code, counts, err } = await importing(more, ['--if-exists', 'skip']);
    expect({ code, ...counts }).toEqual({
      code: 0,
      read: 4,
      created: 1,
      updated: 0,
      unchanged: 1,
      skipped: 2,
      rejected: 0,
    });
    expect(err).toContain('2 were there with another role or end and left alone');
    expect(await roles()).toMatchObject({ vera: 'viewer', carl: 'contributor', olga: 'viewer' });
  });

  test('error refuses them, with what they have', async () => {
    const before = memberships();
    const { code, errors } = await importing(text, ['--if-exists', 'error']);
    expect(code).toBe(5);
    expect(errors).toMatchObject([
      { line: 2, column: 'role', code: 'duplicate-in-database', message: 'vera is viewer of dataset/plot-1 already' },
    ]);
    expect(memberships()).toEqual(before);
  });

  test('tells nobody of members whom they may not see', async () => {
    const before = memberships();
    for (const way of ['skip', 'error', 'update'])
      for (const as of ['olga', 'reg', 'vera']) {
        const present = await importing(lines(header, 'dataset/secret,ana,viewer,'), ['--if-exists', way], { as });
        const absent = await importing(lines(header, 'dataset/secreT2,ana,viewer,'), ['--if-exists', way], { as });
        expect({
          way,
          as,
          code: present.code,
          errors: present.errors.map(({ message }) => message.replace('secret', 'X')),
        }).toEqual({
          way,
          as,
          code: absent.code,
          errors: absent.errors.map(({ message }) => message.replace('secreT2', 'X')),
        });
      }
    expect(memberships()).toEqual(before);
  });
});

describe('rows that break a rule only together', () => {
  const text = lines(
    'container,member,role',
    'dataset/plot-1,olga,viewer',
    'dataset/secret,ana,viewer',
    'dataset/open,max,owner',
    'dataset/open,ana,viewer',
    'dataset/lab-only,ana,manager',
    'dataset/secret,max,viewer',
  );
  const message = 'no enabled user of level full would own dataset/lab-only, dataset/secret';

  test('are named by their lines, those that take the last owner away', async () => {
    const before = memberships();
    const { code, errors, counts, err } = await importing(text, ['--lower']);
    expect(errors).toEqual([
      { line: 3, code: 'invariant', column: 'role', value: 'viewer', message, suggestion: null },
      { line: 6, code: 'invariant', column: 'role', value: 'manager', message, suggestion: null },
    ]);
    expect({ code, ...counts }).toEqual({
      code: 5,
      read: 6,
      created: 0,
      updated: 0,
      unchanged: 0,
      skipped: 4,
      rejected: 2,
    });
    expect(err).toContain('nothing was stored: 2 of 6 rows cannot be; the 4 good ones are not stored either');
    expect(memberships()).toEqual(before);
  });

  test('of two owners, both are named', async () => {
    await bench.must('dataset', 'grant', 'secret', 'max', '--role', 'owner');
    const both = lines(
      'container,member,role',
      'dataset/secret,ana,viewer',
      'dataset/open,olga,viewer',
      'dataset/secret,max,manager',
    );
    const { errors } = await importing(both, ['--lower']);
    expect(errors.map(({ line, code }) => [line, code])).toEqual([
      [2, 'invariant'],
      [4, 'invariant'],
    ]);
  });

  test('of two owners, only one is left out where the good ones are stored: the last, or who can own at all', async () => {
    await bench.must('dataset', 'grant', 'secret', 'max', '--role', 'owner');
    const both = lines('container,member,role', 'dataset/secret,ana,viewer', 'dataset/secret,max,manager');
    const skip = ['--lower', '--on-invalid', 'skip'];
    const why = 'no enabled user of level full would own dataset/secret, were it stored with line';
    // Disabled, max is no owner to speak of.
    await bench.run(['user', 'disable', 'max'], { as: 'sara' });
    const first = await importing(both, [...skip, '--dry-run']);
    expect(first.errors).toMatchObject([{ line: 2, code: 'invariant', message: `${why} 3` }]);
    expect({ code: first.code, ...first.counts }).toMatchObject({ code: 0, updated: 1, rejected: 1 });
    await bench.run(['user', 'enable', 'max'], { as: 'sara' });
    const last = await importing(both, skip);
    expect(last.errors).toMatchObject([{ line: 3, code: 'invariant', message: `${why} 2` }]);
    expect({ code: last.code, ...last.counts }).toMatchObject({ code: 0, updated: 1, rejected: 1 });
    const { out } = await bench.run(['dataset', 'members', 'secret', '--json'], { as: 'max' });
    expect(JSON.parse(out)).toMatchObject([
      { member: 'max', role: 'owner' },
      { member: 'ana', role: 'viewer' },
    ]);
  });

  test('are left out where the good ones are stored, and rejected', async () => {
    const { code, counts } = await importing(text, ['--lower', '--on-invalid', 'skip', '--rejects', 'bad.csv']);
    expect({ code, ...counts }).toEqual({
      code: 0,
      read: 6,
      created: 3,
      updated: 1,
      unchanged: 0,
      skipped: 0,
      rejected: 2,
    });
    expect(
      read()
        .split('\n')
        .map((row) => row.split(',').slice(0, 5).join(',')),
    ).toEqual([
      'container,member,role,_line,_column',
      'dataset/secret,ana,viewer,3,role',
      'dataset/lab-only,ana,manager,6,role',
      '',
    ]);
    expect(await roles('secret')).toEqual({ ana: 'owner', max: 'viewer' });
    expect((await bench.run(['dataset', 'members', 'open', '--json'], { as: 'max' })).json()).toMatchObject([
      { member: 'max', role: 'owner' },
      { member: 'ana', role: 'viewer' },
    ]);
  });
});

describe('import --inspect', () => {
  test('knows a file of members, and the command that it prints imports it', async () => {
    const text = lines('Container;Member;Role;Room', 'dataset/plot-1;olga;viewer;12');
    bench.write('members.csv', text);
    for (const kind of [[], ['members']]) {
      const found = (await bench.must('import', ...kind, '--inspect', 'members.csv', '--json')).json();
      expect(found).toMatchObject({
        kind: 'members',
        columns: [{ means: 'container' }, { means: 'member' }, { means: 'role' }, { means: null }],
        command: 'vasculum import members members.csv --ignore rest --delimiter semicolon',
      });
    }
    expect(
      await importFile(bench, 'members', 'members.csv', ['--ignore', 'rest', '--delimiter', 'semicolon']),
    ).toMatchObject({ code: 0, counts: { created: 1 } });
  });

  test('proposes no option that members do not have', async () => {
    bench.write('members.csv', lines('container,member,role,until,x', 'dataset/plot-1,olga,viewer,31/12/2099,"1,5"'));
    expect((await bench.must('import', '--inspect', 'members.csv', '--json')).json()).toMatchObject({
      kind: 'members',
      command: 'vasculum import members members.csv --ignore rest',
    });
  });
});
