import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { kept } from '../helpers/kept.ts';
import { Bench } from '../helpers/run.ts';
import { importing } from './importing.ts';
import { kinds, type Files } from './random-lab.ts';

/** A lab with users and datasets and no record. */
export async function lab(): Promise<Bench> {
  const bench = new Bench().as('ana');
  copyFileSync(join(await kept('empty', build), 'lab.db'), bench.db);
  return bench;
}

async function build(dir: string): Promise<void> {
  const made = new Bench(dir).as('ana');
  await made.must('init', made.db, '--user', 'ana', '--email', 'ana@lab.org', '--config', 'none');
  await made.must('dataset', 'create', 'north');
  await made.must('dataset', 'create', 'south');
}

export async function exported(bench: Bench, ...options: string[]): Promise<Files> {
  const out: Partial<Files> = {};
  for (const kind of kinds) out[kind] = (await bench.must('export', kind, ...options)).out;
  return out as Files;
}

/** Imports the files in the order in which they refer to one another, and returns how many rows each had. */
export async function fill(bench: Bench, files: Files): Promise<number[]> {
  const counts = [];
  for (const kind of kinds) {
    const { code, errors, counts: of } = await importing(bench, kind, files[kind]);
    expect({ kind, code, errors }).toEqual({ kind, code: 0, errors: [] });
    expect(of.created).toBe(of.read);
    counts.push(of.read);
  }
  return counts;
}

/** Every file, imported once more, changes nothing. */
export async function unchangedAll(bench: Bench, files: Files): Promise<void> {
  for (const kind of kinds) {
    const { errors, counts } = await importing(bench, kind, files[kind]);
    const none = { created: 0, updated: 0, skipped: 0, rejected: 0 };
    expect({ kind, errors, counts }).toEqual({
      kind,
      errors: [],
      counts: { ...none, read: counts.read, unchanged: counts.read },
    });
  }
}
