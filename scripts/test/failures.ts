/**
 * Names what failed, from the runners' own JSON reports: a run prints thousands of lines, and who reads only its end
 * must still learn which test it was and what it said.
 */
import { isAbsolute, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import { ROOT } from '../runtime.mjs';

/** Lines of an error that are kept: the sentence, and what was expected and found. */
const ERROR_LINES = 6;
const LINE_CHARACTERS = 240;

/** "path › test", then the first lines of its error, indented. */
function failure(file: string, test: string, error: string): string {
  const lines = stripVTControlCharacters(error)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, ERROR_LINES)
    .map((line) => `    ${line.slice(0, LINE_CHARACTERS)}`);
  return [`${isAbsolute(file) ? relative(ROOT, file) : file} › ${test}`, ...lines].join('\n');
}

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(
        z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
});

/** A file that could not be loaded has no failed test of its own: it is named as a whole. */
export function vitestFailures(json: unknown): readonly string[] {
  return vitestReport.parse(json).testResults.flatMap((file) => {
    const tests = file.assertionResults.filter((test) => test.status === 'failed');
    if (tests.length === 0 && file.status === 'failed') return [failure(file.name, 'the whole file', file.message)];
    return tests.map((test) => failure(file.name, test.fullName, (test.failureMessages ?? []).join('\n')));
  });
}

const playwrightSpec = z.object({
  title: z.string(),
  ok: z.boolean(),
  file: z.string(),
  line: z.int(),
  tests: z.array(
    z.object({ results: z.array(z.object({ error: z.object({ message: z.string().default('') }).optional() })) }),
  ),
});

const playwrightSuite = z.object({
  specs: z.array(playwrightSpec).default([]),
  get suites() {
    return z.array(playwrightSuite).default([]);
  },
});

const playwrightReport = z.object({ suites: z.array(playwrightSuite) });

function specsOf(suites: readonly z.infer<typeof playwrightSuite>[]): readonly z.infer<typeof playwrightSpec>[] {
  return suites.flatMap((suite) => [...suite.specs, ...specsOf(suite.suites)]);
}

/** What failed, and what passed only the second time: that is a defect too, of the test or of what it tests. */
export function playwrightFailures(json: unknown): readonly string[] {
  return specsOf(playwrightReport.parse(json).suites).flatMap((spec) => {
    const errors = spec.tests.flatMap((test) => test.results.flatMap(({ error }) => (error ? [error.message] : [])));
    if (spec.ok && errors.length === 0) return [];
    const title = spec.ok ? `${spec.title} (passed the second time)` : spec.title;
    return [failure(`e2e/${spec.file}:${spec.line}`, title, errors.find((error) => error !== '') ?? '')];
  });
}
