/** Faults caught: a column that can be dragged away to nothing, rows that end before their columns, a width that hides the rest. */
import { expect, it } from 'vitest';
import { clampWidth, leastOf, NARROWEST, tracksOf } from './tracks.ts';

const COLUMNS = [
  { id: 'name', width: 'minmax(12rem, 2fr)' },
  { id: 'kind', width: '8rem', optional: true },
  { id: 'amount', width: '9rem' },
];

it('takes the chosen width of a column, and leaves the others as they come', () => {
  expect(tracksOf(COLUMNS, { kind: 200 }, { narrow: false })).toEqual({
    template: 'minmax(12rem, 2fr) 200px 9rem',
    least: 12 * 16 + 200 + 9 * 16,
  });
});

it('leaves out optional columns where it is narrow, and puts ticks first', () => {
  expect(tracksOf(COLUMNS, { kind: 200 }, { narrow: true, lead: ['2.5rem'] })).toEqual({
    template: '2.5rem minmax(12rem, 2fr) 9rem',
    least: 40 + 192 + 144,
  });
});

it('lets the row reach its end when every column has a width of its own', () => {
  const { template } = tracksOf(COLUMNS, { name: 300, kind: 100, amount: 100 }, { narrow: false });
  expect(template).toBe('300px 100px 100px minmax(0, 1fr)');
});

it('never makes a column too small to be taken hold of again', () => {
  expect(clampWidth(-50)).toBe(NARROWEST);
  expect(tracksOf(COLUMNS, { amount: 3 }, { narrow: false }).template).toContain(`${NARROWEST}px`);
  expect(leastOf('1fr')).toBe(0);
});
