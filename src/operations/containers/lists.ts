import { linkedFields, type Named } from '../../access/container-lists.ts';
import { findRecord } from '../../access/records.ts';
import type { Reading } from '../../access/session.ts';
import type { ContainerKind } from '../../kinds/containers.ts';
import { kindOf } from '../../kinds/index.ts';
import type { FieldTexts } from './values.ts';

/** Ids by field; `FIELD+` and `FIELD-` are what an edit adds and takes away. */
export type StatedLists = Readonly<Record<string, readonly number[]>>;

/** The records that the options name. Errors: NotFound. */
export async function findLists(reading: Reading, kind: ContainerKind, texts: FieldTexts): Promise<StatedLists> {
  const lists: Record<string, readonly number[]> = {};
  for (const { name, link } of linkedFields(kind))
    for (const key of [name, `${name}+`, `${name}-`]) {
      const stated = texts[key];
      if (stated === undefined) continue;
      const ids: number[] = [];
      for (const text of stated ?? []) ids.push((await findRecord(reading, kindOf(link.to), text)).id);
      lists[key] = [...new Set(ids)];
    }
  return lists;
}

/** The stated lists as they will be, given what is there; those that do not change are left out. */
export function settledLists(
  kind: ContainerKind,
  stated: StatedLists,
  present: Readonly<Record<string, readonly Named[]>>,
): Record<string, readonly number[]> {
  const now = (name: string): number[] => (present[name] ?? []).map(({ id }) => id);
  const wished: Record<string, readonly number[]> = {};
  for (const { name } of linkedFields(kind)) {
    const [added, removed] = [stated[`${name}+`] ?? [], stated[`${name}-`] ?? []];
    const base = stated[name] ?? now(name);
    wished[name] = [...new Set([...base, ...added])].filter((id) => !removed.includes(id));
  }
  // Who must cite a reference need not also be told that they may.
  const mandatory = wished['mandatory_references'];
  if (mandatory !== undefined)
    wished['references'] = (wished['references'] ?? []).filter((id) => !mandatory.includes(id));
  const order = (ids: readonly number[], ordered: boolean): string =>
    (ordered ? ids : ids.toSorted((a, b) => a - b)).join();
  return Object.fromEntries(
    linkedFields(kind).flatMap(({ name, link }) => {
      const ids = wished[name] ?? [];
      const same = order(ids, link.ordered === true) === order(now(name), link.ordered === true);
      return same ? [] : [[name, ids]];
    }),
  );
}
