import { sql, type RawBuilder } from 'kysely';

/** Whether a membership row counts at this moment: one past its time is as good as absent. */
export const lasting = (alias: string, now: string): RawBuilder<boolean> =>
  sql<boolean>`(${sql.ref(`${alias}.until`)} is null or ${sql.ref(`${alias}.until`)} > ${now})`;
