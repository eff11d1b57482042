import { foundation } from './0001-foundation.ts';
import { breadth } from './0002-breadth.ts';

/** In order; the database's user_version is how many of them it has had. Never edit one that has landed. */
export const migrations: readonly { name: string; sql: string }[] = [
  { name: '0001-foundation', sql: foundation },
  { name: '0002-breadth', sql: breadth },
];

/** Digest of the schema after each version (db/open.ts), index 0 being an empty file; test/db/schema.test.ts says the new one. */
export const fingerprints: readonly string[] = [
  '',
  '297de42b4c7e398f1f53a21122b841bc2453a317d53a9642aa680d094128f86d',
  'a340b9abe5d6d6dd487d08830a405c3d531ff2fd141a00a991a3c2df2b1c74fb',
];
