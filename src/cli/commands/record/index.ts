import { isMovable, type RecordKind } from '../../../kinds/kind.ts';
import type { Command } from '../../command.ts';
import { createCommand } from './create.ts';
import { deleteCommand } from './delete.ts';
import { editCommand } from './edit.ts';
import { listCommand } from './list.ts';
import { mergeCommands } from './merge.ts';
import { moveCommand } from './move.ts';
import { showCommand } from './show.ts';

export const commandsFor = (kind: RecordKind): Command[] => [
  ...[
    listCommand,
    showCommand,
    createCommand,
    editCommand,
    deleteCommand,
    ...(isMovable(kind) ? [moveCommand] : []),
  ].map((make) => make(kind)),
  ...mergeCommands(kind),
];
