import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { place } from '../helpers/place.ts';
import { mutated } from './quick.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const mutant = JSON.parse(process.env.VASCULUM_MUTANT ?? 'null');

/** The sources as they are but for one change, which stands in VASCULUM_MUTANT. */
const mutation = {
  name: 'mutation',
  enforce: 'pre',
  transform(text, id) {
    if (mutant === null || id.split('?')[0] !== `${root}${mutant.file}`) return undefined;
    return { code: mutated(text, mutant), map: null };
  },
};

export default defineConfig({
  root,
  plugins: [mutation],
  test: {
    include: ['test/**/*.test.ts'],
    env: { TMPDIR: place },
    globalSetup: 'test/helpers/setup.ts',
    setupFiles: 'test/helpers/each-file.ts',
    bail: 1,
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['json'],
  },
});
