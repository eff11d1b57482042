import { beforeEach, expect, test } from 'vitest';
import type { Bench } from '../../helpers/run.ts';
import { world } from '../../helpers/world.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await world();
});

interface Finding {
  level: string;
  code: string;
  message: string;
}
const check = async (as: string | null, name: string): Promise<Finding[]> => {
  const ran = await bench.run(['dataset', 'check', name, '--json'], { as });
  expect(ran.code).toBe(0);
  return ran.json() as Finding[];
};
const codes = async (as: string | null, name: string): Promise<string[]> =>
  (await check(as, name)).map(({ level, code }) => `${level} ${code}`);
const measured = async (trait: string, individual: string, dataset: string, ...more: string[]): Promise<void> => {
  const argv = [
    '--trait',
    trait,
    '--individual',
    individual,
    '--dataset',
    dataset,
    '--person',
    'SILVA A',
    '--date',
    '2009',
  ];
  await bench.must('measurement', 'create', ...argv, ...more);
};

test('a bare dataset lacks nearly everything, worst first', async () => {
  await bench.must('dataset', 'create', 'bare');
  expect(await codes('ana', 'bare')).toEqual([
    'error missing-title',
    'error missing-licence',
    'warning missing-authors',
    'warning missing-description',
    'warning no-data',
    'note restricted',
  ]);
});

test('a dataset that has all of it has no finding', async () => {
  await bench.must('dataset', 'edit', 'open', '--author', 'SILVA A', '--description', 'Birds');
  expect(await check(null, 'open')).toEqual([]);
});

test('a mandatory reference is more than a DOI, and a trait has a description', async () => {
  await bench.must('dataset', 'edit', 'open', '--author', 'SILVA A', '--description', 'Birds');
  await bench.must('reference', 'create', '--doi', '10.1000/182', '--key', 'Bare');
  await bench.must('reference', 'create', '--bibtex', '@@misc{Whole, title = {T}, doi = {10.1000/183}}');
  await bench.must('dataset', 'edit', 'open', '--mandatory-reference', 'Bare', '--mandatory-reference', 'Whole');
  const basics = ['--type', 'text', '--objects', 'individual'];
  await bench.must(
    'trait',
    'create',
    'hue',
    ...basics,
    '--name',
    'Hue of the bill',
    '--description',
    'hue of the BILL',
  );
  await measured('hue', 'O1', 'open', '--value', 'red');
  expect(await check('olga', 'open')).toEqual([
    {
      level: 'warning',
      code: 'bare-reference',
      message: 'the mandatory reference Bare is a DOI alone, without its BibTeX entry',
    },
    {
      level: 'warning',
      code: 'undescribed-trait',
      message: 'the description of the trait hue says no more than its name',
    },
  ]);
});

test('records on what fewer people read are counted for who sees them, and only mentioned to others', async () => {
  await bench.must('dataset', 'edit', 'open', '--author', 'SILVA A', '--description', 'Birds');
  await measured('eggs', 'S1', 'open', '--value', '1');
  await measured('eggs', 'S1', 'open', '--value', '2');
  await measured('eggs', 'P1', 'open', '--value', '2');
  await bench.must(
    'trait',
    'create',
    'mate',
    '--name',
    'Mate',
    '--description',
    'Whom',
    '--objects',
    'individual',
    '--type',
    'link',
    '--link-type',
    'individual',
  );
  await measured('mate', 'O1', 'open', '--link', 'S1', '--link-dataset', 'secret');
  const said = async (as: string | null): Promise<string[]> => (await check(as, 'open')).map(({ message }) => message);
  expect(await said('ana')).toEqual([
    '1 of its measurements are on records of dataset/plot-1, which fewer people may read',
    '2 of its measurements are on records of dataset/secret, which fewer people may read',
    '1 of its measurements point to records of dataset/secret, which fewer people may read',
  ]);
  expect(await said('vera')).toEqual([
    '1 of its measurements are on records of dataset/plot-1, which fewer people may read',
    'others are on records of datasets that you cannot see',
    'others point to records of datasets that you cannot see',
  ]);
  expect(await said(null)).toEqual([
    'others are on records of datasets that you cannot see',
    'others point to records of datasets that you cannot see',
  ]);
  // Where the dataset is as closed as theirs, they restrict nothing.
  await bench.must('dataset', 'edit', 'open', '--privacy', 'authorized');
  expect(await codes('ana', 'open')).toEqual(['note restricted']);
});

test('what is hidden is not checked, in the words for what is not there', async () => {
  const hidden = await bench.run(['dataset', 'check', 'secret'], { as: 'olga' });
  const absent = await bench.run(['dataset', 'check', 'nothin'], { as: 'olga' });
  expect(hidden).toMatchObject({ code: 3, out: '' });
  expect(hidden.err.replace('secret', 'nothin')).toBe(absent.err);
});
