import type { Table } from '../../csv/read.ts';
import { demandInsertInto } from '../../access/store.ts';
import { dataVersion, emailVisible, probeOf, similarOf, storesAny } from '../../access/lookup.ts';
import type { Reading } from '../../access/session.ts';
import type { Problem } from '../../domain/errors.ts';
import { escapeForTerminal, nameKey, shorten } from '../../domain/name-key.ts';
import { columnNamed } from '../../kinds/columns.ts';
import { selfReferences, type Draft, type Found, type RecordKind, type Stored } from '../../kinds/kind.ts';
import { defaultsOf } from '../records/defaults.ts';
import { matchOf } from '../records/match.ts';
import { pathKey } from '../records/resolve.ts';
import { rowReader, type CellSource } from '../records/row-reader.ts';
import { hiddenReference } from '../records/withheld.ts';
import { Duplicates } from './duplicates.ts';
import { demandColumns, readHeader, type HeaderWishes } from './header.ts';

/** Validated rows on their way to the one writing transaction; what waits between the two is this and nothing else. */
export interface Validated {
  drafts: Draft[];
  read: number;
  unchanged: number;
  rejected: number;
  problems: Problem[];
  warnings: Problem[];
  defaults: Record<string, string>;
  /** The state of the database that all of it is true of. */
  version: number;
  /** The file could not be used as a whole, so no row was read. */
  refused?: true;
}

/** Errors: NotFound or Forbidden for the user's default dataset, where nothing else says which dataset is meant. */
export async function demandDefault(
  reading: Reading,
  kind: RecordKind,
  table: Table,
  wishes: HeaderWishes,
): Promise<void> {
  const given = new Set(
    [...table.header, ...wishes.map.values(), ...wishes.set.keys()].map(
      (name) => columnNamed(kind, name)?.name ?? name,
    ),
  );
  const { defaults } = await defaultsOf(reading, kind, given);
  const dataset = defaults.get('dataset');
  if (dataset !== undefined) await demandInsertInto(reading, kind, dataset.id);
}

/** Checks every row against one snapshot and stores nothing. Errors: Invalid when the header cannot be used. */
export async function validate(
  reading: Reading,
  kind: RecordKind,
  table: Table,
  wishes: HeaderWishes,
  progress?: (rows: number) => void,
): Promise<Validated> {
  const version = dataVersion(reading);
  const { sources, twice } = readHeader(kind, table.header, table.headerLine, wishes);
  const { defaults, used } = await defaultsOf(reading, kind, new Set(sources.keys()));
  demandColumns(kind, sources, defaults, table.headerLine);

  const local = new Map<string, Found[]>();
  const reader = await rowReader(reading, kind, { sources, defaults, local });
  const probe = probeOf(reading, kind);
  const similar = similarOf(reading, kind);
  const seesEmail = await emailVisible(reading);
  // Without a name, no row of a file can be referred to by another.
  const refersToItself = kind.naming !== undefined && selfReferences(kind).length > 0;
  const stated = new Set(sources.keys());
  const result: Validated = {
    drafts: [],
    read: 0,
    unchanged: 0,
    rejected: 0,
    problems: [],
    warnings: reader.warnings,
    defaults: used,
    version,
  };
  const seen = new Duplicates(kind.key);
  const stores = storesAny(reading, kind);

  const take = (row: readonly string[], line: number): void => {
    result.read += 1;
    const contradiction = twice.find(({ first, second }) => nameKey(first(row)) !== nameKey(second(row)));
    if (contradiction !== undefined) {
      const { column, first, second } = contradiction;
      return reject({
        code: 'duplicate-column',
        line,
        column,
        message: `the column is supplied twice, as ${first(row)} and as ${second(row)}`,
      });
    }
    const draft = reader.read(row, line, result.problems);
    if (draft === undefined) {
      result.rejected += 1;
      return;
    }
    const earlier = seen.earlier(draft, line);
    if (earlier !== undefined)
      return reject({
        code: 'duplicate-in-file',
        line,
        message: `the same ${kind.name} stands on line ${earlier}`,
        ...firstKey(kind),
      });
    const match = stores ? matchOf(reading, kind, probe, draft, stated, seesEmail, reader.sees) : undefined;
    const hidden = match === undefined ? hiddenReference(kind, draft) : undefined;
    if (hidden !== undefined) return reject({ ...hidden, line });
    if (match === undefined) {
      const like = stores ? similar?.(draft.values) : undefined;
      if (like !== undefined)
        result.warnings.push({
          code: 'similar-in-database',
          line,
          message: `line ${line}: id:${like} differs from it in nothing but the value`,
        });
      result.drafts.push(draft);
      if (refersToItself) remember(kind, local, draft, -result.drafts.length);
    } else if (match.differs.length === 0) result.unchanged += 1;
    else
      reject({
        code: 'duplicate-in-database',
        line,
        column: match.differs[0] ?? '',
        message: `the ${kind.name} is stored already, with other ${match.differs.join(', ')}: id:${match.id}`,
      });
  };
  const reject = (problem: Problem): void => {
    result.rejected += 1;
    result.problems.push(problem);
  };

  const later: { row: string[]; line: number }[] = [];
  for await (const batch of table.batches()) {
    result.read += batch.problems.length;
    result.rejected += batch.problems.length;
    for (const problem of batch.problems) result.problems.push(legible(problem));
    progress?.(result.read + later.length);
    for (const [at, row] of batch.rows.entries()) {
      const line = batch.lines[at] ?? 0;
      if (!refersToItself) take(row, line);
      else later.push({ row, line });
    }
  }
  for (const { row, line } of parentsFirst(kind, sources, later)) take(row, line);
  result.problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return result;
}

const firstKey = (kind: RecordKind): { column?: string } => {
  const column = kind.naming ?? kind.fields[0]?.name;
  return column === undefined ? {} : { column };
};

/** What a program may print: the reader of files hands cells on as they are. */
const legible = (problem: Problem): Problem =>
  problem.value === undefined ? problem : { ...problem, value: shorten(escapeForTerminal(problem.value)) };

/** A row that other rows of the file may refer to, under the id -(its place + 1). */
function remember(kind: RecordKind, local: Map<string, Found[]>, { values, found }: Draft, id: number): void {
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

type Row = { row: string[]; line: number };

/** Rows in an order in which every record comes after those of the file that it refers to, wherever they stand. */
function* parentsFirst(
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
