import { appendFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openSource } from '../../src/csv/source.ts';
import { Invalid } from '../../src/domain/errors.ts';
import { escapeForTerminal } from '../../src/domain/name-key.ts';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything, importFile, importing, noRows, one, refused } from './importing.ts';

// Files as they come: each of them is either stored as it is written, or refused with a line and a column, and then nothing is stored.

type File = string | Buffer;
/** What the notes of the persons A A, B B … then are, in the order of the rows. */
type Stored = readonly (string | null)[];
interface Refusal {
  code: string;
  line: number | null;
  column?: string | null;
  value?: string;
  says?: RegExp;
}

const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const swapped = (text: string): Buffer => utf16(text).swap16();
const bytes = (...parts: (string | number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));

const plain = 'full_name,notes\nA A,x\nB B,ö\n';
const good: [name: string, file: File, notes: Stored, ...options: string[]][] = [
  ['UTF-8 with a byte order mark', `\ufeff${plain}`, ['x', 'ö']],
  ['the same before a quoted header', '\ufeff"full_name","notes"\nA A,x\n', ['x']],
  ['UTF-16LE with its mark', utf16(`\ufeff${plain}`), ['x', 'ö']],
  ['UTF-16BE with its mark', swapped(`\ufeff${plain}`), ['x', 'ö']],
  ['UTF-16 without a mark, named', utf16(plain), ['x', 'ö'], '--encoding', 'utf-16le'],
  ['Latin-1, named', Buffer.from(plain, 'latin1'), ['x', 'ö'], '--encoding', 'latin1'],
  ['cp1252, named', bytes('full_name,notes\nA A,', [0x80, 0x93], '\n'), ['€“'], '--encoding', 'windows-1252'],
  ['CRLF', plain.replaceAll('\n', '\r\n'), ['x', 'ö']],
  ['CR alone', plain.replaceAll('\n', '\r'), ['x', 'ö']],
  ['a header that ends in CRLF, rows in LF', 'full_name,notes\r\nA A,x\nB B,y\n', ['x', 'y']],
  ['a header that ends in LF, rows in CRLF', 'full_name,notes\nA A,x\r\nB B,y\r\n', ['x', 'y']],
  ['no line end behind the last row', 'full_name,notes\nA A,x', ['x']],
  ['line ends inside quotes', 'full_name,notes\nA A,"p\nq\r\nr"\n', ['p\nq\r\nr']],
  ['quotes inside quotes', 'full_name,notes\nA A,"say ""ah"", twice"\n', ['say "ah", twice']],
  ['headers with blanks around', ' full_name , notes \nA A,x\n', ['x']],
  ['gzip', gzipSync(plain), ['x', 'ö']],
  ['blank lines', '\n\nfull_name,notes\n\nA A,x\n\n\nB B,y\n\n', ['x', 'y']],
  ['lines that begin with #', 'full_name,notes\n#A #A,#x\n', ['#x']],
  [
    'formulas',
    'full_name,notes\nA A,=1+1\nB B,@x\nC C,-5\nD D,+44 20\nE E,＝1\n',
    ['=1+1', '@x', '-5', '+44 20', '＝1'],
  ],
  ['U+2028, emoji and curved quotes', 'full_name,notes\nA A,a\u2028🌳\nB B,“x”\n', ['a\u2028🌳', '“x”']],
  ['blanks around free text', 'full_name,notes\nA A,  x \nB B,\u00a0y\n', ['  x ', '\u00a0y']],
  ['controls and bidi marks in free text', 'full_name,notes\nA A,\u001b[31m\u202ex\n', ['\u001b[31m\u202ex']],
  [
    'texts that look like numbers',
    'full_name,notes\nA A,007\nB B,1e5\nC C,9007199254740993\n',
    ['007', '1e5', '9007199254740993'],
  ],
  ['NA and null without --na', 'full_name,notes\nA A,NA\nB B,null\nC C,-\n', ['NA', 'null', '-']],
  ['NA with --na', 'full_name,notes\nA A,NA\nB B,-\n', [null, '-'], '--na', 'NA'],
  ['semicolons, named', plain.replaceAll(',', ';'), ['x', 'ö'], '--delimiter', 'semicolon'],
  ['a first line sep=', `sep=|\n${plain.replaceAll(',', '|')}`, ['x', 'ö']],
];

