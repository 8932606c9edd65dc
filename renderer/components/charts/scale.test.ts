/** Faults caught: an axis that cuts off the highest bar, ticks that crowd or never end. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { everyNth, scale, ticks } from './scale.ts';

describe('ticks', () => {
  it('reach around every value and are few', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.integer({ min: -1e12, max: 1e12 }), (a, b) => {
        const list = ticks(Math.min(a, b), Math.max(a, b));
        expect(list[0]).toBeLessThanOrEqual(Math.min(0, a, b));
        expect(list.at(-1)).toBeGreaterThanOrEqual(Math.max(0, a, b));
        expect(list.length).toBeLessThanOrEqual(8);
        expect(list.some((value) => value === 0)).toBe(true);
      }),
    );
  });

  it('are round', () => {
    expect(ticks(0, 93)).toEqual([0, 25, 50, 75, 100]);
    expect(ticks(0, 0)).toEqual([0, 0.25, 0.5, 0.75, 1]);
  });
});

it('a scale of one value does not divide by nought', () => {
  expect(scale(5, 5, 0, 100)(5)).toBe(0);
  expect(scale(0, 10, 0, 100)(5)).toBe(50);
  expect(everyNth(730, 10)).toBe(90);
  expect(everyNth(5, 10)).toBe(1);
});
