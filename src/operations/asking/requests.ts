import { withArticle } from '../../domain/article.ts';
import type { Access } from '../../access/access.ts';
import { findByCard, findContainer } from '../../access/containers.ts';
import { listInvitations } from '../../access/invitations.ts';
import { may } from '../../access/questions.ts';
import {
  approveRequest,
  cancelRequest,
  denyRequest,
  findRequest,
  insertRequest,
  listRequests,
  requestKinds,
  type Request,
  type RequestKind,
} from '../../access/requests.ts';
import type { Reading } from '../../access/session.ts';
import { Conflict, Invalid, Usage } from '../../domain/errors.ts';
import { freeText } from '../../domain/free-text.ts';
import { closest } from '../../domain/suggest.ts';
import { parseRole, roleWord, type Role } from '../../domain/vocabulary.ts';
import { containerKindNamed, containerKinds } from '../../kinds/containers.ts';
import { unknownRole } from '../members/grant-role.ts';

export interface ShownRequest {
  id: number;
  object: string;
  requester: string;
  kind: RequestKind;
  role: string | null;
  message: string | null;
  state: string;
  decided_by: string | null;
  created_at: string;
  decided_at: string | null;
}

function shown({
  id,
  object,
  requester,
  kind,
  role,
  message,
  state,
  decided_by,
  created_at,
  decided_at,
}: Request): ShownRequest {
  const word = role === null ? null : roleWord(role, object.split('/')[0] ?? '');
  return { id, object, requester, kind, role: word, message, state, decided_by, created_at, decided_at };
}

export const showRequests = async (reading: Reading): Promise<ShownRequest[]> =>
  (await listRequests(reading)).map(shown);
export const showRequest = async (reading: Reading, id: number): Promise<ShownRequest> =>
  shown(await findRequest(reading, id));

export interface RequestWishes {
  kind: string;
  role?: string;
  message?: string;
}

/** Asks those who decide over a container. Errors: NotFound for what the actor does not read; Invalid; Conflict. */
export async function createRequest(
  access: Access,
  ref: string,
  wishes: RequestWishes,
): Promise<{ result: 'created' | 'unchanged'; object: string } & Partial<ShownRequest>> {
  return access.write(async (writing) => {
    const kind = containerKindNamed(ref.slice(0, Math.max(0, ref.indexOf('/'))));
    if (kind === undefined)
      throw new Usage(
        `${ref} is not kind/name`,
        `For instance project/wetlands. The kinds: ${containerKinds.map(({ name }) => name).join(', ')}`,
      );
    // For access a card is enough; whatever else is asked of one is asked of what is not there.
    const find = wishes.kind.trim().toLowerCase() === 'access' ? findByCard : findContainer;
    const container = await find(writing, kind, ref.slice(ref.indexOf('/') + 1));
    const wanted = requestKind(wishes.kind, kind.name);
    const role = roleOf(wanted, wishes.role, kind.name);
    if (role !== null && role !== 'viewer' && writing.actor.level === 'registered')
      throw new Conflict(
        `you are registered, and so can be ${roleWord('viewer', kind.name)} at most`,
        'Ask a superadmin to promote you.',
        'invariant',
      );
    const message = wishes.message === undefined ? undefined : freeText(wishes.message);
    if (message?.ok === false) throw new Invalid(`--message: ${message.message}`);
    const made = await insertRequest(writing, container, wanted, role, message?.value ?? null);
    return {
      result: made.result,
      object: `${kind.name}/${container.name}`,
      ...(made.id === null ? {} : shown(await findRequest(writing, made.id))),
    };
  });
}

function requestKind(text: string, container: string): RequestKind {
  const choices = requestKinds.filter((kind) => (kind === 'join') === (container === 'group'));
  const found = choices.find((kind) => kind === text.trim().toLowerCase());
  if (found !== undefined) return found;
  const suggestion = closest(text, choices);
  throw new Invalid(
    `${withArticle(container)} cannot be asked for ${text}`,
    `It can be asked for: ${choices.join(', ')}${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`,
  );
}

/** Only who asks for access or to join asks for a role. */
function roleOf(kind: RequestKind, text: string | undefined, container: string): Role | null {
  if (kind !== 'access' && kind !== 'join') {
    if (text !== undefined) throw new Invalid(`a request for ${kind} names no role`, 'Leave --role out.');
    return null;
  }
  const role = parseRole(text ?? 'viewer', container);
  if (role === undefined) throw unknownRole(text ?? '', container as 'group');
  return role;
}

/** Errors: NotFound, Forbidden, Conflict where it is decided already. */
export async function decideRequest(
  access: Access,
  id: number,
  verb: 'approve' | 'deny' | 'cancel',
): Promise<ShownRequest & { result: 'updated' | 'unchanged' }> {
  return access.write(async (writing) => {
    const request = await findRequest(writing, id);
    const [state, act] = {
      approve: ['accepted', approveRequest] as const,
      deny: ['declined', denyRequest] as const,
      cancel: ['cancelled', cancelRequest] as const,
    }[verb];
    const again = request.state === state;
    if (!again) await act(writing, request);
    return { result: again ? 'unchanged' : 'updated', ...shown(await findRequest(writing, id)) };
  });
}

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
  for (const { id, group, user_id, role, invited_by, state, created_at } of await listInvitations(reading))
    if (state === 'pending' && user_id === reading.actor.id)
      rows.push({
        kind: 'invitation',
        id,
        object: group,
        from: invited_by,
        about: roleWord(role, 'group'),
        created_at,
      });
  for (const request of await listRequests(reading)) {
    const { id, object, requester, kind, role, state, created_at } = request;
    if (state !== 'pending' || request.requester_id === reading.actor.id) continue;
    if (!(await may(reading, 'decide', 'request', id))) continue;
    const about = role === null ? kind : `${kind} as ${roleWord(role, object.split('/')[0] ?? '')}`;
    rows.push({ kind: 'request', id, object, from: requester, about, created_at });
  }
  return rows.toSorted((a, b) => (a.created_at < b.created_at ? -1 : 1));
}