const long = 'x'.repeat(1_200_000);
const bad: [name: string, file: File, refusal: Refusal][] = [
  ['UTF-16 without a mark', utf16(plain), { code: 'bad-encoding', line: 1, says: /looks like UTF-16/ }],
  ['Latin-1', Buffer.from(plain, 'latin1'), { code: 'bad-encoding', line: 3, says: /0xF6 at offset 26/ }],
  ['an overlong sequence', bytes('full_name\nA', [0xc0, 0xaf], '\n'), { code: 'bad-encoding', line: 2 }],
  ['a sequence that is cut off', bytes('full_name\nA', [0xe2, 0x82]), { code: 'bad-encoding', line: 2 }],
  ['a surrogate in UTF-8', bytes('full_name\nA', [0xed, 0xa0, 0x80], '\n'), { code: 'bad-encoding', line: 2 }],
  ['a lone surrogate in UTF-16', utf16('\ufefffull_name\nA\ud800B\n'), { code: 'bad-encoding', line: 2 }],
  ['a quote that is not closed', 'full_name,notes\nA A,x\nB B,"y\nC C,z\nD D,\n', { code: 'bad-quoting', line: 3 }],
  ['the same in a big file', `full_name,notes\nA A,"${'x\n'.repeat(900_000)}`, { code: 'bad-quoting', line: 2 }],
  [
    'a field beyond a mebibyte',
    `full_name,notes\nA A,${long}\n`,
    { code: 'oversized-row', line: 2, column: 'notes', says: /larger than 1 MiB/ },
  ],
  ['a quote inside a cell', 'full_name,notes\nA A,ab"c\n', { code: 'bad-quoting', line: 2, column: 'notes' }],
  ['text behind a closing quote', 'full_name,notes\nA A,"ab"c\n', { code: 'bad-quoting', line: 2, column: 'notes' }],
  ['a row that is too short', 'full_name,email,notes\nA A,\n', { code: 'ragged-row', line: 2, says: /has 2 cells/ }],
  ['a row that is too long', 'full_name,notes\nA A,x,y\n', { code: 'ragged-row', line: 2, says: /has 3 cells/ }],
  ['curved quotes that are none', 'full_name,notes\nA A,“x, y”\n', { code: 'ragged-row', line: 2 }],
  [
    'two columns of one name',
    'full_name,notes,Notes \nA A,x,y\n',
    { code: 'duplicate-column', line: 1, says: /columns 2 and 3/ },
  ],
  [
    'the same, with accents stored in two ways',
    'full_name,nomé,nome\u0301\nA A,x,y\n',
    { code: 'duplicate-column', line: 1 },
  ],
  [
    'a column without a name',
    'full_name,,notes\nA A,x,y\n',
    { code: 'unknown-column', line: 1, says: /column 2 has no name/ },
  ],
  ['a line end in a header', 'full_name,"no\ntes"\nA A,x\n', { code: 'unknown-column', line: 1 }],
  ['an unknown column', 'full_name,note\nA A,x\n', { code: 'unknown-column', line: 1, column: 'note' }],
  [
    'a column named __proto__',
    'full_name,__proto__\nA A,x\n',
    { code: 'unknown-column', line: 1, column: '__proto__' },
  ],
  ['a column named constructor', 'full_name,constructor\nA A,x\n', { code: 'unknown-column', line: 1 }],
  ['nothing at all', '', { code: 'missing-column', line: 1 }],
  ['a byte order mark alone', '\ufeff', { code: 'missing-column', line: 1 }],
  ['line ends alone', '\n\r\n\n', { code: 'missing-column', line: 1 }],
  ['a PNG image', bytes([0x89], 'PNG\r\n', [0x1a], '\n'), { code: 'bad-file', line: 1, says: /a PNG image/ }],
  [
    'an Excel workbook',
    bytes('PK', [3, 4], '[Content_Types].xml xl/'),
    { code: 'bad-file', line: 1, says: /an Excel workbook/ },
  ],
  ['a zip archive', bytes('PK', [3, 4], 'x.csv'), { code: 'bad-file', line: 1, says: /a zip archive/ }],
  ['a PDF', '%PDF-1.7 x', { code: 'bad-file', line: 1, says: /a PDF/ }],
  ['an SQLite database', 'SQLite format 3\0x', { code: 'bad-file', line: 1, says: /an SQLite database/ }],
  ['gzip in gzip', gzipSync(gzipSync(plain)), { code: 'bad-file', line: 1, says: /packed twice/ }],
  [
    'gzip that is cut off',
    gzipSync(plain.repeat(99)).subarray(0, 60),
    { code: 'bad-file', line: null, says: /damaged/ },
  ],
  [
    'a gzip bomb',
    gzipSync(`full_name${'\n'.repeat(80 * 1024 * 1024)}`),
    { code: 'bad-file', line: null, says: /suspiciously much/ },
  ],
  [
    'a line of blanks in a table of one column',
    'full_name\nA A\n  \n',
    { code: 'missing-value', line: 3, column: 'full_name' },
  ],
  ['NUL', 'full_name,notes\nA A,x\0y\n', { code: 'bad-character', line: 2, column: 'notes' }],
  ['an escape in a name', 'full_name\n\u001b[31mA A\n', { code: 'bad-character', line: 2, value: '\\x1b[31mA A' }],
  ['a bidi mark in a name', 'full_name\nA\u202eA\n', { code: 'bad-character', line: 2, column: 'full_name' }],
  ['a zero-width blank in a name', 'full_name\nA\u200bA\n', { code: 'bad-character', line: 2, column: 'full_name' }],
  ['a mark in the middle of a name', 'full_name\nA\ufeffA\n', { code: 'bad-character', line: 2, column: 'full_name' }],
  ['semicolons', plain.replaceAll(',', ';'), { code: 'unknown-column', line: 1, says: /separated by semicolon/ }],
  ['tabs', plain.replaceAll(',', '\t'), { code: 'unknown-column', line: 1, says: /separated by tab/ }],
];

