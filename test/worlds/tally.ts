import type { SeededWorld } from './seed.ts';

export type NameOf = (id: number) => string;

/** What one property was asked, and where the engine and the oracle differ. */
export class Tally {
  compared = 0;
  readonly #wrong: string[] = [];

  same(world: SeededWorld, question: string | (() => string), expected: unknown, got: unknown): void {
    this.compared += 1;
    if (expected === got) return;
    const [wanted, had] = [JSON.stringify(expected), JSON.stringify(got)];
    if (wanted !== had)
      this.#wrong.push(
        `world ${world.number} (WORLDS_SEED=${world.seed} WORLDS=1), ${typeof question === 'string' ? question : question()}:\n    expected ${wanted}\n    got      ${had}`,
      );
  }

  /** The same ids, in any order; where not, those that differ are named. */
  sameIds(
    world: SeededWorld,
    question: () => string,
    expected: Iterable<number>,
    got: Iterable<number>,
    nameOf: NameOf,
  ) {
    const [wanted, had] = [[...expected].toSorted(ascending), [...got].toSorted(ascending)];
    if (wanted.length === had.length && wanted.every((id, at) => id === had[at])) this.compared += 1;
    else {
      const missing = wanted.filter((id) => !had.includes(id)).map(nameOf);
      const surplus = had.filter((id, at) => !wanted.includes(id) || had.indexOf(id) !== at).map(nameOf);
      this.same(world, question, { ids: wanted.length }, { ids: had.length, missing, surplus });
    }
  }

  /** Empty where all agree. */
  report(): string {
    const rest = this.#wrong.length - 10;
    return [
      ...(this.#wrong.length === 0 ? [] : [`${this.#wrong.length} of ${this.compared} comparisons differ`]),
      ...this.#wrong.slice(0, 10),
      ...(rest > 0 ? [`and ${rest} more`] : []),
    ].join('\n');
  }
}

const ascending = (a: number, b: number): number => a - b;

export const properties = [
  'matrix',
  'who',
  'what',
  'lists',
  'columns',
  'checks',
  'records',
  'counts',
  'record columns',
  'record checks',
  'inserts',
  'links',
  'paths',
  'identities',
  'laws',
  'monotone',
] as const;
type Property = (typeof properties)[number];

/** What was asked of each property, and how often every sort of thing occurred in what was asked. */
export class Tallies {
  readonly of: Readonly<Record<Property, Tally>>;
  readonly #seen = new Map<string, number>();
  constructor() {
    this.of = Object.fromEntries(properties.map((name) => [name, new Tally()])) as Record<Property, Tally>;
  }

  saw(sort: string, times = 1): void {
    this.#seen.set(sort, (this.#seen.get(sort) ?? 0) + times);
  }

  /** Those that occurred less often than that, and how often. */
  rare(sorts: readonly string[], least: number): string[] {
    return sorts
      .map((sort) => [sort, this.#seen.get(sort) ?? 0] as const)
      .filter(([, times]) => times < least)
      .map(([sort, times]) => `${sort}: ${times}`);
  }

  summary(): string {
    const sorts = [...this.#seen].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([sort, times]) => `${sort} ${times}`);
    return `${properties.map((name) => `${this.of[name].compared} ${name}`).join(', ')}\n  ${sorts.join(', ')}`;
  }
}
