import { Usage } from '../../domain/errors.ts';
import { readTable, type ReadOptions, type Table } from '../../csv/read.ts';
import type { Source } from '../../csv/source.ts';
import { readText } from '../../csv/text.ts';
import type { RecordKind } from '../../kinds/kind.ts';

const largest = 64 * 1024 * 1024;
const isBibliography = (name: string): boolean => /\.bib(\.gz)?$/i.test(name);

/** A file of rows; for references also a BibTeX file, each of whose entries is a row with the column `bibtex`. */
export async function tableOf(kind: RecordKind, source: Source, options: ReadOptions): Promise<Table> {
  if (!isBibliography(source.name)) return readTable(source, options);
  if (kind.name !== 'reference')
    throw new Usage(`a BibTeX file has references, not ${kind.plural}`, `vasculum import references ${source.name}`);
  const { encoding } = options;
  const text = await readText(source, { most: largest, ...(encoding === undefined ? {} : { encoding }) });
  const { splitBibtex } = await import('../../domain/bibtex.ts');
  const parts = splitBibtex(text);
  const entries = parts.flatMap((part) => ('text' in part ? [part] : []));
  const broken = parts.flatMap((part) => ('message' in part ? [part] : []));
  return {
    header: ['bibtex'],
    headerLine: 1,
    delimiter: ',',
    encoding: 'utf-8',
    marked: false,
    separated: false,
    batches: async function* batches() {
      yield {
        lines: entries.map(({ line }) => line),
        rows: entries.map((entry) => [entry.text]),
        problems: broken.map(({ line, message }) => ({ code: 'bad-bibtex', line, column: 'bibtex', message })),
        refused: broken.map(() => []),
        cut: false,
      };
    },
  };
}
