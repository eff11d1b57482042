import type { Access } from '../../access/access.ts';
import { auditRecords } from '../../access/jobs.ts';
import { lookupOf } from '../../access/lookup.ts';
import { demandMerge, mergeInto, selfReferring, type Moved } from '../../access/merge.ts';
import { findRecord, storedRecord } from '../../access/records.ts';
import type { Writing } from '../../access/session.ts';
import { Conflict, Invalid } from '../../domain/errors.ts';
import { todayOf } from '../../domain/partial-date.ts';
import { kinds } from '../../kinds/index.ts';
import { selfReferences, type Found, type RecordKind } from '../../kinds/kind.ts';
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
    const moving = selfReferring(writing, kind, gone.id);
    const { moved } = await mergeInto(writing, kind, gone.id, kept.id);
    for (const id of moving) await refuseMisfit(writing, kind, id);
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

/** What lay in the one lies in the other now, and must fit there as if it were put there by hand. */
async function refuseMisfit(writing: Writing, kind: RecordKind, id: number): Promise<void> {
  const values = storedRecord(writing, kind)(id);
  const lookup = await lookupOf(writing, kind.name);
  const found: Record<string, Found | null> = {};
  for (const { name, column } of selfReferences(kind)) {
    const target = values[column ?? ''];
    found[name] = typeof target === 'number' ? (lookup.byId(target) ?? null) : null;
  }
  kind.complete?.(
    { values, lists: {}, found },
    {
      today: todayOf(new Date(writing.now)),
      editing: true,
      report: ({ column, message }) => {
        const shown = String(values[kind.fields.find(({ name }) => name === kind.naming)?.column ?? ''] ?? `id:${id}`);
        throw new Conflict(
          `${kind.name}/${shown} would not fit: ${column ?? ''} ${message}`.replace(/ +/g, ' '),
          'Change it first.',
          'misfit',
        );
      },
    },
  );
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
