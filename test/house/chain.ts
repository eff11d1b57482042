import { createHash } from 'node:crypto';
import { rowsOf } from '../helpers/dump.ts';

export interface AuditRow {
  seq: number;
  time: string;
  actor: string;
  configured_actor: string | null;
  assurance: string;
  os_uid: number | null;
  command: string;
  object_kind: string;
  object_id: number | null;
  before: string | null;
  after: string | null;
  job_id: number | null;
  previous_hash: Buffer;
  hash: Buffer;
}

export const auditOf = (path: string): AuditRow[] => rowsOf<AuditRow>(path, 'select * from audit order by seq');

/** The audit log read anew, and its hashes made anew, by somebody who knows only how they are said to be made. Empty when all fit. */
export function chainFaults(path: string): string[] {
  let previous = Buffer.alloc(32);
  const faults: string[] = [];
  for (const [at, row] of auditOf(path).entries()) {
    const { seq, previous_hash: linked, hash, ...said } = row;
    if (seq !== at + 1) faults.push(`row ${at + 1} has number ${seq}`);
    if (!linked.equals(previous)) faults.push(`row ${seq} does not follow the one before it`);
    const keys = Object.keys(said).toSorted() as (keyof typeof said)[];
    const canonical = `{${keys.map((key) => `${JSON.stringify(key)}:${JSON.stringify(said[key])}`).join(',')}}`;
    if (!createHash('sha256').update(previous).update(canonical).digest().equals(hash))
      faults.push(`row ${seq} has another hash`);
    previous = Buffer.from(hash);
  }
  return faults;
}
