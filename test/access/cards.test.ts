import { beforeEach, describe, expect, test } from 'vitest';
import { contents } from '../helpers/dump.ts';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';

let bench: Bench;
beforeEach(async () => {
  bench = (await world()).as('ana');
});

const as = (login: string | null, ...argv: string[]) => bench.run(argv, { as: login });
const json = async (login: string | null, ...argv: string[]) => (await as(login, ...argv, '--json')).json();

describe('a discoverable container', () => {
  beforeEach(async () => {
    await bench.must('project', 'edit', 'wetlands', '--discoverable', '--description', 'Plots in the wetlands');
    await bench.must('dataset', 'edit', 'plot-1', '--discoverable', '--title', 'Plot one');
  });

  test('shows registered users its card: name, title, description, direct owners, and nothing else', async () => {
    const card = {
      name: 'wetlands',
      title: 'Wetland plots',
      description: 'Plots in the wetlands',
      owners: ['ana'],
    };
    await bench.must('project', 'grant', 'wetlands', 'group/neuro', '--role', 'owner');
    for (const login of ['olga', 'reg']) {
      expect(await json(login, 'project', 'show', 'wetlands')).toEqual(card);
      expect(await json(login, 'project', 'list', '--discoverable')).toEqual([card]);
    }
    // It has a project, and that does not show.
    expect(await json('olga', 'dataset', 'show', 'plot-1')).toEqual({
      name: 'plot-1',
      title: 'Plot one',
      description: null,
      owners: ['ana'],
    });
    expect((await as('olga', 'project', 'show', 'wetlands')).err).toBe(
      'this is its card, and all that you can see; to ask for more: vasculum request create project/wetlands --kind access\n',
    );
    expect((await as('olga', 'project', 'list', '--discoverable', '-o', 'name')).out).toBe('project/wetlands\n');
  });

  test('shows anonymous no card', async () => {
    expect(await json(null, 'project', 'list', '--discoverable')).toEqual([]);
    const [there, absent] = [
      await as(null, 'project', 'show', 'wetlands'),
      await as(null, 'project', 'show', 'qqqqqqqq'),
    ];
    expect(there.code).toBe(3);
    expect(there.err.replaceAll('wetlands', 'qqqqqqqq')).toBe(absent.err);
    // Nor of what they can read.
    await bench.must('dataset', 'edit', 'open', '--discoverable');
    expect(await json(null, 'dataset', 'list', '--discoverable')).toEqual([]);
    expect(await json('olga', 'dataset', 'list', '--discoverable')).toMatchObject([
      { name: 'open' },
      { name: 'plot-1' },
    ]);
  });

  test('names no owner who is disabled', async () => {
    await bench.must('project', 'grant', 'wetlands', 'carl', '--role', 'owner');
    expect(await json('olga', 'project', 'show', 'wetlands')).toMatchObject({ owners: ['ana', 'carl'] });
    expect((await as('sara', 'user', 'disable', 'carl')).code).toBe(0);
    expect(await json('olga', 'project', 'show', 'wetlands')).toMatchObject({ owners: ['ana'] });
  });

  test('is shown whole to those who read it', async () => {
    expect(await json('vera', 'dataset', 'show', 'plot-1')).toMatchObject({
      discoverable: true,
      privacy: 'authorized',
    });
    expect(await json('ana', 'project', 'show', 'wetlands')).toMatchObject({ discoverable: true });
    expect(await json('ana', 'project', 'list')).toMatchObject([{ discoverable: false }, { discoverable: true }]);
  });

  test.each([
    ['dataset', 'members', 'plot-1'],
    ['dataset', 'edit', 'plot-1', '--description', 'x'],
    ['dataset', 'edit', 'plot-1', '--no-discoverable'],
    ['dataset', 'delete', 'plot-1', '--yes'],
    ['dataset', 'grant', 'plot-1', 'olga', '--role', 'viewer'],
    ['dataset', 'revoke', 'plot-1', 'max'],
    ['dataset', 'leave', 'plot-1'],
    ['dataset', 'cite', 'plot-1'],
    ['dataset', 'check', 'plot-1'],
    ['dataset', 'create', 'mine', '--project', 'plot-1'],
    ['individual', 'create', 'X1', '--dataset', 'plot-1', '--date', '2007'],
    ['access', 'check', 'me', 'read', 'dataset/plot-1'],
    ['access', 'explain', 'me', 'read', 'dataset/plot-1'],
    ['access', 'who', 'dataset/plot-1'],
    ['request', 'create', 'dataset/plot-1', '--kind', 'data'],
    ['request', 'create', 'dataset/plot-1', '--kind', 'sample'],
    ['request', 'create', 'dataset/plot-1', '--kind', 'change'],
    ['request', 'create', 'dataset/plot-1', '--kind', 'join'],
    ['audit', 'log', '--object', 'dataset/plot-1'],
    ['export', 'measurements', '--dataset', 'plot-1'],
    ['import', 'measurements', 'rows.csv', '--dataset', 'plot-1'],
  ])('is not there for %s %s', async (...argv) => {
    bench.write('rows.csv', 'trait,value\nmass,1\n');
    const before = contents(bench.db);
    const [there, absent] = [
      await as('olga', ...argv),
      await as('olga', ...argv.map((word) => word.replace('plot-1', 'qqqqq1'))),
    ];
    expect(there).toMatchObject({ code: 3, out: '' });
    expect(there.err.replaceAll('plot-1', 'qqqqq1')).toBe(absent.err);
    expect(contents(bench.db)).toEqual(before);
  });

  test('is in no list, count or suggestion beside the cards', async () => {
    expect(await json('olga', 'project', 'list')).toEqual([expect.objectContaining({ name: 'olga-workspace' })]);
    expect(await json('olga', 'status')).toMatchObject({ counts: { projects: 1 } });
    expect((await as('olga', 'access', 'what', 'olga')).out).not.toContain('wetlands');
    expect((await as('olga', 'project', 'show', 'wetland')).err).not.toContain('wetlands');
    expect((await as('olga', 'project', 'create', 'wetlands')).err).toContain('this project name cannot be used');
  });

  test('is asked for access by its card, and its owners decide', async () => {
    expect(
      await json('olga', 'request', 'create', 'project/wetlands', '--kind', 'access', '--role', 'collaborator'),
    ).toMatchObject({ result: 'created', object: 'project/wetlands', role: 'collaborator', state: 'pending' });
    expect(await json('olga', 'request', 'list')).toMatchObject([{ object: 'project/wetlands' }]);
    expect(await json('ana', 'inbox')).toMatchObject([{ object: 'project/wetlands', from: 'olga' }]);
    expect((await as('olga', 'request', 'approve', '1')).code).toBe(4);
    await bench.must('request', 'approve', '1');
    expect((await as('olga', 'access', 'check', 'me', 'insert', 'project/wetlands')).code).toBe(0);
    expect(await json('olga', 'request', 'show', '1')).toMatchObject({ decided_by: 'ana' });
    // A registered user can ask for what the level can hold.
    expect((await as('reg', 'request', 'create', 'project/wetlands', '--kind', 'access')).code).toBe(0);
    expect((await as(null, 'request', 'create', 'project/wetlands', '--kind', 'access')).code).toBe(3);
  });

  test('whose members are not known to who asked does not say who refused', async () => {
    await as('olga', 'request', 'create', 'project/wetlands', '--kind', 'access');
    expect((await as('max', 'request', 'deny', '1')).code).toBe(0);
    expect(await json('olga', 'request', 'show', '1')).toMatchObject({ state: 'declined', decided_by: 'withheld' });
    expect(await json('ana', 'request', 'show', '1')).toMatchObject({ decided_by: 'max' });
    await as('olga', 'request', 'create', 'project/wetlands', '--kind', 'access');
    await as('olga', 'request', 'cancel', '2');
    expect(await json('olga', 'request', 'show', '2')).toMatchObject({ decided_by: 'olga' });
  });

  test('is gone from sight when its owners take that back, from requests too', async () => {
    await as('olga', 'request', 'create', 'project/wetlands', '--kind', 'access');
    await bench.must('project', 'edit', 'wetlands', '--no-discoverable');
    expect((await as('olga', 'project', 'show', 'wetlands')).code).toBe(3);
    expect(await json('olga', 'project', 'list', '--discoverable')).toEqual([]);
    expect(await json('olga', 'request', 'list')).toMatchObject([{ object: 'withheld', state: 'pending' }]);
  });
});

