import { parse, type Entry } from '@retorquere/bibtex-parser';
import { parseDoi } from './doi.ts';
import { bad, good, type Parsed } from './parsed.ts';

/** What is known of a BibTeX entry: its key and type, and the usual fields as plain text. */
export interface BibEntry {
  key: string;
  type: string;
  /** `Gorman, Kristen B.; World Health Organization` */
  authors: string | null;
  year: number | null;
  title: string | null;
  doi: string | null;
}

const options = {
  // Titles stay as they are written.
  english: false,
  sentenceCase: false,
  caseProtection: false,
  applyCrossRef: false,
  unsupported: (_node: unknown, tex: string): string => tex,
} as const;

/** Reads a text that is one entry, perhaps after `@string` definitions that it uses. Code `bad-bibtex`. */
export function parseBibtex(text: string): Parsed<BibEntry> {
  const { errors, entries } = parse(text, options);
  const wrong = errors.find(({ input = '' }) => input !== '');
  if (wrong !== undefined) return bad('bad-bibtex', `the BibTeX cannot be read: ${plainError(wrong.error)}`);
  const [entry] = entries;
  if (entry === undefined)
    return bad('bad-bibtex', 'there is no BibTeX entry in it; one begins like @article{Gorman2014,');
  if (entries.length > 1)
    return bad('bad-bibtex', `has ${entries.length} entries, and one is needed; a file of many can be imported`);
  if (entry.key === '') return bad('bad-bibtex', 'the entry has no key; one begins like @article{Gorman2014,');
  if (/[|;,{}]/.test(entry.key) || /^[-@]/.test(entry.key))
    return bad(
      'bad-bibtex',
      `the key ${entry.key} cannot be used: it has none of | ; , { } and begins with neither - nor @`,
    );
  return good(known(entry));
}

function known({ key, type, fields }: Entry): BibEntry {
  const people = fields.author ?? fields.editor ?? [];
  const year = /\b\d{4}\b/.exec(fields['year'] ?? fields['date'] ?? '')?.[0];
  const doi = parseDoi(fields['doi'] ?? '');
  const names = people.map(({ name, prefix, lastName, suffix, firstName }) =>
    [name ?? [prefix, lastName, suffix].filter((part) => part !== undefined).join(' '), firstName]
      .filter((part) => part !== undefined && part !== '')
      .join(', '),
  );
  return {
    key,
    type,
    authors: names.length === 0 ? null : plainText(names.join('; ')),
    year: year === undefined ? null : Number(year),
    title: fields['title'] === undefined ? null : plainText(fields['title']),
    doi: doi.ok ? doi.value : null,
  };
}

const plainText = (text: string): string =>
  text
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .normalize('NFC');
const plainError = (text: string): string => text.replace(/\.\.\. at line[\s\S]*$/, '').replaceAll(/\s+/g, ' ');

/** An entry of a BibTeX file as a text of its own, and the line where it begins; `message`: why it cannot be read. */
export interface BibPart {
  line: number;
  text: string;
  message?: string;
}

/** The entries of a file, each with the `@string` definitions that it uses. */
export function splitBibtex(text: string): BibPart[] {
  const { errors, entries, strings } = parse(text, options);
  const parts: BibPart[] = [];
  const take = (inputs: readonly string[], make: (at: number) => Omit<BibPart, 'line'>): void => {
    let from = 0;
    for (const [at, input] of inputs.entries()) {
      if (input === '') continue;
      const found = text.indexOf(input, from);
      parts.push({ line: lineAt(text, Math.max(found, 0)), ...make(at) });
      from = Math.max(found, from) + 1;
    }
  };
  take(
    entries.map(({ input }) => input),
    (at) => ({ text: withStrings(entries[at]?.input ?? '', strings) }),
  );
  take(
    errors.map(({ input = '' }) => input),
    (at) => ({
      text: withStrings(errors[at]?.input ?? '', strings),
      message: `the BibTeX cannot be read: ${plainError(errors[at]?.error ?? '')}`,
    }),
  );
  return parts.toSorted((a, b) => a.line - b.line);
}

function withStrings(entry: string, strings: Readonly<Record<string, string>>): string {
  const bare = new Set([...entry.matchAll(/[=#]\s*([A-Za-z][\w:+-]*)\s*(?=[,#})])/g)].map(([, name = '']) => name));
  const used = [...bare].filter((name) => strings[name.toUpperCase()] !== undefined);
  const definitions = used.map((name) => `@string{${name} = {${strings[name.toUpperCase()]}}}`);
  return [...definitions, withoutComments(entry)].join('\n');
}

/** The parser counts comments below an entry as a part of it. */
function withoutComments(entry: string): string {
  const lines = entry.trim().split(/(?<=\r\n|\n|\r(?!\n))/);
  const end = lines.findLastIndex((line) => !/^\s*(?:%|$)/.test(line));
  return lines
    .slice(0, end + 1)
    .join('')
    .replace(/([})])\s*%[^{}()\r\n]*\s*$/, '$1')
    .trimEnd();
}

function lineAt(text: string, end: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
