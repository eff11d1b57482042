import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
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
