import type { Command } from '../../command.ts';
import { create, register } from './create.ts';
import { remove } from './delete.ts';
import { disable, enable } from './disable.ts';
import { edit } from './edit.ts';
import { level } from './level.ts';
import { list } from './list.ts';
import { offboard } from './offboard.ts';
import { show } from './show.ts';
import { tokenCommands } from './token.ts';

export const commands: readonly Command[] = [
  list,
  show,
  create,
  register,
  edit,
  level,
  disable,
  enable,
  offboard,
  remove,
  ...tokenCommands,
];
