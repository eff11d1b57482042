import { bad, good } from './parsed.ts';
import type { Parsed } from './parsed.ts';

// With the u flag a surrogate matches only when it stands alone.
const unfit = /[\0\p{Cs}]/u;

/** Text kept exactly as given, line ends, tabs and blanks included. Code `bad-character`. */
export function freeText(text: string): Parsed<string> {
  const found = unfit.exec(text);
  if (found === null) return good(text);
  return found[0] === '\0'
    ? bad('bad-character', `the text contains a NUL character at position ${found.index + 1}`)
    : bad('bad-character', `the text contains half a character (a lone surrogate) at position ${found.index + 1}`);
}
