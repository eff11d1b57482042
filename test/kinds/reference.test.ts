import { beforeEach, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything, importFile, importing } from '../import/importing.ts';
import { deed } from './deeds.ts';

const gorman = `@article{Gorman2014,
  author = {Gorman, Kristen B. and Williams, Tony D. and {Palmer LTER}},
  title = {Ecological Sexual Dimorphism of \\emph{Pygoscelis} in M{\\"u}hle},
  journal = {PLoS ONE},
  year = 2014,
  doi = {10.1371/journal.pone.0090081}
}`;
const file = `@string{plos = "PLoS ONE"}
@comment{a remark}
some words between entries
@article{One2001, title = {One}, journal = plos, year = 2001}
@book(Two2002, editor = {Ludwig van Beethoven}, title = "Two {B}ooks", date = {2002-05})
`;

let bench: Bench;
beforeEach(async () => {
  bench = await world();
});
const create = async (...argv: string[]) => deed(bench, 'ana', 'reference', 'create', ...argv);

test('a reference is its BibTeX entry, whose fields it shows', async () => {
  bench.write('one.bib', gorman);
  const { record } = await create('--bibtex', '@one.bib');
  expect(record).toMatchObject({
    result: 'created',
    key: 'Gorman2014',
    bibtex: gorman,
    doi: '10.1371/journal.pone.0090081',
    type: 'article',
    authors: 'Gorman, Kristen B.; Williams, Tony D.; Palmer LTER',
    year: 2014,
    title: 'Ecological Sexual Dimorphism of Pygoscelis in Mühle',
  });
  expect((await create('--bibtex', `@${gorman}`)).record['result']).toBe('unchanged');
  expect((await create('--bibtex', '@@misc{gorman2014, title = {Other}}')).code).toBe(6);
  for (const name of [
    'Gorman2014',
    'gorman2014',
    '10.1371/JOURNAL.pone.0090081',
    'https://doi.org/10.1371/journal.pone.0090081',
  ])
    expect((await deed(bench, null, 'reference', 'show', name)).record).toMatchObject({ key: 'Gorman2014' });
});

test('a DOI alone makes an entry and a key', async () => {
  expect((await create('--doi', 'https://doi.org/10.1000/18_2(a)')).record).toMatchObject({
    key: 'doi_10.1000_18_2_a_',
    doi: '10.1000/18_2(a)',
    bibtex: '@misc{doi_10.1000_18_2_a_, doi = {10.1000/18_2(a)}}',
  });
  expect((await create('--doi', '10.1000/182', '--key', 'Handbook')).record).toMatchObject({ key: 'Handbook' });
  expect((await deed(bench, 'ana', 'reference', 'edit', 'Handbook', '--doi', '10.1000/183')).record).toMatchObject({
    key: 'Handbook',
    bibtex: '@misc{Handbook, doi = {10.1000/183}}',
  });
});

test.each([
  [[], ['missing-value', 'bibtex']],
  [
    ['--doi', '11.1000/182'],
    ['bad-doi', 'doi'],
  ],
  [
    ['--doi', '10.1000/'],
    ['bad-doi', 'doi'],
  ],
  [
    ['--bibtex', 'a title'],
    ['bad-bibtex', 'bibtex'],
  ],
  [
    ['--bibtex', '@@article{title = {x}}'],
    ['bad-bibtex', 'bibtex'],
  ],
  [
    ['--bibtex', '@@article{a, title = {x}'],
    ['bad-bibtex', 'bibtex'],
  ],
  [
    ['--bibtex', '@@article{a, title = {x}} @misc{b, title = {y}}'],
    ['bad-bibtex', 'bibtex'],
  ],
  [
    ['--bibtex', '@@misc{a|b, title = {x}}'],
    ['bad-bibtex', 'bibtex'],
  ],
  [
    ['--bibtex', '@@misc{a, title = {x}}', '--key', 'b'],
    ['duplicate-column', 'key'],
  ],
  [
    ['--bibtex', '@@misc{a, doi = {10.1000/1}}', '--doi', '10.1000/2'],
    ['duplicate-column', 'doi'],
  ],
])('reference create %j is refused', async (argv, problem) => {
  const before = everything(bench);
  const { code, problems } = await create(...argv);
  expect({ code, problems }).toEqual({ code: 5, problems: [problem] });
  expect(everything(bench)).toEqual(before);
});

