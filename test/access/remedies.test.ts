import BetterSqlite3 from 'better-sqlite3';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { argvOf } from '../house/argv.ts';
import { dump, numberOf } from '../helpers/dump.ts';

let bench: Bench;
beforeEach(async () => {
  bench = (await world()).as('ana');
});

interface Deed {
  command: string;
  by: string;
}
interface Explained {
  allowed: boolean;
  remedies: (Deed & { next: Deed[] })[];
  notes: string[];
}
const explain = async (question: string, as = 'ana'): Promise<Explained> => {
  const ran = await bench.run(['access', 'explain', ...argvOf(question), '--json'], { as });
  expect({ question, code: ran.code, err: ran.err }).toMatchObject({ question, code: 0 });
  return ran.json() as Explained;
};
/** Each remedy as its commands, with who may run them. */
const remedies = async (question: string, as = 'ana'): Promise<string[]> => {
  const { allowed, remedies: found } = await explain(question, as);
  expect(allowed).toBe(false);
  return found.map(({ next, ...first }) =>
    [first, ...next].map(({ command, by }) => `${command.replace('vasculum ', '')} (${by})`).join(' + '),
  );
};

describe('what would let somebody change what is open to all', () => {
  const paths = async (question: string) =>
    ((await explain(question, 'sara')) as unknown as { paths: { via: string; container: string }[] }).paths;
  const way = async (question: string) => (await paths(question)).map(({ via, container }) => `${via} ${container}`);

  test('is to own each dataset in which a trait is used', async () => {
    // mass is measured in plot-1, secret and open, all of them ana's.
    expect(await remedies('olga edit trait/mass', 'sara')).toEqual([
      'dataset grant plot-1 olga --role owner (ana) + dataset grant open olga --role owner (ana) + dataset grant secret olga --role owner (ana)',
    ]);
    expect(await remedies('reg edit trait/mass', 'sara')).toEqual([
      'user level reg full (a superadmin) + dataset grant plot-1 reg --role owner (ana) + dataset grant open reg --role owner (ana) + dataset grant secret reg --role owner (ana)',
    ]);
    // max does not see one of them.
    expect(await remedies('me edit trait/mass', 'max')).toEqual(['user level max superadmin (a superadmin)']);
    for (const name of ['plot-1', 'secret', 'open']) {
      expect((await bench.run(['access', 'check', 'olga', 'edit', 'trait/mass'], { as: 'sara' })).code).toBe(4);
      await bench.must('dataset', 'grant', name, 'olga', '--role', 'owner');
    }
    expect(await way('olga edit trait/mass')).toEqual([
      'direct dataset/plot-1',
      'direct dataset/open',
      'direct dataset/secret',
    ]);
    expect(await way('sara edit trait/mass')).toEqual(['level superadmin trait/mass']);
    expect(await way('olga edit trait/eggs')).toEqual(['level full, while nothing uses it trait/eggs']);
    const who = (await bench.run(['access', 'who', 'trait/mass', 'edit', '--json'], { as: 'sara' })).json();
    expect(who).toEqual([
      { user: 'ana', role: 'none', via: 'owner of every dataset that uses it', until: null },
      { user: 'olga', role: 'none', via: 'owner of every dataset that uses it', until: null },
      { user: 'sara', role: 'none', via: 'level superadmin', until: null },
    ]);
  });

  test('is to be linked to the person', async () => {
    expect(await remedies("olga edit 'person/SILVA A'", 'sara')).toEqual([
      "user edit olga --person 'SILVA A' (a superadmin)",
    ]);
    expect(await way("ana edit 'person/SILVA A'")).toEqual([
      'they made it, and it is nobody’s own person person/SILVA A',
    ]);
    await bench.run(['user', 'edit', 'reg', '--person', 'SILVA A'], { as: 'sara' });
    expect(await way("reg edit 'person/SILVA A'")).toEqual(['it is their own person person/SILVA A']);
    // It is somebody's already.
    expect(await remedies("olga edit 'person/SILVA A'", 'sara')).toEqual(['user level olga superadmin (a superadmin)']);
    // Nobody is asked to give up their own.
    await bench.run(['user', 'edit', 'olga', '--person', 'LIMA B'], { as: 'sara' });
    await bench.must('person', 'create', 'Third Person', '--abbreviation', 'PERSON T');
    expect(await remedies("olga edit 'person/PERSON T'", 'sara')).toEqual([
      'user level olga superadmin (a superadmin)',
    ]);
  });

  test('and the only measurer is told so', async () => {
    await bench.run(['user', 'edit', 'col', '--person', 'LIMA B'], { as: 'sara' });
    await bench.run(
      [
        ...'measurement create --trait eggs --individual P1 --dataset plot-1 --date 2008 --value 2'.split(' '),
        '--person',
        'LIMA B',
      ],
      { as: 'col' },
    );
    expect(await way('col edit trait/eggs')).toEqual(['every measurement with it is by their person trait/eggs']);
  });
});

