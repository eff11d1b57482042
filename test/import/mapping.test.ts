import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything, importing, refused, stored } from './importing.ts';

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;
const mapping = ['--mapping', 'm.yaml'];
const person = async (bench: Bench, name: string): Promise<unknown> =>
  (await bench.run(['person', 'show', name, '--json', '--fields', 'full_name,email,institution,notes'])).json();

test('a mapping file has the long option names, at the top or under a kind, in its plural or singular', async () => {
  const bench = await world();
  bench.write(
    'm.yaml',
    lines(
      '# for all kinds',
      'na: [NA, "-", 999]',
      'set: {notes: from the field book}',
      'persons:',
      '  map:',
      '    Who: full_name',
      '    Where: institution',
      '  recode:',
      '    Where: {LAB: The Laboratory}',
      '  ignore: rest',
      'individual:',
      '  map: {Who: collector}',
    ),
  );
  await stored(bench, 'persons', lines('Who,Where,more', 'Eva Good,LAB,x', 'Ivo Good,999,x'), mapping);
  expect(await person(bench, 'GOOD E')).toMatchObject({
    full_name: 'Eva Good',
    institution: 'The Laboratory',
    notes: 'from the field book',
  });
  expect(await person(bench, 'GOOD I')).toMatchObject({ institution: null });
});

test('the command line wins, name by name, and for plain lists as a whole', async () => {
  const bench = await world();
  bench.write('m.yaml', lines('set: {notes: from the file, institution: A}', 'na: [NA]'));
  await stored(bench, 'persons', lines('full_name,email', 'Na Na,', 'NA,'), [
    ...mapping,
    '--set',
    'notes=typed',
    '--na',
    '.',
  ]);
  expect(await person(bench, 'NA N')).toMatchObject({ notes: 'typed', institution: 'A' });
});

test('a kind’s own options win over those for all kinds', async () => {
  const bench = await world();
  bench.write('m.yaml', lines('set: {notes: for all, institution: A}', 'person: {set: {notes: own}}'));
  await stored(bench, 'persons', lines('full_name', 'Eva Good'), mapping);
  expect(await person(bench, 'GOOD E')).toMatchObject({ notes: 'own', institution: 'A' });
});

test('a typed dataset wins over one that the mapping sets', async () => {
  const bench = await world();
  bench.write('m.yaml', lines('individuals: {set: {dataset: secret, collector: SILVA A}}'));
  const file = lines('tag,date,location', 'T1,2009,Torgersen');
  await stored(bench, 'individuals', file, [...mapping, '--dataset', 'plot-1']);
  const { json } = await bench.run(['individual', 'list', '--filter', 'tag=T1', '--json', '--fields', 'dataset']);
  expect(json()).toEqual([{ dataset: 'plot-1' }]);
});

test('what is said of all kinds and means nothing to one is passed over', async () => {
  const bench = await world();
  bench.write('m.yaml', lines('dataset: plot-1', 'wide: auto', 'na: [NA]'));
  await stored(bench, 'persons', lines('full_name,notes', 'Eva Good,NA'), mapping);
  bench.write('m.yaml', lines('persons: {dataset: plot-1}'));
  expect((await importing(bench, 'persons', lines('full_name', 'Ivo Good'), mapping)).code).toBe(2);
});

test('texts are as they are written: no, 007 and 1.50 are no numbers and no truth values', async () => {
  const bench = await world();
  bench.write('m.yaml', lines('recode:', '  notes: {007: 1.50, no: yes, true: 0x1F}'));
  const file = lines('full_name,notes', 'A A,007', 'B B,no', 'C C,true');
  await stored(bench, 'persons', file, mapping);
  for (const [name, notes] of [
    ['A A', '1.50'],
    ['B B', 'yes'],
    ['C C', '0x1F'],
  ] as const)
    expect(await person(bench, name)).toMatchObject({ notes });
});

test.each([
  ['an unknown key', 'mapp: {a: b}', 'm.yaml:1: mapp is no option of import and no kind; did you mean map?'],
  ['an unknown key of another kind', 'taxa:\n  mapp: {a: b}', 'm.yaml:2: taxa: mapp is no option'],
  [
    'a list in place of names',
    'na: [x]\nmap: [a, b]',
    'm.yaml:2: map takes names with values, as in `map: {Island: location}`, and has a list',
  ],
  ['a word that is none of its option', 'on-invalid: ignore', 'm.yaml:1: on-invalid is one of abort, skip, not ignore'],
  ['a key twice', 'na: [a]\nna: [b]', 'm.yaml:2: Map keys must be unique'],
  ['broken YAML', 'map: {a: b', 'm.yaml:2: Flow map in block collection must be'],
  ['a text alone', 'just words', 'm.yaml:1: the file takes names with values, as in `na: [NA]`, and has a text'],
  ['an encoding that there is not', 'encoding: klingon', 'm.yaml: unknown encoding klingon'],
])('%s is told with its line, exit 5', async (_what, text, message) => {
  const bench = await world();
  bench.write('m.yaml', `${text}\n`);
  const { code, err } = await importing(bench, 'persons', lines('full_name', 'A B'), mapping);
  expect(code).toBe(5);
  expect(err).toContain(message);
});

