import { demandMigrator, migrateDatabase } from '../../access/access.ts';
import type { Identity } from '../../access/session.ts';

/** Only a superadmin migrates. */
export async function migrateAs(
  path: string,
  identity: Identity,
  clock: () => Date,
  dryRun: boolean,
): ReturnType<typeof migrated> {
  demandMigrator(path, identity);
  return migrated(path, clock, dryRun);
}

const migrated = async (path: string, clock: () => Date, dryRun: boolean) =>
  migrateDatabase(path, clock().toISOString().replaceAll(/[-:]/g, '').slice(0, 15), dryRun);
