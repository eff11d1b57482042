import type { Access } from '../../access/access.ts';
import { findContainer } from '../../access/containers.ts';
import { demandRoleChange, directRole, putMembership } from '../../access/members.ts';
import { findUser } from '../../access/users.ts';
import { Invalid } from '../../domain/errors.ts';
import { roleWord } from '../../domain/vocabulary.ts';
import type { ContainerKind } from '../../kinds/containers.ts';
import type { Granted } from './grant-role.ts';

type Transferred = Omit<Granted, 'until'>;

/** The user becomes owner, and the actor, who was, manager. Errors: Forbidden below owner; Conflict for a registered user. */
export async function transferOwnership(
  access: Access,
  kind: ContainerKind,
  ref: string,
  login: string,
): Promise<{ results: Transferred[] }> {
  return access.write(async (writing) => {
    const container = await findContainer(writing, kind, ref);
    const heir = await findUser(writing, login);
    const was = await directRole(writing, container, { user: heir });
    await demandRoleChange(writing, container, was, 'owner');
    if (heir.id === writing.actor.id) throw new Invalid('you cannot transfer to yourself', 'Name who shall own it.');
    const word = (role: 'owner' | 'manager') => roleWord(role, kind.name);
    const results: Transferred[] = [
      {
        result: was === 'owner' ? 'unchanged' : was === undefined ? 'created' : 'updated',
        member: heir.login,
        role: word('owner'),
        was: was === undefined ? null : roleWord(was, kind.name),
      },
    ];
    if (was !== 'owner') await putMembership(writing, container, { user: heir }, 'owner');
    const me = writing.actor.id === 0 ? undefined : await findUser(writing, 'me');
    const mine = me === undefined ? undefined : await directRole(writing, container, { user: me });
    if (me !== undefined && mine === 'owner') {
      await putMembership(writing, container, { user: me }, 'manager');
      results.push({ result: 'updated', member: me.login, role: word('manager'), was: word('owner') });
    }
    return { results };
  });
}
