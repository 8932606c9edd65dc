/** Ranking by words. */
import { scoreWords } from './bm25.ts';
import type { Lexicon } from './lexicon.ts';
import { parseQuery } from './query.ts';
import type { OpenOptions, SearchIndex } from './types.ts';
export function createSearcher(lexicon: Lexicon, _projection: undefined, _options: OpenOptions): SearchIndex {
  return {
    size: lexicon.size, modelId: undefined,
    idOf: (o) => lexicon.idOf(o), documentIdOf: (o) => lexicon.documentIdOf(o),
    search(query, { limit, accept, documentIds, prefix }) {
      const scores = new Float32Array(lexicon.slots);
      scoreWords(lexicon, parseQuery(query, lexicon, prefix ?? false).terms, scores);
      const hits: { ordinal: number; score: number }[] = [];
      scores.forEach((score, ordinal) => { if (score > 0 && (!accept || accept(ordinal)) && (!documentIds || documentIds.has(lexicon.documentIdOf(ordinal)))) hits.push({ ordinal, score }); });
      hits.sort((a, b) => b.score - a.score);
      const top = hits[0]?.score ?? 1;
      return hits.slice(0, limit).map(({ ordinal, score }) => ({ ordinal, id: lexicon.idOf(ordinal), documentId: lexicon.documentIdOf(ordinal), score: score / top }));
    },
  };
}
