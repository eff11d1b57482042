import { beforeAll, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await world();
  await bench.must('biocollection', 'create', 'INPA', '--name', 'The herbarium');
});

/** Without rights over others, one asks about oneself. */
const check = async (as: string | null, action: string, object: string): Promise<number> =>
  (await bench.run(['access', 'check', as === null ? 'anonymous' : 'me', action, object], { as })).code;

// access.md: Users, Jobs, Requests; Records (move: delete on the source); Open records; Container actions (managed on/off).
test.each([
  ['create', 'user', ['sara'], ['ana', 'reg', null]],
  ['create', 'job', ['sara', 'olga', 'reg'], [null]],
  ['create', 'request', ['olga', 'reg'], [null]],
  ['move', 'individual/P1', ['sara', 'ana', 'max', 'carl'], ['col', 'vera', 'reg']],
  ['merge', 'taxon/Pygoscelis', ['sara'], ['ana', 'olga', 'reg', null]],
  ['manage', 'biocollection/INPA', ['sara'], ['ana', 'olga', null]],
] as const)('whether one may %s %s can be asked', async (action, object, may, mayNot) => {
  for (const as of may) expect({ as, code: await check(as, action, object) }).toEqual({ as, code: 0 });
  for (const as of mayNot) expect({ as, code: await check(as, action, object) }).toEqual({ as, code: 4 });
});

test('who was let into a project, and by whom, is not told to who sees no more than a dataset of it', async () => {
  const lab = await world();
  await lab.must('dataset', 'grant', 'shared', 'vera', '--role', 'manager');
  const explain = async (as: string) =>
    (await lab.run(['access', 'explain', 'max', 'read', 'dataset/shared', '--json'], { as })).json() as {
      paths: unknown[];
    };
  expect((await explain('vera')).paths).toEqual([
    { container: 'dataset/shared', role: 'manager', via: 'its project', until: null, membership: null },
  ]);
  expect((await explain('ana')).paths).toMatchObject([
    { via: 'project/wetlands', membership: { member: 'max', role: 'manager', granted_by: 'ana' } },
  ]);
});

test('what would allow it is said of these too', async () => {
  const remedies = async (...question: string[]): Promise<unknown> =>
    (await bench.run(['access', 'explain', 'me', ...question, '--json'], { as: 'vera' })).json();
  const promotion = { remedies: [{ command: 'vasculum user level vera superadmin', by: 'a superadmin' }] };
  expect(await remedies('create', 'user')).toMatchObject(promotion);
  expect(await remedies('merge', 'taxon/Pygoscelis')).toMatchObject(promotion);
  expect(await remedies('manage', 'biocollection/INPA')).toMatchObject(promotion);
  expect(await remedies('move', 'individual/P1')).toMatchObject({
    remedies: expect.arrayContaining([
      expect.objectContaining({ command: 'vasculum dataset grant plot-1 vera --role contributor' }),
    ]),
  });
});

test('what cannot be asked is refused with what can', async () => {
  const token = await bench.run(['access', 'check', 'me', 'create', 'token']);
  expect(token).toMatchObject({
    code: 2,
    err: expect.stringMatching(/The kinds: group, .*, media, user, job, request\n/),
  });
  const user = await bench.run(['access', 'check', 'me', 'edit', 'user/ana']);
  expect(user).toMatchObject({ code: 2, err: expect.stringMatching(/The kinds: group, .*, media\n/) });
  const deed = await bench.run(['access', 'check', 'me', 'answer', 'dataset/open']);
  expect(deed).toMatchObject({ code: 5, err: expect.stringContaining('The actions: read, ') });
});
