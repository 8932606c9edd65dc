import { describe, expect, test } from 'vitest';
import { add, closingLine, NONE, playwrightCounts, vitestCounts } from './counts.ts';

describe('the closing line of a test run', () => {
  test('adds both runners up, or one of them could fail unseen', () => {
    const unit = vitestCounts({ numPassedTests: 40, numFailedTests: 1, numPendingTests: 2 });
    const desktop = playwrightCounts({ stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 0 } });
    expect(closingLine(add(unit, desktop))).toBe('46 passed, 2 failed, 2 skipped');
  });

  test('says nothing of skipped tests where there are none', () => {
    expect(closingLine(NONE)).toBe('0 passed, 0 failed');
  });

  test('refuses a report that it does not know, instead of counting nothing', () => {
    expect(() => vitestCounts({ tests: 12 })).toThrow(/numPassedTests/);
    expect(() => playwrightCounts({})).toThrow(/stats/);
  });
});
