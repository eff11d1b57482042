import { withArticle } from '../../domain/article.ts';
import type { Access } from '../../access/access.ts';
import { findByCard, findContainer, type ContainerRow } from '../../access/containers.ts';
import {
  approveRequest,
  cancelRequest,
  denyRequest,
  findRequest,
  insertRequest,
  listRequests,
  type Request,
} from '../../access/requests.ts';
import type { Reading } from '../../access/session.ts';
import { Conflict, Invalid, Usage } from '../../domain/errors.ts';
import { freeText } from '../../domain/free-text.ts';
import { closest } from '../../domain/suggest.ts';
import { askedRole, parseRole, roleWord, type RequestKind, type Role } from '../../domain/vocabulary.ts';
import { containerKindNamed, containerKinds } from '../../kinds/containers.ts';
import { unknownRole } from '../members/grant-role.ts';
import { registerOffer, settledOffer, type Offering } from './offered-vouchers.ts';

export interface ShownRequest {
  id: number;
  object: string;
  requester: string;
  kind: RequestKind;
  role: string | null;
  message: string | null;
  /** How many are offered for registration. */
  vouchers: number | null;
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
  offer,
  state,
  decided_by,
  created_at,
  decided_at,
}: Request): ShownRequest {
  const vouchers = offer?.rows.length ?? null;
  const word = role === null ? null : askedRole(role, kind);
  return { id, object, requester, kind, role: word, message, vouchers, state, decided_by, created_at, decided_at };
}

export const showRequests = async (reading: Reading): Promise<ShownRequest[]> =>
  (await listRequests(reading)).map(shown);

/** With the rows that are offered, as they are offered, to both sides. */
export async function showRequest(
  reading: Reading,
  id: number,
): Promise<ShownRequest & { rows: Record<string, string>[] | null }> {
  const request = await findRequest(reading, id);
  const { offer } = request;
  const rows = offer?.rows.map((row) => Object.fromEntries(offer.columns.map((name, at) => [name, row[at] ?? ''])));
  return { ...shown(request), rows: rows ?? null };
}

export interface RequestWishes {
  kind: string;
  role?: string;
  message?: string;
  vouchers?: Offering;
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
    demandVouchers(wanted, wishes.vouchers);
    refuseMembers(container, role);
    if (role !== null && role !== 'viewer' && writing.actor.level === 'registered')
      throw new Conflict(
        `you are registered, and so can be ${roleWord('viewer', kind.name)} at most`,
        'Ask a superadmin to promote you.',
        'invariant',
      );
    const message = wishes.message === undefined ? undefined : freeText(wishes.message);
    if (message?.ok === false) throw new Invalid(`--message: ${message.message}`);
    const object = `${kind.name}/${container.name}`;
    const offer = wishes.vouchers === undefined ? null : await settledOffer(writing, container, wishes.vouchers);
    if (offer === undefined) return { result: 'unchanged', object };
    const made = await insertRequest(writing, container, {
      kind: wanted,
      role,
      message: message?.value ?? null,
      offer,
    });
    return {
      result: made.result,
      object,
      ...(made.id === null ? {} : shown(await findRequest(writing, made.id))),
    };
  });
}

/** What each kind of container can be asked for: the data behind vouchers are their datasets' to give. */
const askedOf = (container: string): readonly RequestKind[] =>
  container === 'group'
    ? ['join']
    : container === 'biocollection'
      ? ['access', 'sample', 'change', 'register']
      : ['access', 'data', 'sample', 'change'];

function requestKind(text: string, container: string): RequestKind {
  const choices = askedOf(container);
  const found = choices.find((kind) => kind === text.trim().toLowerCase());
  if (found !== undefined) return found;
  const suggestion = closest(text, choices);
  throw new Invalid(
    `${withArticle(container)} cannot be asked for ${text}`,
    `It can be asked for: ${choices.join(', ')}${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`,
  );
}

function demandVouchers(kind: RequestKind, vouchers: Offering | undefined): void {
  if ((kind === 'register') === (vouchers !== undefined)) return;
  throw kind === 'register'
    ? new Usage(
        'a request to register names the vouchers',
        'Give --file, or --individual and what else there is to say.',
      )
    : new Usage(`a request for ${kind} has no vouchers`, 'They are for --kind register.');
}

function refuseMembers({ kind, name, managed }: ContainerRow, role: Role | null): void {
  if (kind === 'biocollection' && managed !== 1 && role !== null && role !== 'owner')
    throw new Conflict(
      `biocollection/${name} is not managed, and so has owners only`,
      'It can be asked for the role owner.',
      'invariant',
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
    if (!again && verb === 'approve' && request.kind === 'register') await registerOffer(writing, request);
    else if (!again) await act(writing, request);
    return { result: again ? 'unchanged' : 'updated', ...shown(await findRequest(writing, id)) };
  });
}
