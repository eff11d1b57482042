import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { columnsOf } from '../../src/kinds/columns.ts';
import { kinds } from '../../src/kinds/index.ts';
import { csvWriter } from '../../src/csv/write.ts';

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;

let bench: Bench;
beforeAll(async () => {
  bench = await world();
  const traits = lines(
    'export_name,type,unit,name,description,objects',
    'culmenLength,real,mm,Culmen length,Of the bill,individual',
    'wingA,real,mm,Wing,Of the left,individual',
    'wingB,real,mm,Wing,Of the right,individual',
    'date,real,d,Day of year,A trait called like a column,individual',
    'count,integer,1,Count,Of eggs,individual',
  );
  await bench.must('import', 'traits', bench.write('traits.csv', traits));
});

interface Inspection {
  kind: string;
  format: string;
  columns: { header: string; means: string | null; trait: string | null }[];
  command: string | null;
  notes: string[];
}

async function inspected(text: string | Buffer, ...more: string[]): Promise<Inspection> {
  bench.write('in.csv', text);
  const ran = await bench.run(['import', ...more, '--inspect', 'in.csv', '--json']);
  expect(ran).toMatchObject({ code: 0, err: expect.stringContaining('rows looked at') });
  return ran.json() as Inspection;
}

/** The words that a shell hands to the program. */
const wordsOf = (command: string): string[] =>
  execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' })
    .split('\0')
    .slice(1, -1);

/** Codes of what is wrong with a header, or with the words of a command. */
const ofHeaders = ['missing-column', 'unknown-column', 'wrong-unit'];

async function tried(command: string): Promise<{ code: number; read: number; header: unknown[]; err: string }> {
  const { code, out, err } = await bench.run([
    ...wordsOf(command).map((word) => word.replace(/^DATASET$/, 'plot-1')),
    '--dry-run',
    '--json',
  ]);
  const { read, errors } = JSON.parse(out === '' ? '{"read":-1,"errors":[]}' : out) as {
    read: number;
    errors: { code: string; line: number; message: string }[];
  };
  const header = errors.filter(
    (error) => ofHeaders.includes(error.code) || (error.line === 1 && error.code !== 'bad-character'),
  );
  return { code, read, header, err: out === '' ? err : '' };
}

const layouts: [name: string, text: string, kind: string][] = [
  [
    'a trait in its own unit',
    'Individual,Observer,Date,Culmen Length (mm)\nP1,SILVA A,2009-01-01,12\n',
    'measurements',
  ],
  [
    'a good trait, and one in another unit',
    'Individual,Date,Culmen Length (cm),Mass (g)\nP1,2009-01-01,1.2,3\n',
    'measurements',
  ],
  [
    'two columns for one trait',
    'Individual,Date,Culmen Length (mm),culmenLength,Mass (g)\nP1,2009-01-01,1.2,1.3,3\n',
    'measurements',
  ],
  [
    'the same twice over',
    'Plant,Date,Mass (g),mass,Body,Culmen length,culmenLength\nP1,2009-01-01,1,1,x,2,2\n',
    'measurements',
  ],
  ['a header that two traits fit', 'Individual,Date,Wing,Mass (g)\nP1,2009-01-01,1,2\n', 'measurements'],
  ['a trait called like a column', 'individual,person,date,trait/date,mass\nP1,SILVA A,2009,1,2\n', 'measurements'],
  [
    'a trait of the wide form that there is not',
    'individual,person,date,trait/nothing,mass\nP1,SILVA A,2009,1,2\n',
    'measurements',
  ],
  ['the long form', 'individual,trait,value,date,person,mass\nP1,mass,1,2009,SILVA A,x\n', 'measurements'],
  ['several objects', 'individual,taxon,location,date,mass\nP1,Spheniscus,Torgersen,2009,1\n', 'measurements'],
  ['a date in parts', 'individual,year,month,day,mass\nP1,2009,1,2,3\n', 'measurements'],
  ['parts of a date without a year', 'individual,date,month,day,mass\nP1,2009,1,2,3\n', 'measurements'],
  [
    'a column under two names',
    'tag,date,collector,location,lat,latitude,longitude\nT1,2009,SILVA A,Torgersen,1,1,2\n',
    'individuals',
  ],
  ['ids beside names', 'tag,date,collector,location,location_id\nT1,2009,SILVA A,Torgersen,1\n', 'individuals'],
  ['a column of ids that has none', 'Tag,Date,Collector_id,Location\nT1,2009,SILVA A,Torgersen\n', 'individuals'],
  ['headers with signs', `"it's, a tag";Date;Who = what;-x;{a}\nT1;01/02/2009;SILVA A;1;2\n`, 'individuals'],
  ['marks that look like options', 'full_name,notes,email\nEva Good,--,-\nIvo Good,-,NA\n', 'persons'],
  ['a header rest', 'full_name,rest,more\nEva Good,1,2\n', 'persons'],
  ['rejected rows', 'full_name,email,_line,_column,_code,_message\nEva Good,x,2,email,bad-email,no\n', 'persons'],
  ['a list of names', 'Scientific name;Rank;Belongs to\nSpheniscus demersus;species;Spheniscus\n', 'taxa'],
  ['entries of BibTeX in a table', 'bibtex;notes\n"@misc{A, title = {x}}";y\n', 'references'],
];

