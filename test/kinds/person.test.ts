import { beforeEach, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything, one } from '../import/importing.ts';
import { deed, options } from './deeds.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await world();
});

test.each([
  ['Adolpho Ducke', 'DUCKE A'],
  ['Jean-Baptiste Christophore Fusée Aublet', 'AUBLET JCF'],
  ['Ada', 'ADA'],
  ['  Ana   da  Cunha ', 'CUNHA AD'],
  ['李 小龙', '小龙 李'],
])('the abbreviation of %s is made from the name', async (name, abbreviation) => {
  const { code, record } = await deed(bench, 'ana', 'person', 'create', name);
  expect({ code, key: String(record['abbreviation']).replaceAll(' ', '') }).toEqual({
    code: 0,
    key: abbreviation.replaceAll(' ', ''),
  });
});

test('abbreviations are unique whatever their case, points and blanks', async () => {
  expect((await deed(bench, 'ana', 'person', 'create', 'Adolpho Ducke')).code).toBe(0);
  for (const abbreviation of ['DUCKE, A.', 'Ducke A', 'ducke a', 'DuckeA', 'DÜCKE, A'])
    expect(await deed(bench, 'col', 'person', 'create', 'Another Ducke', '--abbreviation', abbreviation)).toMatchObject(
      {
        code: 6,
        hint: 'To change it: vasculum person edit id:3',
      },
    );
  expect(await deed(bench, 'col', 'person', 'create', 'Adolpho Ducke', '--abbreviation', 'DUCKE, A. B.')).toMatchObject(
    {
      code: 0,
      record: { result: 'created', abbreviation: 'DUCKE, A. B.' },
    },
  );
});

test('creating a person again is unchanged, and with other fields a conflict that names them', async () => {
  const first = await deed(bench, 'ana', 'person', 'create', 'Adolpho Ducke', ...options({ institution: 'MPEG' }));
  const before = everything(bench);
  const again = await deed(bench, 'ana', 'person', 'create', 'adolpho ducke', ...options({ abbreviation: 'Ducke, A' }));
  expect(again.code).toBe(6);
  const same = await deed(bench, 'ana', 'person', 'create', 'Adolpho Ducke', ...options({ institution: 'MPEG' }));
  expect(same).toMatchObject({ code: 0, record: { ...first.record, result: 'unchanged' } });
  const other = await deed(bench, 'ana', 'person', 'create', 'Adolpho Ducke', ...options({ institution: 'INPA' }));
  expect(other).toMatchObject({ code: 6, message: 'this person is there already, with other institution' });
  expect(everything(bench)).toEqual(before);
});

test.each([
  ['0000-0002-1825-0097', '0000-0002-1825-0097'],
  ['https://orcid.org/0000-0001-5109-3700', '0000-0001-5109-3700'],
  ['000000021694233x', '0000-0002-1694-233X'],
])('the ORCID %s is stored in one form', async (typed, stored) => {
  const { code, record } = await deed(bench, 'ana', 'person', 'create', 'Eva Good', '--orcid', typed);
  expect({ code, orcid: record['orcid'] }).toEqual({ code: 0, orcid: stored });
});

test.each([
  [{ orcid: '0000-0002-1825-0098' }, ['bad-orcid', 'orcid']],
  [{ orcid: '0000-0002-1825' }, ['bad-orcid', 'orcid']],
  [{ email: 'ana at lab' }, ['bad-email', 'email']],
  [{ abbreviation: 'A\u202eB' }, ['bad-character', 'abbreviation']],
])('a person with %j is refused', async (fields, problem) => {
  const before = everything(bench);
  const { code, problems } = await deed(bench, 'ana', 'person', 'create', 'Eva Good', ...options(fields));
  expect({ code, problems }).toEqual({ code: 5, problems: [problem] });
  expect(everything(bench)).toEqual(before);
});

test('who made a person edits and deletes it, others do not, and a superadmin does', async () => {
  await deed(bench, 'col', 'person', 'create', 'Eva Good', '--email', 'eva@lab.org');
  expect((await deed(bench, 'olga', 'person', 'edit', 'GOOD E', '--notes', 'x')).code).toBe(4);
  expect((await deed(bench, 'reg', 'person', 'edit', 'GOOD E', '--notes', 'x')).code).toBe(4);
  expect((await deed(bench, null, 'person', 'edit', 'GOOD E', '--notes', 'x')).code).toBe(4);
  expect((await deed(bench, 'olga', 'person', 'delete', 'GOOD E', '--yes')).code).toBe(4);
  expect(await deed(bench, 'col', 'person', 'edit', 'GOOD E', '--notes', 'x')).toMatchObject({
    code: 0,
    record: { result: 'updated', notes: 'x', email: 'eva@lab.org' },
  });
  expect(await deed(bench, 'sara', 'person', 'edit', 'Eva Good', '--full-name', 'Eva Goode')).toMatchObject({
    code: 0,
    record: { full_name: 'Eva Goode', abbreviation: 'GOOD E' },
  });
  expect(await deed(bench, 'col', 'person', 'delete', 'GOOD E', '--yes')).toMatchObject({
    code: 0,
    record: { result: 'deleted', ref: 'person/id:3' },
  });
  expect((await deed(bench, 'col', 'person', 'show', 'GOOD E')).code).toBe(3);
});

test('an edit without a difference is unchanged, and one that meets another abbreviation is a conflict', async () => {
  expect((await deed(bench, 'ana', 'person', 'edit', 'SILVA A', '--abbreviation', 'SILVA A')).record['result']).toBe(
    'unchanged',
  );
  const { code } = await deed(bench, 'ana', 'person', 'edit', 'SILVA A', '--abbreviation', 'Lima, B.');
  expect(code).toBe(6);
  expect(one(bench, 'select abbreviation from person where id = 1')).toBe('SILVA A');
});

test('a person who is named by a record is not deleted, and the message does not say by which', async () => {
  const before = everything(bench);
  const { code, message } = await deed(bench, 'ana', 'person', 'delete', 'SILVA A', '--yes');
  expect({ code, message }).toEqual({ code: 6, message: 'person/SILVA A is in use: other records depend on it' });
  expect(everything(bench)).toEqual(before);
});

test('a delete is not done without --yes where nobody can be asked', async () => {
  const before = everything(bench);
  expect((await deed(bench, 'ana', 'person', 'delete', 'LIMA B')).code).toBe(2);
  expect(everything(bench)).toEqual(before);
  expect((await deed(bench, 'ana', 'person', 'delete', 'LIMA B', '--dry-run')).code).toBe(0);
  expect(everything(bench)).toEqual(before);
});

test('a person is linked to one user at most', async () => {
  await bench.must('user', 'edit', 'me', '--person', 'LIMA B');
  const { code, message } = await deed(bench, 'sara', 'user', 'edit', 'col', '--person', 'LIMA B');
  expect({ code, message: message.replace(/UNIQUE constraint.*/, 'a text of SQLite') }).toEqual({
    code: 6,
    message: expect.not.stringContaining('a text of SQLite') as unknown,
  });
});