test('a BibTeX file of many entries is imported, each with the definitions that it uses', async () => {
  bench.write('refs.bib', file);
  expect((await importFile(bench, 'references', 'refs.bib')).counts).toMatchObject({ read: 2, created: 2 });
  expect((await importFile(bench, 'references', 'refs.bib')).counts).toMatchObject({ read: 2, unchanged: 2 });
  const rows = (await bench.must('reference', 'list', '--json')).json();
  expect(rows).toMatchObject([
    {
      key: 'One2001',
      bibtex: '@string{plos = {PLoS ONE}}\n@article{One2001, title = {One}, journal = plos, year = 2001}',
    },
    { key: 'Two2002', type: 'book', authors: 'van Beethoven, Ludwig', year: 2002, title: 'Two Books' },
  ]);
  const { out } = await bench.must('export', 'references');
  expect(out).toMatch(/^key,bibtex,doi\n/);
  expect((await importing(bench, 'references', out)).counts).toMatchObject({ read: 2, unchanged: 2 });
  bench.write('again.bib', (await bench.must('export', 'references', '-o', 'bibtex')).out);
  expect((await importFile(bench, 'references', 'again.bib')).counts).toMatchObject({ read: 2, unchanged: 2 });
  expect((await bench.run(['export', 'persons', '-o', 'bibtex'])).code).toBe(2);
});

test('an entry that cannot be read is named by its line, and nothing is stored', async () => {
  bench.write('refs.bib', `${file}\n@article{Broken, title = {x}\n\n@misc{Three, title = {y}}\n`);
  const { code, errors, counts } = await importFile(bench, 'references', 'refs.bib');
  expect({ code, counts }).toMatchObject({ code: 5, counts: { created: 0, rejected: 1, skipped: 3 } });
  expect(errors).toMatchObject([{ line: 7, code: 'bad-bibtex', column: 'bibtex' }]);
  bench.write('twice.bib', '@misc{A, title = {x}}\n\n@misc{a, title = {y}}\n');
  expect((await importFile(bench, 'references', 'twice.bib')).errors).toMatchObject([
    { line: 3, code: 'duplicate-in-file' },
  ]);
  expect((await bench.run(['import', 'persons', 'twice.bib'])).code).toBe(2);
});

test('a reference stands behind taxa, traits and measurements, and is then in use', async () => {
  await create('--bibtex', `@${gorman}`);
  const edit = async (as: string, ...argv: string[]) => deed(bench, as, ...argv);
  expect(
    (await edit('olga', 'reference', 'edit', 'Gorman2014', '--bibtex', '@@misc{Gorman2014, title = {B}}')).code,
  ).toBe(0);
  expect((await edit('sara', 'taxon', 'edit', 'Pygoscelis', '--reference', 'gorman2014')).record).toMatchObject({
    reference: 'Gorman2014',
  });
  expect((await edit('ana', 'trait', 'edit', 'eggs', '--reference', 'Gorman2014')).record).toMatchObject({
    reference: 'Gorman2014',
  });
  expect(
    (await edit('col', 'measurement', 'edit', 'id:1', '--reference', '10.1371/journal.pone.0090081')).record,
  ).toMatchObject({ reference: 'Gorman2014' });
  expect((await edit('ana', 'reference', 'delete', 'Gorman2014', '--yes')).code).toBe(6);
  expect(
    (await edit('olga', 'reference', 'edit', 'Gorman2014', '--bibtex', '@@misc{Gorman2014, title = {C}}')).code,
  ).toBe(4);
  expect(
    (await edit('sara', 'reference', 'edit', 'Gorman2014', '--bibtex', '@@misc{New2, title = {C}}')).record,
  ).toMatchObject({ key: 'New2' });
  expect((await deed(bench, null, 'taxon', 'show', 'Pygoscelis')).record).toMatchObject({ reference: 'New2' });
});
