/** The words that retrieval's callers use: chunks in, hits and their explanations out. */

/** One piece of a document as it is indexed. Its text is read while indexing and not kept. */
export interface IndexedChunk {
  /** The caller's own id; returned with each hit, never interpreted. */
  readonly id: string;
  /** Groups chunks of one document: language is detected and diversity counted per document. */
  readonly documentId: string;
  readonly title: string;
  /** Headings above the chunk, outermost first. */
  readonly headingPath: readonly string[];
  readonly text: string;
  /** A pinned chunk gets a small fixed bonus once it matches at all. */
  readonly pinned?: boolean;
  /** ISO 639-1 code when the caller knows it; otherwise detected from the document's text. */
  readonly language?: string;
}

/** Where a long calculation stands. `done` and `total` are in units of its own (chunks, passes). */
export interface Progress {
  readonly stage: 'analyse' | 'train' | 'vectors' | 'write';
  readonly done: number;
  readonly total: number;
}

export interface Control {
  /** Asked between slices of work; an aborted signal ends the call with its reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** Reads a chunk's text by ordinal, so that phrases can be checked word by word. */
export type TextReader = (ordinal: number) => string;

export interface SearchOptions {
  /** Most hits to return. */
  readonly limit: number;
  /**
   * One byte a slot, 1 for a chunk that the search is about: it ranks as if only these existed. Not to be changed
   * afterwards; make another one. For filters that narrow an answer without such a claim see `accept`.
   */
  readonly scope?: Uint8Array;
  /** Only chunks of these documents. */
  readonly documentIds?: ReadonlySet<string>;
  /** Only chunks for which this holds; joined with `documentIds` by "and". */
  readonly accept?: (ordinal: number) => boolean;
  /**
   * A chunk without any word of the query is left out below this closeness. 0 (the default) leaves none out; a list that a
   * person reads to its end wants a floor.
   */
  readonly leastSimilarity?: number;
  /** Attach an explanation to each hit. Costs about as much again as the query. */
  readonly explain?: boolean;
  /** Reads a hit's text for its explanation, in place of what the index was opened with: titles and headings may be part of it. */
  readonly textOf?: TextReader;
  /** Leave the vectors out of it (true: words only). For comparison on the test page. */
  readonly wordsOnly?: boolean;
  /**
   * Cosine of each slot with the query by a model of the caller's, NaN where it has none; taken in place of the index's own
   * likeness of meaning.
   */
  readonly cosines?: Float32Array;
  /** Share of the meaning in the score, 0 to 1; a half where nothing is said. For comparison. */
  readonly meaningWeight?: number;
  /**
   * Words that no chunk holds are compared by meaning, where the model knows them from other texts. For a few short texts
   * with a model learned elsewhere.
   */
  readonly beyond?: boolean;
  /** Treat the last word as the beginning of one (search while typing). */
  readonly prefix?: boolean;
  /**
   * How strongly further chunks of a document already shown are pushed down, 0 to 1.
   * 0 (the default) ranks by score alone.
   */
  readonly diversity?: number;
}

export interface TermContribution {
  /** The word as it stands in the index (folded and stemmed). */
  readonly term: string;
  /** The word of the query that led to it. */
  readonly word: string;
  readonly match: 'exact' | 'prefix' | 'fuzzy' | 'related';
  /** The term's word as it stands in the passage, where the passage could be read and it is not the word asked for. */
  readonly written?: string;
  /** Share of the hit's final score that comes from this word, 0 to 1. */
  readonly share: number;
  /** How many chunks of the index hold the term. */
  readonly chunks: number;
  readonly fields: readonly ('title' | 'heading' | 'text')[];
}

export interface Explanation {
  /** One sentence for a person. */
  readonly sentence: string;
  /** Strongest first. */
  readonly terms: readonly TermContribution[];
  /** Part of the score that comes from matched words. */
  readonly words: number;
  /** Part of the score that comes from likeness of meaning; 0 without vectors. */
  readonly meaning: number;
  /**
   * How much of what was asked the chunk mentions, 0 to 1, rare words counting more, unknown ones as the rarest. Unlike the
   * score it can be compared between searches.
   */
  readonly coverage: number;
  /** Cosine between query and chunk, -1 to 1; absent without vectors. */
  readonly similarity?: number;
  /**
   * The same as far as it can be relied on, 0 to 1: a small base gives a model that tells few things apart, and a model
   * speaks only for the words that it knows.
   */
  readonly closeness?: number;
  readonly pinned: boolean;
}

export interface Hit {
  readonly ordinal: number;
  readonly id: string;
  readonly documentId: string;
  /** 0 to 1, comparable within one search only. */
  readonly score: number;
  readonly explanation?: Explanation;
}

export interface SearchIndex {
  /** Number of chunks. */
  readonly size: number;
  /** Id of the language model whose vectors are used, if any. */
  readonly modelId: string | undefined;
  /** Best first; an empty or meaningless query gives no hits, never an error. */
  search(query: string, options: SearchOptions): Hit[];
  idOf(ordinal: number): string;
  documentIdOf(ordinal: number): string;
}

/** How a caller opens an index. */
export interface OpenOptions {
  /** Without it a phrase in quotes asks only that all its words occur in the chunk. */
  readonly textOf?: TextReader;
  /** The caller has compared the bytes with a hash of its own; the file's checksum is not reckoned again. */
  readonly compared?: boolean;
}

/** Codes of `IndexFormatError`; stable. */
export type IndexFormatCode = 'foreign' | 'version' | 'truncated' | 'checksum' | 'damaged';

/** The bytes are not an index that this version can open. */
export class IndexFormatError extends Error {
  readonly code: IndexFormatCode;
  constructor(code: IndexFormatCode, message: string) {
    super(message);
    this.name = 'IndexFormatError';
    this.code = code;
  }
}
