/** Vectors of another model: the scan equals naive arithmetic, and likeness is a number that keeps the order. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildIndex, createOutsideVectors, openIndex } from './index.ts';
import { levelled } from './outside.ts';
import type { Scope } from './scope.ts';

const WIDTH = 384;
const everything = (size: number): Scope => ({
  size,
  averageLength: 1,
  has: () => true,
  frequency: () => 0,
  silence: () => undefined,
});
const vectorOf = (seed: number): Int8Array =>
  Int8Array.from({ length: WIDTH }, (_, d) => ((Math.imul(seed + 1, 2654435761) ^ Math.imul(d + 3, 40503)) % 127) | 0);
const lengthOf = (vector: Int8Array): number => Math.hypot(...vector);

describe('vectors of another model', () => {
  it('give the cosines of naive arithmetic after any sequence of changes (a stale, lost or foreign row)', () => {
    const step = fc.record({ key: fc.nat(12), seed: fc.nat(50), gone: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.nat(50), (steps, asked) => {
        const vectors = createOutsideVectors(WIDTH);
        const reference = new Map<number, Int8Array>();
        for (const { key, seed, gone } of steps) {
          if (gone) {
            vectors.delete(key);
            reference.delete(key);
          } else {
            vectors.set(key, vectorOf(seed), 1 / lengthOf(vectorOf(seed)));
            reference.set(key, vectorOf(seed));
          }
        }
        expect(vectors.size).toBe(reference.size);
        const question = Float32Array.from(vectorOf(asked), (value) => value / lengthOf(vectorOf(asked)));
        const keys = Array.from({ length: 13 }, (_, key) => key);
        const cosines = vectors.cosines(
          question,
          Int32Array.from(keys, (key) => vectors.rowOf(key)),
        );
        for (const key of keys) {
          const vector = reference.get(key);
          if (!vector) expect(cosines[key]).toBeNaN();
          else {
            const dot = vector.reduce((sum, value, d) => sum + value * (question[d] ?? 0), 0);
            expect(cosines[key]).toBeCloseTo(dot / lengthOf(vector), 1);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('of another width, or not numbers, are left out instead of spoiling an answer', () => {
    const vectors = createOutsideVectors(WIDTH);
    vectors.set(1, new Int8Array(8), 1);
    vectors.set(2, vectorOf(1), Number.NaN);
    expect(vectors.size).toBe(0);
    vectors.set(3, vectorOf(1), 0.001);
    const rows = Int32Array.of(vectors.rowOf(3));
    expect(vectors.cosines(new Float32Array(WIDTH).fill(Number.NaN), rows)[0]).toBeNaN();
    expect(vectors.cosines(new Float32Array(7), rows)[0]).toBeNaN();
  });

  it('are levelled to likeness that keeps the order, never above 1, never NaN', () => {
    const cosine = fc.oneof(fc.float({ min: -1, max: 1, noNaN: true }), fc.constant(Number.NaN));
    fc.assert(
      fc.property(fc.array(cosine, { minLength: 1, maxLength: 30 }), (list) => {
        const likeness = levelled(Float32Array.from(list), everything(list.length), list.length);
        expect(likeness.every((value) => Number.isFinite(value) && value <= 1)).toBe(true);
        for (const [a, one] of list.entries())
          for (const [b, other] of list.entries())
            if (one > other) expect(likeness[a] ?? 0).toBeGreaterThanOrEqual(likeness[b] ?? 0);
      }),
    );
  });

  it('rank in place of the index’s own, also for a question of unknown words', () => {
    const text = ['red sail', 'green sail', 'blue sail'];
    const index = openIndex(
      buildIndex(text.map((one, i) => ({ id: `${i}`, documentId: `${i}`, title: '', headingPath: [], text: one }))),
    );
    const best = (cosines: number[], query = 'sail'): number | undefined =>
      index.search(query, { limit: 3, explain: true, cosines: Float32Array.from(cosines) })[0]?.ordinal;
    expect(best([0.1, 0.1, 0.8])).toBe(2);
    expect(best([0.1, 0.8, 0.1])).toBe(1);
    expect(best([0.1, 0.9, 0.1], 'zzzzzz')).toBe(1);
    const none = [Number.NaN, Number.NaN, Number.NaN];
    expect(index.search('sail', { limit: 3, cosines: Float32Array.from(none) })).toHaveLength(3);
  });
});
