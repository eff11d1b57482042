import { findContainer } from '../../access/containers.ts';
import { membersOf } from '../../access/rosters.ts';
import { endsOf, pathKey, strongest } from '../../access/questions.ts';
import type { Reading } from '../../access/session.ts';
import { listUsers } from '../../access/users.ts';
import { roleWord } from '../../domain/vocabulary.ts';
import type { ContainerKind } from '../../kinds/containers.ts';
import { hiddenGroupRows, namesForVia, viaText } from '../questions/names.ts';

export interface ShownMember {
  member: string;
  role: string;
  via: string;
  granted_by: string | null;
  granted_at: string | null;
  /** When it ends by itself. */
  until: string | null;
}

/** The membership rows, or with `effective` every user who has a role by membership, and by which path. */
export async function listMembers(
  reading: Reading,
  kind: ContainerKind,
  ref: string,
  effective: boolean,
): Promise<ShownMember[]> {
  const container = await findContainer(reading, kind, ref);
  const rows = await membersOf(reading, container);
  const shown = rows.map((row): ShownMember => ({
    member: row.name,
    role: roleWord(row.role, kind.name),
    via: 'direct',
    granted_by: row.granted_by,
    granted_at: row.granted_at,
    until: row.until,
  }));
  if (!effective) return shown;
  const names = await namesForVia(reading);
  const logins = new Map((await listUsers(reading)).map(({ id, login }) => [id, login]));
  const cells = (await strongest(reading, { container: container.id, rosters: names.rosters })).filter(
    ({ via }) => via !== 'public' && via !== 'registered',
  );
  const ends = await endsOf(reading, { container: container.id, rosters: names.rosters });
  const users = new Map<string, ShownMember>();
  for (const cell of cells) {
    const member = logins.get(cell.userId) ?? '';
    const direct = shown.find((row) => row.member === member);
    users.set(member, {
      member,
      role: roleWord(cell.role, kind.name),
      via: viaText(cell, names),
      granted_by: cell.via === 'direct' ? (direct?.granted_by ?? null) : null,
      granted_at: cell.via === 'direct' ? (direct?.granted_at ?? null) : null,
      until: ends.get(pathKey(cell)) ?? null,
    });
  }
  for (const row of await hiddenGroupRows(reading, names, [container.id]))
    users.set(`group ${row.group}`, {
      member: row.user,
      role: row.role,
      via: row.via,
      granted_by: null,
      granted_at: null,
      until: row.until,
    });
  // Of groups without a name nothing tells which is which.
  const inOrder = ({ member, role, via, until }: ShownMember): string => [member, role, via, until].join('\n');
  return [...users.values()].toSorted((a, b) => (inOrder(a) < inOrder(b) ? -1 : 1));
}
