import { sql } from 'kysely';
import type { RecordKind } from '../kinds/kind.ts';
import { allowed, used } from './conditions.ts';
import { hole, prepare } from './lookup.ts';
import { sessionOf, type Reading } from './session.ts';

export interface EditChecks {
  mayEdit: (id: number) => boolean;
  /** Whether anything refers to the record, seen by the actor or not. */
  isUsed: (id: number) => boolean;
}

/** The questions that an edit begins with, for rows of files that ask them thousands of times. */
export async function editChecks(reading: Reading, kind: RecordKind): Promise<EditChecks> {
  const session = sessionOf(reading);
  const table = sql.table(kind.table);
  const editable = prepare(
    session,
    sql`select t.id from ${table} as t where t.id = ${hole} and ${await allowed(session, 'edit', kind.name)}`,
  );
  const referred = prepare(session, sql`select t.id from ${table} as t where t.id = ${hole} and ${used(kind.name)}`);
  return { mayEdit: (id) => editable(id).length > 0, isUsed: (id) => referred(id).length > 0 };
}
