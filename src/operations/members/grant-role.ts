import type { Access } from '../../access/access.ts';
import { findContainer, type ContainerRow } from '../../access/containers.ts';
import {
  demandRoleChange,
  demandShare,
  directRole,
  memberName,
  putMembership,
  type Member,
} from '../../access/members.ts';
import type { Reading } from '../../access/session.ts';
import { findUser } from '../../access/users.ts';
import { Conflict, Invalid, NotFound } from '../../domain/errors.ts';
import { closest } from '../../domain/suggest.ts';
import { parseRole, rank, roleChoices, roleWord } from '../../domain/vocabulary.ts';
import { containerKindOf, type ContainerKind } from '../../kinds/containers.ts';

export interface Granted {
  result: 'created' | 'updated' | 'unchanged';
  member: string;
  role: string;
  was: string | null;
}

/** The people and groups that a command names, each once. Errors: NotFound, also for what the actor may not see. */
export async function findMembers(reading: Reading, texts: readonly string[]): Promise<Member[]> {
  const members = new Map<string, Member>();
  for (const text of texts) {
    const member: Member = text.startsWith('group/')
      ? { group: await findContainer(reading, containerKindOf('group'), text) }
      : { user: await findMemberUser(reading, text) };
    members.set('user' in member ? `user ${member.user.id}` : `group ${member.group.id}`, member);
  }
  return [...members.values()];
}

async function findMemberUser(reading: Reading, text: string) {
  try {
    return await findUser(reading, text);
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    // A group named like a user is an easy slip; only one that the actor sees is mentioned.
    const group = await findContainer(reading, containerKindOf('group'), text).catch(() => undefined);
    throw group === undefined ? error : new NotFound(error.message, `A group is written group/${group.name}.`);
  }
}

/** Sets the direct role of each member, all or none. Lowering one has to be meant. */
export async function grantRole(
  access: Access,
  kind: ContainerKind,
  ref: string,
  texts: readonly string[],
  roleText: string,
  lower: boolean,
): Promise<{ results: Granted[]; warnings: string[] }> {
  return access.write(async (writing) => {
    const container = await findContainer(writing, kind, ref);
    const members = await findMembers(writing, texts);
    await demandShare(writing, container);
    const role = parseRole(roleText, kind.name);
    if (role === undefined) throw unknownRole(roleText, kind.name);
    const results: Granted[] = [];
    const warnings: string[] = [];
    for (const member of members) {
      const was = await directRole(writing, container, member);
      const one = {
        member: memberName(member),
        role: roleWord(role, kind.name),
        was: was === undefined ? null : roleWord(was, kind.name),
      };
      if (was === role) {
        results.push({ result: 'unchanged', ...one });
        continue;
      }
      await demandRoleChange(writing, container, was, role);
      if (was !== undefined && rank(was) > rank(role) && !lower)
        throw new Conflict(
          `${one.member} is ${one.was} of ${kind.name}/${container.name}, and ${one.role} would be less`,
          'If that is meant, add --lower.',
          'lowering',
        );
      await putMembership(writing, container, member, role);
      results.push({ result: was === undefined ? 'created' : 'updated', ...one });
      warnings.push(...warningsAbout(member));
    }
    return { results, warnings };
  });
}

/** What whoever grants should know of the member. */
export function warningsAbout(member: Member): string[] {
  if ('group' in member)
    return [`who may add members to group/${member.group.name} now decides who has this role: its managers and owners`];
  return member.user.disabled_at === null ? [] : [`${member.user.login} is disabled, and has no rights until enabled`];
}

export function unknownRole(text: string, kind: ContainerRow['kind']): Invalid {
  const choices = roleChoices(kind);
  const suggestion = closest(text, choices);
  return new Invalid(
    `a ${kind} has no role ${text}`,
    `Its roles: ${choices.join(', ')}${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`,
  );
}
