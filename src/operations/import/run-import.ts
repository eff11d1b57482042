import type { Access } from '../../access/access.ts';
import { startJob } from '../../access/jobs.ts';
import type { Reading } from '../../access/session.ts';
import type { RejectsFile } from '../../csv/rejects-file.ts';
import type { Table } from '../../csv/read.ts';
import type { Source } from '../../csv/source.ts';
import { Invalid } from '../../domain/errors.ts';
import type { FileKind } from '../../kinds/file-kinds.ts';
import { refusal, summary, type Imported, type OnInvalid } from './result.ts';
import type { Tally } from './validate.ts';

export interface RunWishes {
  onInvalid: OnInvalid;
  /** What the person called the file. */
  file: string;
  /** Where rejected rows go; opened once the actor is known to have the right to import. Errors: Usage, Conflict, NotFound. */
  rejects?: { name: string; open: () => Promise<RejectsFile> };
  /** Called with the bytes read so far and the rows in them. */
  progress?: (bytes: number, rows: number) => void;
  /** As the audit log and the job keep them. */
  arguments: unknown;
}

/** What one transaction stores. */
export interface Order {
  job: number | null;
  sha256: string;
  /** Rows of another state of the database are checked again under the lock, instead of being given back. */
  lastAttempt: boolean;
}

/** What an import does with its rows, whatever they are. */
export interface Steps<V extends Tally> {
  validate(reading: Reading, table: Table, tick: (rows: number) => void): Promise<V>;
  /** Between the two, while nobody has to wait. */
  prepare?(validated: V): void;
  /** Undefined when the database has changed since. */
  store(table: Table, validated: V, order: Order): Promise<V | undefined>;
  /** However it ends. */
  end?(): void;
}

/** How often rows are checked again, without the write lock, because somebody changed the database meanwhile. */
const patientAttempts = 3;

/** Validates every row without holding the write lock, then stores all of them, the good ones or none, under a job. */
export async function runImport<V extends Tally>(
  access: Access,
  kind: FileKind,
  source: Source,
  table: Table | Invalid,
  wishes: RunWishes,
  steps: Steps<V>,
): Promise<Imported> {
  const begun = Date.now();
  const rejects = await wishes.rejects?.open();
  const job = access.dryRun
    ? null
    : await access.write((writing) =>
        startJob(writing, {
          kind: `import ${kind.plural}`,
          arguments: wishes.arguments,
          input: { name: wishes.file, size: source.size },
        }),
      );
  const about = { kind, file: wishes.file, dryRun: access.dryRun, job, onInvalid: wishes.onInvalid, begun };
  try {
    if (table instanceof Invalid) throw table;
    const { stored, rows } = await checkAndStore(access, source, table, wishes, steps, job, rejects);
    const kept = wishes.rejects === undefined ? null : { file: wishes.rejects.name, rows };
    const { problems, warnings, wide } = stored;
    return { result: summary({ ...about, rejects: kept }, stored), problems, warnings, wide };
  } catch (error) {
    const refused = error instanceof Invalid ? refusal(error) : undefined;
    if (job !== null) await access.abandon(job, refused === undefined ? [] : refused.problems).catch(() => undefined);
    if (refused === undefined) throw error;
    return {
      result: summary({ ...about, rejects: null }, refused),
      problems: refused.problems,
      warnings: [],
      ...(error instanceof Invalid && error.hint !== undefined ? { hint: error.hint } : {}),
    };
  } finally {
    steps.end?.();
    rejects?.discard();
  }
}

async function checkAndStore<V extends Tally>(
  access: Access,
  source: Source,
  table: Table,
  wishes: RunWishes,
  steps: Steps<V>,
  job: number | null,
  rejects: RejectsFile | undefined,
): Promise<{ stored: V; rows: number }> {
  const tick = (rows: number): void => wishes.progress?.(source.position, rows);
  for (let attempt = 1; ; attempt += 1) {
    const validated = await access.read((reading) => steps.validate(reading, table, tick));
    if (!access.dryRun) steps.prepare?.(validated);
    const sha256 = await source.sha256();
    // Written before anything is stored, so that a full disk is met in time; put in its place when the rows are stored.
    let rows = (await rejects?.write(table, validated.problems)) ?? 0;
    const stored = await steps.store(table, validated, { job, sha256, lastAttempt: attempt > patientAttempts });
    if (stored === undefined) continue;
    if (stored !== validated) rows = (await rejects?.write(table, stored.problems)) ?? 0;
    if (!access.dryRun) rejects?.keep();
    return { stored, rows };
  }
}
