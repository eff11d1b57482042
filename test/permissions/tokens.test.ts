import { describe, expect, test } from 'vitest';
import type { Ran } from '../helpers/run.ts';
import { cases } from './cases.ts';
import { grouped, Lab, placed } from './lab.ts';

/**
 * What a token leaves of its user's rights, by hand: from access.md (effective role: with a scoped token, at most what the token
 * allows, as the last step) and the words of --scope in the README. y: allowed · f: forbidden · h: hidden · u: allowed, but the
 * state of things forbids it.
 */
const actions = 'read members insert edit delete share govern configure remove leave'.split(' ');
type Table = Readonly<Record<string, string>>;

const tokens: readonly { who: string; scope: readonly string[]; table: Table; create: string; taxon: string }[] = [
  {
    who: 'max',
    scope: ['read'],
    create: '',
    taxon: 'y f f',
    table: {
      'dataset/fenced': 'y y f f f f f f f f',
      'dataset/wide': 'y y f f f f f f f f',
      'dataset/inherited': 'y y f f f f f f f f',
      'group/closed': 'y y f f f f f f f f',
      'dataset/carl-own': 'h h h h h h h h h h',
    },
  },
  {
    who: 'ana',
    scope: ['collaborator'],
    create: '',
    taxon: 'y f f',
    table: {
      'dataset/fenced': 'y y y y f f f f f f',
      'dataset/house': 'y y y y f f f f f f',
      'dataset/inherited': 'y y y y f f f f f f',
      'dataset/carl-own': 'h h h h h h h h h h',
      'group/closed': 'y y f f f f f f f f',
    },
  },
  {
    who: 'ana',
    scope: ['dataset/fenced'],
    create: '',
    taxon: 'y f f',
    table: {
      'dataset/fenced': 'y y y y y y y y y f',
      // Nothing outside, but what everybody reads; the roster of a public group is for everybody with a user.
      'dataset/house': 'h h h h h h h h h h',
      'dataset/inherited': 'h h h h h h h h h h',
      'dataset/wide': 'y f f f f f f f f f',
      'group/closed': 'h h h h h h h h h h',
      'group/known': 'h h h h h h h h h h',
      'group/famed': 'y y f f f f f f f f',
    },
  },
  {
    who: 'ana',
    scope: ['contributor', 'dataset/near', 'project/yard'],
    create: '',
    taxon: 'y f f',
    table: {
      'dataset/near': 'y y y u u f f f f f',
      'project/yard': 'y y y y y f f f f f',
      'dataset/fenced': 'h h h h h h h h h h',
    },
  },
  {
    // A project stands for the datasets in it as well.
    who: 'gwen',
    scope: ['project/host'],
    create: '',
    taxon: 'y f f',
    table: {
      'project/host': 'y y y y y y y y u f',
      'dataset/inherited': 'y y y y y y y y y f',
      'dataset/fenced': 'h h h h h h h h h h',
    },
  },
  {
    who: 'col',
    scope: ['open'],
    create: 'person location taxon trait reference tag',
    taxon: 'y y y',
    table: { 'dataset/fenced': 'y y f f f f f f f f' },
  },
  {
    who: 'col',
    scope: ['owner'],
    create: '',
    taxon: 'y f f',
    table: { 'dataset/fenced': 'y y y y f f f f f f', 'dataset/carl-own': 'h h h h h h h h h h' },
  },
  {
    who: 'gwen',
    scope: ['manager'],
    create: '',
    taxon: 'y f f',
    table: { 'dataset/fenced': 'y y y y y y f f f f', 'group/closed': 'y y f f f y f f f f' },
  },
  {
    who: 'reg',
    scope: ['owner', 'open'],
    create: '',
    taxon: 'y f f',
    table: { 'dataset/fenced': 'y y f f f f f f f f', 'dataset/carl-own': 'h h h h h h h h h h' },
  },
  {
    who: 'sara',
    scope: ['read'],
    create: '',
    taxon: 'y f f',
    table: { 'dataset/fenced': 'y y f f f f f f f f', 'dataset/carl-own': 'y y f f f f f f f f' },
  },
  {
    who: 'sara',
    scope: ['dataset/fenced'],
    create: '',
    taxon: 'y f f',
    table: {
      'dataset/fenced': 'y y y y y y y y y f',
      'dataset/carl-own': 'h h h h h h h h h h',
      'dataset/wide': 'y f f f f f f f f f',
    },
  },
  {
    who: 'sara',
    scope: [],
    create: 'group project dataset biocollection person location taxon trait reference tag',
    taxon: 'y y y',
    table: { 'dataset/fenced': 'y y y y y y y y y f', 'dataset/carl-own': 'y y y y y y y y y f' },
  },
];

