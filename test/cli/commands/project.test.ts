import { describe, expect, test } from 'vitest';
import { world } from '../../helpers/world.ts';
import { argvOf } from '../../house/argv.ts';

const iso = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
const shown = (name: string, changes: Record<string, unknown> = {}) => ({
  id: expect.any(Number) as number,
  name,
  title: null,
  description: null,
  privacy: 'authorized',
  licence: null,
  discoverable: false,
  authors: [],
  created_at: iso,
  updated_at: iso,
  ...changes,
});

describe('project create, show, list and edit', () => {
  test('print the project with its authors in order', async () => {
    const bench = await world();
    const line =
      "project create marsh --title Marsh --licence cc-by-4.0 --privacy public --author 'LIMA B' --author 'SILVA A' --json";
    const made = shown('marsh', {
      title: 'Marsh',
      licence: 'CC-BY-4.0',
      privacy: 'public',
      authors: ['LIMA B', 'SILVA A'],
      publications: null,
      tags: [],
    });
    expect((await bench.run(argvOf(line))).json()).toEqual({ ...made, result: 'created' });
    expect((await bench.run(argvOf(line))).json()).toMatchObject({ result: 'unchanged' });
    expect((await bench.run(argvOf('project show marsh --json'))).json()).toEqual(made);
    expect((await bench.run(argvOf('project show project/marsh --json'), { as: null })).json()).toEqual(made);
    const listed = await bench.run(argvOf('project list --json --filter name=marsh'));
    expect(listed.json()).toEqual([made]);
    const edited = await bench.run(argvOf("project edit marsh --author 'SILVA A' --description Wet --name bog --json"));
    expect(edited.json()).toMatchObject({
      ...made,
      name: 'bog',
      description: 'Wet',
      authors: ['SILVA A'],
      result: 'updated',
    });
    expect((await bench.run(argvOf('project edit bog --description Wet --json'))).json()).toMatchObject({
      result: 'unchanged',
    });
    expect((await bench.run(argvOf('project show marsh'))).code).toBe(3);
  });

  test('list by name what the actor reads', async () => {
    const bench = await world();
    const names = async (as: string | null) =>
      (await bench.run(argvOf('project list --json --fields name'), { as })).json();
    expect(await names('ana')).toEqual([{ name: 'ana-workspace' }, { name: 'wetlands' }]);
    expect(await names('greta')).toEqual([{ name: 'greta-workspace' }, { name: 'wetlands' }]);
    expect(await names('olga')).toEqual([{ name: 'olga-workspace' }]);
    expect(await names(null)).toEqual([]);
  });

  test('spell the licence either way', async () => {
    const bench = await world();
    expect((await bench.run(argvOf('project create marsh --license CC0-1.0 --json'))).json()).toMatchObject({
      licence: 'CC0-1.0',
    });
    expect((await bench.run(argvOf('project edit marsh --license CC-BY-4.0 --json'))).json()).toMatchObject({
      licence: 'CC-BY-4.0',
    });
    expect((await bench.run(argvOf('project edit marsh --unset license --json'))).json()).toMatchObject({
      licence: null,
    });
  });
});

describe('project create of a name that is there', () => {
  test('names the fields that differ, and the command that changes them', async () => {
    const bench = await world();
    const ran = await bench.run(
      argvOf("project create wetlands --title Other --description 'Much' --privacy authorized --json"),
    );
    expect([ran.code, ran.out]).toEqual([6, '']);
    const { error } = JSON.parse(ran.err) as { error: { code: string; message: string; hint: string } };
    expect(error.code).toBe('exists');
    expect(error.message).toMatch(/title/);
    expect(error.message).toMatch(/description/);
    expect(error.message).not.toMatch(/privacy/);
    expect(error.hint).toContain('vasculum project edit wetlands');
  });

  test('in another spelling is a conflict', async () => {
    const bench = await world();
    for (const name of ['Wetlands', 'WETLANDS', 'ｗetlands'])
      expect((await bench.run(['project', 'create', name])).code, `create ${name}`).toBe(6);
    expect((await bench.run(['project', 'edit', 'wetlands', '--name', 'Wetlands', '--json'])).json()).toMatchObject({
      name: 'Wetlands',
      result: 'updated',
    });
  });

  test('that the actor does not see says no more than that it cannot be used', async () => {
    const bench = await world();
    for (const argv of [
      ['project', 'create', 'wetlands'],
      ['project', 'create', 'WETLANDS', '--title', 'Wetland plots'],
      ['project', 'edit', 'olga-workspace', '--name', 'wetlands'],
    ]) {
      const ran = await bench.run([...argv, '--json'], { as: 'olga' });
      expect(ran.code, `vasculum ${argv.join(' ')}`).toBe(6);
      expect(JSON.parse(ran.err)).toMatchObject({ error: { exit: 6, code: 'name-unavailable' } });
      expect(ran.err).not.toContain('Wetland plots');
    }
  });
});

