/** Faults caught: the same comparison shown twice under two names. */
import { expect, it } from 'vitest';
import type { Overview } from '../../../main/studio/earnings/contract.ts';
import { comparisons } from './words.ts';

const over = (from: string, to: string) => ({ from, to }) as Overview['previous'];

it('compares with the range before and the one a year ago, and once where they are the same', () => {
  const may = over('2026-05-01', '2026-05-31');
  const lastYear = over('2025-06-01', '2025-06-30');
  expect(comparisons({ previous: may, yearBefore: lastYear })).toEqual([
    { label: 'vs. before', figures: may },
    { label: 'vs. a year ago', figures: lastYear },
  ]);
  const year = over('2024-11-01', '2025-10-31');
  expect(comparisons({ previous: year, yearBefore: over('2024-11-01', '2025-10-31') })).toEqual([
    { label: 'vs. the year before', figures: year },
  ]);
});
