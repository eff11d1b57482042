import { stringify } from 'csv-stringify/sync';

const chunkLength = 64 * 1024;

export type Cell = string | number | null;

export interface CsvWriter {
  header(cells: readonly string[]): Promise<void> | void;
  /** A promise only when a piece is handed out. */
  row(cells: readonly Cell[]): Promise<void> | void;
  /** Hands out what is still held back; the destination stays open. */
  end(): Promise<void>;
}

/**
 * Writes rows that read back as they were, null as an empty cell. `write` gets pieces of about 64 Ki characters, cut
 * between rows, one after the other.
 */
export function csvWriter(
  write: (chunk: string) => Promise<void> | void,
  { delimiter = ',' }: { delimiter?: string } = {},
): CsvWriter {
  const lineOf = liner(delimiter);
  let held = '';
  const row = (cells: readonly Cell[]): Promise<void> | void => {
    held += lineOf(cells);
    if (held.length >= chunkLength) return flush();
  };
  const flush = async (): Promise<void> => {
    const chunk = held;
    held = '';
    if (chunk !== '') await write(chunk);
  };
  return { header: row, row, end: flush };
}

/** Cells that need no quotes are joined; a row with any other one is csv-stringify's. */
function liner(delimiter: string): (cells: readonly Cell[]) => string {
  // Blanks and a byte order mark at the ends are what other programs strip; `sep=` on the first line is an instruction.
  const delicate = ['[\\r\\n"]', '^\\s', '\\s$', '^\\ufeff', '^sep=', `\\u{${delimiter.codePointAt(0)?.toString(16)}}`];
  const needsQuotes = new RegExp(delicate.join('|'), 'iu');
  const options = { delimiter, quoted_match: needsQuotes, record_delimiter: '\n', eof: true };
  return (cells) => {
    const texts = cells.map((cell) => (cell === null ? '' : String(cell)));
    // A lone empty cell unquoted would be a blank line, which is no row.
    if (texts.length === 1 && texts[0] === '') return '""\n';
    return texts.some((text) => needsQuotes.test(text)) ? stringify([texts], options) : `${texts.join(delimiter)}\n`;
  };
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\r', '\\r'],
]);

/** One line of TSV without its end, for pipes: `cut` and `awk` see one line a record and one tab a column. */
export const tsvLine = (cells: readonly Cell[]): string =>
  cells.map((cell) => String(cell ?? '').replaceAll(/[\\\t\n\r]/g, (char) => escapes.get(char) ?? char)).join('\t');
