import type { ContainerKind } from '../../../kinds/containers.ts';
import type { Command } from '../../command.ts';
import { checkCommand } from './check.ts';
import { citeCommand } from './cite.ts';
import { createCommand } from './create.ts';
import { deleteCommand } from './delete.ts';
import { editCommand } from './edit.ts';
import { grantCommand } from './grant.ts';
import { listCommand } from './list.ts';
import { membersCommand } from './members.ts';
import { publishCommand, unpublishCommand } from './publish.ts';
import { leaveCommand, revokeCommand } from './revoke.ts';
import { showCommand } from './show.ts';
import { transferCommand } from './transfer.ts';

export const commandsFor = (kind: ContainerKind): Command[] =>
  [
    listCommand,
    showCommand,
    createCommand,
    editCommand,
    deleteCommand,
    membersCommand,
    grantCommand,
    revokeCommand,
    leaveCommand,
    ...(kind.name === 'project' ? [transferCommand, publishCommand, unpublishCommand] : []),
    ...(kind.cited === true ? [citeCommand] : []),
    ...(kind.name === 'dataset' ? [checkCommand] : []),
  ].map((make) => make(kind));