const kinds = 'group project dataset biocollection person location taxon trait reference tag'.split(' ');
const secrets = new Map<string, string>();
const label = (who: string, scope: readonly string[]): string => `${who} (${scope.join(', ') || 'everything'})`;
const scopes = [['read'], ['contributor'], ['dataset/fenced', 'open'], ['owner', 'open']];
const people = ['sara', 'max', 'reg'];
const sets = [
  ...tokens.map(({ who, scope }) => ({ who, scope })),
  ...people.flatMap((who) => scopes.map((scope) => ({ who, scope }))),
  { who: 'sara', scope: ['owner'] },
  { who: 'reg', scope: ['biocollection/MUSEUM'] },
  { who: 'olga', scope: ['project/carded'] },
];

const lab = await Lab.open(async (bench) => {
  await bench.must('project', 'create', 'carded', '--discoverable');
  for (const { who, scope } of sets) {
    const wishes = scope.flatMap((word) => ['--scope', word]);
    const ran = await bench.run(['user', 'token', 'create', who, ...wishes, '--json'], { as: 'sara' });
    secrets.set(label(who, scope), (ran.json() as { token: string }).token);
  }
});
const secretOf = (who: string, scope: readonly string[]): string => secrets.get(label(who, scope)) ?? 'none';

const bearing =
  (secret: string) =>
  (argv: readonly string[]): Promise<Ran> =>
    lab.bench.run(argv, { as: null, env: { VASCULUM_TOKEN: secret } });

function deed(action: string, object: string): string[] | undefined {
  const [kind = '', name = ''] = object.split('/');
  const low = kind === 'group' ? 'member' : 'viewer';
  const inside = name === 'carl-own' ? 'carl-2' : `${name}-1`;
  const deeds: Record<string, string[] | undefined> = {
    read: [kind, 'show', name],
    members: [kind, 'members', name],
    insert: kind === 'dataset' ? ['individual', 'create', 'Brandnew', ...placed(name)] : undefined,
    edit: kind === 'dataset' && name !== 'near' ? ['individual', 'edit', inside, '--notes', 'again'] : undefined,
    delete: kind === 'dataset' ? ['individual', 'delete', inside, '--yes'] : undefined,
    share: [kind, 'grant', name, 'nora', '--role', low],
    govern: [kind, 'grant', name, 'nora', '--role', 'manager'],
    configure: [kind, 'edit', name, '--description', 'x'],
    remove: [kind, 'delete', name, '--yes', ...(kind === 'dataset' ? ['--cascade'] : [])],
  };
  return deeds[action];
}

const asked: Readonly<Record<string, number>> = { y: 0, u: 0, f: 4, h: 3 };
const ended: Readonly<Record<string, number>> = { y: 0, u: 6, f: 4, h: 3 };

