import { Invalid, Usage } from '../domain/errors.ts';
import { shown } from './shown.ts';

const words = { comma: ',', tab: '\t', semicolon: ';', pipe: '|' } as const;

/** The character that a word (`comma`, `tab`, `semicolon`, `pipe`) or a single character stands for. */
export function delimiterOf(text: string): string {
  const known = Object.entries(words).find(([word]) => word === text.toLowerCase())?.[1];
  if (known !== undefined) return known;
  if (text === '\\t') return '\t';
  if (/^[^"\r\n\0]$/u.test(text)) return text;
  throw new Usage(
    `${JSON.stringify(text)} cannot be a delimiter`,
    `Give ${Object.keys(words).join(', ')} or one character.`,
  );
}

/** What a file of this name is separated by, unless somebody says otherwise. */
export const delimiterOfName = (name: string): string => (/\.(tsv|tab)(\.gz)?$/i.test(name) ? '\t' : ',');

/** A first line `sep=;`, as Excel writes and obeys it. */
export function separatorLine(text: Buffer): { delimiter: string; length: number } | undefined {
  const [line, delimiter] = /^sep=([^"\r\n])(?:\r\n|\n|\r|$)/iu.exec(text.toString('utf8', 0, 12)) ?? [];
  return line === undefined || delimiter === undefined ? undefined : { delimiter, length: Buffer.byteLength(line) };
}

/** Invalid when an assumed delimiter leaves the header in one piece and another one would part it. */
export function refuseWrongDelimiter(header: string, line: number, assumed: string): void {
  const bare = header.replaceAll(/"[^"]*"/g, '');
  if (bare.includes(assumed)) return;
  const parts = (delimiter: string): number => bare.split(delimiter).length;
  const [better] = Object.entries(words).toSorted(([, one], [, other]) => parts(other) - parts(one));
  if (better === undefined || parts(better[1]) < 2) return;
  const message = `the header is one column, ${shown(header)}; it looks separated by ${better[0]}`;
  throw new Invalid(message, `Give --delimiter ${better[0]}.`, [
    { code: 'unknown-column', line, value: header, message },
  ]);
}