const inserted = async (bench: Bench): Promise<unknown[]> => {
  const { out } = await bench.run(['person', 'list', '--json', '--sort', 'full_name', '--fields', 'full_name,notes']);
  const rows = JSON.parse(out) as { full_name: string; notes: string | null }[];
  return rows.filter(({ full_name: name }) => !/Silva|Lima/.test(name)).map(({ notes }) => notes);
};

describe('is stored as it is written', () => {
  test.each(good.map(([name, file, notes, ...options]) => ({ name, file, notes, options })))(
    '$name',
    async ({ file, notes, options }) => {
      const bench = await world();
      const { code, errors } = await importing(bench, 'persons', file, options);
      expect({ code, errors }).toEqual({ code: 0, errors: [] });
      expect(await inserted(bench)).toEqual(notes);
    },
  );

  test('cells that are cut anywhere by the size of what is read at once', async () => {
    const bench = await world();
    const rows = Array.from({ length: 9000 }, (_, at) => `Zoë ${'é🌳'.repeat(9)} ${at},ö${at}`);
    const { code, counts } = await importing(bench, 'persons', `full_name,notes\n${rows.join('\n')}\n`, [
      '--set',
      'abbreviation={notes}',
    ]);
    expect({ code, ...counts }).toMatchObject({ code: 0, created: 9000 });
    expect(one(bench, "select count(*) from person where full_name like 'Zoë é🌳%'")).toBe(9000);
  });

  test('a header alone, with a warning', async () => {
    const bench = await world();
    const { code, counts, result } = await importing(bench, 'persons', 'full_name,notes\n');
    expect({ code, ...counts, warnings: result.warnings }).toMatchObject({
      code: 0,
      read: 0,
      warnings: [noRows],
    });
  });
});

describe('is refused with its place, and nothing is stored:', () => {
  test.each(bad.map(([name, file, refusal]) => ({ name, file, refusal })))('$name', async ({ file, refusal }) => {
    const { says = /./, ...place } = refusal;
    const bench = await world();
    const errors = await refused(bench, 'persons', file);
    expect(errors.length).toBeLessThan(3);
    expect(errors[0]).toMatchObject({ ...place, message: expect.stringMatching(says) });
    for (const { message, value } of errors) {
      expect(escapeForTerminal(`${message}${value ?? ''}`)).toBe(`${message}${value ?? ''}`);
      expect((value ?? '').length).toBeLessThan(101);
    }
  });
});

describe('names', () => {
  test('are one name in NFC and NFD, and stored in NFC', async () => {
    const bench = await world();
    await importing(bench, 'persons', 'full_name\nJose\u0301 Pe\n');
    expect(one(bench, "select full_name from person where full_name like 'Jos%'")).toBe('Jos\u00e9 Pe');
    expect((await importing(bench, 'persons', 'full_name\nJos\u00e9 Pe\n')).counts).toMatchObject({ unchanged: 1 });
  });

  test('that differ in case alone are the same person, and never picked silently as another', async () => {
    const bench = await world();
    expect(await refused(bench, 'persons', 'full_name\nANA SILVA\n')).toMatchObject([
      { line: 2, code: 'duplicate-in-database', column: 'full_name' },
    ]);
  });

  test('of accounts are ASCII, so that no foreign letter looks like one', async () => {
    const bench = await world();
    const { code } = await bench.run(['user', 'create', '\u0430dmin', '--email', 'a@lab.org'], { as: 'sara' });
    expect(code).toBe(5);
  });
});

