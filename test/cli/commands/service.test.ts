import { chmodSync, chownSync, existsSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Input } from '../../../src/cli/command.ts';
import { commands } from '../../../src/cli/commands/index.ts';
import { wordsOf } from '../../../src/cli/gate.ts';
import { placesOf } from '../../../src/cli/places.ts';
import { Bench, type Ran } from '../../helpers/run.ts';
import { world } from '../../helpers/world.ts';
import { argvOf } from '../../house/argv.ts';
import { cases, lab } from '../../house/cases.ts';
import { auditOf, chainFaults } from '../../house/chain.ts';
import { dump, filesOf, withDatabase } from '../../helpers/dump.ts';

const mine = process.getuid?.() ?? -1;
const accounts = { sara: 20_001, ana: 20_002, dina: 20_003, nobody: 20_009 } as const;
type Person = keyof typeof accounts;

interface How {
  env?: Record<string, string>;
  stdin?: string;
  uid?: number;
  tty?: boolean;
}
/** As sudo leaves the environment for the script of `vasculum help service`. */
const bySudo = (bench: Bench, person: Person, argv: readonly string[] | string, how: How = {}): Promise<Ran> =>
  bench.run(typeof argv === 'string' ? argvOf(argv) : argv, {
    as: null,
    ...how,
    env: { SUDO_UID: String(accounts[person]), SUDO_USER: person, ...how.env },
  });
/** As sshd starts the forced command of a key. */
const byKey = (bench: Bench, login: string, line: string, how: How = {}): Promise<Ran> =>
  bench.run(['gate', '--key-user', login], { as: null, ...how, env: { SSH_ORIGINAL_COMMAND: line, ...how.env } });

async function serving(bench: Bench): Promise<Bench> {
  for (const person of ['sara', 'ana', 'dina'] as const)
    await bench.run(['user', 'edit', person, '--os-uid', String(accounts[person])], { as: 'sara' });
  const set = await bySudo(bench, 'sara', 'config set auth service --as sara');
  if (set.code !== 0) throw new Error(set.err);
  return bench.as(null);
}

describe('the setting auth service', () => {
  test('is set by a superadmin who comes that way, and by nobody else', async () => {
    const bench = await world();
    const direct = await bench.run(argvOf('config set auth service'), { as: 'sara' });
    expect(direct.code).toBe(6);
    expect(direct.err).toContain('vasculum help service');
    const unbound = await bySudo(bench, 'sara', 'config set auth service --as sara');
    expect(unbound.code).toBe(6);
    await serving(bench);
    expect((await bySudo(bench, 'sara', 'config get auth')).out).toBe('service\n');
    expect((await bySudo(bench, 'ana', 'config unset auth')).code).toBe(4);
    expect((await bySudo(bench, 'sara', 'config unset auth')).code).toBe(6);
    const keyed = await world();
    expect((await byKey(keyed, 'sara', 'config set auth service')).code).toBe(0);
    expect((await byKey(keyed, 'ana', 'whoami --json')).json()).toMatchObject({ user: 'ana', auth: 'service' });
  });

  test('is explained by a page of the help', async () => {
    const { code, out } = await new Bench().run(['help', 'service']);
    expect(code).toBe(0);
    for (const part of ['SUDO_UID', 'gate --key-user', 'env -i', 'authorized_keys', 'sudoers', 'VASCULUM_DB'])
      expect(out).toContain(part);
  });
});

