export interface Parsed {
  records: { line: number; cells: string[] }[];
  /** The line on which a record begins whose quotes are wrong; the records end before it. */
  wrong?: number;
}

/** A second parser, for comparison: character by character, strict, blank lines are not records. */
export function rfc4180(text: string, delimiter = ','): Parsed {
  const records: Parsed['records'] = [];
  let [at, line] = [0, 1];
  const end = (): string =>
    text.startsWith('\r\n', at) ? '\r\n' : (/^[\r\n]/.exec(text.slice(at, at + 1))?.[0] ?? '');
  const isOver = (): boolean => at >= text.length || end() !== '' || text.startsWith(delimiter, at);
  while (at < text.length) {
    if (end() !== '') {
      at += end().length;
      line++;
      continue;
    }
    const record = { line, cells: [] as string[] };
    for (;;) {
      let cell = '';
      if (text[at] === '"') {
        for (at++; text[at] !== '"' || text[at + 1] === '"';) {
          if (at >= text.length) return { records, wrong: record.line };
          const taken = text[at] === '"' ? '""' : end() || text.slice(at, at + 1);
          if (end() !== '') line++;
          cell += taken === '""' ? '"' : taken;
          at += taken.length;
        }
        at++;
        if (!isOver()) return { records, wrong: record.line };
      } else {
        for (; !isOver(); at++) {
          if (text[at] === '"') return { records, wrong: record.line };
          cell += text[at];
        }
      }
      record.cells.push(cell);
      if (at >= text.length || end() !== '') break;
      at += delimiter.length;
    }
    if (at < text.length) line++;
    at += end().length;
    records.push(record);
  }
  return { records };
}