describe('what would let somebody into a dataset', () => {
  test('is a role in it, in a group that has one, or in the project through which its members come in', async () => {
    expect(await remedies('olga read dataset/shared')).toEqual([
      'dataset grant shared olga --role viewer (ana, max)',
      'group grant neuro olga --role member (ana)',
      'project grant wetlands olga --role viewer (ana, max)',
    ]);
    expect(await remedies('olga share dataset/shared')).toEqual([
      'dataset grant shared olga --role manager (ana)',
      'project grant wetlands olga --role manager (ana)',
    ]);
  });

  test('is the least role that is enough, beyond the one that is there', async () => {
    expect(await remedies('vera delete dataset/plot-1')).toEqual([
      'dataset grant plot-1 vera --role contributor (ana, max)',
    ]);
    expect(await remedies('max configure dataset/plot-1')).toEqual(['dataset grant plot-1 max --role owner (ana)']);
    await bench.must('dataset', 'grant', 'plot-1', 'olga', '--role', 'manager', '--until', '2089-12-31');
    const later = { now: '2090-01-01T00:00:00.000Z' };
    const ended = await bench.run(['access', 'explain', 'olga', 'edit', 'dataset/plot-1', '--json'], later);
    expect((ended.json() as Explained).remedies).toMatchObject([
      { command: 'vasculum dataset grant plot-1 olga --role collaborator', by: 'ana, max' },
    ]);
  });

  test('is its privacy, by its owner, where that takes nothing from anybody', async () => {
    expect(await remedies('greta insert dataset/plot-1')).toEqual([
      'dataset grant plot-1 greta --role collaborator (ana, max)',
      'dataset edit plot-1 --privacy project (ana)',
    ]);
    expect(await remedies('anonymous read dataset/lab-only')).toEqual(['dataset edit lab-only --privacy public (ana)']);
    await bench.must('dataset', 'edit', 'secret', '--title', 'Secret', '--licence', 'CC0-1.0');
    expect(await remedies('reg read dataset/secret')).toEqual([
      'dataset grant secret reg --role viewer (ana)',
      'dataset edit secret --privacy registered (ana)',
    ]);
    expect(await remedies('anonymous read dataset/secret')).toEqual(['dataset edit secret --privacy public (ana)']);
    await bench.must('project', 'edit', 'wetlands', '--licence', 'CC0-1.0');
    await bench.must('dataset', 'edit', 'shared', '--title', 'Shared', '--licence', 'CC0-1.0');
    expect(await remedies('anonymous read dataset/shared')).toEqual([
      'project edit wetlands --privacy public --yes (ana)',
    ]);
  });

  test('says what is missing before it can be opened at all', async () => {
    expect(await explain('anonymous read dataset/secret')).toMatchObject({
      remedies: [],
      notes: [
        'anonymous can only read, and only what is public',
        'dataset/secret needs a title and a licence before others can read it',
      ],
    });
  });

  test('begins with enabling and promoting whoever needs that, each by a superadmin', async () => {
    expect(await remedies('reg insert dataset/plot-1')).toEqual([
      'user level reg full (a superadmin) + dataset grant plot-1 reg --role collaborator (ana, max)',
    ]);
    expect(await remedies('dina edit dataset/plot-1')).toEqual(['user enable dina (a superadmin)']);
    expect(await remedies('dina delete dataset/plot-1')).toEqual([
      'user enable dina (a superadmin) + dataset grant plot-1 dina --role contributor (ana, max)',
    ]);
    expect(await remedies('reg insert dataset/reg-workspace', 'sara')).toEqual(['user level reg full (a superadmin)']);
    await bench.run(['user', 'disable', 'reg'], { as: 'sara' });
    expect(await remedies('reg delete dataset/shared', 'sara')).toEqual([
      'user enable reg (a superadmin) + user level reg full (a superadmin) + dataset grant shared reg --role contributor (ana, max)',
      'user enable reg (a superadmin) + user level reg full (a superadmin) + group grant neuro reg --role member (ana)',
      'user enable reg (a superadmin) + user level reg full (a superadmin) + project grant wetlands reg --role contributor (ana, max)',
    ]);
  });

  test('is more than the role in question where that alone would break an invariant', async () => {
    // Nobody owns the workspace of a registered user; with another member it needs an owner.
    expect(await remedies('olga share dataset/reg-workspace', 'sara')).toEqual([
      'dataset grant reg-workspace olga --role owner (a superadmin)',
    ]);
  });

  test('is written as a shell takes it', async () => {
    await bench.must('dataset', 'create', "Ana's plot", '--description', 'x');
    const [only = ''] = await remedies('olga read "dataset/Ana\'s plot"');
    expect(only).toBe(`dataset grant 'Ana'\\''s plot' olga --role viewer (ana)`);
  });
});

