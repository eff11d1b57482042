import { createHash } from 'node:crypto';
import { readTable, type ReadOptions } from '../../src/csv/read.ts';
import type { Source } from '../../src/csv/source.ts';
import { Invalid, type Problem } from '../../src/domain/errors.ts';

interface Shape {
  name?: string;
  /** Bytes a chunk. */
  chunk?: number;
}

export function memory(content: string | Buffer, { name = 'rows.csv', chunk = 65_536 }: Shape = {}): Source {
  const bytes = Buffer.from(content);
  return {
    name,
    size: bytes.length,
    position: 0,
    async *open() {
      for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
    },
    sha256: async () => createHash('sha256').update(bytes).digest('hex'),
    isFile: () => false,
    close: () => undefined,
  };
}

export interface Everything {
  header: string[];
  rows: string[][];
  lines: number[];
  problems: Problem[];
  refused: string[][];
  cut: boolean;
}

export async function readAll(content: string | Buffer, options: ReadOptions & Shape = {}): Promise<Everything> {
  return readSource(memory(content, options), options);
}

export async function readSource(source: Source, options: ReadOptions = {}): Promise<Everything> {
  const { header, batches } = await readTable(source, options);
  const all: Everything = { header, rows: [], lines: [], problems: [], refused: [], cut: false };
  for await (const { rows, lines, problems, refused, cut } of batches()) {
    for (const row of rows) all.rows.push(row);
    for (const line of lines) all.lines.push(line);
    all.problems.push(...problems);
    all.refused.push(...refused);
    all.cut = cut;
  }
  return all;
}

/** What reading is refused with; anything else that is thrown, or nothing, fails the test. */
export async function refusal(reading: Promise<unknown>): Promise<Invalid> {
  const outcome = await reading.catch((error: unknown) => error);
  if (outcome instanceof Invalid) return outcome;
  throw outcome instanceof Error ? outcome : new Error('nothing was refused');
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
