import { migrateDatabase } from '../../access/file.ts';
import type { Identity } from '../../access/session.ts';

/** Only a superadmin migrates. The backup is named by the schema it has and this moment. */
export const migrateAs = (path: string, identity: Identity, clock: () => Date, dryRun: boolean) =>
  migrateDatabase(path, identity, clock().toISOString().replaceAll(/[-:]/g, '').slice(0, 15), dryRun);
