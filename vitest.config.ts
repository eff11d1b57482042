import { accessSync, constants, statfsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Where files lie in memory, if there is room: tests make and remove some ten thousand databases, and wait for the disk each time. */
function memory(): { TMPDIR?: string } {
  const dir = '/dev/shm';
  try {
    accessSync(dir, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = statfsSync(dir);
    return bavail * bsize > 4 * 2 ** 30 ? { TMPDIR: dir } : {};
  } catch {
    return {};
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    env: memory(),
    globalSetup: 'test/helpers/setup.ts',
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