describe('what would let somebody at a record', () => {
  test('is a role in each of the datasets that it takes, or in a group that has one in all of them', async () => {
    await bench.must(
      'measurement',
      'create',
      '--trait',
      'eggs',
      '--individual',
      'S1',
      '--dataset',
      'plot-1',
      '--person',
      'SILVA A',
      '--date',
      '2008',
      '--value',
      '2',
    );
    const ref = `measurement/id:${numberOf(bench.db, 'select max(id) from measurement')}`;
    expect(await remedies(`vera read ${ref}`)).toEqual(['dataset grant secret vera --role viewer (ana)']);
    expect(await remedies(`olga edit ${ref}`)).toEqual([
      'dataset grant plot-1 olga --role collaborator (ana, max) + dataset grant secret olga --role viewer (ana)',
    ]);
    expect(await remedies(`greta read ${ref}`)).toEqual([
      'dataset grant plot-1 greta --role viewer (ana, max) + dataset grant secret greta --role viewer (ana)',
      'dataset edit plot-1 --privacy project (ana) + dataset grant secret greta --role viewer (ana)',
    ]);
    await bench.must('dataset', 'grant', 'plot-1', 'group/neuro', '--role', 'collaborator');
    await bench.must('dataset', 'grant', 'secret', 'group/neuro', '--role', 'viewer');
    expect(await remedies(`olga edit ${ref}`)).toEqual(['group grant neuro olga --role member (ana)']);
  });

  test('is one of its projects to read it, and all of them to delete it', async () => {
    await bench.must('project', 'create', 'meadow');
    await bench.must('subject', 'create', 'R1', '--project', 'wetlands', '--project', 'meadow');
    expect(await remedies('olga read subject/R1')).toEqual([
      'project grant wetlands olga --role viewer (ana, max)',
      'group grant neuro olga --role member (ana)',
      'project grant meadow olga --role viewer (ana)',
    ]);
    expect(await remedies('olga delete subject/R1')).toEqual([
      'project grant wetlands olga --role contributor (ana, max) + project grant meadow olga --role contributor (ana)',
      'group grant neuro olga --role member (ana) + project grant meadow olga --role contributor (ana)',
    ]);
    expect(await remedies('max delete subject/R1')).toEqual(['project grant meadow max --role contributor (ana)']);
    // max does not see the other project.
    expect(await explain('me delete subject/R1', 'max')).toMatchObject({
      remedies: [],
      notes: ['what you may not see decides over it, too'],
    });
    expect((await explain('me delete subject/R1', 'greta')).notes).toEqual([
      'what you may not see decides over it, too',
    ]);
    // Whom what they see would stop, too, is told what they would be told of a subject of that project alone.
    await bench.must('subject', 'create', 'R2', '--project', 'wetlands');
    await bench.must('project', 'grant', 'wetlands', 'vera', '--role', 'viewer');
    const told = async (name: string) => explain(`me delete subject/${name}`, 'vera');
    expect(await told('R1')).toEqual({ ...(await told('R2')), object: 'subject/R1' });
    expect((await told('R1')).remedies).toMatchObject([
      { command: 'vasculum project grant wetlands vera --role contributor', by: 'ana, max' },
    ]);
  });

  test('is a role in the biocollection that decides over it', async () => {
    await bench.must('occurrence', 'create', '--individual', 'P1', '--date-time', '2008-11-11', '--location', 'Dream');
    await bench.must('biocollection', 'create', 'INPA', '--name', 'Amazonia');
    expect(await remedies('vera insert biocollection/INPA')).toEqual([
      'biocollection manage INPA --owner vera (a superadmin)',
    ]);
    expect(await remedies('vera share biocollection/INPA')).toEqual([
      'biocollection grant INPA vera --role owner (ana)',
    ]);
    expect(await remedies('reg insert biocollection/INPA')).toEqual([
      'user level reg full (a superadmin) + biocollection manage INPA --owner reg (a superadmin)',
    ]);
    await bench.must('voucher', 'create', '--individual', 'P1', '--biocollection', 'INPA');
    await bench.run(['biocollection', 'manage', 'INPA', '--owner', 'ana'], { as: 'sara' });
    expect(await remedies('vera insert biocollection/INPA')).toEqual([
      'biocollection grant INPA vera --role collaborator (ana)',
    ]);
    await bench.must('biocollection', 'create', 'NYBG', '--name', 'New York');
    for (const record of ['individual/P1', 'occurrence/id:1']) {
      expect(await remedies(`col edit ${record}`)).toEqual(['biocollection grant INPA col --role collaborator (ana)']);
      expect(await remedies(`olga edit ${record}`)).toEqual([
        'biocollection grant INPA olga --role collaborator (ana) + dataset grant plot-1 olga --role viewer (ana, max)',
      ]);
    }
    // Of two that keep a voucher of it, one is enough.
    await bench.must('voucher', 'create', '--individual', 'P1', '--biocollection', 'NYBG');
    await bench.run(['biocollection', 'manage', 'NYBG', '--owner', 'max'], { as: 'sara' });
    expect(await remedies('olga edit individual/P1')).toEqual([
      'biocollection grant INPA olga --role collaborator (ana) + dataset grant plot-1 olga --role viewer (ana, max)',
      'biocollection grant NYBG olga --role collaborator (ana, max) + dataset grant plot-1 olga --role viewer (ana, max)',
    ]);
  });

  test('is the level where no role would do', async () => {
    expect(await remedies('carl edit "taxon/Pygoscelis adeliae"', 'sara')).toEqual([
      'user level carl superadmin (a superadmin)',
    ]);
    expect(await remedies('reg create project', 'sara')).toEqual(['user level reg full (a superadmin)']);
    expect(await remedies('reg delete location/Dream', 'sara')).toEqual(['user level reg full (a superadmin)']);
    expect(await explain('carl insert group/neuro')).toMatchObject({
      remedies: [],
      notes: ['nobody may insert a group'],
    });
  });
});

