import { asOf, type Moment } from '../../access/history.ts';
import type { Cell } from '../../access/cells.ts';
import { strongest } from '../../access/questions.ts';
import { seesAll, type Reading } from '../../access/session.ts';
import { listUsers } from '../../access/users.ts';
import { Forbidden } from '../../domain/errors.ts';
import { roleWord, type Role } from '../../domain/vocabulary.ts';
import { isComplete } from './matrix.ts';
import { hiddenGroupRows, namesForVia, viaText, withDeleted, type GroupRow, type Names } from './names.ts';

export interface DiffRow {
  user: string;
  object: string;
  from: string | null;
  to: string | null;
  from_via: string | null;
  to_via: string | null;
}

/**
 * Who gained and who lost a role since a moment, by whatever path, in the containers that the asker may share now.
 * Errors: Forbidden for those who share nothing.
 */
export async function accessDiff(reading: Reading, since: Moment): Promise<{ rows: DiffRow[]; complete: boolean }> {
  const names = await namesForVia(reading);
  if (!seesAll(reading.actor) && names.shares.size === 0)
    throw new Forbidden('you may not ask who gained and lost what', 'That is for those who may share something.');
  const logins = new Map((await listUsers(reading)).map(({ id, login }) => [id, login]));
  const held = async (): Promise<Held> => ({
    cells: await strongest(reading, { rosters: names.rosters }),
    groups: await hiddenGroupRows(reading, names),
  });
  const after = sides(await held(), logins, names);
  const [before, { containers: objects, shares }] = await asOf(reading, since, async () => {
    const past = await withDeleted(reading, names, since);
    return [sides(await held(), logins, past), past];
  });
  const rows = [...new Set([...before.keys(), ...after.keys()])].flatMap((key): DiffRow[] => {
    const [was, is] = [before.get(key), after.get(key)];
    const { user, container } = is ?? was ?? nobody;
    const object = objects.get(container);
    if (object === undefined || !shares.has(container) || was?.role === is?.role) return [];
    const word = (side: Side | undefined) =>
      side === undefined ? null : roleWord(side.role, object.split('/')[0] ?? '');
    return [{ user, object, from: word(was), to: word(is), from_via: was?.via ?? null, to_via: is?.via ?? null }];
  });
  rows.sort((a, b) => (a.user < b.user ? -1 : a.user > b.user ? 1 : a.object < b.object ? -1 : 1));
  return { rows, complete: isComplete(names) };
}

interface Held {
  cells: readonly Cell[];
  groups: readonly GroupRow[];
}
interface Side {
  user: string;
  container: number;
  role: Role;
  via: string;
}
const nobody = { user: '', container: 0 };

/** By who and where: what people have as far as it is known, and groups in the place of theirs. */
function sides({ cells, groups }: Held, logins: ReadonlyMap<number, string>, names: Names): Map<string, Side> {
  const found = new Map<string, Side>();
  const add = (side: Side): void => void found.set(`${side.user} ${side.container}`, side);
  for (const cell of cells) {
    const user = logins.get(cell.userId);
    if (user !== undefined) add({ user, container: cell.containerId, role: cell.role, via: viaText(cell, names) });
  }
  for (const { user, object, role, via } of groups) add({ user, container: object, role, via });
  return found;
}
