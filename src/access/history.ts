import { Invalid } from '../domain/errors.ts';
import { levelRank, type Level } from '../domain/vocabulary.ts';
import { containerNames } from '../kinds/containers.ts';
import { aside, shadow } from './aside.ts';
import { isMadeSince, shadowRecord, type AskedRecord } from './record-history.ts';
import { sessionOf, type Reading, type Session } from './session.ts';

/** The tables of which the paths query is made. */
const tables = ['lab_user', 'container', 'membership'] as const;
type Table = (typeof tables)[number];

/** A moment, or a place in the audit log: the state after that row. */
export type Moment = { time: string } | { seq: number };

interface Change {
  object_kind: string;
  object_id: number;
  before: string | null;
  after: string | null;
}

/**
 * Asks about the users, containers and memberships of an earlier moment, and about a record where it was then. Temporary
 * tables of the same names stand before the real ones and are wound back by the audit log, so every question is put by the
 * very same query. Rights of the asker and names are to be settled before: they are those of now.
 * Errors: Invalid for a place that the log has not reached.
 */
export async function asOf<T>(
  reading: Reading,
  moment: Moment | undefined,
  ask: () => Promise<T>,
  record?: AskedRecord,
): Promise<T> {
  if (moment === undefined) return ask();
  const session = sessionOf(reading);
  const { now } = session;
  const seq = placeOf(session, moment);
  return aside(session, async () => {
    shadow(session, tables);
    for (const change of changesSince(session, seq)) undo(session, change);
    if (record !== undefined) shadowRecord(session, record, seq);
    session.now = 'time' in moment ? moment.time : timeOf(session, seq);
    session.reached = false;
    try {
      return await ask();
    } finally {
      session.now = now;
    }
  });
}

/** Whether the log has the making of the record after that moment. */
export function isMadeAfter(reading: Reading, record: AskedRecord, moment: Moment): boolean {
  const session = sessionOf(reading);
  return isMadeSince(session, record, placeOf(session, moment));
}

/** The last row that had been written by then. */
function placeOf({ handle }: Session, moment: Moment): number {
  const last = (where: string, ...values: string[]): number =>
    Number(
      handle
        .prepare(`select coalesce(max(seq), 0) from audit ${where}`)
        .pluck()
        .get(...values),
    );
  if ('time' in moment) return last('where time <= ?', moment.time);
  const end = last('');
  if (moment.seq > end) throw new Invalid(`the audit log ends at ${end}, and has no ${moment.seq}`);
  return moment.seq;
}

/** When the row was written, for what ends by itself; where the clock stands before the log's, the clock's own. */
function timeOf({ handle, now }: Session, seq: number): string {
  const time = handle.prepare('select time from audit where seq <= ? order by seq desc limit 1').pluck().get(seq);
  return typeof time === 'string' && time < now ? time : now;
}

/** What has to be undone, the latest first. */
const changesSince = ({ handle }: Session, seq: number): Change[] =>
  handle
    .prepare<[number], Change>(
      `select object_kind, object_id, before, after from audit
       where seq > ? and object_id is not null and object_kind in ('user', 'membership', ${containerWords}) order by seq desc`,
    )
    .all(seq);

const containerWords = containerNames.map((kind) => `'${kind}'`).join(', ');

const tableOf = (kind: string): Table =>
  kind === 'user' ? 'lab_user' : kind === 'membership' ? 'membership' : 'container';

function undo({ handle }: Session, { object_kind: kind, object_id: id, before, after }: Change): void {
  const table = tableOf(kind);
  const [was, is] = [before, after].map((text) => (text === null ? undefined : (JSON.parse(text) as Shown)));
  if (was === undefined) {
    if (is !== undefined && tellsOfWhole(table, is)) handle.prepare(`delete from temp."${table}" where id = ?`).run(id);
    return;
  }
  const row = stored(table, kind, was);
  if (is === undefined) {
    if (!tellsOfWhole(table, was)) return;
    const whole = { ...row, id, ...(table === 'container' ? { kind } : {}) };
    const names = Object.keys(whole).map((name) => `"${name}"`);
    handle
      .prepare(`insert into temp."${table}" (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`)
      .run(...Object.values(whole));
    return;
  }
  const names = Object.keys(row);
  if (names.length > 0)
    handle
      .prepare(`update temp."${table}" set ${names.map((name) => `"${name}" = ?`).join(', ')} where id = ?`)
      .run(...Object.values(row), id);
}

type Shown = Record<string, unknown>;

/** A dataset's or project's log also says which records left or came; then it was there before and after. */
const tellsOfWhole = (table: Table, shown: Shown): boolean => table !== 'container' || 'name' in shown;

/** The columns on which rights depend; the log has levels and states as people read them. */
const known: Record<Table, readonly string[]> = {
  lab_user: ['level', 'disabled_at', 'login', 'person_id'],
  container: ['privacy', 'project_id', 'workspace_of', 'managed', 'name'],
  membership: ['container_id', 'user_id', 'group_id', 'role', 'granted_by', 'granted_at', 'until'],
};

function stored(table: Table, kind: string, shown: Shown): Shown {
  // What people call a biocollection is its acronym; where both are there, its name is another thing.
  const row: Shown = kind === 'biocollection' && 'acronym' in shown ? { ...shown, name: shown['acronym'] } : shown;
  const out: Shown = {};
  for (const column of known[table]) {
    const value = row[column];
    if (value === undefined) continue;
    out[column] =
      column === 'level' && typeof value === 'string'
        ? levelRank(value as Level)
        : typeof value === 'boolean'
          ? Number(value)
          : value;
  }
  if (table === 'lab_user' && typeof row['disabled'] === 'boolean')
    out['disabled_at'] = row['disabled'] ? 'then' : null;
  return out;
}
