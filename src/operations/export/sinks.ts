import { csvWriter, type Cell } from '../../csv/write.ts';

/** `bibtex`: the entries of references, as they are. */
export type ExportFormat = 'csv' | 'tsv' | 'jsonl' | 'json' | 'bibtex';

/** A column of the file: how a row's value is written in a cell, and how in JSON. */
export interface OutputColumn {
  name: string;
  cell: (stored: unknown) => Cell;
  present: (stored: unknown) => unknown;
}

/** Takes the stored values of one row after the other, in the order of the columns. */
export interface Sink {
  begin(): Promise<void> | void;
  row(values: readonly unknown[]): Promise<void> | void;
  end(): Promise<void> | void;
}

type Write = (chunk: string) => Promise<void>;

/** Writes rows as the format says, in pieces, so that a file of any size needs no more memory than one piece. */
export function sinkFor(format: ExportFormat, columns: readonly OutputColumn[], write: Write): Sink {
  if (format === 'csv' || format === 'tsv') {
    const csv = csvWriter(write, { delimiter: format === 'csv' ? ',' : '\t' });
    return {
      begin: () => csv.header(columns.map(({ name }) => name)),
      row: (values) => csv.row(columns.map(({ cell }, at) => cell(values[at]))),
      end: () => csv.end(),
    };
  }
  if (format === 'bibtex') {
    const at = columns.findIndex(({ name }) => name === 'bibtex');
    return { begin: () => undefined, row: (values) => write(`${String(values[at])}\n\n`), end: () => undefined };
  }
  let held = '';
  let first = true;
  const flush = async (): Promise<void> => {
    const chunk = held;
    held = '';
    if (chunk !== '') await write(chunk);
  };
  return {
    begin: () => {
      if (format === 'json') held = '[';
    },
    row: (values) => {
      const object = JSON.stringify(
        Object.fromEntries(columns.map(({ name, present }, at) => [name, present(values[at])])),
      );
      held += format === 'jsonl' ? `${object}\n` : `${first ? '' : ','}\n${object}`;
      first = false;
      return held.length > 64 * 1024 ? flush() : undefined;
    },
    end: () => {
      if (format === 'json') held += '\n]\n';
      return flush();
    },
  };
}
