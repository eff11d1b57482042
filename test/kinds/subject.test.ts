import { beforeEach, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything, importing, one } from '../import/importing.ts';
import { deed, options } from './deeds.ts';
import { scopes } from './scopes.ts';

/**
 * Beside the small lab: project/lair (ana owner, olga contributor, vera collaborator), project/fair (public, ana owner, carl contributor).
 * In wetlands ana is owner, max manager, greta contributor by her group.
 */
let bench: Bench;
beforeEach(async () => {
  bench = await world();
  await bench.must('project', 'create', 'lair');
  await bench.must('project', 'grant', 'lair', 'olga', '--role', 'contributor');
  await bench.must('project', 'grant', 'lair', 'vera', '--role', 'collaborator');
  await bench.must('project', 'create', 'fair', '--privacy', 'public', '--title', 'Fair', '--licence', 'CC-BY-4.0');
  await bench.must('project', 'grant', 'fair', 'carl', '--role', 'contributor');
});

const create = (as: string | null, name: string, ...projects: string[]) =>
  deed(bench, as, 'subject', 'create', name, ...options({ project: projects }));
const projectsOf = async (as: string | null, name: string) =>
  (await deed(bench, as, 'subject', 'show', name)).record['project'];
const really = (name: string): string =>
  String(
    one(
      bench,
      `select group_concat(c.name, ' ') from subject s join subject_project p on p.subject_id = s.id join container c on c.id = p.project_id where s.name = '${name}' order by p.position`,
    ),
  );

test('a subject is in one or several projects, in each of which its name is its own', async () => {
  expect((await create('ana', 'Rat', 'wetlands', 'lair')).record).toMatchObject({
    result: 'created',
    project: ['wetlands', 'lair'],
  });
  expect((await create('ana', 'rat', 'wetlands', 'lair')).code).toBe(6);
  expect((await create('ana', 'Rat', 'wetlands', 'lair')).record['result']).toBe('unchanged');
  expect((await create('ana', 'Rat', 'lair', 'fair')).code).toBe(6);
  expect((await create('ana', 'Rat', 'fair')).record['result']).toBe('created');
  expect((await deed(bench, 'ana', 'subject', 'show', 'Rat')).code).toBe(5);
  expect((await deed(bench, 'ana', 'subject', 'create', 'Mouse')).problems).toEqual([['missing-value', 'project']]);
  expect((await create('ana', 'Mouse', 'wetlands', 'nowhere')).code).toBe(3);
});

test('it is inserted by who may insert into each project that is named', async () => {
  const before = everything(bench);
  expect((await create('greta', 'Rat', 'fair')).code).toBe(4);
  expect((await create('greta', 'Rat', 'wetlands', 'fair')).code).toBe(4);
  expect((await create('greta', 'Rat', 'wetlands', 'lair')).code).toBe(3);
  expect((await create('reg', 'Rat', 'fair')).code).toBe(4);
  expect((await create(null, 'Rat', 'fair')).code).toBe(4);
  expect(everything(bench)).toEqual(before);
  expect((await create('greta', 'Rat', 'wetlands')).code).toBe(0);
});

test('who reads one of its projects reads it, and does not learn of the others', async () => {
  await create('ana', 'Rat', 'wetlands', 'lair');
  expect(await projectsOf('max', 'Rat')).toEqual(['wetlands']);
  expect(await projectsOf('olga', 'Rat')).toEqual(['lair']);
  expect((await deed(bench, 'carl', 'subject', 'show', 'Rat')).code).toBe(3);
  for (const argv of [['list'], ['list', '--json'], ['show', 'Rat'], ['list', '--filter', 'project=wetlands']])
    expect((await bench.run(['subject', ...argv], { as: 'max' })).out).not.toContain('lair');
  expect((await bench.run(['export', 'subjects'], { as: 'max' })).out).toBe(
    'name,project,species,sex,birth_date,description,notes\nRat,wetlands,,,,,\n',
  );
  expect((await bench.run(['subject', 'list', '--filter', 'project=lair', '--json'], { as: 'max' })).json()).toEqual(
    [],
  );
  expect(
    (await bench.run(['subject', 'list', '--filter', 'project=lair', '--json'], { as: 'olga' })).json(),
  ).toHaveLength(1);
  // Stored by max, it is the one in wetlands again: that it is in others, too, is not for them to know.
  expect((await create('max', 'Rat', 'wetlands')).record['result']).toBe('unchanged');
});

