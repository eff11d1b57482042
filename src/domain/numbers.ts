import { bad, good } from './parsed.ts';
import type { Parsed } from './parsed.ts';

const real = /^[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?$/u;
const integer = /^[+-]?\d+$/u;

/** One strict grammar for every real number, whatever `Number()` would take besides. Code `bad-number`. */
export function parseReal(text: string): Parsed<number> {
  const typed = text.trim();
  if (!real.test(typed)) return notReal(typed);
  // Adding 0 turns -0, which SQLite and String() do not show, into 0.
  const value = Number(typed) + 0;
  return Number.isFinite(value) ? good(value) : bad('bad-number', 'the number is too large');
}

const fits = (text: string): string | undefined => (real.test(text) ? text : undefined);

function notReal(typed: string): Parsed<number> {
  if (typed === '') return bad('bad-number', 'a number is needed');
  if (!typed.includes(',')) return bad('bad-number', 'not a number', fits(typed.replace(/_|\.$/gu, '')));
  const commaIsLast = typed.lastIndexOf(',') > typed.lastIndexOf('.');
  const suggestion = commaIsLast ? typed.replaceAll('.', '').replace(',', '.') : typed.replaceAll(',', '');
  return bad('bad-number', 'not a number; the decimal sign is a point', fits(suggestion));
}

/** Digits with an optional sign, exact in a double. Code `bad-number`. */
export function parseInteger(text: string): Parsed<number> {
  const typed = text.trim();
  if (integer.test(typed)) {
    const value = Number(typed) + 0;
    if (Number.isSafeInteger(value)) return good(value);
    return bad('bad-number', `an integer lies between -${Number.MAX_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER}`);
  }
  const value = real.test(typed) ? Number(typed) + 0 : Number.NaN;
  return bad('bad-number', 'not an integer', Number.isSafeInteger(value) ? String(value) : undefined);
}

/** The text to keep beside a number that was typed otherwise than we would write it; null when there is none. */
export function rawNumber(text: string, value: number): string | null {
  const typed = text.trim();
  return typed === String(value) ? null : typed;
}

const yes = Object.freeze(good(true));
const no = Object.freeze(good(false));
const booleans = new Map([
  ...['true', 'yes', '1', 'y', 't'].map((word) => [word, yes] as const),
  ...['false', 'no', '0', 'n', 'f'].map((word) => [word, no] as const),
]);

/** Code `bad-boolean`. */
export const parseBoolean = (text: string): Parsed<boolean> =>
  booleans.get(text) ?? booleans.get(text.trim().toLowerCase()) ?? bad('bad-boolean', 'write true or false');

/** A number with a decimal comma, in our own spelling; a point in it is refused, for it may part thousands. Code `bad-number`. */
export function fromDecimalComma(text: string): Parsed<string> {
  const typed = text.trim();
  const pointed = typed.replace(',', '.');
  if (!typed.includes('.') && real.test(pointed)) return good(pointed);
  const meant = typed.includes(',') ? typed.replaceAll('.', '') : typed.replace('.', ',');
  return bad(
    'bad-number',
    'not a number; the decimal sign is a comma here',
    real.test(meant.replace(',', '.')) ? meant : undefined,
  );
}
