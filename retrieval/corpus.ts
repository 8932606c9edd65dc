/** Chunks to counted terms: the one form from which postings, language model and vectors are made. */
import { eachSpan, eachTermOf } from './analyse.ts';
import { lower } from './fold.ts';
import { detectLanguage } from './language.ts';
import type { IndexedChunk } from './types.ts';
import { WordTable } from './word-table.ts';

/** Counts in text, title and headings saturate here, as they do in the file: often enough is often enough. */
const MOST: readonly [number, number, number] = [255, 15, 15];

/** How often each different term of a chunk stands where: parallel arrays, in order of first appearance. */
export interface Counts {
  readonly text: Uint8Array;
  readonly title: Uint8Array;
  readonly heading: Uint8Array;
  /** Number of words in each field. */
  readonly textLength: number;
  readonly titleLength: number;
  readonly headingLength: number;
  readonly language: string;
}

/** A chunk after analysis, by itself. */
export interface CountedChunk extends Counts {
  readonly terms: readonly string[];
}

/** A chunk after analysis among others: its terms are numbers, so that what is made of them needs no string looked up again. */
export interface NumberedChunk extends Counts {
  readonly ids: Uint32Array;
}

/** Chunks that were analysed together. */
export interface Corpus {
  /** By number, in order of first appearance. */
  readonly terms: readonly string[];
  readonly chunks: readonly NumberedChunk[];
  /** The place of each term in code unit order, where it is known already. */
  readonly ranks?: Uint32Array;
}

/** The language of each document, detected over the chunks given of it. */
export function languagesOf(chunks: readonly IndexedChunk[]): Map<string, string> {
  const samples = new Map<string, string>();
  const languages = new Map<string, string>();
  for (const chunk of chunks) {
    if (chunk.language !== undefined) languages.set(chunk.documentId, chunk.language);
    const sample = samples.get(chunk.documentId) ?? '';
    if (sample.length < 6000) samples.set(chunk.documentId, `${sample} ${chunk.title} ${chunk.text.slice(0, 3000)}`);
  }
  for (const [documentId, sample] of samples) {
    if (!languages.has(documentId)) languages.set(documentId, detectLanguage(sample));
  }
  return languages;
}

export function countChunk(chunk: IndexedChunk, language: string): CountedChunk {
  const { terms, count } = createCounter();
  return { terms, ...count(chunk, language) };
}

export interface Counter {
  /** Of all chunks counted so far, by number. */
  readonly terms: readonly string[];
  count(chunk: IndexedChunk, language: string): NumberedChunk;
}

/** Numbers terms as it meets them: a word of a large base is looked up once, not once to count and once to number. */
export function createCounter(): Counter {
  const numbers = new Map<string, number>();
  const terms: string[] = [];
  // Of each term, the chunk that it was last met in, and its place there.
  let met = new Uint32Array(256);
  let places = new Uint32Array(256);
  let chunks = 0;
  let ids = new Uint32Array(256);
  let columns: readonly [Uint8Array, Uint8Array, Uint8Array] = [
    new Uint8Array(256),
    new Uint8Array(256),
    new Uint8Array(256),
  ];
  const numberOf = (term: string): number => {
    const known = numbers.get(term);
    if (known !== undefined) return known;
    const number = terms.push(term) - 1;
    numbers.set(term, number);
    if (number === met.length) {
      met = doubled(met);
      places = doubled(places);
    }
    return number;
  };
  /** By language, because the same word has another stem in another: words that were met, with the numbers of their terms. */
  const tables = new Map<string, WordTable>();
  const tableOf = (language: string): WordTable | undefined => {
    // For a single chunk it would cost more than it saves.
    if (chunks < 2) return undefined;
    let table = tables.get(language);
    if (!table) tables.set(language, (table = new WordTable()));
    return table;
  };
  let different = 0;
  let words = 0;
  const add = (field: 0 | 1 | 2, number: number): void => {
    words++;
    if (met[number] !== chunks) {
      met[number] = chunks;
      places[number] = different;
      if (different === ids.length) {
        ids = doubled(ids);
        columns = [doubledBytes(columns[0]), doubledBytes(columns[1]), doubledBytes(columns[2])];
      }
      ids[different] = number;
      columns[0][different] = 0;
      columns[1][different] = 0;
      columns[2][different] = 0;
      different++;
    }
    const place = places[number] ?? 0;
    const column = columns[field];
    const before = column[place] ?? 0;
    if (before < MOST[field]) column[place] = before + 1;
  };
  return {
    terms,
    count(chunk, language) {
      chunks++;
      different = 0;
      const lengths = [0, 0, 0];
      const table = tableOf(language);
      const count = (field: 0 | 1 | 2, text: string): void => {
        words = 0;
        const lowered = lower(text);
        eachSpan(lowered, (start, end, plain, hash) => {
          if (plain && table) {
            let number = table.get(lowered, start, end, hash);
            if (number < 0) {
              eachTermOf(lowered.slice(start, end), true, language, (term) => (number = numberOf(term)));
              table.add(lowered, start, end, hash, number);
            }
            add(field, number);
          } else eachTermOf(lowered.slice(start, end), plain, language, (term) => add(field, numberOf(term)));
        });
        lengths[field] = (lengths[field] ?? 0) + words;
      };
      count(0, chunk.text);
      count(1, chunk.title);
      // The last heading often is the title; one mention of it is enough.
      for (const heading of chunk.headingPath) if (heading !== chunk.title) count(2, heading);
      const [text, title, heading] = columns;
      return {
        ids: ids.slice(0, different),
        text: text.slice(0, different),
        title: title.slice(0, different),
        heading: heading.slice(0, different),
        textLength: lengths[0] ?? 0,
        titleLength: lengths[1] ?? 0,
        headingLength: lengths[2] ?? 0,
        language,
      };
    },
  };
}

function doubled(values: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(values.length * 2);
  larger.set(values);
  return larger;
}

function doubledBytes(values: Uint8Array): Uint8Array {
  const larger = new Uint8Array(values.length * 2);
  larger.set(values);
  return larger;
}
