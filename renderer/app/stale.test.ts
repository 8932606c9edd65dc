import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineContract, mutation, query } from '../../main/contract/define.ts';
import { isStale } from './stale.ts';

const contract = defineContract({
  'a.list': query({ input: z.object({}), output: z.string(), reads: ['a', 'b'] }),
  'fixed.list': query({ input: z.object({}), output: z.string(), reads: [] }),
  'all.info': query({ input: z.object({}), output: z.string(), reads: ['*'] }),
  'a.save': mutation({ input: z.object({}), output: z.string() }),
});

describe('isStale', () => {
  it('refetches only what reads a changed table', () => {
    expect(isStale(contract, 'a.list', ['b'])).toBe(true);
    expect(isStale(contract, 'a.list', ['c'])).toBe(false);
  });
  it('refetches everything that reads at all when nothing finer is known', () => {
    expect(isStale(contract, 'a.list', ['*'])).toBe(true);
    expect(isStale(contract, 'fixed.list', ['*'])).toBe(false);
  });
  it('a request that reads everything follows every change', () => {
    expect(isStale(contract, 'all.info', ['c'])).toBe(true);
  });
  it('leaves mutations and unknown keys alone', () => {
    expect(isStale(contract, 'a.save', ['a'])).toBe(false);
    expect(isStale(contract, undefined, ['a'])).toBe(false);
  });
});
