/** Chunks to counted terms: the one form from which postings, language model and vectors are made. */
import { eachTerm } from './analyse.ts';
import { detectLanguage } from './language.ts';
import type { IndexedChunk } from './types.ts';

/** Counts in text, title and headings saturate here, as they do in the file: often enough is often enough. */
const MOST: readonly [number, number, number] = [255, 15, 15];

/** A chunk after analysis: parallel arrays, one entry for each different term, in order of first appearance. */
export interface CountedChunk {
  readonly terms: readonly string[];
  readonly text: Uint8Array;
  readonly title: Uint8Array;
  readonly heading: Uint8Array;
  /** Number of words in each field. */
  readonly textLength: number;
  readonly titleLength: number;
  readonly headingLength: number;
  readonly language: string;
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
  const places = new Map<string, number>();
  const terms: string[] = [];
  const counts: [number[], number[], number[]] = [[], [], []];
  const lengths = [0, 0, 0];
  const count = (field: 0 | 1 | 2, text: string): void => {
    eachTerm(text, language, (term) => {
      let place = places.get(term);
      if (place === undefined) {
        place = terms.length;
        places.set(term, place);
        terms.push(term);
        for (const column of counts) column.push(0);
      }
      const column = counts[field];
      column[place] = Math.min(MOST[field], (column[place] ?? 0) + 1);
      lengths[field] = (lengths[field] ?? 0) + 1;
    });
  };
  count(0, chunk.text);
  count(1, chunk.title);
  // The last heading often is the title; one mention of it is enough.
  for (const heading of chunk.headingPath) if (heading !== chunk.title) count(2, heading);
  return {
    terms,
    text: Uint8Array.from(counts[0]),
    title: Uint8Array.from(counts[1]),
    heading: Uint8Array.from(counts[2]),
    textLength: lengths[0] ?? 0,
    titleLength: lengths[1] ?? 0,
    headingLength: lengths[2] ?? 0,
    language,
  };
}

/** The same terms as numbers, so that what is made of them needs no string to be looked up again. */
export interface NumberedTerms {
  /** By number, in order of first appearance. */
  readonly terms: readonly string[];
  /** For each chunk the numbers of its `terms`, in their order. */
  readonly ofChunks: readonly Uint32Array[];
}

export function numberTerms(counted: readonly CountedChunk[]): NumberedTerms {
  const numbers = new Map<string, number>();
  const terms: string[] = [];
  const ofChunks = counted.map((chunk) => {
    const out = new Uint32Array(chunk.terms.length);
    chunk.terms.forEach((term, place) => {
      let number = numbers.get(term);
      if (number === undefined) {
        number = terms.push(term) - 1;
        numbers.set(term, number);
      }
      out[place] = number;
    });
    return out;
  });
  return { terms, ofChunks };
}
