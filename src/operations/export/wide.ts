import { usedTraits } from '../../access/records.ts';
import type { RecordQuery } from '../../access/record-query.ts';
import type { Reading } from '../../access/session.ts';
import type { Field } from '../../kinds/kind.ts';
import type { RecordKind } from '../../kinds/kind.ts';

/** Columns of a measurement that belong to the one value, so that a row of several has no place for them. */
const ofOneValue = ['trait', 'value', 'notes', 'link', 'reference', 'parent'];
/** Columns that only help to name what a link points to. */
const isHint = (name: string): boolean => name.startsWith('link_');

export interface Wide {
  columns: { name: string; field: Field }[];
  rows: Generator<unknown[]>;
  /** How many notes, links, references and parents had no place, once all rows are read. */
  left: () => number;
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
  const lost = ofOneValue.slice(2).flatMap((name) => (at(name) < 0 ? [] : [at(name)]));
  const traits = await usedTraits(reading, kind, query);
  const placeOf = new Map(traits.map((name, place) => [name, shared.length + place]));
  const taken = new Set(shared.map((place) => columns[place]?.name));
  const valueField = columns[value]?.field;
  if (valueField === undefined) throw new Error('only measurements have a wide form');
  let left = 0;

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
      for (const place of lost) if (row[place + 1] !== null) left += 1;
      const into = placeOf.get(String(row[trait + 1])) ?? -1;
      let target = open.find((other) => other[into] === null);
      if (target === undefined) open.push((target = [...mine, ...traits.map(() => null)]));
      target[into] = row[value + 1];
    }
    yield* open;
  }

  return {
    columns: [
      ...shared.map((place) => columns[place] as { name: string; field: Field }),
      // A trait may be called like a column; import takes this name for what it is.
      ...traits.map((name) => ({ name: taken.has(name) ? `trait/${name}` : name, field: valueField })),
    ],
    rows: generate(),
    left: () => left,
  };
}
