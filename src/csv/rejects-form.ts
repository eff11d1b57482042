import type { Problem } from '../domain/errors.ts';
import type { Table } from './read.ts';
import { isUnread, messageOfUnread, rejectColumns, rejectsMark } from './rejects-columns.ts';
import { csvWriter } from './write.ts';

/** How rejected rows are written, so that they can be mended and imported again. */
export interface RejectsForm {
  begin(): Promise<void> | void;
  /** `asRead`: the row has no place in the columns, and its cells are all that was read of it. */
  row(cells: readonly string[], line: number, problems: readonly Problem[], asRead: boolean): Promise<void> | void;
  end(): Promise<void> | void;
}

/** The form of the table itself: its columns, encoding and delimiter, or entries of BibTeX. */
export const rejectsForm = (table: Table, put: (text: string) => void): RejectsForm =>
  table.bibtex === true ? bibtexForm(put) : cellsForm(table, put);

function cellsForm(table: Table, put: (text: string) => void): RejectsForm {
  const csv = csvWriter(put, { delimiter: table.delimiter });
  const kept = [...table.header.keys()].filter((at) => !rejectColumns.includes(table.header[at] ?? ''));
  return {
    begin() {
      if (table.separated) put(`sep=${table.delimiter}\n`);
      return csv.header([...kept.map((at) => table.header[at] ?? ''), ...rejectColumns]);
    },
    row: (cells, line, problems, asRead) =>
      csv.row([...kept.map((at) => cells[at] ?? ''), ...described(line, problems, asRead ? cells : undefined)]),
    end: async () => csv.end(),
  };
}

function described(line: number, problems: readonly Problem[], cells: readonly string[] | undefined): string[] {
  const joined = (of: (problem: Problem) => string): string => [...new Set(problems.map(of))].join(' | ');
  return [
    String(line),
    joined(({ column }) => column ?? ''),
    joined(({ code }) => code),
    joined((problem) =>
      cells !== undefined && isUnread(problem.code) ? messageOfUnread(told(problem), cells) : told(problem),
    ),
  ];
}

const told = ({ message, suggestion }: Problem): string =>
  suggestion === undefined ? message : `${message} (did you mean ${suggestion}?)`;

/** Comments say what is wrong with the entry below them. A sign that begins an entry would do so in a comment, too. */
function bibtexForm(put: (text: string) => void): RejectsForm {
  const comment = (text: string): void => put(`% ${text.replaceAll(/\s+/g, ' ').replaceAll('@', '(at)')}\n`);
  return {
    begin: () => put(`${rejectsMark}\n% Mend them, and import this file in place of the one they were in.\n`),
    row([entry = ''], line, problems) {
      put('\n');
      for (const problem of problems)
        comment(`line ${line}, ${problem.column ?? 'bibtex'}: ${told(problem)} [${problem.code}]`);
      put(`${entry.trim()}\n`);
    },
    end: () => undefined,
  };
}
