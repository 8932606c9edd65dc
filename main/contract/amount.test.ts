/** Faults caught: 60,000 read as 60.00, 1.000 guessed to be one or a thousand, an amount that changes between label and value. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { centsOf, microsOf, plainNumber } from './amount.ts';

describe('an amount that was typed', () => {
  it.each([
    ['60,000', 60_000_00],
    ['1,000', 1_000_00],
    ['1,000.00', 1_000_00],
    ['1,234,567.89', 1_234_567_89],
    ['60000', 60_000_00],
    [' 50.25 ', 50_25],
    ['60,5', 60_50],
    ['60,05', 60_05],
    ['1234,56', 1_234_56],
    ['0,50', 50],
    ['12.3', 12_30],
    ['0', 0],
  ])('%s is read as it is meant', (text, cents) => {
    expect(centsOf(text)).toBe(cents);
    expect(microsOf(text)).toBe(cents * 10_000);
  });

  it.each([
    '',
    '1.000',
    '60.000',
    '1.000,00',
    '1,00,000',
    '1,0000',
    '0,500',
    '0,000',
    '01,000',
    '1,000,5',
    '1,000,50',
    '1000,000',
    '12.345',
    '1.2.3',
    '5.',
    '5,',
    '.5',
    ',5',
    '-5',
    '+5',
    '1e3',
    '1 000',
    '$5',
    'fifty',
    '1000000000',
  ])('%j is refused, not guessed', (text) => {
    expect(centsOf(text)).toBeNull();
    expect(microsOf(text)).toBeNull();
  });

  it('is the same however it is grouped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999_999 }), (cents) => {
        const shown = new Intl.NumberFormat('en', { minimumFractionDigits: 2 }).format(cents / 100);
        expect(centsOf(shown)).toBe(cents);
        expect(centsOf(shown.replaceAll(',', ''))).toBe(cents);
      }),
    );
  });

  it('may have more decimals where a price has them', () => {
    expect(microsOf('0.075', 6)).toBe(75_000);
    expect(microsOf('1.2345', 6)).toBe(1_234_500);
    expect(microsOf('1.000', 6)).toBeNull();
  });
});

it('reads plain numbers by the same rule', () => {
  expect(['60,000', '-0,5', '7', '1,000.5'].map(plainNumber)).toEqual(['60000', '-0.5', '7', '1000.5']);
  expect(['1.000', '1,2,3', '--1', '0x1', 'Infinity', ''].map(plainNumber)).toEqual([
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
});
