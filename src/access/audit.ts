import { createHash } from 'node:crypto';
import { accountOf, assuranceOf } from './admit.ts';
import type { Session } from './session.ts';

/** Canonical JSON: keys sorted, so that equal values have equal hashes. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

export interface AuditEntry {
  kind: string;
  id: number | null;
  before?: unknown;
  after?: unknown;
  job?: number;
}

/** Adds one row to the hash chain, in the transaction of the change that it is about. */
export async function record(session: Session, entry: AuditEntry): Promise<void> {
  const { trx, actor, admitted, identity } = session;
  const last = await trx.selectFrom('audit').select('hash').orderBy('seq', 'desc').limit(1).executeTakeFirst();
  const previous = last?.hash ?? Buffer.alloc(32);
  const row = {
    time: new Date().toISOString(),
    actor: actor.login,
    configured_actor: admitted.configured,
    assurance: assuranceOf(admitted),
    os_uid: accountOf(admitted, identity),
    // Half a character, left where a long command was cut, would be stored as another text than is hashed.
    command: Buffer.from(identity.command).toString(),
    object_kind: entry.kind,
    object_id: entry.id,
    before: entry.before === undefined ? null : canonical(entry.before),
    after: entry.after === undefined ? null : canonical(entry.after),
    job_id: entry.job ?? null,
  };
  const hash = createHash('sha256').update(previous).update(canonical(row)).digest();
  await trx
    .insertInto('audit')
    .values({ ...row, previous_hash: previous, hash })
    .execute();
}
