import { contentOf } from '../../csv/content.ts';
import { readTable, type ReadOptions, type Table } from '../../csv/read.ts';
import { rejectsMark } from '../../csv/rejects-columns.ts';
import type { Source } from '../../csv/source.ts';
import { readText } from '../../csv/text.ts';
import { Invalid, Usage } from '../../domain/errors.ts';
import type { FileKind } from '../../kinds/file-kinds.ts';

const largest = 64 * 1024 * 1024;

/** By its name, or, whatever its name is, by how it begins. Errors: Invalid for JSON, and for what is no text. */
export async function isBibliography(source: Source, { encoding }: ReadOptions): Promise<boolean> {
  if (/\.bib(\.gz)?$/i.test(source.name)) return true;
  const content = await contentOf(source, encoding);
  if (content !== 'json') return content === 'bibtex';
  const message = `${source.name} is JSON, not a table as text`;
  throw new Invalid(message, 'Save it as CSV (UTF-8) first; export writes CSV with -o csv.', [
    { code: 'bad-file', line: 1, message },
  ]);
}

/** A file of rows; for references also a BibTeX file, each of whose entries is a row with the column `bibtex`. */
export async function tableOf(kind: FileKind, source: Source, options: ReadOptions): Promise<Table> {
  if (!(await isBibliography(source, options))) return readTable(source, options);
  refuseBibliography(kind, source.name);
  return bibTable(source, options);
}

/** Errors: Usage for a kind that BibTeX has nothing of. */
export function refuseBibliography({ name, plural }: { name: string; plural: string }, file: string): void {
  if (name === 'reference') return;
  const again = file === 'standard input' ? '-' : file;
  throw new Usage(
    `${file} is a BibTeX file, which has references, not ${plural}`,
    `vasculum import references ${again}`,
  );
}

/** Errors: Invalid for a file without an entry, but for one of rejected entries of which none is left. */
export async function bibTable(source: Source, { encoding }: ReadOptions): Promise<Table> {
  const { form, text } = await readText(source, { most: largest, encoding });
  const { splitBibtex } = await import('../../domain/bibtex.ts');
  const parts = splitBibtex(text);
  if (parts.length === 0 && !text.startsWith(rejectsMark)) {
    const message = `${source.name} has no BibTeX entry; one begins like @article{Gorman2014,`;
    throw new Invalid(message, undefined, [{ code: 'bad-bibtex', line: 1, message }]);
  }
  const entries = parts.filter(({ message }) => message === undefined);
  const broken = parts.filter(({ message }) => message !== undefined);
  return {
    header: ['bibtex'],
    headerLine: 1,
    delimiter: ',',
    encoding: form.encoding,
    marked: form.bom > 0,
    separated: false,
    bibtex: true,
    batches: async function* batches() {
      yield {
        lines: entries.map(({ line }) => line),
        rows: entries.map((entry) => [entry.text]),
        problems: broken.map(({ line, message = '' }) => ({ code: 'bad-bibtex', line, column: 'bibtex', message })),
        refused: broken.map((entry) => [entry.text]),
        cut: false,
      };
    },
  };
}
