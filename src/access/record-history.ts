import { governingColumn, governingList, isHeld } from '../kinds/governing.ts';
import { kindOf, kinds } from '../kinds/index.ts';
import { hangsOn, partField, type RecordKind } from '../kinds/kind.ts';
import { shadow } from './aside.ts';
import type { Reference } from '../domain/reference.ts';
import { sessionOf, type Reading, type Session } from './session.ts';

/** The row of the log about the end of a record that was deleted by itself; of many at once the log has their number. */
export function deletionOf(
  reading: Reading,
  { name, naming }: RecordKind,
  ref: Reference,
): { id: number; time: string } | undefined {
  const key = 'id' in ref ? 'object_id = @wanted' : 'lower(before ->> @path) = lower(@wanted)';
  return sessionOf(reading)
    .handle.prepare<Record<string, string | number>, { id: number; time: string }>(
      `select object_id as id, time from audit
       where object_kind = @name and object_id is not null and after is null and json_valid(before) and ${key}
       order by seq desc limit 1`,
    )
    .get({ name, wanted: 'id' in ref ? ref.id : ref.name, path: `$.${naming ?? 'id'}` });
}

export interface AskedRecord {
  kind: RecordKind;
  id: number;
}

/**
 * Puts temporary tables before those of governed records, with the few rows that decide over this one, governed as they were after
 * that row of the audit log. Whatever was made since is not there; what was deleted since is not brought back.
 */
export function shadowRecord(session: Session, asked: AskedRecord, seq: number): void {
  if (asked.kind.governedBy === 'everybody') return;
  const then = [...decidingOver(session, asked)].filter((one) => !isMadeSince(session, one, seq));
  const tables = new Map([...neededFor(asked.kind)].map((kind) => [kind.table, [] as number[]]));
  for (const { kind, id } of then) tables.get(kind.table)?.push(id);
  for (const [table, ids] of tables) shadow(session, [table], `id in (${ids.join(', ')})`);
  shadow(session, ['scope', ...lists], 'false');
  const write = scopeWriter(session, seq);
  for (const one of then) if (tables.has(one.kind.table) && one.kind.governedBy === 'dataset') write(one);
  for (const one of then) if (isHeld(one.kind) && one.kind.governedBy !== 'dataset') writeHolder(session, one, seq);
  for (const one of then) writeProjects(session, one, seq);
}

const lists = kinds.flatMap((kind) => governingList(kind)?.list.table ?? []);

/** An individual's vouchers decide over it where a managed biocollection keeps one. */
const keeping = ['individual', 'voucher', 'occurrence'];
const neededFor = (kind: RecordKind): Set<RecordKind> =>
  new Set([kind, ...(keeping.includes(kind.name) ? [kindOf('individual'), kindOf('voucher')] : [])]);

/** The record, what it hangs on, and the vouchers of the individual. */
function* decidingOver(session: Session, asked: AskedRecord): Generator<AskedRecord> {
  const vouchers = session.handle.prepare('select id from main.voucher where individual_id = ?').pluck();
  for (let at: AskedRecord | undefined = asked; at !== undefined; at = above(session, at)) {
    yield at;
    if (at.kind.name !== 'individual' || !keeping.includes(asked.kind.name)) continue;
    for (const id of vouchers.all(at.id))
      if (asked.kind.name !== 'voucher' || id !== asked.id) yield { kind: kindOf('voucher'), id: Number(id) };
  }
}

function above({ handle }: Session, { kind, id }: AskedRecord): AskedRecord | undefined {
  const whole = partField(kind);
  if (whole?.to !== undefined && !kindOf(whole.to).measurable) {
    const part = handle.prepare(`select "${whole.column}" from main."${kind.table}" where id = ?`).pluck().get(id);
    return { kind: kindOf(whole.to), id: Number(part) };
  }
  const column = hangsOn(kind)?.column;
  if (column === undefined) return undefined;
  const row = handle
    .prepare<[number], { id: number; kind: string }>(
      `select o.id, o.kind from main."${kind.table}" t join main.object o on o.id = t."${column}" where t.id = ?`,
    )
    .get(id);
  if (row === undefined) return undefined;
  const found = kindOf(row.kind);
  return found.governedBy === 'everybody' ? undefined : { kind: found, id: row.id };
}

