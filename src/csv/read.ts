import { Invalid } from '../domain/errors.ts';
import { delimiterOf, delimiterOfName, refuseWrongDelimiter, separatorLine } from './delimiter.ts';
import type { Encoding } from './encoding.ts';
import { checkHeader } from './header.ts';
import { parseBlock } from './parse.ts';
import { type Block, longestRecord, recordBlocks, recordText } from './records.ts';
import { delimiterOfRejects, withoutPadding } from './rejects-columns.ts';
import { type Batch, checkRows, faultProblem } from './rows.ts';
import type { Source } from './stored.ts';
import { firstOf, openText } from './text.ts';

export type { Batch } from './rows.ts';

export interface ReadOptions {
  /** `comma`, `tab`, `semicolon`, `pipe` or one character; else a line `sep=;`, the file's name or a comma decides. */
  delimiter?: string;
  encoding?: string;
  /** In bytes; a mebibyte when absent. */
  maxRecord?: number;
}

export interface Table {
  /** Trimmed, distinct, none empty. */
  header: string[];
  headerLine: number;
  delimiter: string;
  encoding: Encoding;
  /** Whether the text began with a byte order mark, and with a line `sep=;`. */
  marked: boolean;
  separated: boolean;
  /** Each row is an entry of a BibTeX file, in one cell. */
  bibtex?: true;
  /** Reads the rows from the beginning; may be called again. What spoils the file as a whole is thrown as Invalid. */
  readonly batches: () => AsyncGenerator<Batch>;
}

/** Reads as far as the header; Invalid with all its problems if it, or the file as a whole, cannot be used. */
export async function readTable(source: Source, options: ReadOptions = {}): Promise<Table> {
  const wished = options.delimiter === undefined ? undefined : delimiterOf(options.delimiter);
  const { form, text } = await openText(source, options.encoding);
  const separator = separatorLine((await firstOf(text())) ?? Buffer.alloc(0));
  const blocks = (): AsyncGenerator<Block> =>
    recordBlocks(without(text(), separator?.length ?? 0), {
      maxRecord: options.maxRecord ?? longestRecord,
      firstLine: separator === undefined ? 1 : 2,
    });

  const first = await firstOf(blocks());
  if (first === undefined) {
    const message = `${source.name} has no header line`;
    throw new Invalid(message, undefined, [{ code: 'missing-column', line: 1, message }]);
  }
  const headerLine = first.lines[0] ?? 1;
  const line = recordText(first, 0);
  const delimiter = wished ?? separator?.delimiter ?? delimiterOfRejects(line) ?? delimiterOfName(source.name);
  if (wished === undefined && separator === undefined) refuseWrongDelimiter(line, headerLine, delimiter);
  const {
    rows: [cells],
    fault,
  } = parseBlock(first, delimiter);
  if (cells === undefined) {
    const problems = fault === undefined ? [] : [faultProblem(fault)];
    throw new Invalid(`the header line is not usable: ${fault?.message ?? ''}`, undefined, problems);
  }
  const header = checkHeader(withoutPadding(cells), headerLine);

  async function* batches(): AsyncGenerator<Batch> {
    let isFirst = true;
    for await (const block of blocks()) {
      const parsed = parseBlock(block, delimiter);
      if (isFirst) {
        parsed.rows.shift();
        parsed.lines.shift();
        isFirst = false;
      }
      const batch = checkRows(parsed, header, block.bytes.includes(0));
      if (batch.rows.length > 0 || batch.problems.length > 0) yield batch;
      if (batch.cut) return;
    }
  }
  return {
    header,
    headerLine,
    delimiter,
    encoding: form.encoding,
    marked: form.bom > 0,
    separated: separator !== undefined,
    batches,
  };
}

async function* without(text: AsyncIterable<Buffer>, length: number): AsyncGenerator<Buffer> {
  let skip = length;
  for await (const block of text) {
    yield block.subarray(skip);
    skip = 0;
  }
}
