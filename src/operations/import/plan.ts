import type { CellForm } from '../../kinds/kind.ts';
import type { CellSource, TwoForms } from '../records/row-reader.ts';
import type { CellWishes } from './cells.ts';
import type { WideColumn } from './wide.ts';

export interface HeaderWishes extends CellWishes, CellForm {
  /** Header of the file → column, or `trait/NAME`. */
  map: ReadonlyMap<string, string>;
  /** Column → text, in which `{Header}` is that cell of the row and `{{` a brace. */
  set: ReadonlyMap<string, string>;
  /** Headers to leave out; `rest` for all that are not known. */
  ignore: ReadonlySet<string>;
  /** One column for each trait: these, or all that a header means. */
  wide?: 'auto' | readonly string[];
}

export interface Plan {
  sources: Map<string, CellSource>;
  /** Columns that are supplied in two forms, as a name and as an id, or a date whole and in parts; both must mean the same. */
  forms: TwoForms[];
  /** Columns that are supplied in two ways, which must say the same in every row. */
  twice: { column: string; first: CellSource; second: CellSource; same: (a: string, b: string) => boolean }[];
  /** A row is one record for each of these; where there are none, it is one record. */
  wide: WideColumn[];
}

/** Whether columns of the file are traits, so that the traits must be known before the header can be read. */
export const isWide = ({ wide, map }: HeaderWishes): boolean =>
  wide !== undefined || [...map.values()].some((column) => /^trait\//i.test(column));
