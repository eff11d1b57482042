import { sql } from 'kysely';
import { allowed, auditedContainer } from './conditions.ts';
import { demand } from './permit.ts';
import { sessionOf, type Reading, type Session } from './session.ts';

export interface AuditQuery {
  actor?: string;
  /** Id null: everything of the kind. With `name`, a setting's. */
  object?: { kind: string; id: number | null; name?: string; container: boolean };
  /** The first words of the command, without `vasculum`. */
  command?: string;
  /** Moments as stored, both included. */
  since?: string;
  until?: string;
  limit?: number;
  /** The number of the last row of the page before. */
  after?: number;
}

export interface AuditLogRow {
  seq: number;
  time: string;
  actor: string;
  configured_actor: string | null;
  assurance: string;
  os_uid: number | null;
  /** Whoever may not see the whole row sees the command without its arguments. */
  command: string;
  object: string;
  object_kind: string;
  object_id: number | null;
  before: unknown;
  after: unknown;
  job: number | null;
  previous_hash: string | null;
  hash: string | null;
}

/** Rows of the audit log that the actor reads, the newest first. */
export async function readAudit(reading: Reading, query: AuditQuery): Promise<AuditLogRow[]> {
  const session = sessionOf(reading);
  const whole = await allowed(session, 'details', 'audit');
  const where = [await allowed(session, 'read', 'audit'), ...wished(query)];
  // Who sees no arguments asks for none, or each guess at one would be answered.
  if (query.command !== undefined && !/^\s*[a-z]+(\s+[a-z]+)?\s*$/i.test(query.command)) where.push(whole);
  const { rows } = await sql<AuditLogRow & { before: string | null; after: string | null; whole: number }>`
    select t.seq, t.time, t.actor, t.configured_actor, t.assurance, t.os_uid, t.command, ${objectName} as object,
      t.object_kind, t.object_id, t.before, t.after, t.job_id as job,
      lower(hex(t.previous_hash)) as previous_hash, lower(hex(t.hash)) as hash, ${whole} as whole
    from audit as t where ${sql.join(where, sql` and `)} order by t.seq desc
    ${query.limit === undefined ? sql`` : sql`limit ${query.limit}`}`.execute(session.trx);
  const seen = rows.every((row) => row.whole === 1) ? undefined : await readable(session);
  return rows.map(({ whole: all, ...row }) =>
    all === 1 || seen === undefined
      ? { ...row, before: parsed(row.before), after: parsed(row.after) }
      : {
          ...row,
          command: /^vasculum(?: [a-z]+){0,2}/.exec(row.command)?.[0] ?? 'vasculum',
          before: withheld(parsed(row.before), seen),
          after: withheld(parsed(row.after), seen),
          previous_hash: null,
          hash: null,
        },
  );
}

/** Errors: Forbidden for whoever may not see the whole log. */
export const demandWholeAudit = async (reading: Reading, deed: string): Promise<void> =>
  demand(sessionOf(reading), 'details', 'audit', null, deed);

const objectName = sql<string>`coalesce(
  (select c.kind || '/' || c.name from container c where c.id = ${auditedContainer}),
  case t.object_kind when 'user' then (select 'user/' || u.login from lab_user u where u.id = t.object_id) end,
  t.object_kind || coalesce('/id:' || t.object_id, ''))`;

function wished({ actor, object, command, since, until, after }: AuditQuery) {
  const parts = [];
  if (actor !== undefined) parts.push(sql<boolean>`lower(t.actor) = lower(${actor})`);
  if (command !== undefined)
    parts.push(sql<boolean>`(t.command || ' ') like ${`vasculum ${escaped(command)} %`} escape '\\'`);
  if (since !== undefined) parts.push(sql<boolean>`t.time >= ${since}`);
  if (until !== undefined) parts.push(sql<boolean>`t.time <= ${until}`);
  if (after !== undefined) parts.push(sql<boolean>`t.seq < ${after}`);
  if (object !== undefined) parts.push(about(object));
  return parts;
}

const escaped = (text: string): string => text.trim().replaceAll(/[\\%_]/g, (char) => `\\${char}`);

/** A container's rows are also those of its memberships; a record's also those of the commands that stored it among others. */
function about({ kind, id, name, container }: NonNullable<AuditQuery['object']>) {
  const own = sql<boolean>`t.object_kind = ${kind}`;
  if (name !== undefined)
    return sql<boolean>`(${own} and json_valid(t.after) and exists (select 1 from json_each(t.after) e where e.key = ${name}))`;
  if (id === null) return own;
  if (container) return sql<boolean>`(${auditedContainer} = ${id} or (${own} and t.object_id = ${id}))`;
  return sql<boolean>`(${own} and (t.object_id = ${id} or (t.object_id is null and json_valid(t.after)
    and ${id} between (t.after ->> '$.first') and (t.after ->> '$.last'))))`;
}

function parsed(json: string | null): unknown {
  if (json === null) return null;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    // Somebody has been at it; `audit verify` says so.
    return json;
  }
}

async function readable({ trx }: Session): Promise<Set<string | number>> {
  const rows = await trx
    .selectFrom('reach as r')
    .innerJoin('container as c', 'c.id', 'r.container_id')
    .select(['c.id', 'c.kind', 'c.name'])
    .execute();
  return new Set(rows.flatMap(({ id, kind, name }) => [id, `${kind}/${name}`]));
}

/** Groups and projects that the reader may not see are named in rows about containers that they may. */
function withheld(row: unknown, seen: ReadonlySet<string | number>): unknown {
  if (row === null || typeof row !== 'object') return row === null ? null : 'withheld';
  return Object.fromEntries(
    Object.entries(row).map(([key, value]: [string, unknown]) => {
      const hides = /^(group_id|project_id|project)$/.test(key) && value !== null;
      return [key, hides && !seen.has(value as string | number) ? 'withheld' : value];
    }),
  );
}
