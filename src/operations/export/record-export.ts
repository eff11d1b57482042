import type { Access } from '../../access/access.ts';
import { auditRecords, endJob, startJob } from '../../access/jobs.ts';
import type { FileKind } from '../../kinds/file-kinds.ts';

/** The job of an export that was made. Anonymous exports and dry runs leave none. */
export async function recordExport(
  access: Access,
  anonymous: boolean,
  kind: FileKind,
  given: unknown,
  rows: number,
): Promise<number | null> {
  if (access.dryRun || anonymous) return null;
  return access.write(async (writing) => {
    const id = await startJob(writing, { kind: `export ${kind.plural}`, arguments: given });
    await endJob(
      writing,
      id,
      'success',
      { read: rows, created: 0, updated: 0, unchanged: 0, skipped: 0, rejected: 0 },
      undefined,
    );
    await auditRecords(writing, kind.name, { after: { exported: rows }, job: id });
    return id;
  });
}
