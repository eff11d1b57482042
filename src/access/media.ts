import { sessionOf, type Writing } from './session.ts';

/** Whether any row, seen by the actor or not, refers to contents of that digest. */
export function isReferred(writing: Writing): (sha256: string) => boolean {
  const statement = sessionOf(writing).handle.prepare('select 1 from media where sha256 = ? limit 1');
  return (sha256) => statement.get(sha256) !== undefined;
}
