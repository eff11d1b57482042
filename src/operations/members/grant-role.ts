import type { Writer } from '../../access/access.ts';
import { withArticle } from '../../domain/article.ts';
import { findContainer, type ContainerRow } from '../../access/containers.ts';
import {
  demandRoleChange,
  demandShare,
  directMembership,
  memberName,
  putMembership,
  type Member,
} from '../../access/members.ts';
import type { Reading } from '../../access/session.ts';
import { findUser } from '../../access/users.ts';
import { Conflict, Invalid, NotFound } from '../../domain/errors.ts';
import { closest } from '../../domain/suggest.ts';
import { parseRole, roleChoices, roleWord, type Role } from '../../domain/vocabulary.ts';
import { containerKindOf, type ContainerKind } from '../../kinds/containers.ts';
import { inWords, lessening, parseUntil } from './until.ts';

export interface Granted {
  result: 'created' | 'updated' | 'unchanged';
  member: string;
  role: string;
  was: string | null;
  /** When the role ends, if it does. */
  until: string | null;
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

export interface GrantWishes {
  role: string;
  /** Less than a member has is meant. */
  lower?: boolean;
  /** Without it the role has no end, whatever it had before. */
  until?: string | undefined;
}

/** Sets the direct role of each member, all or none. Lowering one, or an earlier end, has to be meant. */
export async function grantRole(
  access: Writer,
  kind: ContainerKind,
  ref: string,
  texts: readonly string[],
  wishes: GrantWishes,
): Promise<{ results: Granted[]; warnings: string[] }> {
  return access.write(async (writing) => {
    const container = await findContainer(writing, kind, ref);
    const members = await findMembers(writing, texts);
    await demandShare(writing, container);
    const role = parseRole(wishes.role, kind.name);
    if (role === undefined) throw unknownRole(wishes.role, kind.name);
    const next = { role, until: endOf(wishes.until, role, writing.now) };
    const results: Granted[] = [];
    const warnings: string[] = [];
    for (const member of members) {
      const was = await directMembership(writing, container, member);
      const one = {
        member: memberName(member),
        role: roleWord(role, kind.name),
        was: was === undefined ? null : roleWord(was.role, kind.name),
        until: next.until,
      };
      if (was?.role === role && was.until === next.until) {
        results.push({ result: 'unchanged', ...one });
        continue;
      }
      await demandRoleChange(writing, container, was?.role, role);
      if (was !== undefined && lessening(was, next) !== undefined && wishes.lower !== true)
        throw new Conflict(
          `${one.member} is ${inWords(was, kind.name)} of ${kind.name}/${container.name}, and ${inWords(next, kind.name)} would be less`,
          'If that is meant, add --lower.',
          'lowering',
        );
      await putMembership(writing, container, member, role, { until: next.until });
      results.push({ result: was === undefined ? 'created' : 'updated', ...one });
      warnings.push(...warningsAbout(member));
    }
    return { results, warnings };
  });
}

function endOf(text: string | undefined, role: Role, now: string): string | null {
  if (text === undefined) return null;
  const parsed = parseUntil(text, role, now);
  if (parsed.ok) return parsed.value;
  throw new Invalid(
    `--until ${text}: ${parsed.message}`,
    parsed.code === 'past-date' ? 'To take a role away: revoke.' : undefined,
  );
}

/** What whoever grants should know of the member. */
export function warningAbout(member: Member): { code: string; message: string } | undefined {
  if ('group' in member) {
    const message = `who may add members to group/${member.group.name} now decides who has this role: its managers and owners`;
    return { code: 'granted-to-group', message };
  }
  const message = `${member.user.login} is disabled, and has no rights until enabled`;
  return member.user.disabled_at === null ? undefined : { code: 'member-disabled', message };
}

export const warningsAbout = (member: Member): string[] => {
  const warning = warningAbout(member);
  return warning === undefined ? [] : [warning.message];
};

export function unknownRole(text: string, kind: ContainerRow['kind']): Invalid {
  const choices = roleChoices(kind);
  const suggestion = closest(text, choices);
  return new Invalid(
    `${withArticle(kind)} has no role ${text}`,
    `Its roles: ${choices.join(', ')}${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`,
  );
}
