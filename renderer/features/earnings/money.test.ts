/** Faults caught: digits that a label swallows, minus nought. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { change, moneyLabel, moneyParts, placesOf } from './money.ts';

describe('an amount', () => {
  it('is shown with every digit it has, in every currency', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -9e12, max: 9e12 }),
        fc.constantFrom('USD', 'EUR', 'JPY', 'KWD', 'CLF', 'IDR'),
        (micros, currency) => {
          const digits = moneyLabel(micros, currency).replaceAll(/[^\d.-]/g, '');
          const [whole = '', fraction = ''] = digits.replace('-', '').split('.');
          expect(Number(whole) * 1_000_000 + Number(fraction.padEnd(6, '0'))).toBe(Math.abs(micros));
          expect(fraction.length).toBeGreaterThanOrEqual(placesOf(currency));
          expect(moneyParts(micros, currency).join('')).toBe(moneyLabel(micros, currency));
        },
      ),
    );
    expect(moneyLabel(-0, 'USD')).toBe('$0.00');
    expect(moneyParts(21_437, 'EUR')).toEqual(['€0.02', '1437']);
    expect(moneyLabel(1_500_000_000, 'JPY')).toBe('¥1,500');
    expect(moneyParts(1_500_000, 'JPY')).toEqual(['¥1', '.5']);
    expect(moneyLabel(12_340_000, 'KWD').replaceAll('\u00A0', ' ')).toBe('KWD 12.340');
    expect(moneyParts(12_345_600, 'KWD').map((part) => part.replaceAll('\u00A0', ' '))).toEqual(['KWD 12.345', '6']);
  });

  it('compares with nought without an answer', () => {
    expect(change(5, 0)).toBeNull();
    expect(change(110, 100)).toBe(100);
    expect(change(-110, -100)).toBe(-100);
  });
});
