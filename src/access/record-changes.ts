import { sql } from 'kysely';
import type { Draft, RecordKind, Stored } from '../kinds/kind.ts';
import { usesOf } from '../kinds/uses.ts';
import { Forbidden } from '../domain/errors.ts';
import { allowed } from './conditions.ts';
import { editChecks } from './edit-checks.ts';
import { storedColumns } from './dynamic.ts';
import { demandLinks, linkFaults } from './linking.ts';
import { moreCategories } from './more-categories.ts';
import { placementDemand, demandUniqueWithin, watchPlacement } from './placement.ts';
import { sameLists } from './same-draft.ts';
import { scopeInterner } from './scopes.ts';
import { keeperOf } from './identifications.ts';
import { sessionOf, type Writing } from './session.ts';
import { syncLists } from './store.ts';

export interface Change {
  id: number;
  draft: Draft;
  /** What the record was, where the writer knows: what is the same need not be written. */
  base?: Draft;
}

/**
 * Asks for the right to make each of them, for changes that are written in this same transaction after others have come to
 * hang on them. Errors: Forbidden.
 */
export async function clearEdits(
  writing: Writing,
  kind: RecordKind,
  changes: readonly Change[],
): Promise<ReadonlySet<number>> {
  const { mayEdit } = await editChecks(writing, kind);
  const more = await moreCategories(writing, kind);
  for (const { id, draft, base } of changes)
    if (!mayEdit(id) && (base === undefined || more.of(base, draft) === undefined))
      throw new Forbidden(`you may not edit this ${kind.name}`);
  return new Set(changes.map(({ id }) => id));
}

/** Writes edited records; the condition of `edit` stands in the statement itself, but for those that are cleared. Errors: Forbidden. */
export async function updateRecords(
  writing: Writing,
  kind: RecordKind,
  changes: readonly Change[],
  cleared?: ReadonlySet<number>,
): Promise<void> {
  const session = sessionOf(writing);
  const columns = storedColumns(kind);
  const scoped = kind.governedBy === 'dataset';
  const scope = scoped ? scopeInterner(session) : undefined;
  const stamped = kind.name !== 'measurement';
  const written = [...columns, ...(scoped ? ['scope_id'] : []), ...(stamped ? ['updated_at'] : [])];
  const compiled =
    sql`update ${sql.table(kind.table)} as t set ${sql.join(written.map((column) => sql`${sql.ref(column)} = ${null}`))} where t.id = ${0} and (${0} or ${await allowed(session, 'edit', kind.name)})`.compile(
      session.trx,
    );
  const statement = session.handle.prepare(compiled.sql);
  const rights = compiled.parameters.slice(written.length + 2) as Stored[];
  const keep = keeperOf(session, kind);
  const demandPlacement = await placementDemand(writing, kind);
  const ids = changes.map(({ id }) => id);
  const auditPlaces = watchPlacement(session, kind, ids);
  const faultOf = await linkFaults(writing, kind);
  // What a public project uses is asked for with the other invariants.
  if (usesOf(kind).length > 0) session.touched = true;
  const datasets = new Set<Stored>();
  for (const { id, draft, base } of changes) {
    const values: Stored[] = columns.map((column) => draft.values[column] ?? null);
    if (scope !== undefined) values.push(scope(draft));
    if (stamped) values.push(session.now);
    keep?.(id, draft);
    await demandPlacement(id, draft);
    demandLinks(faultOf(draft, { id, draft: base ?? nothing }));
    if (statement.run(...values, id, cleared?.has(id) === true ? 1 : 0, ...rights).changes !== 1)
      throw new Forbidden(`you may not edit this ${kind.name}`);
    if (base === undefined || !sameLists(base, draft)) syncLists(session, kind, id, draft);
    if (scoped) datasets.add(draft.values['dataset_id'] ?? null);
  }
  demandUniqueWithin(session, kind, ids);
  await auditPlaces();
  const touch = session.handle.prepare('update dataset set contents_changed_at = ? where id = ?');
  for (const dataset of datasets) touch.run(session.now, dataset);
}

const nothing: Draft = { values: {}, lists: {}, found: {} };
