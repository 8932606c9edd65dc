/** The stages of `npm test`, in order: the quick ones first, so that a slip of the pen is heard of early. */
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { OUT, ROOT } from '../runtime.mjs';
import { NONE, playwrightCounts, vitestCounts } from './counts.ts';
import type { Counts } from './counts.ts';
import { openDisplay } from './display.ts';
import { playwrightFailures, vitestFailures } from './failures.ts';

export interface StageResult {
  readonly ok: boolean;
  /** What a test runner counted; NONE for a check, which passes or fails as a whole. */
  readonly counts: Counts;
  /** Each failed test with the start of its error. */
  readonly failures?: readonly string[];
}

export interface Stage {
  readonly name: string;
  /** In words, for the report. */
  readonly what: string;
  run(): Promise<StageResult>;
}

type Environment = Readonly<Record<string, string>>;

/** Runs a JavaScript program of node_modules, or one of ours, on this Node. Answers whether it ended well. */
function node(file: string, args: readonly string[], env: Environment = {}): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, file), ...args], {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0));
  });
}

function check(name: string, what: string, file: string, args: readonly string[]): Stage {
  return { name, what, run: async () => ({ ok: await node(file, args), counts: NONE }) };
}

/** Runs a test runner and reads its JSON report. A runner that ended without one has failed, whatever its exit code. */
async function counted(
  report: string,
  run: () => Promise<boolean>,
  read: (json: unknown) => Counts,
  name: (json: unknown) => readonly string[],
): Promise<StageResult> {
  const file = join(ROOT, report);
  await rm(file, { force: true });
  const ended = await run();
  if (!existsSync(file)) return { ok: false, counts: NONE };
  const json: unknown = JSON.parse(await readFile(file, 'utf8'));
  const counts = read(json);
  const ok = ended && counts.failed === 0;
  const failures = name(json);
  // An error that belongs to no test: a promise that nobody heard of any more.
  const beside =
    ok || counts.failed > 0 ? [] : [`${report}: every test passed, and the run failed: see “Unhandled” above`];
  return { ok, counts, failures: [...failures, ...beside] };
}

async function playwright(project: string): Promise<StageResult> {
  const report = `test-results/${project}.json`;
  const display = await openDisplay();
  const env = { MORGUS_E2E_REPORT: report, ...(display.name === undefined ? {} : { DISPLAY: display.name }) };
  try {
    return await counted(
      report,
      () => node('node_modules/@playwright/test/cli.js', ['test', `--project=${project}`], env),
      playwrightCounts,
      playwrightFailures,
    );
  } finally {
    display.stop();
  }
}

const UNIT_REPORT = 'test-results/unit.json';

export const STAGES: readonly Stage[] = [
  check('format', 'oxfmt', 'node_modules/oxfmt/bin/oxfmt', ['--check', '.']),
  check('lint', 'oxlint', 'node_modules/oxlint/bin/oxlint', ['--deny-warnings']),
  check('types', 'tsc', 'node_modules/typescript/bin/tsc', ['-p', '.', '--noEmit']),
  check('arrows', 'dependency-cruiser', 'scripts/test/arrows.ts', []),
  check('unused', 'knip', 'node_modules/knip/bin/knip.js', []),
  check('build', 'rolldown and vite', 'scripts/build.ts', []),
  {
    name: 'unit',
    what: 'vitest',
    run: () =>
      counted(
        UNIT_REPORT,
        () =>
          node('node_modules/vitest/vitest.mjs', [
            'run',
            '--reporter=default',
            '--reporter=json',
            `--outputFile.json=${UNIT_REPORT}`,
          ]),
        vitestCounts,
        vitestFailures,
      ),
  },
  { name: 'e2e', what: 'playwright, the built desktop', run: () => playwright('desktop') },
  {
    name: 'package',
    what: 'electron-builder, then playwright on the packed app',
    run: async () => {
      if (!existsSync(OUT.shell)) return { ok: false, counts: NONE };
      if (!(await node('scripts/package.ts', []))) return { ok: false, counts: NONE };
      return playwright('packaged');
    },
  },
];
