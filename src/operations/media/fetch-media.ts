import type { Access } from '../../access/access.ts';
import { isReferred } from '../../access/media.ts';
import { findRecord, storedRecord } from '../../access/records.ts';
import { kindOf } from '../../kinds/index.ts';
import type { Blobs } from './blobs.ts';

/** The digest and the name of the file of media that the actor reads. Errors: NotFound. */
export async function locateFile(access: Access, ref: string): Promise<{ id: number; sha256: string; name: string }> {
  return access.read(async (reading) => {
    const kind = kindOf('media');
    const { id } = await findRecord(reading, kind, ref);
    const stored = storedRecord(reading, kind)(id);
    return { id, sha256: String(stored['sha256']), name: String(stored['file_name']) };
  });
}

/** Removes the files that no row refers to any more. Holds the write lock, so that none is being referred to meanwhile. */
export async function sweepFiles(access: Access, blobs: Blobs): Promise<void> {
  if (access.dryRun) return;
  await access.write(async (writing) => blobs.sweep(isReferred(writing)));
}
