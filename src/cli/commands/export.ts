import { createHash, randomUUID } from 'node:crypto';
import { closeSync, existsSync, linkSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
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
    if (context.manner.fields !== undefined) throw new Usage('export writes every field', 'Leave --fields out.');
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
    const never = ['', '-wal', '-shm'].map((suffix) => context.config.db + suffix);
    const file = new WholeFile(path, input.flag('force'), never);
    if (context.dryRun) {
      const { rows } = await exportRecords(context.access, kind, wishes, async () => undefined);
      file.check();
      return { data: { file: path, rows, sha256: null }, say: `would export ${rows} ${kind.plural} to ${path}` };
    }
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
  readonly #never: readonly string[];
  readonly #hash = createHash('sha256');
  #descriptor: number | undefined;
  constructor(path: string, force: boolean, never: readonly string[]) {
    this.#path = path;
    this.#draft = `${path}.${randomUUID()}.part`;
    this.#force = force;
    this.#never = never;
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
    // A link, unlike a rename, fails where a file of that name has appeared meanwhile.
    if (this.#force) renameSync(this.#draft, this.#path);
    else linkSync(this.#draft, this.#path);
    return this.#hash.digest('hex');
  }
  discard(): void {
    this.#close();
    rmSync(this.#draft, { force: true });
  }
  /** Errors: Conflict where the file is there, or is the database's own; NotFound where none can be made. */
  check(): void {
    const there = statSync(this.#path, { throwIfNoEntry: false });
    if (there !== undefined && this.#never.some((file) => statSync(file, { throwIfNoEntry: false })?.ino === there.ino))
      throw new Conflict(`${this.#path} belongs to the database itself`, 'Choose another file.');
    if (there?.isDirectory() === true) throw new Conflict(`${this.#path} is a directory`, 'Name a file in it.');
    if (there !== undefined && !this.#force)
      throw new Conflict(`${this.#path} is there already`, 'With --force it is replaced.', 'exists');
    if (!existsSync(dirname(this.#path)))
      throw new NotFound(`${this.#path} cannot be written: its directory is missing`);
  }
  #open(): number {
    this.check();
    try {
      return openSync(this.#draft, 'wx');
    } catch {
      throw new NotFound(`${this.#path} cannot be written: its directory is closed to you`);
    }
  }
  #close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}
