import { CsvError, parse } from 'csv-parse/sync';
import { type Block, recordText } from './records.ts';
import { relaxedCells } from './relaxed.ts';

/** Where and how a record breaks the rules of quoting, or is too long; what follows it cannot be trusted. */
export interface Fault {
  code: 'bad-quoting' | 'oversized-row';
  line: number;
  /** Place of the cell, from 0. */
  cell: number | undefined;
  message: string;
  /** As they were probably meant; none of a row that is too long. */
  cells: string[];
}

export interface Parsed {
  lines: number[];
  rows: string[][];
  fault: Fault | undefined;
}

/**
 * Records → cells. A record without a quote is what stands between delimiters; every other one is csv-parse's to judge.
 * Cells are slices: one that is kept keeps its block (256 KiB) in memory.
 */
export function parseBlock(block: Block, delimiter: string): Parsed {
  const quoted = parseQuoted(block, delimiter);
  const rows: string[][] = [];
  let taken = 0;
  for (const run of block.runs) {
    if (!run.quoted) {
      const text = block.bytes.toString('utf8', run.from, run.to);
      for (const line of linesOf(text)) if (line !== '') rows.push(line.split(delimiter));
      continue;
    }
    const found = quoted.rows.slice(taken, (taken += run.records));
    for (const row of found) rows.push(row);
    if (found.length < run.records) break;
  }
  if (quoted.error === undefined && rows.length !== block.lines.length) {
    throw new Error(`${block.lines.length} records were read as ${rows.length}`);
  }
  return finish(block, delimiter, rows, quoted.error);
}

function finish(block: Block, delimiter: string, rows: string[][], error: CsvError | undefined): Parsed {
  const { lines, tooLong } = block;
  if (error === undefined && !tooLong) return { lines, rows, fault: undefined };
  const isLast = rows.length >= lines.length - 1;
  const isOpen = error?.code === 'CSV_QUOTE_NOT_CLOSED' && tooLong && isLast;
  const good = error === undefined || isOpen ? lines.length - 1 : rows.length;
  const text = recordText(block, good);
  const found =
    error === undefined || isOpen
      ? oversized(text, delimiter, isOpen)
      : {
          code: 'bad-quoting' as const,
          cell: typeof error['column'] === 'number' ? error['column'] : undefined,
          message: messageOf(error),
          cells: relaxedCells(text, delimiter),
        };
  return { lines: lines.slice(0, good), rows: rows.slice(0, good), fault: { line: lines[good] ?? 1, ...found } };
}

/** A cell that never ends: too large, or, where it would span lines, more likely one whose quote is not closed. */
function oversized(text: string, delimiter: string, isOpen: boolean): Omit<Fault, 'line'> {
  const cells = relaxedCells(text, delimiter);
  if (isOpen && /[\r\n]/.test(text))
    return { code: 'bad-quoting', cell: undefined, message: 'a quote is opened and not closed within 1 MiB', cells };
  const cell = cells.reduce((longest, one, at) => (one.length > (cells[longest]?.length ?? 0) ? at : longest), 0);
  return {
    code: 'oversized-row',
    cell,
    message: 'the row is larger than 1 MiB, and this is its largest cell',
    cells: [],
  };
}

function parseQuoted({ bytes, runs }: Block, delimiter: string): { rows: string[][]; error?: CsvError } {
  const parts = runs.filter((run) => run.quoted).map((run) => bytes.subarray(run.from, run.to));
  if (parts.length === 0) return { rows: [] };
  const text = Buffer.concat(parts);
  const options = {
    delimiter,
    // \r\n before \r, so that \r\n is one end and no \r stays in the last cell.
    record_delimiter: text.includes('\r') ? ['\r\n', '\n', '\r'] : '\n',
    skip_empty_lines: true,
    // Rows of another length are counted by the reader, which goes on after them.
    relax_column_count: true,
  };
  try {
    return { rows: parse(text, options) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const good = Number(error['records']);
    return { rows: good > 0 ? parse(text, { ...options, to: good }) : [], error };
  }
}

const linesOf = (text: string): string[] => (text.includes('\r') ? text.split(/\r\n|\n|\r/) : text.split('\n'));

function messageOf({ code, message }: CsvError): string {
  switch (code) {
    case 'INVALID_OPENING_QUOTE':
      return 'a quote stands inside a cell that does not begin with one';
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'text follows a closing quote; a quote inside a quoted cell is written twice';
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is opened and never closed';
    default:
      return message;
  }
}
