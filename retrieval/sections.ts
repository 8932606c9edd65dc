/** The word side of an index as sections: ids, documents, lengths, dictionary, postings. */
import { ANALYSER_VERSION } from './analyse.ts';
import { ByteWriter } from './bytes.ts';
import type { Corpus, Counts } from './corpus.ts';
import { SECTION } from './format.ts';
import { weightedCount } from './lexicon.ts';

/** Terms between two full spellings in the dictionary: a look-up decodes at most so many. */
export const BLOCK = 16;

/** All different terms in UTF-16 code unit order, and for each its postings in ascending order. */
export interface Inverted {
  readonly terms: readonly string[];
  readonly numbers: ReadonlyMap<string, number>;
  /** The number of each term of the corpus. */
  readonly ranks: Uint32Array;
  /** Postings of term n lie from starts[n] to starts[n + 1]. */
  readonly starts: Uint32Array;
  readonly ordinals: Uint32Array;
  readonly text: Uint8Array;
  readonly title: Uint8Array;
  readonly heading: Uint8Array;
}

export function invert(corpus: Corpus): Inverted {
  const count = corpus.terms.length;
  const frequencies = new Uint32Array(count);
  for (const { ids } of corpus.chunks) {
    for (let place = 0; place < ids.length; place++) {
      const id = ids[place] ?? 0;
      frequencies[id] = (frequencies[id] ?? 0) + 1;
    }
  }
  const order = Uint32Array.from({ length: count }, (_, id) => id).toSorted((a, b) =>
    (corpus.terms[a] ?? '') < (corpus.terms[b] ?? '') ? -1 : 1,
  );
  const terms = Array.from(order, (id) => corpus.terms[id] ?? '');
  const numbers = new Map<string, number>();
  const ranks = new Uint32Array(count);
  /** Where the next posting of a term goes, by its number in order of first appearance. */
  const next = new Uint32Array(count);
  const starts = new Uint32Array(count + 1);
  order.forEach((id, number) => {
    numbers.set(terms[number] ?? '', number);
    ranks[id] = number;
    next[id] = starts[number] ?? 0;
    starts[number + 1] = (starts[number] ?? 0) + (frequencies[id] ?? 0);
  });
  const total = starts[count] ?? 0;
  const ordinals = new Uint32Array(total);
  const text = new Uint8Array(total);
  const title = new Uint8Array(total);
  const heading = new Uint8Array(total);
  for (const [ordinal, chunk] of corpus.chunks.entries()) {
    const { ids } = chunk;
    for (let place = 0; place < ids.length; place++) {
      const id = ids[place] ?? 0;
      const at = next[id] ?? 0;
      next[id] = at + 1;
      ordinals[at] = ordinal;
      text[at] = chunk.text[place] ?? 0;
      title[at] = chunk.title[place] ?? 0;
      heading[at] = chunk.heading[place] ?? 0;
    }
  }
  return { terms, numbers, ranks, starts, ordinals, text, title, heading };
}

/** What the file keeps of a chunk beside its words. */
export interface ChunkHead {
  readonly id: string;
  readonly documentId: string;
  readonly pinned?: boolean;
}

export function writeWordSections(
  chunks: readonly ChunkHead[],
  counted: readonly Counts[],
  inverted: Inverted,
): Map<number, Uint8Array> {
  const lengths = counted.map((one) => weightedCount(one.textLength, one.titleLength, one.headingLength));
  const dictionary = new DictionaryWriter();
  inverted.terms.forEach((term, number) => {
    const end = inverted.starts[number + 1] ?? 0;
    dictionary.begin(term);
    for (let at = inverted.starts[number] ?? 0; at < end; at++) {
      dictionary.posting(
        inverted.ordinals[at] ?? 0,
        inverted.text[at] ?? 0,
        inverted.title[at] ?? 0,
        inverted.heading[at] ?? 0,
      );
    }
    dictionary.end();
  });
  const languages = counted.map(({ language }) => language);
  return new Map([...writeHeads(chunks, languages, lengths, inverted.terms.length), ...dictionary.finish()]);
}