describe('numbers and dates', () => {
  const measured = async (trait: string, text: string): Promise<{ bench: Bench; cells: string }> => {
    const bench = await world();
    return { bench, cells: `trait,individual,dataset,person,date,value\n${trait},P2,plot-1,SILVA A,2009,"${text}"\n` };
  };
  test.each([
    ['mass', '1e3', 1000],
    ['mass', '+5', 5],
    ['mass', '007', 7],
    ['eggs', '9007199254740991', 9007199254740991],
    ['mass', '0', 0],
  ])('%s takes %s', async (trait, text, value) => {
    const { bench, cells } = await measured(trait, text);
    expect((await importing(bench, 'measurements', cells)).counts).toMatchObject({ created: 1 });
    expect(one(bench, 'select value from measurement order by id desc')).toBe(value);
  });
  test.each([
    ['mass', '1,5'],
    ['mass', 'NaN'],
    ['mass', 'Infinity'],
    ['mass', '1_000'],
    ['mass', '0x1F'],
    ['mass', 'null'],
    ['eggs', '1e5'],
    ['eggs', '9007199254740993'],
    ['eggs', '12abc'],
  ])('%s refuses %s', async (trait, text) => {
    const { bench, cells } = await measured(trait, text);
    expect(await refused(bench, 'measurements', cells)).toMatchObject([
      { line: 2, column: 'value', code: 'bad-number', value: text },
    ]);
  });
  test('an empty number is missing, never nothing', async () => {
    const { bench, cells } = await measured('mass', '');
    expect(await refused(bench, 'measurements', cells)).toMatchObject([
      { line: 2, column: 'value', code: 'missing-value' },
    ]);
  });
  test.each(['01/02/2024', '2024-02-30', '2024-13', '20240102', '12.5.1888', 'May 1888'])(
    'a date is not guessed: %s',
    async (text) => {
      const bench = await world();
      const file = `tag,dataset,collector,location,date\nT,plot-1,SILVA A,Dream,${text}\n`;
      expect(await refused(bench, 'individuals', file)).toMatchObject([
        { line: 2, column: 'date', code: 'bad-date', value: text },
      ]);
    },
  );
  test('a missing part of a date stays missing', async () => {
    const bench = await world();
    await importing(bench, 'individuals', 'tag,dataset,collector,location,date\nT,plot-1,SILVA A,Dream,1888-05\n');
    expect(one(bench, "select date from individual where tag = 'T'")).toBe(18880500);
  });
});

test('every table is strict, so that no text gets into a column of numbers', async () => {
  const bench = await world();
  expect(
    one(
      bench,
      "select count(*) from pragma_table_list where schema = 'main' and type = 'table' and not strict and name not like 'sqlite%'",
    ),
  ).toBe(0);
});

describe('what is no file', () => {
  test('is refused by its name, and a link is followed', async () => {
    const bench = await world();
    mkdirSync(join(bench.dir, 'folder'));
    bench.write('rows.csv', plain);
    symlinkSync(join(bench.dir, 'rows.csv'), join(bench.dir, 'link.csv'));
    const before = everything(bench);
    for (const [path, code] of [
      ['folder', 5],
      ['/dev/null', 5],
      ['nowhere.csv', 3],
      ['lab.db', 5],
    ] as const)
      expect({ path, code: (await importFile(bench, 'persons', path)).code }).toEqual({ path, code });
    expect(everything(bench)).toEqual(before);
    expect((await importFile(bench, 'persons', 'link.csv')).counts).toMatchObject({ created: 2 });
  });

  test('a pipe is read, and a terminal is not waited for', async () => {
    const bench = await world();
    expect((await importFile(bench, 'persons', '-', [], { stdin: plain })).counts).toMatchObject({ created: 2 });
    const terminal = Object.assign(Readable.from([]), { isTTY: true });
    await expect(openSource('-', { stdin: terminal, spoolDir: bench.dir })).rejects.toThrow('is a terminal');
  });

  test('a file that changes while it is read is refused', async () => {
    const bench = await world();
    const path = join(bench.dir, bench.write('rows.csv', plain));
    const source = await openSource(path, { stdin: Readable.from([]), spoolDir: bench.dir });
    appendFileSync(path, 'C C,z\n');
    await expect(source.sha256()).rejects.toThrow(Invalid);
    source.close();
  });
});

test('a thousand bad rows are a thousand problems, found in one pass', async () => {
  const bench = await world();
  const file = `full_name,email\n${Array.from({ length: 1000 }, (_, at) => `P ${at},no${at}`).join('\n')}\n`;
  const { code, result } = await importing(bench, 'persons', file);
  expect({ code, count: result.error_count, shown: result.errors.length }).toEqual({
    code: 5,
    count: 1000,
    shown: 100,
  });
});
