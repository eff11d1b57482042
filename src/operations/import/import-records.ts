import type { Access } from '../../access/access.ts';
import { findContainer } from '../../access/containers.ts';
import { startJob } from '../../access/jobs.ts';
import { demandInsertInto } from '../../access/store.ts';
import type { Source } from '../../csv/source.ts';
import type { RejectsFile } from '../../csv/rejects-file.ts';
import type { ReadOptions, Table } from '../../csv/read.ts';
import { Invalid } from '../../domain/errors.ts';
import { containerKindOf } from '../../kinds/containers.ts';
import type { RecordKind } from '../../kinds/kind.ts';
import { tableOf } from './bib-table.ts';
import { refusal, summary, type Imported } from './result.ts';
import { copyFiles, storeRows, type StoreWishes } from './store-rows.ts';
import { demandDefault, validate, type Validated } from './validate.ts';

export interface ImportWishes extends StoreWishes, ReadOptions {
  dataset?: string;
  /** What the person called the file. */
  file: string;
  /** Where rejected rows go; opened once the actor is known to have the right to import. Errors: Usage, Conflict, NotFound. */
  rejects?: { name: string; open: () => Promise<RejectsFile> };
  /** Called with the bytes read so far and the rows in them. */
  progress?: (bytes: number, rows: number) => void;
  /** As the audit log and the job keep them. */
  arguments: unknown;
}

/** How often rows are checked again, without the write lock, because somebody changed the database meanwhile. */
const patientAttempts = 3;

/**
 * Validates every row without holding the write lock, then stores all of them, the good ones or none in one transaction.
 * Errors: NotFound or Forbidden for the dataset, before the file is read.
 */
export async function importRecords(
  access: Access,
  kind: RecordKind,
  source: Source,
  asked: ImportWishes,
): Promise<Imported> {
  const begun = Date.now();
  const dataset = await demandImport(access, kind, asked.dataset);
  const wishes = dataset === undefined ? asked : { ...asked, set: new Map([...asked.set, ['dataset', dataset]]) };
  const table = await tableOf(kind, source, wishes).catch((error: unknown) => {
    if (error instanceof Invalid) return error;
    throw error;
  });
  if (!(table instanceof Invalid)) await access.read((reading) => demandDefault(reading, kind, table, wishes));
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
    const { stored, rows } = await checkAndStore(access, kind, source, table, wishes, job, rejects);
    const kept = asked.rejects === undefined ? null : { file: asked.rejects.name, rows };
    return { result: summary({ ...about, rejects: kept }, stored), problems: stored.problems, wide: stored.wide };
  } catch (error) {
    const refused = error instanceof Invalid ? refusal(error) : undefined;
    if (job !== null) await access.abandon(job, refused === undefined ? [] : refused.problems).catch(() => undefined);
    if (refused === undefined) throw error;
    return {
      result: summary({ ...about, rejects: null }, refused),
      problems: refused.problems,
      ...(error instanceof Invalid && error.hint !== undefined ? { hint: error.hint } : {}),
    };
  } finally {
    wishes.files?.discard();
    rejects?.discard();
  }
}

async function checkAndStore(
  access: Access,
  kind: RecordKind,
  source: Source,
  table: Table,
  wishes: ImportWishes,
  job: number | null,
  rejects: RejectsFile | undefined,
): Promise<{ stored: Validated; rows: number }> {
  const tick = (rows: number): void => wishes.progress?.(source.position, rows);
  for (let attempt = 1; ; attempt += 1) {
    const validated = await access.read((reading) => validate(reading, kind, table, wishes, tick));
    if (!access.dryRun) copyFiles(validated, wishes);
    const sha256 = await source.sha256();
    // Written before anything is stored, so that a full disk is met in time; put in its place when the rows are stored.
    let rows = (await rejects?.write(table, validated.problems)) ?? 0;
    const order = { kind, table, wishes, job, sha256, lastAttempt: attempt > patientAttempts };
    const stored = await storeRows(access, validated, order);
    if (stored === undefined) continue;
    if (stored !== validated) rows = (await rejects?.write(table, stored.problems)) ?? 0;
    if (!access.dryRun) rejects?.keep();
    return { stored, rows };
  }
}

/** What is answered before the file is read: the dataset that the command names, and the right to import at all. Errors: NotFound, Forbidden. */
export async function demandImport(
  access: Access,
  kind: RecordKind,
  name: string | undefined,
): Promise<string | undefined> {
  return access.read(async (reading) => {
    if (kind.governedBy === 'everybody') {
      await demandInsertInto(reading, kind, undefined);
      return undefined;
    }
    const dataset = name === undefined ? undefined : await findContainer(reading, containerKindOf('dataset'), name);
    await demandInsertInto(reading, kind, dataset?.id);
    return dataset?.name;
  });
}
