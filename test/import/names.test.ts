import { beforeAll, expect, test } from 'vitest';
import { withDatabase } from '../helpers/dump.ts';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { refused } from './importing.ts';

const long = 'n'.repeat(256);
let bench: Bench;
beforeAll(async () => {
  bench = await world();
  await bench.must('biocollection', 'create', 'K', '--name', 'Kew');
});

/** Of each kind the columns that say what something is called. */
test.each([
  ['persons', ['full_name', 'abbreviation']],
  ['locations', ['name']],
  ['references', ['key']],
  ['tags', ['name']],
  ['taxa', ['name']],
  ['traits', ['export_name', 'name', 'categories']],
  ['translations', ['name']],
  ['individuals', ['tag', 'identification_biocollection_number', 'biocollection_number']],
  ['vouchers', ['biocollection_number', 'number']],
  ['subjects', ['name']],
  ['sessions', ['name']],
  ['equipment', ['name']],
  ['stocks', ['name']],
  ['biocollections', ['acronym']],
])('%s: a name of more than 255 characters is an error of its column', async (kind, named) => {
  const template = (await bench.must('template', kind)).out.trim().split(',');
  const kept = named.includes('biocollection_number') ? ['biocollection'] : [];
  const header = [...new Set([...template, ...kept, ...named])];
  const row = header.map((column) => (named.includes(column) ? long : column === 'biocollection' ? 'K' : ''));
  const told = await refused(bench, kind, `${header.join(',')}\n${row.join(',')}\n`, ['--dry-run']);
  const message = 'a name has at most 255 characters, and this 256';
  expect(told.filter(({ code }) => code === 'bad-name')).toEqual(
    named.map((column) => ({
      line: 2,
      code: 'bad-name',
      column,
      value: expect.any(String),
      message,
      suggestion: null,
    })),
  );
});

test('neither is a key within BibTeX, nor a container, nor a login', async () => {
  expect(await refused(bench, 'references', `bibtex\n"@misc{${long}, title = {T}}"\n`)).toMatchObject([
    { line: 2, code: 'bad-name', column: 'bibtex' },
  ]);
  for (const argv of [
    ['dataset', 'create', long],
    ['dataset', 'edit', 'plot-1', '--name', long],
    ['user', 'create', long, '--email', 'n@lab.org'],
    ['tag', 'create', long],
  ]) {
    const ran = await bench.run(argv, { as: 'sara' });
    expect({ argv: argv.slice(0, 2), code: ran.code, out: ran.out }).toEqual({
      argv: argv.slice(0, 2),
      code: 5,
      out: '',
    });
    expect(ran.err).toContain('at most 255 characters');
  }
});

test('a longer one from before is read, found, exported and edited', async () => {
  await bench.must('tag', 'create', 'short');
  withDatabase(bench.db, (handle) =>
    handle.prepare("update tag set name = ?, name_key = ? where name = 'short'").run(long, long),
  );
  expect((await bench.must('tag', 'edit', long, '--description', 'old')).out).toContain('updated');
  expect((await bench.must('tag', 'show', long, '--json')).json()).toMatchObject({ name: long, description: 'old' });
  expect((await bench.must('export', 'tags')).out).toContain(`${long},old`);
});
