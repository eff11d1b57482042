import { accessSync, constants, statfsSync } from 'node:fs';
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
    // One less than there are cores by default, which leaves half of two idle.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
