import type { Access } from '../../access/access.ts';
import { auditRecords } from '../../access/jobs.ts';
import { demandMerge, mergeInto, type Moved } from '../../access/merge.ts';
import { findRecord } from '../../access/records.ts';
import { Invalid } from '../../domain/errors.ts';
import { kinds } from '../../kinds/index.ts';
import type { RecordKind } from '../../kinds/kind.ts';
import { misfitsOf, refuseMisfits } from './misfits.ts';
import { showRecord, type Shown } from './show-records.ts';

export interface Merged {
  result: 'updated' | 'deleted';
  kind: string;
  /** What referred to the one that is gone; null for that one itself. */
  field: string | null;
  count: number;
}

/**
 * Makes two records one: everything that refers to the first refers to the second, and the first is deleted.
 * Errors: NotFound, Forbidden; Conflict where that would make records the same, or break a rule of theirs.
 */
export async function mergeNamed(
  access: Access,
  kind: RecordKind,
  from: string,
  into: string,
): Promise<{ results: Merged[]; warnings: string[]; from: string; into: string }> {
  return access.write(async (writing) => {
    const gone = await findRecord(writing, kind, from);
    const kept = await findRecord(writing, kind, into);
    const [before, other] = [await showRecord(writing, kind, gone.id), await showRecord(writing, kind, kept.id)];
    const label = (shown: Shown): string => `${kind.name}/${String(shown[kind.naming ?? 'id'])}`;
    await demandMerge(writing, kind, gone.id, label(before));
    if (gone.id === kept.id) throw new Invalid(`${label(before)} and ${into} are the same ${kind.name}`);
    // Asked while it is known who refers to which; told after what is wrong with the two themselves.
    const misfits = await misfitsOf(writing, kind, new Map([[gone.id, kept]]));
    const { moved } = await mergeInto(writing, kind, gone.id, kept.id);
    refuseMisfits(misfits);
    await auditRecords(writing, kind.name, {
      id: gone.id,
      before,
      after: { merged_into: kept.id, moved: moved.map(({ table, column, count }) => ({ table, column, count })) },
    });
    return {
      from: label(before),
      into: label(other),
      results: [...moved.map(shownPlace), { result: 'deleted', kind: kind.name, field: null, count: 1 }],
      warnings: lost(kind, before, other),
    };
  });
}

/** As people know the place: the kind and its field. */
function shownPlace({ table, column, count }: Moved): Merged {
  for (const { name, table: own, fields } of kinds)
    for (const field of fields)
      if ((own === table && field.column === column) || (field.list?.table === table && field.list.item === column))
        return { result: 'updated', kind: name, field: field.name, count };
  return { result: 'updated', kind: table.replaceAll('_', ' '), field: column.replace(/_id$/, ''), count };
}

/** What only the deleted record said. */
function lost(kind: RecordKind, before: Shown, other: Shown): string[] {
  const empty = (value: unknown): boolean => value === null || value === undefined || value === '';
  return kind.fields.flatMap(({ name }) =>
    empty(before[name]) || !empty(other[name])
      ? []
      : [`${name} of the deleted ${kind.name} is lost: ${String(before[name])}; the other has none`],
  );
}
