/**
 * An index in memory that grows and shrinks with its knowledge base. Its answers equal those of
 * an index built anew from the chunks that are left; `compact` frees what removed chunks held.
 */
import { countChunk, languagesOf, type CountedChunk } from './corpus.ts';
import { type Lexicon, type Postings, weightedCount } from './lexicon.ts';
import type { TrainedModel } from './model.ts';
import { createSemantics } from './projection.ts';
import { createSearcher } from './search.ts';
import type { IndexedChunk, SearchIndex } from './types.ts';

export interface MutableIndexOptions {
  /** Without a model the index knows words only. */
  readonly model?: TrainedModel;
  /** Text of a chunk by its id, to check phrases word by word. */
  readonly textOf?: (id: string) => string;
}

export interface MutableIndex extends SearchIndex {
  /** Adds chunks; one whose id is known replaces the old one. Give a document's chunks together: its language is detected from them. */
  add(chunks: readonly IndexedChunk[]): void;
  /** Ids that are not there are ignored. */
  remove(ids: Iterable<string>): void;
  /** Renumbers ordinals; worth it when `wasted` is large. */
  compact(): void;
  /** Share of slots that removed chunks still hold, 0 to 1. */
  readonly wasted: number;
}

interface Slot {
  readonly id: string;
  readonly documentId: string;
  readonly pinned: boolean;
  readonly counted: CountedChunk;
  readonly length: number;
}

export function createMutableIndex(options: MutableIndexOptions = {}): MutableIndex {
  let state = createState(options);
  return {
    get size() {
      return state.lexicon.size;
    },
    get wasted() {
      const { slots, size } = state.lexicon;
      return slots === 0 ? 0 : 1 - size / slots;
    },
    modelId: options.model?.id,
    search: (query, searchOptions) => state.searcher.search(query, searchOptions),
    idOf: (ordinal) => state.lexicon.idOf(ordinal),
    documentIdOf: (ordinal) => state.lexicon.documentIdOf(ordinal),
    add(chunks) {
      const languages = languagesOf(chunks);
      for (const chunk of chunks) {
        state.remove(chunk.id);
        state.add(chunk, countChunk(chunk, languages.get(chunk.documentId) ?? 'und'));
      }
    },
    remove(ids) {
      for (const id of ids) state.remove(id);
    },
    compact() {
      const fresh = createState(options);
      for (const slot of state.liveSlots()) fresh.addSlot(slot);
      state = fresh;
    },
  };
}

interface State {
  readonly lexicon: Lexicon;
  readonly searcher: SearchIndex;
  add(chunk: IndexedChunk, counted: CountedChunk): void;
  addSlot(slot: Slot): void;
  remove(id: string): void;
  liveSlots(): Slot[];
}

interface List {
  readonly ordinals: number[];
  /** text + 256 * title + 4096 * heading: counts fit 8, 4 and 4 bits. */
  readonly counts: number[];
  live: number;
  decoded: Postings | undefined;
}

