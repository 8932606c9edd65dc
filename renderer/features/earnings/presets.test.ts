/** Faults caught: a month that ends on the 31st of February, a range that ends before it begins. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { granularityOf, PRESETS, rangeOf } from './presets.ts';

describe('presets', () => {
  it('never end before they begin, and hold today where they say so', () => {
    fc.assert(
      fc.property(fc.integer({ min: 15_000, max: 30_000 }), fc.constantFrom(...PRESETS), (day, preset) => {
        const today = new Date(day * 86_400_000).toISOString().slice(0, 10);
        const { from, to } = preset.range(today);
        if (from === null || to === null) return;
        expect(from <= to).toBe(true);
        if (!preset.id.startsWith('last-')) expect(from <= today && today <= to).toBe(true);
        else expect(to < today).toBe(true);
      }),
    );
  });

  it('know their months', () => {
    expect(rangeOf('last-month', '2026-03-31')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    expect(rangeOf('this-month', '2028-02-29')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
    expect(rangeOf('twelve', '2026-10-31')).toEqual({ from: '2025-11-01', to: '2026-10-31' });
    expect(granularityOf('2026-10-01', '2026-10-31')).toBe('day');
    expect(granularityOf('2025-11-01', '2026-10-31')).toBe('month');
  });
});