test.each(layouts)('the command for %s gets past the header', async (_what, text, kind) => {
  const { command, kind: found, notes } = await inspected(text);
  expect({ kind: found, notes, command }).toMatchObject({ kind, command: expect.any(String) });
  expect(await tried(command ?? '')).toMatchObject({ read: text.trim().split('\n').length - 1, header: [], err: '' });
});

test('what it leaves out of the command is said, with the reason', async () => {
  const { command, notes, columns } = await inspected(
    'Individual,Observer,Date,Culmen Length (cm),Mass (g),mass,Wing,taxon\nP1,SILVA A,2009-01-01,1.2,3,3,4,Spheniscus\n',
  );
  expect(command).toBe(
    "vasculum import measurements in.csv --map Observer=person --wide auto --ignore taxon --ignore 'Culmen Length (cm)' --ignore mass --ignore Wing --dataset DATASET",
  );
  expect(notes).toEqual([
    'taxon is left out: a row names one object',
    "Culmen Length (cm) is left out: the header says cm, and the trait culmenLength is in mm; where it is meant all the same: --map 'Culmen Length (cm)=trait/culmenLength'",
    'mass is left out: Mass (g) and mass are both the trait mass',
    "Wing is left out: the header may mean the traits wingA, wingB; where it is meant all the same: --map 'Wing=trait/wingA'",
  ]);
  expect(columns.filter(({ means, trait }) => means === null && trait === null).map(({ header }) => header)).toEqual([
    'Culmen Length (cm)',
    'mass',
    'Wing',
    'taxon',
  ]);
});

test.each([
  ['Individual,Observer,Date,Culmen Length (cm)\nP1,SILVA A,2009-01-01,1.2\n'],
  ['Plant ID;Found on;Culmen Length [inch]\nP1;2009-01-01;1.2\nP2;2009-01-02;1.3\n'],
  ['tag,date,Mass (kg)\nP1,2009-01-01,1.2\n'],
])(
  'a file of measurements whose only trait is in another unit is one of measurements, without a command: %j',
  async (text) => {
    const { command, kind, notes } = await inspected(text);
    expect({ command, kind }).toEqual({ command: null, kind: 'measurements' });
    expect(notes.join('\n')).toMatch(/is left out: the header says (?:cm|inch|kg), and the trait \w+ is in m?[mg]/);
    expect(notes.at(-1)).toBe('no column of the file is a trait that you can see');
    const { err } = await bench.run(['import', '--inspect', 'in.csv']);
    expect(err).toContain('no command would import it as it is\n');
  },
);

