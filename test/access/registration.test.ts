import { beforeEach, describe, expect, test } from 'vitest';
import { contents } from '../helpers/dump.ts';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';

/**
 * biocollection/INPA is managed: ana owner, max collaborator, olga viewer. carl (contributor), col (collaborator) and vera (viewer) of
 * plot-1 offer vouchers of P1 and P2 there; max and ana do not read dataset/hidden, which is carl's, with the individual H1.
 */
let bench: Bench;
beforeEach(async () => {
  bench = (await world()).as('ana');
  await bench.must('biocollection', 'create', 'INPA', '--name', 'The herbarium');
  await bench.run(['biocollection', 'manage', 'INPA', '--owner', 'ana'], { as: 'sara' });
  await bench.must('biocollection', 'grant', 'INPA', 'max', '--role', 'collaborator');
  await bench.must('biocollection', 'grant', 'INPA', 'olga', '--role', 'viewer');
  await bench.run(['dataset', 'create', 'hidden'], { as: 'carl' });
  await bench.run(
    [
      'individual',
      'create',
      'H1',
      '--dataset',
      'hidden',
      '--collector',
      'SILVA A',
      '--date',
      '2008',
      '--location',
      'Dream',
    ],
    { as: 'carl' },
  );
  bench.write('vouchers.csv', 'individual,biocollection_number,biocollection_type\nP1,17,Holotype\nP2,18,\n');
});

const as = (login: string | null, ...argv: string[]) => bench.run(argv, { as: login });
const json = async (login: string, ...argv: string[]) => (await as(login, ...argv, '--json')).json();
async function refused(code: number, login: string | null, ...argv: string[]): Promise<string> {
  const before = contents(bench.db);
  const ran = await as(login, ...argv);
  expect({ argv, login, code: ran.code, out: ran.out }).toEqual({ argv, login, code, out: '' });
  expect(contents(bench.db)).toEqual(before);
  return ran.err;
}
const offer = ['request', 'create', 'biocollection/INPA', '--kind', 'register'];
const ofFile = [...offer, '--file', 'vouchers.csv'];
const kept = async (): Promise<string[]> =>
  ((await json('sara', 'voucher', 'list')) as Record<string, string>[])
    .map((row) => `${row['individual']} ${row['biocollection']} ${row['biocollection_number']} ${row['dataset']}`)
    .toSorted();

