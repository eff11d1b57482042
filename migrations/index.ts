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
  '9d99518ae602d724a6ab25f57f4ec43b84514a12e8422332c2c79358129e4297',
  '9530f00d9792a72bcfb1c1c9962ad9906f196726232366d29c7aac1f6a5eb20a',
];
