import type { Problem } from '../../domain/errors.ts';
import { escapeForTerminal, shorten } from '../../domain/name-key.ts';

/** What a program may print: the reader of files hands cells on as they are. */
export const legible = ({ value, message, ...problem }: Problem): Problem => ({
  ...problem,
  ...(value === undefined ? {} : { value: shorten(escapeForTerminal(value)) }),
  message: escapeForTerminal(message),
});
