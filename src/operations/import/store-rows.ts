import type { Access } from '../../access/access.ts';
import { addRange, auditRecords, endJob, keepBefore, logProblems } from '../../access/jobs.ts';
import { dataVersion } from '../../access/lookup.ts';
import { clearEdits, updateRecords } from '../../access/record-changes.ts';
import { idsFrom, insertRecords, type Inserted } from '../../access/store.ts';
import type { Writing } from '../../access/session.ts';
import type { Table } from '../../csv/read.ts';
import type { RecordKind } from '../../kinds/kind.ts';
import { endingOf, type OnInvalid } from './result.ts';
import type { Order } from './run-import.ts';
import { validate, type RowWishes, type Validated } from './validate.ts';

export interface StoreWishes extends RowWishes {
  onInvalid: OnInvalid;
}

/** Copies the files of the rows that will be stored, so that only their names are missing. */
export function copyFiles(validated: Validated, { files, onInvalid }: StoreWishes): void {
  if (files === undefined || endingOf(validated, onInvalid).aborted) return;
  files.copy([...validated.drafts, ...validated.updates.map(({ draft }) => draft)]);
}

interface RowsOrder extends Order {
  kind: RecordKind;
  table: Table;
  wishes: StoreWishes;
}

/**
 * Stores what was validated, in one transaction that begins by making sure that nothing has changed since.
 * Undefined when something has; the last attempt validates under the lock.
 */
export async function storeRows(access: Access, before: Validated, order: RowsOrder): Promise<Validated | undefined> {
  const { kind, table, wishes, job, lastAttempt } = order;
  // Without its foreign keys SQLite would leave behind what hangs on a category that is taken away.
  const tidies = wishes.ifExists === 'update' && kind.fields.some(({ type }) => type === 'words');
  const write: typeof access.write = tidies ? (run) => access.write(run) : (run) => access.writeMany(run);
  return write(async (writing) => {
    let validated = before;
    if (dataVersion(writing) !== before.version) {
      if (!lastAttempt) return undefined;
      validated = await validate(writing, kind, table, wishes);
      if (!access.dryRun) copyFiles(validated, wishes);
    }
    const { aborted } = endingOf(validated, wishes.onInvalid);
    const range = aborted ? undefined : await storeAll(writing, kind, validated);
    if (!aborted && !access.dryRun) wishes.files?.place();
    if (job !== null) await finish(writing, validated, job, range, order);
    return validated;
  });
}

/** New records come first, because a change may refer to one; whether the others may be changed is asked before that. */
async function storeAll(
  writing: Writing,
  kind: RecordKind,
  { drafts, updates }: Validated,
): Promise<Inserted | undefined> {
  if (updates.length === 0) return insertRecords(writing, kind, drafts);
  const cleared = await clearEdits(writing, kind, updates);
  const range = await insertRecords(writing, kind, drafts);
  const idOf = idsFrom(kind, range?.first ?? 0);
  const changes = updates.map(({ draft, ...update }) => {
    const values = Object.entries(draft.values).map(([column, value]) => [column, idOf(column, value)]);
    return { ...update, draft: { ...draft, values: Object.fromEntries(values) as typeof draft.values } };
  });
  await updateRecords(writing, kind, changes, cleared);
  return range;
}

async function finish(
  writing: Writing,
  validated: Validated,
  job: number,
  range: Inserted | undefined,
  { kind, wishes, sha256 }: RowsOrder,
): Promise<void> {
  const { failed, aborted, counts } = endingOf(validated, wishes.onInvalid);
  logProblems(writing, job, validated.problems);
  logProblems(writing, job, validated.warnings, 'warning');
  await endJob(
    writing,
    job,
    failed ? 'failed' : 'success',
    counts,
    range === undefined ? undefined : { kind: kind.name, ...range },
    sha256,
  );
  if (aborted || (range === undefined && validated.updates.length === 0)) return;
  keepBefore(
    writing,
    job,
    kind.name,
    validated.updates.map(({ id, base: { values, lists } }) => ({ id, before: { values, lists } })),
  );
  const { vouchers, ...own } = range ?? {};
  await auditRecords(writing, kind.name, { after: { counts, ...own, sha256 }, job });
  if (vouchers === undefined) return;
  await addRange(writing, job, { kind: 'voucher', ...vouchers });
  await auditRecords(writing, 'voucher', { after: { ...vouchers, sha256 }, job });
}