export function isMadeSince({ handle }: Session, { kind, id }: AskedRecord, seq: number): boolean {
  const made = handle
    .prepare(
      `select 1 from audit where seq > @seq and object_kind = @kind and before is null and json_valid(after)
         and (object_id = @id or (object_id is null and @id between after ->> '$.first' and after ->> '$.last'))`,
    )
    .get({ seq, kind: kind.name, id });
  return made !== undefined;
}

interface Moved {
  container: number;
  /** Whether the record left that container, or came. */
  left: 0 | 1;
}

/** The moves of a record since then, the earliest first. */
const movesOf = ({ handle }: Session, { kind, id }: AskedRecord, seq: number): Moved[] =>
  handle
    .prepare<{ seq: number; id: number; path: string; governor: string }, Moved>(
      `select object_id as container, before is not null as left from audit
       where seq > @seq and object_kind = @governor and (before is null) <> (after is null) and json_valid(coalesce(before, after))
         and exists (select 1 from json_each(coalesce(before, after), @path) r where @id between r.value ->> 0 and r.value ->> 1)
       order by seq`,
    )
    .all({ seq, id, path: `$.${kind.name}`, governor: kind.governedBy });

/** The dataset, setup or inventory that held the record. */
function holderThen(session: Session, asked: AskedRecord, seq: number): number {
  const { kind, id } = asked;
  const whole = kind.partOf === undefined ? undefined : above(session, asked);
  if (whole !== undefined) return holderThen(session, whole, seq);
  const left = movesOf(session, asked, seq).find((move) => move.left === 1);
  const column = governingColumn(kind);
  const stored = session.handle.prepare(`select "${column}" from main."${kind.table}" where id = ?`).pluck();
  return left?.container ?? Number(stored.get(id));
}

const writeHolder = (session: Session, asked: AskedRecord, seq: number): unknown =>
  session.handle
    .prepare(`update temp."${asked.kind.table}" set "${governingColumn(asked.kind)}" = ? where id = ?`)
    .run(holderThen(session, asked, seq), asked.id);

/** Gives each row the dataset and the scope that it had. */
function scopeWriter(session: Session, seq: number): (asked: AskedRecord) => void {
  const { handle } = session;
  const add = handle
    .prepare('insert into temp.scope (d1, d2, d3, subject_id) values (?, ?, ?, ?) returning id')
    .pluck();
  return (asked) => {
    const datasets = new Set<number>();
    let subject = 0;
    for (let at: AskedRecord | undefined = asked; at !== undefined; at = above(session, at))
      if (at.kind.governedBy === 'dataset') datasets.add(holderThen(session, at, seq));
      else subject = at.id;
    const [d1 = 0, d2 = 0, d3 = 0] = [...datasets].toSorted((a, b) => a - b);
    handle
      .prepare(`update temp."${asked.kind.table}" set dataset_id = ?, scope_id = ? where id = ?`)
      .run(holderThen(session, asked, seq), add.get(d1, d2, d3, subject), asked.id);
  };
}

/** The list of projects that governed it. */
function writeProjects(session: Session, asked: AskedRecord, seq: number): void {
  const list = governingList(asked.kind)?.list;
  if (list === undefined) return;
  const { handle } = session;
  const stored = handle
    .prepare(`select "${list.item}" from main."${list.table}" where "${list.owner}" = ? order by position`)
    .pluck();
  const projects = new Set(stored.all(asked.id) as number[]);
  for (const { container, left } of movesOf(session, asked, seq).toReversed())
    if (left === 1) projects.add(container);
    else projects.delete(container);
  const add = handle.prepare(
    `insert into temp."${list.table}" ("${list.owner}", position, "${list.item}") values (?, ?, ?)`,
  );
  for (const [position, project] of [...projects].entries()) add.run(asked.id, position, project);
}
