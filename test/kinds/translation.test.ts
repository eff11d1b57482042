import { beforeEach, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything, importing, one } from '../import/importing.ts';
import { deed, options, type Deed } from './deeds.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await world();
});

const translate = async (fields: Record<string, string>, as = 'ana'): Promise<Deed> =>
  deed(bench, as, 'translation', 'create', ...options({ language: 'de', ...fields }));
const measure = async (fields: Record<string, string>): Promise<Deed> =>
  deed(
    bench,
    'col',
    'measurement',
    'create',
    ...options({ individual: 'P1', dataset: 'plot-1', person: 'SILVA A', date: '2008', ...fields }),
  );

test('traits and their categories are translated, once for each language', async () => {
  expect((await translate({ trait: 'sex', name: 'Geschlecht' })).record).toMatchObject({
    result: 'created',
    trait: 'sex',
    category: null,
    language: 'de',
    name: 'Geschlecht',
  });
  expect((await translate({ trait: 'sex', category: 'male', name: 'männlich' })).record).toMatchObject({
    category: 'MALE',
  });
  expect((await translate({ trait: 'sex', category: 'MALE', language: 'PT-br', name: 'macho' })).record).toMatchObject({
    language: 'pt-BR',
  });
  expect((await translate({ trait: 'sex', name: 'Geschlecht' })).record['result']).toBe('unchanged');
  expect((await translate({ trait: 'sex', name: 'Sexus' })).message).toBe(
    'this translation is there already, with other name',
  );
});

test.each([
  [{ trait: 'sex', category: 'NONE', name: 'x' }, ['unknown-category', 'category']],
  [{ trait: 'mass', category: 'MALE', name: 'x' }, ['unknown-category', 'category']],
  [{ trait: 'sex', language: 'deutsch und so', name: 'x' }, ['bad-language', 'language']],
  [{ trait: 'sex', name: 'a|b' }, ['bad-character', 'name']],
])('%j is refused', async (fields, problem) => {
  expect((await translate(fields)).problems).toEqual([problem]);
});

test('a cell may have the translated name of a trait or category, after their own names', async () => {
  await translate({ trait: 'sex', name: 'Geschlecht' });
  await translate({ trait: 'sex', category: 'MALE', name: 'männlich' });
  await translate({ trait: 'sex', category: 'FEMALE', name: 'male', language: 'xx' });
  expect((await measure({ trait: 'geschlecht', value: 'Männlich' })).record).toMatchObject({
    trait: 'sex',
    value: 'MALE',
  });
  // An own name comes first.
  expect((await measure({ trait: 'sex', value: 'male' })).record).toMatchObject({ result: 'unchanged', value: 'MALE' });
  expect((await deed(bench, 'col', 'trait', 'show', 'Geschlecht')).record).toMatchObject({ export_name: 'sex' });
});

test('a name that is translated from two is ambiguous, and that is said', async () => {
  await translate({ trait: 'sex', category: 'MALE', name: 'Tier' });
  await translate({ trait: 'sex', category: 'FEMALE', name: 'Tier' });
  await translate({ trait: 'mass', name: 'Wert' });
  await translate({ trait: 'eggs', name: 'Wert' });
  expect((await measure({ trait: 'sex', value: 'Tier' })).problems).toEqual([['ambiguous-reference', 'value']]);
  expect((await measure({ trait: 'Wert', value: '1' })).problems).toEqual([['ambiguous-reference', 'trait']]);
});

test('who may edit a trait translates it, and nobody else', async () => {
  // ana owns every dataset that uses mass; nobody has measured eggs.
  const before = everything(bench);
  for (const as of ['olga', 'carl', 'reg'])
    expect((await translate({ trait: 'mass', name: 'Masse' }, as)).code).toBe(4);
  expect(everything(bench)).toEqual(before);
  expect((await translate({ trait: 'eggs', name: 'Eier' }, 'reg')).code).toBe(4);
  expect((await translate({ trait: 'eggs', name: 'Eier' }, 'olga')).code).toBe(0);
  expect((await translate({ trait: 'mass', name: 'Masse' })).code).toBe(0);
  const on = async (as: string, verb: string, ...argv: string[]) =>
    (await deed(bench, as, 'translation', verb, 'id:2', ...argv)).code;
  expect(await on('olga', 'edit', '--name', 'x')).toBe(4);
  expect(await on('olga', 'delete', '--yes')).toBe(4);
  expect(await on('sara', 'edit', '--name', 'x')).toBe(0);
  expect(await on('ana', 'delete', '--yes')).toBe(0);
});

test('a file of translations is checked row by row, and none is stored when one may not be', async () => {
  const file = 'trait,category,language,name\neggs,,de,Eier\nmass,,de,Masse\nsex,MALE,de,männlich\n';
  const { code, errors } = await importing(bench, 'translations', file, [], { as: 'olga' });
  expect({ code, errors }).toMatchObject({ code: 5, errors: [{ line: 3, code: 'not-permitted', column: 'trait' }] });
  expect(one(bench, 'select count(*) from translation')).toBe(0);
  expect((await importing(bench, 'translations', file)).counts).toMatchObject({ created: 3 });
  const { out } = await bench.must('export', 'translations');
  expect((await importing(bench, 'translations', out)).counts).toMatchObject({ unchanged: 3 });
});

test('translations go with what they translate, and keep nothing from being changed', async () => {
  await translate({ trait: 'eggs', name: 'Eier' });
  await translate({ trait: 'sex', category: 'FEMALE', name: 'weiblich' });
  expect((await deed(bench, 'olga', 'trait', 'edit', 'sex', '--categories', 'MALE')).code).toBe(0);
  expect((await deed(bench, 'olga', 'trait', 'delete', 'eggs', '--yes')).code).toBe(0);
  expect(one(bench, 'select count(*) from translation')).toBe(0);
});