test('a mapping file that is not there is exit 3', async () => {
  const bench = await world();
  expect((await importing(bench, 'persons', lines('full_name', 'A B'), mapping)).code).toBe(3);
});

test('--save-mapping writes the options that were used, and they import the same', async () => {
  const bench = await world();
  const file = lines('Who;Mail;x', 'Eva Good;eva@lab.org;1');
  const options = ['--map', 'Who=full_name', '--map', 'Mail=email', '--ignore', 'rest', '--delimiter', 'semicolon'];
  const recode = ['--recode', 'Mail:=none', '--na', 'none', '--set', 'notes=a: {x} # no comment'];
  await stored(bench, 'persons', file, [...options, ...recode, '--save-mapping', 'm.yaml']);
  expect((await importing(bench, 'persons', file, mapping)).counts).toMatchObject({ read: 1, unchanged: 1 });
  expect(readFileSync(join(bench.dir, 'm.yaml'), 'utf8')).toMatch(/^persons:\n {2}delimiter: semicolon\n/);
});

test('--save-mapping replaces the section of its kind alone, and no other file', async () => {
  const bench = await world();
  bench.write('m.yaml', lines('# ours', 'taxa: {na: [NA]} # kept', 'person: {na: [x]}'));
  await stored(bench, 'persons', lines('Who', 'Eva Good'), ['--map', 'Who=full_name', '--save-mapping', 'm.yaml']);
  expect(readFileSync(join(bench.dir, 'm.yaml'), 'utf8')).toBe(
    lines('# ours', 'taxa: { na: [ NA ] } # kept', 'persons:', '  map:', '    Who: full_name'),
  );
  bench.write('notes.txt', 'not a mapping');
  const { code } = await importing(bench, 'persons', lines('Who', 'Ivo Good'), [
    '--map',
    'Who=full_name',
    '--save-mapping',
    'notes.txt',
  ]);
  expect(code).toBe(6);
  expect((await bench.run(['person', 'show', 'Ivo Good'])).code).toBe(3);
});

test('a dry run writes no mapping', async () => {
  const bench = await world();
  await importing(bench, 'persons', lines('full_name', 'A B'), ['--dry-run', '--save-mapping', 'm.yaml']);
  expect(existsSync(join(bench.dir, 'm.yaml'))).toBe(false);
});

test('--recode reads a cell as another text, in a column of the file or of the kind', async () => {
  const bench = await world();
  const file = lines('Who,Where', 'Eva Good,L', 'Ivo Good,M');
  const options = ['--map', 'Who=full_name', '--map', 'Where=institution'];
  await stored(bench, 'persons', file, [
    ...options,
    '--recode',
    'Where:L=Lab',
    '--recode',
    'institution:M=Museum',
    '--recode',
    'Where:Lab=twice',
  ]);
  expect(await person(bench, 'GOOD E')).toMatchObject({ institution: 'Lab' });
  expect(await person(bench, 'GOOD I')).toMatchObject({ institution: 'Museum' });
  expect(await refused(bench, 'persons', file, [...options, '--recode', 'Whre:L=Lab'])).toMatchObject([
    { code: 'unknown-column', column: 'Whre', suggestion: 'Where' },
  ]);
  expect((await importing(bench, 'persons', file, [...options, '--recode', 'Where=Lab'])).code).toBe(2);
});

const oneText = (key: string, example: string) => `${key} takes one text, as in \`${key}: ${example}\`, and has `;
test.each([
  ['wide: [a, b]', `${oneText('wide', 'dbh,height')}a list`],
  ['dataset: {name: x}', `${oneText('dataset', 'plot-1')}names with values`],
  ['date-format: [dmy]', `${oneText('date-format', 'dmy')}a list`],
  ['decimal: [comma]', `${oneText('decimal', 'comma')}a list`],
  ['delimiter: [tab, ;]', `${oneText('delimiter', 'semicolon')}a list`],
  ['encoding: {a: b}', `${oneText('encoding', 'latin1')}names with values`],
  ['on-invalid: [skip]', `${oneText('on-invalid', 'skip')}a list`],
  ['if-exists: [skip]', `${oneText('if-exists', 'update')}a list`],
  ['rejects: [bad.csv]', `${oneText('rejects', 'bad.csv')}a list`],
  ['spreadsheet-safe: [true]', `${oneText('spreadsheet-safe', 'true')}a list`],
  ['wide:', `${oneText('wide', 'dbh,height')}nothing`],
  ['dataset: ""', `${oneText('dataset', 'plot-1')}nothing`],
  [
    'ignore: {a: b}',
    'ignore takes a text or a list of texts, as in `ignore: [Remarks, Weather]`, and has names with values',
  ],
  ['na: [[a]]', 'na takes a text or a list of texts, as in `na: [NA, .]`, and has a list'],
  ['map: Who', 'map takes names with values, as in `map: {Island: location}`, and has a text'],
  ['map: {Who: [a]}', 'map: Who takes one text, and has a list'],
  ['set: [a=b]', 'set takes names with values, as in `set: {person: LIMA B}`, and has a list'],
  ['set: {notes: {a: b}}', 'set: notes takes one text, and has names with values'],
  ['recode: {notes: x}', 'recode: notes takes names with values, as in `m: MALE`, and has a text'],
  ['recode: {notes: {x: [y]}}', 'recode: notes: x takes one text, and has a list'],
  ['persons: {wide: [a]}', 'persons: wide takes one text, as in `wide: dbh,height`, and has a list'],
  ['persons: [na]', 'persons takes names with values, as in `na: [NA]`, and has a list'],
  ['taxa: just words', 'taxa takes names with values, as in `na: [NA]`, and has a text'],
  ['? [a]\n: b', 'a name in the file takes a text, and has a list'],
  ['constructor: x', 'constructor is no option of import and no kind'],
])('a value of the wrong type names its key, the file and what was expected: %s', async (text, message) => {
  const bench = await world();
  bench.write('m.yaml', `# line 1\n${text}\n`);
  const before = everything(bench);
  const { code, err } = await bench.run(['import', 'persons', bench.write('p.csv', 'full_name\nA B\n'), ...mapping]);
  expect({ code, err }).toEqual({ code: 5, err: expect.stringContaining(`error: m.yaml:2: ${message}`) });
  expect(everything(bench)).toEqual(before);
});

