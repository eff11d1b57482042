import type { Writer } from '../../access/access.ts';
import { demandManage, dropLesserRoles, keptIn, setManaged, type Kept } from '../../access/biocollections.ts';
import { findContainer } from '../../access/containers.ts';
import { directRole, putMembership } from '../../access/members.ts';
import { membersOf } from '../../access/rosters.ts';
import { findUser } from '../../access/users.ts';
import { roleWord } from '../../domain/vocabulary.ts';
import { containerKindOf } from '../../kinds/containers.ts';
import { showContainer, type ShownContainer } from '../containers/show-containers.ts';

export interface Managed {
  shown: ShownContainer;
  result: 'updated' | 'unchanged';
  /** Who decides now, or who lost a role by it. */
  notes: string[];
}

/** Lets a biocollection's own roles decide over its vouchers, and names a curator. */
export async function manageBiocollection(access: Writer, ref: string, owner: string): Promise<Managed> {
  return access.write(async (writing) => {
    const kind = containerKindOf('biocollection');
    const row = await findContainer(writing, kind, ref);
    const user = await findUser(writing, owner);
    await demandManage(writing, row);
    const was = await directRole(writing, row, { user });
    if (was !== 'owner') await putMembership(writing, row, { user }, 'owner');
    if (row.managed !== 1) await setManaged(writing, row, true);
    const owners = (await membersOf(writing, row)).filter(({ role }) => role === 'owner').map(({ name }) => name);
    const shown = await showContainer(writing, kind, `id:${row.id}`);
    const changed = was !== 'owner' || row.managed !== 1;
    const notes = [
      `its owners are ${owners.join(', ')}`,
      ...(row.managed === 1 ? [] : handed(await keptIn(writing, row))),
    ];
    return { shown, result: changed ? 'updated' : 'unchanged', notes };
  });
}

/** Of vouchers that were made while the datasets decided: whoever made them may have had no right to edit the individual. */
function handed(kept: readonly Kept[]): string[] {
  return kept.map(
    ({ dataset, vouchers, individuals }) =>
      `its roles now decide who edits ${individuals} ${individuals === 1 ? 'individual' : 'individuals'} of ${dataset}, of which it has ${vouchers} ${vouchers === 1 ? 'voucher' : 'vouchers'}`,
  );
}

/** Gives the decision back to the datasets; roles below owner end, because only a managed biocollection has them. */
export async function unmanageBiocollection(access: Writer, ref: string): Promise<Managed> {
  return access.write(async (writing) => {
    const kind = containerKindOf('biocollection');
    const row = await findContainer(writing, kind, ref);
    await demandManage(writing, row);
    if (row.managed !== 1)
      return { shown: await showContainer(writing, kind, `id:${row.id}`), result: 'unchanged', notes: [] };
    const lost = await dropLesserRoles(writing, row);
    await setManaged(writing, row, false);
    return {
      shown: await showContainer(writing, kind, `id:${row.id}`),
      result: 'updated',
      notes: lost.map(({ name, role }) => `${name} loses ${roleWord(role, 'biocollection')}`),
    };
  });
}
