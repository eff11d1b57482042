import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { place } from './place.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A directory for what the files of one run share. */
    kept: string;
  }
}

/** Once for a whole run, before its files; what it returns, after them. */
export function setup(project: TestProject): () => void {
  const kept = join(place, 'kept');
  mkdirSync(kept, { recursive: true });
  project.provide('kept', kept);
  return () => {
    const left = readdirSync(place).filter((name) => name !== 'kept');
    rmSync(place, { recursive: true, force: true });
    // They would fill the memory of the machine in a longer run.
    if (left.length > 0) {
      process.exitCode = 1;
      throw new Error(`test files left ${left.length} things behind, as ${left[0]}`);
    }
  };
}
