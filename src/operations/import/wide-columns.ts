import type { Problem } from '../../domain/errors.ts';
import type { Columned } from '../../kinds/file-kinds.ts';
import type { CellSource } from '../records/row-reader.ts';
import { recoded, type Recoding } from './cells.ts';
import { isTrait, traitNamed, traitOf, type Trait, type WideColumn } from './wide.ts';

/** Which columns of a file are traits. */
export class WideColumns {
  readonly columns: WideColumn[] = [];
  readonly #kind: Columned;
  readonly #traits: readonly Trait[];
  readonly #wanted: Trait[] = [];
  readonly #recode: readonly Recoding[];
  readonly #ofFile: (column: string) => boolean;
  readonly #report: (problem: Omit<Problem, 'line'>) => void;

  constructor(
    kind: Columned,
    traits: readonly Trait[],
    recode: readonly Recoding[],
    ofFile: (column: string) => boolean,
    report: (problem: Omit<Problem, 'line'>) => void,
  ) {
    this.#kind = kind;
    this.#traits = traits;
    this.#recode = recode;
    this.#ofFile = ofFile;
    this.#report = report;
  }

  /** These traits, by name, must each have a column. */
  want(names: readonly string[]): void {
    for (const name of names) {
      const found = traitNamed(name, this.#traits);
      if (isTrait(found)) this.#wanted.push(found);
      else this.#report(found);
    }
  }

  /** Whether the header means a trait: one of those that are wanted, or `any`. What is wrong with it is reported. */
  takes(header: string, cell: CellSource, any: boolean): boolean {
    const match = traitOf(header, any ? this.#traits : this.#wanted);
    if (match === undefined) return false;
    if ('trait' in match) this.#give(match.trait, cell, header);
    else this.#report(match.refusal);
    return true;
  }

  /** `header` is where the values stand, or the option that supplies them. */
  giveNamed(name: string, cell: CellSource, header: string): void {
    const found = traitNamed(name, this.#traits);
    if (isTrait(found)) this.#give(found, cell, header);
    else this.#report({ ...found, column: header });
  }

  #give(trait: Trait, cell: CellSource, header: string): void {
    const other = this.columns.find((column) => column.trait.id === trait.id);
    if (other !== undefined)
      return this.#report({
        code: 'duplicate-column',
        column: header,
        message: `${other.header} and ${header} are both the trait ${trait.exportName}`,
      });
    const isRecoded = (column: string): boolean => {
      const found = this.#ofFile(column) ? undefined : traitNamed(column, this.#traits);
      return found !== undefined && isTrait(found) && found.id === trait.id;
    };
    this.columns.push({ header, trait, cell: recoded(this.#recode, isRecoded, cell) });
  }

  /** What makes the columns as a whole unfit; `faults` have been found before. */
  check(sources: ReadonlyMap<string, CellSource>, faults: number): void {
    const { by, value } = this.#kind.wide ?? { by: '', value: '' };
    for (const column of [by, value])
      if (sources.has(column))
        this.#report({
          code: 'duplicate-column',
          column,
          message: `where each column is a trait, there is no column ${column}`,
        });
    for (const { header, trait } of this.columns)
      if (trait.type === 'link' && !sources.has('link'))
        this.#report({
          code: 'missing-column',
          column: header,
          message: `the trait ${trait.exportName} links to a record, which stands in a column link`,
        });
    const absent = this.#wanted.filter(({ id }) => !this.columns.some(({ trait }) => trait.id === id));
    for (const { exportName } of absent)
      this.#report({
        code: 'missing-column',
        column: exportName,
        message: `no column of the file is the trait ${exportName}`,
      });
    if (this.columns.length === 0 && absent.length === 0 && faults === 0)
      this.#report({ code: 'missing-column', message: 'no column of the file is a trait that you can see' });
  }
}
