import type { Problem } from '../domain/errors.ts';
import type { Fault, Parsed } from './parse.ts';
import { fitted, ownColumns, unmended } from './rejects-columns.ts';

/** Some rows, in the order of the file. */
export interface Batch {
  /** `rows[i]` starts on line `lines[i]` of the file; it has as many cells as the header. */
  lines: number[];
  rows: string[][];
  /** Rows that are left out of `rows`, one problem each. */
  problems: Problem[];
  /** The cells of the row that `problems[i]` is about, as they were probably meant; none of a row that is too long. */
  refused: string[][];
  /** Quoting is broken or a row too long, so the rest of the file was not read: this is the last batch, and later rows are missing. */
  cut: boolean;
}

/** Parts the rows that fit the header from those that do not. */
export function checkRows({ lines, rows: read, fault }: Parsed, header: readonly string[], mayHaveNul: boolean): Batch {
  const own = ownColumns(header);
  const rows = own === undefined ? read : read.map((row) => fitted(row, own));
  const problems: Problem[] = [];
  const refused: string[][] = [];
  const batch: Batch = { lines, rows, problems, refused, cut: fault !== undefined };
  const left = (row: string[]) => (own === undefined || row.length !== header.length ? undefined : unmended(row, own));
  const isGood = (row: string[]): boolean =>
    row.length === header.length && !(mayHaveNul && row.some(hasNul)) && left(row) === undefined;
  if (!rows.every(isGood)) {
    const good = rows.map(isGood);
    for (const [index, row] of rows.entries()) {
      if (good[index] === true) continue;
      const line = lines[index] ?? 0;
      const { code, cells = row } = left(row) ?? {};
      problems.push(code === undefined ? problemOf(row, line, header) : { code, line, message: asRejected });
      refused.push(cells);
    }
    batch.lines = lines.filter((_, index) => good[index]);
    batch.rows = rows.filter((_, index) => good[index]);
  }
  if (fault !== undefined) {
    problems.push(faultProblem(fault, header));
    refused.push(fault.cells);
  }
  return batch;
}

const asRejected = 'is as it was when it was rejected; mend it in its own columns, or empty its _code if it is right';

/** Says that reading ended, since what is counted and listed then is not the whole file. */
export function faultProblem({ code, line, cell, message }: Fault, header: readonly string[] = []): Problem {
  const column = cell === undefined ? undefined : header[cell];
  const problem = { code, line, message: `${message}; the file was read up to here` };
  return column === undefined ? problem : { ...problem, column };
}

function problemOf(row: string[], line: number, header: readonly string[]): Problem {
  if (row.length !== header.length) {
    const message = `has ${row.length} ${row.length === 1 ? 'cell' : 'cells'}, the header has ${header.length}`;
    const ragged = { code: 'ragged-row', line, message };
    return row.some((cell) => /[“”]/.test(cell))
      ? { ...ragged, suggestion: '“ and ” do not quote a cell, only " does' }
      : ragged;
  }
  const place = row.findIndex(hasNul);
  const [column = '', value = ''] = [header[place], row[place]];
  return { code: 'bad-character', line, column, value, message: 'contains a NUL character' };
}

const hasNul = (cell: string): boolean => cell.includes('\0');
