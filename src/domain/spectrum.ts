import { parseReal } from './numbers.ts';
import { bad, good, type Parsed } from './parsed.ts';

/** Numbers separated by `;`, each in its one spelling, so that spectra which say the same are the same text. Code `bad-number`. */
export function parseSpectrum(text: string): Parsed<string> {
  const numbers: number[] = [];
  for (const part of text.split(';')) {
    const number = parseReal(part);
    if (!number.ok) return bad('bad-number', `number ${numbers.length + 1} of the spectrum is not a number`);
    numbers.push(number.value);
  }
  return good(numbers.join(';'));
}
