/**
 * What ranking needs to know of an index, whether it lies in a file or grows in memory:
 * a dictionary with posting lists, and the length of each chunk.
 */

/** One term's chunks, ascending, with its count in each field. Parallel arrays. */
export interface Postings {
  readonly ordinals: Uint32Array;
  readonly text: Uint8Array;
  readonly title: Uint8Array;
  readonly heading: Uint8Array;
}

export interface Lexicon {
  /** Upper bound of ordinals; removed chunks leave holes. */
  readonly slots: number;
  /** Chunks that exist. */
  readonly size: number;
  /** Languages whose stemmers were used, commonest first. */
  readonly languages: readonly string[];
  /** Weighted length of a chunk, see `weightedLength`. */
  lengthOf(ordinal: number): number;
  readonly averageLength: number;
  alive(ordinal: number): boolean;
  /** Number of the term, or -1. */
  find(term: string): number;
  /** The same for a term that no chunk holds (any more), but a language model may know. */
  known(term: string): number;
  termAt(number: number): string;
  /** One more than the largest number of a term. */
  readonly termCount: number;
  /** Chunks that hold the term. */
  frequency(number: number): number;
  postings(number: number): Postings;
  /**
   * Calls back with the ordinal and weighted count of each posting below `until`, without keeping the list.
   * @param from Ordinals below are of no interest; they may be visited all the same.
   * @param resume Where the last call for this term stopped; it goes on there and leaves the new place.
   */
  eachPosting(
    number: number,
    from: number,
    until: number,
    visit: (ordinal: number, count: number) => void,
    resume: Resume,
  ): void;
  /** Terms that begin with a text, at most `limit`, commonest first. */
  startingWith(prefix: string, limit: number): number[];
  /** Calls back with every term, maybe also such as no chunk holds any more. */
  eachTerm(visit: (term: string, number: number) => void): void;
  /** The same for terms that may be within so many edits of another; most of the others are left out. */
  eachLikely(like: string, edits: number, visit: (term: string, number: number) => void): void;
  idOf(ordinal: number): string;
  documentIdOf(ordinal: number): string;
  pinned(ordinal: number): boolean;
  /** False when no chunk is pinned, so that nobody need ask for each. */
  readonly anyPinned: boolean;
}

/** A place in a posting list; all zero at its beginning. */
export interface Resume {
  /** Bytes read, postings read, and the last of these plus 1. */
  at: number;
  done: number;
  next: number;
}

/** How much a mention in the title or in a heading counts against one in the text. */
export const TITLE_WEIGHT = 2;
export const HEADING_WEIGHT = 1.5;

export function weightedCount(text: number, title: number, heading: number): number {
  return text + TITLE_WEIGHT * title + HEADING_WEIGHT * heading;
}
