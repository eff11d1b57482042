import type { Access } from '../../access/access.ts';
import { cancelJobs, dropAllMemberships, handOver, managedGroupsOf } from '../../access/handover.ts';
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
    return {
      result: disabling || dropped.length > 0 || jobs.length > 0 ? 'updated' : 'unchanged',
      user: user.login,
      revoked: dropped.map(({ container, kind, role }) => ({ container, role: roleWord(role, kind) })),
      transferred: handed.map(({ container }) => container),
      to: to?.login ?? null,
      cancelled,
      cancelled_jobs: jobs,
      warnings: managed.map(
        ({ group, containers }) =>
          `${user.login} managed ${group}, which holds roles in ${containers} ${containers === 1 ? 'container' : 'containers'}: look at who was let in`,
      ),
    };
  });
  return heir === undefined ? namingHeir(made) : made;
}
