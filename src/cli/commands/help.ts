import { exitCodes } from '../exit.ts';

/** Pages of `vasculum help NAME` that are about no single command. */
export const helpPages: Readonly<Record<string, () => string>> = {
  'exit-codes': () =>
    `Every command ends with one of these; where several apply, with the first in the order 2, 8, 3, 4, 5, 6.\n\n${exitCodes.map(({ exit, meaning }) => `  ${exit}  ${meaning}`).join('\n')}\n  130, 143  interrupted\n`,
};