describe('project delete', () => {
  test('frees its datasets, but not those that depend on it', async () => {
    const bench = await world();
    const refused = await bench.run(argvOf('project delete wetlands --yes --json'));
    expect([refused.code, refused.out]).toEqual([6, '']);
    expect(refused.err).toContain('dataset/shared');
    expect(refused.err).not.toContain('dataset/plot-1');
    await bench.must(...argvOf('dataset edit shared --privacy authorized'));
    const gone = await bench.run(argvOf('project delete wetlands --yes --json'));
    expect(gone.json()).toEqual({ result: 'deleted', ref: 'project/wetlands', records: 0 });
    expect((await bench.run(argvOf('dataset show plot-1 --json --fields project'))).json()).toEqual({ project: null });
  });

  test('asks first, and where nobody can be asked names --yes', async () => {
    const bench = await world();
    await bench.must('project', 'create', 'empty');
    const ran = await bench.run(argvOf('project delete empty'));
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(ran.err).toContain('--yes');
    expect((await bench.run(argvOf('project show empty'))).code).toBe(0);
    expect((await bench.run(argvOf('project delete empty --dry-run'))).code).toBe(0);
    expect((await bench.run(argvOf('project show empty'))).code).toBe(0);
  });
});

test.each([
  ['ana', 'project create', 2],
  ['ana', 'project create marsh --colour green', 2],
  ['ana', 'project edit wetlands', 2],
  ['ana', 'project edit wetlands --unset colour', 2],
  ['ana', 'project edit wetlands --title x --unset title', 2],
  ['ana', 'project create marsh --author NOBODY', 3],
  ['reg', 'project create marsh --author NOBODY', 3],
  ['ana', 'project edit marsh --privacy secret', 3],
  ['olga', 'project edit wetlands --title x', 3],
  ['reg', 'project create marsh --privacy secret', 4],
  [null, 'project create marsh', 4],
  ['max', 'project edit wetlands --privacy secret', 4],
  ['max', 'project delete wetlands --yes', 4],
  ['ana', 'project create a/b', 5],
  ['ana', 'project create a:b', 5],
  ['ana', 'project create a,b', 5],
  ['ana', 'project create a|b', 5],
  ['ana', 'project create "a;b"', 5],
  ['ana', 'project create @marsh', 5],
  ['ana', 'project create -- -marsh', 5],
  ['ana', 'project create "  "', 5],
  ['ana', 'project create marsh --privacy secret', 5],
  ['ana', 'project create marsh --privacy project', 5],
  ['ana', 'project create marsh --licence MIT', 5],
  ['ana', 'project edit wetlands --unset privacy', 5],
  ['ana', 'project edit wetlands --name a/b', 5],
  ['ana', 'project create marsh --privacy public', 6],
  ['ana', 'project create marsh --privacy registered --title x', 6],
  ['ana', 'project edit wetlands --privacy public', 6],
  ['ana', 'project edit wetlands --name ana-workspace', 6],
  ['ana', 'project create 12', 0],
  ['ana', 'project create "Two words"', 0],
])('as %s: vasculum %s ends with %d', async (as, line, exit) => {
  const ran = await (await world()).run(argvOf(line), { as });
  expect(ran.code, `${line}: ${ran.err}`).toBe(exit);
});
