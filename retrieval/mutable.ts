/**
 * An index in memory that grows and shrinks with its knowledge base. Its answers equal those of an index built anew from
 * the chunks that are left. It can be saved and gone on with; `compact` frees what removed chunks held.
 */
import { countChunk, languagesOf } from './corpus.ts';
import { createGrowingLexicon, type GrowingLexicon } from './growing-lexicon.ts';
import type { TrainedModel } from './model.ts';
import { createSemantics, type Semantics } from './projection.ts';
import { openSaved, saveSteps } from './save.ts';
import type { Vectors } from './scan.ts';
import { createSearcher } from './search.ts';
import { run, runInSlices } from './slices.ts';
import type { Control, IndexedChunk, SearchIndex } from './types.ts';

export interface MutableIndexOptions {
  /** Without a model the index knows words only. */
  readonly model?: TrainedModel;
  /** Text of a chunk by its id, to check phrases word by word. */
  readonly textOf?: (id: string) => string;
  /** Bytes of an earlier `save`. */
  readonly saved?: Uint8Array;
  /** The model's vectors of the saved chunks, in their order; worked out when first needed if they are not given. */
  readonly vectors?: Vectors;
}

export interface MutableIndex extends SearchIndex {
  /** Upper bound of ordinals. */
  readonly slots: number;
  /** Share of slots that removed chunks still hold, 0 to 1. */
  readonly wasted: number;
  /** Chunks that no save holds yet. */
  readonly unsaved: number;
  alive(ordinal: number): boolean;
  /** ISO 639-1 code of the language whose stems were taken, or `und`. */
  languageOf(ordinal: number): string;
  /** Ordinal of a chunk, or -1. */
  ordinalOf(id: string): number;
  /** Adds chunks; one whose id is known replaces the old one. Give a document's chunks together: its language is detected from them. */
  add(chunks: readonly IndexedChunk[]): void;
  /** Ids that are not there are ignored. */
  remove(ids: Iterable<string>): void;
  /** Other vectors from now on; the words stay. */
  use(model: TrainedModel | undefined): void;
  /** The vectors of all slots up to now; undefined without a model. */
  vectors(): Vectors | undefined;
  /** Bytes for `saved`. Afterwards ordinals are counted anew, without gaps; nothing may change meanwhile. */
  save(control?: Control): Promise<Uint8Array>;
  /** Renumbers ordinals; worth it when `wasted` is large. */
  compact(): void;
}

interface State {
  readonly lexicon: GrowingLexicon;
  readonly savedSlots: number;
  readonly semantics: Semantics | undefined;
  readonly searcher: SearchIndex;
}

function semanticsOf(
  { id, dimensions, terms, rows, scales }: TrainedModel,
  lexicon: GrowingLexicon,
  vectors: Vectors | undefined,
): Semantics {
  const rowInto = (place: number, out: Float32Array): void => {
    const base = place * dimensions;
    for (let d = 0; d < dimensions; d++) out[d] = rows[base + d] ?? 0;
  };
  const numbers = Uint32Array.from(terms, (term) => lexicon.numberOf(term));
  return createSemantics({ modelId: id, dimensions, numbers, scales, rowInto }, lexicon, vectors);
}

/** @throws IndexFormatError when `saved` was not saved by this version. */
export function createMutableIndex(options: MutableIndexOptions = {}): MutableIndex {
  const { textOf } = options;
  let model = options.model;

  const stateOf = (lexicon: GrowingLexicon, savedSlots: number, vectors: Vectors | undefined): State => {
    const semantics = model && model.terms.length > 0 ? semanticsOf(model, lexicon, vectors) : undefined;
    const reader = textOf ? { textOf: (ordinal: number) => textOf(lexicon.idOf(ordinal)) } : {};
    return { lexicon, savedSlots, semantics, searcher: createSearcher(lexicon, semantics, reader) };
  };
  const open = (bytes: Uint8Array | undefined, vectors: Vectors | undefined): State => {
    const lexicon = createGrowingLexicon(bytes && openSaved(bytes));
    return stateOf(lexicon, lexicon.slots, vectors);
  };
  let state = open(options.saved, options.vectors);

  /** Goes on from what was saved, with the vectors that were there. */
  const reopen = (bytes: Uint8Array, kept: Uint32Array): void => {
    state = open(bytes, state.semantics?.vectors(kept));
  };

  return {
    get size() {
      return state.lexicon.size;
    },
    get slots() {
      return state.lexicon.slots;
    },
    get wasted() {
      const { slots, size } = state.lexicon;
      return slots === 0 ? 0 : 1 - size / slots;
    },
    get unsaved() {
      return state.lexicon.slots - state.savedSlots;
    },
    get modelId() {
      return model?.id;
    },
    search: (query, searchOptions) => state.searcher.search(query, searchOptions),
    idOf: (ordinal) => state.lexicon.idOf(ordinal),
    documentIdOf: (ordinal) => state.lexicon.documentIdOf(ordinal),
    alive: (ordinal) => state.lexicon.alive(ordinal),
    languageOf: (ordinal) => state.lexicon.languageOf(ordinal),
    ordinalOf: (id) => state.lexicon.placeOf(id),
    add(chunks) {
      const { lexicon } = state;
      const languages = languagesOf(chunks);
      for (const chunk of chunks) {
        lexicon.drop(lexicon.placeOf(chunk.id));
        const { id, documentId, pinned = false } = chunk;
        const counted = countChunk(chunk, languages.get(documentId) ?? 'und');
        lexicon.append({ id, documentId, pinned, language: counted.language }, counted);
      }
    },
    remove(ids) {
      for (const id of ids) state.lexicon.drop(state.lexicon.placeOf(id));
    },
    use(next) {
      model = next;
      state = stateOf(state.lexicon, state.savedSlots, undefined);
    },
    vectors: () => state.semantics?.vectors(),
    async save(control = {}) {
      const { bytes, kept } = await runInSlices(saveSteps(state.lexicon), control);
      reopen(bytes, kept);
      return bytes;
    },
    compact() {
      const { bytes, kept } = run(saveSteps(state.lexicon), {});
      reopen(bytes, kept);
    },
  };
}
