import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A directory for what the files of one run share. */
    kept: string;
  }
}

/** Once for a whole run, before its files; what it returns, after them. */
export function setup(project: TestProject): () => void {
  const dir = mkdtempSync(join(tmpdir(), 'vasculum-kept-'));
  project.provide('kept', dir);
  return () => rmSync(dir, { recursive: true, force: true });
}