describe('--discoverable', () => {
  test('is set by owners alone, and not in a dry run', async () => {
    const before = contents(bench.db);
    for (const login of ['max', 'carl', 'vera'])
      expect((await as(login, 'dataset', 'edit', 'plot-1', '--discoverable')).code).toBe(4);
    expect((await as('ana', 'dataset', 'edit', 'plot-1', '--discoverable', '--dry-run')).code).toBe(0);
    expect(contents(bench.db)).toEqual(before);
    expect(await json('ana', 'dataset', 'edit', 'plot-1', '--discoverable')).toMatchObject({ result: 'updated' });
    expect(await json('ana', 'dataset', 'edit', 'plot-1', '--discoverable')).toMatchObject({ result: 'unchanged' });
    expect(await json('ana', 'dataset', 'edit', 'plot-1', '--unset', 'discoverable')).toMatchObject({
      result: 'updated',
      discoverable: false,
    });
    const log = (await json('sara', 'audit', 'log', '--object', 'dataset/plot-1')) as unknown[];
    expect(log.slice(0, 2)).toMatchObject([{ after: { discoverable: 0 } }, { after: { discoverable: 1 } }]);
  });

  test('is an option of create', async () => {
    expect(await json('ana', 'project', 'create', 'fen', '--discoverable')).toMatchObject({ discoverable: true });
    expect(await json('ana', 'project', 'create', 'fen', '--discoverable')).toMatchObject({ result: 'unchanged' });
    const other = await as('ana', 'project', 'create', 'fen', '--no-discoverable');
    expect(other.code).toBe(6);
    expect(other.err).toContain('discoverable');
    expect(await json('olga', 'project', 'list', '--discoverable')).toMatchObject([{ name: 'fen' }]);
  });

  test.each([
    ['group', 'edit', 'neuro', '--discoverable'],
    ['group', 'list', '--discoverable'],
    ['biocollection', 'list', '--discoverable'],
    ['project', 'edit', 'wetlands', '--discoverable=yes'],
  ])('means nothing in %s %s', async (...argv) => {
    expect(await as('ana', ...argv)).toMatchObject({ code: 2, out: '' });
  });
});
