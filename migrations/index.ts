import { foundation } from './0001-foundation.ts';
import { breadth } from './0002-breadth.ts';
import { invitations } from './0003-invitations.ts';

/** In order; the database's user_version is how many of them it has had. Never edit one that has landed. */
export const migrations: readonly { name: string; sql: string }[] = [
  { name: '0001-foundation', sql: foundation },
  { name: '0002-breadth', sql: breadth },
  { name: '0003-invitations', sql: invitations },
];

/** Digest of the schema after each version (db/open.ts), index 0 being an empty file; test/db/schema.test.ts says the new one. */
export const fingerprints: readonly string[] = [
  '',
  '297de42b4c7e398f1f53a21122b841bc2453a317d53a9642aa680d094128f86d',
  '7e72d267cc15e7ea05b22c83d2afa86957761abd52e89571ed17666d60af72ee',
  '6ee199d1097dff21eb28b7ec19551f6935886defcc6d44b610a096de3beedb39',
];
