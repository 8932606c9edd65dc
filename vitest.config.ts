/** Unit, store and integration tests: beside their sources, in plain Node. The tests of the real desktop are in e2e/. */
import { defineConfig } from 'vitest/config';
import { openRunFolder } from './scripts/run-folder.ts';

openRunFolder();

export default defineConfig({
  test: {
    include: ['{main,renderer,schema,retrieval,sync,migrations,apps,scripts}/**/*.test.{ts,tsx}'],
    environment: 'node',
    setupFiles: ['scripts/test/seed.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Real databases, processes and archives: slow on a busy machine is not wrong.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
