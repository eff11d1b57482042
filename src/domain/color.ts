import { bad, good, type Parsed } from './parsed.ts';

/** `#fff` and `#FFFFFF` are one colour, written in the long form. Code `bad-color`. */
export function parseColor(text: string): Parsed<string> {
  const typed = text.trim().toUpperCase();
  if (!/^#(?:[0-9A-F]{3}|[0-9A-F]{6})$/.test(typed)) return bad('bad-color', 'a colour is #RGB or #RRGGBB');
  return good(typed.length === 7 ? typed : typed.replaceAll(/[0-9A-F]/g, '$&$&'));
}
