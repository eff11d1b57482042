import { migrateDatabase } from '../../access/file.ts';
import type { Identity } from '../../access/session.ts';

/** Only a superadmin migrates. */
export const migrateAs = (path: string, identity: Identity, clock: () => Date, dryRun: boolean) =>
  migrateDatabase(path, identity, clock, dryRun);
