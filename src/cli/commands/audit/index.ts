import type { Command } from '../../command.ts';
import { log } from './log.ts';
import { head, verify } from './verify.ts';

export const commands: readonly Command[] = [log, verify, head];
