/** BM25F: how well a chunk's words answer the words asked for. */
import { type Lexicon, weightedCount } from './lexicon.ts';
import type { QueryTerm } from './query.ts';
import type { Scope } from './scope.ts';

/** Saturation of repeated words, and how far long chunks are held back: the field's usual values. */
export const K1 = 1.2;
export const B = 0.75;

/** Rarity of a term; never negative, so that a word in every chunk still counts a little. */
export function rarity(size: number, frequency: number): number {
  return Math.log(1 + (size - frequency + 0.5) / (frequency + 0.5));
}

/** What the length of a chunk sets against the count of a term in it. */
export function lengthNorm(length: number, averageLength: number): number {
  const relative = averageLength > 0 ? length / averageLength : 1;
  return K1 * (1 - B + B * relative);
}

/** What one term adds to one chunk, before its weight in the query. */
export function impact(count: number, length: number, averageLength: number): number {
  return (count * (K1 + 1)) / (count + lengthNorm(length, averageLength));
}

/**
 * Sum over the terms for every chunk; 0 where none occurs. `scores` has a place for each slot; those outside the scope
 * are of no meaning.
 */
export function scoreWords(lexicon: Lexicon, scope: Scope, terms: readonly QueryTerm[], scores: Float32Array): void {
  const { size, averageLength, norms } = scope;
  for (const { number, weight } of terms) {
    const factor = weight * rarity(size, scope.frequency(number));
    const { ordinals, text, title, heading } = lexicon.postings(number);
    for (let i = 0; i < ordinals.length; i++) {
      const ordinal = ordinals[i] ?? 0;
      const count = weightedCount(text[i] ?? 0, title[i] ?? 0, heading[i] ?? 0);
      const norm = norms ? (norms[ordinal] ?? 0) : lengthNorm(lexicon.lengthOf(ordinal), averageLength);
      // Those outside may lie beyond the norms; what they get is thrown away.
      scores[ordinal] = (scores[ordinal] ?? 0) + factor * ((count * (K1 + 1)) / (count + norm || 1));
    }
  }
}
