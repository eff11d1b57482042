import { rejectColumns } from '../../csv/rejects-columns.ts';
import { Invalid, type Problem } from '../../domain/errors.ts';
import { closest } from '../../domain/suggest.ts';
import { columnNamed, columnsOf, datePartNamed, takesIds } from '../../kinds/columns.ts';
import type { Columned } from '../../kinds/file-kinds.ts';
import type { CellSource } from '../records/row-reader.ts';
import { cellTaker, plainHeader, recoded, sayTheSame, templateParts } from './cells.ts';
import { dateFromParts, type DateParts } from './date-columns.ts';
import { fromIds, withForm } from './forms.ts';
import { isWide, type HeaderWishes, type Plan } from './plan.ts';
import { isTrait, traitNamed, type Trait } from './wide.ts';
import { WideColumns } from './wide-columns.ts';

const traitPrefix = /^trait\//i;

/** One reading of a header: what each option and each column gives, and all that is wrong with them. */
export class HeaderReading {
  readonly #kind: Columned;
  readonly #header: readonly string[];
  readonly #line: number;
  readonly #wishes: HeaderWishes;
  readonly #traits: readonly Trait[];
  readonly #positions: ReadonlyMap<string, number>;
  readonly #cellAt: (at: number) => CellSource;
  readonly #problems: Problem[] = [];
  readonly #plan: Pick<Plan, 'sources' | 'forms' | 'twice'> = { sources: new Map(), forms: [], twice: [] };
  /** Columns of ids by the columns whose place they take. */
  readonly #ids = new Map<string, CellSource>();
  readonly #wide: WideColumns;
  readonly #dates = new Map<string, DateParts>();
  readonly #usedBySet = new Set<string>();
  readonly #wideness: boolean;