describe('with auth service', () => {
  test('whoever comes by sudo is the user to whom their account is bound', async () => {
    const bench = await serving(await world());
    expect((await bySudo(bench, 'ana', 'whoami --json')).json()).toMatchObject({
      user: 'ana',
      level: 'full',
      source: 'sudo',
      auth: 'service',
    });
    await bySudo(bench, 'ana', 'project create novel');
    expect(auditOf(bench.db).at(-1)).toMatchObject({
      actor: 'ana',
      configured_actor: 'ana',
      assurance: 'service:sudo',
      os_uid: accounts.ana,
    });
    await bySudo(bench, 'nobody', 'user register zoe --email zoe@lab.org');
    expect(auditOf(bench.db).at(-1)).toMatchObject({ actor: 'anonymous', os_uid: accounts.nobody });
    expect(chainFaults(bench.db)).toEqual([]);
    expect((await bySudo(bench, 'nobody', 'whoami --json')).json()).toMatchObject({ user: 'anonymous', auth: 'none' });
    expect((await bySudo(bench, 'dina', 'whoami')).code).toBe(4);
    const { out } = await bySudo(bench, 'ana', 'whoami --explain');
    expect(out).toContain(`uid ${accounts.ana}`);
    expect(out).toContain('auth service');
  });

  test('whoever comes by a key is the user of its line, whatever they ask for', async () => {
    const bench = await serving(await world());
    expect((await byKey(bench, 'ana', 'vasculum whoami --json')).json()).toMatchObject({ user: 'ana', source: 'key' });
    expect((await byKey(bench, 'ana', "project create 'two words'")).code).toBe(0);
    expect(auditOf(bench.db).at(-1)).toMatchObject({ actor: 'ana', assurance: 'service:key', os_uid: mine });
    const greeting = await byKey(bench, 'ana', '');
    expect(greeting).toMatchObject({ code: 0 });
    expect(greeting.out).toContain('an ssh key that stands for ana');
    for (const line of [
      'whoami --as sara',
      'dataset list --as max',
      'gate --key-user sara',
      'vasculum gate --key-user sara',
      'whoami; whoami --as sara',
      'user create zoe --email zoe@lab.org',
    ])
      expect([2, 4], `vasculum ${line}`).toContain((await byKey(bench, 'ana', line)).code);
    const listed = await byKey(bench, 'ana', 'config list --show-origin --fields key,value,origin --json');
    expect((listed.json() as unknown[])[0]).toEqual({ key: 'user', value: 'ana', origin: 'the ssh key' });
    expect((await byKey(bench, 'zed', 'whoami')).code).toBe(4);
    expect((await byKey(bench, 'dina', 'dataset list')).code).toBe(4);
    expect((await byKey(bench, 'ana', "dataset show 'open")).code).toBe(2);
  });

  test('nobody is let in who names somebody else, comes from nowhere, or is another account', async () => {
    const bench = await serving(await world());
    const before = dump(bench.db);
    const attempts: [string, Promise<Ran>][] = [
      ['--as', bySudo(bench, 'ana', 'user list --as sara')],
      ['VASCULUM_USER', bySudo(bench, 'ana', 'user list', { env: { VASCULUM_USER: 'sara' } })],
      ['gate by sudo', bySudo(bench, 'ana', 'gate --key-user sara')],
      ['a claim of nobody', bySudo(bench, 'nobody', 'user list --as sara')],
      ['no sudo', bench.run(['user', 'list'], { as: 'sara' })],
      ['no sudo, no claim', bench.run(['dataset', 'list'], { as: null })],
      ['SUDO_USER alone', bench.run(['user', 'list'], { as: null, env: { SUDO_USER: 'sara' } })],
      ['no number', bench.run(['user', 'list'], { as: null, env: { SUDO_UID: 'sara' } })],
      ['itself', bench.run(['user', 'list'], { as: null, env: { SUDO_UID: String(mine) } })],
      ['another account', bySudo(bench, 'sara', 'user list', { uid: 4242 })],
      ['another account, a key', byKey(bench, 'sara', 'user list', { uid: 4242 })],
    ];
    for (const [what, attempt] of attempts) {
      const ran = await attempt;
      expect(`${what}: ${ran.code} ${ran.out}`).toBe(`${what}: 4 `);
    }
    expect(dump(bench.db)).toEqual(before);
  });

  test('a superadmin acts as another by --as, and the log has both', async () => {
    const bench = await serving(await world());
    expect((await bySudo(bench, 'sara', 'project create novel --as max')).code).toBe(0);
    expect(auditOf(bench.db).at(-1)).toMatchObject({
      actor: 'max',
      configured_actor: 'sara',
      assurance: 'service:flag',
      os_uid: accounts.sara,
    });
  });

  test('data comes in on standard input and goes out on standard output', async () => {
    const bench = await serving(await world());
    const rows = 'trait,individual,person,date,value\nmass,P2,SILVA A,2009-01-01,3700\n';
    const stored = await bySudo(bench, 'ana', 'import measurements - --dataset plot-1', { stdin: rows });
    expect(stored.err).toContain('stored 1 of 1');
    expect((await bySudo(bench, 'ana', 'export measurements --dataset plot-1')).out).toContain('3700');
    const text = await bySudo(bench, 'ana', 'dataset edit plot-1 --description @-', { stdin: 'From afar' });
    expect(text.code).toBe(0);
    expect((await bySudo(bench, 'ana', 'dataset edit plot-1 --description @@home')).code).toBe(0);
    const seen = await bySudo(bench, 'ana', 'import --inspect - --json', { stdin: rows });
    expect(seen.code).toBe(0);
    const asked =
      'version: 1\ntests: [{name: t, check: [{user: me, action: read, object: dataset/plot-1, allowed: true}]}]\n';
    expect((await bySudo(bench, 'ana', 'access test -', { stdin: asked })).code).toBe(0);
    expect((await bySudo(bench, 'ana', 'storage create nas --path smb=//server/lab')).code).toBe(0);
  });

  let made: Promise<Bench> | undefined;
  /** One for all to which nothing may happen. */
  const refusing = (): Promise<Bench> =>
    (made ??= (async () => {
      const closed = await serving(await world());
      for (const [name, text] of Object.entries({
        'people.csv': 'full_name\nSecret Content\n',
        'people.yaml': '- broken: [\nSecret Content',
        'photo.jpg': 'Secret Content',
        'bad.csv.part': '',
      }))
        closed.write(name, text);
      return closed;
    })());

  test.each([
    ['import persons people.csv', 'file'],
    ['import persons - --mapping people.yaml', '--mapping'],
    ['import persons - --rejects bad.csv', '--rejects'],
    ['import persons - --save-mapping new.yaml', '--save-mapping'],
    ['import media -', 'the column file'],
    ['import persons - --mapping -', '--mapping'],
    ['import --inspect people.csv', '--inspect'],
    ['media create --individual P1 --file - --licence CC0', '--file'],
    ['media fetch id:1 --output -', '--output'],
    ['access test people.yaml', 'file'],
    ['access test - people.yaml', 'file'],
    ['import members people.csv', 'file'],
    ['export persons --output out.csv', '--output'],
    ['media create --individual P1 --file photo.jpg --licence CC0', '--file'],
    ['dataset edit plot-1 --description @people.csv', '--description'],
    ['dataset edit plot-1 --description @-people.csv', '--description'],
    ['config set user ana', 'a settings file'],
    ['config set db other.db --scope user', 'a settings file'],
    ['config unset user', 'a settings file'],
    ['init other.db --user ana --email ana@lab.org', 'path'],
    ['init --user ana --email ana@lab.org', 'init'],
    ['dataset list --db lab.db', '--db'],
    ['dataset list --db other.db', '--db'],
  ])('vasculum %s is refused, by sudo and by key, before anything is read or written', async (line, named) => {
    const bench = await refusing();
    const closed = ['lab.db', 'lab.db-wal', 'lab.db-shm'];
    const [files, tables] = [filesOf(bench.dir, closed), dump(bench.db)];
    for (const ran of [await bySudo(bench, 'sara', line), await byKey(bench, 'sara', line)]) {
      expect(ran).toMatchObject({ code: 4, out: '' });
      expect(ran.err).toContain('a service account goes nowhere');
      expect(ran.err).toContain(named);
      expect(ran.err).not.toContain('Secret');
    }
    expect(filesOf(bench.dir, closed)).toEqual(files);
    expect(dump(bench.db)).toEqual(tables);
  });

  test('every argument and option that sounds like a file is one, but for those that are listed as data', () => {
    const data = /^(storage (create|edit) --(public-)?path|import --(dataset|map|ignore))$/;
    const wrong: string[] = [];
    let found = 0;
    for (const command of commands) {
      const verb = command.words.replace(/ [<[].*/, '');
      for (const [name, { kind, value = '', help, text }] of Object.entries(command.options)) {
        if (kind === 'flag') continue;
        const names = (typed: string): boolean =>
          placesOf(command, new Input([], { [name]: kind === 'list' ? [typed] : typed })).includes(`--${name}`);
        const sounds =
          /\b(file|path|folder|directory)\b/i.test(`${name} ${value} ${help}`) && !data.test(`${verb} --${name}`);
        const read = text === true && kind !== 'list';
        if (names('x') !== sounds || (read && !names('@x')) || (read && !sounds && (names('@-') || names('@@x'))))
          wrong.push(`${verb} --${name} <${value}> ${help}`);
        if (names('x')) found += 1;
      }
      for (const [at, word] of command.words
        .split(' ')
        .filter((part) => /^[<[]/.test(part))
        .entries()) {
        const given = word.includes('...') ? ['x'] : 'x';
        const isPlace = placesOf(command, new Input([...Array.from({ length: at }, () => 'x'), given], {})).length > 0;
        if (isPlace !== /file|path/.test(word) && !/^(init|config)/.test(verb)) wrong.push(`${verb} ${word}`);
        if (isPlace) found += 1;
      }
    }
    expect(wrong).toEqual([]);
    expect(found).toBeGreaterThan(8);
  });

  test('another database is not opened with the rights of the account, whatever it says of itself', async () => {
    const bench = await serving(await world());
    const other = await world();
    other.write('secret.csv', 'full_name\nSecret Content\n');
    const theirs = ['--db', other.db, '--as', 'sara'];
    for (const argv of [
      ['dataset', 'list', ...theirs],
      ['import', 'persons', join(other.dir, 'secret.csv'), ...theirs],
      ['export', 'persons', '--output', join(other.dir, 'out.csv'), ...theirs],
      ['config', 'set', 'registration', 'closed', ...theirs],
    ])
      expect(await bySudo(bench, 'ana', argv), `vasculum ${argv.join(' ')}`).toMatchObject({ code: 4, out: '' });
    expect(existsSync(join(other.dir, 'out.csv'))).toBe(false);
    bench.write('.vasculum.json', JSON.stringify({ db: 'lab.db' }));
    const byFile = await bySudo(bench, 'ana', 'dataset list', { env: { VASCULUM_DB: '' } });
    expect(byFile.code).toBe(4);
    expect(byFile.err).toContain('VASCULUM_DB');
  });

  test.each([
    'NODE_OPTIONS',
    'NODE_PATH',
    'LD_PRELOAD',
    'LD_LIBRARY_PATH',
    'DYLD_INSERT_LIBRARIES',
    'NODE_V8_COVERAGE',
  ])('with %s in the environment nothing is done', async (name) => {
    const bench = await refusing();
    for (const ran of [
      await bySudo(bench, 'sara', 'dataset list', { env: { [name]: '/tmp/x' } }),
      await byKey(bench, 'sara', 'dataset list', { env: { [name]: '/tmp/x' } }),
    ]) {
      expect(ran).toMatchObject({ code: 4, out: '' });
      expect(ran.err).toContain(name);
    }
    expect((await bySudo(bench, 'sara', 'dataset list', { env: { [name]: '', NODE_ENV: 'production' } })).code).toBe(0);
  });

  test('every command that names a file is refused, and no other writes one', async () => {
    const closed = ['lab.db', 'lab.db-wal', 'lab.db-shm'];
    const bench = await serving(await lab());
    const files = filesOf(bench.dir, closed);
    const wrong: string[] = [];
    let refused = 0;
    const namesFile = (argv: readonly string[]): boolean =>
      argv.some((word) => /\.(csv|jpg|ya?ml|db|json|wkt|bak)$|^@[^@-]/.test(word)) || argv[0] === 'init';
    for (const { argv } of Object.values(cases).flatMap((all) =>
      all.filter((one, at) => at === 0 || namesFile(one.argv)),
    )) {
      const line = argv.join(' ');
      const ran = await bySudo(bench, 'sara', [...argv, '--yes']);
      const says = ran.code === 4 && ran.err.includes('a service account goes nowhere');
      if (says) refused += 1;
      if (namesFile(argv) !== says && !/^config (un)?set user/.test(line))
        wrong.push(`${line}: ${ran.code} ${ran.err}`);
    }
    expect(wrong).toEqual([]);
    expect(refused).toBeGreaterThan(8);
    const after = filesOf(bench.dir, closed);
    expect(Object.keys(after).filter((name) => !name.startsWith('lab.db.media'))).toEqual(
      Object.keys(files).filter((name) => !name.startsWith('lab.db.media')),
    );
  });
});

describe('without auth service', () => {
  test('sudo changes nothing: files are named as ever, and its variables say nothing', async () => {
    const bench = await world();
    bench.write('people.csv', 'full_name\nCarla Novo\n');
    const env = { VASCULUM_USER: 'ana' };
    expect((await bySudo(bench, 'sara', 'whoami --json', { env })).json()).toMatchObject({
      user: 'ana',
      source: 'env',
    });
    expect((await bySudo(bench, 'sara', 'import persons people.csv', { env })).code).toBe(0);
    expect(auditOf(bench.db).at(-1)).toMatchObject({ os_uid: mine });
    expect((await bySudo(bench, 'sara', `dataset list --db ${bench.db}`, { env })).code).toBe(0);
    expect((await byKey(bench, 'ana', 'whoami --json')).json()).toMatchObject({ user: 'ana', auth: 'asserted' });
  });

  test('gate stands alone', async () => {
    const bench = await world();
    for (const argv of [
      ['gate'],
      ['gate', '--key-user'],
      ['gate', '--key-user', ''],
      ['gate', 'x', 'y'],
      ['gate', '--key-user', 'ana', 'whoami'],
    ])
      expect((await bench.run(argv, { as: 'ana' })).code, `vasculum ${argv.join(' ')}`).toBe(2);
  });
});

test('what others may exchange while it is read is kept nowhere, and a damaged database opens no way round', async () => {
  const bench = await serving(await world());
  chmodSync(bench.dir, 0o777);
  const open = await bySudo(bench, 'ana', 'dataset list');
  expect([open.code, open.err.includes('TMPDIR')]).toEqual([4, true]);
  chmodSync(bench.dir, 0o1777);
  expect((await bySudo(bench, 'ana', 'dataset list')).code).toBe(0);
  bench.write('people.csv', 'full_name\nSecret Content\n');
  truncateSync(bench.db, 5000);
  for (const line of ['config set user ana', 'init other.db --user ana --email ana@lab.org', 'access test people.csv'])
    expect(await bySudo(bench, 'ana', line), `vasculum ${line}`).toMatchObject({ code: 8, out: '' });
  expect(existsSync(join(bench.dir, 'other.db'))).toBe(false);
});

test('a way of settling who comes that only a newer program knows lets nobody in', async () => {
  const bench = await world();
  withDatabase(bench.db, (handle) => handle.exec("insert into setting (name, value) values ('auth', 'oracle')"));
  expect(await bench.run(['dataset', 'list'], { as: 'sara' })).toMatchObject({ code: 8, out: '' });
});

test.runIf(mine === 0)('a database of another account serves nobody here', async () => {
  const bench = await serving(await world());
  chownSync(bench.db, 12_345, 12_345);
  expect((await bySudo(bench, 'sara', 'dataset list')).code).toBe(4);
});

test.each([
  ['a b  c', ['a', 'b', 'c']],
  [`--title 'two words' x`, ['--title', 'two words', 'x']],
  [`"it's" 'say "so"'`, ["it's", 'say "so"']],
  [String.raw`a\ b "q\"q" 'n\n'`, ['a b', 'q"q', String.raw`n\n`]],
  [`x=''y`, ['x=y']],
  [`''`, ['']],
  ['a\\\nb "c\\\nd" \'e\\\nf\'', ['ab', 'cd', 'e\\\nf']],
  ['a\nb\tc\u00a0d', ['a', 'b', 'c\u00a0d']],
  ['"a\\\\b\\$c\\d" \\\\', ['a\\b$c\\d', '\\']],
  ['$(id) `id` ; | > ~ *', ['$(id)', '`id`', ';', '|', '>', '~', '*']],
  ['', []],
])('the words of %j are split as by a shell, and nothing is run', (line, words) => {
  expect(wordsOf(line)).toEqual(words);
});

test.each(["a 'b", 'a "b', 'a \\', '"a\\"'])('%j, which no shell would take for whole, is refused', (line) => {
  expect(() => wordsOf(line)).toThrow('ends inside a quote');
});
