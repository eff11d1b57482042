import type { Draft, KeyPart, Stored } from '../../kinds/kind.ts';

/**
 * Finds rows of one file that are the same record. An open hash table of places, because a text for each of a million keys is
 * most of what an import would otherwise hold in memory.
 */
export class Duplicates {
  readonly #parts: readonly KeyPart[];
  readonly #drafts: Draft[] = [];
  readonly #lines: number[] = [];
  #table = new Int32Array(1024);
  readonly #within: string | undefined;
  readonly #places = new Map<string, number>();
  /** `within`: the list in each of whose items the key is unique. */
  constructor(parts: readonly KeyPart[], within?: string) {
    this.#parts = parts;
    this.#within = within;
  }

  /** The line of an earlier row with the same key; else the row is remembered. */
  earlier(draft: Draft, line: number): number | undefined {
    if (this.#within !== undefined) return this.#earlierWithin(draft, line, draft.lists[this.#within] ?? []);
    if (this.#drafts.length * 2 >= this.#table.length) this.#grow();
    const mask = this.#table.length - 1;
    for (let slot = this.#hash(draft) & mask; ; slot = (slot + 1) & mask) {
      const place = this.#table[slot] ?? 0;
      const other = this.#drafts[place - 1];
      if (other === undefined) {
        this.#drafts.push(draft);
        this.#lines.push(line);
        this.#table[slot] = this.#drafts.length;
        return undefined;
      }
      if (this.#same(other, draft)) return this.#lines[place - 1];
    }
  }

  #earlierWithin({ values }: Draft, line: number, items: readonly Stored[]): number | undefined {
    const keys = items.map((item) => JSON.stringify([item, ...this.#parts.map((part) => part.of(values))]));
    const before = keys.map((key) => this.#places.get(key)).find((place) => place !== undefined);
    if (before === undefined) for (const key of keys) this.#places.set(key, line);
    return before;
  }

  #same(a: Draft, b: Draft): boolean {
    for (const part of this.#parts) if (part.of(a.values) !== part.of(b.values)) return false;
    return true;
  }

  #hash(draft: Draft): number {
    let hash = 17;
    for (const part of this.#parts) hash = Math.imul(hash ^ hashOf(part.of(draft.values)), 0x01000193) + 0x9e3779b9;
    return (hash ^ (hash >>> 15)) >>> 0;
  }

  #grow(): void {
    this.#table = new Int32Array(this.#table.length * 2);
    const mask = this.#table.length - 1;
    for (const [at, draft] of this.#drafts.entries()) {
      let slot = this.#hash(draft) & mask;
      while (this.#table[slot] !== 0) slot = (slot + 1) & mask;
      this.#table[slot] = at + 1;
    }
  }
}

function hashOf(value: Stored): number {
  if (value === null) return 0;
  if (typeof value === 'number') return Number.isInteger(value) ? value | 0 : Math.imul((value * 1e6) | 0, 0x85ebca6b);
  let hash = value.length;
  for (let at = 0; at < value.length; at += 1) hash = Math.imul(hash ^ value.charCodeAt(at), 0x01000193);
  return hash;
}
