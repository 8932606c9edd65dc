/**
 * Search by words and meaning: the retrieval core ranks, the full-text index says where an exact phrase stands and how a
 * misspelled word is written. A search over some Morgys ranks as if only their chunks existed, as their bundles do.
 */
import type { Hit, SearchOptions } from '../../../../retrieval/index.ts';
import type { Store } from '../../store/store.ts';
import type { SearchAnswer } from '../contract.ts';
import type { QuestionVector } from '../own-model/own-model.ts';
import { documentsWanted } from './filter.ts';
import type { IndexKeeper } from './index-keeper.ts';
import { matchExpression, parseQuery, spelledOut } from './query.ts';
import type { ParsedQuery } from './query.ts';
import { nearSpelling, search } from './search.ts';
import type { SearchInput } from './search.ts';
import { livingAmong, show } from './show.ts';

/** Each further chunk of a document counts .85 of the one before, so that an answer shows several documents. */
const DIVERSITY = 0.3;
/**
 * A chunk without any of the words is shown from this likeness on. On two public collections no floor up to .6 changes
 * nDCG@10, but it ends the tail of a short query's answer.
 */
const LEAST_SIMILARITY = 0.35;
/** What is found by near spellings fits what was asked at best so well: as one slip counts in the core. */
const NEAR_FIT = 0.6;
/** Chunks that hold a phrase and are ranked. */
const MOST_OF_PHRASE = 20_000;
/** Masks kept: a person who types asks for the same part of the base again and again. */
const MOST_MASKS = 8;

export class HybridSearch {
  readonly #store: Store;
  readonly #keeper: IndexKeeper;
  readonly #masks = new Map<string, Uint8Array | null>();
  readonly #moment: () => number;
  #seen = '';

  /** @param moment another number after each write; SQLite's own tells of other connections only */
  constructor(store: Store, keeper: IndexKeeper, moment: () => number = () => store.dataVersion()) {
    this.#store = store;
    this.#keeper = keeper;
    this.#moment = moment;
  }

  /** @param own the query as the person's own language model sees it */
  search(input: SearchInput, own: QuestionVector | null = null): SearchAnswer {
    const begun = performance.now();
    const answer = (
      hits: SearchAnswer['hits'],
      corrected: string | null,
      ranking: SearchAnswer['ranking'],
    ): SearchAnswer => ({
      hits,
      corrected,
      ranking,
      ...(ranking === 'meaning' && modelId !== undefined ? { modelId } : {}),
      milliseconds: performance.now() - begun,
    });
    const query = parseQuery(input.query);
    const { index } = this.#keeper;
    const cosines = own && input.wordsOnly !== true ? this.#keeper.cosines(own) : null;
    const modelId = cosines ? own?.modelId : index.modelId;
    const ranking = modelId !== undefined && input.wordsOnly !== true ? 'meaning' : 'words';
    if (query.parts.length === 0) return answer([], null, ranking);
    const scope = this.#scopeOf(input);
    if (!scope) return answer([], null, ranking);
    const found = this.#find(input.query, query, scope, input, cosines);
    const approximate = found.every(
      ({ explanation }) => explanation?.terms.every(({ match }) => match === 'fuzzy') ?? true,
    );
    if (!approximate) return answer(this.#show(found, query, input.limit), null, ranking);
    // Nothing stands there as it was typed: said as such, and in words as they are really written.
    const spelled = nearSpelling(this.#store, query);
    if (!spelled) return answer(this.#show(found, query, input.limit), null, ranking);
    // Another spelling is a guess; what it means would be a guess upon a guess.
    const guess = { ...input, wordsOnly: cosines === null || input.wordsOnly === true };
    const other = this.#find(`${spelledOut(spelled)} `, spelled, scope, guess, cosines);
    if (other.length === 0) return answer(this.#show(found, query, input.limit), null, ranking);
    return answer(this.#show(other, spelled, input.limit, NEAR_FIT), spelledOut(spelled), ranking);
  }

  #find(text: string, query: ParsedQuery, scope: Uint8Array, input: SearchInput, cosines: Float32Array | null): Hit[] {
    const required = query.parts.filter((part) => part.required);
    let accept: SearchOptions['accept'];
    if (required.length > 0) {
      const holders = this.#holders({ parts: required });
      if (holders.size === 0) return [];
      accept = (ordinal) => holders.has(ordinal);
    }
    return this.#keeper.index.search(text.replaceAll(/["“”„«»]/g, ' '), {
      // Some may be of a document that went away just now.
      limit: input.limit + 10,
      scope,
      prefix: !/\s$/.test(text) && query.parts.at(-1)?.required !== true,
      diversity: DIVERSITY,
      leastSimilarity: LEAST_SIMILARITY,
      explain: true,
      textOf: (ordinal) => this.#textOf(ordinal),
      wordsOnly: input.wordsOnly ?? false,
      ...(accept ? { accept } : {}),
      ...(cosines ? { cosines } : {}),
    });
  }

  /** All that is indexed of a chunk, the text first. */
  #textOf(ordinal: number): string {
    const row = this.#store.get<{ title: string; heading_path: string; text: string }>(
      `SELECT title, heading_path, text FROM chunks WHERE id = ?`,
      [Number(this.#keeper.index.idOf(ordinal))],
    );
    return row ? `${row.text}\n${row.heading_path}\n${row.title}` : '';
  }

  /** Ordinals of the chunks in which the phrases stand word by word. */
  #holders(phrases: ParsedQuery): Set<number> {
    const { index } = this.#keeper;
    const holders = new Set<number>();
    for (const { id } of this.#store.all<{ id: number }>(
      `SELECT rowid AS id FROM chunks_fts WHERE chunks_fts MATCH ? ORDER BY rowid DESC LIMIT ${MOST_OF_PHRASE}`,
      [matchExpression(phrases, [])],
    )) {
      const ordinal = index.ordinalOf(String(id));
      if (ordinal >= 0) holders.add(ordinal);
    }
    return holders;
  }