describe('a request to register vouchers', () => {
  test('carries the rows of a file, shows them to both sides, and registers them when it is approved', async () => {
    expect(await json('carl', ...ofFile, '--message', 'From May')).toMatchObject({
      result: 'created',
      id: 1,
      object: 'biocollection/INPA',
      kind: 'register',
      role: null,
      vouchers: 2,
      state: 'pending',
    });
    expect(await kept()).toEqual([]);
    const rows = [
      { individual: 'P1', biocollection_number: '17', biocollection_type: 'Holotype' },
      { individual: 'P2', biocollection_number: '18', biocollection_type: '' },
    ];
    for (const login of ['carl', 'max', 'ana'])
      expect(await json(login, 'request', 'show', '1')).toMatchObject({ vouchers: 2, rows, message: 'From May' });
    expect(await json('max', 'inbox')).toMatchObject([
      { kind: 'request', id: 1, object: 'biocollection/INPA', from: 'carl', about: 'register 2 vouchers' },
    ]);
    const approved = await as('max', 'request', 'approve', '1');
    expect(approved.code).toBe(0);
    expect(approved.err).toContain('vouchers registered: 2');
    expect(await kept()).toEqual(['P1 INPA 17 plot-1', 'P2 INPA 18 plot-1']);
    expect(await json('carl', 'voucher', 'list')).toMatchObject([
      { biocollection_type: 'Holotype' },
      { biocollection_type: 'Not a type' },
    ]);
    expect(await json('max', 'request', 'approve', '1')).toMatchObject({ result: 'unchanged', decided_by: 'max' });
    expect(await kept()).toHaveLength(2);
    expect(await json('carl', ...ofFile)).toEqual({ result: 'unchanged', object: 'biocollection/INPA' });
    expect(await json('sara', 'audit', 'log', '--actor', 'max')).toMatchObject([
      { object_kind: 'request', after: { state: 'accepted' } },
      { object_kind: 'voucher', after: { request: 1 } },
    ]);
  });

  test('carries one voucher by its fields', async () => {
    expect(await json('col', ...offer, '--individual', 'P1', '--biocollection-number', '9')).toMatchObject({
      vouchers: 1,
    });
    await bench.must('request', 'approve', '1');
    expect(await kept()).toEqual(['P1 INPA 9 plot-1']);
  });

  test('needs the rights of the requester on dataset and individual when it is made', async () => {
    expect(await refused(4, 'vera', ...offer, '--individual', 'P1')).toContain('you may not offer this voucher');
    expect(await refused(5, 'vera', ...ofFile)).toContain('you may not offer this voucher');
    // To read the individual in one dataset and to insert into another is not enough.
    await bench.must('dataset', 'grant', 'open', 'vera', '--role', 'collaborator');
    await refused(4, 'vera', ...offer, '--individual', 'P1', '--dataset', 'open');
    await bench.must('dataset', 'grant', 'plot-1', 'vera', '--role', 'collaborator');
    await bench.must('dataset', 'grant', 'open', 'vera', '--role', 'viewer', '--lower');
    await refused(4, 'vera', ...offer, '--individual', 'P1', '--dataset', 'open');
    expect((await as('vera', ...offer, '--individual', 'P1')).code).toBe(0);
  });

  test('says of what the requester does not see the same as of what is not there', async () => {
    const hidden = await refused(3, 'col', ...offer, '--individual', 'H1');
    expect(hidden).toBe((await refused(3, 'col', ...offer, '--individual', 'Q1')).replaceAll('Q1', 'H1'));
    bench.write('hidden.csv', 'individual,biocollection_number\nH1,1\n');
    bench.write('absent.csv', 'individual,biocollection_number\nQ1,1\n');
    const one = await refused(5, 'col', ...offer, '--file', 'hidden.csv');
    const other = await refused(5, 'col', ...offer, '--file', 'absent.csv');
    expect(one).toBe(other.replaceAll('Q1', 'H1'));
  });

  test('names every row that cannot be offered, and asks nothing', async () => {
    bench.write('bad.csv', 'individual,biocollection_number,biocollection\nP1,1,INPA\nP9,2,\nP2,3,K\nP1,1,INPA\n');
    const err = await refused(5, 'carl', ...offer, '--file', 'bad.csv');
    expect(err).toContain('3 of 4 vouchers cannot be offered');
    for (const line of ['3', '4', '5']) expect(err).toMatch(new RegExp(`line ${line}\\b`));
    expect(await json('carl', 'request', 'list')).toEqual([]);
  });

  test('is for collaborators of the biocollection to decide and to see, and for nobody below', async () => {
    expect((await as('carl', ...ofFile)).code).toBe(0);
    const absent = (login: string) => refused(3, login, 'request', 'approve', '9');
    for (const login of ['olga', 'vera', 'reg'])
      expect(await refused(3, login, 'request', 'approve', '1')).toBe((await absent(login)).replaceAll('9', '1'));
    for (const login of ['olga', 'vera', 'reg']) {
      expect(await json(login, 'request', 'list')).toEqual([]);
      expect(await json(login, 'inbox')).toEqual([]);
    }
    expect(await refused(4, 'carl', 'request', 'approve', '1')).toContain('needs the role collaborator');
    await refused(4, 'carl', 'request', 'deny', '1');
    await refused(4, 'max', 'request', 'cancel', '1');
    expect(await json('carl', 'inbox')).toEqual([]);
    expect((await as('max', 'request', 'deny', '1')).code).toBe(0);
    await refused(6, 'ana', 'request', 'approve', '1');
    expect(await kept()).toEqual([]);
  });

  test('is decided by the role of that moment', async () => {
    expect((await as('carl', ...ofFile)).code).toBe(0);
    await bench.must('biocollection', 'grant', 'INPA', 'max', '--role', 'viewer', '--lower');
    await refused(3, 'max', 'request', 'approve', '1');
    expect((await as('ana', 'request', 'approve', '1')).code).toBe(0);
  });

  test.each([
    ['has lost the role in the dataset', ['dataset', 'grant', 'plot-1', 'carl', '--role', 'viewer', '--lower'], 'ana'],
    ['has lost sight of the dataset', ['dataset', 'revoke', 'plot-1', 'carl'], 'ana'],
    ['finds the individual gone', ['individual', 'edit', 'P2', '--tag', 'P22'], 'ana'],
  ])('registers nothing when the requester %s, and does not say why', async (_what, argv, by) => {
    expect((await as('carl', ...ofFile)).code).toBe(0);
    expect((await as(by, ...argv)).code).toBe(0);
    const err = await refused(6, 'max', 'request', 'approve', '1');
    expect(err).toMatch(/^error: what carl offers can no longer be registered as it stands: rows? [12]( and 2|, 2)?\n/);
    expect(err).not.toContain('plot-1');
    expect(await json('carl', 'request', 'show', '1')).toMatchObject({ state: 'pending' });
    expect((await as('max', 'request', 'deny', '1')).code).toBe(0);
  });

  test('shows the decider nothing of hidden datasets but what was offered', async () => {
    expect((await as('carl', ...offer, '--individual', 'H1', '--biocollection-number', '5')).code).toBe(0);
    const shown = await as('max', 'request', 'show', '1', '--json');
    expect(shown.out).not.toContain('hidden');
    const approved = await as('max', 'request', 'approve', '1', '--json');
    expect(approved.code).toBe(0);
    expect(approved.out + approved.err).not.toContain('hidden');
    expect(await json('max', 'voucher', 'list')).toEqual([]);
    expect(await kept()).toEqual(['H1 INPA 5 hidden']);
    // From now on the biocollection decides over the individual's edits.
    await refused(4, 'carl', 'individual', 'edit', 'H1', '--notes', 'x');
  });

  test('registers in the biocollection as it is called by then', async () => {
    bench.write('named.csv', 'biocollection,individual\nINPA,P1\n');
    expect((await as('carl', ...offer, '--file', 'named.csv')).code).toBe(0);
    await bench.must('biocollection', 'edit', 'INPA', '--acronym', 'INPB');
    await bench.must('request', 'approve', '1');
    expect(await kept()).toEqual(['P1 INPB null plot-1']);
  });

  test('passes over what was registered meanwhile, and refuses what was registered otherwise', async () => {
    expect((await as('carl', ...ofFile)).code).toBe(0);
    const voucher = [
      'voucher',
      'create',
      '--individual',
      'P1',
      '--biocollection',
      'INPA',
      '--biocollection-number',
      '17',
    ];
    await bench.must(...voucher, '--biocollection-type', 'Holotype');
    await bench.must('request', 'approve', '1');
    expect(await kept()).toEqual(['P1 INPA 17 plot-1', 'P2 INPA 18 plot-1']);
    bench.write('more.csv', 'individual,biocollection_number,notes\nP1,19,of mine\n');
    await bench.must('biocollection', 'grant', 'INPA', 'carl', '--role', 'collaborator');
    expect((await as('carl', ...offer, '--file', 'more.csv')).code).toBe(0);
    const other = voucher.with(voucher.length - 1, '19');
    await bench.must(...other, '--notes', 'of ours');
    await refused(6, 'max', 'request', 'approve', '2');
  });

  test('is for a managed biocollection, also when it is decided', async () => {
    await bench.must('biocollection', 'create', 'SHELF', '--name', 'The shelf');
    const shelf = offer.with(2, 'biocollection/SHELF');
    expect(await refused(6, 'carl', ...shelf, '--individual', 'P1')).toContain('is not managed');
    expect(await refused(6, 'carl', ...shelf, '--file', 'absent.csv')).toContain('is not managed');
    expect((await as('carl', ...ofFile)).code).toBe(0);
    expect((await as('sara', 'biocollection', 'unmanage', 'INPA')).code).toBe(0);
    expect(await refused(6, 'ana', 'request', 'approve', '1')).toContain('is not managed');
    expect((await as('ana', 'request', 'deny', '1')).code).toBe(0);
  });

  test('is taken back by the requester, and ends with demotion and off-boarding', async () => {
    expect((await as('carl', ...ofFile)).code).toBe(0);
    expect((await as('col', ...ofFile)).code).toBe(0);
    expect(await json('col', ...ofFile)).toMatchObject({ result: 'unchanged', id: 2 });
    await refused(6, 'col', ...offer, '--individual', 'P1');
    expect((await as('col', 'request', 'cancel', '2')).code).toBe(0);
    expect((await as('col', ...ofFile)).code).toBe(0);
    expect((await as('sara', 'user', 'level', 'carl', 'registered', '--transfer-to', 'ana')).code).toBe(0);
    expect((await as('sara', 'user', 'offboard', 'col', '--yes')).code).toBe(0);
    const states = (await json('ana', 'request', 'list')) as { requester: string; state: string }[];
    expect(states.map(({ requester, state }) => `${requester} ${state}`)).toEqual([
      'col cancelled',
      'col cancelled',
      'carl cancelled',
    ]);
    await refused(6, 'ana', 'request', 'approve', '1');
  });

  test('of somebody who is disabled is not approved', async () => {
    expect((await as('col', ...ofFile)).code).toBe(0);
    expect((await as('sara', 'user', 'disable', 'col')).code).toBe(0);
    expect(await refused(6, 'max', 'request', 'approve', '1')).toContain('col is disabled');
  });

  test('leaves nothing in a dry run, asked or approved', async () => {
    const before = contents(bench.db);
    expect((await as('carl', ...ofFile, '--dry-run')).code).toBe(0);
    expect(contents(bench.db)).toEqual(before);
    expect((await as('carl', ...ofFile)).code).toBe(0);
    const asked = contents(bench.db);
    expect((await as('max', 'request', 'approve', '1', '--dry-run')).code).toBe(0);
    expect(contents(bench.db)).toEqual(asked);
  });

  test.each([
    [[...offer], 'carl', 2],
    [[...ofFile, '--individual', 'P1'], 'carl', 2],
    [['request', 'create', 'dataset/open', '--kind', 'data', '--individual', 'P1'], 'carl', 2],
    [['request', 'create', 'dataset/open', '--kind', 'data', '--file', 'vouchers.csv'], 'carl', 2],
    [['request', 'create', 'dataset/open', '--kind', 'register', '--individual', 'P1'], 'carl', 5],
    [['request', 'create', 'biocollection/INPA', '--kind', 'data'], 'carl', 5],
    [[...offer, '--file', 'nothing.csv'], 'carl', 3],
    [[...offer, '--role', 'viewer', '--individual', 'P1'], 'carl', 5],
    [[...offer, '--individual', 'P1'], null, 3],
    [[...offer, '--individual', 'O1'], null, 4],
    [[...offer, '--file', 'nothing.csv'], null, 4],
    [[...offer, '--individual', 'P1', '--biocollection-type', 'Favourite'], 'carl', 5],
    [['request', 'create', 'biocollection/QQQ', '--kind', 'register', '--individual', 'P1'], 'carl', 3],
  ] as const)('%j by %s ends with %i', async (argv, login, code) => {
    expect(await refused(code, login, ...argv)).toContain('error');
  });

  test('with an empty file, or too many rows, is refused', async () => {
    bench.write('empty.csv', 'individual\n');
    expect(await refused(5, 'carl', ...offer, '--file', 'empty.csv')).toContain('no vouchers');
    bench.write('many.csv', `individual,biocollection_number\n${'P1,1\n'.repeat(10_001)}`);
    expect(await refused(5, 'carl', ...offer, '--file', 'many.csv')).toContain('10000 vouchers at most');
    bench.write('odd.csv', 'individual,colour\nP1,red\n');
    expect(await refused(5, 'carl', ...offer, '--file', 'odd.csv')).toContain('colour');
  });
});
