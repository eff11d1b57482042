import { kinds } from '../kinds/index.ts';
import type { Field, RecordKind } from '../kinds/kind.ts';
import { sessionOf, type Reading } from './session.ts';

/** A field by which records of a kind refer to those of another, with its column. */
export interface Reference {
  kind: RecordKind;
  field: Field;
  column: string;
}

/** The fields of all kinds whose rules look at the record of this kind that they refer to. */
export const lookingInto = (target: RecordKind): Reference[] =>
  kinds.flatMap((kind) =>
    kind.fields.flatMap((field) =>
      field.to === target.name && field.looksInto !== undefined && field.column !== undefined
        ? [{ kind, field, column: field.column }]
        : [],
    ),
  );

/** The ids of all records, seen by the actor or not, that refer to this one. */
export const referringTo = (reading: Reading, { kind, column }: Reference, id: number): number[] =>
  sessionOf(reading)
    .handle.prepare(`select id from "${kind.table}" where "${column}" = ? order by id`)
    .pluck()
    .all(id) as number[];
