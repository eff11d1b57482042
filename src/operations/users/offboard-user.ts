import type { Access } from '../../access/access.ts';
import { cancelJobs, dropAllMemberships, handOver, managedGroupsOf } from '../../access/handover.ts';
import { listTokens, revokeToken } from '../../access/tokens.ts';
import { demandAdminister, findUser, updateUser } from '../../access/users.ts';
import { cancelAsked } from '../../access/waiting.ts';
import { roleWord } from '../../domain/vocabulary.ts';
import { findHeir, namingHeir } from './edit-user.ts';

export interface Offboarded {
  result: 'updated' | 'unchanged';
  user: string;
  revoked: { container: string; role: string }[];
  /** What the heir owns now, because nobody else would. */
  transferred: string[];
  to: string | null;
  /** How many invitations and requests. */
  cancelled: number;
  cancelled_jobs: number[];
  revoked_tokens: number[];
}

/**
 * Disables the user and takes every direct role away; what would be left without an owner goes to the heir, and without one
 * the whole is refused, naming it. Errors: Forbidden below superadmin; NotFound; Conflict.
 */
export async function offboardUser(
  access: Access,
  ref: string,
  heir: string | undefined,
): Promise<Offboarded & { warnings: string[] }> {
  const made = access.write(async (writing): Promise<Offboarded & { warnings: string[] }> => {
    const user = await findUser(writing, ref);
    await demandAdminister(writing, user);
    const to = heir === undefined ? undefined : await findHeir(writing, user, heir);
    const managed = await managedGroupsOf(writing, user);
    const dropped = await dropAllMemberships(writing, user);
    const disabling = user.disabled_at === null;
    if (disabling) await updateUser(writing, user, { disabled: true });
    const handed = to === undefined ? [] : await handOver(writing, user, to);
    const cancelled = await cancelAsked(writing, user);
    const jobs = await cancelJobs(writing, user);
    // Else they would let in again whoever has them, should the user ever be enabled.
    const tokens = (await listTokens(writing, { user: user.id })).filter((token) => token.revoked_at === null);
    for (const token of tokens) await revokeToken(writing, token);
    return {
      result: disabling || dropped.length + jobs.length + tokens.length + cancelled > 0 ? 'updated' : 'unchanged',
      user: user.login,
      revoked: dropped.map(({ container, kind, role }) => ({ container, role: roleWord(role, kind) })),
      transferred: handed.map(({ container }) => container),
      to: to?.login ?? null,
      cancelled,
      cancelled_jobs: jobs,
      revoked_tokens: tokens.map(({ id }) => id),
      warnings: managed.map(
        ({ group, containers }) =>
          `${user.login} managed ${group}, which holds roles in ${containers} ${containers === 1 ? 'container' : 'containers'}: look at who was let in`,
      ),
    };
  });
  return heir === undefined ? namingHeir(made) : made;
}
