/** Tests of the real desktop: `desktop` starts the built tree, `packaged` the packed app that users get. */
import { defineConfig } from '@playwright/test';
import { openRunFolder } from './scripts/run-folder.ts';

openRunFolder();

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/e2e',
  // One display and one keyboard focus: windows of two tests would disturb each other.
  workers: 1,
  // Real windows, databases and processes: slow on a busy machine is not wrong.
  timeout: 300_000,
  expect: { timeout: 20_000 },
  // A whole run is long, and a busy machine must not cost it: what passes only the second time is named in the report.
  retries: process.env['CI'] === undefined ? 0 : 1,
  forbidOnly: process.env['CI'] !== undefined,
  reporter: [['list'], ['json', { outputFile: process.env['MORGUS_E2E_REPORT'] ?? 'test-results/e2e.json' }]],
  projects: [
    { name: 'desktop', testIgnore: '**/packaged*.spec.ts' },
    { name: 'packaged', testMatch: '**/packaged*.spec.ts' },
  ],
});
