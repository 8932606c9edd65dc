/** Faults caught: a price of 4.5 that becomes 4.05, a price above the most, a fee that is assumed and shown as the platform's, a price of nothing taken without a word. */
import { expect, it } from 'vitest';
import { feeSource, lowPrice, priceOf } from './words.ts';

it('takes a price as it was typed', () => {
  expect(['4.5', '4,05', ' 999.99 ', '12'].map(priceOf)).toEqual([450, 405, 99_999, 1200]);
  expect(['', '1000', '1,000', '-1', '4.505', 'free'].map(priceOf)).toEqual([null, null, null, null, null, null]);
});

it('says of a price of nothing, and of one that is too low for the market, what they are', () => {
  expect(lowPrice(0)).toMatch(/nobody pays anything.*choose Free/);
  expect(lowPrice(49)).toMatch(/cannot be handed in.*\$0\.50 or more/);
  expect(lowPrice(50)).toBeUndefined();
  expect(lowPrice(null)).toBeUndefined();
});

it('says whose fee it is: the platform’s, one that is announced, or the usual one', () => {
  const next = { feeRate: 1250, minimum: 60_000_000, since: '2027-03-01' };
  const terms = { feeRate: 3000, minimum: 50_000_000, since: '2020-01-01', announced: [next] };
  expect(feeSource(terms, null)).toBe('By the platform’s terms, in force since 1 Jan 2020.');
  expect(feeSource(terms, '2027-03-01')).toBe('By the terms that are announced from 1 Mar 2027 on.');
  // A choice that was withdrawn meanwhile is no longer what is reckoned with.
  expect(feeSource({ ...terms, announced: [] }, '2027-03-01')).toMatch(/in force since/);
  expect(feeSource({ ...terms, since: null, announced: [] }, null)).toMatch(/not arrived .* usual 30 % are assumed/);
});
