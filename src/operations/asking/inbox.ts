import { listInvitations } from '../../access/invitations.ts';
import { listRequests } from '../../access/requests.ts';
import type { Reading } from '../../access/session.ts';
import { askedRole, roleWord } from '../../domain/vocabulary.ts';

const counted = (vouchers: number): string => `${vouchers} ${vouchers === 1 ? 'voucher' : 'vouchers'}`;

export interface InboxRow {
  kind: 'invitation' | 'request';
  id: number;
  object: string;
  from: string;
  about: string;
  created_at: string;
}

/** What waits for the actor's answer, the oldest first. */
export async function inbox(reading: Reading): Promise<InboxRow[]> {
  const rows: InboxRow[] = [];
  for (const { id, group, user_id, role, invited_by, valid, created_at } of await listInvitations(reading))
    if (valid === true && user_id === reading.actor.id)
      rows.push({
        kind: 'invitation',
        id,
        object: group,
        from: invited_by,
        about: roleWord(role, 'group'),
        created_at,
      });
  for (const request of await listRequests(reading)) {
    const { id, object, requester, kind, role, offer, state, decidable, created_at } = request;
    if (state !== 'pending' || !decidable || request.requester_id === reading.actor.id) continue;
    const about =
      offer !== null
        ? `${kind} ${counted(offer.rows.length)}`
        : role === null
          ? kind
          : `${kind} as ${askedRole(role, kind)}`;
    rows.push({ kind: 'request', id, object, from: requester, about, created_at });
  }
  return rows.toSorted((a, b) => (a.created_at < b.created_at ? -1 : 1));
}
