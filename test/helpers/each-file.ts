import { afterAll } from 'vitest';
import { removeMade } from './fresh-dir.ts';

// Files of one worker share their modules: a hook that a module registers itself is one of the first file alone.
afterAll(removeMade);
