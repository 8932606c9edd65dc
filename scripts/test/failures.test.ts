import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../runtime.mjs';
import { playwrightFailures, vitestFailures } from './failures.ts';

describe('the names of what failed, at the end of a run', () => {
  test('a failed test is named with its file and the start of its error, or a cut log hides it', () => {
    const report = {
      testResults: [
        {
          name: join(ROOT, 'sync/core.test.ts'),
          status: 'failed',
          assertionResults: [
            { status: 'passed', fullName: 'a good one', failureMessages: [] },
            { status: 'failed', fullName: 'a bad one', failureMessages: ['\u001b[31mexpected 1\u001b[39m\n\nto be 2'] },
          ],
        },
      ],
    };
    expect(vitestFailures(report)).toEqual(['sync/core.test.ts › a bad one\n    expected 1\n    to be 2']);
  });

  test('a file that could not be loaded is named too, though no test of it failed', () => {
    const report = {
      testResults: [{ name: 'a.test.ts', status: 'failed', message: 'no such module', assertionResults: [] }],
    };
    expect(vitestFailures(report)).toEqual(['a.test.ts › the whole file\n    no such module']);
  });

  test('a test of the desktop is found at any depth of the report', () => {
    const spec = (title: string, ok: boolean) => ({
      title,
      ok,
      file: 'sync.spec.ts',
      line: 7,
      tests: [{ results: [ok ? {} : { error: { message: 'Timeout' } }] }],
    });
    const report = { suites: [{ specs: [spec('pairs', true)], suites: [{ specs: [spec('syncs', false)] }] }] };
    expect(playwrightFailures(report)).toEqual(['e2e/sync.spec.ts:7 › syncs\n    Timeout']);
  });

  test('a test that passed only the second time is named too, or nobody looks for the reason', () => {
    const tests = [{ results: [{ error: { message: 'Timeout' } }, {}] }];
    const report = { suites: [{ specs: [{ title: 'pairs', ok: true, file: 'sync.spec.ts', line: 7, tests }] }] };
    expect(playwrightFailures(report)).toEqual(['e2e/sync.spec.ts:7 › pairs (passed the second time)\n    Timeout']);
  });
});
