import { describe, expect, it } from 'vitest';
import type { RequestFacts } from '../../main/contract/facts.ts';
import { isStale } from './stale.ts';

const facts: RequestFacts = { 'a.list': ['a', 'b'], 'fixed.list': [], 'all.info': ['*'], 'a.save': null };

describe('isStale', () => {
  it('refetches only what reads a changed table', () => {
    expect(isStale(facts, 'a.list', ['b'])).toBe(true);
    expect(isStale(facts, 'a.list', ['c'])).toBe(false);
  });
  it('refetches everything that reads at all when nothing finer is known', () => {
    expect(isStale(facts, 'a.list', ['*'])).toBe(true);
    expect(isStale(facts, 'fixed.list', ['*'])).toBe(false);
  });
  it('a request that reads everything follows every change', () => {
    expect(isStale(facts, 'all.info', ['c'])).toBe(true);
  });
  it('leaves mutations and unknown keys alone', () => {
    expect(isStale(facts, 'a.save', ['a'])).toBe(false);
    expect(isStale(facts, undefined, ['a'])).toBe(false);
    expect(isStale(facts, 'no.such', ['*'])).toBe(false);
  });
});