describe('who may do it', () => {
  test('is its owner to those who may not see the members', async () => {
    expect(await remedies('me insert dataset/open', 'olga')).toEqual([
      'dataset grant open olga --role collaborator (its owner)',
    ]);
    const nobody = await bench.run(['access', 'explain', 'me', 'insert', 'dataset/open', '--json'], { as: null });
    expect(nobody.json()).toMatchObject({
      remedies: [],
      notes: ['nobody in particular can only read, and only what is public: name a user with --as or VASCULUM_USER'],
    });
  });

  test('and how, names no group whose members the asker may not see, nor its people', async () => {
    await bench.must('group', 'grant', 'neuro', 'olga', '--role', 'manager');
    await bench.must('dataset', 'grant', 'plot-1', 'group/neuro', '--role', 'manager');
    await bench.must('dataset', 'grant', 'plot-1', 'reg', '--role', 'viewer');
    // To ana both the group and who is in it are known, to max neither.
    expect(await remedies('reg read dataset/plot-1').catch(() => ['allowed'])).toEqual(['allowed']);
    await bench.must('dataset', 'revoke', 'plot-1', 'vera');
    expect(await remedies('vera read dataset/plot-1')).toEqual([
      'dataset grant plot-1 vera --role viewer (ana, greta, max, olga)',
      'group grant neuro vera --role member (ana, olga)',
    ]);
    const depends = await bench.run(['access', 'explain', 'vera', 'read', 'dataset/plot-1'], { as: 'max' });
    expect(depends.code).toBe(4);
    await bench.must('dataset', 'grant', 'plot-1', 'group/neuro', '--role', 'viewer', '--lower');
    expect(await remedies('carl share dataset/plot-1', 'max')).toEqual([
      'dataset grant plot-1 carl --role manager (ana)',
    ]);
  });

  test('and how, is the same whoever is in a group whose members the asker may not see', async () => {
    await bench.run(['user', 'create', 'rita', '--email', 'rita@lab.org'], { as: 'sara' });
    await bench.must('group', 'grant', 'neuro', 'reg', '--role', 'member');
    await bench.must('dataset', 'revoke', 'plot-1', 'reg');
    await bench.must('dataset', 'grant', 'plot-1', 'group/neuro', '--role', 'contributor');
    const asked = async (who: string) =>
      (await remedies(`${who} delete dataset/plot-1`, 'max')).map((line) => line.replaceAll(who, 'WHO'));
    expect(await asked('reg')).toEqual([
      'user level WHO full (a superadmin) + dataset grant plot-1 WHO --role contributor (ana, max)',
    ]);
    expect(await asked('rita')).toEqual(await asked('reg'));
    expect(await remedies('reg delete dataset/plot-1')).toEqual(['user level reg full (a superadmin)']);
  });

  test('is nobody in particular where only a superadmin can', async () => {
    await bench.must('group', 'edit', 'neuro', '--privacy', 'registered');
    expect(await remedies('anonymous members group/neuro', 'sara')).toEqual([]);
    expect(await remedies('olga leave group/neuro')).toEqual(['group grant neuro olga --role member (ana)']);
  });
});

