import type { RawBuilder } from 'kysely';
import type { Session } from './session.ts';

/** The rows of a query, asked of SQLite at once: what is asked often goes round the steps of a query builder. */
export function rowsOf<Row>({ trx, handle }: Session, query: RawBuilder<Row>): Row[] {
  const { sql: text, parameters } = query.compile(trx);
  return handle.prepare<unknown[], Row>(text).all(...parameters);
}
