import type { Access } from '../../access/access.ts';
import { findContainer } from '../../access/containers.ts';
import {
  acceptInvitation,
  endInvitation,
  findInvitation,
  insertInvitation,
  listInvitations,
  type Invitation,
} from '../../access/invitations.ts';
import { demandShare } from '../../access/members.ts';
import type { Reading } from '../../access/session.ts';
import { findUser } from '../../access/users.ts';
import { parseRole, roleWord } from '../../domain/vocabulary.ts';
import { containerKindOf } from '../../kinds/containers.ts';
import { unknownRole } from '../members/grant-role.ts';

export interface ShownInvitation {
  id: number;
  group: string;
  user: string;
  role: string;
  invited_by: string;
  state: string;
  valid: boolean | null;
  created_at: string;
  decided_at: string | null;
}

const shown = ({
  id,
  group,
  user,
  role,
  invited_by,
  state,
  valid,
  created_at,
  decided_at,
}: Invitation): ShownInvitation => ({
  id,
  group,
  user,
  role: roleWord(role, 'group'),
  invited_by,
  state,
  valid,
  created_at,
  decided_at,
});

export const showInvitations = async (reading: Reading): Promise<ShownInvitation[]> =>
  (await listInvitations(reading)).map(shown);

/** Invites a user into a group; they become a member when they accept. Errors: as those of a grant. */
export async function inviteUser(
  access: Access,
  group: string,
  login: string,
  roleText: string | undefined,
): Promise<{ result: 'created' | 'unchanged'; group: string; user: string; role: string } & Partial<ShownInvitation>> {
  return access.write(async (writing) => {
    const container = await findContainer(writing, containerKindOf('group'), group);
    const user = await findUser(writing, login);
    await demandShare(writing, container);
    const role = parseRole(roleText ?? 'member', 'group');
    if (role === undefined) throw unknownRole(roleText ?? '', 'group');
    const { id, result } = await insertInvitation(writing, container, user, role);
    const about = { group: `group/${container.name}`, user: user.login, role: roleWord(role, 'group') };
    return { result, ...about, ...(id === null ? {} : shown(await findInvitation(writing, id))) };
  });
}

/** Errors: NotFound, Forbidden, Conflict where it is decided already. */
export async function decideInvitation(
  access: Access,
  id: number,
  verb: 'accept' | 'decline' | 'cancel',
): Promise<ShownInvitation & { result: 'updated' | 'unchanged' }> {
  return access.write(async (writing) => {
    const invitation = await findInvitation(writing, id);
    const state = ({ accept: 'accepted', decline: 'declined', cancel: 'cancelled' } as const)[verb];
    if (state === 'accepted' && invitation.state !== state) await acceptInvitation(writing, invitation);
    else if (state !== 'accepted') await endInvitation(writing, invitation, state);
    const settled = await findInvitation(writing, id);
    return { result: invitation.state === state ? 'unchanged' : 'updated', ...shown(settled) };
  });
}
