/** Faults caught: a price of 4.5 that becomes 4.05, a price above the most. */
import { expect, it } from 'vitest';
import { centsOf } from './words.ts';

it('takes a price as it was typed', () => {
  expect(['4.5', '4,05', ' 999.99 ', '12'].map(centsOf)).toEqual([450, 405, 99_999, 1200]);
  expect(['', '1000', '-1', '4.505', 'free'].map(centsOf)).toEqual([null, null, null, null, null]);
});
