// Vitest for mutants: the table's tests in one worker, each file's code read anew only where a mutant changed it.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('../..', import.meta.url));

export default defineConfig({
  root,
  test: {
    include: ['test/unit/**/*.test.ts', 'test/journey/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 1,
    // Parts have no state at module level (a house rule): what one file imported serves the next.
    isolate: false,
    allowOnly: false,
    // In the copied tree itself: what is installed is shared with the house, and nothing of a mutant may stay there.
    experimental: { fsModuleCache: true, fsModuleCachePath: 'test/output/modules' },
  },
});
