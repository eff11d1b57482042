import { codings } from './encoding.ts';

/** The columns that a file of rejected rows has behind those of its original; they are never data. */
export const rejectColumns: readonly string[] = ['_line', '_column', '_code', '_message'];

/** What a file of rejected BibTeX entries begins with. */
export const rejectsMark = '% Entries that vasculum did not import.';

/** Rows with these problems were not read as they stand; what was read of them follows the message, as JSON. */
const unread: readonly string[] = ['ragged-row', 'bad-quoting', 'oversized-row'];
export const isUnread = (code: string): boolean => unread.includes(code);

export const messageOfUnread = (message: string, cells: readonly string[]): string =>
  `${message}: ${JSON.stringify(cells)}`;

/** How many columns a file of rejected rows has of its own; undefined for any other header. */
export function ownColumns(header: readonly string[]): number | undefined {
  const own = header.length - rejectColumns.length;
  return own > 0 && rejectColumns.every((name, at) => header[own + at] === name) ? own : undefined;
}

/** The header without the columns that a spreadsheet pads such a file with. */
export function withoutPadding(header: readonly string[]): readonly string[] {
  const end = header.findLastIndex((name) => name.trim() !== '') + 1;
  return ownColumns(header.slice(0, end).map((name) => name.trim())) === undefined ? header : header.slice(0, end);
}

/** A row of a file of rejected rows at its full length, if nothing but padding or those four columns is too much or missing. */
export function fitted(row: string[], own: number): string[] {
  const full = own + rejectColumns.length;
  const isEmpty = (cells: readonly string[]): boolean => cells.every((cell) => cell === '');
  if (row.length > full && isEmpty(row.slice(full))) return row.slice(0, full);
  if (row.length >= own && row.length < full && isEmpty(row.slice(own)))
    return [...row, ...Array<string>(full - row.length).fill('')];
  return row;
}

/** What was first read of a row that nobody has mended since, and the code of what is wrong with it. */
export function unmended(row: readonly string[], own: number): { code: string; cells: string[] } | undefined {
  const [code = '', message = ''] = row.slice(own + 2);
  if (!isUnread(code)) return undefined;
  const cells = cellsIn(message);
  const isSame = cells !== undefined && row.slice(0, own).every((cell, at) => cell === (cells[at] ?? ''));
  return isSame ? { code, cells } : undefined;
}

function cellsIn(message: string): string[] | undefined {
  const start = message.search(/\[(?:"|\]$)/);
  try {
    const cells: unknown = JSON.parse(message.slice(start));
    return Array.isArray(cells) && cells.every((cell) => typeof cell === 'string') ? cells : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a file that begins with these bytes is one of rejected rows, in whatever encoding and with whatever delimiter. */
export function beginsLikeRejects(head: Buffer): boolean {
  // In every encoding of one byte, and in UTF-8, the four names and quotes are the same bytes.
  const texts = [head.toString('latin1'), ...(['utf-16le', 'utf-16be'] as const).map((name) => wide(head, name))];
  return texts.some((text) => {
    const plain = text.replace(/^(?:\ufeff|\u00ef\u00bb\u00bf)/u, '');
    if (plain.startsWith(rejectsMark)) return true;
    const [record = ''] = /^(?:[^"\r\n]|"[^"]*")*/u.exec(plain.replace(/^sep=.{1,4}?(?:\r\n|\n|\r)/iu, '')) ?? [];
    return delimiterOfRejects(record) !== undefined;
  });
}

const wide = (head: Buffer, encoding: 'utf-16le' | 'utf-16be'): string => {
  const text = codings[encoding].toUtf8(head.subarray(0, codings[encoding].whole(head)));
  return typeof text === 'number' ? '' : text.toString('utf8');
};

/** A file of rejected rows has the delimiter of its original, whatever it is called; `header` is its first record. */
export const delimiterOfRejects = (header: string): string | undefined =>
  /[^]([^"\r\n]{1,4})"?_line"?\1"?_column"?\1"?_code"?\1"?_message"?(?:\1|\s)*$/u.exec(header)?.[1];
