import { idReferences } from '../../kinds/columns.ts';
import type { CellSource } from '../records/row-reader.ts';
import type { Plan } from './plan.ts';

/** The cells of a column of ids as references. */
export const fromIds =
  (source: CellSource): CellSource =>
  (row) =>
    idReferences(source(row));

/** Another form of a column: alone it stands for it, beside the first it counts where that one is empty. */
export function withForm(
  { sources, forms }: Pick<Plan, 'sources' | 'forms'>,
  column: string,
  second: CellSource,
): void {
  const first = sources.get(column);
  if (first === undefined) {
    sources.set(column, second);
    return;
  }
  forms.push({ column, first, second });
  sources.set(column, (row) => {
    const text = first(row);
    return text.trim() === '' ? second(row) : text;
  });
}
