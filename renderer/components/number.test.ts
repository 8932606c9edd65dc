import { describe, expect, it } from 'vitest';
import { stepNumber } from './number.ts';

describe('stepNumber', () => {
  it('adds tenths without 0.30000000000000004', () => {
    expect(stepNumber('0.2', 0.1, 0, 2)).toBe('0.3');
  });
  it('stops at the bounds', () => {
    expect(stepNumber('1.95', 0.1, 0, 2)).toBe('2.00');
    expect(stepNumber('0', -1, 0, 10)).toBe('0');
  });
  it('starts from the lower bound when what is typed is no number', () => {
    expect(stepNumber('abc', 1, 5, 10)).toBe('6');
    expect(stepNumber('', 1, Number.NEGATIVE_INFINITY, 10)).toBe('1');
  });
  it('steps sixty thousand to sixty thousand and one', () => {
    expect(stepNumber('60,000', 1, 0, Number.POSITIVE_INFINITY)).toBe('60001');
  });
  it('reads a comma as people in half of Europe write it', () => {
    expect(stepNumber('0,5', 0.1, 0, 2)).toBe('0.6');
  });
});