for (const { who, scope, table, create, taxon } of tokens)
  describe(`the token of ${label(who, scope)}`, () => {
    const run = bearing(secretOf(who, scope));

    test('answers check as by hand', async () => {
      const told: string[] = [];
      const wanted: string[] = [];
      const ask = async (action: string, object: string, letter: string): Promise<void> => {
        for (const me of ['me', who]) {
          told.push(`${me} ${action} ${object}: ${(await run(['access', 'check', me, action, object])).code}`);
          wanted.push(`${me} ${action} ${object}: ${asked[letter]}`);
        }
      };
      for (const [object, letters] of Object.entries(table))
        for (const [at, letter] of letters.split(' ').entries()) await ask(actions[at] ?? '', object, letter);
      for (const kind of kinds) await ask('create', kind, create.split(' ').includes(kind) ? 'y' : 'f');
      for (const [at, letter] of taxon.split(' ').entries())
        await ask(['read', 'edit', 'delete'][at] ?? '', 'taxon/Aptenodytes', letter);
      expect(told).toEqual(wanted);
    });

    test('lists what it reads, and explains the same', async () => {
      const told: string[] = [];
      const wanted: string[] = [];
      for (const [object, letters] of Object.entries(table)) {
        const [kind = '', name = ''] = object.split('/');
        const listed = (await run([kind, 'list', '--json'])).json() as { name: string }[];
        told.push(`${object} listed: ${listed.some((row) => row.name === name)}`);
        wanted.push(`${object} listed: ${letters.startsWith('y')}`);
        const what = (await run(['access', 'what', 'me', '--json'])).json() as { object: string }[];
        told.push(`${object} in what: ${what.some((row) => row.object === object)}`);
        wanted.push(`${object} in what: ${letters.startsWith('y')}`);
        for (const [at, letter] of letters.split(' ').entries()) {
          if (letter === 'h') continue;
          const ran = await run(['access', 'explain', 'me', actions[at] ?? '', object, '--json']);
          told.push(`${actions[at]} ${object}: ${(ran.json() as { allowed: boolean }).allowed}`);
          wanted.push(`${actions[at]} ${object}: ${letter !== 'f'}`);
        }
      }
      expect(told).toEqual(wanted);
    });

    test('does what it allows, and nothing else', async () => {
      const told: string[] = [];
      const wanted: string[] = [];
      lab.restore();
      for (const [object, letters] of Object.entries(table))
        for (const [at, letter] of letters.split(' ').entries()) {
          const action = actions[at] ?? '';
          const argv = deed(action, object);
          if (argv === undefined) continue;
          const ran = await run(argv);
          const changed = lab.changed();
          if (changed) lab.restore();
          const does = letter === 'y' && !['read', 'members'].includes(action);
          told.push(`${argv.join(' ')}: ${ran.code}${changed ? ', changed' : ''}`);
          wanted.push(`${argv.join(' ')}: ${ended[letter]}${does ? ', changed' : ''}`);
        }
      expect(told).toEqual(wanted);
    });
  });

