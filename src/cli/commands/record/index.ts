import type { RecordKind } from '../../../kinds/kind.ts';
import type { Command } from '../../command.ts';
import { createCommand } from './create.ts';
import { deleteCommand } from './delete.ts';
import { editCommand } from './edit.ts';
import { listCommand } from './list.ts';
import { showCommand } from './show.ts';

export const commandsFor = (kind: RecordKind): Command[] =>
  [listCommand, showCommand, createCommand, editCommand, deleteCommand].map((make) => make(kind));
