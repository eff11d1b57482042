import { closeSync, existsSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { Conflict, NotFound, Usage } from '../../domain/errors.ts';
import type { ExportFormat } from '../../operations/export-records.ts';
import { command, type Context, type Input } from '../command.ts';
import { formats } from '../io.ts';
import { demandKind } from './template.ts';

const exportFormats: readonly string[] = ['csv', 'tsv', 'jsonl', 'json'];

export const exporting = command({
  words: 'export <kind>',
  summary: 'Write all records of a kind that you can see, as a file that imports again',
  options: {
    dataset: { kind: 'value', value: 'dataset', help: 'only what this dataset governs' },
    filter: { kind: 'list', value: 'field=value', help: 'only those whose field is so' },
    output: { kind: 'value', value: 'file', help: 'write to this file instead of standard output' },
    force: { kind: 'flag', help: 'replace the file' },
  },
  examples: ['export measurements', 'export persons --output persons.csv'],
  needs: { action: 'read', subject: 'measurement' },
  rule: 'It contains exactly what you may read at that moment.',
  writes: true,
  async run(input, context) {
    const kind = demandKind(input.arg(0));
    if (input.maybe('dataset') !== undefined && kind.governedBy !== 'dataset')
      throw new Usage(`${kind.plural} belong to no dataset, so --dataset means nothing to them`);
    const format = formatOf(context);
    const path = outputOf(input, context);
    const { exportRecords } = await import('../../operations/export-records.ts');
    const dataset = input.maybe('dataset');
    const wishes = {
      format,
      filters: input.list('filter') ?? [],
      ...(dataset === undefined ? {} : { dataset }),
      arguments: { kind: kind.name, format, dataset: dataset ?? null, output: path ?? null },
    };
    if (path === undefined) {
      const { rows } = await exportRecords(
        context.access,
        kind,
        wishes,
        context.dryRun ? async () => undefined : (chunk) => context.edges.stdout.write(chunk),
      );
      return { say: `exported ${rows} ${kind.plural}` };
    }
    if (context.dryRun) {
      const { rows } = await exportRecords(context.access, kind, wishes, async () => undefined);
      return { data: { file: path, rows, sha256: null }, say: `would export ${rows} ${kind.plural} to ${path}` };
    }
    const file = new WholeFile(path, input.flag('force'));
    try {
      const { rows } = await exportRecords(context.access, kind, wishes, async (chunk) => file.write(chunk));
      const sha256 = file.keep();
      return { data: { file: path, rows, sha256 }, say: `exported ${rows} ${kind.plural} to ${path}` };
    } finally {
      file.discard();
    }
  },
});

function formatOf({ manner }: Context): ExportFormat {
  if (!manner.chosen) return 'csv';
  if (!exportFormats.includes(manner.format))
    throw new Usage(`export does not write ${manner.format}`, `It writes ${exportFormats.join(', ')}.`);
  return manner.format as ExportFormat;
}

function outputOf(input: Input, { edges }: Context): string | undefined {
  const output = input.maybe('output');
  if (output === undefined) return undefined;
  if ((formats as readonly string[]).includes(output))
    throw new Usage('--output is a file', `The format is -o ${output}.`);
  return resolve(edges.cwd, output);
}

/** A file that appears under its name whole, or not at all; opened when there is something to write, so after every question of rights. */
class WholeFile {
  readonly #path: string;
  readonly #draft: string;
  readonly #force: boolean;
  readonly #hash = createHash('sha256');
  #descriptor: number | undefined;
  constructor(path: string, force: boolean) {
    this.#path = path;
    this.#draft = `${path}.part`;
    this.#force = force;
  }
  write(chunk: string): void {
    this.#descriptor ??= this.#open();
    this.#hash.update(chunk);
    writeSync(this.#descriptor, chunk);
  }
  /** Returns the digest of what was written. */
  keep(): string {
    this.#descriptor ??= this.#open();
    this.#close();
    renameSync(this.#draft, this.#path);
    return this.#hash.digest('hex');
  }
  discard(): void {
    if (this.#descriptor === undefined) return;
    this.#close();
    rmSync(this.#draft, { force: true });
  }
  #open(): number {
    if (existsSync(this.#path) && !this.#force)
      throw new Conflict(`${this.#path} is there already`, 'With --force it is replaced.', 'exists');
    try {
      return openSync(this.#draft, 'w');
    } catch {
      throw new NotFound(`${this.#path} cannot be written: its directory is missing or closed to you`);
    }
  }
  #close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}
