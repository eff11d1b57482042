import { bad, good } from './parsed.ts';
import type { Parsed } from './parsed.ts';

/** A BCP 47 tag in its canonical spelling: `PT-br` is `pt-BR`. Code `bad-language`. */
export function parseLanguage(text: string): Parsed<string> {
  const refused = bad('bad-language', 'not a language code; write one like de or pt-BR');
  try {
    const [tag] = Intl.getCanonicalLocales(text.trim().replaceAll('_', '-'));
    return tag === undefined ? refused : good(tag);
  } catch (error) {
    if (error instanceof RangeError) return refused;
    throw error;
  }
}
