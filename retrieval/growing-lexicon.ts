/**
 * A lexicon that grows and shrinks: on top of one read from a file (or of nothing) lie the chunks added since, and marks
 * on those removed. Nothing of a removed chunk is looked for until a question needs it; then the few posting lists that
 * the question reads are counted again.
 */
import type { CountedChunk } from './corpus.ts';
import { type Lexicon, type Postings, weightedCount } from './lexicon.ts';
import { UNKNOWN } from './language.ts';

/** A lexicon from a file, with the language that each of its chunks was stemmed in. */
export interface SavedLexicon {
  readonly lexicon: Lexicon;
  languageOf(ordinal: number): string;
}

export interface Entry {
  readonly id: string;
  readonly documentId: string;
  readonly pinned: boolean;
  readonly language: string;
}

export interface GrowingLexicon extends Lexicon {
  /** Appends one chunk and returns its ordinal. */
  append(entry: Entry, counted: CountedChunk): number;
  /** Takes a chunk out; false when it is not there. */
  drop(ordinal: number): boolean;
  /** Ordinal of a living chunk, or -1. */
  placeOf(id: string): number;
  languageOf(ordinal: number): string;
  /** Number of a term, given to it now if it has none. */
  numberOf(term: string): number;
  /** All terms by number, also those that no living chunk holds. */
  readonly termCount: number;
}

interface List {
  readonly ordinals: number[];
  /** text + 256 * title + 4096 * heading: counts fit 8, 4 and 4 bits. */
  readonly counts: number[];
  joined: Postings | undefined;
}

const NOTHING: Postings = {
  ordinals: new Uint32Array(),
  text: new Uint8Array(),
  title: new Uint8Array(),
  heading: new Uint8Array(),
};

function grown<T extends Uint8Array | Float32Array>(array: T, length: number, make: (length: number) => T): T {
  if (length <= array.length) return array;
  const larger = make(Math.max(1024, array.length * 2, length));
  larger.set(array);
  return larger;
}