test('a collaborator of one project edits it, and only a contributor of all deletes it', async () => {
  await create('ana', 'Rat', 'wetlands', 'lair');
  for (const [as, edit, remove] of [
    ['max', 0, 4],
    ['greta', 0, 4],
    ['olga', 0, 4],
    ['vera', 0, 4],
    ['carl', 3, 3],
    [null, 3, 3],
  ] as const) {
    expect((await deed(bench, as, 'subject', 'edit', 'Rat', '--notes', `by ${as}`)).code, `edit by ${as}`).toBe(edit);
    expect((await deed(bench, as, 'subject', 'delete', 'Rat', '--yes')).code, `delete by ${as}`).toBe(remove);
  }
  await bench.must('project', 'grant', 'lair', 'max', '--role', 'contributor');
  expect((await deed(bench, 'max', 'subject', 'delete', 'Rat', '--yes')).code).toBe(0);
  expect(one(bench, 'select count(*) from subject_project')).toBe(0);
  expect(one(bench, "select count(*) from object where kind = 'subject'")).toBe(0);
});

test('an edit leaves it in the projects that the editor does not see', async () => {
  await create('ana', 'Rat', 'lair', 'wetlands');
  await bench.must('project', 'create', 'other');
  await bench.must('project', 'grant', 'other', 'max', '--role', 'collaborator');
  expect((await deed(bench, 'max', 'subject', 'edit', 'Rat', '--project', 'other', '--project', 'wetlands')).code).toBe(
    0,
  );
  expect(really('Rat').split(' ').toSorted()).toEqual(['lair', 'other', 'wetlands']);
  expect(
    (await deed(bench, 'max', 'subject', 'edit', 'Rat', '--project', 'other', '--project', 'wetlands')).record[
      'result'
    ],
  ).toBe('unchanged');
  expect((await deed(bench, 'max', 'subject', 'edit', 'Rat', '--project', 'lair')).code).toBe(3);
  expect((await deed(bench, 'max', 'subject', 'edit', 'Rat', '--unset', 'project')).code).toBe(5);
});

test('adding needs a contributor of a present project and a collaborator of the new one; an owner, where it becomes public', async () => {
  await create('ana', 'Rat', 'wetlands');
  const add = async (as: string, ...projects: string[]) =>
    (await deed(bench, as, 'subject', 'edit', 'Rat', ...options({ project: ['wetlands', ...projects] }))).code;
  // vera is collaborator of both, which is enough to edit, not to add.
  await bench.must('project', 'grant', 'wetlands', 'vera', '--role', 'collaborator');
  expect(await add('vera', 'lair')).toBe(4);
  await bench.must('project', 'grant', 'wetlands', 'vera', '--role', 'contributor');
  await bench.must('project', 'grant', 'lair', 'vera', '--role', 'viewer', '--lower');
  expect(await add('vera', 'lair')).toBe(4);
  await bench.must('project', 'grant', 'lair', 'vera', '--role', 'collaborator');
  expect(await add('vera', 'lair')).toBe(0);
  // max manages wetlands, and may insert into the public project, but does not own what would become public.
  await bench.must('project', 'grant', 'fair', 'max', '--role', 'collaborator');
  expect(await add('max', 'fair')).toBe(4);
  expect(await add('ana', 'lair', 'fair')).toBe(0);
  expect(await projectsOf(null, 'Rat')).toEqual(['fair']);
});

test('a project is left by who is its contributor, and the last one is not left', async () => {
  await create('ana', 'Rat', 'wetlands', 'lair');
  const put = async (as: string, ...projects: string[]) =>
    (await deed(bench, as, 'subject', 'edit', 'Rat', ...options({ project: projects }))).code;
  await bench.must('project', 'grant', 'wetlands', 'olga', '--role', 'collaborator');
  expect(await put('olga', 'lair')).toBe(4);
  expect(await put('olga', 'wetlands')).toBe(0);
  expect(really('Rat')).toBe('wetlands');
});

test('a move leaves the projects that are seen for another', async () => {
  await create('ana', 'Rat', 'wetlands');
  await create('ana', 'Mouse', 'wetlands', 'lair');
  const move = (as: string, ...argv: string[]) => bench.run(['subject', 'move', ...argv, '--yes'], { as });
  await bench.must('project', 'grant', 'fair', 'max', '--role', 'collaborator');
  expect((await move('max', 'Rat', '--to', 'project/lair')).code).toBe(3);
  expect((await move('max', 'Rat', '--to', 'project/fair')).code).toBe(4);
  expect((await move('carl', 'Rat', '--to', 'fair')).code).toBe(3);
  expect((await move('ana', 'Rat', '--to', 'dataset/plot-1')).code).toBe(2);
  await bench.must('project', 'create', 'other');
  await bench.must('project', 'grant', 'other', 'max', '--role', 'collaborator');
  const audits = Number(one(bench, 'select count(*) from audit'));
  // Mouse is in lair besides, which max does not see, and stays there.
  expect((await move('max', '--filter', 'project=wetlands', '--to', 'project/other')).err).toBe(
    'moved: 2 subjects from project/wetlands to project/other\n',
  );
  expect([really('Rat'), really('Mouse').split(' ').toSorted()]).toEqual(['other', ['lair', 'other']]);
  expect(one(bench, `select count(*) from audit where seq > ${audits} and object_kind = 'project'`)).toBe(2);
  expect((await move('ana', 'Rat', '--to', 'other')).err).toBe('unchanged: 1 subject\n');
  expect((await move('ana', 'Rat', '--to', 'fair')).err).toContain('warning: everybody reads project/fair\n');
});

