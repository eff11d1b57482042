import { parse as parseBibtex } from '@retorquere/bibtex-parser';
import { beforeEach, describe, expect, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { formatOf, itemsOf, learned } from '../../helpers/citation.ts';
import type { Bench } from '../../helpers/run.ts';
import { world } from '../../helpers/world.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await world();
});
const today = new Date().toISOString().slice(0, 10);
const year = Number(today.slice(0, 4));

const cite = async (as: string | null, ref: string, format?: string): Promise<string> => {
  const [kind = '', name = ''] = ref.split('/');
  const ran = await bench.run([kind, 'cite', name, ...(format === undefined ? [] : ['-o', format])], { as });
  expect({ code: ran.code, err: ran.err }).toMatchObject({ code: 0 });
  return ran.out;
};

/** A title, a name and a description with everything that BibTeX, YAML or JSON could trip over. */
const hard = 'A {brace, 50% & $x_1$ #1: "q" \\ back~slash^ – Ünïcode } # no';
async function hardDataset(): Promise<void> {
  for (const name of ['José da Silva Filho', 'Ludwig van Beethoven', 'Madonna', "Rosa O'Hara", 'Sand and Stone'])
    await bench.must('person', 'create', name);
  const authors = ['FILHO J D S', 'BEETHOVEN L V', 'MADONNA', "O'HARA R", 'STONE S A'].flatMap((name) => [
    '--author',
    name,
  ]);
  await bench.must('dataset', 'edit', 'open', '--title', hard, '--description', `two\nlines: ${hard}`, ...authors);
}

describe('as text', () => {
  test('authors, year, title, version and licence, in this order', async () => {
    await bench.must('dataset', 'edit', 'open', '--author', 'SILVA A', '--author', 'LIMA B');
    expect(await cite(null, 'dataset/open')).toBe(
      `SILVA A and LIMA B (${year}). Open data. Version: ${today}. License: CC-BY-4.0.\n`,
    );
    expect(await cite(null, 'dataset/open', 'text')).toBe(await cite(null, 'dataset/open'));
  });

  test('restricted data say so instead of a licence, and a name stands in for a title', async () => {
    await bench.must('dataset', 'edit', 'secret', '--licence', 'CC0-1.0');
    expect(await cite('ana', 'dataset/secret')).toBe(
      `secret (${year}). Version: ${today}. License: none, access to the data is restricted.\n`,
    );
    // A dataset of a project has the project's privacy.
    expect(await cite('greta', 'dataset/shared')).toBe(
      'shared (n.d.). Version: no data yet. License: none, access to the data is restricted.\n',
    );
    expect(await cite('reg', 'dataset/lab-only')).toBe(
      'For the lab (n.d.). Version: no data yet. License: CC-BY-4.0.\n',
    );
  });

  test('a project is as new as the newest dataset in it that the reader sees', async () => {
    expect(await cite('ana', 'project/wetlands')).toContain(`Wetland plots (${year}). Version: ${today}.`);
    // greta reads the project, and not plot-1.
    expect(await cite('greta', 'project/wetlands')).toContain('Wetland plots (n.d.). Version: no data yet.');
  });

  test('who must be cited too is said beside it', async () => {
    await bench.must('reference', 'create', '--bibtex', '@@misc{Base2001, title = {B}}');
    await bench.must('dataset', 'edit', 'open', '--mandatory-reference', 'Base2001');
    const { err } = await bench.run(['dataset', 'cite', 'open'], { as: 'olga' });
    expect(err).toBe('warning: who uses it must also cite Base2001\n');
  });
});

test('what is hidden is not cited, in the words for what is not there', async () => {
  const hidden = await bench.run(['dataset', 'cite', 'secret'], { as: 'olga' });
  const absent = await bench.run(['dataset', 'cite', 'nothin'], { as: 'olga' });
  expect(hidden).toMatchObject({ code: 3, out: '' });
  expect(hidden.err.replace('secret', 'nothin')).toBe(absent.err);
});

test('an unknown format is refused with those that there are', async () => {
  const ran = await bench.run(['dataset', 'cite', 'open', '-o', 'apa']);
  expect(ran).toMatchObject({ code: 2, out: '' });
  expect(ran.err).toContain('text, bibtex, csl, cff');
  expect((await bench.run(['dataset', 'list', '-o', 'bibtex'])).code).toBe(2);
});

test('as JSON it has every format', async () => {
  const all = JSON.parse(await cite('ana', 'dataset/open', 'json')) as Record<string, unknown>;
  expect(all).toMatchObject({
    ref: 'dataset/open',
    title: 'Open data',
    authors: [],
    year,
    version: today,
    licence: 'CC-BY-4.0',
  });
  expect(all['bibtex']).toBe(await cite('ana', 'dataset/open', 'bibtex'));
  expect(all['cff']).toBe(await cite('ana', 'dataset/open', 'cff'));
  expect(all['csl']).toEqual(JSON.parse(await cite('ana', 'dataset/open', 'csl')));
});

