import { bad, good } from './parsed.ts';
import type { Parsed } from './parsed.ts';
import { reservedLogins } from './vocabulary.ts';

const plain = /^[!-~]+(?: [!-~]+)*$/u;
const blanks = /\s+/gu;
const unfitForName = /[\p{Cc}\p{Cs}\u200B\u202A-\u202E\u2066-\u2069\uFEFF]/u;
const unfitForTerminal = /[\p{Cc}\p{Cs}\u061C\u200B\u200E\u200F\u2028-\u202E\u2060\u2066-\u2069\uFEFF]/gu;
const unfitForContainer = /[/:;|,]|^[-@]/u;
const login = /^[a-z0-9][a-z0-9._-]*$/u;

const hex = (character: string): string => (character.codePointAt(0) ?? 0).toString(16);

const tidy = (text: string): string => text.normalize('NFC').trim().replace(blanks, ' ');

/** The form under which names are compared and unique; blind to case, width, composition and runs of blanks. */
export function nameKey(text: string): string {
  if (plain.test(text)) return text.toLowerCase();
  // Lower case once before: without it the capital ẞ stays ß, while ß itself becomes ss.
  const folded = text.normalize('NFKC').trim().replace(blanks, ' ').toLowerCase().toUpperCase().toLowerCase();
  return folded.normalize('NFKC');
}

/** A name as it is stored: NFC, without blanks around it or in runs. Codes `missing-value`, `bad-character`. */
export function cleanName(text: string): Parsed<string> {
  if (plain.test(text)) return good(text);
  if (text.trim() === '') return bad('missing-value', 'a name is needed');
  const found = unfitForName.exec(text);
  if (found === null) return good(tidy(text));
  const rest = text.replace(/[\t\n\v\f\r]/gu, ' ').replace(new RegExp(unfitForName, 'gu'), '');
  const message = `a name cannot contain the character U+${hex(found[0]).toUpperCase().padStart(4, '0')}`;
  return bad('bad-character', message, rest.trim() !== '' ? tidy(rest) : undefined);
}

/** In characters. Longer ones that are stored already stay as they are. */
const longestName = 255;

/** The name of something that is made or renamed: adds code `bad-name`. */
export function newName(text: string): Parsed<string> {
  const name = cleanName(text);
  return name.ok ? (tooLong(name.value) ?? name) : name;
}

function tooLong(name: string): Parsed<string> | undefined {
  // Units are counted at no cost, and are never fewer than characters.
  const length = name.length > longestName ? Array.from(name).length : 0;
  if (length <= longestName) return undefined;
  return bad('bad-name', `a name has at most ${longestName} characters, and this ${length}`);
}

/** The name of something that other commands refer to by path or list. */
export function containerName(text: string): Parsed<string> {
  const name = newName(text);
  if (!name.ok) return name;
  // Full-width signs fold to the ASCII ones in the key, so they would collide there.
  const found = unfitForContainer.exec(name.value.normalize('NFKC'));
  if (found === null) return name;
  const sign = found[0];
  const starts = sign === '-' || sign === '@';
  return bad('bad-name', starts ? `a name cannot start with ${sign}` : `a name cannot contain ${sign}`);
}

/** Codes `missing-value`, `bad-name`. Nothing is corrected silently: a login decides who somebody is. */
export function loginName(text: string): Parsed<string> {
  if (text.trim() === '') return bad('missing-value', 'a login is needed');
  if (!login.test(text)) {
    const lower = text.trim().toLowerCase();
    const fits = login.test(lower) && !reservedLogins.includes(lower);
    const rule = 'a login has the letters a-z, digits, dots, dashes and underscores, and starts with a letter or digit';
    return bad('bad-name', rule, fits ? lower : undefined);
  }
  if (reservedLogins.includes(text)) return bad('bad-name', `${text} is a reserved word, not a login`);
  return tooLong(text) ?? good(text);
}

const visible = (character: string): string => {
  const digits = hex(character);
  return digits.length > 2 ? `\\u{${digits.padStart(4, '0')}}` : `\\x${digits.padStart(2, '0')}`;
};

/** Makes control, bidi and invisible characters visible, so that stored text cannot drive or deceive a terminal. */
export const escapeForTerminal = (text: string): string => text.replace(unfitForTerminal, visible);

/** At most `limit` UTF-16 units, an ellipsis included, never half a surrogate pair. */
export function shorten(text: string, limit = 80): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, Math.max(0, limit - 1));
  return `${cut.replace(/[\uD800-\uDBFF]$/u, '')}…`;
}
