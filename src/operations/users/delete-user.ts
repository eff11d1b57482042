import type { Access } from '../../access/access.ts';
import { readableContainers } from '../../access/containers.ts';
import { removeUser, usesOfUser } from '../../access/user-removal.ts';
import { demandAdminister, findUser } from '../../access/users.ts';
import { Conflict } from '../../domain/errors.ts';
import { containerKindOf } from '../../kinds/containers.ts';
import { deleteFound } from '../containers/delete-container.ts';

/** Only who left no trace but an empty workspace. Errors: Forbidden below superadmin; NotFound; Conflict naming what refers. */
export async function deleteUser(access: Access, ref: string): Promise<{ result: 'deleted'; ref: string }> {
  return access.write(async (writing) => {
    const user = await findUser(writing, ref);
    await demandAdminister(writing, user);
    const uses = await usesOfUser(writing, user);
    if (uses.length > 0)
      throw new Conflict(
        `user ${user.login} is not to be deleted, for these refer to them: ${uses.join(', ')}`,
        `To end what they may do: vasculum user offboard ${user.login}`,
        'in-use',
      );
    for (const kind of [containerKindOf('dataset'), containerKindOf('project')])
      for (const row of await readableContainers(writing, kind))
        if (row.workspace_of === user.id) await deleteFound(writing, kind, row, false);
    await removeUser(writing, user);
    return { result: 'deleted', ref: `user/${user.login}` };
  });
}
