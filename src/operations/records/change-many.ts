import type { Access } from '../../access/access.ts';
import { auditRecords } from '../../access/jobs.ts';
import { demandLinks, linkFaults } from '../../access/linking.ts';
import { probeOf } from '../../access/lookup.ts';
import { countMatching, deletePicked, demandPicked, pick, ranges } from '../../access/picked.ts';
import { placementDemand } from '../../access/placement.ts';
import { updateRecords, type Change } from '../../access/record-changes.ts';
import { sameDraft } from '../../access/same-draft.ts';
import type { RecordQuery } from '../../access/record-query.ts';
import type { Writing } from '../../access/session.ts';
import { Conflict, Invalid, type Problem } from '../../domain/errors.ts';
import type { RecordKind } from '../../kinds/kind.ts';
import { Duplicates } from '../import/duplicates.ts';
import { failure, type Texts } from './create-record.ts';
import { refuseCircle, refuseContradiction } from './edit-limits.ts';
import { becoming, misfitsOf, refuseMisfits } from './misfits.ts';
import { rowReader } from './row-reader.ts';
import { parseFilter } from './show-records.ts';
import { draftReader } from './stored-draft.ts';

/** What a command did to many records, in the order of their ids. */
export interface Changed {
  dry_run: boolean;
  results: { result: 'updated' | 'unchanged' | 'deleted'; ref: string }[];
  warnings: string[];
}

export const queryOf = (kind: RecordKind, filters: readonly string[]): RecordQuery => ({
  filters: filters.map((text) => parseFilter(kind, text)),
});

/** How many records the filters mean, of those that the actor reads. */
export const countFiltered = (access: Access, kind: RecordKind, filters: readonly string[]): Promise<number> =>
  access.read((reading) => countMatching(reading, kind, queryOf(kind, filters)));

/** Changes the stated fields of every record that the actor reads and the filters mean, or of none of them. */
export async function editFiltered(
  access: Access,
  kind: RecordKind,
  filters: readonly string[],
  texts: Texts,
): Promise<Changed> {
  return access.write(async (writing) => {
    const ids = await pick(writing, kind, queryOf(kind, filters));
    const { changes, unchanged } = await draftsOf(writing, kind, ids, texts);
    await updateRecords(writing, kind, changes);
    const updated = changes.map(({ id }) => id);
    if (updated.length > 0)
      await auditRecords(writing, kind.name, {
        before: { filters, ids: ranges(updated) },
        after: { set: texts, counts: { updated: updated.length, unchanged: unchanged.size } },
      });
    return {
      dry_run: access.dryRun,
      results: ids.map((id) => ({ result: unchanged.has(id) ? 'unchanged' : 'updated', ref: `${kind.name}/id:${id}` })),
      warnings: [],
    };
  });
}

/** Deletes every record that the actor reads and the filters mean, or none of them. Errors: Forbidden; Conflict while others hang on one. */
export async function deleteFiltered(access: Access, kind: RecordKind, filters: readonly string[]): Promise<Changed> {
  return access.write(async (writing) => {
    const ids = await pick(writing, kind, queryOf(kind, filters));
    await deletePicked(writing, kind);
    if (ids.length > 0)
      await auditRecords(writing, kind.name, {
        before: { filters, ids: ranges(ids) },
        after: { counts: { deleted: ids.length } },
      });
    return {
      dry_run: access.dryRun,
      results: ids.map((id) => ({ result: 'deleted', ref: `${kind.name}/id:${id}` })),
      warnings: [],
    };
  });
}

/** Every record through the one validator. Errors: NotFound, then Forbidden, Invalid naming each different problem once, Conflict. */
async function draftsOf(
  writing: Writing,
  kind: RecordKind,
  ids: readonly number[],
  texts: Texts,
): Promise<{ changes: Change[]; unchanged: Set<number> }> {
  const changes: Change[] = [];
  const unchanged = new Set<number>();
  if (ids.length === 0) return { changes, unchanged };
  const stored = await draftReader(writing, kind);
  const sources = new Map(Object.entries(texts).map(([name, text]) => [name, () => text]));
  const reader = await rowReader(writing, kind, { sources, defaults: new Map(), for: 'edit' });
  const faultOf = await linkFaults(writing, kind);
  const probe = probeOf(writing, kind);
  const demandPlacement = await placementDemand(writing, kind);
  const same = new Duplicates(kind.key, kind.uniqueWithin);
  const problems = new Problems(kind);
  const clashes: string[] = [];
  for (const [at, id] of ids.entries()) {
    const found: Problem[] = [];
    const base = stored(id);
    const draft = reader.read([], 0, found, base);
    found.push(...reader.warnings.splice(0));
    if (at === 0) {
      const unknown = found.filter(({ code }) => code === 'unknown-reference');
      if (unknown.length > 0) throw failure(kind, unknown);
      await demandPicked(writing, kind, 'edit', 'edit');
    }
    if (draft === undefined || found.length > 0) {
      problems.add(id, found);
      continue;
    }
    await demandPlacement(id, draft);
    demandLinks(faultOf(draft, { id, draft: base }));
    refuseCircle(writing, kind, id, draft);
    await refuseContradiction(writing, kind, id, base, draft);
    const other = probe(draft.values, draft.lists)?.id;
    const earlier = same.earlier(draft, id);
    if ((other !== undefined && other !== id) || earlier !== undefined)
      clashes.push(`id:${id} would be the same as id:${earlier ?? other}`);
    if (sameDraft(kind, base, draft)) unchanged.add(id);
    else changes.push({ id, draft, base });
  }
  problems.demandNone(ids.length);
  if (clashes.length > 0)
    throw new Conflict(
      `${clashes.length} of ${ids.length} ${kind.plural} would be like others: ${clashes.slice(0, 5).join(', ')}`,
      'Nothing was changed.',
      'exists',
    );
  const drafts = new Map(changes.map(({ id, draft }) => [id, draft]));
  refuseMisfits(await misfitsOf(writing, kind, await becoming(writing, kind, changes), drafts));
  return { changes, unchanged };
}

/** What is wrong with many records is mostly one thing, said once. */
class Problems {
  readonly #kind: RecordKind;
  readonly #groups = new Map<string, { problem: Problem; first: number; count: number }>();
  #rejected = 0;
  constructor(kind: RecordKind) {
    this.#kind = kind;
  }
  add(id: number, problems: readonly Problem[]): void {
    this.#rejected += 1;
    for (const { line: _line, ...problem } of problems) {
      const key = JSON.stringify(problem);
      const group = this.#groups.get(key);
      if (group === undefined) this.#groups.set(key, { problem, first: id, count: 1 });
      else group.count += 1;
    }
  }
  demandNone(total: number): void {
    if (this.#rejected === 0) return;
    const [withheld] = [...this.#groups.values()].filter(({ problem }) => problem.code === 'withheld');
    if (withheld !== undefined)
      throw new Conflict(
        `${withheld.problem.message} (id:${withheld.first}${withheld.count > 1 ? ` and ${withheld.count - 1} more` : ''})`,
        'Nothing was changed. Leave the field out, or narrow the filters; who sees it can change it.',
        'withheld',
      );
    throw new Invalid(
      `${this.#rejected} of ${total} ${this.#kind.plural} cannot be changed so; nothing was changed`,
      undefined,
      [...this.#groups.values()].map(({ problem, first, count }) => ({
        ...problem,
        message: `${problem.message} (id:${first}${count > 1 ? ` and ${count - 1} more` : ''})`,
      })),
    );
  }
}
