import { Invalid } from '../domain/errors.ts';
import { levelRank, type Level } from '../domain/vocabulary.ts';
import { containerNames } from '../kinds/containers.ts';
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
 * Asks about the users, containers and memberships of an earlier moment. Temporary tables of the same names stand before
 * the real ones and are wound back by the audit log, so every question is put by the very same query.
 * Rights of the asker and names are to be settled before: they are those of now.
 */
export async function asOf<T>(reading: Reading, moment: Moment | undefined, ask: () => Promise<T>): Promise<T> {
  if (moment === undefined) return ask();
  const session = sessionOf(reading);
  const { now } = session;
  shadow(session);
  try {
    for (const change of changesSince(session, moment)) undo(session, change);
    session.now = 'time' in moment ? moment.time : timeOf(session, moment.seq);
    session.reached = false;
    return await ask();
  } finally {
    for (const table of tables) session.handle.exec(`drop table temp."${table}"`);
    session.now = now;
    session.reached = false;
    session.scoped = false;
  }
}

function shadow({ handle }: Session): void {
  for (const table of tables) handle.exec(`create temp table "${table}" as select * from main."${table}"`);
  handle.exec(`
    create index temp.lab_user_then on lab_user (id);
    create index temp.container_then on container (id);
    create index temp.container_privacy_then on container (privacy);
    create index temp.container_project_then on container (project_id, privacy);
    create index temp.membership_then on membership (id);
    create index temp.membership_container_then on membership (container_id, user_id);
    create index temp.membership_user_then on membership (user_id, container_id, role);
    create index temp.membership_group_then on membership (group_id, container_id, role);`);
}

/** When the row was written, for what ends by itself; where the clock stands before the log's, the clock's own. */
function timeOf({ handle, now }: Session, seq: number): string {
  const time = handle.prepare('select time from audit where seq <= ? order by seq desc limit 1').pluck().get(seq);
  return typeof time === 'string' && time < now ? time : now;
}

/** What has to be undone, the latest first. Errors: Invalid for a place that the log has not reached. */
function changesSince({ handle }: Session, moment: Moment): Change[] {
  const kinds = `object_id is not null and object_kind in ('user', 'membership', ${containerWords})`;
  const columns = 'select object_kind, object_id, before, after from audit';
  if ('time' in moment)
    return handle
      .prepare<[string], Change>(`${columns} where time > ? and ${kinds} order by seq desc`)
      .all(moment.time);
  const last = Number(handle.prepare('select coalesce(max(seq), 0) from audit').pluck().get());
  if (moment.seq > last) throw new Invalid(`the audit log ends at ${last}, and has no ${moment.seq}`);
  return handle.prepare<[number], Change>(`${columns} where seq > ? and ${kinds} order by seq desc`).all(moment.seq);
}

const containerWords = containerNames.map((kind) => `'${kind}'`).join(', ');

const tableOf = (kind: string): Table =>
  kind === 'user' ? 'lab_user' : kind === 'membership' ? 'membership' : 'container';

function undo({ handle }: Session, { object_kind: kind, object_id: id, before, after }: Change): void {
  const table = tableOf(kind);
  if (before === null) {
    handle.prepare(`delete from temp."${table}" where id = ?`).run(id);
    return;
  }
  const was = stored(table, kind, JSON.parse(before) as Record<string, unknown>);
  if (after === null) {
    const row = { ...was, id, ...(table === 'container' ? { kind } : {}) };
    const names = Object.keys(row);
    handle
      .prepare(
        `insert into temp."${table}" (${names.map((name) => `"${name}"`).join(', ')}) values (${names.map(() => '?').join(', ')})`,
      )
      .run(...Object.values(row));
    return;
  }
  const names = Object.keys(was);
  if (names.length > 0)
    handle
      .prepare(`update temp."${table}" set ${names.map((name) => `"${name}" = ?`).join(', ')} where id = ?`)
      .run(...Object.values(was), id);
}

/** The columns on which rights depend; the log has levels and states as people read them. */
const known: Record<Table, readonly string[]> = {
  lab_user: ['level', 'disabled_at', 'login', 'person_id'],
  container: ['privacy', 'project_id', 'workspace_of', 'managed', 'name'],
  membership: ['container_id', 'user_id', 'group_id', 'role', 'granted_by', 'granted_at', 'until'],
};

function stored(table: Table, kind: string, shown: Record<string, unknown>): Record<string, unknown> {
  // What people call a biocollection is its acronym; its name is another thing.
  const { acronym, ...others } = shown;
  const row: Record<string, unknown> = kind === 'biocollection' ? { ...others, name: acronym } : shown;
  const out: Record<string, unknown> = {};
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
