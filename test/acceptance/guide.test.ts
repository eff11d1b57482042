import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everything } from '../import/importing.ts';
import { Installed, root, type Ended } from './built.ts';

// The README's import guide, command by command: the raw file of the penguins, untouched, with one mapping file.

const raw = join(root, '..', 'shared', 'data', 'penguins_raw.csv');
const isThere = existsSync(raw);
if (!isThere) process.stderr.write(`The acceptance test of the import guide is skipped: there is no ${raw}\n`);

const dir = isThere ? mkdtempSync(join(tmpdir(), 'vasculum-guide-')) : tmpdir();
afterAll(() => {
  if (isThere) rmSync(dir, { recursive: true, force: true });
});

interface Step {
  line: string;
  /** What stands beneath it in the README. */
  text: string;
}

function stepsOfGuide(): Step[] {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const from = readme.indexOf('### Import guide');
  const guide = readme.slice(from, readme.indexOf('\n## ', from));
  const steps: Step[] = [];
  for (const [, block = ''] of guide.matchAll(/```console\n([\s\S]*?)\n```/g))
    for (const line of block.split('\n')) {
      const last = steps.at(-1);
      if (line.startsWith('$ ')) steps.push({ line: line.slice(2), text: '' });
      else if (last !== undefined) last.text += `${line}\n`;
    }
  return steps;
}

const words = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, single, double, bare]) => single ?? double ?? bare ?? '');

type Row = Record<string, string>;
const records = (text: string): Row[] => parse<Row>(text, { columns: true });
const traits: Record<string, string> = {
  'Culmen Length (mm)': 'culmenLength',
  'Culmen Depth (mm)': 'culmenDepth',
  'Flipper Length (mm)': 'flipperLength',
  'Body Mass (g)': 'bodyMass',
  Sex: 'sex',
  'Delta 15 N (o/oo)': 'delta15N',
  'Delta 13 C (o/oo)': 'delta13C',
};
const tagOf = (row: Row): string => `${row['studyName']}/${row['Sample Number']}/${row['Individual ID']}`;

let program: Installed;
function play({ line, text }: Step): Ended {
  const [first, ...argv] = words(line);
  if (first !== 'cat') return program.run(null, ...argv);
  writeFileSync(join(dir, argv[0] ?? ''), text);
  return { code: 0, out: '', err: '' };
}
const guide = isThere ? stepsOfGuide() : [];
const imports = guide.filter(
  ({ line }) => /^vasculum (import|.* create|user edit)/.test(line) && !/penguins\.csv/.test(line),
);

describe.skipIf(!isThere)('the import guide (skipped where ../shared/data is not there)', () => {
  beforeAll(() => {
    program = new Installed(dir);
    program.must(null, 'init', 'lab.db', '--user', 'ana', '--email', 'ana@lab.org');
    copyFileSync(raw, join(dir, 'penguins_raw.csv'));
  });

  test('every command of it succeeds, and the raw file is as it was', () => {
    expect(guide.length).toBeGreaterThan(15);
    expect(guide.map((step) => ({ line: step.line, code: play(step).code }))).toEqual(
      guide.map(({ line }) => ({ line, code: 0 })),
    );
    expect(readFileSync(join(dir, 'penguins_raw.csv'))).toEqual(readFileSync(raw));
  });

  test('it makes 344 individuals of three taxa on three islands', () => {
    const found = records(program.must(null, 'export', 'individuals', '--dataset', 'penguins'));
    const asked = records(readFileSync(raw, 'utf8'));
    expect(found).toHaveLength(344);
    const line = (row: Row): string => [row['tag'], row['taxon'], row['location'], row['date']].join(' ');
    expect(found.map(line).toSorted()).toEqual(
      asked
        .map((row) =>
          [tagOf(row), /\((.*)\)/.exec(row['Species'] ?? '')?.[1], row['Island'], row['Date Egg']].join(' '),
        )
        .toSorted(),
    );
    expect(new Set(found.map(({ taxon }) => taxon)).size).toBe(3);
    expect(new Set(found.map(({ location }) => location)).size).toBe(3);
  });

  test('and 2 362 measurements, each with its value and date', () => {
    const found = records(program.must(null, 'export', 'measurements', '--dataset', 'penguins'));
    expect(found).toHaveLength(2362);
    expect(found.map((row) => [row['object'], row['trait'], row['date'], row['value']].join(' ')).toSorted()).toEqual(
      records(readFileSync(raw, 'utf8'))
        .flatMap((row) =>
          Object.entries(traits)
            .filter(([header]) => !['NA', '.', ''].includes(row[header] ?? ''))
            .map(([header, trait]) => [tagOf(row), trait, row['Date Egg'], row[header]].join(' ')),
        )
        .toSorted(),
    );
  });

  test('the same commands once more change nothing', () => {
    const content = (): unknown =>
      Object.fromEntries(
        Object.entries(everything({ db: join(dir, 'lab.db') })).filter(([table]) => !/^(job|audit)/.test(table)),
      );
    const before = content();
    const again = imports.map((step) => ({ line: step.line, ...play(step) }));
    expect(again.map(({ line, code }) => ({ line, code }))).toEqual(imports.map(({ line }) => ({ line, code: 0 })));
    expect(again.map(({ err }) => err).join('')).not.toMatch(/^(created|updated|stored [1-9])/m);
    expect(content()).toEqual(before);
  });

  test('the export imports again unchanged', () => {
    const { code, err } = program.run(null, 'import', 'measurements', 'penguins.csv');
    expect({ code, err }).toMatchObject({
      code: 0,
      err: expect.stringContaining('2362 were there already, unchanged'),
    });
  });
});
