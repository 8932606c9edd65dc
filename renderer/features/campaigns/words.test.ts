/** Fault caught: a phase years away that reads as if it were next month. */
import { expect, it } from 'vitest';
import { spanLabel } from './words.ts';

it('names the year of days as soon as one of them is not in this year', () => {
  const now = '2026-11-21';
  expect(spanLabel('2026-05-03', '2026-06-09', now)).toBe('3 May – 9 Jun');
  expect(spanLabel('2026-12-20', '2027-01-09', now)).toBe('20 Dec 2026 – 9 Jan 2027');
  expect(spanLabel('2030-01-01', '2030-01-14', now)).toBe('1 Jan – 14 Jan 2030');
  expect(spanLabel('2030-01-01', null, now)).toBe('1 Jan 2030 – …');
  expect(spanLabel(null, '2026-01-01', now)).toBe('… – 1 Jan');
  expect(spanLabel(null, null, now)).toBe('no days yet');
});
