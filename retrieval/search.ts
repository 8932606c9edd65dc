/** One search: words and meaning scored, joined, filtered, ranked. */
import { scoreWords } from './bm25.ts';
import { explainHit, shareFound } from './explain.ts';
import { fuse, largest, MEANING_WEIGHT } from './fusion.ts';
import type { Lexicon } from './lexicon.ts';
import { levelled } from './outside.ts';
import { holdsPhrases } from './phrase.ts';
import type { Semantics } from './projection.ts';
import { parseQuery } from './query.ts';
import { best, diversify } from './rank.ts';
import { scopeOf } from './scope.ts';
import type { Hit, OpenOptions, SearchIndex, SearchOptions } from './types.ts';

/** Added to the score of a pinned chunk that matches at all. */
export const PIN_BONUS = 0.05;
/** Candidates looked at for each hit asked for, where later steps may drop or reorder some. */
const SPARE = 8;

export function createSearcher(
  lexicon: Lexicon,
  semantics: Semantics | undefined,
  { textOf }: OpenOptions,
): SearchIndex {
  let words = new Float32Array(lexicon.slots);
  let totals = new Float32Array(lexicon.slots);

  const search = (text: string, options: SearchOptions): Hit[] => {
    const limit = Math.max(0, Math.min(Math.floor(options.limit) || 0, lexicon.size));
    if (limit === 0) return [];
    const query = parseQuery(text, lexicon, options.prefix ?? false, options.beyond);
    // Another model may know what no word of the index says.
    if (query.terms.length === 0 && (!options.cosines || options.wordsOnly)) return [];
    if (words.length !== lexicon.slots) {
      words = new Float32Array(lexicon.slots);
      totals = new Float32Array(lexicon.slots);
    } else words.fill(0);
    const scope = scopeOf(lexicon, options.scope);
    scoreWords(lexicon, scope, query.terms, words);
    // Chunks outside must not set the scale of the others.
    scope.silence(words);
    const mostWords = largest(words);
    const outside = options.wordsOnly ? undefined : options.cosines;
    const likeness = outside
      ? { cosines: levelled(outside, scope, lexicon.slots), known: 1 }
      : options.wordsOnly
        ? undefined
        : semantics?.similarities(query.terms, words, mostWords, scope);
    const cosines = likeness?.cosines;
    const trust = (outside ? 1 : (semantics?.trust ?? 0)) * (likeness?.known ?? 0);
    // Of all that was asked, with the words that nobody here knows.
    const reliance = outside ? 1 : trust * shareFound(query, scope);
    const { documentIds, accept, leastSimilarity = 0 } = options;
    const allowed = (ordinal: number): boolean =>
      scope.has(ordinal) &&
      ((words[ordinal] ?? 0) > 0 || (cosines?.[ordinal] ?? 0) * reliance >= leastSimilarity) &&
      (accept?.(ordinal) ?? true) &&
      (documentIds?.has(lexicon.documentIdOf(ordinal)) ?? true) &&
      (query.phrases.length === 0 || holdsPhrases(ordinal, query.phrases, lexicon, textOf));

    const fused = fuse(words, cosines, (options.meaningWeight ?? MEANING_WEIGHT) * trust, mostWords);
    fused.scores(totals);
    if (lexicon.anyPinned) {
      for (let i = 0; i < totals.length; i++) {
        const total = totals[i] ?? 0;
        if (total > 0 && lexicon.pinned(i)) totals[i] = total + PIN_BONUS;
      }
    }
    const diversity = Math.max(0, Math.min(1, options.diversity ?? 0));
    let ranked = best(totals, diversity > 0 ? limit * SPARE : limit, allowed);
    if (diversity > 0) ranked = diversify(ranked, limit, diversity, (ordinal) => lexicon.documentIdOf(ordinal));
    return ranked.map(({ ordinal, score }) => ({
      ordinal,
      id: lexicon.idOf(ordinal),
      documentId: lexicon.documentIdOf(ordinal),
      // A pin lifts the best one beyond 1.
      score: Math.min(1, score),
      ...(options.explain
        ? {
            explanation: explainHit(
              ordinal,
              query,
              lexicon,
              scope,
              fused,
              cosines && { cosine: cosines[ordinal] ?? 0, reliance },
              options.textOf ?? textOf,
            ),
          }
        : {}),
    }));
  };

  return {
    get size() {
      return lexicon.size;
    },
    modelId: semantics?.modelId,
    search,
    idOf: (ordinal) => lexicon.idOf(ordinal),
    documentIdOf: (ordinal) => lexicon.documentIdOf(ordinal),
  };
}
