/**
 * Convex fusion: both scores brought to 0..1 within the search, then averaged. Words by their
 * best, cosines between 0 (unrelated) and their best, so that neither depends on who else matched.
 */

/** Equal trust, fixed in advance: nothing about a new knowledge base says which will do better on it. */
export const MEANING_WEIGHT = 0.5;

/** Directions that a model needs to be trusted in full. */
const TRUSTED = 48;

/**
 * How far likeness of meaning can be relied on, 0 to 1. A model of few directions, as a small base gives, tells few things
 * apart: with two of them nearly everything is very close to everything.
 */
export const trustIn = (dimensions: number): number => Math.min(1, dimensions / TRUSTED);

export interface Fused {
  score(ordinal: number): number;
  /** The scores of all, written into `out`. */
  scores(out: Float32Array): void;
  /** The two parts of the score. */
  words(ordinal: number): number;
  meaning(ordinal: number): number;
}

/** @param mostWords The best of the words' scores, where it is known: looking for it means reading all. */
export function fuse(
  words: Float32Array,
  cosines: Float32Array | undefined,
  weight = MEANING_WEIGHT,
  mostWords = largest(words),
): Fused {
  const mostCosine = cosines ? largest(cosines) : 0;
  const share = mostCosine > 0 ? weight : 0;
  const wordFactor = mostWords > 0 ? (1 - share) / mostWords : 0;
  const cosineFactor = mostCosine > 0 ? share / mostCosine : 0;
  const wordPart = (ordinal: number): number => (words[ordinal] ?? 0) * wordFactor;
  const meaningPart = (ordinal: number): number => Math.max(0, cosines?.[ordinal] ?? 0) * cosineFactor;
  return {
    score: (ordinal) => wordPart(ordinal) + meaningPart(ordinal),
    scores(out) {
      if (!cosines || cosineFactor === 0) {
        for (let i = 0; i < words.length; i++) out[i] = (words[i] ?? 0) * wordFactor;
        return;
      }
      for (let i = 0; i < words.length; i++) {
        const cosine = cosines[i] ?? 0;
        out[i] = (words[i] ?? 0) * wordFactor + (cosine > 0 ? cosine * cosineFactor : 0);
      }
    },
    words: wordPart,
    meaning: meaningPart,
  };
}

export function largest(values: Float32Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (value > most) most = value;
  }
  return most;
}
