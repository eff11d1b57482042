import { expect } from 'vitest';
import { dump, withDatabase, withoutLog } from '../helpers/dump.ts';
import type { Bench, RunOptions } from '../helpers/run.ts';

/** One error of the JSON; a key that is absent there is null here. */
export interface Problem {
  line: number | null;
  code: string;
  column: string | null;
  value: string | null;
  message: string;
  suggestion: string | null;
}

export const problem = (
  line: number | null,
  code: string,
  column: string | null,
  value: string | null,
  message: string,
  suggestion: string | null = null,
): Problem => ({ line, code, column, value, message, suggestion });

/** The warning about a file without rows. */
export const noRows = problem(null, 'no-rows', null, null, 'the file has a header and no rows');

export interface Result {
  job: number | null;
  status: string;
  kind: string;
  file: string;
  dry_run: boolean;
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  skipped: number;
  rejected: number;
  empty: number;
  seconds: number;
  error_count: number;
  errors: (Partial<Problem> & { code: string; message: string })[];
  error_groups: unknown[];
  warning_count: number;
  warnings: Problem[];
  warning_groups: {
    code: string;
    column: string | null;
    value: string | null;
    count: number;
    first_line: number | null;
  }[];
  defaults: Record<string, string>;
}

export interface Imported {
  code: number;
  /** The JSON of stdout; empty where the command failed before there was a result. */
  result: Result;
  errors: Problem[];
  counts: Pick<Result, 'read' | 'created' | 'updated' | 'unchanged' | 'skipped' | 'rejected'>;
  err: string;
}

/** Runs `import KIND rows.csv --json` on the text, with further options. */
export async function importing(
  bench: Bench,
  kind: string,
  file: string | Buffer,
  options: readonly string[] = [],
  how: RunOptions = {},
): Promise<Imported> {
  return importFile(bench, kind, bench.write('rows.csv', file), options, how);
}

/** The same with a file that is there already, or `-`. */
export async function importFile(
  bench: Bench,
  kind: string,
  file: string,
  options: readonly string[] = [],
  how: RunOptions = {},
): Promise<Imported> {
  const { code, out, err } = await bench.run(['import', kind, file, '--json', ...options], how);
  const result = JSON.parse(out === '' ? '{}' : out) as Result;
  const { read, created, updated, unchanged, skipped, rejected } = result;
  const errors = (result.errors ?? []).map(({ line, code: word, column, value, message, suggestion }) =>
    problem(line ?? null, word, column ?? null, value ?? null, message, suggestion ?? null),
  );
  return { code, result, errors, counts: { read, created, updated, unchanged, skipped, rejected }, err };
}

/** Imports what must be refused: exit 5, each row counted once, none stored. Returns all its problems. */
export async function refused(
  bench: Bench,
  kind: string,
  file: string | Buffer,
  options: readonly string[] = [],
  how: RunOptions = {},
): Promise<Problem[]> {
  const before = records(bench);
  const { code, result, errors } = await importing(bench, kind, file, options, how);
  expect(code).toBe(5);
  expect(result).toMatchObject({ status: 'failed', created: 0, updated: 0, error_count: errors.length });
  expect(result.unchanged + result.skipped + result.rejected).toBe(result.read);
  expect(records(bench)).toEqual(before);
  return errors;
}

/** Imports what must be stored whole. */
export async function stored(
  bench: Bench,
  kind: string,
  file: string | Buffer,
  options: readonly string[] = [],
  how: RunOptions = {},
): Promise<Result> {
  const { code, result, errors } = await importing(bench, kind, file, options, how);
  expect(errors).toEqual([]);
  expect(code).toBe(0);
  expect(result).toMatchObject({ status: 'success', created: result.read, error_count: 0 });
  return result;
}

/** Every row of every table, and the schema. */
export const everything = ({ db }: Pick<Bench, 'db'>): Record<string, string[]> => dump(db);

/** The rows without the log of what was tried: jobs and audit. */
export const records = ({ db }: Pick<Bench, 'db'>): Record<string, string[]> => withoutLog(db);

/** One value of the database, for what no command shows. */
export const one = ({ db }: Pick<Bench, 'db'>, sql: string, ...parameters: unknown[]): unknown =>
  withDatabase(db, (handle) =>
    handle
      .prepare(sql)
      .pluck()
      .get(...parameters),
  );
