import type { Batch, Table } from '../../csv/read.ts';
import { demandInsertInto } from '../../access/store.ts';
import { dataVersion } from '../../access/lookup.ts';
import type { Reading } from '../../access/session.ts';
import type { Problem } from '../../domain/errors.ts';
import { columnNamed } from '../../kinds/columns.ts';
import { selfReferences, type Draft, type Found, type RecordKind } from '../../kinds/kind.ts';
import type { FileIntake } from '../media/file-intake.ts';
import { defaultsOf } from '../records/defaults.ts';
import { rowReader, type ReaderOptions } from '../records/row-reader.ts';
import { Intake } from './intake.ts';
import { rejectUpdates } from './reject-updates.ts';
import { demandColumns, readHeader } from './header.ts';
import { parentsFirst, type Row } from './in-file.ts';
import { legible } from './legible.ts';
import { judgeOf, type IfExists } from './judge.ts';
import { isWide, type HeaderWishes } from './plan.ts';
import type { Update } from './update.ts';
import { readableTraits } from './wide.ts';
import { wideRow } from './wide-row.ts';

export interface RowWishes extends HeaderWishes {
  ifExists: IfExists;
  /** Looks at the files that the rows name, for kinds that have some. */
  files?: FileIntake;
  /** `offer`: who may register the vouchers is somebody else. */
  insertAs?: 'offer';
}

/** Validated rows on their way to the one writing transaction; what waits between the two is this and nothing else. */
export interface Validated {
  drafts: Draft[];
  updates: Update[];
  /** Rows of the file; the other counts are of records, of which a row may have several. */
  read: number;
  unchanged: number;
  /** Left alone because --if-exists said so. */
  skipped: number;
  rejected: number;
  /** Cells without a value, where a row has one for each trait. */
  empty: number;
  problems: Problem[];
  warnings: Problem[];
  defaults: Record<string, string>;
  /** The state of the database that all of it is true of. */
  version: number;
  /** A row is several records. */
  wide: boolean;
  /** The file could not be read to its end. */
  cut: boolean;
  /** The file could not be used as a whole, so no row was read. */
  refused?: true;
}

/** What is known of a file once its rows are looked at, whatever a row is. */
export type Tally = Omit<Validated, 'drafts' | 'updates'> & { drafts: readonly unknown[]; updates: readonly unknown[] };

export const noRows = (version: number): Validated => ({
  drafts: [],
  updates: [],
  read: 0,
  unchanged: 0,
  skipped: 0,
  rejected: 0,
  empty: 0,
  problems: [],
  warnings: [],
  defaults: {},
  version,
  wide: false,
  cut: false,
});

/** Errors: NotFound or Forbidden for the user's default dataset, where nothing else says which dataset is meant. */
export async function demandDefault(
  reading: Reading,
  kind: RecordKind,
  table: Table,
  wishes: HeaderWishes,
): Promise<void> {
  const given = new Set(
    [...table.header, ...wishes.map.values(), ...wishes.set.keys()].map(
      (name) => columnNamed(kind, name)?.name ?? name,
    ),
  );
  const { defaults } = await defaultsOf(reading, kind, given);
  const dataset = defaults.get('dataset');
  if (dataset !== undefined) await demandInsertInto(reading, kind, dataset.id);
}

/** The rows of a file, batch by batch; what could not be read of it is in the result. `each` is how many records a row has. */
export async function* counted(table: Table, result: Tally, each: number, tick: () => void): AsyncGenerator<Batch> {
  let rows = 0;
  for await (const batch of table.batches()) {
    rows += batch.rows.length + batch.problems.length;
    result.read += batch.problems.length;
    result.rejected += batch.problems.length * each;
    for (const problem of batch.problems) result.problems.push(legible(problem));
    result.cut = batch.cut;
    tick();
    yield batch;
  }
  if (rows === 0) result.warnings.push({ code: 'no-rows', message: 'the file has a header and no rows' });
}

/** Checks every row against one snapshot and stores nothing. Errors: Invalid when the header cannot be used. */
export async function validate(
  reading: Reading,
  kind: RecordKind,
  table: Table,
  wishes: RowWishes,
  progress?: (rows: number) => void,
): Promise<Validated> {
  const result = noRows(dataVersion(reading));
  const traits = isWide(wishes) ? await readableTraits(reading) : [];
  const plan = readHeader(kind, table.header, table.headerLine, wishes, traits);
  const { defaults, used } = await defaultsOf(reading, kind, new Set(plan.sources.keys()));
  demandColumns(kind, plan, defaults, table.headerLine, wishes.ifExists === 'update');
  result.defaults = used;

  const { files } = wishes;
  const local = new Map<string, Found[]>();
  const wide = plan.wide.length === 0 ? undefined : wideRow(kind, plan);
  const options: ReaderOptions = {
    sources: wide === undefined ? plan.sources : wide.sources,
    forms: plan.forms,
    defaults,
    local,
    for: wishes.ifExists === 'error' && wishes.insertAs === undefined ? 'insert' : 'either',
    form: wishes,
    ...(wishes.insertAs === undefined ? {} : { insertAs: wishes.insertAs }),
    ...(files === undefined ? {} : { files: (text: string) => files.facts(text) }),
  };
  const reader = await rowReader(reading, kind, options);
  result.wide = wide !== undefined;
  const stated = new Set(options.sources.keys());
  const judge = await judgeOf(reading, kind, { ifExists: wishes.ifExists, reader, options, stated });
  // Without a name, no row of a file can be referred to by another.
  const refersToItself = kind.naming !== undefined && selfReferences(kind).length > 0;
  const intake = new Intake(kind, plan, reader, judge, result, refersToItself ? local : undefined);
  const take = (row: readonly string[], line: number): void => {
    result.read += 1;
    if (intake.contradicts(row, line)) result.rejected += wide?.count ?? 1;
    else if (wide === undefined) intake.take(row, line);
    else intake.takeWide(wide, row, line);
  };

  const later: Row[] = [];
  for await (const batch of counted(table, result, wide?.count ?? 1, () => progress?.(result.read + later.length))) {
    for (const [at, row] of batch.rows.entries()) {
      const line = batch.lines[at] ?? 0;
      if (!refersToItself) take(row, line);
      else later.push({ row, line });
    }
  }
  for (const { row, line } of parentsFirst(kind, plan.sources, later)) take(row, line);
  for (const warning of reader.warnings)
    result.warnings.push(
      warning.code === 'unknown-reference' ? { ...warning, message: `${warning.message}; left out` } : warning,
    );
  await rejectUpdates(reading, kind, result);
  result.problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return result;
}
