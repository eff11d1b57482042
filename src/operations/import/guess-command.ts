import type { ReadOptions } from '../../csv/read.ts';
import { datePartNamed } from '../../kinds/columns.ts';
import type { RecordKind } from '../../kinds/kind.ts';
import type { CellGuess } from './guess-cells.ts';
import { columnItself, type ColumnGuess } from './guess-columns.ts';

const quoted = (text: string): string =>
  /^[\w./:=,+-]+$/.test(text) && text !== '' ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** The command line that would import the file as it was understood. */
export function commandFor(
  kind: RecordKind,
  file: string,
  header: readonly string[],
  columns: readonly ColumnGuess[],
  cells: readonly CellGuess[],
  { delimiter, encoding }: ReadOptions,
): string {
  const words = ['vasculum', 'import', kind.plural, file === 'standard input' ? '-' : quoted(file)];
  const add = (option: string, value: string): void => void words.push(`--${option}`, quoted(value));
  for (const [at, { means }] of columns.entries()) {
    const name = header[at] ?? '';
    const isItself =
      columnItself(kind, name, cells[at]?.type ?? 'text') === means || datePartNamed(kind, name) !== undefined;
    if (means !== null && !isItself) add('map', `${name}=${means}`);
  }
  if (columns.some(({ trait }) => trait !== null)) add('wide', 'auto');
  const used = cells.filter((_, at) => columns[at]?.means !== null || columns[at]?.trait !== null);
  for (const mark of new Set(used.flatMap(({ marks }) => marks))) add('na', mark);
  const format = used.find(({ type }) => type === 'dmy' || type === 'mdy' || type === 'ymd')?.type;
  if (format !== undefined) add('date-format', format);
  if (used.some(({ type }) => type === 'real with comma')) add('decimal', 'comma');
  if (columns.some(({ means, trait }) => means === null && trait === null)) add('ignore', 'rest');
  if (delimiter !== undefined) add('delimiter', delimiter);
  if (encoding !== undefined) add('encoding', encoding);
  if (kind.governedBy === 'dataset' && !columns.some(({ means }) => means === 'dataset'))
    words.push('--dataset', 'DATASET');
  for (const { name, required, fallback, type } of kind.fields) {
    const isGiven = columns.some(({ means }) => means === name || means?.startsWith(`${name}_`) === true);
    if (required !== true || fallback !== undefined || isGiven || type === 'object') continue;
    if (columns.some(({ trait }) => trait !== null) && (name === kind.wide?.by || name === kind.wide?.value)) continue;
    words.push('--set', `${name}=${name.toUpperCase()}`);
  }
  return words.join(' ');
}
