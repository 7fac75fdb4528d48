// Three test projects: the house itself, its parts, and the whole thing running.
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));
const output = 'test/output';

/** Names given by `--project`, so that each run of CI keeps its own report. */
const selected = process.argv.flatMap((word, at, all) => (word === '--project' ? [all[at + 1] ?? ''] : []));

const project = (
  name: string,
  folders: readonly string[],
  limits: { timeoutMs: number; workers: number; order: number; isolate: boolean },
) => ({
  extends: true as const,
  test: {
    name,
    include: folders.map((folder) => `test/${folder}/**/*.test.{ts,tsx}`),
    testTimeout: limits.timeoutMs,
    hookTimeout: limits.timeoutMs,
    maxWorkers: limits.workers,
    // Parts have no state at module level (a house rule), so unit tests may share what they import.
    isolate: limits.isolate,
    sequence: { groupOrder: limits.order },
  },
});

const wholeFolders = ['contract', 'fuzz', 'http', 'journey', 'property', 'crash', 'chaos', 'browser', 'labels', 'pack'];

export default defineConfig({
  root,
  test: {
    allowOnly: false,
    exclude: [...configDefaults.exclude, '**/dist/**', `${output}/**`],
    reporters: process.env.CI
      ? ['default', ['json', { outputFile: `${output}/report-${selected.join('-') || 'all'}.json` }]]
      : ['default'],
    projects: [
      project('structure', ['architecture'], { timeoutMs: 60_000, workers: 2, order: 0, isolate: true }),
      project('unit', ['unit', 'vectors'], { timeoutMs: 10_000, workers: 2, order: 1, isolate: false }),
      project('whole', wholeFolders, { timeoutMs: 120_000, workers: 2, order: 2, isolate: true }),
    ],
  },
});
