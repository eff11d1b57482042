import type { Command } from '../../command.ts';
import { list } from './list.ts';
import { log } from './log.ts';
import { show } from './show.ts';

export const commands: readonly Command[] = [list, show, log];
