import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';

/**
 * A directory that many test files start from, to be read and copied. Whichever file of a run asks first has it made; the others find it as it
 * then was.
 */
export async function kept(name: string, make: (dir: string) => Promise<void> | void): Promise<string> {
  const dir = join(inject('kept'), name);
  if (existsSync(dir)) return dir;
  const draft = mkdtempSync(`${dir}-`);
  await make(draft);
  try {
    renameSync(draft, dir);
  } catch (error) {
    // Another file was quicker.
    if (!existsSync(dir)) throw error;
    rmSync(draft, { recursive: true });
  }
  return dir;
}
