/** Faults caught: a time that flickers or claims more than is known, "0 passages, read in NaN". */
import { expect, it } from 'vitest';
import { readingDetail, readingEstimate } from './ownModel.ts';

it('says how long the passages take in words', () => {
  expect(readingEstimate(0, 40)).toBe('none yet');
  expect(readingEstimate(100, 40)).toBe('100, read in a few seconds in the background');
  expect(readingEstimate(1000, 40)).toBe('1,000, read in about 40 s in the background');
  expect(readingEstimate(20_000, 100)).toBe('20,000, read in about 33 min in the background');
  expect(readingEstimate(100_000, 144)).toBe('100,000, read in about 4 h in the background');
});

it('says how far it is, and what is left only while it reads', () => {
  const model = { id: 'm', name: 'm', path: '/m', bytes: 1, done: 500, total: 1500, message: null, passageMs: 60 };
  expect(readingDetail({ ...model, state: 'reading' })).toBe('500 of 1,500 passages, about 60 s left');
  expect(readingDetail({ ...model, state: 'paused' })).toBe('500 of 1,500 passages');
  expect(readingDetail({ ...model, state: 'reading', passageMs: null })).toBe('500 of 1,500 passages');
});
