import type { Access } from '../../access/access.ts';
import { findContainer, type ContainerRow } from '../../access/containers.ts';
import { probeOf } from '../../access/lookup.ts';
import { demandMove, dependents, moveRecords } from '../../access/moves.ts';
import { pick, unpickIn } from '../../access/picked.ts';
import { findRecord, storedRecord } from '../../access/records.ts';
import type { Reading } from '../../access/session.ts';
import { Conflict, Usage } from '../../domain/errors.ts';
import { parseReference } from '../../domain/reference.ts';
import { containerKindOf } from '../../kinds/containers.ts';
import type { RecordKind } from '../../kinds/kind.ts';
import { Duplicates } from '../import/duplicates.ts';
import { queryOf, type Changed } from './change-many.ts';

/** Which records, by name or by filter, and where to. */
export interface MoveWishes {
  refs: readonly string[];
  filters: readonly string[] | undefined;
  to: string;
}

/** How many records would be moved, and what depends on them. */
export const previewMove = (
  access: Access,
  kind: RecordKind,
  wishes: MoveWishes,
): Promise<{ count: number; to: string; notes: string[] }> =>
  access.read(async (reading) => {
    const { target, ids } = await meant(reading, kind, wishes);
    return { count: ids.length, to: `dataset/${target.name}`, notes: await notesOn(reading, kind, ids, target) };
  });

/**
 * Moves every record that is meant to another dataset, or none of them.
 * Errors: NotFound; Forbidden; Conflict where one like it is in the target already.
 */
export async function moveTo(access: Access, kind: RecordKind, wishes: MoveWishes): Promise<Changed> {
  return access.write(async (writing) => {
    const { target, ids, all } = await meant(writing, kind, wishes);
    await demandMove(writing, kind, target.id, `dataset/${target.name}`);
    refuseDoubles(writing, kind, ids, target);
    const warnings = await notesOn(writing, kind, ids, target);
    if (ids.length > 0) await moveRecords(writing, kind, ids, target.id);
    const moved = new Set(ids);
    return {
      dry_run: access.dryRun,
      results: all.map((id) => ({ result: moved.has(id) ? 'updated' : 'unchanged', ref: `${kind.name}/id:${id}` })),
      warnings,
    };
  });
}

/** `ids` are those that are not in the target yet, and they alone stay picked. */
async function meant(
  reading: Reading,
  kind: RecordKind,
  { refs, filters, to }: MoveWishes,
): Promise<{ target: ContainerRow; ids: number[]; all: number[] }> {
  if (to.startsWith('project/'))
    throw new Usage(`${kind.plural} belong to a dataset, not to a project`, '--to dataset/NAME');
  // Refuses other kinds before anything is looked up.
  parseReference(to, 'dataset', ['project', 'group']);
  const named = [];
  for (const ref of refs) named.push((await findRecord(reading, kind, ref)).id);
  const target = await findContainer(reading, containerKindOf('dataset'), to);
  const all = await pick(reading, kind, filters === undefined ? { ids: named } : queryOf(kind, filters));
  return { target, all, ids: await unpickIn(reading, kind, target.id) };
}

/** Errors: Conflict naming those that would be the same as one in the target, or as another that comes along. */
function refuseDoubles(reading: Reading, kind: RecordKind, ids: readonly number[], target: ContainerRow): void {
  const [stored, probe, same] = [storedRecord(reading, kind), probeOf(reading, kind), new Duplicates(kind.key)];
  const doubles: string[] = [];
  for (const id of ids) {
    const values = { ...stored(id), dataset_id: target.id };
    const there = probe(values)?.id ?? same.earlier({ values, lists: {}, found: {} }, id);
    if (there !== undefined && there !== id) doubles.push(`id:${id} is like id:${there}`);
  }
  if (doubles.length > 0)
    throw new Conflict(
      `${doubles.length} of ${ids.length} ${kind.plural} would be in dataset/${target.name} twice: ${doubles.slice(0, 5).join(', ')}`,
      'Nothing was moved.',
      'exists',
    );
}

async function notesOn(
  reading: Reading,
  kind: RecordKind,
  ids: readonly number[],
  target: ContainerRow,
): Promise<string[]> {
  if (ids.length === 0) return [];
  const it = ids.length === 1 ? 'it' : 'them';
  const notes: string[] = [];
  const { seen, others } = await dependents(reading, kind);
  if (seen.length > 0) {
    const counts = seen.map(({ kind: of, count }) => `${count} ${count === 1 ? of.name : of.plural}`).join(', ');
    notes.push(`what depends on ${it} is then read by those who also read dataset/${target.name}: ${counts}`);
  }
  if (others) notes.push(`others depend on ${it}`);
  if (target.privacy === 'public') notes.push(`everybody reads dataset/${target.name}`);
  if (target.privacy === 'registered') notes.push(`every registered user reads dataset/${target.name}`);
  return notes;
}
