const lineEnd = /[\r\n]/;

/**
 * The cells of a record that breaks the rules of quoting, as they were probably meant: a quote that cannot be one is a
 * character like any other. What a broken quote swallowed, the lines below, is left out.
 */
export function relaxedCells(text: string, delimiter: string): string[] {
  const cells: string[] = [];
  for (let at = 0; ; at += delimiter.length) {
    const end = text.startsWith('"', at) ? closing(text, at + 1, delimiter) : undefined;
    if (end === undefined) {
      const from = at;
      while (at < text.length && !text.startsWith(delimiter, at) && !lineEnd.test(text.charAt(at))) at += 1;
      cells.push(text.slice(from, at));
    } else {
      cells.push(text.slice(at + 1, end).replaceAll('""', '"'));
      at = end + 1;
    }
    if (!text.startsWith(delimiter, at)) return cells;
  }
}

/** Where the quote stands that closes a cell, if the first one that is not written twice does. */
function closing(text: string, from: number, delimiter: string): number | undefined {
  let at = text.indexOf('"', from);
  while (at >= 0 && text.startsWith('"', at + 1)) at = text.indexOf('"', at + 2);
  if (at < 0) return undefined;
  const isEnd = at + 1 === text.length || text.startsWith(delimiter, at + 1) || lineEnd.test(text.charAt(at + 1));
  return isEnd ? at : undefined;
}
