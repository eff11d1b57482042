import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/cli/command.ts';
import { helpPages } from '../../src/cli/commands/help.ts';
import { commands } from '../../src/cli/commands/index.ts';
import { needText } from '../../src/cli/need.ts';
import { Bench, type Ran } from '../helpers/run.ts';
import { argvOf } from './argv.ts';
import { cases, lab, openTo, type Case } from './cases.ts';
import { dump, filesOf } from '../helpers/dump.ts';

const nameOf = ({ words }: Command): string =>
  words
    .split(' ')
    .filter((word) => /^[a-z]/.test(word))
    .join(' ');
const casesOf = (command: Command): readonly Case[] => cases[nameOf(command)] ?? [];
const databaseFiles = ['lab.db', 'lab.db-wal', 'lab.db-shm'];
const everything = (bench: Bench) => ({ database: dump(bench.db), files: filesOf(bench.dir, databaseFiles) });

describe('every command', () => {
  test('stands in the table of arguments, and the table has no others', () => {
    expect(commands.length).toBeGreaterThan(70);
    expect(Object.keys(cases).toSorted()).toEqual(commands.map(nameOf).toSorted());
  });

  test('has a name of its own', () => {
    const names = commands.map(nameOf);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(commands.map((command) => [nameOf(command), command] as const))(
    '%s is declared in full',
    (name, { words, summary, examples, needs, options }) => {
      expect(words).toMatch(/^[a-z]+( [a-z]+){0,2}( <[a-z_]+(\.\.\.)?>)*( \[[a-z_]+(\.\.\.)?\])*$/);
      expect(summary).toMatch(/^[A-Z].*[^.\s]$/);
      expect(new Set(examples).size).toBe(2);
      for (const example of examples) expect(`${example} `.startsWith(`${name} `)).toBe(true);
      expect(needs === 'anyone' || needs.action !== undefined).toBe(true);
      for (const [option, spec] of Object.entries(options)) {
        expect(option).toMatch(/^[a-z]+(-[a-z]+)*$/);
        expect(spec.help).not.toBe('');
      }
    },
  );

  test('that lets in whoever has no role is on the reviewed list, and the list has no others', () => {
    const open = Object.entries(cases).filter(([, all]) => all.some(({ codes }) => codes.includes(0)));
    expect(open.map(([name]) => name).toSorted()).toEqual(Object.keys(openTo).toSorted());
  });

  test('is known to vasculum help and to --help, which say what it does, how, and by which right', async () => {
    const bench = new Bench();
    for (const command of commands) {
      const name = nameOf(command);
      const asked = await bench.run(['help', ...name.split(' ')]);
      const flagged = await bench.run([...name.split(' '), '--help']);
      expect(asked, `vasculum help ${name}`).toMatchObject({ code: 0, err: '' });
      expect(flagged).toMatchObject({ code: 0, err: '' });
      // Of what is about a matter as well, help is its page, which says where the command's own help is.
      expect(asked.out === flagged.out, `vasculum help ${name}`).toBe(helpPages[name] === undefined);
      expect(asked.out).toContain(`vasculum ${name}`);
      const text = flagged.out.replaceAll(/\s+/g, ' ');
      expect(text).toContain(`Usage: vasculum ${name}`);
      expect(text).toContain(command.summary);
      for (const example of command.examples) expect(text).toContain(`$ vasculum ${example}`);
      expect(text).toContain(`Access: ${needText(command)}`);
      for (const [option, { help }] of Object.entries(command.options)) {
        expect(text).toContain(`--${option}`);
        expect(text).toContain(help);
      }
    }
  });
});

describe('examples', () => {
  /** What must be there before an example of the command; the sample world has none of these. */
  const before: Record<string, readonly string[]> = {
    'dataset penguins': ['dataset', 'create', 'penguins'],
    'person Gorman': ['person', 'create', 'Kristen Gorman'],
    'person Ducke': ['person', 'create', 'Adolpho Ducke'],
    Gorman2014: ['reference', 'create', '--bibtex', '@@article{Gorman2014, title = {Sexual dimorphism}, year = 2014}'],
    'long-term': argvOf(exampleOf('tag create')),
    culmenLength: argvOf(exampleOf('trait create')),
    N1A1: argvOf(exampleOf('individual create')),
    INPA: ['biocollection', 'create', 'INPA', '--name', 'Instituto Nacional de Pesquisas da Amazônia'],
    'Rat-1': argvOf(exampleOf('subject create')),
    'Rat-1-day-3': argvOf(exampleOf('session create')),
    'Camera-1': argvOf(exampleOf('equipment create')),
    'AAV5-batch-3': argvOf(exampleOf('stock create')),
  };
  const needed: Record<string, readonly string[]> = {
    person: ['person Ducke'],
    trait: ['culmenLength'],
    reference: ['Gorman2014'],
    tag: ['long-term'],
    translation: ['culmenLength'],
    individual: ['dataset penguins', 'person Gorman', 'N1A1'],
    subject: ['Rat-1'],
    session: ['Rat-1-day-3'],
    behavior: ['Rat-1-day-3'],
    equipment: ['Camera-1'],
    stock: ['AAV5-batch-3'],
    media: ['dataset penguins', 'person Gorman', 'N1A1'],
    occurrence: ['dataset penguins', 'person Gorman', 'N1A1'],
    voucher: ['dataset penguins', 'person Gorman', 'N1A1', 'INPA'],
    measurement: ['dataset penguins', 'person Gorman', 'N1A1', 'culmenLength'],
    template: ['culmenLength'],
  };
  /** Records of the world that stand in the way of an example, or that nothing may hang on. */
  const aside: Record<string, readonly (readonly string[])[]> = {
    ...Object.fromEntries(
      ['group', 'project', 'dataset', 'setup', 'inventory', 'storage', 'paradigm'].map((kind) => [
        `${kind} create`,
        [[kind, 'delete', 'example', '--yes']],
      ]),
    ),
    'biocollection create': [['biocollection', 'delete', 'example', '--yes']],
    'biocollection grant': [['biocollection', 'manage', 'example', '--owner', 'ana']],
    'location create': [['location', 'edit', 'Torgersen', '--name', 'Elsewhere']],
    'location delete': [
      ['location', 'edit', 'Torgersen', '--name', 'Elsewhere'],
      ['location', 'create', 'Torgersen', '--adm-level', '999', '--latitude', '-64.7', '--longitude', '-64'],
    ],
    'taxon delete': [
      ['taxon', 'edit', 'Pygoscelis adeliae', '--name', 'Pygoscelis antarcticus'],
      ['taxon', 'create', 'Pygoscelis adeliae', '--parent', 'Pygoscelis'],
    ],
  };

  /** What only a superadmin may; all others are run as somebody who is none. */
  const superadmins =
    /^(user (create|level|edit|disable|enable|offboard|delete)|migrate|config (un)?set|audit (verify|head)|biocollection (un)?manage|(location|taxon) edit|\w+ merge)\b/;

  test.each(commands.map((command) => [nameOf(command), command] as const))(
    'of %s end with 0',
    async (name, command) => {
      for (const example of command.examples) {
        const bench = name === 'init' ? new Bench() : await lab();
        bench.as('sara');
        for (const line of aside[name] ?? []) await bench.must(...line);
        bench.as('ana');
        for (const item of needed[name.split(' ')[0] ?? ''] ?? [])
          if (!before[item]?.join(' ').startsWith(name)) await bench.must(...(before[item] ?? []));
        // In the sample world the first place has the id 1, and the first voucher 14.
        const typed = name.startsWith('voucher ') ? example.replace('id:1', 'id:14') : example;
        const ran = await bench.run(argvOf(typed), { as: superadmins.test(example) ? 'sara' : 'ana' });
        // `access check` also answers no.
        expect(ran.code, `${example}: ${ran.err}`).toBe(name === 'access check' && ran.out === 'no\n' ? 4 : 0);
        expect(/--json/.test(example) ? typeof ran.json() : 'object').toBe('object');
      }
    },
  );

  function exampleOf(name: string): string {
    return commands.find((command) => nameOf(command) === name)?.examples[0] ?? '';
  }
});

describe('who has no right', () => {
  const actors = [
    ['olga', 'olga', 0],
    ['reg', 'reg', 1],
    ['nobody', null, 2],
    ['an unknown user', 'zed', 3],
    ['a disabled user', 'dina', 3],
  ] as const;

  /** Names of things that none of them may read; of plot-1, its viewer reads no more than itself. */
  const unread = ['neuro', 'wetlands', 'secret', 'spare'];
  const named = ({ out, err }: Ran, word: string): boolean => new RegExp(`\\b${word}\\b`).test(`${out}${err}`);

  test.each(commands.map((command) => [nameOf(command), command] as const))(
    'is refused by %s, with and without --dry-run, and the database stays as it is',
    async (name, command) => {
      const bench = await lab();
      const before = everything(bench);
      let refusals = 0;
      for (const [at, { argv, codes, stranger }] of casesOf(command).entries())
        for (const [who, login, place] of actors) {
          // Whom the database does not let in it does not ask what they want: that is seen once.
          if (place === 3 && at > 0 && stranger === casesOf(command)[0]?.stranger) continue;
          const expected = place === 3 ? stranger : codes[place];
          const isDry = command.writes === true && (expected === 0 || (at === 0 && place !== 3));
          const attempts = isDry ? [[...argv, '--dry-run']] : [];
          // What is open to them is tried in a dry run alone, so that the next one finds the same world.
          if (command.writes !== true || expected !== 0) attempts.push([...argv]);
          for (const attempt of attempts) {
            const ran = await bench.run(attempt, { as: login });
            expect(ran.code, `${who}: vasculum ${attempt.join(' ')}: ${ran.err}`).toBe(expected);
            expect(ran.err).not.toContain('SQLITE_');
            expect(unread.filter((word) => !argv.join(' ').includes(word) && named(ran, word))).toEqual([]);
            if (expected === 0) continue;
            refusals += 1;
            expect(ran.out).toBe('');
            expect(ran.err).toMatch(/^error: ./);
          }
          expect(everything(bench), `${who}: vasculum ${argv.join(' ')}`).toEqual(before);
        }
      expect(refusals > 0 || command.needs === 'anyone', `${name} refuses somebody`).toBe(true);
    },
  );
});

test('what olga does not see is refused in the very words for what is not there', async () => {
  const bench = await lab();
  const absent: Readonly<Record<string, string>> = {
    neuro: 'qqqq1',
    wetlands: 'qqqqqqq1',
    secret: 'qqqqq1',
    spare: 'qqqq2',
    'plot-1': 'qqqqq2',
    P1: 'Q1',
    P2: 'Q2',
    S2: 'Q3',
    R1: 'Q7',
    U1: 'T1',
    X1: 'Z1',
    X2: 'Z2',
    'id:1': 'id:4711',
    'id:2': 'id:4712',
    'id:14': 'id:4713',
    'id:15': 'id:4714',
    'id:16': 'id:4715',
    P3: 'Q4',
    P4: 'Q5',
    S3: 'Q6',
  };
  const swap = (text: string): string =>
    Object.entries(absent).reduce(
      (changed, [hidden, other]) => changed.replaceAll(new RegExp(`(?<![\\w:])${hidden}(?!\\w)`, 'g'), other),
      text,
    );
  let compared = 0;
  for (const { argv, codes } of Object.values(cases).flat()) {
    if (codes[0] !== 3 || argv.includes('vera')) continue;
    const other = argv.map(swap);
    expect(other).not.toEqual(argv);
    const [hidden, missing] = [await bench.run(argv, { as: 'olga' }), await bench.run(other, { as: 'olga' })];
    expect(swap(hidden.err), `vasculum ${argv.join(' ')}`).toBe(missing.err);
    expect(hidden.code).toBe(missing.code);
    compared += 1;
  }
  expect(compared).toBeGreaterThan(40);
});

describe('who has the right', () => {
  const writing = commands.filter(({ writes }) => writes === true);
  const reading = commands.filter(({ writes }) => writes !== true);

  test.each(writing.map((command) => [nameOf(command), command] as const))(
    'sees %s --dry-run change nothing and end like the real run',
    async (_name, command) => {
      for (const { argv, by } of casesOf(command)) {
        const bench = (await lab()).as(by);
        const label = `vasculum ${argv.join(' ')}`;
        const before = everything(bench);
        const dry = await bench.run([...argv, '--dry-run', '--json']);
        expect(everything(bench), `${label}, dry`).toEqual(before);
        expect(dry.code, `${label}: ${dry.err}`).toBe(0);
        const real = await bench.run([...argv, '--json']);
        expect(real.code, `${label}: ${real.err}`).toBe(0);
        if (argv[0] === 'export' && !argv.includes('--output')) continue;
        expect(shapeOf(dry), `${label}, dry`).toEqual(shapeOf(real));
      }
    },
  );

  /** Keys and result words of the JSON: what a dry run must foretell. */
  function shapeOf(ran: Ran): unknown {
    const outline = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(outline);
      if (value === null || typeof value !== 'object') return null;
      return Object.fromEntries(
        Object.entries(value).map(([key, part]) => [
          key,
          ['result', 'status', 'role', 'was', 'created', 'rejected'].includes(key) ? (part as unknown) : outline(part),
        ]),
      );
    };
    return outline(ran.json());
  }

  test.each(reading.map((command) => [nameOf(command), command] as const))(
    'reads JSON from %s -o json, and has changed nothing by reading',
    async (_name, command) => {
      const bench = await lab();
      const before = everything(bench);
      for (const { argv, by } of casesOf(command)) {
        const ran = await bench.run([...argv, '-o', 'json'], { as: by });
        expect(ran.code, `vasculum ${argv.join(' ')}: ${ran.err}`).toBe(0);
        expect(typeof ran.json()).toBe('object');
        expect(ran.err).not.toContain('SQLITE_');
      }
      expect(everything(bench)).toEqual(before);
    },
  );

  test.each(reading.map((command) => [nameOf(command), command] as const))(
    'is told that --dry-run means nothing to %s',
    async (_name, command) => {
      const [first] = casesOf(command);
      const ran = await (await lab()).run([...(first?.argv ?? []), '--dry-run'], { as: 'ana' });
      expect(ran).toMatchObject({ code: 2, out: '' });
    },
  );
});

describe('a mistyped command', () => {
  const nouns = new Map<string, string[]>();
  for (const command of commands) {
    const [noun = '', verb] = nameOf(command).split(' ');
    if (verb !== undefined) nouns.set(noun, [...(nouns.get(noun) ?? []), verb]);
  }
  const swapped = (word: string): string => `${word.slice(0, 1)}${word.slice(2, 3)}${word.slice(1, 2)}${word.slice(3)}`;

  test('is exit 2 with the verb that was probably meant', async () => {
    const bench = new Bench();
    for (const [noun, verbs] of nouns)
      for (const verb of verbs) {
        const typed = `${verb}${verb.slice(-1)}`;
        const ran = await bench.run([noun, typed]);
        expect(ran.code, `${noun} ${typed}`).toBe(2);
        expect(ran.err).toContain(`vasculum ${noun} ${verb}`);
      }
  });

  test('is exit 2 with the noun that was probably meant', async () => {
    const bench = new Bench();
    const singles = commands.map(nameOf).filter((name) => !name.includes(' '));
    for (const word of [...nouns.keys(), ...singles]) {
      const ran = await bench.run([swapped(word)]);
      expect(ran.code, `vasculum ${swapped(word)}`).toBe(2);
      expect(ran.err).toContain(word);
    }
  });

  test('with an option that there is none of is exit 2 with the option that was probably meant', async () => {
    const bench = new Bench();
    for (const command of commands) {
      const argv = [...(casesOf(command)[0]?.argv ?? [])];
      for (const option of [...Object.keys(command.options), 'fields']) {
        if (option.length < 3) continue;
        const typed = `--${option.slice(0, -1)}${option.endsWith('q') ? 'x' : 'q'}`;
        const ran = await bench.run([...argv, typed, 'x']);
        expect(ran.code, `${argv.join(' ')} ${typed}`).toBe(2);
        expect(ran.err).toMatch(/Did you mean (one of )?--[a-z-]+/);
      }
    }
  });

  test.each([
    ['user', 'add', 'user create'],
    ['group', 'add', 'group create'],
    ['dataset', 'add', 'dataset create'],
    ['person', 'add', 'person create'],
    ['project', 'remove', 'project delete'],
    ['individual', 'remove', 'individual delete'],
    ['measurement', 'update', 'measurement edit'],
    ['dataset', 'update', 'dataset edit'],
    ['user', 'update', 'user edit'],
  ])('%s %s is answered with vasculum %s', async (noun, verb, meant) => {
    const ran = await new Bench().run([noun, verb, 'x']);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(`vasculum ${meant}`);
  });

  test('without its verb or its arguments is exit 2 and names what is missing', async () => {
    const bench = new Bench();
    for (const noun of nouns.keys()) expect((await bench.run([noun])).code, `vasculum ${noun}`).toBe(2);
    for (const command of commands) {
      const [missing] = command.words.match(/(?<=<)[a-z_]+/) ?? [];
      if (missing === undefined) continue;
      const ran = await bench.run(nameOf(command).split(' '));
      expect(ran.code, `vasculum ${nameOf(command)}`).toBe(2);
      expect(ran.err).toContain(missing);
    }
  });

  test('with an argument too many is exit 2', async () => {
    const bench = await lab();
    for (const command of commands) {
      if (command.words.includes('...')) continue;
      const most = command.words.split(' ').filter((word) => /^[<[]/.test(word)).length;
      const argv = [...nameOf(command).split(' '), ...Array.from({ length: most + 1 }, (_nothing, n) => `x${n}`)];
      expect((await bench.run(argv, { as: 'sara' })).code, `vasculum ${argv.join(' ')}`).toBe(2);
    }
  });
});
