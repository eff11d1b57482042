import { nameKey } from '../../domain/name-key.ts';
import { selfReferences, type Draft, type Found, type RecordKind, type Stored } from '../../kinds/kind.ts';
import { pathKey } from '../records/resolve.ts';
import type { CellSource } from '../records/row-reader.ts';

/** Rows of one file that refer to one another, wherever they stand in it. */

/** A row that other rows of the file may refer to, under the id -(its place + 1). */
export function remember(kind: RecordKind, local: Map<string, Found[]>, { values, found }: Draft, id: number): void {
  const carried: Record<string, Stored> = Object.fromEntries(
    kind.carries.map((column) => [column, values[column] ?? null]),
  );
  const name = String(values[kind.naming ?? 'name']);
  const above = found['parent'];
  const path = `${above == null ? '' : String(above['path'] ?? above['name'])} > ${name}`;
  const record: Found = { ...carried, id, kind: kind.name, path };
  const keys =
    kind.name === 'location'
      ? [pathKey(name), pathKey(path)]
      : [nameKey(name), nameKey(`${name} ${String(values['author'] ?? '')}`)];
  for (const key of new Set(keys)) local.set(key, [...(local.get(key) ?? []), record]);
}

export type Row = { row: string[]; line: number };

/** Rows in an order in which every record comes after those of the file that it refers to, wherever they stand. */
export function* parentsFirst(
  kind: RecordKind,
  sources: ReadonlyMap<string, CellSource>,
  rows: readonly Row[],
): Generator<Row> {
  const name = sources.get(kind.naming ?? '');
  const references = selfReferences(kind).flatMap((field) => sources.get(field.name) ?? []);
  if (name === undefined || references.length === 0) return yield* rows;
  const author = sources.get('author');
  const byName = new Map<string, number[]>();
  const file = (key: string, at: number): void => void byName.set(key, [...(byName.get(key) ?? []), at]);
  for (const [at, { row }] of rows.entries()) {
    file(nameKey(name(row)), at);
    if (author !== undefined) file(nameKey(`${name(row)} ${author(row)}`), at);
    // An epithet is referred to by its full name.
    for (const reference of references) file(nameKey(`${reference(row)} ${name(row)}`), at);
  }
  const done = new Set<number>();
  const waiting = new Set<number>();
  for (const start of rows.keys()) {
    // A stack of its own, because a chain of parents may be as long as the file.
    const stack = [start];
    while (stack.length > 0) {
      const at = stack.at(-1) ?? 0;
      const next = rows[at];
      const before =
        next === undefined || waiting.has(at)
          ? []
          : references.flatMap((reference) => byName.get(nameKey(reference(next.row).split('>').at(-1) ?? '')) ?? []);
      waiting.add(at);
      const open = before.filter((other) => !done.has(other) && !waiting.has(other));
      if (open.length > 0) stack.push(...open);
      else {
        stack.pop();
        if (!done.has(at) && next !== undefined) yield next;
        done.add(at);
      }
    }
  }
}
