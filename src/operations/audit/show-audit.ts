import type { Access } from '../../access/access.ts';
import { auditHead, verifyChain, type Anchor } from '../../access/audit-chain.ts';
import { demandWholeAudit, readAudit, type AuditLogRow, type AuditQuery } from '../../access/audit-log.ts';
import { findContainer } from '../../access/containers.ts';
import { findRecord } from '../../access/records.ts';
import type { Reading } from '../../access/session.ts';
import { findUser } from '../../access/users.ts';
import { withArticle } from '../../domain/article.ts';
import { Invalid, NotFound, Usage } from '../../domain/errors.ts';
import { parseMoment } from '../../domain/moment.ts';
import { containerKindNamed, containerKinds } from '../../kinds/containers.ts';
import { kindNamed, kinds } from '../../kinds/index.ts';

export interface AuditWishes {
  actor?: string;
  object?: string;
  command?: string;
  since?: string;
  until?: string;
  limit?: number;
  after?: string;
}

/** What the actor may see of the audit log, newest first. Errors: NotFound for a named object; Invalid for a time. */
export async function listAudit(access: Access, wishes: AuditWishes): Promise<{ rows: AuditLogRow[]; more: boolean }> {
  return access.read(async (reading) => {
    const query: AuditQuery = {};
    if (wishes.actor !== undefined) query.actor = await loginOf(reading, wishes.actor);
    if (wishes.object !== undefined) query.object = await objectOf(reading, wishes.object);
    if (wishes.command !== undefined) query.command = wishes.command.replace(/^vasculum /, '');
    if (wishes.since !== undefined) query.since = momentOf(wishes.since, 'since');
    if (wishes.until !== undefined) query.until = momentOf(wishes.until, 'until');
    if (wishes.after !== undefined) query.after = numberOf(wishes.after);
    if (wishes.limit !== undefined) query.limit = wishes.limit + 1;
    const rows = await readAudit(reading, query);
    const more = wishes.limit !== undefined && rows.length > wishes.limit;
    return { rows: more ? rows.slice(0, wishes.limit) : rows, more };
  });
}

export interface Verified {
  ok: boolean;
  rows: number;
  /** `SEQ:HASH` of the last good row. */
  head: string | null;
  broken: number | null;
  problem: string | null;
}

/** Computes the hash of every row anew; with an anchor, also that its row is there still. Errors: Forbidden; Invalid for an anchor. */
export async function verifyAudit(access: Access, since: string | undefined): Promise<Verified> {
  return access.read(async (reading) => {
    await demandWholeAudit(reading, 'verify the audit log');
    const { rows, head, broken } = verifyChain(reading, since === undefined ? undefined : parseAnchor(since));
    return {
      ok: broken === null,
      rows,
      head: head === null ? null : anchorText(head),
      broken: broken?.seq ?? null,
      problem: broken?.message ?? null,
    };
  });
}

/** The last row, to be kept elsewhere for `verifyAudit`. Errors: Forbidden. */
export async function headOfAudit(
  access: Access,
): Promise<{ anchor: string | null; seq: number; hash: string | null }> {
  return access.read(async (reading) => {
    await demandWholeAudit(reading, 'see the whole audit log');
    const head = auditHead(reading);
    return { anchor: head === null ? null : anchorText(head), seq: head?.seq ?? 0, hash: head?.hash ?? null };
  });
}

const anchorText = ({ seq, hash }: Anchor): string => `${seq}:${hash}`;

function parseAnchor(text: string): Anchor {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(text.trim()) ?? [];
  if (seq === undefined || hash === undefined)
    throw new Invalid(`${text} is not an anchor`, 'An anchor is SEQ:HASH, as vasculum audit head prints it.');
  return { seq: Number(seq), hash: hash.toLowerCase() };
}

/** Who is gone, or had another login then, is asked for by what the log says. */
async function loginOf(reading: Reading, text: string): Promise<string> {
  try {
    return (await findUser(reading, text)).login;
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    return text;
  }
}

/** Kinds of rows whose objects have no declaration of their own. */
const others = ['user', 'membership', 'invitation', 'request', 'token', 'setting'];

async function objectOf(reading: Reading, text: string): Promise<NonNullable<AuditQuery['object']>> {
  const [word = '', ref] = [text.split('/', 1)[0], text.includes('/') ? text.slice(text.indexOf('/') + 1) : undefined];
  const container = containerKindNamed(word);
  const record = kindNamed(word);
  const kind = container?.name ?? record?.name ?? others.find((known) => known === word);
  if (kind === undefined)
    throw new Usage(
      `${text} is neither a kind nor kind/name`,
      `The kinds: ${[...containerKinds.map(({ name }) => name), ...kinds.map(({ name }) => name), ...others].join(', ')}`,
    );
  const about = { kind, container: container !== undefined };
  if (ref === undefined) return { ...about, id: null };
  // An id is taken as it is: what it stood for may be gone, and the log is about that, too.
  const id = /^id:(\d{1,15})$/.exec(ref);
  if (id !== null) return { ...about, id: Number(id[1]) };
  if (container !== undefined) return { ...about, id: (await findContainer(reading, container, ref)).id };
  if (record !== undefined) return { ...about, id: (await findRecord(reading, record, ref)).id };
  if (kind === 'user') return { ...about, id: (await findUser(reading, ref)).id };
  if (kind === 'setting') return { ...about, id: null, name: ref };
  throw new Usage(
    `${withArticle(kind)} has no name`,
    `Name it by its id, as in ${kind}/id:12${kind === 'membership' ? ', or name its container' : ''}.`,
  );
}

/** A day begins, for `since`, with its first moment and ends, for `until`, with its last. */
function momentOf(text: string, option: 'since' | 'until'): string {
  const parsed = parseMoment(text);
  if (!parsed.ok) throw new Invalid(`--${option} ${text}: ${parsed.message}`);
  return option === 'since' && /^[\d-]+$/.test(text.trim()) ? `${text.trim()}T00:00:00.000Z` : parsed.value;
}

function numberOf(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new Invalid(`--after ${text} is no number of a row`, 'It is the column seq.');
  return Number(text);
}