describe('asking', () => {
  const questions = [
    'olga read dataset/shared',
    'greta insert dataset/plot-1',
    'reg insert dataset/plot-1',
    'dina delete dataset/plot-1',
    'anonymous read dataset/lab-only',
    'vera insert biocollection/INPA',
  ];

  test('leaves nothing behind, and waits for nobody who is writing', async () => {
    await bench.must('biocollection', 'create', 'INPA', '--name', 'Amazonia');
    const before = dump(bench.db);
    const writer = new BetterSqlite3(bench.db);
    try {
      writer.exec('begin immediate');
      for (const question of questions) expect((await remedies(question, 'sara')).length).toBeGreaterThan(0);
      writer.exec('rollback');
    } finally {
      writer.close();
    }
    expect(dump(bench.db)).toEqual(before);
  });

  test('prints sentences, the remedies last', async () => {
    const ran = await bench.run(['access', 'explain', 'reg', 'insert', 'dataset/plot-1']);
    expect(ran.out.replaceAll(/on \d{4}-\d\d-\d\d/g, 'on DATE')).toBe(
      `reg may not insert dataset/plot-1.
Present roles:
  viewer of dataset/plot-1, directly: reg is viewer of dataset/plot-1, granted by ana on DATE
What would allow it:
  vasculum user level reg full (by a superadmin)
    and then vasculum dataset grant plot-1 reg --role collaborator (by ana, max)
`,
    );
    const none = await bench.run(['access', 'explain', 'anonymous', 'read', 'dataset/secret']);
    expect(none.out).toBe(
      `anonymous may not read dataset/secret.
Present roles: none.
Note: anonymous can only read, and only what is public.
Note: dataset/secret needs a title and a licence before others can read it.
`,
    );
  });
});