  #show(hits: readonly Hit[], query: ParsedQuery, limit: number, mostFit = 1): SearchAnswer['hits'] {
    const living = livingAmong(this.#store, new Set(hits.map((hit) => hit.documentId)));
    const shown = hits
      .filter((hit) => living.has(hit.documentId))
      .slice(0, limit)
      .map(({ id, documentId, score, explanation }) => ({
        id: Number(id),
        document_id: documentId,
        score,
        pinned: explanation?.pinned ? 1 : 0,
        ...(explanation
          ? {
              why: explanation.sentence,
              fit: mostFit * Math.max(explanation.coverage, explanation.closeness ?? 0),
              near: explanation.terms.flatMap(({ match, written }) =>
                match === 'fuzzy' && written !== undefined ? [written] : [],
              ),
            }
          : {}),
      }));
    return show(this.#store, shown, telling(query, hits));
  }

  /** Null where the filters leave no document. */
  #scopeOf(input: SearchInput): Uint8Array | null {
    const seen = `${this.#keeper.version} ${this.#moment()}`;
    if (seen !== this.#seen) {
      this.#seen = seen;
      this.#masks.clear();
    }
    const { morgyIds, documentIds, sourceTypes, tags, dateFrom, dateTo } = input;
    const key = JSON.stringify([morgyIds, documentIds, sourceTypes, tags, dateFrom, dateTo]);
    let mask = this.#masks.get(key);
    if (mask === undefined) {
      mask = this.#maskOf(input);
      if (this.#masks.size >= MOST_MASKS) this.#masks.clear();
      this.#masks.set(key, mask);
    }
    return mask;
  }

  #maskOf(input: SearchInput): Uint8Array | null {
    const documents = documentsWanted(this.#store, { ...input, morgyIds: [] });
    const morgys = new Set(input.morgyIds);
    const deadDocuments = new Set(
      this.#store
        .all<{ id: string }>(`SELECT document_id AS id FROM knowledge_facts WHERE deleted_at IS NOT NULL`)
        .map(({ id }) => id),
    );
    const deadMorgys = new Set(
      this.#store.all<{ id: string }>(`SELECT id FROM morgys WHERE deleted_at IS NOT NULL`).map(({ id }) => id),
    );
    const mask = this.#keeper.mask(
      (documentId, morgyId) =>
        (morgys.size === 0 || morgys.has(morgyId)) &&
        !deadMorgys.has(morgyId) &&
        !deadDocuments.has(documentId) &&
        (documents?.has(documentId) ?? true),
    );
    return mask.includes(1) ? mask : null;
  }
}

/** The parts of a query that led to something: common words, which the ranking leaves out, are not marked in a snippet. */
function telling(query: ParsedQuery, hits: readonly Hit[]): ParsedQuery {
  const words = new Set(hits.flatMap(({ explanation }) => explanation?.terms.map(({ word }) => word) ?? []));
  const parts = query.parts.filter(
    ({ text, required }) =>
      required || (text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).some((one) => words.has(one)),
  );
  return parts.length > 0 ? { parts } : query;
}

/** What is there to answer with: the index, or the full-text index alone while it is being made. */
export function searchWith(
  store: Store,
  keeper: IndexKeeper,
  hybrid: HybridSearch,
  input: SearchInput,
  own: QuestionVector | null = null,
): SearchAnswer {
  return keeper.speaksForAll ? hybrid.search(input, own) : search(store, input);
}
