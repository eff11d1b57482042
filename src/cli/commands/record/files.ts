import type { Context } from '../../command.ts';

/** Reads the files that a command or a table names, relative to the folder. */
export async function intakeFor(folder: string, database: string) {
  const { Blobs } = await import('../../../operations/media/blobs.ts');
  const { FileIntake } = await import('../../../operations/media/file-intake.ts');
  return new FileIntake(folder, new Blobs(database));
}

/** Removes files that nothing refers to any more. */
export async function sweep({ access, config }: Context): Promise<void> {
  const { Blobs } = await import('../../../operations/media/blobs.ts');
  const { sweepFiles } = await import('../../../operations/media/fetch-media.ts');
  await sweepFiles(access, new Blobs(config.db));
}
