import { describe, expect, it } from 'vitest';
import { usesWeekends } from './weekends.ts';

describe('whether a move uses weekends', () => {
  // Fault: the switch forgets what was chosen, and the next change of the first day lays the days over a weekend again.
  it.each<[boolean, (string | null)[]]>([
    [false, ['2026-11-27', '2026-11-30', '2026-12-01']],
    [true, ['2026-11-27', '2026-11-28', '2026-11-29']],
    [true, ['2026-11-23', '2026-11-24']],
    [true, ['2026-11-27', '2026-12-07']],
    [true, [null, null]],
    [false, [null, '2026-11-30', '2026-11-27']],
    [true, []],
  ])('%s for %j', (expected, dates) => expect(usesWeekends(dates)).toBe(expected));
});