describe('as BibTeX', () => {
  test('two parsers read the entry, with every sign of a hard title', async () => {
    await hardDataset();
    const text = await cite('olga', 'dataset/open', 'bibtex');
    const { entries, errors } = parseBibtex(text, { sentenceCase: false, english: false, caseProtection: false });
    expect(errors).toEqual([]);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      type: 'misc',
      key: `open_${year}`,
      fields: { year: String(year), version: today },
    });
    expect(entries[0]?.fields['title']?.replaceAll(/<[^>]+>/g, '')).toBe(hard);
    expect(entries[0]?.fields.author).toMatchObject([
      { lastName: 'Silva Filho', prefix: 'da', firstName: 'José' },
      { lastName: 'Beethoven', prefix: 'van', firstName: 'Ludwig' },
      { name: 'Madonna' },
      { lastName: "O'Hara", firstName: 'Rosa' },
      { lastName: 'Stone' },
    ]);
    const [item] = itemsOf(text);
    expect(item).toMatchObject({ id: `open_${year}`, issued: { 'date-parts': [[year]] } });
    expect(item?.['author']).toHaveLength(5);
  });

  test('an entry without authors and without data is one all the same', async () => {
    const text = await cite('ana', 'dataset/shared', 'bibtex');
    expect(parseBibtex(text)).toMatchObject({ errors: [], entries: [{ type: 'misc', key: 'shared' }] });
    expect(text).toContain('License: none, access to the data is restricted');
  });

  test('what it prints is a reference that this program stores', async () => {
    await hardDataset();
    bench.write('open.bib', await cite('olga', 'dataset/open', 'bibtex'));
    const ran = await bench.must('import', 'references', 'open.bib', '--json');
    expect(ran.json()).toMatchObject({ created: 1 });
  });
});

test('CSL-JSON is read by a citation processor', async () => {
  await hardDataset();
  const csl = JSON.parse(await cite('olga', 'dataset/open', 'csl')) as Record<string, unknown>[];
  expect(formatOf(csl)).toBe('@csl/list+object');
  const [item] = itemsOf(csl);
  expect(item).toMatchObject({
    id: `open_${year}`,
    type: 'dataset',
    title: hard,
    author: [
      { family: 'Silva Filho', given: 'José', 'non-dropping-particle': 'da' },
      { family: 'Beethoven', given: 'Ludwig', 'non-dropping-particle': 'van' },
      { literal: 'Madonna' },
      { family: "O'Hara", given: 'Rosa' },
      { family: 'Stone', given: 'Sand and' },
    ],
    issued: { 'date-parts': [today.split('-').map(Number)] },
    version: today,
    license: 'CC-BY-4.0',
  });
  expect(learned).toHaveLength(2);
});

describe('as CITATION.cff', () => {
  test('it has what version 1.2.0 asks for, and a reader of the format takes it', async () => {
    await hardDataset();
    await bench.run(['person', 'edit', "O'HARA R", '--orcid', '0000-0002-1825-0097'], { as: 'ana' });
    await bench.must('tag', 'create', 'birds');
    await bench.must('dataset', 'edit', 'open', '--tag', 'birds', '--policy', 'ask: "first"');
    const text = await cite('olga', 'dataset/open', 'cff');
    expect(parseYaml(text, { version: '1.1' })).toEqual(parseYaml(text));
    expect(parseYaml(text)).toEqual({
      'cff-version': '1.2.0',
      message: 'If you use these data, please cite them as below. Policy: ask: "first"',
      type: 'dataset',
      title: hard,
      authors: [
        { 'family-names': 'Silva Filho', 'given-names': 'José', 'name-particle': 'da' },
        { 'family-names': 'Beethoven', 'given-names': 'Ludwig', 'name-particle': 'van' },
        { name: 'Madonna' },
        { 'family-names': "O'Hara", 'given-names': 'Rosa', orcid: 'https://orcid.org/0000-0002-1825-0097' },
        { 'family-names': 'Stone', 'given-names': 'Sand and' },
      ],
      version: today,
      'date-released': today,
      license: 'CC-BY-4.0',
      abstract: `two\nlines: ${hard}`,
      keywords: ['birds'],
    });
    const [item] = itemsOf(text);
    expect(item).toMatchObject({ title: hard, version: today });
    expect(item?.['author']).toHaveLength(5);
  });

  test('without authors its contributors are named, and restricted data have no licence', async () => {
    const text = await cite('ana', 'dataset/secret', 'cff');
    expect(parseYaml(text)).toEqual({
      'cff-version': '1.2.0',
      message: 'Access to these data is restricted. If you use them, please cite them as below.',
      type: 'dataset',
      title: 'secret',
      authors: [{ name: 'The contributors to secret' }],
      version: today,
      'date-released': today,
    });
  });

  test('a title that looks like a number or a date stays a text for every reader of YAML', async () => {
    for (const title of ['2020', '2020-01-01', 'yes', 'null', '1e3', '- a', '0x1F']) {
      await bench.must('dataset', 'edit', 'open', '--title', title);
      const text = await cite(null, 'dataset/open', 'cff');
      for (const version of ['1.1', '1.2'] as const) expect(parseYaml(text, { version })).toMatchObject({ title });
    }
  });
});
