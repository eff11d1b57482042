import type { Access } from '../../access/access.ts';
import { findContainer } from '../../access/containers.ts';
import { addRange, auditRecords, endJob, logProblems, startJob, type JobCounts } from '../../access/jobs.ts';
import { dataVersion } from '../../access/lookup.ts';
import { demandInsertInto, insertRecords, type Inserted } from '../../access/store.ts';
import type { Writing } from '../../access/session.ts';
import type { Source } from '../../csv/source.ts';
import type { ReadOptions, Table } from '../../csv/read.ts';
import { Invalid, problemRow, type Problem } from '../../domain/errors.ts';
import { containerKindOf } from '../../kinds/containers.ts';
import type { RecordKind } from '../../kinds/kind.ts';
import type { HeaderWishes } from './header.ts';
import { tableOf } from './bib-table.ts';
import { demandDefault, validate, type Validated } from './validate.ts';
import { groupProblems, type ProblemGroup } from './problem-groups.ts';

export interface ImportWishes extends HeaderWishes, ReadOptions {
  dataset?: string;
  /** What the person called the file. */
  file: string;
  /** Called with the bytes read so far and the rows in them. */
  progress?: (bytes: number, rows: number) => void;
  /** As the audit log and the job keep them. */
  arguments: unknown;
}

/** The JSON of a finished import; spec/jobs.md. */
export interface ImportResult extends JobCounts {
  job: number | null;
  status: 'success' | 'failed';
  kind: string;
  file: string;
  dry_run: boolean;
  empty: number;
  seconds: number;
  error_count: number;
  errors: ReturnType<typeof problemRow>[];
  error_groups: ProblemGroup[];
  warnings: string[];
  defaults: Record<string, string>;
}

/** With every problem, of which the result names the first hundred. */
export interface Imported {
  result: ImportResult;
  problems: readonly Problem[];
  hint?: string;
}

const shownErrors = 100;
/** How often rows are checked again, without the write lock, because somebody changed the database meanwhile. */
const patientAttempts = 3;

/**
 * Validates every row without holding the write lock, then stores all of them or none in one transaction that begins by making
 * sure that nothing has changed since. Errors: NotFound or Forbidden for the dataset, before the file is read.
 */
export async function importRecords(
  access: Access,
  kind: RecordKind,
  source: Source,
  wishes: ImportWishes,
): Promise<Imported> {
  const begun = Date.now();
  const dataset = await demandImport(access, kind, wishes.dataset);
  const header: HeaderWishes =
    dataset === undefined ? wishes : { ...wishes, set: new Map([...wishes.set, ['dataset', dataset]]) };
  const table = await tableOf(kind, source, wishes).catch((error: unknown) => {
    if (error instanceof Invalid) return error;
    throw error;
  });
  if (!(table instanceof Invalid)) await access.read((reading) => demandDefault(reading, kind, table, header));
  const job = access.dryRun
    ? null
    : await access.write((writing) =>
        startJob(writing, {
          kind: `import ${kind.plural}`,
          arguments: wishes.arguments,
          input: { name: wishes.file, size: source.size },
        }),
      );
  try {
    if (table instanceof Invalid) throw table;
    const stored = await checkAndStore(access, kind, source, table, { ...wishes, ...header }, job);
    return {
      result: summary(kind, wishes.file, access.dryRun, job, stored, (Date.now() - begun) / 1000),
      problems: stored.problems,
    };
  } catch (error) {
    const refused = error instanceof Invalid ? refusal(error) : undefined;
    if (job !== null) await access.abandon(job, refused === undefined ? [] : refused.problems).catch(() => undefined);
    if (refused === undefined) throw error;
    return {
      result: summary(kind, wishes.file, access.dryRun, job, refused, (Date.now() - begun) / 1000),
      problems: refused.problems,
      ...(error instanceof Invalid && error.hint !== undefined ? { hint: error.hint } : {}),
    };
  }
}