describe('a token with a scope', () => {
  test.each(people.flatMap((who) => scopes.map((scope) => [label(who, scope), who, scope] as const)))(
    'never widens: that of %s allows nothing that the truth table does not',
    async (_label, who, scope) => {
      const run = bearing(secretOf(who, scope));
      const wider: string[] = [];
      let allowed = 0;
      for (const [action, object, letter] of cases
        .filter(
          (one) => one.who === who && /^(dataset|project|group|individual|taxon|person|voucher)\b/.test(one.object),
        )
        .map((one) => [one.action, lab.ref(one.object), one.allowed] as const)) {
        const { code } = await run(['access', 'check', 'me', action, object]);
        if (code === 0) allowed += 1;
        if (code === 0 && letter !== 'yes') wider.push(`${action} ${object}`);
      }
      expect(wider).toEqual([]);
      expect(allowed).toBeGreaterThan(5);
    },
  );

  const affairs: readonly (readonly string[])[] = [
    ['user', 'edit', 'me', '--name', 'X'],
    ['user', 'token', 'create', 'me'],
    ['user', 'token', 'create', 'me', '--scope', 'read'],
    ['user', 'token', 'revoke', '1'],
    ['user', 'create', 'zoe', '--email', 'zoe@lab.org'],
    ['user', 'register', 'zoe', '--email', 'zoe@lab.org'],
    ['user', 'level', 'olga', 'superadmin'],
    ['user', 'delete', 'nora', '--yes'],
    ['config', 'set', 'registration', 'closed'],
    ['config', 'set', 'auth', 'token'],
    ['request', 'create', 'dataset/wide', '--kind', 'data'],
    ['biocollection', 'unmanage', 'MUSEUM'],
    ['taxon', 'merge', 'Aptenodytes', '--into', 'Pygoscelis', '--yes'],
    ['group', 'create', 'novel'],
    ['project', 'create', 'novel'],
    ['dataset', 'create', 'novel'],
    ['migrate'],
  ];

  test('manages neither users nor settings nor its user’s own affairs, though the user may', async () => {
    const free = secretOf('sara', []);
    for (const scope of [['read'], ['owner'], ['dataset/fenced']]) {
      const run = bearing(secretOf('sara', scope));
      lab.restore();
      for (const argv of affairs) {
        const ran = await run(argv);
        // Tokens outside its containers are none that it sees.
        const code = argv[2] === 'revoke' && scope[0] === 'dataset/fenced' ? 3 : 4;
        expect(`${argv.join(' ')}: ${ran.code} ${ran.out}`).toBe(`${argv.join(' ')}: ${code} `);
        expect(lab.changed()).toBe(false);
      }
    }
    const refused = affairs
      .filter((argv) => argv[0] !== 'migrate')
      .map(async (argv) => {
        const ran = await bearing(free)([...argv, '--dry-run']);
        return `${argv.join(' ')}: ${ran.code}`;
      });
    expect((await Promise.all(refused)).filter((line) => line.endsWith(': 4'))).toEqual([]);
  });

  test('registers nobody, and does not say that registration were closed', async () => {
    const run = bearing(secretOf('sara', ['read']));
    lab.restore();
    const ran = await run(['user', 'register', 'zoe', '--email', 'zoe@lab.org']);
    expect(ran).toMatchObject({
      code: 4,
      err: 'error: you may not register users\nhint: Your token does not allow it; sara may.\n',
    });
  });

  test('shows the members of a biocollection and the card of a project only where it names them', async () => {
    const shown = async (who: string, scope: string[]): Promise<number[]> => {
      const run = bearing(secretOf(who, scope));
      return [
        (await run(['biocollection', 'members', 'MUSEUM'])).code,
        (await run(['project', 'show', 'carded'])).code,
        ((await run(['project', 'list', '--discoverable', '--json'])).json() as unknown[]).length,
      ];
    };
    expect(await shown('reg', ['biocollection/MUSEUM'])).toEqual([0, 3, 0]);
    expect(await shown('olga', ['project/carded'])).toEqual([4, 0, 1]);
    expect(await shown('sara', ['dataset/fenced'])).toEqual([4, 3, 0]);
    expect(await shown('reg', ['read'])).toEqual([0, 0, 2]);
  });

  test('asks about others only where it lets its user share, a superadmin too', async () => {
    const ask = async (scope: string[], ...argv: string[]) => (await bearing(secretOf('sara', scope))(argv)).code;
    expect(await ask(['read'], 'access', 'check', 'vera', 'read', 'dataset/fenced')).toBe(3);
    expect(await ask(['read'], 'access', 'who', 'dataset/fenced')).toBe(4);
    expect(await ask(['read'], 'access', 'diff', '--since', '1')).toBe(4);
    expect(await ask(['dataset/fenced'], 'access', 'check', 'vera', 'read', 'dataset/fenced')).toBe(0);
    expect(await ask(['dataset/fenced'], 'access', 'check', 'vera', 'read', 'dataset/wide')).toBe(3);
    expect(await ask([], 'access', 'check', 'vera', 'read', 'dataset/wide')).toBe(0);
  });

  // girth is measured in datasets that are neither in fenced nor all ana’s.
  test('opens a frozen trait to a superadmin as the scope open says, whatever containers it is for', async () => {
    const edit = ['trait', 'edit', 'girth', '--unit', 'cm', '--dry-run'];
    expect((await bearing(secretOf('sara', ['dataset/fenced', 'open']))(edit)).code).toBe(0);
    expect((await bearing(secretOf('sara', ['dataset/fenced']))(edit)).code).toBe(4);
    expect((await bearing(secretOf('max', ['dataset/fenced', 'open']))(edit)).code).toBe(4);
  });

  test('makes no owners where it allows less, or does not reach', async () => {
    const own = ['dataset', 'grant', 'fenced', 'nora', '--role', 'owner'];
    lab.restore();
    expect((await bearing(secretOf('gwen', ['manager']))(own)).code).toBe(4);
    expect((await bearing(secretOf('gwen', ['project/host']))(own)).code).toBe(3);
    expect((await bearing(secretOf('ana', ['dataset/fenced']))([...own, '--dry-run'])).code).toBe(0);
    expect(lab.changed()).toBe(false);
  });

  test('names no container outside of those it names, whatever is asked', async () => {
    const run = bearing(secretOf('sara', ['dataset/fenced']));
    const questions = [
      ['dataset', 'list'],
      ['project', 'list'],
      ['individual', 'list'],
      ['measurement', 'list'],
      ['export', 'individuals'],
      ['export', 'members'],
      ['access', 'matrix'],
      ['access', 'matrix', '--all'],
      ['access', 'what', 'me'],
      ['access', 'who', 'dataset/fenced'],
      ['access', 'diff', '--since', '1'],
      ['access', 'explain', 'me', 'delete', 'dataset/fenced'],
      ['audit', 'log'],
      ['job', 'list'],
      ['user', 'list'],
      ['user', 'show', 'me'],
      ['user', 'token', 'list'],
      ['request', 'list'],
      ['invitation', 'list'],
      ['inbox'],
      ['status'],
      ['whoami', '--explain'],
    ];
    for (const argv of questions) {
      const ran = await run(argv);
      expect(ran.out + ran.err, `vasculum ${argv.join(' ')}`).not.toMatch(
        /carl-own|house|yard|kept-1|neuro|closed|secret|plot-1/,
      );
    }
    for (const argv of [
      ['audit', 'verify'],
      ['audit', 'head'],
    ])
      expect((await run(argv)).code).toBe(4);
  });

  test('says itself that it is the token, where its user may', async () => {
    const run = bearing(secretOf('max', ['read']));
    const refused = await run(['dataset', 'grant', 'fenced', 'nora', '--role', 'viewer']);
    expect(refused.err).toContain('Your token does not allow it; max may.');
    const never = await run(['dataset', 'edit', 'fenced', '--description', 'x']);
    expect(never.err).not.toContain('token');
    expect(never.err).toContain('owner');
    const explained = await run(['access', 'explain', 'me', 'share', 'dataset/fenced', '--json']);
    expect(explained.json()).toMatchObject({
      allowed: false,
      paths: [{ role: 'viewer', via: 'direct' }],
      remedies: [],
      notes: [expect.stringContaining('vasculum user token create max') as string],
    });
    const who = (await run(['access', 'what', 'me', '--json'])).json() as { object: string; role: string }[];
    expect(new Set(who.map(({ role }) => role))).toEqual(new Set(['viewer', 'member']));
  });

  test('holds back its own user alone in what is asked about others', async () => {
    const run = bearing(secretOf('gwen', ['manager']));
    const rows = (await run(['access', 'who', 'dataset/fenced', '--json'])).json() as { user: string; role: string }[];
    const roles = new Map(rows.map(({ user, role }) => [user, role]));
    expect([roles.get('gwen'), roles.get('ana'), roles.get('carl')]).toEqual(['manager', 'owner', 'contributor']);
    expect((await run(['access', 'check', 'ana', 'remove', 'dataset/fenced'])).code).toBe(0);
    expect((await run(['access', 'check', 'me', 'remove', 'dataset/fenced'])).code).toBe(4);
  });
});

test('every token of the table has a row for each action', () => {
  const rows = tokens.flatMap(({ table }) => Object.values(table));
  expect(rows.every((row) => row.split(' ').length === actions.length)).toBe(true);
  expect(grouped(tokens, ({ who }) => who).size).toBeGreaterThan(4);
});
