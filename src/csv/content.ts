import type { Source } from './stored.ts';
import { firstOf, openText } from './text.ts';

export type Content = 'table' | 'bibtex' | 'json';

/** A BibTeX file begins with an entry, or with lines of comment above one. */
const entry = /^(?:\s|%[^\r\n]*(?:[\r\n]|$))*@[A-Za-z]+\s*[{(]/u;
const json = /^\s*(?:\{\s*["}]|\[\s*[[{\]])/u;

/** What the text of an input is, by how it begins, whatever its name. Errors: those of openText, and bytes that do not decode. */
export async function contentOf(source: Source, encoding?: string): Promise<Content> {
  const { text } = await openText(source, encoding);
  const beginning = (await firstOf(text()))?.toString('utf8') ?? '';
  if (entry.test(beginning)) return 'bibtex';
  return json.test(beginning) ? 'json' : 'table';
}
