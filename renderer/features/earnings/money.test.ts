/** Faults caught: digits that a label swallows, minus nought. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { change, moneyLabel, moneyParts } from './money.ts';

describe('an amount', () => {
  it('is shown with every digit it has', () => {
    fc.assert(
      fc.property(fc.integer({ min: -9e12, max: 9e12 }), (micros) => {
        const digits = moneyLabel(micros, 'USD').replaceAll(/[^\d.-]/g, '');
        const [whole = '', fraction = ''] = digits.replace('-', '').split('.');
        expect(Number(whole) * 1_000_000 + Number(fraction.padEnd(6, '0'))).toBe(Math.abs(micros));
        expect(moneyParts(micros, 'USD').join('')).toBe(moneyLabel(micros, 'USD'));
      }),
    );
    expect(moneyLabel(-0, 'USD')).toBe('$0.00');
    expect(moneyParts(21_437, 'EUR')).toEqual(['€0.02', '1437']);
    expect(moneyLabel(1_500_000, 'JPY')).toBe('¥1.50');
  });

  it('compares with nought without an answer', () => {
    expect(change(5, 0)).toBeNull();
    expect(change(110, 100)).toBe(100);
    expect(change(-110, -100)).toBe(-100);
  });
});
