import { describe, expect, it } from 'vitest';
import { measure, ndcgAt, recallAt, reciprocalRank } from './metrics.ts';

const right = new Map([
  ['a', 3],
  ['b', 1],
  ['z', 0],
]);

describe('measures', () => {
  it('agree with values worked out by hand (a wrong discount, gain or cut)', () => {
    expect(recallAt(2, ['x', 'a', 'b'], right)).toBe(0.5);
    expect(reciprocalRank(['x', 'a'], right)).toBe(0.5);
    expect(ndcgAt(10, ['a', 'b'], right)).toBe(1);
    // (1 + 7 / log2 3) / (7 + 1 / log2 3)
    expect(ndcgAt(10, ['b', 'a'], right)).toBeCloseTo(0.7098, 4);
  });

  it('give 0, not NaN, where nothing is right, and count a repeated id once', () => {
    expect(recallAt(5, ['a'], new Map())).toBe(0);
    expect(ndcgAt(5, [], right)).toBe(0);
    expect(ndcgAt(5, ['a', 'a', 'a'], new Map([['a', 1]]))).toBe(1);
    expect(measure(10, [{ ranking: ['a'], judgements: new Map() }])).toEqual({
      questions: 0,
      recall: 0,
      reciprocalRank: 0,
      ndcg: 0,
    });
  });
});