describe('a BibTeX file', () => {
  const bib = '@misc{A, title = {Ä}}\n@misc{B, title = {y}\n';
  test.each<[name: string, text: string | Buffer, more: string]>([
    ['refs.bib', bib, ''],
    ['refs.txt', bib, ''],
    ['refs.bib', Buffer.from(bib, 'latin1'), ' --encoding latin1'],
  ])('is told by its name or its content, with the command that imports it: %s', async (name, text, more) => {
    bench.write(name, text);
    for (const kind of [[], ['references']])
      expect((await bench.must('import', ...kind, '--inspect', name, '--json')).json()).toMatchObject({
        format: 'bibtex',
        kind: 'references',
        delimiter: null,
        header_line: null,
        rows: 2,
        columns: [],
        command: `vasculum import references ${name}${more}`,
        notes: [expect.stringMatching(/^line 2: .* \[bad-bibtex\]$/)],
      });
    const shown = await bench.run(['import', '--inspect', name], { tty: true });
    expect(shown).toMatchObject({ code: 0, out: '' });
    expect(shown.err).toContain(
      `${name}: ${more === '' ? 'utf-8' : 'windows-1252'}, BibTeX, 2 entries\nvasculum import references ${name}`,
    );
  });

  test('is refused as another kind, and without an entry', async () => {
    bench.write('refs.bib', bib);
    expect(await bench.run(['import', 'persons', '--inspect', 'refs.bib'])).toMatchObject({
      code: 2,
      err: 'error: refs.bib is a BibTeX file, which has references, not persons\nhint: vasculum import references refs.bib\n',
    });
    bench.write('empty.bib', '');
    expect((await bench.run(['import', '--inspect', 'empty.bib'])).code).toBe(5);
    bench.write('x.json', '[{"a": 1}]');
    expect((await bench.run(['import', '--inspect', 'x.json'])).err).toContain('x.json is JSON, not a table as text');
  });
});

const headers = [
  ...new Set(kinds.flatMap((kind) => columnsOf(kind).flatMap(({ name, aliases }) => [name, ...aliases]))),
  'year',
  'month',
  'day',
  'date_year',
  'Culmen Length (mm)',
  'Culmen Length (cm)',
  'culmenLength',
  'Wing',
  'wing_mm',
  'mass',
  'Mass (g)',
  'mass_g',
  'MASS',
  'Sex',
  'count',
  'trait/date',
  'trait/mass',
  'trait/nope',
  'Species',
  'Site',
  'Comments',
  'Plant ID',
  'Individual Name',
  'rest',
  '-x',
  '--na',
  "it's",
  'a=b',
  '{x}',
  '_line',
  '_code',
  'x\ny',
  'object_type',
];
const cellTexts = [
  '',
  'NA',
  '-',
  '--',
  '1',
  '2.5',
  '1,5',
  '2009',
  '2009-05-01',
  '01/02/2009',
  'P1',
  'SILVA A',
  'Torgersen',
  'x y',
  '@misc{A, b = {c}}',
  '"',
];

test('for a table of any columns, the command gets past the header, or there is none and it is said why', async () => {
  const layout = fc
    .uniqueArray(fc.constantFrom(...headers), {
      minLength: 1,
      maxLength: 9,
      selector: (name) => name.normalize('NFC').trim().toLowerCase(),
    })
    .chain((header) =>
      fc.tuple(
        fc.constant(header),
        fc.array(fc.array(fc.constantFrom(...cellTexts), { minLength: header.length, maxLength: header.length }), {
          minLength: 1,
          maxLength: 3,
        }),
      ),
    );
  let proposed = 0;
  await fc.assert(
    fc.asyncProperty(
      layout,
      fc.constantFrom(undefined, ...kinds.map(({ plural }) => plural)),
      async ([header, rows], kind) => {
        let text = '';
        const csv = csvWriter((chunk) => void (text += chunk));
        await csv.header(header);
        // A row without anything is no row where there is one column.
        for (const row of rows) await csv.row(row.every((cell) => cell === '') ? row.map(() => 'x') : row);
        await csv.end();
        const { command, notes } = await inspected(text, ...(kind === undefined ? [] : [kind]));
        if (command !== null) proposed += 1;
        const trial = command === null ? { read: rows.length, header: [], err: '' } : await tried(command);
        const isSaid = command !== null || notes.length > 0;
        expect({ text, command, isSaid, ...trial }).toMatchObject({
          isSaid: true,
          read: rows.length,
          header: [],
          err: '',
        });
      },
    ),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 150) },
  );
  expect(proposed).toBeGreaterThan(20);
});
