import { expect, test } from 'vitest';
import { EXCEPTIONS, runConformance } from './conformance.ts';

test('the conformance suite passes, except where docs/conformance.md says why not', async () => {
  const scenarios = await runConformance();
  expect(scenarios.length).toBeGreaterThan(25);
  expect(
    scenarios
      .filter(({ failed }) => failed > 0)
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(Object.keys(EXCEPTIONS).toSorted());
}, 120_000);