test('a name that is taken in a project that the editor does not see cannot be given, and it is not said by what', async () => {
  await create('ana', 'Rat', 'lair');
  await create('ana', 'Mouse', 'wetlands', 'lair');
  const renamed = await deed(bench, 'max', 'subject', 'edit', 'Mouse', '--name', 'Rat');
  expect(renamed).toMatchObject({ code: 6, message: 'a subject of one of its projects is called so already' });
  expect(await projectsOf('max', 'Mouse')).toEqual(['wetlands']);
});

test('it is measured in a dataset, and the measurement is read by who reads the dataset and one of its projects', async () => {
  await create('ana', 'Rat', 'wetlands', 'lair');
  await bench.must(
    'trait',
    'create',
    'weight',
    ...options({ type: 'real', name: 'weight', description: 'x', objects: 'subject', unit: 'g' }),
  );
  const about = options({ trait: 'weight', subject: 'Rat', person: 'SILVA A', date: '2009', value: 300 });
  expect((await deed(bench, 'ana', 'measurement', 'create', ...about, '--dataset', 'plot-1')).record).toMatchObject({
    result: 'created',
    object: 'Rat',
    object_type: 'subject',
  });
  expect((await deed(bench, 'ana', 'measurement', 'create', ...about, '--dataset', 'open')).code).toBe(0);
  const seen = async (as: string | null) =>
    (
      (await deed(bench, as, 'measurement', 'list', '--filter', 'trait=weight')).record as unknown as {
        dataset: string;
      }[]
    ).map(({ dataset }) => dataset);
  expect(await seen('max')).toEqual(['plot-1', 'open']); // manager of both
  expect(await seen('olga')).toEqual(['open']); // by lair
  expect(await seen('vera')).toEqual(['plot-1', 'open']); // by lair, and viewer of plot-1
  expect(await seen('carl')).toEqual([]); // contributor of plot-1, but of no project of it
  expect(await seen(null)).toEqual([]);
  expect(await seen('sara')).toEqual(['plot-1', 'open']);
  expect((await deed(bench, 'carl', 'measurement', 'create', ...about, '--dataset', 'plot-1')).code).toBe(3);
  expect(scopes(bench).filter(({ stored, naive }) => stored !== naive)).toEqual([]);
  expect((await deed(bench, 'ana', 'subject', 'delete', 'Rat', '--yes')).code).toBe(6);
  // In the public project everybody reads it, and what was measured on it in a public dataset.
  await bench.must('subject', 'edit', 'Rat', ...options({ project: ['wetlands', 'fair'] }));
  expect(await seen(null)).toEqual(['open']);
  expect(await seen('carl')).toEqual(['plot-1', 'open']);
  expect(await seen('olga')).toEqual(['open']);
});

test('a project with subjects is not deleted', async () => {
  await create('ana', 'Rat', 'lair');
  expect((await deed(bench, 'ana', 'project', 'delete', 'lair', '--yes')).code).toBe(6);
  await bench.must('subject', 'delete', 'Rat', '--yes');
  expect((await deed(bench, 'ana', 'project', 'delete', 'lair', '--yes')).code).toBe(0);
});

test('rows of a file are permitted one by one, and what is exported imports again', async () => {
  const rows =
    'name,project,sex,birth_date\nA,wetlands,F,2025-03\nA,fair,M,2025\nB,wetlands|fair,U,\nB,wetlands,X,\nC,lair,F,\n';
  const refused = await importing(bench, 'subjects', rows, [], { as: 'max' });
  expect(refused.code).toBe(5);
  expect(refused.errors.map(({ line, code, column }) => [line, code, column])).toEqual([
    [3, 'not-permitted', 'project'],
    [4, 'not-permitted', 'project'],
    [5, 'unknown-category', 'sex'],
    [6, 'unknown-reference', 'project'],
  ]);
  const good = 'name,project,sex,birth_date\nA,wetlands,F,2025-03\nA,fair,M,2025\nB,wetlands|fair,U,\n';
  expect((await importing(bench, 'subjects', good)).counts).toMatchObject({ created: 3 });
  const { out } = await bench.must('export', 'subjects');
  expect(out).toBe(
    'name,project,species,sex,birth_date,description,notes\nA,wetlands,,F,2025-03,,\nA,fair,,M,2025,,\nB,wetlands|fair,,U,,,\n',
  );
  expect((await importing(bench, 'subjects', out)).counts).toMatchObject({ created: 0, unchanged: 3 });
});

