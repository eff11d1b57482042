import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

/** An empty directory of its own, removed when the test file ends. */
export function freshDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'vasculum-test-'));
  made.push(dir);
  return dir;
}

export function removeMade(): void {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
}
