import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { place } from './test/helpers/place.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    env: { TMPDIR: place },
    globalSetup: 'test/helpers/setup.ts',
    setupFiles: 'test/helpers/each-file.ts',
    expect: { requireAssertions: true },
    allowOnly: false,
    restoreMocks: true,
    // No module keeps what one test could leave for another, and to load them all again for each file takes longer than many a file does.
    isolate: false,
    // More than there are cores: some files mostly wait for processes of their own.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