function createState({ model, textOf }: MutableIndexOptions): State {
  const slots: (Slot | undefined)[] = [];
  const places = new Map<string, number>();
  const numbers = new Map<string, number>();
  const terms: string[] = [];
  const lists: List[] = [];
  const languages = new Map<string, number>();
  let size = 0;
  let totalLength = 0;

  const numberOf = (term: string): number => {
    const known = numbers.get(term);
    if (known !== undefined) return known;
    numbers.set(term, terms.length);
    lists.push({ ordinals: [], counts: [], live: 0, decoded: undefined });
    return terms.push(term) - 1;
  };
  // The model's words come first, so that its rows and the terms' numbers agree.
  for (const term of model?.terms ?? []) numberOf(term);

  const change = (language: string, by: number): void => {
    const left = (languages.get(language) ?? 0) + by;
    if (left > 0) languages.set(language, left);
    else languages.delete(language);
  };

  const lexicon: Lexicon = {
    get slots() {
      return slots.length;
    },
    get size() {
      return size;
    },
    get languages() {
      return [...languages].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([language]) => language);
    },
    get averageLength() {
      return size > 0 ? totalLength / size : 0;
    },
    lengthOf: (ordinal) => slots[ordinal]?.length ?? 0,
    alive: (ordinal) => slots[ordinal] !== undefined,
    find(term) {
      const number = numbers.get(term);
      return number === undefined || lists[number]?.live === 0 ? -1 : number;
    },
    termAt: (number) => terms[number] ?? '',
    frequency: (number) => lists[number]?.live ?? 0,
    postings(number) {
      const list = lists[number];
      if (!list)
        return {
          ordinals: new Uint32Array(),
          text: new Uint8Array(),
          title: new Uint8Array(),
          heading: new Uint8Array(),
        };
      list.decoded ??= {
        ordinals: Uint32Array.from(list.ordinals),
        text: Uint8Array.from(list.counts, (count) => count & 255),
        title: Uint8Array.from(list.counts, (count) => (count >>> 8) & 15),
        heading: Uint8Array.from(list.counts, (count) => count >>> 12),
      };
      return list.decoded;
    },
    eachPosting(number, from, visit) {
      const list = lists[number];
      if (!list || (list.ordinals.at(-1) ?? -1) < from) return;
      let at = list.ordinals.length;
      while (at > 0 && (list.ordinals[at - 1] ?? 0) >= from) at--;
      for (; at < list.ordinals.length; at++) {
        const count = list.counts[at] ?? 0;
        visit(list.ordinals[at] ?? 0, weightedCount(count & 255, (count >>> 8) & 15, count >>> 12));
      }
    },
    startingWith(prefix, limit) {
      const found: number[] = [];
      terms.forEach((term, number) => {
        if (term.startsWith(prefix) && (lists[number]?.live ?? 0) > 0) found.push(number);
      });
      const order = (a: number, b: number): number => ((terms[a] ?? '') < (terms[b] ?? '') ? -1 : 1);
      return found.toSorted((a, b) => (lists[b]?.live ?? 0) - (lists[a]?.live ?? 0) || order(a, b)).slice(0, limit);
    },
    eachTerm(visit) {
      terms.forEach((term, number) => {
        if ((lists[number]?.live ?? 0) > 0) visit(term, number);
      });
    },
    idOf: (ordinal) => slots[ordinal]?.id ?? '',
    documentIdOf: (ordinal) => slots[ordinal]?.documentId ?? '',
    pinned: (ordinal) => slots[ordinal]?.pinned ?? false,
  };

  const addSlot = (slot: Slot): void => {
    const ordinal = slots.push(slot) - 1;
    places.set(slot.id, ordinal);
    size++;
    totalLength += slot.length;
    change(slot.counted.language, 1);
    slot.counted.terms.forEach((term, place) => {
      const list = lists[numberOf(term)];
      if (!list) return;
      list.ordinals.push(ordinal);
      const { text, title, heading } = slot.counted;
      list.counts.push((text[place] ?? 0) + 256 * (title[place] ?? 0) + 4096 * (heading[place] ?? 0));
      list.live++;
      list.decoded = undefined;
    });
  };

  const semantics =
    model && model.terms.length > 0
      ? createSemantics(
          {
            modelId: model.id,
            dimensions: model.dimensions,
            numbers: Uint32Array.from(model.terms, (_, row) => row),
            rows: model.rows,
            scales: model.scales,
          },
          lexicon,
        )
      : undefined;

  return {
    lexicon,
    searcher: createSearcher(lexicon, semantics, textOf ? { textOf: (ordinal) => textOf(lexicon.idOf(ordinal)) } : {}),
    addSlot,
    add(chunk, counted) {
      const length = weightedCount(counted.textLength, counted.titleLength, counted.headingLength);
      addSlot({ id: chunk.id, documentId: chunk.documentId, pinned: chunk.pinned ?? false, counted, length });
    },
    remove(id) {
      const ordinal = places.get(id);
      const slot = ordinal === undefined ? undefined : slots[ordinal];
      if (ordinal === undefined || !slot) return;
      slots[ordinal] = undefined;
      places.delete(id);
      size--;
      totalLength -= slot.length;
      change(slot.counted.language, -1);
      for (const term of slot.counted.terms) {
        const list = lists[numberOf(term)];
        if (list) list.live--;
      }
    },
    liveSlots: () => slots.filter((slot) => slot !== undefined),
  };
}
