import type { Stats } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Access } from '../../src/access/access.ts';
import { openSource } from '../../src/csv/source.ts';
import type { Source } from '../../src/csv/stored.ts';
import { kindOf } from '../../src/kinds/index.ts';
import { importRecords } from '../../src/operations/import/import-records.ts';
import { Readable } from 'node:stream';
import { Installed } from '../acceptance/built.ts';
import type { Bench } from '../helpers/run.ts';
import { world } from '../helpers/world.ts';
import { everything, importing, one, records } from './importing.ts';

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`;

/** A source that, whenever it was read to its end, lets another process act: after validation, before anything is stored. */
class Interrupted implements Source {
  readonly #source: Source;
  readonly #meanwhile: (pass: number) => Promise<unknown>;
  readonly name: string;
  readonly size: number;
  readonly position = 0;
  passes = 0;
  constructor(source: Source, meanwhile: (pass: number) => Promise<unknown>) {
    this.#source = source;
    this.#meanwhile = meanwhile;
    this.name = source.name;
    this.size = source.size;
  }
  async *open(): AsyncGenerator<Buffer> {
    yield* this.#source.open();
    this.passes += 1;
    await this.#meanwhile(this.passes);
  }
  async sha256(): Promise<string> {
    return this.#source.sha256();
  }
  isFile(stats: Stats): boolean {
    return this.#source.isFile(stats);
  }
  close(): void {
    this.#source.close();
  }
}

/** Imports measurements as col, while `meanwhile` happens after each pass over the rows; `passes` is how often they were read. */
async function interrupted(bench: Bench, file: string, meanwhile: (pass: number) => Promise<unknown>) {
  bench.write('rows.csv', file);
  const stored = await openSource(join(bench.dir, 'rows.csv'), { stdin: Readable.from([]), spoolDir: bench.dir });
  const source = new Interrupted(stored, meanwhile);
  const access = Access.open(bench.db, {
    login: 'col',
    configured: 'col',
    osUid: null,
    pid: process.pid,
    command: 'vasculum import',
  });
  const wishes = {
    map: new Map(),
    set: new Map(),
    ignore: new Set<string>(),
    na: new Set<string>(),
    recode: [],
    onInvalid: 'abort',
    ifExists: 'error',
  } as const;
  try {
    const { result } = await importRecords(access, kindOf('measurement'), source, {
      ...wishes,
      file: 'rows.csv',
      arguments: {},
    });
    return { ...result, passes: source.passes };
  } finally {
    await access.close();
    source.close();
  }
}

/** A command of another process, the first time only: between the check of the rows and their storage. */
const once =
  (bench: Bench, ...argv: string[]) =>
  async (pass: number): Promise<void> => {
    if (pass === 1) new Installed(bench.dir).must('ana', ...argv);
  };

/** The file is larger than what is read at a time, so that reading its header is not a pass over its rows. */
const measurements = lines(
  'trait,individual,person,dataset,date,value,notes',
  ...Array.from({ length: 20 }, (_, at) => `mass,P1,LIMA B,plot-1,2008,${at + 90},${'x'.repeat(50_000)}`),
);
const countMeasurements = (bench: Bench): unknown => one(bench, 'select count(*) from measurement');

test('rows that somebody else stored after they were validated are unchanged, not doubled', async () => {
  const bench = await world();
  bench.write('other.csv', measurements);
  const result = await interrupted(bench, measurements, once(bench, 'import', 'measurements', 'other.csv'));
  expect(result).toMatchObject({ passes: 2, status: 'success', read: 20, created: 0, unchanged: 20, error_count: 0 });
  expect(countMeasurements(bench)).toBe(23);
});

test('half of the rows stored by somebody else meanwhile leave the other half to be stored', async () => {
  const bench = await world();
  bench.write('other.csv', measurements.split('\n').slice(0, 11).join('\n'));
  const result = await interrupted(bench, measurements, once(bench, 'import', 'measurements', 'other.csv'));
  expect(result).toMatchObject({ passes: 2, status: 'success', created: 10, unchanged: 10 });
  expect(countMeasurements(bench)).toBe(23);
});

test.each([
  ['a trait gets a narrower range', ['trait', 'edit', 'mass', '--range-max', '4000'], 0, undefined],
  ['a trait gets a range that some rows exceed', ['trait', 'edit', 'eggs', '--range-max', '100'], 9, 'out-of-range'],
  ['a person is deleted', ['person', 'delete', 'LIMA B', '--yes'], 20, 'unknown-reference'],
  ['a grant is lowered', ['dataset', 'grant', 'plot-1', 'col', '--role', 'viewer', '--lower'], 20, 'not-permitted'],
  ['a grant is revoked', ['dataset', 'revoke', 'plot-1', 'col'], 20, 'unknown-reference'],
])('%s after validation, and the rows are judged by that', async (_, argv, rejected, code) => {
  const bench = await world();
  const result = await interrupted(bench, measurements.replaceAll(/^mass/gm, 'eggs'), once(bench, ...argv));
  expect(result).toMatchObject({ passes: 2, read: 20, rejected, created: rejected === 0 ? 20 : 0 });
  expect(new Set(result.errors.map((error) => error.code))).toEqual(new Set(code === undefined ? [] : [code]));
  expect(countMeasurements(bench)).toBe(rejected === 0 ? 23 : 3);
  expect(one(bench, 'select group_concat(status) from job')).toBe(rejected === 0 ? 'success' : 'failed');
});

test('an import goes on to its end while others write again and again', async () => {
  const bench = await world();
  const result = await interrupted(bench, measurements, async (pass) => {
    if (pass <= 3) new Installed(bench.dir).must('ana', 'person', 'create', `Busy Person${pass}`);
  });
  expect(result).toMatchObject({ status: 'success', created: 20 });
  expect(result.passes).toBeGreaterThan(3);
  expect(countMeasurements(bench)).toBe(23);
});

test('a user who is disabled while rows are checked again stores nothing, and the job comes to an end', async () => {
  const bench = await world();
  const program = new Installed(bench.dir);
  let last = 0;
  await expect(
    interrupted(bench, measurements, async (pass) => {
      last = pass;
      if (pass === 1) program.must('ana', 'person', 'create', 'Busy Person');
      if (pass === 2) program.must('sara', 'user', 'disable', 'col');
    }),
  ).rejects.toThrow('col, who is disabled');
  expect({ last, measurements: countMeasurements(bench) }).toEqual({ last: 2, measurements: 3 });
  expect(one(bench, 'select group_concat(status) from job')).toBe('failed');
});

test('a file that somebody writes to between two passes stores nothing, and the job comes to an end', async () => {
  const bench = await world();
  const before = records(bench);
  const ended = await interrupted(bench, measurements, async (pass) => {
    if (pass > 1) return;
    bench.write('rows.csv', `${measurements}mass,P1,LIMA B,plot-1,2008,1,\n`);
    await once(bench, 'person', 'create', 'Busy Person')(pass);
  });
  expect(ended).toMatchObject({ status: 'failed', created: 0, errors: [{ code: 'bad-file' }] });
  expect({ ...records(bench), person: null }).toEqual({ ...before, person: null });
  expect(one(bench, 'select group_concat(status) from job')).toBe('failed');
});

test('six processes import the same file at once: one stores it, the others find it unchanged', async () => {
  const bench = await world();
  bench.write('rows.csv', measurements);
  const program = new Installed(bench.dir);
  const ended = await Promise.all(
    Array.from({ length: 6 }, async () => program.start('col', 'import', 'measurements', 'rows.csv', '--json')),
  );
  const results = ended.map(({ code, out }) => {
    const { created, unchanged } = JSON.parse(out) as { created: number; unchanged: number };
    return { code, created, unchanged };
  });
  expect(results.toSorted((a, b) => b.created - a.created)).toEqual([
    { code: 0, created: 20, unchanged: 0 },
    ...Array.from({ length: 5 }, () => ({ code: 0, created: 0, unchanged: 20 })),
  ]);
  expect(countMeasurements(bench)).toBe(23);
  expect(ended.map(({ err }) => err).join('')).not.toContain('SQLITE');
});

test('six processes import different files at once, and every row is stored once', async () => {
  const bench = await world();
  const program = new Installed(bench.dir);
  const ended = await Promise.all(
    Array.from({ length: 6 }, async (_, at) => {
      bench.write(
        `rows${at}.csv`,
        lines(
          'full_name',
          `Own Person${at}x`,
          'Common Person',
          ...Array.from({ length: 30 }, (_row, row) => `A Name${row}of${at}`),
        ),
      );
      return program.start('col', 'import', 'persons', `rows${at}.csv`, '--json');
    }),
  );
  expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0]);
  const created = ended.map(({ out }) => (JSON.parse(out) as { created: number }).created);
  expect(created.toSorted((a, b) => a - b)).toEqual([31, 31, 31, 31, 31, 32]);
  expect(one(bench, 'select count(*) from person')).toBe(2 + 187);
});

test('what is stored and its job, log and audit come in one: seen whole or not at all', async () => {
  const bench = await world();
  await importing(bench, 'measurements', measurements, [], { as: 'col' });
  expect(everything(bench)['job_range']).toEqual([JSON.stringify([1, 'measurement', 4, 23])]);
  expect(one(bench, 'select command from audit order by seq desc')).toContain('vasculum import measurements');
  expect(one(bench, "select status || ' ' || progress || '/' || total from job")).toBe('success 20/20');
});
