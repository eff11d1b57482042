import { foundation } from './0001-foundation.ts';
import { breadth } from './0002-breadth.ts';
import { invitations } from './0003-invitations.ts';
import { identity } from './0004-identity.ts';
import { attributes } from './0005-attributes.ts';
import { joined } from './0006-joined.ts';
import { columns } from './0007-columns.ts';
import { behaviors } from './0008-behaviors.ts';

/** In order; the database's user_version is how many of them it has had. Never edit one that has landed. */
export const migrations: readonly { name: string; sql: string }[] = [
  { name: '0001-foundation', sql: foundation },
  { name: '0002-breadth', sql: breadth },
  { name: '0003-invitations', sql: invitations },
  { name: '0004-identity', sql: identity },
  { name: '0005-attributes', sql: attributes },
  { name: '0006-joined', sql: joined },
  { name: '0007-columns', sql: columns },
  { name: '0008-behaviors', sql: behaviors },
];

/** Digest of the schema after each version (db/open.ts), index 0 being an empty file; test/db/schema.test.ts says the new one. */
export const fingerprints: readonly string[] = [
  '',
  '297de42b4c7e398f1f53a21122b841bc2453a317d53a9642aa680d094128f86d',
  'fbe75ad5cbf6dadc55a78e5ab81d1d20f0055aa3e62ca04948a14a4ed15a0cc4',
  'a65c4659fc9a6e0b29e1237de331c6b6c5de4b53c25c91862cdac74567b6ee12',
  '7cffa8357f218e9aea4d3c67e25b7276ea199eb2bdf9344da5e7e0c6c9e867a9',
  '935bcccb82c6afc7a07da93192a4d929f73b0a9775e56e0bee982bd5685c2bf7',
  '89d5eab068a348d9cd3c2a0f6231e27a058589bb7e4a4967f6f77263ae08182c',
  '68667802794c5fa6976c9f5256652851a00d007b2c4f99fdc7236d1292c36be7',
  '3d70b4e98f4c801a191d1d2e0b4b28987bc2ead120da8898d4aa008546e44bd7',
];
