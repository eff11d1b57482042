import { bad, good } from './parsed.ts';
import type { Parsed } from './parsed.ts';

/** Splits on `|` if there is one, else on `;`; never on a comma, which stands inside names (`DUCKE, A.`). */
export function splitList(text: string): string[] {
  const parts = text.split(text.includes('|') ? '|' : ';');
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** `Adolpho Ducke` gives `DUCKE A`: the last word, then the initials of the others. */
export function abbreviationOf(fullName: string): string {
  const words = fullName
    .normalize('NFC')
    .split(/\s+/u)
    .filter((word) => word !== '');
  const last = words.pop() ?? '';
  const initials = words.map((word) => /[\p{L}\p{N}]/u.exec(word)?.[0] ?? '').filter((initial) => initial !== '');
  return [last, ...initials].join(' ').toUpperCase();
}

/** The form under which abbreviations are compared: `DUCKE, A.` and `Ducke A` are one. Empty when there is no letter. */
export function abbreviationKey(text: string): string {
  // Only the combining accents are dropped: other marks are vowels (Devanagari) or voicing (kana). Case is folded
  // last, since a Greek sigma's lower case depends on the blank after it.
  const letters = text.normalize('NFKD').replace(/[^\p{L}\p{N}\p{M}]|[\u0300-\u036F]/gu, '');
  return letters.toLowerCase().toUpperCase().toLowerCase().normalize('NFC');
}

const orcid = /^(?:(?:https?:\/\/)?(?:www\.)?orcid\.org\/)?(\d{4})(-?)(\d{4})\2(\d{4})\2(\d{3})([\dX])$/iu;

/** The last sign by ISO 7064 MOD 11-2, from the fifteen digits before it. */
function checkSign(digits: string): string {
  let total = 0;
  for (const digit of digits) total = ((total + Number(digit)) * 2) % 11;
  const rest = (12 - total) % 11;
  return rest === 10 ? 'X' : String(rest);
}

/** Takes an ORCID with or without its address and hyphens; gives `0000-0002-1825-0097`. Code `bad-orcid`. */
export function parseOrcid(text: string): Parsed<string> {
  const [whole, a = '', , b = '', c = '', d = '', last = ''] = orcid.exec(text.trim()) ?? [];
  if (whole === undefined) return bad('bad-orcid', 'not an ORCID; write it like 0000-0002-1825-0097');
  const sign = last.toUpperCase();
  if (checkSign(a + b + c + d) !== sign)
    return bad('bad-orcid', 'the last digit of the ORCID does not match the others');
  return good(`${a}-${b}-${c}-${d}${sign}`);
}

const local = /^[^\s@<>()[\],;:"|\\\p{C}]+$/u;
const label = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$/u;

/** An address of a sensible shape, kept as typed; whether it is reached is not our business. Code `bad-email`. */
export function parseEmail(text: string): Parsed<string> {
  const typed = text.trim();
  if (typed.length > 254) return bad('bad-email', 'an e-mail address has at most 254 characters');
  const at = typed.indexOf('@');
  const domain = typed.slice(at + 1);
  const fits = at > 0 && local.test(typed.slice(0, at)) && domain.split('.').every((part) => label.test(part));
  return fits ? good(typed) : bad('bad-email', 'not an e-mail address; write it like ana@lab.org');
}
