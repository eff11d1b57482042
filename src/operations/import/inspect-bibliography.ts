import type { ReadOptions } from '../../csv/read.ts';
import type { Source } from '../../csv/source.ts';
import { kindOf } from '../../kinds/index.ts';
import type { Columned } from '../../kinds/file-kinds.ts';
import { bibTable, refuseBibliography } from './bib-table.ts';
import { optionWords } from './guess-command.ts';
import type { Inspection } from './inspect.ts';

/** What a BibTeX file holds: references, whatever else is asked for. Errors: Usage for another kind; Invalid without an entry. */
export async function inspectBibliography(
  source: Source,
  file: string,
  { encoding }: ReadOptions,
  wanted: Columned | undefined,
): Promise<Inspection> {
  const kind = kindOf('reference');
  refuseBibliography(wanted ?? kind, file);
  const table = await bibTable(source, encoding === undefined ? {} : { encoding });
  let rows = 0;
  const notes: string[] = [];
  for await (const { rows: entries, problems } of table.batches()) {
    rows += entries.length + problems.length;
    for (const { line, code, message } of problems) notes.push(`line ${line}: ${message} [${code}]`);
  }
  return {
    file,
    format: 'bibtex',
    encoding: table.encoding,
    delimiter: null,
    header_line: null,
    rows,
    more: false,
    kind: kind.plural,
    columns: [],
    command: optionWords(kind.plural, file, encoding === undefined ? [] : [['encoding', encoding]]).join(' '),
    notes: notes.slice(0, 5),
  };
}
