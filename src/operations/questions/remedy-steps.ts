import type { Writer } from '../../access/access.ts';
import type { ContainerRow } from '../../access/containers.ts';
import type { Supposition } from '../../access/suppose.ts';
import type { UserRow } from '../../access/users.ts';
import { shellWord } from '../../domain/shell-word.ts';
import { roleWord, type Level, type Privacy, type Role } from '../../domain/vocabulary.ts';
import { containerKindOf } from '../../kinds/containers.ts';
import { manageBiocollection } from '../biocollections/manage.ts';
import { editContainer } from '../containers/edit-container.ts';
import { grantRole } from '../members/grant-role.ts';
import { editUser, setDisabled, setLevel } from '../users/edit-user.ts';

/** One change by one command. */
export interface Step {
  /** The command, ready to be run. */
  command: string;
  supposed: Supposition;
  /** Does what the command does. */
  run: (writer: Writer) => Promise<unknown>;
  /** The container whose managers and owners decide; absent: superadmins do. */
  in?: ContainerRow;
}

const line = (...words: string[]): string => ['vasculum', ...words.map(shellWord)].join(' ');

export const enabling = ({ login }: UserRow): Step => ({
  command: line('user', 'enable', login),
  supposed: { enabled: true },
  run: (writer) => setDisabled(writer, login, false),
});

export const promoting = ({ login }: UserRow, level: Level): Step => ({
  command: line('user', 'level', login, level),
  supposed: { level },
  run: (writer) => setLevel(writer, login, level),
});

export const linking = ({ login }: UserRow, person: number, name: string): Step => ({
  command: line('user', 'edit', login, '--person', name),
  supposed: { person },
  run: (writer) => editUser(writer, login, { person: `id:${person}` }),
});

export function granting({ login }: UserRow, container: ContainerRow, role: Role): Step {
  const word = roleWord(role, container.kind);
  return {
    command: line(container.kind, 'grant', container.name, login, '--role', word),
    supposed: { container: container.id, role },
    run: (writer) => grantRole(writer, containerKindOf(container.kind), container.name, [login], { role: word }),
    in: container,
  };
}

export const opening = (container: ContainerRow, privacy: Privacy): Step => ({
  // A project asks before it opens.
  command: line(
    container.kind,
    'edit',
    container.name,
    '--privacy',
    privacy,
    ...(container.kind === 'project' ? ['--yes'] : []),
  ),
  supposed: { container: container.id, privacy },
  run: (writer) => editContainer(writer, containerKindOf(container.kind), container.name, { privacy }, undefined),
  in: container,
});

export const managing = ({ login }: UserRow, container: ContainerRow): Step => ({
  command: line('biocollection', 'manage', container.name, '--owner', login),
  supposed: { container: container.id, managedBy: 'owner' },
  run: (writer) => manageBiocollection(writer, container.name, login),
});