test('an empty list is none', async () => {
  const bench = await world();
  bench.write('m.yaml', lines('na:', 'ignore: []', 'map:', 'recode:', 'persons:'));
  expect(await stored(bench, 'persons', lines('full_name', 'Eva Good'), mapping)).toMatchObject({ created: 1 });
});

test('what is about one run is not saved in a mapping', async () => {
  const bench = await world();
  const options = ['--map', 'Who=full_name', '--on-invalid', 'skip', '--if-exists', 'update', '--rejects', 'bad.csv'];
  await stored(bench, 'persons', lines('Who', 'Eva Good'), [...options, '--save-mapping', 'm.yaml']);
  expect(readFileSync(join(bench.dir, 'm.yaml'), 'utf8')).toBe(lines('persons:', '  map:', '    Who: full_name'));
});

describe('files that are named twice are refused before anything is done:', () => {
  const rejectsHeader = 'full_name,_line,_column,_code,_message\n';
  test.each([
    [['--rejects', 'bad.csv', '--save-mapping', 'bad.csv'], '--rejects and --save-mapping name the same file'],
    [['--rejects', 'new.csv', '--save-mapping', './new.csv'], '--rejects and --save-mapping name the same file'],
    [['--rejects', 'new.csv', '--save-mapping', 'sub/../new.csv'], '--rejects and --save-mapping name the same file'],
    [['--rejects', 'bad.csv', '--save-mapping', 'link.csv'], '--rejects and --save-mapping name the same file'],
    [['--rejects', 'p.csv'], '--rejects names the file that is imported'],
    [['--save-mapping', 'p.csv'], '--save-mapping names the file that is imported'],
    [['--mapping', 'm.yaml', '--rejects', 'm.yaml'], '--mapping and --rejects name the same file'],
    [['--mapping', 'm.yaml', '--save-mapping', './m.yaml'], '--mapping and --save-mapping name the same file'],
    [['--mapping', 'own.yaml'], '--mapping and --rejects name the same file'],
    [['--save-mapping', '-'], '--save-mapping is a file'],
    [['--rejects', ''], '--rejects is a file'],
  ])('%j', async (options, message) => {
    const bench = await world();
    bench.write('p.csv', 'full_name\nEva Good\n');
    bench.write('bad.csv', rejectsHeader);
    bench.write('m.yaml', 'na: [NA]\n');
    bench.write('own.yaml', 'rejects: own.yaml\n');
    linkSync(join(bench.dir, 'bad.csv'), join(bench.dir, 'link.csv'));
    mkdirSync(join(bench.dir, 'sub'));
    const names = (): string[] => readdirSync(bench.dir).filter((name) => !/-(?:wal|shm)$/.test(name));
    const there = names();
    const before = everything(bench);
    const { code, err } = await bench.run(['import', 'persons', 'p.csv', ...options]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(`error: ${message}\n`) });
    expect(everything(bench)).toEqual(before);
    expect(names()).toEqual(there);
    expect(readFileSync(join(bench.dir, 'm.yaml'), 'utf8')).toBe('na: [NA]\n');
  });
});

test('no file of an import is one of the database', async () => {
  const bench = await world();
  bench.write('p.csv', 'full_name\nEva Good\n');
  for (const option of ['--mapping', '--save-mapping', '--rejects'])
    for (const file of ['lab.db', './lab.db', 'lab.db.media/x.csv']) {
      const { code, err } = await bench.run(['import', 'persons', 'p.csv', option, file]);
      expect({ option, file, code }).toEqual({ option, file, code: 6 });
      expect(err).toMatch(/belongs to the database itself|lies among the media of the database/);
    }
  expect((await bench.run(['person', 'show', 'Eva Good'])).code).toBe(3);
});