export function createGrowingLexicon(saved: SavedLexicon | undefined): GrowingLexicon {
  const base = saved?.lexicon;
  const baseSlots = base?.slots ?? 0;
  const baseTerms = base?.termCount ?? 0;
  const added: Entry[] = [];
  const lists = new Map<number, List>();
  const moreTerms: string[] = [];
  /** Numbers looked up so far; finding one in the file is a search over blocks. */
  const numbers = new Map<string, number>();
  const languages = new Map<string, number>();
  let alive = new Uint8Array(baseSlots).fill(1);
  let lengths: Float32Array = Float32Array.from({ length: baseSlots }, (_, ordinal) => base?.lengthOf(ordinal) ?? 0);
  let places: Map<string, number> | undefined;
  let size = baseSlots;
  let anyPinned = base?.anyPinned ?? false;
  let totalLength = lengths.reduce((sum, length) => sum + length, 0);
  /** Living chunks of terms whose lists hold removed ones, counted when asked for. */
  let counted = new Map<number, number>();

  const change = (language: string, by: number): void => {
    const left = (languages.get(language) ?? 0) + by;
    if (left > 0) languages.set(language, left);
    else languages.delete(language);
  };
  for (let i = 0; i < baseSlots; i++) change(saved?.languageOf(i) ?? UNKNOWN, 1);

  const slots = (): number => baseSlots + added.length;
  const entry = (ordinal: number): Entry | undefined => added[ordinal - baseSlots];
  const idOf = (ordinal: number): string =>
    ordinal < baseSlots ? (base?.idOf(ordinal) ?? '') : (entry(ordinal)?.id ?? '');
  const languageOf = (ordinal: number): string =>
    ordinal < baseSlots ? (saved?.languageOf(ordinal) ?? UNKNOWN) : (entry(ordinal)?.language ?? UNKNOWN);

  const lookUp = (term: string): number => {
    let number = numbers.get(term);
    if (number === undefined) {
      number = base?.find(term) ?? -1;
      if (number >= 0) numbers.set(term, number);
    }
    return number;
  };
  const numberOf = (term: string): number => {
    const known = lookUp(term);
    if (known >= 0) return known;
    const number = baseTerms + moreTerms.push(term) - 1;
    numbers.set(term, number);
    return number;
  };
  const termAt = (number: number): string =>
    number < baseTerms ? (base?.termAt(number) ?? '') : (moreTerms[number - baseTerms] ?? '');

  const ofBase = (number: number): Postings => (base && number < baseTerms ? base.postings(number) : NOTHING);
  const postings = (number: number): Postings => {
    const list = lists.get(number);
    const before = ofBase(number);
    if (!list) return before;
    list.joined ??= join(before, list);
    return list.joined;
  };
  const allOf = (number: number): number =>
    (number < baseTerms ? (base?.frequency(number) ?? 0) : 0) + (lists.get(number)?.ordinals.length ?? 0);
  const frequency = (number: number): number => {
    if (size === slots()) return allOf(number);
    let live = counted.get(number);
    if (live === undefined) {
      live = 0;
      const { ordinals } = postings(number);
      for (let i = 0; i < ordinals.length; i++) live += alive[ordinals[i] ?? 0] ?? 0;
      counted.set(number, live);
    }
    return live;
  };

  return {
    get slots() {
      return slots();
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
    get termCount() {
      return baseTerms + moreTerms.length;
    },
    lengthOf: (ordinal) => lengths[ordinal] ?? 0,
    alive: (ordinal) => alive[ordinal] === 1,
    find(term) {
      const number = lookUp(term);
      return number < 0 || frequency(number) === 0 ? -1 : number;
    },
    known: lookUp,
    termAt,
    frequency,
    postings,
    eachPosting(number, from, until, visit, resume) {
      if (base && number < baseTerms && from < baseSlots) base.eachPosting(number, from, until, visit, resume);
      const list = lists.get(number);
      if (!list || until <= baseSlots || (list.ordinals.at(-1) ?? -1) < from) return;
      let at = list.ordinals.length;
      while (at > 0 && (list.ordinals[at - 1] ?? 0) >= from) at--;
      for (; at < list.ordinals.length; at++) {
        const count = list.counts[at] ?? 0;
        visit(list.ordinals[at] ?? 0, weightedCount(count & 255, (count >>> 8) & 15, count >>> 12));
      }
    },
    startingWith(prefix, limit) {
      const found = base?.startingWith(prefix, Number.POSITIVE_INFINITY) ?? [];
      moreTerms.forEach((term, place) => {
        if (term.startsWith(prefix)) found.push(baseTerms + place);
      });
      return found
        .map((number) => ({ number, term: termAt(number), chunks: frequency(number) }))
        .filter(({ chunks }) => chunks > 0)
        .toSorted((a, b) => b.chunks - a.chunks || (a.term < b.term ? -1 : 1))
        .slice(0, limit)
        .map(({ number }) => number);
    },
    eachTerm(visit) {
      base?.eachTerm(visit);
      moreTerms.forEach((term, place) => visit(term, baseTerms + place));
    },
    eachLikely(like, edits, visit) {
      base?.eachLikely(like, edits, visit);
      moreTerms.forEach((term, place) => visit(term, baseTerms + place));
    },
    get anyPinned() {
      return anyPinned;
    },
    idOf,
    documentIdOf: (ordinal) =>
      ordinal < baseSlots ? (base?.documentIdOf(ordinal) ?? '') : (entry(ordinal)?.documentId ?? ''),
    pinned: (ordinal) => (ordinal < baseSlots ? (base?.pinned(ordinal) ?? false) : (entry(ordinal)?.pinned ?? false)),
    languageOf,
    numberOf,
    placeOf(id) {
      if (!places) {
        places = new Map();
        for (let i = 0; i < slots(); i++) if (alive[i] === 1) places.set(idOf(i), i);
      }
      return places.get(id) ?? -1;
    },
    append(one, { terms, text, title, heading, textLength, titleLength, headingLength }) {
      const ordinal = baseSlots + added.push(one) - 1;
      alive = grown(alive, ordinal + 1, (length) => new Uint8Array(length));
      lengths = grown(lengths, ordinal + 1, (length) => new Float32Array(length));
      const length = weightedCount(textLength, titleLength, headingLength);
      alive[ordinal] = 1;
      lengths[ordinal] = length;
      places?.set(one.id, ordinal);
      size++;
      totalLength += length;
      anyPinned ||= one.pinned;
      change(one.language, 1);
      terms.forEach((term, place) => {
        const number = numberOf(term);
        let list = lists.get(number);
        if (!list) lists.set(number, (list = { ordinals: [], counts: [], joined: undefined }));
        list.ordinals.push(ordinal);
        list.counts.push((text[place] ?? 0) + 256 * (title[place] ?? 0) + 4096 * (heading[place] ?? 0));
        list.joined = undefined;
        const live = counted.get(number);
        if (live !== undefined) counted.set(number, live + 1);
      });
      return ordinal;
    },
    drop(ordinal) {
      if (alive[ordinal] !== 1) return false;
      alive[ordinal] = 0;
      places?.delete(idOf(ordinal));
      size--;
      totalLength -= lengths[ordinal] ?? 0;
      change(languageOf(ordinal), -1);
      if (counted.size > 0) counted = new Map();
      return true;
    },
  };
}

function join(before: Postings, list: List): Postings {
  const start = before.ordinals.length;
  const length = start + list.ordinals.length;
  const out: Postings = {
    ordinals: new Uint32Array(length),
    text: new Uint8Array(length),
    title: new Uint8Array(length),
    heading: new Uint8Array(length),
  };
  for (const field of ['ordinals', 'text', 'title', 'heading'] as const) out[field].set(before[field]);
  list.ordinals.forEach((ordinal, i) => {
    const count = list.counts[i] ?? 0;
    out.ordinals[start + i] = ordinal;
    out.text[start + i] = count & 255;
    out.title[start + i] = (count >>> 8) & 15;
    out.heading[start + i] = count >>> 12;
  });
  return out;
}
