/** Faults caught: a price of 4.5 that becomes 4.05, a price above the most. */
import { expect, it } from 'vitest';
import { priceOf } from './words.ts';

it('takes a price as it was typed', () => {
  expect(['4.5', '4,05', ' 999.99 ', '12'].map(priceOf)).toEqual([450, 405, 99_999, 1200]);
  expect(['', '1000', '1,000', '-1', '4.505', 'free'].map(priceOf)).toEqual([null, null, null, null, null, null]);
});
