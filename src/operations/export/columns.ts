import { Usage } from '../../domain/errors.ts';
import { cell, present, spelt } from '../../kinds/field-types.ts';
import type { Field } from '../../kinds/kind.ts';
import { guarded, isFormula, isWords } from './guard.ts';
import type { OutputColumn } from './sinks.ts';

/** How a column is written; a cell that a spreadsheet would run is guarded, or told. */
export function outputOf(
  spreadsheetSafe: boolean,
  tell: () => void,
): (column: { name: string; field: Field } | undefined) => OutputColumn {
  return (column) => {
    if (column === undefined) throw new Error('no such column');
    const { type } = column.field;
    const mayBeFormula = isWords(type);
    return {
      name: column.name,
      present: (stored) => present(type, stored),
      cell: (stored) => {
        const text = cell(type, stored);
        // A number with a spelling of its own is a number to a spreadsheet too.
        if (!mayBeFormula || typeof text !== 'string' || (typeof stored === 'string' && stored.startsWith(spelt)))
          return text;
        if (spreadsheetSafe) return guarded(text);
        if (isFormula(text)) tell();
        return text;
      },
    };
  };
}

/** Which columns are written, and in which order. Errors: Usage. */
export function placesOf(
  fields: string | undefined,
  simple: readonly string[],
  columns: readonly { name: string }[],
): number[] {
  const known = columns.map(({ name }) => name);
  const wanted =
    fields === undefined || fields.trim() === 'all'
      ? known
      : fields.trim() === 'simple'
        ? simple.filter((name) => known.includes(name))
        : fields.split(',').map((name) => name.trim());
  return wanted.map((name) => {
    const place = known.indexOf(name);
    if (place < 0) throw new Usage(`there is no field ${name}`, `The fields: simple, all, or of ${known.join(', ')}`);
    return place;
  });
}
