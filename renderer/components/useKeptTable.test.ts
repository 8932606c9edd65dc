/** Faults caught: a list that is sorted by its words where it holds numbers, empty cells on top, equal rows that change places. */
import { expect, it } from 'vitest';
import { sortedBy } from './useKeptTable.ts';

const rows = [
  { name: 'b', count: 10, at: null },
  { name: 'a', count: 9, at: '2026-02-01' },
  { name: 'C', count: 10, at: '2026-01-01' },
];
const names = (by: (row: (typeof rows)[number]) => number | string | null, direction: 'asc' | 'desc') =>
  sortedBy(rows, by, direction)
    .map(({ name }) => name)
    .join('');

it('sorts by value both ways, and leaves equal rows and what has no value in their places', () => {
  expect(names(({ name }) => name, 'asc')).toBe('abC');
  expect(names(({ count }) => count, 'asc')).toBe('abC');
  expect(names(({ count }) => count, 'desc')).toBe('bCa');
  expect(names(({ at }) => at, 'asc')).toBe('Cab');
  expect(names(({ at }) => at, 'desc')).toBe('aCb');
  expect(sortedBy(rows, undefined, 'asc')).toBe(rows);
});
