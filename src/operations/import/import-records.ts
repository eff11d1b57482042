import type { Access } from '../../access/access.ts';
import { findContainer } from '../../access/containers.ts';
import { demandInsertInto } from '../../access/store.ts';
import type { Source } from '../../csv/source.ts';
import type { ReadOptions } from '../../csv/read.ts';
import { Invalid } from '../../domain/errors.ts';
import { containerKindOf } from '../../kinds/containers.ts';
import type { RecordKind } from '../../kinds/kind.ts';
import { tableOf } from './bib-table.ts';
import type { Imported } from './result.ts';
import { runImport, type RunWishes } from './run-import.ts';
import { copyFiles, storeRows, type StoreWishes } from './store-rows.ts';
import { demandDefault, validate, type Validated } from './validate.ts';

export interface ImportWishes extends StoreWishes, RunWishes, ReadOptions {
  dataset?: string;
}

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
  const dataset = await demandImport(access, kind, asked.dataset);
  const wishes = dataset === undefined ? asked : { ...asked, set: new Map([...asked.set, ['dataset', dataset]]) };
  const table = await tableOf(kind, source, wishes).catch((error: unknown) => {
    if (error instanceof Invalid) return error;
    throw error;
  });
  if (!(table instanceof Invalid)) await access.read((reading) => demandDefault(reading, kind, table, wishes));
  return runImport<Validated>(access, kind, source, table, wishes, {
    validate: (reading, rows, tick) => validate(reading, kind, rows, wishes, tick),
    prepare: (validated) => copyFiles(validated, wishes),
    store: (rows, validated, order) => storeRows(access, validated, { kind, table: rows, wishes, ...order }),
    end: () => wishes.files?.discard(),
  });
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
