import { usedTraits } from '../../access/records.ts';
import type { RecordQuery } from '../../access/record-query.ts';
import type { Reading } from '../../access/session.ts';
import { wideHeader } from '../../kinds/columns.ts';
import type { Field, RecordKind } from '../../kinds/kind.ts';

/** Columns of a measurement that belong to the one value, so that a row of several has no place for them. */
const ofOneValue = ['trait', 'value', 'link', 'notes', 'reference', 'parent'];
/** Columns that only help to name what a link points to. */
const isHint = (name: string): boolean => name.startsWith('link_');

export interface Wide {
  columns: { name: string; field: Field }[];
  rows: Generator<unknown[]>;
  /** The few columns of a list, and all traits. */
  simple: string[];
  /** What had no place, once all rows are read. */
  left: () => Left;
}

/** What of the records is not in a wide file. */
export interface Left {
  /** Notes, references and parents. */
  cells: number;
  /** Measurements that point to a record, and their traits. */
  links: number;
  linkTraits: readonly string[];
}

/**
 * One row for all that was measured on an object on one date by one person, with a column for each trait. Two values of one
 * trait need two rows. The measurements come sorted by occasion.
 */
export async function wideRows(
  reading: Reading,
  kind: RecordKind,
  query: RecordQuery,
  { columns, rows }: { columns: { name: string; field: Field }[]; rows: Iterable<unknown[]> },
): Promise<Wide> {
  const at = (name: string): number => columns.findIndex((column) => column.name === name);
  const [trait, value] = [at('trait'), at('value')];
  const shared = columns.flatMap(({ name }, place) => (ofOneValue.includes(name) || isHint(name) ? [] : [place]));
  const lost = ofOneValue.slice(3).flatMap((name) => (at(name) < 0 ? [] : [at(name)]));
  const used = await usedTraits(reading, kind, query);
  // A link is more than a value: a count without what it counts would say something else.
  const linkTraits = used.filter(({ type }) => type === 'link').map(({ name }) => name);
  const traits = used.filter(({ type }) => type !== 'link').map(({ name }) => name);
  const placeOf = new Map(traits.map((name, place) => [name, shared.length + place]));
  const valueField = columns[value]?.field;
  if (valueField === undefined) throw new Error('only measurements have a wide form');
  const left = { cells: 0, links: 0, linkTraits };

  function* generate(): Generator<unknown[]> {
    let open: unknown[][] = [];
    let key: unknown[] = [];
    for (const row of rows) {
      // The id comes first.
      const mine = shared.map((place) => row[place + 1]);
      if (mine.some((part, place) => part !== key[place])) {
        yield* open;
        open = [];
        key = mine;
      }
      const into = placeOf.get(String(row[trait + 1]));
      if (into === undefined) {
        left.links += 1;
        continue;
      }
      for (const place of lost) if (row[place + 1] !== null) left.cells += 1;
      let target = open.find((other) => other[into] === null);
      if (target === undefined) open.push((target = [...mine, ...traits.map(() => null)]));
      target[into] = row[value + 1];
    }
    yield* open;
  }

  const headers = traits.map((name) => wideHeader(kind, name));
  return {
    simple: [...kind.listed.filter((name) => !ofOneValue.includes(name)), ...headers],
    columns: [
      ...shared.map((place) => columns[place] as { name: string; field: Field }),
      ...headers.map((name) => ({ name, field: valueField })),
    ],
    rows: generate(),
    left: () => left,
  };
}
