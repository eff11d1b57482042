import type { Access } from '../../access/access.ts';
import { findContainer, type ContainerRow } from '../../access/containers.ts';
import { probeOf } from '../../access/lookup.ts';
import { demandMove, moveRecords } from '../../access/moves.ts';
import { demandPicked, pick, unpickIn } from '../../access/picked.ts';
import { placementDemand } from '../../access/placement.ts';
import { updateRecords, type Change } from '../../access/record-changes.ts';
import { sameDraft } from '../../access/same-draft.ts';
import { findRecord, storedRecord } from '../../access/records.ts';
import type { Reading } from '../../access/session.ts';
import { Conflict } from '../../domain/errors.ts';
import { parseReference } from '../../domain/reference.ts';
import { containerKindOf, containerNames } from '../../kinds/containers.ts';
import { governingColumn, governingList, isHeld } from '../../kinds/governing.ts';
import type { RecordKind } from '../../kinds/kind.ts';
import { Duplicates } from '../import/duplicates.ts';
import { queryOf, type Changed } from './change-many.ts';
import { wayOf, type Way } from './move-notes.ts';
import { draftReader } from './stored-draft.ts';

/** Which records, by name or by filter, and where to. */
export interface MoveWishes {
  refs: readonly string[];
  filters: readonly string[] | undefined;
  to: string;
}

/** Which records would be moved, from where to where, and what depends on them. */
export const previewMove = (
  access: Access,
  kind: RecordKind,
  wishes: MoveWishes,
): Promise<{ ids: number[]; words: string; notes: string[] }> =>
  access.read(async (reading) => {
    const { target, ids } = await meant(reading, kind, wishes);
    const { words, notes } = await wayOf(reading, kind, ids, target);
    return { ids, words, notes };
  });

/** What became of each, with where it was and is. */
export interface Moved extends Changed {
  results: (Changed['results'][number] & { from: readonly string[]; to: string })[];
  words: string;
}

function movedAll(kind: RecordKind, all: readonly number[], ids: readonly number[], way: Way, dryRun: boolean): Moved {
  const moved = new Set(ids);
  const { to, words, notes } = way;
  return {
    dry_run: dryRun,
    results: all.map((id) => ({
      result: moved.has(id) ? 'updated' : 'unchanged',
      ref: `${kind.name}/id:${id}`,
      from: moved.has(id) ? (way.from.get(id) ?? []) : [],
      to,
    })),
    warnings: notes,
    words,
  };
}

/**
 * Moves every record that is meant to another container, or none of them.
 * Errors: NotFound; Forbidden; Conflict where one like it is in the target already.
 */
export async function moveTo(access: Access, kind: RecordKind, wishes: MoveWishes): Promise<Moved> {
  if (governingList(kind) !== undefined) return moveToProject(access, kind, wishes);
  return access.write(async (writing) => {
    const { target, ids, all } = await meant(writing, kind, wishes);
    await demandMove(writing, kind, target);
    refuseDoubles(writing, kind, ids, target);
    const way = await wayOf(writing, kind, ids, target);
    if (ids.length > 0) await moveRecords(writing, kind, ids, target);
    return movedAll(kind, all, ids, way, access.dryRun);
  });
}

/** `ids` are those that are not in the target yet, and they alone stay picked. */
async function meant(
  reading: Reading,
  kind: RecordKind,
  { refs, filters, to }: MoveWishes,
): Promise<{ target: ContainerRow; ids: number[]; all: number[] }> {
  const governor = kind.governedBy;
  // Refuses what is another kind of thing before anything is looked up.
  parseReference(to, governor, containerNames);
  const named = [];
  for (const ref of refs) named.push((await findRecord(reading, kind, ref)).id);
  const target = await findContainer(reading, containerKindOf(governor), to);
  const all = await pick(reading, kind, filters === undefined ? { ids: named } : queryOf(kind, filters));
  return { target, all, ids: isHeld(kind) ? await unpickIn(reading, kind, target.id) : all };
}

/** Leaves each record in that project and in those that the actor does not see. */
async function moveToProject(access: Access, kind: RecordKind, wishes: MoveWishes): Promise<Moved> {
  return access.write(async (writing) => {
    const { target, all } = await meant(writing, kind, wishes);
    await demandPicked(writing, kind, 'move', 'move');
    const field = governingList(kind)?.name ?? '';
    const [stored, probe] = [await draftReader(writing, kind), probeOf(writing, kind)];
    const demandPlacement = await placementDemand(writing, kind);
    const changes: Change[] = [];
    for (const id of all) {
      const base = stored(id);
      const draft = { ...base, lists: { ...base.lists, [field]: [target.id] } };
      if (sameDraft(kind, base, draft)) continue;
      await demandPlacement(id, draft);
      const there = probe(draft.values, draft.lists)?.id;
      if (there !== undefined && there !== id)
        throw new Conflict(
          `id:${id} is called like id:${there} in project/${target.name}`,
          'Nothing was moved.',
          'exists',
        );
      changes.push({ id, draft, base });
    }
    const ids = changes.map(({ id }) => id);
    const way = await wayOf(writing, kind, ids, target);
    await updateRecords(writing, kind, changes);
    return movedAll(kind, all, ids, way, access.dryRun);
  });
}

/** Errors: Conflict naming those that would be the same as one in the target, or as another that comes along. */
function refuseDoubles(reading: Reading, kind: RecordKind, ids: readonly number[], target: ContainerRow): void {
  const [stored, probe, same] = [storedRecord(reading, kind), probeOf(reading, kind), new Duplicates(kind.key)];
  const column = governingColumn(kind) ?? '';
  const doubles: string[] = [];
  for (const id of ids) {
    const values = { ...stored(id), [column]: target.id };
    const there = probe(values)?.id ?? same.earlier({ values, lists: {}, found: {} }, id);
    if (there !== undefined && there !== id) doubles.push(`id:${id} is like id:${there}`);
  }
  if (doubles.length > 0)
    throw new Conflict(
      `${doubles.length} of ${ids.length} ${kind.plural} would be in ${target.kind}/${target.name} twice: ${doubles.slice(0, 5).join(', ')}`,
      'Nothing was moved.',
      'exists',
    );
}
