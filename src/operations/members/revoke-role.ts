import type { Access } from '../../access/access.ts';
import { findContainer, type ContainerRow } from '../../access/containers.ts';
import {
  demandShare,
  directRole,
  dropMembership,
  dropUnseenGroups,
  memberName,
  type Member,
} from '../../access/members.ts';
import { managedGroups, otherPaths } from '../../access/rosters.ts';
import type { Writing } from '../../access/session.ts';
import { findUser } from '../../access/users.ts';
import { Forbidden } from '../../domain/errors.ts';
import { roleWord } from '../../domain/vocabulary.ts';
import type { ContainerKind } from '../../kinds/containers.ts';
import { hiddenGroupRows, namesForVia } from '../questions/names.ts';
import { findMembers } from './grant-role.ts';

export interface Revoked {
  result: 'deleted' | 'unchanged';
  member: string;
  was: string | null;
  /** What is left by other paths; for a group always empty. */
  still_has: { role: string; via: string }[];
}

/**
 * Removes direct roles, all or none; what a member still has by other paths that the actor may see is part of the answer. A group
 * whose people the actor may not see is named with its role, whoever was removed. With `unseenGroups` also the roles of all groups
 * that the actor does not read.
 */
export async function revokeRole(
  access: Access,
  kind: ContainerKind,
  ref: string,
  texts: readonly string[],
  unseenGroups = false,
): Promise<{ results: Revoked[]; warnings: string[] }> {
  return access.write(async (writing) => {
    const container = await findContainer(writing, kind, ref);
    const members = await findMembers(writing, texts);
    await demandShare(writing, container);
    const results: Revoked[] = [];
    const warnings: string[] = [];
    for (const role of unseenGroups ? await dropUnseenGroups(writing, container) : [])
      results.push({ result: 'deleted', member: 'a group', was: roleWord(role, kind.name), still_has: [] });
    for (const member of members) {
      results.push(await revokeOne(writing, container, member, false));
      if ('user' in member)
        for (const { group, role } of await managedGroups(writing, container, member.user.id))
          warnings.push(
            `${member.user.login} manages ${group}, which is ${roleWord(role, kind.name)} here, and so can add anybody to it`,
          );
    }
    if (members.some((member) => 'user' in member && member.user.id !== writing.actor.id))
      for (const { user, role, via } of await hiddenGroupRows(writing, await namesForVia(writing), [container.id]))
        warnings.push(
          `${user} is ${role} here${via === 'direct' ? '' : `, through ${via}`}; who keeps that, being in it, is not yours to see`,
        );
    return { results, warnings: [...new Set(warnings)] };
  });
}

export async function leaveContainer(
  access: Access,
  kind: ContainerKind,
  ref: string,
): Promise<{ results: Revoked[] }> {
  return access.write(async (writing) => {
    const container = await findContainer(writing, kind, ref);
    if (writing.actor.id === 0)
      throw new Forbidden('no user is configured, so nobody leaves', 'Name one with --as or VASCULUM_USER.');
    return { results: [await revokeOne(writing, container, { user: await findUser(writing, 'me') }, true)] };
  });
}

async function revokeOne(
  writing: Writing,
  container: ContainerRow,
  member: Member,
  leaving: boolean,
): Promise<Revoked> {
  const was = await directRole(writing, container, member);
  if (was !== undefined) await dropMembership(writing, container, member, leaving);
  const still = 'user' in member ? await otherPaths(writing, container, member.user.id) : [];
  return {
    result: was === undefined ? 'unchanged' : 'deleted',
    member: memberName(member),
    was: was === undefined ? null : roleWord(was, container.kind),
    still_has: still.map(({ role, via }) => ({ role: roleWord(role, container.kind), via })),
  };
}
