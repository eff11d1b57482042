import { lookupOf } from '../../access/lookup.ts';
import { lookingInto, referringTo, type Reference } from '../../access/referring.ts';
import type { Reading } from '../../access/session.ts';
import { Conflict, type Problem } from '../../domain/errors.ts';
import type { Draft, Found, RecordKind } from '../../kinds/kind.ts';
import { rowReader, type RowReader } from './row-reader.ts';
import { draftReader } from './stored-draft.ts';

/** A record that would break a rule of its kind, and the rule. */
export interface Misfit {
  kind: RecordKind;
  id: number;
  /** What it is called, where the actor sees it. */
  label: string | undefined;
  problem: Problem;
  /** Because of which record. */
  of: number;
}

/** The records of a kind that change, by id: each as it will be to those that refer to it, under another id where it is merged. */
export type Becoming = ReadonlyMap<number, Found>;

/** A record that is edited, as those that refer to it will find it. */
export async function becoming(
  reading: Reading,
  kind: RecordKind,
  changes: Iterable<{ id: number; draft: Draft }>,
): Promise<Becoming> {
  const lookup = await lookupOf(reading, kind.name);
  const out = new Map<number, Found>();
  for (const { id, draft } of changes) {
    const found = lookup.byId(id);
    if (found === undefined) continue;
    const carried = kind.carries.map((column) => [column, draft.values[column] ?? null]);
    out.set(id, { ...found, ...Object.fromEntries(carried) });
  }
  return out;
}

/**
 * The records that refer to those and would be refused if they came in a file afterwards, by the one validator.
 * `changed`: drafts of the same kind that are stored in the same transaction.
 */
export async function misfitsOf(
  reading: Reading,
  kind: RecordKind,
  becomes: Becoming,
  changed: ReadonlyMap<number, Draft> = new Map(),
): Promise<Misfit[]> {
  const references = lookingInto(kind);
  const out: Misfit[] = [];
  if (references.length === 0) return out;
  const lookup = await lookupOf(reading, kind.name);
  for (const of of new Set(references.map((reference) => reference.kind))) {
    const own = references.filter((reference) => reference.kind === of);
    const asked = affected(reading, own, becomes, (id) => lookup.byId(id));
    if (asked.size === 0) continue;
    const load = await draftReader(reading, of);
    const reader = await rowReader(reading, of, { sources: new Map(), defaults: new Map(), for: 'edit' });
    const seen = await lookupOf(reading, of.name);
    for (const [id, because] of asked) {
      const draft = (of === kind ? changed.get(id) : undefined) ?? load(id);
      const problem = faultOf(reader, own, draft, becomes);
      if (problem === undefined) continue;
      const label = seen.byId(id) === undefined ? undefined : labelOf(of, id, draft);
      out.push({ kind: of, id, label, problem, of: because });
    }
  }
  return out;
}

/** What would be wrong with a draft once those that it refers to have become what they become. */
export function faultOf(
  reader: RowReader,
  references: readonly Reference[],
  draft: Draft,
  becomes: Becoming,
): Problem | undefined {
  const after: Draft = { ...draft, values: { ...draft.values }, found: { ...draft.found } };
  for (const { field, column } of references) {
    const target = draft.values[column];
    const found = typeof target === 'number' ? becomes.get(target) : undefined;
    if (found === undefined) continue;
    after.values[column] = found.id;
    after.found[field.name] = found;
  }
  const problems: Problem[] = [];
  reader.read([], 0, problems, after);
  return problems[0];
}

/** Who refers to one of them, and looks at what changes in it: by id, each with the id of that one. */
function affected(
  reading: Reading,
  references: readonly Reference[],
  becomes: Becoming,
  stored: (id: number) => Found | undefined,
): Map<number, number> {
  const out = new Map<number, number>();
  for (const [id, after] of becomes) {
    const before = stored(id);
    for (const reference of references) {
      const { looksInto = [] } = reference.field;
      if (looksInto.every((column) => (before?.[column] ?? null) === (after[column] ?? null))) continue;
      for (const other of referringTo(reading, reference, id)) out.set(other, id);
    }
  }
  return out;
}

function labelOf(kind: RecordKind, id: number, { values }: Draft): string {
  const column = kind.fields.find(({ name }) => name === kind.naming)?.column;
  // Names of what datasets and projects govern are not unique.
  const name = kind.governedBy === 'everybody' && column !== undefined ? values[column] : null;
  return `${kind.name}/${name ?? `id:${id}`}`;
}

const shownMisfits = 5;

/** `individual/id:5 would not fit: x must be 0 to 10, the size of the plot` */
export function misfitText(misfits: readonly Misfit[]): string {
  const seen = misfits.filter(({ label }) => label !== undefined);
  const hidden = seen.length < misfits.length;
  if (seen.length === 0) return 'others you cannot see would not fit';
  const shown = seen.slice(0, shownMisfits).map(({ label, problem: { column, message } }) => {
    const what = column === undefined ? message : `${column} ${message}`;
    return `${label ?? ''} would not fit: ${what}`;
  });
  const more = seen.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : []), ...(hidden ? ['and others you cannot see'] : [])].join(
    '; ',
  );
}

/** Errors: Conflict `misfit` naming records that would no longer fit. */
export function refuseMisfits(misfits: readonly Misfit[]): void {
  if (misfits.length > 0) throw new Conflict(misfitText(misfits), 'Change those first.', 'misfit');
}
