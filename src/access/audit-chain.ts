import { createHash } from 'node:crypto';
import { canonical } from './audit.ts';
import { sessionOf, type Reading } from './session.ts';

/** A row by its number and its hash; what comes after it cannot be cut off unnoticed by whoever has kept it. */
export interface Anchor {
  seq: number;
  hash: string;
}

export interface Chain {
  rows: number;
  /** The last row; null of an empty log. */
  head: Anchor | null;
  /** The first row that is not as it was written, and what is wrong with it. */
  broken: { seq: number; message: string } | null;
}

interface Raw {
  [column: string]: number | Buffer | null;
  seq: number;
  previous_hash: Buffer;
  hash: Buffer;
}

const texts = ['time', 'actor', 'configured_actor', 'assurance', 'command', 'object_kind', 'before', 'after'];
// Read as bytes: text that is no longer UTF-8 would be mended on its way, and hash as before.
const statement = `select seq, os_uid, object_id, job_id, previous_hash, hash, ${texts.map((column) => `cast("${column}" as blob) as "${column}"`).join(', ')}
  from audit order by seq`;

/** Computes every hash anew. The caller has asked whether the actor may. */
export function verifyChain(reading: Reading, anchor: Anchor | undefined): Chain {
  let previous: Buffer = Buffer.alloc(32);
  let head: Anchor | null = null;
  let rows = 0;
  for (const row of sessionOf(reading).handle.prepare<[], Raw>(statement).iterate()) {
    rows += 1;
    const message = faultOf(row, rows, previous);
    if (message !== undefined) return { rows, head, broken: { seq: rows, message } };
    previous = row.hash;
    head = { seq: row.seq, hash: row.hash.toString('hex') };
    if (anchor?.seq === row.seq && anchor.hash !== head.hash)
      return { rows, head, broken: { seq: rows, message: 'it is another row than the one of the anchor' } };
  }
  if (anchor !== undefined && anchor.seq > rows)
    return {
      rows,
      head,
      broken: { seq: rows + 1, message: 'it was there when the anchor was made, and is not any more' },
    };
  return { rows, head, broken: null };
}

export function auditHead(reading: Reading): Anchor | null {
  const row = sessionOf(reading).handle.prepare<[], Raw>('select seq, hash from audit order by seq desc limit 1').get();
  return row === undefined ? null : { seq: row.seq, hash: row.hash.toString('hex') };
}

function faultOf(row: Raw, expected: number, previous: Buffer): string | undefined {
  const { seq, previous_hash: linked, hash, ...rest } = row;
  if (seq !== expected) return `it is missing: the next one has number ${seq}`;
  if (!linked.equals(previous)) return 'it does not follow the row before it';
  const said = Object.fromEntries(
    Object.entries(rest).map(([column, value]) => [column, Buffer.isBuffer(value) ? textOf(value) : value]),
  );
  const made = createHash('sha256').update(previous).update(canonical(said)).digest();
  return made.equals(hash) ? undefined : 'it is not as it was written';
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Bytes that are no text are no text that was ever written. */
function textOf(bytes: Buffer): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}
