import type { Access } from '../../access/access.ts';
import { demandCreate, insertContainer, updateContainer } from '../../access/container-changes.ts';
import { endJob, keepBefore, logProblems } from '../../access/jobs.ts';
import { dataVersion } from '../../access/lookup.ts';
import type { Writing } from '../../access/session.ts';
import type { ReadOptions } from '../../csv/read.ts';
import type { Source } from '../../csv/source.ts';
import { Invalid } from '../../domain/errors.ts';
import type { ContainerKind } from '../../kinds/containers.ts';
import type { FileKind } from '../../kinds/file-kinds.ts';
import { tableOf } from '../import/bib-table.ts';
import { endingOf, type Imported } from '../import/result.ts';
import { runImport, type Order, type RunWishes } from '../import/run-import.ts';
import type { StoreWishes } from '../import/store-rows.ts';
import { validateContainers, type ValidatedContainers } from './validate-containers.ts';

export type ContainerImportWishes = StoreWishes & RunWishes & ReadOptions;

/** Errors: Forbidden for who may make no such container, before the file is read. */
export const demandContainerImport = async (access: Access, kind: ContainerKind): Promise<void> =>
  access.read((reading) => demandCreate(reading, kind));

/** Makes the containers of a file, and changes those that the actor may change, all or none, or the good ones. */
export async function importContainers(
  access: Access,
  kind: ContainerKind,
  file: FileKind,
  source: Source,
  wishes: ContainerImportWishes,
): Promise<Imported> {
  await demandContainerImport(access, kind);
  const table = await tableOf(file, source, wishes).catch((error: unknown) => {
    if (error instanceof Invalid) return error;
    throw error;
  });
  return runImport<ValidatedContainers>(access, file, source, table, wishes, {
    validate: (reading, rows, tick) => validateContainers(reading, kind, file, rows, wishes, tick),
    store: (rows, validated, order) =>
      access.write(async (writing) => {
        let now = validated;
        if (dataVersion(writing) !== validated.version) {
          if (!order.lastAttempt) return undefined;
          now = await validateContainers(writing, kind, file, rows, wishes, () => undefined);
        }
        await store(writing, kind, now, wishes, order);
        return now;
      }),
  });
}

async function store(
  writing: Writing,
  kind: ContainerKind,
  validated: ValidatedContainers,
  { onInvalid }: ContainerImportWishes,
  { job, sha256 }: Order,
): Promise<void> {
  const { aborted, failed, counts } = endingOf(validated, onInvalid);
  const cause = job ?? undefined;
  const made: number[] = [];
  if (!aborted) {
    for (const { name, values } of validated.drafts)
      made.push(await insertContainer(writing, kind, name, values, cause === undefined ? {} : { job: cause }));
    for (const { row, values, before } of validated.updates)
      await updateContainer(writing, kind, row, values, before, cause);
  }
  if (job === null) return;
  logProblems(writing, job, validated.problems);
  logProblems(writing, job, validated.warnings, 'warning');
  const [first, last] = [made[0], made.at(-1)];
  const range = first === undefined || last === undefined ? undefined : { kind: kind.name, first, last };
  await endJob(writing, job, failed ? 'failed' : 'success', counts, range, sha256);
  if (!aborted)
    keepBefore(
      writing,
      job,
      kind.name,
      validated.updates.map(({ row, before }) => ({ id: row.id, before })),
    );
}
