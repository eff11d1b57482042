import type { FieldType } from '../../kinds/kind.ts';

/** Field types whose cells are words: what a spreadsheet could take for a formula is among them only. */
const words: readonly FieldType[] = [
  'name',
  'text',
  'email',
  'external-ids',
  'words',
  'reference',
  'references',
  'object',
  'value',
];
export const isWords = (type: FieldType): boolean => words.includes(type);

/** What a spreadsheet runs instead of showing it (CWE-1236). */
export const isFormula = (text: string): boolean => /^[=+\-@\t\r]/.test(text);

/**
 * Puts a `'` before what a spreadsheet would run, and one more before what begins with such a guard already, so that
 * taking one away gives the text back whatever it was.
 */
export const guarded = (text: string): string => (/^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text);
