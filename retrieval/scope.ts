/**
 * The part of an index that one search is about. Counts and average length are those of the part, so that a search
 * within some documents ranks as an index of only these would.
 */
import { lengthNorm } from './bm25.ts';
import type { Lexicon } from './lexicon.ts';

export interface Scope {
  /** Chunks inside. */
  readonly size: number;
  readonly averageLength: number;
  /** False also for a removed chunk. */
  has(ordinal: number): boolean;
  /** What a chunk's length does to its score (bm25.ts), where it was worked out for all. */
  readonly norms?: Float64Array;
  /** Chunks inside that hold the term. */
  frequency(number: number): number;
  /** Sets to 0 what belongs to a chunk outside. */
  silence(values: Float32Array): void;
}

interface Facts {
  readonly size: number;
  readonly averageLength: number;
  readonly norms: Float64Array;
}
/** A mask is used for many searches; its sums are taken once. A caller that changes a mask makes a new one. */
const known = new WeakMap<Uint8Array, Facts>();

/** @param mask one byte an ordinal, 0 for a chunk outside; ordinals beyond its end are outside. */
export function scopeOf(lexicon: Lexicon, mask: Uint8Array | undefined): Scope {
  if (mask) return masked(lexicon, mask);
  return {
    size: lexicon.size,
    averageLength: lexicon.averageLength,
    has: (ordinal) => lexicon.alive(ordinal),
    frequency: (number) => lexicon.frequency(number),
    silence(values) {
      if (lexicon.size === lexicon.slots) return;
      for (let i = 0; i < values.length; i++) if (!lexicon.alive(i)) values[i] = 0;
    },
  };
}

function masked(lexicon: Lexicon, mask: Uint8Array): Scope {
  const facts = known.get(mask) ?? sum(lexicon, mask);
  known.set(mask, facts);
  const frequencies = new Map<number, number>();
  return {
    ...facts,
    has: (ordinal) => mask[ordinal] === 1 && lexicon.alive(ordinal),
    frequency(number) {
      let count = frequencies.get(number);
      if (count !== undefined) return count;
      const { ordinals } = lexicon.postings(number);
      count = 0;
      for (let i = 0; i < ordinals.length; i++) count += mask[ordinals[i] ?? 0] ?? 0;
      frequencies.set(number, count);
      return count;
    },
    silence(values) {
      for (let i = 0; i < values.length; i++) if (mask[i] !== 1) values[i] = 0;
    },
  };
}

function sum(lexicon: Lexicon, mask: Uint8Array): Facts {
  let size = 0;
  let length = 0;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] !== 1) continue;
    size++;
    length += lexicon.lengthOf(i);
  }
  const averageLength = size > 0 ? length / size : 0;
  const norms = Float64Array.from(mask, (_, i) => lengthNorm(lexicon.lengthOf(i), averageLength));
  return { size, averageLength, norms };
}