  constructor(kind: Columned, header: readonly string[], line: number, wishes: HeaderWishes, traits: readonly Trait[]) {
    this.#kind = kind;
    this.#header = header;
    this.#line = line;
    this.#wishes = wishes;
    this.#traits = traits;
    this.#positions = new Map(header.map((name, at) => [plainHeader(name), at]));
    this.#cellAt = cellTaker(header, wishes);
    const ofFile = (column: string): boolean => this.#positions.has(plainHeader(column));
    this.#wide = new WideColumns(kind, traits, wishes.recode, ofFile, (problem) =>
      this.#problems.push({ line, ...problem }),
    );
    this.#wideness = kind.wide !== undefined && isWide(wishes);
  }

  readSet(): void {
    for (const [column, text] of this.#wishes.set) {
      const template = templateParts(text);
      for (const part of template) {
        if (typeof part === 'string') continue;
        this.#usedBySet.add(plainHeader(part.header));
        if (!this.#positions.has(plainHeader(part.header)))
          this.#refuse({
            column,
            value: part.header,
            message: `--set ${column} uses {${part.header}}, and the file has no such column`,
            ...near(part.header, this.#header),
          });
      }
      const cells = template.map((part) =>
        typeof part === 'string' ? part : this.#cellAt(this.#positions.get(plainHeader(part.header)) ?? -1),
      );
      const [only] = cells;
      const source: CellSource =
        cells.length === 1 && only !== undefined && typeof only !== 'string'
          ? only
          : (row) => cells.map((part) => (typeof part === 'string' ? part : part(row))).join('');
      this.#give(column, source, `--set ${column}`);
    }
  }

  /** What the options name must be there. */
  readNames(): void {
    const { map, ignore, wide, recode } = this.#wishes;
    for (const name of map.keys()) this.#demandHeader(name, `--map names ${plainHeader(name)}`);
    for (const name of ignore) if (name !== 'rest') this.#demandHeader(name, `--ignore names ${plainHeader(name)}`);
    for (const { column } of recode) {
      const isColumn = columnNamed(this.#kind, column) !== undefined || datePartNamed(this.#kind, column) !== undefined;
      const isTraitName = this.#wideness && isTrait(traitNamed(column, this.#traits));
      if (!isColumn && !isTraitName) this.#demandHeader(column, `--recode names ${column}`);
    }
    if (typeof wide === 'object') this.#wide.want(wide);
  }

  readColumns(): void {
    const mapped = new Map([...this.#wishes.map].map(([name, column]) => [plainHeader(name), column]));
    const ignored = new Set([...this.#wishes.ignore].map(plainHeader));
    for (const [at, name] of this.#header.entries()) {
      const key = plainHeader(name);
      const wish = mapped.get(key);
      if (wish !== undefined) this.#give(wish, this.#cellAt(at), name);
      else if (ignored.has(key) || rejectColumns.includes(key)) continue;
      // A wide export calls a trait so that has the name of a column.
      else if (this.#wideness && traitPrefix.test(name))
        this.#wide.giveNamed(name.replace(traitPrefix, ''), this.#cellAt(at), name);
      else if (this.#wide.takes(name, this.#cellAt(at), false)) continue;
      else if (this.#column(name) !== undefined) this.#give(name, this.#cellAt(at), name);
      else if (this.#wishes.wide === 'auto' && this.#wide.takes(name, this.#cellAt(at), true)) continue;
      else if (!this.#usedBySet.has(key) && !ignored.has('rest')) this.#unknown(name, name);
    }
  }

  finish(): Plan {
    const { sources, forms, twice } = this.#plan;
    for (const [name, source] of sources) sources.set(name, this.#recoded(name, false, source));
    for (const [name, source] of this.#ids) withForm(this.#plan, name, fromIds(this.#recoded(name, true, source)));
    for (const [name, parts] of this.#dates) {
      if (parts.year === undefined)
        this.#problems.push({
          code: 'missing-column',
          line: this.#line,
          column: `${name}_year`,
          message: `the column ${name}_year is missing: a date needs its year`,
        });
      const source = dateFromParts(parts, this.#wishes.dateFormat === 'excel');
      withForm(this.#plan, name, this.#recoded(name, false, source));
    }
    if (this.#wideness) this.#wide.check(sources, this.#problems.length);
    if (this.#problems.length > 0)
      throw new Invalid(
        'the header cannot be used',
        betterDelimiter(this.#kind, this.#header) ??
          (this.#mayBeWide() ? wideHint : undefined) ??
          'Rename with --map HEADER=COLUMN, or leave out with --ignore HEADER (or --ignore rest).',
        this.#problems,
      );
    return { sources, forms, twice, wide: this.#wide.columns };
  }

  /** Whether columns that are unknown may each be a trait, in a file that has no column for the trait or for the value. */
  #mayBeWide(): boolean {
    const { wide } = this.#kind;
    const { sources } = this.#plan;
    const isUnknown = this.#problems.some(({ code }) => code === 'unknown-column');
    return wide !== undefined && !this.#wideness && isUnknown && !sources.has(wide.by) && !sources.has(wide.value);
  }

  /** With the recodings whose column is that column of the kind, in that form, rather than one of the file. */
  #recoded(name: string, ids: boolean, source: CellSource): CellSource {
    const isOwn = (column: string): boolean =>
      !this.#positions.has(plainHeader(column)) &&
      columnNamed(this.#kind, column)?.name === name &&
      takesIds(this.#kind, column) === ids;
    return recoded(this.#wishes.recode, isOwn, source);
  }

  #same(column: string) {
    return sayTheSame(
      this.#kind.fields.find(({ name }) => name === column),
      this.#wishes,
    );
  }

  #column(name: string) {
    return columnNamed(this.#kind, name) ?? datePartNamed(this.#kind, name);
  }

  /** `from` is the header or the option that supplies the column. */
  #give(column: string, source: CellSource, from: string): void {
    if (this.#wideness && traitPrefix.test(column)) {
      this.#wide.giveNamed(column.replace(traitPrefix, ''), source, from);
      return;
    }
    const known = columnNamed(this.#kind, column);
    if (known !== undefined) {
      const given = takesIds(this.#kind, column) ? this.#ids : this.#plan.sources;
      const first = given.get(known.name);
      if (first === undefined) given.set(known.name, source);
      else this.#plan.twice.push({ column: known.name, first, second: source, same: this.#same(known.name) });
      return;
    }
    const part = datePartNamed(this.#kind, column);
    if (part === undefined) return this.#unknown(column, from);
    const parts = this.#dates.get(part.field.name) ?? {};
    if (parts[part.part] !== undefined)
      this.#problems.push({
        code: 'duplicate-column',
        line: this.#line,
        column: from,
        message: `the ${part.part} of ${part.field.name} is supplied twice`,
      });
    this.#dates.set(part.field.name, { ...parts, [part.part]: source });
  }

  #demandHeader(name: string, what: string): void {
    if (!this.#positions.has(plainHeader(name)))
      this.#refuse({
        column: name,
        message: `${what}, and the file has no such column`,
        ...near(name, this.#header),
      });
  }

  #unknown(column: string, from: string): void {
    this.#refuse({
      column: from,
      ...(column === from ? {} : { value: column }),
      message: `${this.#kind.plural} have no column ${column}`,
      ...this.#alsoWide(column, [
        ...columnsOf(this.#kind).flatMap(({ name, aliases }) => [name, ...aliases]),
        ...(this.#wideness ? this.#traits.map(({ exportName }) => exportName) : []),
      ]),
    });
  }

  /** What may be meant by the name; a trait that --wide does not name is to be named there. */
  #alsoWide(column: string, names: readonly string[]): { suggestion?: string } {
    const found = near(column, names);
    const { wide } = this.#wishes;
    const isItself = found.suggestion?.toLowerCase() === column.toLowerCase();
    return isItself && typeof wide === 'object' ? { suggestion: `--wide ${[...wide, column].join(',')}` } : found;
  }

  #refuse(problem: Omit<Problem, 'line' | 'code'>): void {
    this.#problems.push({ code: 'unknown-column', line: this.#line, ...problem });
  }
}

const wideHint =
  'Where each column is a trait: --wide auto. Else rename with --map HEADER=COLUMN, or leave out with --ignore HEADER (or --ignore rest).';

const near = (name: string, names: readonly string[]): { suggestion?: string } => {
  const suggestion = closest(name, names);
  return suggestion === undefined ? {} : { suggestion };
};

/** Headers that still have another delimiter in them, and would be columns without it. */
function betterDelimiter(kind: Columned, header: readonly string[]): string | undefined {
  const words = { semicolon: ';', tab: '\t', pipe: '|', comma: ',' };
  for (const [word, delimiter] of Object.entries(words)) {
    const parts = header.flatMap((name) => name.split(delimiter));
    const known = parts.filter((name) => columnNamed(kind, name) !== undefined).length;
    if (parts.length > header.length && known >= 2 && known * 2 >= parts.length)
      return `The header looks separated by ${word}: give --delimiter ${word}.`;
  }
  return undefined;
}
