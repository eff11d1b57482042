import { asOf, type Moment } from '../../access/history.ts';
import { allContainers, strongest, type Cell } from '../../access/questions.ts';
import type { Reading } from '../../access/session.ts';
import { listUsers } from '../../access/users.ts';
import { Forbidden } from '../../domain/errors.ts';
import { roleWord } from '../../domain/vocabulary.ts';
import { namesForVia, viaText, type Names } from './names.ts';

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
  const isSuperadmin = reading.actor.level === 'superadmin';
  if (!isSuperadmin && names.shares.size === 0)
    throw new Forbidden('you may not ask who gained and lost what', 'That is for those who may share something.');
  const logins = new Map((await listUsers(reading)).map(({ id, login }) => [id, login]));
  const now = await strongest(reading, { hidden: names.hidden });
  const [then, gone] = await asOf(reading, since, async () => [
    await strongest(reading, { hidden: names.hidden }),
    isSuperadmin ? await allContainers(reading) : [],
  ]);
  const objects = new Map([...gone.map(({ id, kind, name }) => [id, `${kind}/${name}`] as const), ...names.containers]);
  const isAsked = (container: number): boolean => isSuperadmin || names.shares.has(container);
  const before = new Map(then.map((cell) => [keyOf(cell), cell]));
  const after = new Map(now.map((cell) => [keyOf(cell), cell]));
  const rows = [...new Set([...before.keys(), ...after.keys()])].flatMap((key): DiffRow[] => {
    const [was, is] = [before.get(key), after.get(key)];
    const cell = is ?? was;
    const user = cell === undefined ? undefined : logins.get(cell.userId);
    const object = cell === undefined ? undefined : objects.get(cell.containerId);
    if (cell === undefined || user === undefined || object === undefined || !isAsked(cell.containerId)) return [];
    if (was?.role === is?.role) return [];
    return [{ user, object, ...side('from', was, object, names), ...side('to', is, object, names) } as DiffRow];
  });
  rows.sort((a, b) => (a.user < b.user ? -1 : a.user > b.user ? 1 : a.object < b.object ? -1 : 1));
  return { rows, complete: names.shares.size === names.all.length && names.hidden.length === 0 };
}

const keyOf = ({ userId, containerId }: Cell): string => `${userId} ${containerId}`;

const side = (name: 'from' | 'to', cell: Cell | undefined, object: string, names: Names) => ({
  [name]: cell === undefined ? null : roleWord(cell.role, object.split('/')[0] ?? ''),
  [`${name}_via`]: cell === undefined ? null : viaText(cell, names),
});
