const [LF, CR, QUOTE] = [10, 13, 34];

/** In bytes, where nobody says otherwise. */
export const longestRecord = 1024 * 1024;

/** Neighbouring records of one sort, as a range of bytes. */
export interface Run {
  /** With a quote in each of them. */
  quoted: boolean;
  records: number;
  from: number;
  to: number;
}

/** Some whole records. */
export interface Block {
  bytes: Buffer;
  /** The line of the file where each record starts; blank lines are not records. */
  lines: number[];
  runs: Run[];
  /** The last record goes on beyond what is allowed; nothing follows. */
  tooLong: boolean;
}

/**
 * Cuts text into whole records: a line end is one that follows an even number of quotes. Where quotes are used wrongly
 * this is wrong too, but only behind the first wrong quote, and there reading ends.
 */
export async function* recordBlocks(
  text: AsyncIterable<Buffer>,
  { maxRecord, firstLine }: { maxRecord: number; firstLine: number },
): AsyncGenerator<Block> {
  let rest: Buffer = Buffer.alloc(0);
  const scan = scanner(firstLine, maxRecord);
  for await (const chunk of text) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const { end, ...block } = scan(bytes, rest.length, false);
    if (block.lines.length > 0) yield { ...block, bytes: bytes.subarray(0, end) };
    if (block.tooLong) return;
    rest = bytes.subarray(end);
  }
  if (rest.length > 0) yield { ...scan(rest, rest.length, true), bytes: rest };
}

function scanner(firstLine: number, maxRecord: number) {
  let line = firstLine;
  let recordLine = firstLine;
  let [inQuotes, hasQuote, afterCR] = [false, false, false];

  /** Looks at `bytes` from `start` on; what is before belongs to a record that the previous call saw begin. */
  return (bytes: Buffer, start: number, last: boolean): Omit<Block, 'bytes'> & { end: number } => {
    const lines: number[] = [];
    const runs: Run[] = [];
    let run: Run | undefined;
    let begin = 0;
    const close = (to: number): void => {
      lines.push(recordLine);
      if (run?.quoted !== hasQuote) runs.push((run = { quoted: hasQuote, records: 0, from: begin, to }));
      run.records++;
      run.to = to;
      hasQuote = false;
    };
    const length = bytes.length;
    for (let i = start; i < length; i++) {
      const byte = bytes[i] ?? 0;
      if (byte > QUOTE) continue;
      if (byte === QUOTE) {
        inQuotes = !inQuotes;
        hasQuote = true;
      } else if (byte === LF || byte === CR) {
        const second = byte === LF && (i === 0 ? afterCR : bytes[i - 1] === CR);
        if (!second) line++;
        if (inQuotes) continue;
        if (!second && i > begin) {
          close(i + 1);
          if (i - begin > maxRecord) return { lines, runs, end: i + 1, tooLong: true };
        }
        begin = i + 1;
        recordLine = line;
      }
    }
    afterCR = bytes[length - 1] === CR;
    const tooLong = length - begin > maxRecord;
    if (begin < length && (last || tooLong)) close(length);
    return { lines, runs, end: tooLong || last ? length : begin, tooLong };
  };
}

/** The text of the record at that place in its block, without its line end. */
export function recordText({ bytes, runs }: Block, place: number): string {
  let left = place;
  for (const run of runs) {
    if (left >= run.records) {
      left -= run.records;
      continue;
    }
    let [begin, inQuotes] = [run.from, false];
    for (let i = run.from; i < run.to; i++) {
      const byte = bytes[i];
      if (byte === QUOTE) inQuotes = !inQuotes;
      if (inQuotes || (byte !== LF && byte !== CR)) continue;
      if (i > begin && left-- === 0) return bytes.toString('utf8', begin, i);
      begin = i + 1;
    }
    return bytes.toString('utf8', begin, run.to);
  }
  return '';
}
