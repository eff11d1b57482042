import type { Columned } from '../../kinds/file-kinds.ts';
import { objectKinds } from '../../kinds/kind.ts';
import type { ColumnGuess } from './guess-columns.ts';

const objectColumns: readonly string[] = ['object', ...objectKinds];

/**
 * A row of measurements or media names one object: where rows name several, the first way of naming one is kept. Elsewhere
 * `taxon` and `location` are columns like others.
 */
export function oneObject(
  { fields }: Columned,
  columns: readonly ColumnGuess[],
  cells: readonly (readonly string[])[],
): { columns: ColumnGuess[]; dropped: number[] } {
  const ways = (fields.some(({ type }) => type === 'object') ? objectColumns : []).flatMap((name) => {
    const at = columns.findIndex(({ means }) => means === name);
    return at < 0 ? [] : [at];
  });
  const [kept, ...others] = ways;
  const isFilled = (at: number, row: number): boolean => (cells[at]?.[row] ?? '').trim() !== '';
  const clash = cells[0]?.some((_, row) => ways.filter((at) => isFilled(at, row)).length > 1) === true;
  const dropped = kept !== undefined && clash ? others : [];
  return {
    columns: columns.map((guess, at) => (dropped.includes(at) ? { means: null, trait: null } : guess)),
    dropped,
  };
}
