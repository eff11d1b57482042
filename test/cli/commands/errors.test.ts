import { describe, expect, test } from 'vitest';
import { exitCodes } from '../../../src/cli/exit.ts';
import { Bench } from '../../helpers/run.ts';
import { world } from '../../helpers/world.ts';
import { argvOf } from '../../house/argv.ts';

interface Shown {
  error: { exit: number; code: string; message: string; hint: string | null };
}

/** One command for each way of failing that needs no other program, and its exit code. */
const failures: readonly (readonly [line: string, exit: number])[] = [
  ['frobnicate', 2],
  ['dataset', 2],
  ['dataset frob', 2],
  ['dataset list --frob', 2],
  ['dataset create', 2],
  ['dataset list --limit x', 2],
  ['dataset delete plot-1', 2],
  ['dataset show nothing', 3],
  ['user level olga full', 4],
  ['dataset create two --privacy secret', 5],
  ['dataset create plot-1 --title Other', 6],
  ['status --db nowhere.db', 8],
];

describe('an error', () => {
  test.each(failures)('of vasculum %s is one line of JSON where JSON was asked for', async (line, exit) => {
    const bench = await world();
    for (const wish of [
      [...argvOf(line), '--json'],
      [...argvOf(line), '-o', 'json'],
      [...argvOf(line), '--format=jsonl'],
      ['-o', 'json', ...argvOf(line)],
    ]) {
      const ran = await bench.run(wish);
      expect([ran.code, ran.out], `vasculum ${wish.join(' ')}`).toEqual([exit, '']);
      expect(ran.err, `vasculum ${wish.join(' ')}`).toMatch(/^\{.*\}\n$/);
      const { error } = JSON.parse(ran.err) as Shown;
      expect(Object.keys(error).slice(0, 4)).toEqual(['exit', 'code', 'message', 'hint']);
      expect(error.exit).toBe(exit);
      expect(error.code).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(error.message).not.toBe('');
    }
  });

  test.each(failures)('of vasculum %s is a sentence for people, without a trace of the program', async (line, exit) => {
    const ran = await (await world()).run(argvOf(line));
    expect([ran.code, ran.out]).toEqual([exit, '']);
    expect(ran.err).toMatch(/^error: \S.*\n(hint: \S.*\n)?$/);
    expect(ran.err).not.toMatch(/ at .*\.(ts|js):|SQLITE_|undefined|\[object/);
  });

  test('has all problems of a record at once', async () => {
    const bench = await world();
    const argv = argvOf('trait create depth --type colour --name D --description d --objects stone --json');
    const ran = await bench.run(argv);
    expect(ran.code).toBe(5);
    const { problems } = (JSON.parse(ran.err) as { error: { problems: { column: string; code: string }[] } }).error;
    expect(problems.map(({ column }) => column)).toEqual(expect.arrayContaining(['type', 'objects']));
  });

  test('shows its stack with --debug alone', async () => {
    const bench = await world();
    expect((await bench.run(argvOf('dataset show nothing'))).err).not.toContain(' at ');
    expect((await bench.run(argvOf('dataset show nothing --debug'))).err).toMatch(/\n +at .*find/);
  });

  test('cannot drive a terminal with what was typed', async () => {
    const ran = await (await world()).run(['dataset', 'show', 'x\u001B[2J\u202E']);
    expect(ran.code).toBe(3);
    expect(ran.err).not.toContain('\u001B');
    expect(ran.err).not.toContain('\u202E');
  });

  test('of a dry run is that of the real run', async () => {
    const bench = await world();
    for (const [line, exit] of failures.slice(-5)) {
      if (!line.includes('create')) continue;
      expect((await bench.run([...argvOf(line), '--dry-run'])).code).toBe(exit);
    }
    expect((await bench.run(argvOf('dataset leave plot-1 -n'))).code).toBe(6);
    expect((await bench.run(argvOf('dataset grant plot-1 nobody --role viewer -n'))).code).toBe(3);
  });

  test('is never a prompt where nobody can be asked', async () => {
    const bench = await world();
    for (const [line, missing] of [
      ['dataset grant plot-1 olga', '--role'],
      ['dataset grant plot-1', 'member'],
      ['user create zoe', '--email'],
      ['import measurements', 'file'],
      ['dataset delete shared', '--yes'],
    ] as const)
      for (const tty of [false, true]) {
        const ran = await bench.run(argvOf(line), { as: 'sara', tty });
        expect([ran.code, ran.out], `vasculum ${line}`).toEqual([2, '']);
        expect(ran.err).toContain(missing);
      }
  });
});

describe('the table of exit codes', () => {
  test('has each code once, in order', () => {
    expect(exitCodes.slice(0, 9).map(({ exit }) => exit)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(new Set(exitCodes.map(({ code }) => code)).size).toBe(exitCodes.length);
  });
});

describe('where several things are wrong', () => {
  /** Each line has every later fault of the ones after it, too: 2, 8, 3, 4, 5, 6. */
  test.each([
    ['dataset edit secret --nme x --privacy boss', 'olga', 2],
    ['dataset edit', 'zed', 2],
    ['dataset list --limit x', 'zed', 2],
    ['dataset delete secret', 'olga', 2],
  ])('the shape of vasculum %s comes first', async (line, as, exit) => {
    const bench = new Bench();
    expect((await bench.run(argvOf(line), { as })).code).toBe(exit);
    expect((await (await world()).run(argvOf(line), { as })).code).toBe(exit);
  });

  test.each([
    ['dataset edit nothing --privacy boss', 'zed'],
    ['user level nobody boss', 'ana'],
    ['import measurements nothing.csv --dataset nothing', 'ana'],
    ['export measurements --dataset nothing', 'ana'],
  ])('then the database, for vasculum %s', async (line, as) => {
    expect((await new Bench().run(argvOf(line), { as })).code).toBe(8);
  });

  test.each([
    ['dataset grant nothing olga --role boss', 'ana'],
    ['dataset grant plot-1 nobody --role boss', 'vera'],
    ['dataset grant plot-1 max nobody --role viewer', 'ana'],
    ['dataset create plot-1 --project nothing --privacy boss', 'reg'],
    ['dataset edit plot-1 --project nothing --privacy boss', 'vera'],
    ['project create wetlands --author NOBODY --licence MIT', 'reg'],
    ['user level nobody boss', 'ana'],
    ['user edit me --login max --default-dataset nothing', 'ana'],
    ['measurement edit id:4711 --value x', 'vera'],
    ['measurement create --trait nothing --individual P1 --dataset plot-1 --person X --date x --value y', 'vera'],
    ['individual create P1 --dataset plot-1 --collector NOBODY --date x --location Torgersen', 'vera'],
    ['access check nobody read dataset/open', 'ana'],
  ])('then what is not found, for vasculum %s', async (line, as) => {
    const ran = await (await world()).run(argvOf(line), { as });
    expect(ran.code, `${line}: ${ran.err}`).toBe(3);
  });

  test.each([
    ['dataset grant plot-1 olga --role boss', 'vera'],
    ['dataset grant plot-1 ana --role viewer', 'max'],
    ['dataset edit plot-1 --privacy boss', 'max'],
    ['dataset edit plot-1 --name secret', 'max'],
    ['dataset create plot-1 --privacy boss', 'reg'],
    ['dataset delete plot-1 --yes', 'max'],
    ['user level olga boss', 'ana'],
    ['user create Ana --email x', 'ana'],
    ['user edit max --email x', 'ana'],
    ['config set registration maybe', 'ana'],
    ['measurement edit id:1 --value x', 'vera'],
    ['individual edit P1 --date x', 'vera'],
    ["person create 'Ana Silva' --orcid x", 'reg'],
    ["individual create P1 --dataset plot-1 --collector 'SILVA A' --date x --location Torgersen", 'vera'],
  ])('then what is forbidden, for vasculum %s', async (line, as) => {
    const ran = await (await world()).run(argvOf(line), { as });
    expect(ran.code, `${line}: ${ran.err}`).toBe(4);
  });

  test.each([
    ['dataset create plot-1 --title Other --privacy boss', 'ana'],
    ['dataset grant plot-1 ana --role boss', 'ana'],
    ['dataset edit open --name secret --licence MIT', 'ana'],
    ['user create ana --email x', 'sara'],
    ['user level sara boss', 'sara'],
    ["person create 'Ana Silva' --orcid x --institution Other", 'ana'],
  ])('then what is invalid, and a conflict last, for vasculum %s', async (line, as) => {
    const ran = await (await world()).run(argvOf(line), { as });
    expect(ran.code, `${line}: ${ran.err}`).toBe(5);
  });
});

describe('options', () => {
  test('stand before or after the noun and the verb', async () => {
    const bench = await world();
    const at = (place: number, ...more: string[]) => ['dataset', 'list'].toSpliced(place, 0, ...more);
    const wished = (await bench.run(argvOf('dataset list --json --fields name'))).out;
    for (const place of [0, 1, 2])
      expect((await bench.run(at(place, '--json', '--fields', 'name'))).out, `at place ${place}`).toBe(wished);
    for (const place of [0, 1, 2])
      expect((await bench.run([...at(place, '--as', 'olga', '-o', 'json'), '--fields', 'name'])).out).not.toBe(wished);
    for (const place of [0, 1, 2]) {
      const ran = await bench.run(['project', 'create', 'novel'].toSpliced(place, 0, '-n'));
      expect(ran.err).toContain('dry run');
    }
    expect((await bench.run(argvOf('project show novel'))).code).toBe(3);
  });

  test('of the command itself stand there, too', async () => {
    const bench = await world();
    for (const line of [
      'dataset list --limit 1 --json',
      'dataset --limit 1 list --json',
      'dataset create --title T novel --json',
      'dataset --title T create novel --json',
    ])
      expect((await bench.run(argvOf(line))).code, `vasculum ${line}`).toBe(0);
  });

  test('take their value after a blank or an equals sign', async () => {
    const bench = await world();
    const wished = (await bench.run(argvOf('dataset list --limit 1 --fields name'))).out;
    for (const line of ['dataset list --limit=1 --fields=name', '--fields=name dataset list --limit=1'])
      expect((await bench.run(argvOf(line))).out).toBe(wished);
  });

  test('end at --, so that a name may look like one', async () => {
    const ran = await (await world()).run(['user', 'show', '--', '--json']);
    expect(ran.code).toBe(3);
    expect(ran.err).toContain('--json');
  });

  test('without their value are exit 2', async () => {
    const bench = await world();
    for (const line of ['dataset list --limit', 'dataset list -o', 'dataset list --fields', 'dataset create x --title'])
      expect((await bench.run(argvOf(line))).code, `vasculum ${line}`).toBe(2);
  });
});

test('help on what is no command is refused, with the nearest', async () => {
  const bench = new Bench();
  const near = await bench.run(['help', 'imprt']);
  expect(near).toMatchObject({
    code: 2,
    out: '',
    err: 'error: there is no help on imprt\nhint: Did you mean import?\n',
  });
  expect((await bench.run(['help', 'dataset', 'grnat'])).err).toContain('Did you mean grant?');
  expect((await bench.run(['help', 'exit-code'])).err).toContain('Did you mean exit-codes?');
  for (const words of [['dataset', 'grant'], ['import', 'persons'], ['user', 'token', 'create'], ['exit-codes']])
    expect(await bench.run(['help', ...words])).toMatchObject({ code: 0, err: '' });
});