/** A file that cannot be used as a whole has a result like any other, so that programs read one shape. */
function refusal(error: Invalid): Validated {
  const problems = error.problems.length > 0 ? [...error.problems] : [{ code: 'bad-file', message: error.message }];
  return {
    drafts: [],
    read: 0,
    unchanged: 0,
    rejected: 0,
    problems,
    warnings: [],
    defaults: {},
    version: 0,
    refused: true,
  };
}

async function checkAndStore(
  access: Access,
  kind: RecordKind,
  source: Source,
  table: Table,
  wishes: ImportWishes,
  job: number | null,
): Promise<Validated> {
  const tick = (rows: number): void => wishes.progress?.(source.position, rows);
  for (let attempt = 1; ; attempt += 1) {
    const validated = await access.read((reading) => validate(reading, kind, table, wishes, tick));
    const sha256 = await source.sha256();
    const stored = await store(access, kind, table, wishes, validated, job, sha256, attempt > patientAttempts);
    if (stored !== undefined) return stored;
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

/** Undefined when the database has changed since the rows were validated; the last attempt validates under the lock. */
async function store(
  access: Access,
  kind: RecordKind,
  table: Table,
  header: HeaderWishes,
  before: Validated,
  job: number | null,
  sha256: string,
  lastAttempt: boolean,
): Promise<Validated | undefined> {
  return access.writeMany(async (writing) => {
    let validated = before;
    if (dataVersion(writing) !== before.version) {
      if (!lastAttempt) return undefined;
      validated = await validate(writing, kind, table, header);
    }
    const failed = validated.problems.length > 0;
    const range = failed ? undefined : await insertRecords(writing, kind, validated.drafts);
    if (job !== null) await finish(writing, kind, validated, job, range, sha256);
    return validated;
  });
}

async function finish(
  writing: Writing,
  kind: RecordKind,
  validated: Validated,
  job: number,
  range: Inserted | undefined,
  sha256: string,
): Promise<void> {
  const counts = countsOf(validated);
  const failed = validated.problems.length > 0;
  logProblems(writing, job, validated.problems);
  await endJob(
    writing,
    job,
    failed ? 'failed' : 'success',
    counts,
    range === undefined ? undefined : { kind: kind.name, ...range },
    sha256,
  );
  if (range === undefined) return;
  const { vouchers, ...own } = range;
  await auditRecords(writing, kind.name, { after: { counts, ...own, sha256 }, job });
  if (vouchers === undefined) return;
  await addRange(writing, job, { kind: 'voucher', ...vouchers });
  await auditRecords(writing, 'voucher', { after: { ...vouchers, sha256 }, job });
}

/** Every row counts once; after an abort the good rows are skipped. */
function countsOf({ read, drafts, unchanged, rejected, problems }: Validated): JobCounts {
  const failed = problems.length > 0;
  return {
    read,
    created: failed ? 0 : drafts.length,
    updated: 0,
    unchanged,
    skipped: failed ? drafts.length : 0,
    rejected,
  };
}

function summary(
  kind: RecordKind,
  file: string,
  dryRun: boolean,
  job: number | null,
  validated: Validated,
  seconds: number,
): ImportResult {
  const { problems, read } = validated;
  const warnings = validated.warnings
    .slice(0, shownErrors)
    .map(({ code, column, value, message }) =>
      code === 'similar-in-database' ? message : `${column} ${value}: ${message}; left out`,
    );
  if (validated.warnings.length > shownErrors)
    warnings.push(`${validated.warnings.length - shownErrors} more of these`);
  if (read === 0 && validated.refused !== true) warnings.push('the file has a header and no rows');
  return {
    job,
    status: problems.length > 0 ? 'failed' : 'success',
    kind: kind.plural,
    file,
    dry_run: dryRun,
    ...countsOf(validated),
    empty: 0,
    seconds,
    error_count: problems.length,
    errors: problems.slice(0, shownErrors).map(problemRow),
    error_groups: groupProblems(problems),
    warnings,
    defaults: validated.defaults,
  };
}
