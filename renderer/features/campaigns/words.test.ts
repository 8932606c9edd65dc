/** Faults caught: a phase years away that reads as if it were next month, a first phase that follows nothing, a move before its campaign without a word. */
import { expect, it } from 'vitest';
import { moveStartHint, phaseStartHint, spanLabel } from './words.ts';

it('names the year of days as soon as one of them is not in this year', () => {
  const now = '2026-11-21';
  expect(spanLabel('2026-05-03', '2026-06-09', now)).toBe('3 May – 9 Jun');
  expect(spanLabel('2026-12-20', '2027-01-09', now)).toBe('20 Dec 2026 – 9 Jan 2027');
  expect(spanLabel('2030-01-01', '2030-01-14', now)).toBe('1 Jan – 14 Jan 2030');
  expect(spanLabel('2030-01-01', null, now)).toBe('1 Jan 2030 – …');
  expect(spanLabel(null, '2026-01-01', now)).toBe('… – 1 Jan');
  expect(spanLabel(null, null, now)).toBe('no days yet');
});

it('says where a first day comes from, and that a move begins before its campaign', () => {
  expect(phaseStartHint(null, 0)).toBe('Begins with the campaign.');
  expect(phaseStartHint(null, 1)).toBe('Follows the phase above.');
  expect(moveStartHint('2026-11-27', '2026-12-01')).toContain('Before its campaign begins');
  expect(moveStartHint('2026-12-01', '2026-12-01')).not.toContain('Before');
  expect(moveStartHint('2026-11-27', null)).not.toContain('Before');
});