test('questions about it are answered by its projects, and name none that is hidden', async () => {
  await create('ana', 'Rat', 'wetlands', 'lair');
  const ask = async (as: string, ...argv: string[]) => bench.run(['access', ...argv], { as });
  expect((await ask('max', 'check', 'me', 'edit', 'subject/Rat')).out).toBe('yes\n');
  expect((await ask('max', 'check', 'me', 'delete', 'subject/Rat')).out).toBe('no\n');
  expect((await ask('carl', 'check', 'me', 'read', 'subject/Rat')).code).toBe(3);
  const why = await ask('max', 'explain', 'me', 'delete', 'subject/Rat');
  expect(why.code).toBe(0);
  expect(why.out).not.toContain('lair');
  expect((await ask('max', 'who', 'subject/Rat')).code).toBe(4);
  expect((await ask('ana', 'who', 'subject/Rat', 'edit')).out).toBe(
    'user\trole\tvia\tuntil\nana\towner\tdirect\t\ngreta\tcontributor\tgroup/neuro\t\nmax\tmanager\tdirect\t\nolga\tcontributor\tdirect\t\nsara\towner\tsuperadmin\t\nvera\tcollaborator\tdirect\t\n',
  );
});

test('who may read what was measured on it is for those to ask who may share all of its projects', async () => {
  await create('ana', 'Rat', 'wetlands', 'lair');
  const weight = { type: 'real', name: 'weight', description: 'x', objects: 'subject', unit: 'g' };
  await bench.must('trait', 'create', 'weight', ...options(weight));
  const about = { trait: 'weight', subject: 'Rat', dataset: 'plot-1', person: 'SILVA A', date: '2009', value: 300 };
  await bench.must('measurement', 'create', ...options(about));
  const ref = `measurement/id:${String(one(bench, 'select max(id) from measurement'))}`;
  // What was measured on another decides nothing.
  await create('ana', 'Mole', 'fair');
  await bench.must('measurement', 'create', ...options({ ...about, subject: 'Mole' }));
  const ask = async (as: string, ...argv: string[]) => (await bench.run(['access', ...argv], { as })).code;
  for (const [as, codes] of [
    ['max', [3, 4, 4]],
    ['ana', [4, 0, 0]],
  ] as const) {
    expect(await ask(as, 'check', 'carl', 'read', ref)).toBe(codes[0]);
    expect(await ask(as, 'explain', 'carl', 'read', ref)).toBe(codes[1]);
    expect(await ask(as, 'who', ref)).toBe(codes[2]);
  }
  const why = await bench.must('access', 'explain', 'olga', 'read', ref, '--json');
  expect(why.json()).toMatchObject({ allowed: false, paths: [{ container: 'project/lair', role: 'contributor' }] });
});

test("the user's own project stands in where none is named, is named in the result, and gives no rights", async () => {
  await bench.run(['user', 'edit', 'me', '--default-project', 'lair'], { as: 'vera' });
  const rats = await importing(bench, 'subjects', 'name\nRat\n', [], { as: 'vera' });
  expect(rats.result).toMatchObject({ created: 1, defaults: { project: 'lair' } });
  expect(rats.err).toContain('project: lair, your default\n');
  expect((await create('vera', 'Mole')).record).toMatchObject({ result: 'created', project: ['lair'] });
  expect((await deed(bench, 'vera', 'session', 'create', 'Night')).record).toMatchObject({ project: ['lair'] });
  const more = await importing(bench, 'subjects', 'name,notes\nRat,grey\n', ['--if-exists', 'update'], { as: 'vera' });
  expect(more.result).toMatchObject({ updated: 1 });
  expect(really('Rat')).toBe('lair');
  await bench.must('subject', 'create', 'Toad', '--project', 'wetlands', '--project', 'lair');
  const toads = await importing(bench, 'subjects', 'name,notes\nToad,wet\n', ['--if-exists', 'update'], { as: 'vera' });
  expect(toads.result).toMatchObject({ updated: 1 });
  expect(really('Toad')).toBe('wetlands lair');
  await bench.must('project', 'grant', 'lair', 'vera', '--role', 'viewer', '--lower');
  const { code, errors } = await importing(bench, 'subjects', 'name\nHare\n', [], { as: 'vera' });
  expect({ code, errors: errors.map(({ code: what, line }) => [what, line]) }).toEqual({
    code: 5,
    errors: [['not-permitted', 2]],
  });
  const none = await importing(bench, 'subjects', 'name\nHare\n', [], { as: 'ana' });
  expect(none.errors).toMatchObject([{ code: 'missing-column', column: 'project' }]);
});
