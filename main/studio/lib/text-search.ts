/**
 * Search by words and meaning over a small set of texts that are held in memory (the summaries of foundations and
 * profiles), with the same core as knowledge. Stems and misspellings come with it; likeness of meaning needs a language
 * model, and where none is given one is learned once there are enough texts to learn from.
 */
import { createMutableIndex, trainModel } from '../../../retrieval/index.ts';
import type { IndexedChunk, TrainedModel } from '../../../retrieval/index.ts';

export interface TextItem {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly text: string;
}

export interface TextHit {
  readonly id: string;
  readonly kind: string;
  /** 0 to 1, comparable within one search. */
  readonly score: number;
  /** How much of what was asked the text speaks of, 0 to 1; comparable between searches. */
  readonly fit: number;
  /** A sentence for a person. */
  readonly why: string;
}

export interface TextSearch {
  readonly size: number;
  /** Null where only words are compared. */
  readonly modelId: string | null;
  /** Best first. `leastFit` ends the list where texts have little to do with the question. */
  search(query: string, options: { limit: number; kinds?: readonly string[]; leastFit?: number }): TextHit[];
}

/** Fewer texts say too little about which words go together: everything would be near everything. */
const FEWEST_TO_LEARN = 60;

/** @param model learned elsewhere, from texts of the same person; a question in words of those texts finds what is near here */
export function createTextSearch(items: readonly TextItem[], model: TrainedModel | null = null): TextSearch {
  const chunks: IndexedChunk[] = items.map(({ id, title, text }) => ({
    id,
    documentId: id,
    title,
    headingPath: [],
    text,
  }));
  const used = model ?? (chunks.length >= FEWEST_TO_LEARN ? trainModel(chunks) : null);
  const index = createMutableIndex(used ? { model: used } : {});
  index.add(chunks);
  const kinds = new Map(items.map(({ id, kind }) => [id, kind]));
  return {
    size: index.size,
    modelId: index.modelId ?? null,
    search(query, { limit, kinds: wanted, leastFit = 0 }) {
      return index
        .search(query, {
          limit,
          prefix: true,
          beyond: true,
          explain: true,
          accept: (ordinal) => wanted?.includes(kinds.get(index.idOf(ordinal)) ?? '') ?? true,
        })
        .map(({ id, score, explanation }) => ({
          id,
          kind: kinds.get(id) ?? '',
          score,
          fit: Math.max(explanation?.coverage ?? 0, explanation?.closeness ?? 0),
          why: explanation?.sentence ?? '',
        }))
        .filter(({ fit }) => fit >= leastFit);
    },
  };
}