/** Everything but the dictionary. */
export function writeHeads(
  chunks: readonly ChunkHead[],
  languages: readonly string[],
  lengths: readonly number[],
  terms: number,
): [number, Uint8Array][] {
  return [
    [SECTION.meta, writeMeta(languages, terms)],
    [SECTION.ids, writeIds(chunks)],
    [SECTION.documents, writeDocuments(chunks)],
    [SECTION.lengths, writeLengths(lengths)],
  ];
}

function writeMeta(languages: readonly string[], terms: number): Uint8Array {
  const shares = new Map<string, number>();
  for (const language of languages) shares.set(language, (shares.get(language) ?? 0) + 1);
  const byShare = [...shares].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([language]) => language);
  const meta = { analyser: ANALYSER_VERSION, chunks: languages.length, terms, languages: byShare };
  return new TextEncoder().encode(JSON.stringify(meta));
}

/** All lengths first, then all characters: like beside like packs well. */
export function writeStrings(out: ByteWriter, strings: readonly string[]): void {
  const encoder = new TextEncoder();
  const encoded = strings.map((text) => encoder.encode(text));
  out.varint(encoded.length);
  for (const bytes of encoded) out.varint(bytes.length);
  for (const bytes of encoded) out.append(bytes);
}

function writeIds(chunks: readonly ChunkHead[]): Uint8Array {
  const out = new ByteWriter();
  writeStrings(
    out,
    chunks.map((chunk) => chunk.id),
  );
  return out.finish();
}

function writeDocuments(chunks: readonly ChunkHead[]): Uint8Array {
  const numbers = new Map<string, number>();
  for (const { documentId } of chunks) if (!numbers.has(documentId)) numbers.set(documentId, numbers.size);
  const out = new ByteWriter();
  writeStrings(out, [...numbers.keys()]);
  for (const { documentId, pinned } of chunks) {
    out.varint((numbers.get(documentId) ?? 0) * 2 + (pinned ? 1 : 0));
  }
  return out.finish();
}

/** Weighted lengths come in halves. */
function writeLengths(lengths: readonly number[]): Uint8Array {
  const out = new ByteWriter();
  for (const length of lengths) out.varint(Math.round(2 * length));
  return out.finish();
}

/**
 * Terms in code unit order, each with its postings in ascending order. A posting: distance to the chunk before (1 for the
 * next), doubled; odd when the term stands exactly once, in the text. Otherwise the counts follow.
 */
export class DictionaryWriter {
  readonly #terms = new ByteWriter();
  readonly #postings = new ByteWriter();
  readonly #encoder = new TextEncoder();
  #number = 0;
  #previous = '';
  #term = '';
  #before = 0;
  #last = -1;
  #count = 0;

  /** Terms written so far. */
  get count(): number {
    return this.#number;
  }

  begin(term: string): void {
    this.#term = term;
    this.#before = this.#postings.length;
    this.#last = -1;
    this.#count = 0;
  }

  posting(ordinal: number, text: number, title: number, heading: number): void {
    const once = text === 1 && title === 0 && heading === 0;
    this.#postings.varint((ordinal - this.#last) * 2 + (once ? 1 : 0));
    if (!once) {
      // Seldom more than 7 in a title or heading; 4 bits say "this many or more".
      this.#postings.varint(text);
      this.#postings.byte(Math.min(15, title) * 16 + Math.min(15, heading));
    }
    this.#last = ordinal;
    this.#count++;
  }

  /** Leaves the term out when no posting was written. */
  end(): void {
    if (this.#count === 0) return;
    const term = this.#term;
    let shared = 0;
    if (this.#number % BLOCK !== 0) {
      const previous = this.#previous;
      while (shared < previous.length && shared < term.length && previous[shared] === term[shared]) shared++;
      if (/[\ud800-\udbff]/.test(term[shared - 1] ?? '')) shared--;
    }
    const rest = this.#encoder.encode(term.slice(shared));
    this.#terms.varint(shared);
    this.#terms.varint(rest.length);
    this.#terms.append(rest);
    this.#terms.varint(this.#count);
    this.#terms.varint(this.#postings.length - this.#before);
    this.#previous = term;
    this.#number++;
  }

  finish(): [number, Uint8Array][] {
    return [
      [SECTION.terms, this.#terms.finish()],
      [SECTION.postings, this.#postings.finish()],
    ];
  }
}
